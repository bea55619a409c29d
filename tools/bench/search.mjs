// Times the command on a repository of 20,000 files that have nothing to do with Istio, and on the same with an installation
// of Istio that the change does not touch, beside the floor: `git grep` for one word over the same two revisions, in the
// same run. Absolute times mean little on a shared machine; the ratio is
// what to look at. BENCH_RUNS: how often each is timed (7). BENCH_CLI: the command to time (dist/cli.js). BENCH_FILES: how
// many files (20000).
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { root } from '../../examples/support.mjs';
import { execute } from './calls.mjs';
import { median, milliseconds, time } from './figures.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 7);
const FILES = Number(process.env.BENCH_FILES ?? 20_000);
const CLI = resolve(process.env.BENCH_CLI ?? join(root, 'dist/cli.js'));
/** How many times the floor the command may take, besides Node's own start-up. */
const AIM = 3;

const CASES = [
  { title: 'without Istio', files: [], codes: [1] },
  {
    title: 'with Istio, which the change does not touch',
    files: [
      ['mesh/istiod.yaml', application('istiod', '1.22.2')],
      ['mesh/base.yaml', application('base', '1.22.2')],
    ],
    codes: [0],
  },
];

let work = '';
console.log(`Node ${process.version}, ${availableParallelism()} cores, median of ${RUNS} runs (range)`);
for (const one of CASES) {
  work = mkdtempSync(join(tmpdir(), 'preflight-search-'));
  try {
    await bench(one);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function bench({ title, files, codes }) {
  await createRepository(files);
  console.log(`\na repository of ${FILES} files ${title}`);
  const figures = { node: [], floor: [], command: [] };
  // Once for the caches of the disk.
  await check();
  for (let run = 0; run < RUNS; run += 1) {
    figures.node.push(await time(() => execute(process.execPath, ['-e', '0'])));
    figures.floor.push(await time(async () => [await grep('before', codes), await grep('after', codes)]));
    figures.command.push(await time(check));
  }
  const ratio = (median(figures.command) - median(figures.node)) / median(figures.floor);
  line('whole command', milliseconds(figures.command));
  line('floor: 2 × git grep', milliseconds(figures.floor));
  line("Node's own start-up", milliseconds(figures.node));
  line(
    '(command - start-up) / floor',
    `${ratio.toFixed(2)}, aim: at most ${AIM}${ratio <= AIM ? '' : ' (missed)'}`,
  );
}

/** The command says `no-upgrade`, or it is not this that was timed. */
async function check() {
  const report = join(work, '.git', 'report.json');
  const args = ['check', '--repo', work, '--base', 'before', '--head', 'after', '--offline'];
  await execute(process.execPath, [CLI, ...args, '--format', `json=${report}`]);
  const { verdict } = JSON.parse(readFileSync(report, 'utf8'));
  if (verdict !== 'no-upgrade') throw new Error(`the verdict is ${verdict}, not no-upgrade`);
}

/** One word, every file: nothing that searches a revision is faster. Finding none is exit code 1. */
function grep(revision, codes) {
  return execute(
    'git',
    ['-C', work, 'grep', '--ignore-case', '--files-with-matches', '--text', 'istio', revision],
    { codes },
  );
}

/** Manifests, code and prose of other things, and one of them changed. */
async function createRepository(files) {
  for (const [name, text] of files) write(name, text);
  for (let number = 0; number < FILES; number += 1) write(...file(number));
  await git('init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'before');
  await git('tag', 'before');
  write(file(0)[0], 'changed\n');
  await git('commit', '--quiet', '--all', '--message', 'after');
  await git('tag', 'after');
}

function file(number) {
  const folder = `${['apps', 'charts', 'docs', 'src'][number % 4]}/team-${number % 97}`;
  const lines = Array.from(
    { length: 20 + (number % 60) },
    (_, line) => `  key${line}: value ${number * line}`,
  );
  const kinds = [
    [
      `${number}.yaml`,
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-${number}\nspec:\n${lines.join('\n')}\n`,
    ],
    [`values-${number}.yaml`, `image:\n${lines.join('\n')}\n`],
    [`${number}.md`, `# Page ${number}\n\n${lines.join('\n')}\n`],
    [`file${number}.go`, `package main\n\n// ${lines.join('\n// ')}\n`],
  ];
  const [name, text] = kinds[number % 4];
  return [`${folder}/${name}`, text];
}

function application(chart, version) {
  const source = `repoURL: https://istio-release.storage.googleapis.com/charts\n    chart: ${chart}\n    targetRevision: ${version}`;
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: ${chart}\nspec:\n  source:\n    ${source}\n  destination:\n    namespace: istio-system\n`;
}

function write(name, text) {
  const path = join(work, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function git(...args) {
  const identity = [
    '-c',
    'user.name=Bench',
    '-c',
    'user.email=bench@example.com',
    '-c',
    'commit.gpgSign=false',
    // No maintenance in the background: it takes time, and is still at it when the folder goes.
    '-c',
    'gc.auto=0',
    '-c',
    'maintenance.auto=false',
  ];
  return execute('git', ['-C', work, ...identity, ...args]);
}

function line(what, value) {
  console.log(`  ${what.padEnd(30)}${value}`);
}
