import { beforeAll, describe, expect, it } from '@jest/globals';
import { applyDelta, deltaOf } from '../../src/diff/delta.js';
import { diffRelease, type ReleaseDiff } from '../../src/diff/diff-release.js';
import { type Holder, leavesOf } from '../../src/diff/expand.js';
import { pairResources } from '../../src/diff/pairs.js';
import { formatPath } from '../../src/diff/path.js';
import { resourcesOf } from '../../src/diff/resources.js';
import { canonicalJson, field, fieldAt, list } from '../../src/diff/values.js';
import type { Change, RenderedDocument } from '../../src/model.js';
import { testHelms } from '../support/helm.js';
import { documents, hasCharts, renderChart } from './support.js';

if (!hasCharts) console.warn('No charts in PREFLIGHT_SHARED: tests over real charts are skipped');
const withCharts = hasCharts ? describe : describe.skip;

const CHARTS = ['base', 'istiod', 'cni', 'gateway'];
const RICH = `
pilot: { autoscaleMin: 3, env: { PILOT_X: "true" }, resources: { requests: { cpu: 2 } } }
global: { proxy: { resources: { limits: { memory: 2Gi } } }, logging: { level: "all:debug" } }
meshConfig: { accessLogFile: /dev/stdout, outboundTrafficPolicy: { mode: REGISTRY_ONLY } }
`;
const PATCHES = [
  ['1.20.7', '1.20.8'],
  ['1.22.2', '1.22.3'],
  ['1.24.5', '1.24.6'],
  ['1.30.2', '1.30.3'],
] as const;
const JUMPS = [
  ['1.18.7', '1.20.6'],
  ['1.20.6', '1.22.2'],
  ['1.22.2', '1.24.6'],
  ['1.24.6', '1.26.8'],
  ['1.26.8', '1.28.10'],
  ['1.28.10', '1.30.3'],
] as const;

const renders = new Map<string, RenderedDocument[]>();
const diffs = new Map<string, ReleaseDiff>();
let helm = '';

function render(version: string, chart: string, values = ''): RenderedDocument[] {
  return remembered(renders, `${version} ${chart} ${values}`, () =>
    documents(renderChart(helm, version, chart, values) ?? '', `${chart}/templates/all.yaml`),
  );
}

function diffChart(from: string, to: string, chart: string, values = ''): ReleaseDiff {
  return remembered(diffs, `${from} ${to} ${chart} ${values}`, () => {
    const after = render(to, chart, values);
    return diffRelease({
      before: render(from, chart, values),
      after,
      crossed: after,
      upgradeOf: source => source.split('/')[0],
      versions: { from, to },
      namespace: 'istio-system',
    });
  });
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

function counts(from: string, to: string): { left: number; noise: number } {
  let left = 0;
  let noise = 0;
  for (const chart of CHARTS) {
    const { changes, hidden } = diffChart(from, to, chart);
    left += changes.filter(change => change.risk !== 'none').length;
    noise += Object.values(hidden).reduce((sum, count) => sum + count, 0);
  }
  return { left, noise };
}

withCharts('diff: Istio’s own charts', () => {
  beforeAll(async () => {
    helm = (await testHelms())[0]?.path ?? '';
    expect(helm).not.toBe('');
  });

  it('finds at least 85 % of what patches change to be noise', () => {
    const patches = PATCHES.map(([from, to]) => counts(from, to));
    const noise = patches.reduce((sum, count) => sum + count.noise, 0);
    const left = patches.reduce((sum, count) => sum + count.left, 0);
    expect(noise).toBeGreaterThan(100);
    expect(noise / (left + noise)).toBeGreaterThanOrEqual(0.85);
  });

  it.each(JUMPS)('%s to %s: at most 250 changes are left, all by the bump', (from, to) => {
    const { left } = counts(from, to);
    expect(left).toBeGreaterThan(20);
    expect(left).toBeLessThanOrEqual(250);
    for (const chart of CHARTS) {
      const { changes, problems } = diffChart(from, to, chart);
      expect(problems).toEqual([]);
      expect(changes.filter(change => change.cause !== 'version')).toEqual([]);
    }
  });

  it.each([...PATCHES, ...JUMPS])('%s to %s: nothing lost, nothing invented', (from, to) => {
    for (const chart of CHARTS) {
      for (const values of chart === 'istiod' ? ['', RICH] : ['']) {
        const before = resourcesOf(render(from, chart, values), 'n').resources;
        const after = resourcesOf(render(to, chart, values), 'n').resources;
        const { changes, hidden } = diffChart(from, to, chart, values);
        for (const pair of pairResources(before, after, { from, to })) {
          const shown = changes.filter(({ resource }) => sameName(resource, (pair.after ?? pair.before)?.id));
          if (!pair.before || !pair.after) {
            expect(shown.map(change => change.path)).toEqual(['']);
            continue;
          }
          const holder: Holder = { group: pair.after.group, kind: pair.after.id.kind };
          const delta = deltaOf(pair.before.value, pair.after.value, holder);
          const applied = applyDelta(leavesOf(pair.before.value, holder), delta);
          const text = (leaves: typeof applied): string =>
            canonicalJson(Object.fromEntries([...leaves].map(([id, leaf]) => [id, leaf.value])));
          expect(text(applied) === text(leavesOf(pair.after.value, holder))).toBe(true);
          if (holder.kind !== 'CustomResourceDefinition') {
            const paths = delta.filter(leaf => leaf.isShell !== true).map(leaf => formatPath(leaf.path));
            expect(paths.filter(path => !shown.some(change => covers(change.path, path)))).toEqual([]);
            expect(shown.filter(change => !paths.some(path => covers(change.path, path)))).toEqual([]);
          } else if (delta.length > 0) {
            expect(shown.length + (hidden['crd-documentation'] ?? 0)).toBeGreaterThan(0);
          }
        }
      }
    }
  });

  it.each([...PATCHES, ...JUMPS])('%s to %s: what matters is never noise', (from, to) => {
    for (const chart of CHARTS) {
      const values = chart === 'istiod' ? RICH : '';
      const { changes } = diffChart(from, to, chart, values);
      const noise = changes.filter(change => change.noise !== undefined);
      expect(
        noise.filter(
          change =>
            !/^(spec\.template\.)?metadata\.labels\[?|\.image$|\.tag$|\.templates\./.test(change.path),
        ),
      ).toEqual([]);
      const news = new Map(render(to, chart, values).map(({ value }) => [nameOf(value), value]));
      for (const { value: old } of render(from, chart, values)) {
        const now = news.get(nameOf(old));
        if (!now) continue;
        const loud = changes.filter(
          change =>
            change.risk !== 'none' && nameOf(now) === `${change.resource.kind}/${change.resource.name}`,
        );
        for (const [prefix, read] of Object.entries(SERIOUS)) {
          if (canonicalJson(read(old) ?? null) === canonicalJson(read(now) ?? null)) continue;
          expect([nameOf(now), prefix, loud.map(change => change.path).join(' ')]).toEqual([
            nameOf(now),
            prefix,
            expect.stringContaining(prefix),
          ]);
        }
      }
    }
  });

  it('tells the author’s values from the bump, the same field included', () => {
    const values = (cpu: string) =>
      `pilot: { resources: { requests: { cpu: ${cpu} } }, env: { MINE: "${cpu}" } }`;
    const { changes } = diffRelease({
      before: render('1.20.6', 'istiod', values('1')),
      after: render('1.22.2', 'istiod', values('2')),
      crossed: render('1.22.2', 'istiod', values('1')),
      upgradeOf: () => 'u',
      versions: { from: '1.20.6', to: '1.22.2' },
      namespace: 'istio-system',
    });
    const moved = changes.filter(change => change.cause !== 'version');
    expect(moved.map(change => [change.path, change.cause])).toEqual([
      ['spec.template.spec.containers[discovery].env[MINE].value', 'values'],
      ['spec.template.spec.containers[discovery].resources.requests.cpu', 'values'],
    ]);
  });

  it('finds what is known of 1.20.6 to 1.22.2', () => {
    const changes = CHARTS.flatMap(chart => diffChart('1.20.6', '1.22.2', chart).changes);
    const found = new Map(
      changes.map(change => [`${change.resource.kind}/${change.resource.name} ${change.path}`, change]),
    );
    const discovery = 'Deployment/istiod spec.template.spec.containers[discovery]';
    const install = 'DaemonSet/istio-cni-node spec.template.spec.containers[install-cni]';
    expect(found.get(`${discovery}.env[JWT_POLICY].value`)).toMatchObject({
      op: 'removed',
      before: 'third-party-jwt',
    });
    expect(found.get(`${discovery}.image`)).toMatchObject({ risk: 'none', noise: 'image-tag' });
    expect(found.get(`${install}.securityContext.privileged`)).toMatchObject({
      before: false,
      after: true,
      risk: 'high',
    });
    expect(found.get(`${install}.env[REPAIR_DELETE_PODS].value`)).toMatchObject({
      before: 'true',
      after: 'false',
    });
    expect(found.get('ClusterRole/istio-cni-repair-role rules[pods][delete]')).toMatchObject({
      effect: 'rbac',
      op: 'removed',
    });
    expect(found.get('ConfigMap/istio data.mesh.defaultConfig.tracing.zipkin.address')).toMatchObject({
      effect: 'mesh-config',
    });
    expect(found.get('CustomResourceDefinition/istiooperators.install.istio.io ')).toMatchObject({
      op: 'removed',
      risk: 'high',
    });
  });
});

/** Where nothing is ever noise, and what stands there. */
const SERIOUS: Readonly<Record<string, (value: unknown) => unknown>> = {
  env: value => containers(value).map(container => list(field(container, 'env')).map(canonicalJson).sort()),
  mesh: value => fieldAt(value, ['data', 'mesh']),
  ports: value => [
    fieldAt(value, ['spec', 'ports']),
    containers(value).map(container => field(container, 'ports')),
  ],
  securityContext: value => containers(value).map(container => field(container, 'securityContext')),
  'spec.selector': value => fieldAt(value, ['spec', 'selector']),
};

function containers(value: unknown): readonly unknown[] {
  return list(fieldAt(value, ['spec', 'template', 'spec', 'containers']));
}

function nameOf(value: unknown): string {
  return `${field(value, 'kind')}/${fieldAt(value, ['metadata', 'name'])}`;
}

function sameName(one: Change['resource'], other: Change['resource'] | undefined): boolean {
  return one.kind === other?.kind && one.name === other.name;
}

/** A change tells of a leaf: it is that leaf, the part around it, or lines of it. */
function covers(shown: string, leaf: string): boolean {
  return leaf.startsWith(shown) || shown.startsWith(`${leaf}[line `);
}
