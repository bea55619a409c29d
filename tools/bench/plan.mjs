// Plans between minors beside checking one hop, on the same small repository, in the same run: a plan has to cost less than
// two checks per hop. BENCH_PAIRS=all takes every pair of minors; else each minor to the newest.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../examples/support.mjs';
import { execute } from './calls.mjs';

const EXAMPLE = join(root, 'examples/founding-incident/before');
/** The version that the example declares. */
const DECLARED = '1.20.6';
const AIM = 2;
/** Every verdict that is an answer. */
const CODES = [0, 1, 3];

export async function benchPlans(cli, helm, charts, work) {
  const newest = newestByMinor(charts);
  const all = process.env.BENCH_PAIRS === 'all';
  const pairs = newest.flatMap((from, index) =>
    newest
      .slice(index + 1)
      .flatMap((to, distance) =>
        all || index + 1 + distance === newest.length - 1 ? [{ from, to, hops: distance + 1 }] : [],
      ),
  );
  const tree = join(work, 'plan-tree');
  const run = async (command, from, to) => {
    cpSync(EXAMPLE, tree, { recursive: true });
    setVersion(tree, from);
    const began = performance.now();
    await execute(
      process.execPath,
      [cli, command, '--head', tree, '--to', to, '--charts', charts, '--format', 'json', '--offline'],
      { env: { ...process.env, HELM_BIN: helm }, codes: CODES },
    );
    return performance.now() - began;
  };
  const ratios = [];
  let worst = { ratio: 0, from: '', to: '' };
  for (const { from, to, hops } of pairs) {
    const next = newest[newest.indexOf(from) + 1];
    const check = await run('check', from, next);
    const plan = await run('plan', from, to);
    const ratio = plan / (check * hops);
    ratios.push(ratio);
    if (ratio > worst.ratio) worst = { ratio, from, to };
  }
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 0;
  console.log(`\nplans over ${pairs.length} pairs of minors, beside a check of their first hop`);
  console.log(
    `  plan / (check × hops): median ${median.toFixed(2)}, worst ${worst.ratio.toFixed(2)} (${worst.from} to ${worst.to}), aim: below ${AIM}${worst.ratio < AIM ? '' : ' (missed)'}`,
  );
}

/** The newest patch of each minor that there are charts of, in order. */
function newestByMinor(charts) {
  const newest = new Map();
  for (const version of readdirSync(charts).filter(name => /^1\.\d+\.\d+$/.test(name))) {
    const [, minor, patch] = version.split('.').map(Number);
    const known = newest.get(minor);
    if (known === undefined || patch > known) newest.set(minor, patch);
  }
  return [...newest].toSorted(([a], [b]) => a - b).map(([minor, patch]) => `1.${minor}.${patch}`);
}

function setVersion(folder, version) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) setVersion(path, version);
    else writeFileSync(path, readFileSync(path, 'utf8').replaceAll(DECLARED, version));
  }
}
