// Times the whole command on the founding example beside the floor: the same `helm template` calls made bare, with the
// same parallelism, in the same run. Absolute times mean little on a shared machine; the ratio is what to look at.
// BENCH_RUNS: how often each is timed (7). BENCH_CLI: the command to time (dist/cli.js).
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { exampleCharts, findExampleHelm, root } from '../../examples/support.mjs';
import { execute, recordedCalls, recordingHelm, replay } from './calls.mjs';
import { manyEnvironments } from './environments.mjs';
import { median, milliseconds, time } from './figures.mjs';
import { benchJudging } from './judge.mjs';
import { benchPlans } from './plan.mjs';
import { benchStartup } from './startup.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 7);
const CLI = resolve(process.env.BENCH_CLI ?? join(root, 'dist/cli.js'));
const EXAMPLE = join(root, 'examples/founding-incident');
/** How many times the floor the command may take, besides Node's own start-up. */
const AIM = 1.5;
const AIM_MB = 300;
/** How many times the first rendering the proofs of the overrides may take. */
const AIM_PROOFS = 2;
/** The check fails on the example, and says so with its exit code. */
const EXPECTED_CODE = 1;
/** Installations side by side in the second part. */
const MANY = 10;

const work = mkdtempSync(join(tmpdir(), 'preflight-bench-'));
try {
  await bench();
  await benchStartup(CLI, RUNS);
  await benchJudging(RUNS);
  const charts = exampleCharts();
  if (charts) await benchPlans(CLI, await findExampleHelm(), charts, work);
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
  console.log(`Node ${process.version}, ${availableParallelism()} cores, median of ${RUNS} runs (range)\n`);

  console.log('founding example');
  const one = await measure(EXAMPLE, helm, charts, 'one');
  print(one);

  console.log(`\nthe same with ${MANY} environments`);
  const tree = join(work, 'tree');
  manyEnvironments(EXAMPLE, tree, MANY);
  const many = await measure(tree, helm, charts, 'many');
  print(many);
  const growth = median(many.command) / median(one.command);
  console.log(`  ${MANY} times the installations take ${growth.toFixed(1)} times as long`);
}

/** All figures of one tree: milliseconds of each run, taken in turns so that a busy moment hits all of them. */
async function measure(tree, helm, charts, name) {
  const sides = ['--base', join(tree, 'before'), '--head', join(tree, 'after')];
  const check = ['check', ...sides, '--charts', charts, '--format', 'json', '--offline'];
  const records = join(work, `${name}-calls`);
  await runCheck(check, { HELM_BIN: recordingHelm(helm, records) });
  const calls = recordedCalls(records);

  const log = join(work, `${name}-memory`);
  const figures = { node: [], floor: [], command: [], proofs: [] };
  const report = join(work, `${name}-report.json`);
  const timed = check.map(argument => (argument === 'json' ? `json=${report}` : argument));
  for (let run = 0; run < RUNS; run += 1) {
    figures.node.push(await time(() => execute(process.execPath, ['-e', '0'])));
    figures.floor.push(await time(() => replay(helm, calls, work)));
    figures.command.push(await time(() => runCheck(timed, { HELM_BIN: helm })));
    const { timings } = JSON.parse(readFileSync(report, 'utf8'));
    figures.proofs.push(timings.verify / (timings.render + timings.diff));
  }
  // By itself: a preloaded module costs time of its own.
  await runCheck(check, { HELM_BIN: helm, BENCH_MEMORY: log }, [
    '--import',
    join(root, 'tools/bench/memory.mjs'),
  ]);
  return { ...figures, calls: calls.length, memory: Number(readFileSync(log, 'utf8')) / 1024 };
}

async function runCheck(check, env, options = []) {
  await execute(process.execPath, [...options, CLI, ...check], {
    env: { ...process.env, ...env },
    codes: [EXPECTED_CODE],
  });
}

function print({ node, floor, command, proofs, calls, memory }) {
  const ratio = (median(command) - median(node)) / median(floor);
  line('whole command', milliseconds(command));
  line(`floor: ${calls} × helm template`, milliseconds(floor));
  line("Node's own start-up", milliseconds(node));
  line('(command - start-up) / floor', `${ratio.toFixed(2)}, aim: at most ${AIM}${verdict(ratio <= AIM)}`);
  line(
    'proofs / first rendering',
    `${median(proofs).toFixed(2)}, aim: at most ${AIM_PROOFS}${verdict(median(proofs) <= AIM_PROOFS)}`,
  );
  line('peak memory of Node', `${memory.toFixed(0)} MB, aim: below ${AIM_MB}${verdict(memory < AIM_MB)}`);
}

function line(what, value) {
  console.log(`  ${what.padEnd(30)}${value}`);
}

function verdict(reached) {
  return reached ? '' : ' (missed)';
}
