import { collectResources } from '../../src/mesh/collect.js';
import { type Kustomized, kustomized } from '../../src/mesh/kustomized.js';
import { itemAt } from '../../src/mesh/view.js';
import type { DataPath, MeshResource } from '../../src/model.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import { destinationRule, type Files } from '../support/scenario.js';
import { dedent } from '../support/yaml.js';

async function read(files: Files): Promise<Kustomized> {
  const tree = memoryTree(files);
  const { resources } = await collectResources(tree, () => false);
  return kustomized(tree, resources, { releases: [], environments: [] });
}

async function built(files: Files): Promise<readonly MeshResource[]> {
  return (await read(files)).resources;
}

function place(resource: MeshResource | undefined, path: DataPath): string {
  if (!resource) return 'nothing';
  const at = itemAt(resource, { at: path }, {}).places.at;
  return `${at?.file}:${at?.line}`;
}

const TLS = ['spec', 'trafficPolicy', 'tls'];
const BASE: Files = {
  'base/kustomization.yaml': 'resources: [rule.yaml]\n',
  'base/rule.yaml': destinationRule(),
};

function overlay(name: string, kustomization: string, files: Files = {}): Files {
  return {
    [`${name}/kustomization.yaml`]: dedent(kustomization),
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`${name}/${path}`, text])),
  };
}

describe('mesh/kustomized', () => {
  it('leaves a base as it is where nothing changes it', async () => {
    const [rule, ...others] = await built({ ...BASE, ...overlay('prod', 'resources: [../base]') });
    expect(others).toEqual([]);
    expect(rule).toMatchObject({ namespace: 'shop', deployedBy: ['prod/kustomization.yaml'] });
    expect(place(rule, TLS)).toBe('base/rule.yaml:9');
  });

  it('applies a patch, and points at the line of the patch', async () => {
    const patch = dedent(`
      apiVersion: networking.istio.io/v1beta1
      kind: DestinationRule
      metadata: {name: datastore, namespace: shop}
      spec:
        trafficPolicy:
          tls:
            sni: db.example.com
    `);
    const resources = await built({
      ...BASE,
      ...overlay('prod', 'resources: [../base]\npatches: [{path: sni.yaml}]\nnamespace: payments', {
        'sni.yaml': patch,
      }),
      ...overlay('dev', 'resources: [../base]'),
    });
    expect(resources.map(({ namespace, deployedBy }) => [namespace, deployedBy])).toEqual([
      ['shop', ['dev/kustomization.yaml']],
      ['payments', ['prod/kustomization.yaml']],
    ]);
    const prod = resources.find(({ namespace }) => namespace === 'payments');
    expect(prod?.value.spec).toEqual({
      host: 'db.example.com',
      trafficPolicy: { tls: { mode: 'SIMPLE', sni: 'db.example.com' } },
    });
    expect(place(prod, [...TLS, 'sni'])).toBe('prod/sni.yaml:7');
    expect(place(prod, [...TLS, 'mode'])).toBe('base/rule.yaml:10');
    expect(place(prod, ['spec', 'host'])).toBe('base/rule.yaml:7');
  });

  it('follows operations, inline patches, components and deletions', async () => {
    const resources = await built({
      ...BASE,
      ...overlay(
        'one',
        `
          resources: [../base]
          patches:
          - target: {kind: DestinationRule}
            patch: |
              - op: remove
                path: /spec/trafficPolicy/tls
              - op: add
                path: /spec/exportTo
                value: ["."]
        `,
      ),
      ...overlay('two', 'resources: [../base]\ncomponents: [../component]'),
      ...overlay(
        'component',
        `
          kind: Component
          patches:
          - patch: |
              $patch: delete
              apiVersion: networking.istio.io/v1beta1
              kind: DestinationRule
              metadata: {name: datastore, namespace: shop}
        `,
      ),
    });
    expect(resources.map(({ deployedBy, value }) => [deployedBy, value.spec])).toEqual([
      [['one/kustomization.yaml'], { host: 'db.example.com', trafficPolicy: {}, exportTo: ['.'] }],
    ]);
  });

  it('takes lists of a patch whole, as Kustomize does for kinds that it does not know', async () => {
    const service = (ports: string): string =>
      `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: db}\nspec: {hosts: [db], ports: ${ports}}\n`;
    const [entry] = await built({
      'base/kustomization.yaml': 'resources: [entry.yaml]\n',
      'base/entry.yaml': service('[{number: 1, name: a}, {number: 2, name: b}]'),
      ...overlay('prod', 'resources: [../base]\npatchesStrategicMerge: [ports.yaml]', {
        'ports.yaml': service('[{number: 3, name: c}]'),
      }),
    });
    expect(entry?.value.spec).toEqual({ hosts: ['db'], ports: [{ number: 3, name: 'c' }] });
    expect(place(entry, ['spec', 'ports', 0])).toBe('prod/ports.yaml:4');
  });

  it('keeps what no kustomization takes in, and survives those that take in each other', async () => {
    const resources = await built({
      ...BASE,
      'base/other.yaml': destinationRule('mode: SIMPLE', 'b', 'other'),
      'a/kustomization.yaml': 'resources: [../b, rule.yaml]\n',
      'a/rule.yaml': destinationRule('mode: SIMPLE', 'c', 'ring'),
      'b/kustomization.yaml': 'resources: [../a]\n',
    });
    expect(resources.map(({ name }) => name).toSorted()).toEqual(['datastore', 'other', 'ring']);
  });
});

const WORKLOAD = dedent(`
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web, namespace: shop}
  spec:
    template:
      metadata:
        labels: {app: web}
      spec:
        containers:
        - name: web
          image: acme/web:1
          env:
          - {name: A, value: a}
        - {name: istio-proxy, image: auto}
`);

describe('mesh/kustomized: workloads', () => {
  const base: Files = { 'base/kustomization.yaml': 'resources: [web.yaml]\n', 'base/web.yaml': WORKLOAD };
  const ANNOTATION = ['spec', 'template', 'metadata', 'annotations', 'proxy.istio.io/config'];
  const CONTAINERS = ['spec', 'template', 'spec', 'containers'];

  it('has what patches add, each part at the line that decides it', async () => {
    const [web] = await built({
      ...base,
      ...overlay('prod', 'resources: [../base]\npatches: [{path: proxy.yaml}]', {
        'proxy.yaml': dedent(`
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web, namespace: shop}
          spec:
            template:
              metadata:
                annotations:
                  proxy.istio.io/config: "concurrency: 2"
              spec:
                containers:
                - name: istio-proxy
                  env:
                  - {name: B, value: b}
        `),
      }),
    });
    expect(place(web, ANNOTATION)).toBe('prod/proxy.yaml:8');
    expect(place(web, [...CONTAINERS, 0, 'env', 0])).toBe('prod/proxy.yaml:13');
    expect(place(web, [...CONTAINERS, 0, 'image'])).toBe('base/web.yaml:14');
    expect(place(web, [...CONTAINERS, 1, 'env', 0])).toBe('base/web.yaml:13');
    expect(place(web, ['spec', 'template', 'metadata', 'labels', 'app'])).toBe('base/web.yaml:7');
  });

  it('has common annotations, labels of templates and images at the line of the kustomization', async () => {
    const [web] = await built({
      ...base,
      ...overlay(
        'prod',
        `
          resources: [../base]
          commonAnnotations:
            proxy.istio.io/config: "concurrency: 2"
          labels:
          - pairs:
              istio.io/rev: canary
            includeTemplates: true
          images:
          - name: acme/web
            newTag: "2"
        `,
      ),
    });
    expect(place(web, ANNOTATION)).toBe('prod/kustomization.yaml:3');
    expect(place(web, ['spec', 'template', 'metadata', 'labels', 'istio.io/rev'])).toBe(
      'prod/kustomization.yaml:6',
    );
    expect(place(web, [...CONTAINERS, 0, 'image'])).toBe('prod/kustomization.yaml:10');
    expect(web?.value.spec).toMatchObject({
      template: { spec: { containers: [{ image: 'acme/web:2' }, { name: 'istio-proxy' }] } },
    });
  });
});

describe('mesh/kustomized: what is not followed', () => {
  const OPERATION = 'patch: \'[{"op": "remove", "path": "/spec/nothing"}]\'';

  it('names once what a kustomization misses, which nobody can build from here', async () => {
    const kustomization =
      'resources: [../base, istio-a.yaml, istio-b.yaml]\ncomponents: [istio-c]\npatches: [{path: d.yaml}]\n';
    const { problems, resources } = await read({ ...BASE, ...overlay('prod', kustomization) });
    expect(problems).toEqual([
      {
        what: 'prod/kustomization.yaml',
        why: expect.stringContaining(
          '`istio-a.yaml`, `istio-b.yaml`, `istio-c` and 1 more: not in this repository',
        ),
        file: 'prod/kustomization.yaml',
        line: expect.any(Number),
        blocking: true,
      },
    ]);
    expect(resources.map(({ name }) => name)).toEqual(['datastore']);
  });

  it.each([
    ['generators: [istio-rules.yaml]', 'generator'],
    ['transformers: [change.yaml]', 'transformer'],
    ['openapi: {path: schema.json}', 'definitions'],
    ['patches: [{path: absent.yaml}]', '`absent.yaml`: not in this repository'],
    ['patches: [{path: ../../outside.yaml}]', 'is not in this repository'],
    ['patches:\n- patch: "a: ["', 'can’t be read'],
    [`patches:\n- target: {kind: DestinationRule}\n  ${OPERATION}`, 'there is no `/spec/nothing`'],
    [`patches:\n- target: {kind: "("}\n  ${OPERATION}`, 'no pattern'],
    ['components: [../../outside]', 'component'],
    ['components: [absent]', '`absent`: not in this repository'],
    ['resources: [../base, "https://example.com/istio-rules?ref=main"]', 'not in this repository'],
    ['resources: [../base, ../../../etc/istio]', 'not in this repository'],
    ['resources: [../base, ../prod]', 'takes in this one'],
  ])('names %s', async (text, why) => {
    const kustomization = text.includes('resources:') ? text : `resources: [../base]\n${text}`;
    const { problems, resources } = await read({ ...BASE, ...overlay('prod', kustomization) });
    expect(problems).toMatchObject([
      { file: 'prod/kustomization.yaml', why: expect.stringContaining(why), blocking: true },
    ]);
    expect(resources.map(({ name }) => name)).toEqual(['datastore']);
  });

  it('is told of kustomizations that take in each other, and their resources are kept', async () => {
    const { problems, resources } = await read({
      'a/kustomization.yaml': 'resources: [../b, rule.yaml]\n',
      'a/rule.yaml': destinationRule(),
      'b/kustomization.yaml': 'resources: [../a]\n',
    });
    expect(problems).toMatchObject([{ why: expect.stringContaining('takes in this one') }]);
    expect(resources.map(({ name }) => name)).toEqual(['datastore']);
  });

  it('is passed over where nothing of it is of the mesh', async () => {
    const { problems } = await read({
      ...BASE,
      'other/kustomization.yaml':
        'resources: [web.yaml, "https://example.com/x"]\ntransformers: [t.yaml]\npatches: [{path: absent.yaml}]\n',
      'other/web.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n',
    });
    expect(problems).toEqual([]);
  });

  it('costs no time by a pattern that would take forever elsewhere, nor by thousands of objects', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        `base/r${index}.yaml`,
        destinationRule('mode: SIMPLE', 'a', `r${index}`),
      ]),
    );
    const { resources } = await read({
      ...many,
      'base/kustomization.yaml': `resources: [${Object.keys(many)
        .map(path => path.slice(5))
        .join(', ')}]\n`,
      ...overlay(
        'prod',
        `resources: [../base]\npatches:\n- target: {name: "(a+)+$|(r|r|[0-9])*(x+x+)+y"}\n  ${OPERATION}`,
      ),
    });
    expect(resources).toHaveLength(300);
  });
});
