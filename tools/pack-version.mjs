// Packs the package's version beside the knowledge: the bundle travels without package.json.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [build = 'build'] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const assets = join(build, 'src/assets');
mkdirSync(assets, { recursive: true });
writeFileSync(join(assets, 'version.json'), `${JSON.stringify({ version })}\n`);
