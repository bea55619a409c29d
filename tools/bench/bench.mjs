// Times the whole command on the founding example beside the floor: the same `helm template` calls made bare, with the
// same parallelism, in the same run. Absolute times mean little on a shared machine; the ratio is what to look at.
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exampleCharts, findExampleHelm } from '../../examples/support.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 7);
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const work = mkdtempSync(join(tmpdir(), 'preflight-bench-'));
try {
  await bench();
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function bench() {
  const charts = exampleCharts();
  if (!charts) {
    console.log('benchmark skipped: PREFLIGHT_SHARED names no folder with charts');
    return;
  }
  const helm = await findExampleHelm();
  const example = join(root, 'examples/founding-incident');
  const check = [
    join(root, 'dist/cli.js'),
    'check',
    ...[
      '--base',
      join(example, 'before'),
      '--head',
      join(example, 'after'),
      '--charts',
      charts,
      '--format',
      'json',
      '--offline',
    ],
  ];
  const calls = recordCalls(check, helm);
  const memory = join(work, 'memory.mjs');
  writeFileSync(
    memory,
    [
      "import { appendFileSync } from 'node:fs';",
      "process.on('exit', () => appendFileSync(process.env.BENCH_MEMORY, process.resourceUsage().maxRSS + '\\n'));",
      '',
    ].join('\n'),
  );
  const memoryLog = join(work, 'memory.log');
  const figures = { command: [], floor: [], node: [] };
  for (let run = 0; run < RUNS; run += 1) {
    figures.node.push(await time(() => execute(process.execPath, ['-e', '0'])));
    figures.floor.push(
      await time(() => inParallel(calls, call => execute(helm, call.args, { cwd: call.cwd, env: call.env }))),
    );
    figures.command.push(
      await time(() =>
        execute(process.execPath, ['--import', memory, ...check], {
          env: { ...process.env, HELM_BIN: helm, BENCH_MEMORY: memoryLog },
          allow: [0, 1],
        }),
      ),
    );
  }
  const [command, floor, node] = [figures.command, figures.floor, figures.node].map(median);
  const aim = 1.5 * floor + node;
  const peak = Math.max(...readFileSync(memoryLog, 'utf8').trim().split('\n').map(Number)) / 1024;
  console.log(`founding example, median of ${RUNS} runs, Node ${process.version}`);
  console.log(`  whole command           ${command.toFixed(0)} ms (${range(figures.command)})`);
  console.log(`  floor: ${calls.length} helm template   ${floor.toFixed(0)} ms (${range(figures.floor)})`);
  console.log(`  Node's own start-up     ${node.toFixed(0)} ms`);
  console.log(
    `  aim: 1.5 x floor + start-up = ${aim.toFixed(0)} ms; the command takes ${(command / aim).toFixed(2)} of that`,
  );
  console.log(`  peak memory of Node     ${peak.toFixed(0)} MB (aim: below 300 MB)`);
}

/** Runs the command once with a Helm that keeps what each call was given. */
function recordCalls(check, helm) {
  const record = join(work, 'calls');
  mkdirSync(record);
  const shim = join(work, 'helm');
  writeFileSync(
    shim,
    [
      '#!/bin/sh',
      'if [ "$1" = template ]; then',
      `  call=$(mktemp -d ${record}/XXXXXX)`,
      '  for last; do :; done',
      '  cp -r . "$call/cwd"; cp -r "$last" "$call/chart"; printf "%s\\n" "$@" > "$call/args"',
      'fi',
      `exec ${helm} "$@"`,
      '',
    ].join('\n'),
  );
  chmodSync(shim, 0o755);
  try {
    execFileSync(process.execPath, check, {
      env: { ...process.env, HELM_BIN: shim },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch (error) {
    if (error.status !== 1) throw error;
  }
  return readdirSync(record).map(name => {
    const folder = join(record, name);
    const args = readFileSync(join(folder, 'args'), 'utf8').trimEnd().split('\n');
    args[args.length - 1] = join(folder, 'chart');
    if (!existsSync(join(folder, 'chart', 'Chart.yaml'))) throw new Error(`${folder} holds no chart`);
    return { args, cwd: join(folder, 'cwd'), env: { PATH: process.env.PATH, HOME: work } };
  });
}

async function inParallel(items, work) {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

function execute(command, args, { cwd, env = process.env, allow = [0] } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.resume();
    child.on('error', reject);
    child.on('close', code =>
      allow.includes(code) ? resolve() : reject(new Error(`${command} ended with ${code}`)),
    );
  });
}

async function time(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function range(values) {
  return `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}`;
}
