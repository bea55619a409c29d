// Removes folders of generated files, so that nothing stale is tested or shipped.
import { rmSync } from 'node:fs';

for (const folder of process.argv.slice(2)) rmSync(folder, { recursive: true, force: true });
