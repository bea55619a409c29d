// Bundles the compiled doors into dist/, or into the folder that is given: what GitHub runs, and what `bin` names.
// Two runs give the same bytes.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = process.argv[2] ?? join(root, 'dist');
const ncc = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
execFileSync(
  process.execPath,
  [ncc, 'build', join(root, 'build/src/main.js'), '-o', dist, '--no-cache', '--license', 'licenses.txt'],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);
cpSync(join(root, 'build/src/assets'), join(dist, 'assets'), { recursive: true });
writeFileSync(
  join(dist, 'cli.js'),
  [
    '#!/usr/bin/env node',
    "import { cli } from './index.js';",
    'process.exitCode = await cli(process.argv.slice(2));',
    '',
  ].join('\n'),
);
writeFileSync(
  join(dist, 'action.js'),
  ["import { action } from './index.js';", 'await action();', ''].join('\n'),
);
chmodSync(join(dist, 'cli.js'), 0o755);
