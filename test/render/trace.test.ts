import type { ChartDependency, DataPath, TreeChart } from '../../src/model.js';
import { markTemplate } from '../../src/render/marks.js';
import { type TracedDocument, traceTemplates } from '../../src/render/trace.js';
import { memoryTree } from '../../src/tree/memory.js';
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { createWorkbench, values, type Workbench } from '../support/rendering.js';

const CHART = 'apiVersion: v2\nname: app\nversion: 0.1.0\n';

describe.each(['3', '4'])('render/trace with Helm %s', major => {
  let bench: Workbench;

  beforeAll(async () => {
    const helm = (await testHelms()).find(({ version }) => version.startsWith(`${major}.`));
    if (!helm) throw new Error(`Helm ${major} is not to be had on this machine`);
    bench = await createWorkbench(helm.path);
  });

  async function trace(
    files: Readonly<Record<string, string>>,
    text = '',
  ): Promise<readonly TracedDocument[]> {
    const tree = memoryTree({ 'app/Chart.yaml': CHART, ...files });
    const chart: TreeChart = { kind: 'tree', path: 'app', name: 'app', dependencies: [] };
    const request = bench.request(await bench.stage(chart, tree), { values: [values(text)] });
    const plain = await bench.renderer.render(request);
    if (!plain.ok) throw new Error(plain.message);
    const sourceOf = (source: string): string => source;
    return await traceTemplates(request, bench.renderer, plain, sourceOf, tree);
  }

  function lines(document: TracedDocument | undefined, paths: readonly DataPath[]): readonly number[] {
    return paths.map(path => document?.data.lineOf(path) ?? -1);
  }

  it('gives the line of every value that is written plainly, around control structures', async () => {
    const [document] = await trace(
      {
        'app/templates/dr.yaml': `{{- if .Values.enabled }}
{{- /* a comment: with a colon
   over: lines */}}
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: {{ .Release.Name }}-db   # why: not
  annotations:
    quoted: "a # b"
spec:
  host: {{ .Values.host | quote }}
  trafficPolicy:
    {{- if .Values.tls }}
    tls:
      mode: SIMPLE
      {{- with .Values.sni }}
      sni: {{ . }}
      {{- end }}
    {{- end }}
{{- end }}
`,
      },
      'enabled: true\nhost: db.example.com\ntls: true\n',
    );
    expect(document?.data.file).toBe('app/templates/dr.yaml');
    expect(document?.value).toMatchObject({
      spec: { host: 'db.example.com', trafficPolicy: { tls: { mode: 'SIMPLE' } } },
    });
    const paths = [['kind'], ['metadata', 'name'], ['metadata', 'annotations', 'quoted'], ['spec', 'host']];
    expect(lines(document, paths)).toEqual([5, 7, 9, 11]);
    expect(
      lines(document, [
        ['spec', 'trafficPolicy', 'tls'],
        ['spec', 'trafficPolicy', 'tls', 'mode'],
      ]),
    ).toEqual([14, 15]);
    // What is not there stands where the deepest part of it that is there stands.
    expect(lines(document, [['spec', 'trafficPolicy', 'tls', 'sni']])).toEqual([14]);
    const tls = document?.data.at(['spec', 'trafficPolicy', 'tls']);
    expect([tls?.lineOf([]), tls?.lineOf(['mode']), tls?.endLineOf([])]).toEqual([14, 15, 15]);
    expect(tls?.value).toEqual({ mode: 'SIMPLE' });
  });

  it('traces every turn of a loop to the same lines', async () => {
    const documents = await trace(
      {
        'app/templates/all.yaml': `{{- range .Values.hosts }}
---
kind: ServiceEntry
metadata:
  name: {{ . }}
spec:
  hosts:
  - {{ . }}.example.com
  ports:
    - number: 443
      name: https
{{- end }}
`,
      },
      'hosts: [b, a]\n',
    );
    expect(documents).toHaveLength(2);
    for (const document of documents) {
      expect(
        lines(document, [
          ['spec', 'hosts', 0],
          ['spec', 'ports', 0],
          ['spec', 'ports', 0, 'name'],
        ]),
      ).toEqual([8, 10, 11]);
    }
  });

  it('points at the part that includes, where a value comes from somewhere else', async () => {
    const [document] = await trace(
      {
        'app/templates/_helpers.tpl': '{{- define "labels" -}}\nteam: a\ntier: b\n{{- end }}\n',
        'app/templates/a.yaml': `kind: Service
metadata:
  name: a
  labels:
    {{- include "labels" . | nindent 4 }}
    own: yes
spec: {{- toYaml .Values.spec | nindent 2 }}
`,
      },
      'spec: {type: ClusterIP}\n',
    );
    expect(
      lines(document, [
        ['metadata', 'labels', 'team'],
        ['metadata', 'labels', 'own'],
      ]),
    ).toEqual([4, 6]);
    // Nothing on the way could be marked: the whole document.
    expect(lines(document, [['spec', 'type']])).toEqual([1]);
  });

  it('points at the named template that writes all of a document', async () => {
    const [document] = await trace({
      'app/templates/all.yaml': '{{ include "app.rule" . }}\n',
      'app/templates/_rule.tpl':
        '{{- define "app.rule" -}}\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n  name: db\nspec:\n  trafficPolicy:\n    tls:\n      mode: SIMPLE\n{{- end -}}\n',
    });
    expect(document?.data.file).toBe('app/templates/_rule.tpl');
    expect(lines(document, [[], ['spec', 'trafficPolicy', 'tls', 'mode']])).toEqual([3, 9]);
  });

  it('takes no line of another template for its own', async () => {
    const documents = await trace({
      'app/templates/a.yaml':
        'kind: A\nmetadata:\n  name: a\n{{- define "shared" }}\nspec:\n  x: 1\n{{- end }}\n',
      'app/templates/b.yaml': 'kind: B\nmetadata: {name: b}\n{{- include "shared" . }}\n',
    });
    const b = documents.find(({ value }) => value.kind === 'B');
    expect(b?.value).toMatchObject({ spec: { x: 1 } });
    expect(lines(b, [['spec', 'x'], ['metadata']])).toEqual([1, 2]);
  });

  it('keeps block strings as they are', async () => {
    const [document] = await trace({
      'app/templates/a.yaml': `kind: ConfigMap
metadata: {name: a}
data:
  mesh: |-
    enabled: true

    list:
    {{- if true }}
    - a
    {{- end }}
  folded: >
    key: value
  after: "1"
`,
    });
    expect(document?.value).toMatchObject({
      data: { mesh: 'enabled: true\n\nlist:\n- a', folded: 'key: value\n', after: '1' },
    });
    expect(
      lines(document, [
        ['data', 'mesh'],
        ['data', 'folded'],
        ['data', 'after'],
      ]),
    ).toEqual([4, 11, 13]);
  });

  it('goes on where a template hashes another one', async () => {
    const documents = await trace({
      'app/templates/config.yaml': 'kind: ConfigMap\nmetadata:\n  name: a\n',
      'app/templates/deploy.yaml': `kind: Deployment
metadata:
  name: b
  annotations:
    checksum: {{ include (print $.Template.BasePath "/config.yaml") . | sha256sum }}
spec:
  replicas: 2
`,
    });
    const deployment = documents.find(({ value }) => value.kind === 'Deployment');
    expect(lines(deployment, [['spec', 'replicas']])).toEqual([7]);
  });

  it('falls back to the kind of the document where marks can not be trusted', async () => {
    const documents = await trace({
      'app/templates/a.yaml': `kind: ConfigMap
metadata:
  name: one
---
kind: ConfigMap
metadata:
  name: two
data:
  text: "starts
    here: and
    ends: here"
  lines: {{ include "app.lines" . | splitList "\\n" | toJson }}
{{- define "app.lines" }}
a: 1
b: 2
{{- end }}
`,
    });
    const two = documents.find(({ value }) => (value.metadata as { name: string }).name === 'two');
    expect(two?.value).toMatchObject({
      data: { text: 'starts here: and ends: here', lines: ['', 'a: 1', 'b: 2'] },
    });
    expect(lines(two, [['data', 'text']])).toEqual([5]);
    // Its neighbour is none the worse.
    const one = documents.find(({ value }) => (value.metadata as { name: string }).name === 'one');
    expect(lines(one, [['metadata', 'name']])).toEqual([3]);
  });

  it('traces items of lists, and charts below by their alias', async () => {
    const at = { file: 'app/Chart.yaml', line: 5 };
    const inner: TreeChart = { kind: 'tree', path: 'inner', name: 'inner', dependencies: [] };
    const dependency: ChartDependency = {
      name: 'inner',
      key: 'other',
      declared: '*',
      version: '*',
      repository: 'file://../inner',
      at,
      tree: inner,
    };
    const chart: TreeChart = { kind: 'tree', path: 'app', name: 'app', dependencies: [dependency] };
    const template =
      'apiVersion: v1\nkind: List\nitems:\n- kind: A\n  metadata:\n    name: a\n- kind: B\n  metadata:\n    name: b\n';
    const tree = memoryTree({
      'app/Chart.yaml': `${CHART}dependencies:\n- {name: inner, alias: other, version: "*", repository: "file://../inner"}\n`,
      'inner/Chart.yaml': 'apiVersion: v2\nname: inner\nversion: 2.0.0\n',
      'inner/templates/list.yaml': template,
    });
    const request = bench.request(await bench.stage(chart, tree));
    const plain = await bench.renderer.render(request);
    const sourceOf = (source: string): string => source.replace('app/charts/other/', 'inner/');
    const traced = await traceTemplates(request, bench.renderer, plain, sourceOf, tree);
    expect(
      traced.map(({ value, data }) => [
        value.kind,
        data.file,
        data.lineOf([]),
        data.lineOf(['metadata', 'name']),
      ]),
    ).toEqual([
      ['A', 'inner/templates/list.yaml', 4, 6],
      ['B', 'inner/templates/list.yaml', 7, 9],
    ]);
  });

  it('traces nothing where no template of the tree has a part in it', async () => {
    const tree = memoryTree({ 'app/Chart.yaml': CHART, 'app/templates/a.yaml': 'kind: A\n' });
    const request = bench.request(
      await bench.stage({ kind: 'tree', path: 'app', name: 'app', dependencies: [] }, tree),
    );
    const plain = await bench.renderer.render(request);
    expect(await traceTemplates(request, bench.renderer, plain, () => undefined, tree)).toEqual([]);
    const failed = { ok: false, reason: 'template', message: '' } as const;
    expect(await traceTemplates(request, bench.renderer, failed, () => 'a', tree)).toEqual([]);
  });
});

describe('render/marks', () => {
  it('leaves alone what can not carry a comment', () => {
    const text = 'a: "x\n  y"\n{{ if .x }}\nb: {{ .y -}}\nc: [1,\n  2]\n# d: 1\n---\n';
    expect(markTemplate(text, 0, 'bold')).toBe(text);
  });

  it('marks shyly only what renders to itself', () => {
    const text = 'a: {{ .x }}\nb: 1';
    expect(markTemplate(text, 3, 'bold')).toBe('a: {{ .x }} # preflight-line:3:1\nb: 1 # preflight-line:3:2');
    expect(markTemplate(text, 3, 'shy')).toBe('a: {{ .x }}\nb: 1 # preflight-line:3:2');
  });
});
