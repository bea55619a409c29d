// Preloaded into the command: writes the largest resident size of its own process, in KiB, to the file BENCH_MEMORY.
import { writeFileSync } from 'node:fs';

process.on('exit', () => writeFileSync(process.env.BENCH_MEMORY, String(process.resourceUsage().maxRSS)));
