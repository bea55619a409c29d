import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import { compareBump, compareInstallations } from '../../tools/score/compare.js';
import { expectedInstallations } from '../../tools/score/expectations.js';
import { passes, printScore } from '../../tools/score/table.js';
import { describe, expect, it } from '../support/jest.js';
import { umbrella } from '../support/scenario.js';

function expected(chart: string, version: string, line: number) {
  return expectedInstallations({ chart, version, versionSource: `mesh/Chart.yaml:${line}` });
}

describe('score: detection', () => {
  it('reads lists of charts, and whatever is no chart as a whole mesh', () => {
    const names = (chart: string): readonly string[] =>
      expectedInstallations({ chart, version: 'v1.29.1', versionSource: 'a:1' }).map(
        wanted => `${wanted.chart} ${wanted.version} ${wanted.whole}`,
      );
    expect(names('base, gateway (x2)')).toEqual([
      'base 1.29.1 false',
      'gateway 1.29.1 false',
      'gateway 1.29.1 false',
    ]);
    expect(names('istioctl profile default (rendered)')).toEqual(['istiod 1.29.1 true']);
  });

  it('counts an installation as found only with the right chart, version and line', async () => {
    const { installations } = await detect(memoryTree(umbrella('1.22.2')));
    const right = [...expected('base', '1.22.2', 6), ...expected('istiod', '1.22.2', 9)];
    const compare = (entries: typeof right) => compareInstallations(entries, installations);
    expect(compare(right)).toEqual({ expected: 2, found: 2, misses: [], extras: [] });
    for (const wrong of [
      expected('istiod', '1.22.2', 8),
      expected('istiod', '1.22.3', 9),
      expected('cni', '1.22.2', 9),
    ]) {
      const result = compare([...right.slice(0, 1), ...wrong]);
      expect(result.found).toBe(1);
      expect(result.misses).toHaveLength(1);
    }
    expect(compare(right.slice(0, 1)).extras).toEqual(['istiod 1.22.2 at mesh/Chart.yaml:9']);
  });

  it('takes any of the lines that a reader would accept', async () => {
    const { installations } = await detect(memoryTree(umbrella('1.22.2')));
    const entry = { chart: 'istiod', version: '1.22.2', versionSource: 'mesh/Chart.yaml:1' };
    const found = (more: object): number =>
      compareInstallations(expectedInstallations({ ...entry, ...more }), installations).found;
    expect(found({})).toBe(0);
    expect(found({ alsoAt: ['mesh/Chart.yaml:8', 'mesh/Chart.yaml:9'] })).toBe(1);
  });

  it('counts a bump as right only where each chart moves as expected', async () => {
    const [before, after] = [
      await detect(memoryTree(umbrella('1.20.6'))),
      await detect(memoryTree(umbrella('1.22.2'))),
    ];
    const bump = { name: 'x', before: '', after: '', from: '1.20.6', to: '1.22.2' };
    expect(compareBump({ ...bump, charts: ['base', 'istiod'] }, before, after)).toMatchObject({
      found: 1,
      extras: [],
    });
    expect(compareBump({ ...bump, charts: ['cni'] }, before, after)).toMatchObject({ found: 0 });
    expect(compareBump({ ...bump, from: null, charts: ['istiod'] }, before, after)).toMatchObject({
      found: 0,
    });
    expect(compareBump({ ...bump, to: '1.22.3', charts: ['istiod'] }, before, after)).toMatchObject({
      found: 0,
    });
    const early = await detect(memoryTree(umbrella('1.20.0-alpha.0')));
    const declared = { ...bump, from: '1.20.0-alpha.0', charts: ['istiod'] };
    expect(compareBump(declared, early, after)).toMatchObject({ found: 1 });
  });

  it('takes a chart that a commit adds for no extra', async () => {
    const nodes =
      'apiVersion: v2\nname: nodes\nversion: 1.0.0\ndependencies:\n- {name: cni, version: 1.22.2, repository: "https://istio-release.storage.googleapis.com/charts"}\n';
    const before = await detect(memoryTree(umbrella('1.20.6')));
    const after = await detect(memoryTree({ ...umbrella('1.22.2'), 'nodes/Chart.yaml': nodes }));
    const bump = { name: 'x', before: '', after: '', from: '1.20.6', to: '1.22.2', charts: ['istiod'] };
    expect(compareBump(bump, before, after)).toMatchObject({ found: 1, extras: [] });
  });

  it('prints a row a form, a sum and each miss, and keeps to the aims', () => {
    const rows = [
      { title: 'flux', expected: 19, found: 18, misses: ['a: istiod 1.2.3 at x:1'], extras: [] },
      { title: 'argocd', expected: 1, found: 1, misses: [], extras: ['b: base 1.2.3 at y:2'] },
    ];
    const text = printScore('Installations', rows);
    expect(text).toMatch(/^flux +19 +18 +94\.7% +0$/m);
    expect(text).toMatch(/^all +20 +19 +95\.0% +1$/m);
    expect(text).toContain('missed  a: istiod 1.2.3 at x:1');
    expect(text).toContain('extra   b: base 1.2.3 at y:2');
    const all = { title: 'all', expected: 20, found: 19, misses: [], extras: ['x'] };
    expect(passes(all, 0.95, 0.05)).toBe(true);
    expect(passes(all, 0.96, 0.05)).toBe(false);
    expect(passes(all, 0.95, 0.02)).toBe(false);
  });
});
