import { readdirSync } from 'node:fs';
import { compare, minor, valid } from 'semver';
import { schemaFact } from '../../src/diff/crds/schema-facts.js';
import { applyDelta, deltaOf, type LeafDelta } from '../../src/diff/delta.js';
import { diffRelease, type ReleaseDiff } from '../../src/diff/diff-release.js';
import { type Holder, leavesOf } from '../../src/diff/expand.js';
import { pairResources } from '../../src/diff/pairs.js';
import { formatPath } from '../../src/diff/path.js';
import { resourcesOf } from '../../src/diff/resources.js';
import { canonicalJson, field, fieldAt, list } from '../../src/diff/values.js';
import type { Change, RenderedDocument } from '../../src/model.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { sampleReport } from '../report/sample.js';
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { CHARTS as CHARTS_FOLDER, documents, hasCharts, renderChart } from './support.js';

if (!hasCharts) console.warn('No charts in PREFLIGHT_SHARED: tests over real charts are skipped');
const withCharts = hasCharts ? describe : describe.skip;

const CHARTS = ['base', 'istiod', 'cni', 'gateway'];
/** Values that switch on what the defaults leave off. */
const RICH: Readonly<Record<string, string>> = {
  base: 'defaultRevision: default\nvalidationCABundle: Y2E=\n',
  istiod: `
pilot: { autoscaleMin: 3, env: { PILOT_X: "true" }, resources: { requests: { cpu: 2 } }, podAnnotations: { a: b } }
global: { proxy: { resources: { limits: { memory: 2Gi } } }, logging: { level: "all:debug" }, meshID: m, network: n }
meshConfig: { accessLogFile: /dev/stdout, outboundTrafficPolicy: { mode: REGISTRY_ONLY } }
revision: canary
revisionTags: [prod]
`,
  cni: 'cni: { repair: { deletePods: true }, resources: { requests: { cpu: 1 } }, excludeNamespaces: [a, b] }\n',
  gateway: `
replicaCount: 3
autoscaling: { minReplicas: 3, targetCPUUtilizationPercentage: 60 }
service: { type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8], annotations: { a: b } }
podAnnotations: { a: b }
tolerations: [{ key: a, operator: Exists }]
`,
};
/** With this set to anything every release is compared with the next one, which takes minutes; else a part of them. */
const isThorough = Boolean(process.env.PREFLIGHT_ALL_RELEASES);
const RELEASES = hasCharts
  ? readdirSync(CHARTS_FOLDER)
      .filter(name => valid(name))
      .sort(compare)
  : [];
const ADJACENT = RELEASES.slice(1).map((to, index) => [RELEASES[index] ?? '', to] as const);
const isPatch = ([from, to]: readonly [string, string]) => minor(from) === minor(to);
const everyNth = (pairs: readonly (readonly [string, string])[], nth: number) =>
  isThorough ? pairs : pairs.filter((_, index) => (pairs.length - 1 - index) % nth === 0);
const MINORS = everyNth(
  ADJACENT.filter(pair => !isPatch(pair)),
  3,
);
/** The last bump of a minor, unless all are asked for. */
const PATCHES = everyNth(
  ADJACENT.filter(
    (pair, index) => isPatch(pair) && (isThorough || !isPatch(ADJACENT[index + 1] ?? ['1.0.0', '1.1.0'])),
  ),
  4,
);
const JUMPS = [
  ['1.18.7', '1.20.6'],
  ['1.20.6', '1.22.2'],
  ['1.22.2', '1.24.6'],
  ['1.24.6', '1.26.8'],
  ['1.26.8', '1.28.10'],
  ['1.28.10', '1.30.3'],
] as const;

const renders = new Map<string, RenderedDocument[] | undefined>();
const diffs = new Map<string, ReleaseDiff>();
let helm = '';

/** Undefined where that release has no such chart, or its chart refuses such values. */
function render(version: string, chart: string, values = ''): RenderedDocument[] | undefined {
  const key = `${version} ${chart} ${values}`;
  if (!renders.has(key)) renders.set(key, rendered(version, chart, values));
  return renders.get(key);
}

function rendered(version: string, chart: string, values: string): RenderedDocument[] | undefined {
  const output = renderChart(helm, version, chart, values);
  return output === undefined ? undefined : documents(output, `${chart}/templates/all.yaml`);
}

function diffChart(from: string, to: string, chart: string, values = ''): ReleaseDiff {
  return remembered(diffs, `${from} ${to} ${chart} ${values}`, () => {
    const after = render(to, chart, values) ?? [];
    return diffRelease({
      before: render(from, chart, values) ?? [],
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

  it.each(MINORS)('%s to %s: at most 250 changes are left of a minor bump', (from, to) => {
    expect(counts(from, to).left).toBeLessThanOrEqual(250);
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

  it.each([...PATCHES, ...MINORS, ...JUMPS])('%s to %s: nothing lost, nothing invented', (from, to) => {
    for (const chart of CHARTS) {
      for (const values of ['', RICH[chart] ?? '']) {
        const old = render(from, chart, values);
        const now = render(to, chart, values);
        if (!old || !now) continue;
        const before = resourcesOf(old, 'istio-system').resources;
        const after = resourcesOf(now, 'istio-system').resources;
        const { changes, hidden, problems } = diffChart(from, to, chart, values);
        expect(problems).toEqual([]);
        let documentation = 0;
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
          const isSchema = (path: string): boolean =>
            holder.kind === 'CustomResourceDefinition' &&
            /^spec\.versions\[[^\]]+\](\.schema)?(\.|$)/.test(path);
          const paths = delta.filter(leaf => leaf.isShell !== true).map(leaf => formatPath(leaf.path));
          const plain = shown.filter(change => !isSchema(change.path));
          expect(
            paths.filter(path => !isSchema(path) && !plain.some(change => covers(change.path, path))),
          ).toEqual([]);
          expect(plain.filter(change => !paths.some(path => covers(change.path, path)))).toEqual([]);
          documentation += schemaLeaves(pair.before.value, pair.after.value, delta, shown);
        }
        expect(hidden['crd-documentation'] ?? 0).toBe(documentation);
      }
    }
  });

  it.each([...PATCHES, ...MINORS, ...JUMPS])('%s to %s: what matters is never noise', (from, to) => {
    for (const chart of CHARTS) {
      const values = RICH[chart] ?? '';
      const old = render(from, chart, values);
      const now = render(to, chart, values);
      if (!old || !now) continue;
      const { changes } = diffChart(from, to, chart, values);
      const noise = changes.filter(change => change.noise !== undefined);
      expect(
        noise.filter(
          change =>
            !/^(spec\.template\.)?metadata\.labels\[?|\.image$|\.tag$|\.templates\.|^data\.CURRENT_AGENT_VERSION$/.test(
              change.path,
            ),
        ),
      ).toEqual([]);
      const news = new Map(now.map(({ value }) => [nameOf(value), value]));
      for (const { value } of old) {
        const after = news.get(nameOf(value));
        if (!after) continue;
        const loud = changes.filter(
          change =>
            change.risk !== 'none' && nameOf(after) === `${change.resource.kind}/${change.resource.name}`,
        );
        for (const [prefix, read] of Object.entries(SERIOUS)) {
          if (canonicalJson(read(value) ?? null) === canonicalJson(read(after) ?? null)) continue;
          expect([nameOf(after), prefix, loud.map(change => change.path).join(' ')]).toEqual([
            nameOf(after),
            prefix,
            expect.stringContaining(prefix),
          ]);
        }
      }
    }
  });

  it('fits a comment: 1.20.6 to 1.22.2 with every change of medium and high risk', () => {
    const changes = CHARTS.flatMap(chart =>
      diffChart('1.20.6', '1.22.2', chart).changes.map(change => ({
        ...change,
        upgrade: 'clusters/prod/istiod',
      })),
    );
    const comment = renderMarkdown(sampleReport({ changes }));
    const serious = changes.filter(({ risk }) => risk === 'medium' || risk === 'high');
    expect(serious.length).toBeGreaterThan(50);
    expect(comment.length).toBeLessThan(60_000);
    const missing = serious.filter(({ path }) => path !== '' && !comment.includes(path));
    expect(missing.map(({ resource, path }) => `${resource.kind} ${path}`)).toEqual([]);
    for (const { resource } of serious) expect(comment).toContain(resource.name);
  });

  it('tells the author’s values from the bump, the same field included', () => {
    const values = (cpu: string) =>
      `pilot: { resources: { requests: { cpu: ${cpu} } }, env: { MINE: "${cpu}" } }`;
    const { changes } = diffRelease({
      before: render('1.20.6', 'istiod', values('1')) ?? [],
      after: render('1.22.2', 'istiod', values('2')) ?? [],
      crossed: render('1.22.2', 'istiod', values('1')) ?? [],
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
  rules: value => (/Role$/.test(String(field(value, 'kind'))) ? grants(field(value, 'rules')) : undefined),
  webhooks: value => sorted(field(value, 'webhooks')),
};

/** Every verb on every object, one by one. */
function grants(rules: unknown): string[] {
  const found = new Set<string>();
  for (const rule of list(rules)) {
    const objects = [...list(field(rule, 'resources')), ...list(field(rule, 'nonResourceURLs'))];
    const groups = list(field(rule, 'apiGroups')).length > 0 ? list(field(rule, 'apiGroups')) : [''];
    const names = list(field(rule, 'resourceNames')).length > 0 ? list(field(rule, 'resourceNames')) : ['*'];
    for (const verb of list(field(rule, 'verbs')))
      for (const group of groups)
        for (const object of objects)
          for (const name of names) found.add([verb, group, object, name].join(' '));
  }
  return [...found].sort();
}

/** The same with every list in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(sorted).sort((one, other) => (canonicalJson(one) < canonicalJson(other) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, sorted(part)]));
}

/** Every leaf of a schema is told by the name of its fact, or is documentation, which is counted. */
function schemaLeaves(
  before: unknown,
  after: unknown,
  delta: readonly LeafDelta[],
  shown: readonly Change[],
): number {
  let documentation = 0;
  const told = shown.map(change =>
    canonicalJson([change.whole ?? [change.before, change.after], change.path]),
  );
  for (const leaf of delta) {
    const [spec, versions, version = '', schema, root, ...keys] = leaf.path.map(({ key }) => key);
    if (spec !== 'spec' || versions !== 'versions' || schema !== 'schema' || root !== 'openAPIV3Schema')
      continue;
    const [old, now] = [schemaOf(before, version), schemaOf(after, version)];
    if (old === undefined || now === undefined) continue;
    const fact = schemaFact({ keys, before: leaf.before?.value, after: leaf.after?.value }, old, now);
    if (fact.kind === 'documentation') documentation += 1;
    else
      expect(told.some(text => text.includes(JSON.stringify(fact.name)) && text.includes(fact.kind))).toBe(
        true,
      );
  }
  return documentation;
}

function schemaOf(crd: unknown, version: string): unknown {
  const found = list(fieldAt(crd, ['spec', 'versions'])).find(entry => field(entry, 'name') === version);
  return fieldAt(found, ['schema', 'openAPIV3Schema']);
}

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
