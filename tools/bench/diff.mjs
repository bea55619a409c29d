// Times the diff by itself: five charts of two releases, definitions included, beside the Helm calls that render them;
// then 1, 10 and 50 installations that share nothing, to see how time and memory grow. Needs `npm run compile`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleCharts, findExampleHelm, root } from '../../examples/support.mjs';
import { capture } from './calls.mjs';
import { median, milliseconds } from './figures.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 7);
const CHARTS = ['base', 'istiod', 'cni', 'gateway', 'ztunnel'];
const VERSIONS = { from: '1.20.6', to: '1.22.2' };
const COUNTS = [1, 10, 50];
const AIM_MB = 400;
/** How much more than its share an installation may cost among many. */
const AIM_GROWTH = 1.5;

/** Prints the figures; nothing where there are no charts. */
async function benchDiff() {
  const charts = exampleCharts();
  if (!charts) return;
  const { diffRelease } = await import(join(root, 'build/src/diff/diff-release.js'));
  const { parseChunks, splitOutput } = await import(join(root, 'build/src/render/output.js'));
  const helm = await findExampleHelm();
  const home = mkdtempSync(join(tmpdir(), 'preflight-bench-'));

  const render = async (version, namespace) => {
    const texts = [];
    for (const chart of CHARTS) {
      const archive = join(charts, version, `${chart}-${version}.tgz`);
      const args = ['template', chart, archive, '--namespace', namespace, '--include-crds', '--is-upgrade'];
      texts.push(
        await capture(helm, [...args, '--kube-version', '1.30.0'], { PATH: process.env.PATH, HOME: home }),
      );
    }
    return texts;
  };
  const read = texts =>
    texts.map(text => {
      const parsed = parseChunks(splitOutput(text));
      if (!parsed.ok) throw new Error(parsed.message);
      return parsed.documents;
    });
  const diff = (before, after) => {
    let changes = 0;
    for (const [index, chart] of CHARTS.entries()) {
      const result = diffRelease({
        before: before[index],
        after: after[index],
        crossed: after[index],
        upgradeOf: () => chart,
        versions: VERSIONS,
        namespace: 'istio-system',
      });
      changes += result.changes.length;
    }
    return changes;
  };

  const figures = { render: [], read: [], diff: [] };
  let texts;
  let changes = 0;
  try {
    for (let run = 0; run < RUNS; run += 1) {
      const [rendered, renderTime] = await timed(async () => [
        await render(VERSIONS.from, 'istio-system'),
        await render(VERSIONS.to, 'istio-system'),
      ]);
      const [documents, readTime] = await timed(() => rendered.map(read));
      const [found, diffTime] = await timed(() => diff(...documents));
      figures.render.push(renderTime);
      figures.read.push(readTime);
      figures.diff.push(diffTime);
      texts = rendered;
      changes = found;
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }

  console.log(
    `\nthe diff by itself: ${CHARTS.join(', ')} from ${VERSIONS.from} to ${VERSIONS.to}, ${changes} changes`,
  );
  const ratio = median(figures.diff) / median(figures.render);
  line('rendering, one Helm after the other', milliseconds(figures.render));
  line('reading what Helm printed', milliseconds(figures.read));
  line(
    'diffing',
    `${milliseconds(figures.diff)}, ${ratio.toFixed(2)} of rendering, aim: below 1${reached(ratio < 1)}`,
  );

  let single = 0;
  for (const count of COUNTS) {
    // Read anew for each: installations of a fleet are rendered with values of their own.
    const fleet = Array.from({ length: count }, () => texts.map(read));
    const [, time] = await timed(() => fleet.map(([before, after]) => diff(before, after)));
    const each = time / count;
    single ||= each;
    const growth = each / single;
    line(
      `${count} ${count === 1 ? 'installation' : 'installations'}`,
      `${time.toFixed(0)} ms, ${each.toFixed(1)} ms each${count === 1 ? '' : `, aim: at most ${AIM_GROWTH} times that of one${reached(growth <= AIM_GROWTH)}`}`,
    );
  }
  const memory = process.resourceUsage().maxRSS / 1024;
  line(
    'peak memory, all of it held at once',
    `${memory.toFixed(0)} MB, aim: below ${AIM_MB}${reached(memory < AIM_MB)}`,
  );
}

async function timed(task) {
  const began = performance.now();
  const result = await task();
  return [result, performance.now() - began];
}

function line(what, value) {
  console.log(`  ${what.padEnd(38)}${value}`);
}

function reached(isReached) {
  return isReached ? '' : ' (missed)';
}

await benchDiff();
