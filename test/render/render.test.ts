import type { ChartDependency, Rendering, StagedChart, TreeChart } from '../../src/model.js';
import type { RenderRequest } from '../../src/render/render.js';
import { memoryTree } from '../../src/tree/memory.js';
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { createWorkbench, published, set, values, type Workbench } from '../support/rendering.js';
import { sharedCharts } from '../support/shared.js';

type Rendered = Extract<Rendering, { ok: true }>;

const withCharts = sharedCharts() ? it : it.skip;

function rendered(rendering: Rendering): Rendered {
  if (!rendering.ok) throw new Error(`${rendering.reason}: ${rendering.message}`);
  return rendering;
}

function find(
  rendering: Rendering,
  kind: string,
  name?: string,
): Readonly<Record<string, unknown>> | undefined {
  const all = rendered(rendering).documents.map(document => document.value);
  return all.find(value => value.kind === kind && (name === undefined || metadataOf(value).name === name));
}

function metadataOf(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return value.metadata as Record<string, unknown>;
}

/** Environment of the first container. */
function environmentOf(deployment: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const spec = deployment?.spec as {
    template: { spec: { containers: { env: { name: string; value?: unknown }[] }[] } };
  };
  return Object.fromEntries(
    spec.template.spec.containers[0]?.env.map(({ name, value }) => [name, value]) ?? [],
  );
}

function dependency(name: string, version: string, key = name): ChartDependency {
  const repository = 'https://istio-release.storage.googleapis.com/charts';
  return { name, key, declared: version, version, repository, at: { file: 'mesh/Chart.yaml', line: 5 } };
}

describe.each(['3', '4'])('render/render with Helm %s', major => {
  let bench: Workbench;

  beforeAll(async () => {
    const helm = (await testHelms()).find(({ version }) => version.startsWith(`${major}.`));
    if (!helm) throw new Error(`Helm ${major} is not to be had on this machine`);
    bench = await createWorkbench(helm.path);
  });

  async function istio(name: string, version: string, more: Partial<RenderRequest> = {}): Promise<Rendering> {
    return await bench.renderer.render(bench.request(await bench.stage(published(name, version)), more));
  }

  async function own(
    files: Readonly<Record<string, string>>,
    more: Partial<RenderRequest> = {},
  ): Promise<Rendering> {
    return await bench.renderer.render(bench.request(await ownChart(files), more));
  }

  async function ownChart(
    files: Readonly<Record<string, string>>,
    dependencies: ChartDependency[] = [],
  ): Promise<StagedChart> {
    const chart: TreeChart = { kind: 'tree', path: '', name: 'app', dependencies };
    return await bench.stage(
      chart,
      memoryTree({ 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 0.1.0\n', ...files }),
    );
  }

  withCharts.each(['1.20.6', '1.22.2'])('renders istiod %s with its merged values', async version => {
    const rendering = rendered(
      await istio('istiod', version, { values: [values('pilot:\n  env:\n    PILOT_X: "1"\n')] }),
    );
    const deployment = find(rendering, 'Deployment', 'istiod');
    expect(environmentOf(deployment)).toMatchObject({ PILOT_X: '1' });
    expect(rendering.values.get('istiod')?.after).toMatchObject({ pilot: { env: { PILOT_X: '1' } } });
    expect(rendering.schemaSkipped).toBe(false);
    const sources = rendering.documents.map(({ source, index }) => `${source} ${index}`);
    expect(sources).toContain('istiod/templates/deployment.yaml 0');
    expect(sources.filter(source => source.includes('preflight'))).toEqual([]);
    expect(new Set(sources).size).toBe(sources.length);
  });

  withCharts('sees values before and after the compatibility version has had its say', async () => {
    const rendering = rendered(
      await istio('istiod', '1.22.2', { values: [values('compatibilityVersion: "1.20"\n')] }),
    );
    const { before, after } = rendering.values.get('istiod') ?? { before: {}, after: {} };
    expect(after).toMatchObject({ pilot: { env: { ENABLE_AUTO_SNI: 'false' } } });
    expect(JSON.stringify(before)).not.toContain('ENABLE_AUTO_SNI');
    expect(before).toMatchObject({ compatibilityVersion: '1.20' });
    expect(environmentOf(find(rendering, 'Deployment', 'istiod'))).toMatchObject({
      ENABLE_AUTO_SNI: 'false',
    });
  });

  withCharts("keeps the chart's message when it refuses the author's values", async () => {
    expect(
      await istio('istiod', '1.22.2', { values: [values('compatibilityVersion: "1.99"\n')] }),
    ).toMatchObject({
      ok: false,
      reason: 'template',
      message: expect.stringContaining('unknown compatibility version 1.99'),
    });
  });

  withCharts('renders an umbrella whole: alias, global and condition', async () => {
    const chart: TreeChart = {
      kind: 'tree',
      path: 'mesh',
      name: 'mesh',
      dependencies: [dependency('istiod', '1.22.2', 'control'), dependency('base', '1.22.2')],
    };
    const files = {
      'mesh/Chart.yaml': `apiVersion: v2
name: mesh
version: 0.1.0
dependencies:
- {name: istiod, alias: control, version: 1.20.x, repository: "https://istio-release.storage.googleapis.com/charts"}
- {name: base, version: 1.20.x, condition: base.enabled, repository: "https://istio-release.storage.googleapis.com/charts"}
`,
      'mesh/values.yaml': `global: {hub: registry.example/istio}
base: {enabled: false}
control: {pilot: {env: {ENABLE_AUTO_SNI: "false"}}}
`,
      'mesh/templates/own.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own}\n',
    };
    const staged = await bench.stage(chart, memoryTree(files));
    const rendering = rendered(await bench.renderer.render(bench.request(staged)));
    const deployment = find(rendering, 'Deployment', 'istiod');
    expect(environmentOf(deployment)).toMatchObject({ ENABLE_AUTO_SNI: 'false' });
    expect(JSON.stringify(deployment)).toContain('registry.example/istio/pilot:1.22.2');
    expect([...rendering.values.keys()]).toEqual(['mesh', 'mesh/charts/control']);
    expect(rendering.values.get('mesh/charts/control')?.after).toMatchObject({
      global: { hub: 'registry.example/istio' },
      pilot: { env: { ENABLE_AUTO_SNI: 'false' } },
    });
    const sources = new Set(rendering.documents.map(({ source }) => source));
    expect(sources).toContain('mesh/charts/control/templates/deployment.yaml');
    expect(sources).toContain('mesh/templates/own.yaml');
  });

  it('takes values in their order, and assignments to the letter', async () => {
    const template =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  all: {{ .Values | toJson | quote }}\n';
    const rendering = await own(
      { 'templates/a.yaml': template, 'values.yaml': 'a: 0\nkept: yes\nfile: {}\n' },
      {
        values: [
          values('a: 1\nb: 1\n', 'one.yaml'),
          values('b: 2\nc: 2\n', 'two.yaml'),
          set('c', '3'),
          set('number', '7'),
          set('flag', 'true'),
          set('list', '{x,y}'),
          set('commas', 'a,b=c\\,d'),
          set('text', '7', '--set-string'),
          set('json', '{"k": [1, "two, three"]}', '--set-json'),
          set('file.text', 'line one\nline, two\n', '--set-file'),
          set('nested.key\\.with\\.dots', 'x'),
          set('literal', 'a,b={c}', '--set-literal'),
        ],
      },
    );
    const data = (find(rendering, 'ConfigMap')?.data ?? {}) as { all: string };
    expect(JSON.parse(data.all)).toMatchObject({
      a: 1,
      b: 2,
      c: 3,
      kept: true,
      number: 7,
      flag: true,
      list: ['x', 'y'],
      commas: 'a,b=c,d',
      text: '7',
      json: { k: [1, 'two, three'] },
      file: { text: 'line one\nline, two\n' },
      nested: { 'key.with.dots': 'x' },
      literal: 'a,b={c}',
    });
  });

  it('passes names that look like flags as names', async () => {
    const files = {
      'templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: "{{ .Release.Namespace }}"}\n',
    };
    const rendering = await own(files, { namespace: '--post-renderer=/bin/false' });
    expect(metadataOf(find(rendering, 'ConfigMap') ?? { metadata: {} }).namespace).toBe(
      '--post-renderer=/bin/false',
    );
    expect(await own(files, { releaseName: '--debug' })).toMatchObject({ ok: false, reason: 'helm' });
  });

  it('tells charts about upgrade, Kubernetes version and API versions', async () => {
    const template = `apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data:
  upgrade: "{{ .Release.IsUpgrade }}"
  kube: "{{ .Capabilities.KubeVersion.Version }}"
  api: "{{ .Capabilities.APIVersions.Has "example.com/v1" }}"
`;
    const data = async (more: Partial<RenderRequest>): Promise<unknown> =>
      find(await own({ 'templates/a.yaml': template }, more), 'ConfigMap')?.data;
    expect(await data({})).toEqual({ upgrade: 'true', kube: 'v1.29.0', api: 'false' });
    const more = { isUpgrade: false, kubeVersion: '1.31.2', apiVersions: ['example.com/v1'] };
    expect(await data(more)).toEqual({ upgrade: 'false', kube: 'v1.31.2', api: 'true' });
  });

  it('unfolds lists, leaves tests out, includes CRDs unless told, lets the last of equal keys win', async () => {
    const files = {
      'crds/a.yaml':
        'kind: CustomResourceDefinition\nmetadata: {name: one}\n---\nkind: CustomResourceDefinition\nmetadata: {name: two}\n',
      'templates/a.yaml': `apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: "1", k: "2"}}
---
apiVersion: v1
kind: Pod
metadata: {name: t, annotations: {helm.sh/hook: test}}
---
apiVersion: v1
kind: Pod
metadata: {name: job, annotations: {helm.sh/hook: "pre-install,test"}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {on: off, day: 2024-01-01}
`,
    };
    const rendering = rendered(await own(files));
    expect(
      rendering.documents.map(({ source, index, value }) => `${source} ${index} ${metadataOf(value).name}`),
    ).toEqual([
      'app/crds/a.yaml 0 one',
      'app/crds/a.yaml 1 two',
      'app/templates/a.yaml 0 a',
      'app/templates/a.yaml 1 b',
      'app/templates/a.yaml 2 c',
      'app/templates/a.yaml 3 job',
    ]);
    expect(find(rendering, 'ConfigMap', 'a')?.data).toEqual({ k: '2' });
    expect(find(rendering, 'ConfigMap', 'c')?.data).toEqual({ true: false, day: '2024-01-01' });
    expect(rendered(await own(files, { skipCrds: true })).documents).toHaveLength(4);
  });

  it('names the template that fails, or renders to no YAML', async () => {
    expect(await own({ 'templates/a.yaml': 'kind: {{ .Values.a.b.c }}\n' })).toMatchObject({
      ok: false,
      reason: 'template',
      message: expect.stringContaining('app/templates/a.yaml'),
    });
    const broken = await own({ 'templates/a.yaml': 'kind: ConfigMap\nmetadata: {name: [}\n' });
    expect(broken).toMatchObject({
      ok: false,
      reason: 'template',
      message: expect.stringContaining('app/templates/a.yaml'),
    });
    expect(JSON.stringify(broken)).not.toContain(bench.workFolder);
  });

  it('names the file of values that do not parse', async () => {
    expect(await own({}, { values: [values('a: 1\n'), values('a: [\n', 'prod/values.yaml')] })).toMatchObject(
      {
        ok: false,
        reason: 'values',
        message: expect.stringContaining('prod/values.yaml'),
      },
    );
  });

  it('tells apart what every Helm accepts, what newer ones reject, and what all reject', async () => {
    const schema = JSON.stringify({
      $schema: 'http://json-schema.org/schema#',
      $defs: { all: { properties: { x: { type: 'integer' } } } },
      $ref: '#/$defs/all',
      required: ['x'],
    });
    const seen = async (text: string, file = schema): Promise<unknown> => {
      const rendering = await own({ 'values.schema.json': file, 'values.yaml': text });
      return rendering.ok ? rendering.schemaSkipped : rendering.reason;
    };
    expect(await seen('x: 1\n')).toBe(false);
    expect(await seen('y: 1\n')).toBe(true);
    expect(await seen('x: one\n')).toBe('schema');
    expect(await seen('y: 1\n', schema.replace('/schema#', '/draft-07/schema#'))).toBe(false);
    expect(await seen('x: 1\n', '{"type": ')).not.toBe(false);
  });

  it('stops a chart that does not end', async () => {
    const slow = await createWorkbench(bench.helm.path, 2_000);
    const template = '{{- range until 2147483647 }}{{ range until 2147483647 }}{{ end }}{{ end }}\n';
    const chart: TreeChart = { kind: 'tree', path: '', name: 'app', dependencies: [] };
    const tree = memoryTree({
      'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 0.1.0\n',
      'templates/a.yaml': template,
    });
    expect(await slow.renderer.render(slow.request(await slow.stage(chart, tree)))).toEqual({
      ok: false,
      reason: 'timeout',
      message: 'Helm did not finish within 2 seconds and was stopped',
    });
  });

  it('renders without the values where the probes would change the outcome', async () => {
    // A chart may count its own templates; a probe among them must not fail it.
    const rendering = rendered(
      await own({
        'values.yaml': 'x: 1\n',
        '.helmignore': 'templates/0-*\ntemplates/zzzz-*\n',
        'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      }),
    );
    expect(rendering.documents).toHaveLength(1);
    expect(rendering.values.size).toBe(0);
  });

  it('gives charts nothing of the runner: no environment, no network names', async () => {
    const template = `apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data:
  host: "{{ getHostByName "localhost" }}"
  secret: {{ lookup "v1" "Secret" "default" "x" | toJson | quote }}
`;
    expect(find(await own({ 'templates/a.yaml': template }), 'ConfigMap')?.data).toEqual({
      host: '',
      secret: '{}',
    });
    const asks = await own({ 'templates/a.yaml': 'kind: {{ env "HOME" }}\n' });
    expect(asks).toMatchObject({ ok: false, reason: 'template' });
  });

  it('renders equal requests once, and others by themselves', async () => {
    const chart = await ownChart({
      'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a{{ .Values.x }}}\n',
    });
    const first = await bench.renderer.render(bench.request(chart, { values: [values('x: 1\n', 'a.yaml')] }));
    expect(await bench.renderer.render(bench.request(chart, { values: [values('x: 1\n', 'b.yaml')] }))).toBe(
      first,
    );
    expect(
      await bench.renderer.render(bench.request(chart, { values: [values('x: 2\n', 'a.yaml')] })),
    ).not.toBe(first);
  });

  it('leaves the staged chart as it was', async () => {
    const chart = await ownChart({
      'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    });
    const names = [...chart.files.keys()];
    await bench.renderer.render(bench.request(chart));
    expect([...chart.files.keys()]).toEqual(names);
  });

  it('reads equal documents of different renders once', async () => {
    const chart = await ownChart({
      'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      'templates/b.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata: {x: "{{ .Values.x }}"}\n',
    });
    const [one, other] = await Promise.all(
      ['x: 1\n', 'x: 2\n'].map(text =>
        bench.renderer.render(bench.request(chart, { values: [values(text)] })),
      ),
    );
    const documents = [one, other].map(rendering => (rendering?.ok ? rendering.documents : []));
    expect(documents[0]?.[0]?.value).toBe(documents[1]?.[0]?.value);
    expect(documents.map(found => found[1]?.value.data)).toEqual([{ x: '1' }, { x: '2' }]);
  });
});

describe('render/render: schemas', () => {
  /** What both majors have to agree on: newer Helms reject the first chart by its own schema. */
  const CASES: readonly [version: string, values: string, outcome: string][] = [
    ['1.22.2', '', 'rendered, schema skipped'],
    ['1.22.2', 'unknown: 1\n', 'rendered, schema skipped'],
    ['1.22.2', 'kind: Unknown\n', 'schema'],
    ['1.25.5', '', 'rendered'],
    ['1.25.5', 'unknown: 1\n', 'schema'],
  ];

  withCharts.each(CASES)('gateway %s with %j is %s, whatever the Helm', async (version, text, outcome) => {
    const helms = await testHelms();
    expect(helms.length).toBeGreaterThan(0);
    for (const helm of helms) {
      const bench = await createWorkbench(helm.path);
      const chart = await bench.stage(published('gateway', version));
      const rendering = await bench.renderer.render(
        bench.request(chart, { values: text === '' ? [] : [values(text)] }),
      );
      const seen = rendering.ok
        ? `rendered${rendering.schemaSkipped ? ', schema skipped' : ''}`
        : rendering.reason;
      expect(`${helm.version}: ${seen}`).toBe(`${helm.version}: ${outcome}`);
    }
  });

  withCharts('gives the same documents and values with every Helm', async () => {
    const seen: string[] = [];
    for (const helm of await testHelms()) {
      const bench = await createWorkbench(helm.path);
      const chart = await bench.stage(published('istiod', '1.22.2'));
      const rendering = rendered(await bench.renderer.render(bench.request(chart)));
      seen.push(JSON.stringify([rendering.documents, [...rendering.values]]));
    }
    expect(new Set(seen).size).toBe(1);
  });
});
