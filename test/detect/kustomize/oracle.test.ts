/**
 * Our reading of kustomizations against what Kustomize itself builds, where `kubectl` is at hand: the same folders, the
 * same objects.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { contextOf } from '../../../src/detect/context.js';
import { KustomizeBuilder } from '../../../src/detect/kustomize/builder.js';
import { mergedData } from '../../../src/detect/layered-data.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { afterAll, describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

type Files = Readonly<Record<string, string>>;

const folder = mkdtempSync(join(tmpdir(), 'kustomize-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function isAtHand(): boolean {
  try {
    execFileSync('kubectl', ['kustomize', '--help'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let builds = 0;

/** What Kustomize makes of a folder; `fails` where it refuses. */
function theirs(files: Files, root: string): unknown {
  const own = join(folder, String(++builds));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(own, path)), { recursive: true });
    writeFileSync(join(own, path), text);
  }
  try {
    const output = execFileSync('kubectl', ['kustomize', join(own, root)], { stdio: 'pipe' });
    return sorted(parseAllDocuments(output.toString()).map(document => document.toJS()));
  } catch {
    return 'fails';
  }
}

async function ours(files: Files, root: string): Promise<unknown> {
  const builder = new KustomizeBuilder(await contextOf(memoryTree(files)), () => true);
  const { objects, gaps } = await builder.build(root);
  if (gaps.size > 0) return 'fails';
  return sorted(
    objects.map(({ object, name, namespace }) => {
      const value = mergedData(object).value as { metadata: Record<string, unknown> };
      return { ...value, metadata: { ...value.metadata, name, ...(namespace ? { namespace } : {}) } };
    }),
  );
}

/** Objects by kind and name; where an empty map is left behind, and in which order ports stand, is no difference. */
function sorted(objects: readonly unknown[]): unknown {
  const texts = objects.filter(object => object !== null).map(object => JSON.stringify(normal(object)));
  return texts.toSorted().map(text => JSON.parse(text));
}

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => {
    const items = normal(child);
    const byText = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
    return [key, key === 'ports' && Array.isArray(items) ? items.toSorted(byText) : items] as const;
  });
  const isEmpty = (child: unknown): boolean =>
    typeof child === 'object' && child !== null && !Array.isArray(child) && Object.keys(child).length === 0;
  return Object.fromEntries(
    entries
      .filter(([key, child]) => !isEmpty(child) || key === 'emptyDir')
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

const OBJECTS = dedent(`
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web, namespace: shop, labels: {app: web}}
  spec:
    replicas: 1
    selector: {matchLabels: {app: web}}
    template:
      metadata: {labels: {app: web}, annotations: {proxy.istio.io/config: "concurrency: 2"}}
      spec:
        initContainers: [{name: init, image: busybox}]
        containers:
        - name: web
          image: docker.io/acme/web:1
          args: [a, b]
          env: [{name: A, value: a}, {name: B, value: b}]
          ports: [{containerPort: 80}, {containerPort: 443, protocol: TCP}]
        - {name: side, image: acme/side}
        volumes: [{name: v, emptyDir: {}}]
  ---
  apiVersion: batch/v1
  kind: CronJob
  metadata: {name: nightly, namespace: shop}
  spec:
    schedule: "0 0 * * *"
    jobTemplate: {spec: {template: {spec: {containers: [{name: job, image: acme/job:1}], restartPolicy: Never}}}}
  ---
  apiVersion: v1
  kind: Service
  metadata: {name: web, namespace: shop}
  spec: {selector: {app: web}, ports: [{port: 80, name: http}, {port: 443, name: https, protocol: TCP}]}
  ---
  apiVersion: v1
  kind: Namespace
  metadata: {name: shop, labels: {istio-injection: enabled}}
  ---
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata: {name: vs, namespace: shop}
  spec: {hosts: [a, b], http: [{name: x, route: [{destination: {host: web}, weight: 1}, {destination: {host: other}, weight: 2}]}]}
  ---
  apiVersion: autoscaling/v2
  kind: HorizontalPodAutoscaler
  metadata: {name: web, namespace: shop}
  spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 1, maxReplicas: 3}
  ---
  apiVersion: v1
  kind: ConfigMap
  metadata: {name: settings, namespace: shop}
  data: {version: v1.24.3, host: db.example.com}
`);

const BASE: Files = { 'base/kustomization.yaml': 'resources: [all.yaml]\n', 'base/all.yaml': OBJECTS };

const CASES: readonly (readonly [name: string, kustomization: string, files?: Files])[] = [
  [
    'a patch of containers, variables and annotations by their keys',
    `
      patches:
      - patch: |
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web, namespace: shop, annotations: {sidecar.istio.io/inject: "true"}}
          spec:
            template:
              metadata: {annotations: {proxy.istio.io/config: null, other: text}}
              spec:
                containers:
                - {name: new, image: new}
                - name: web
                  args: [c]
                  env: [{name: B, $patch: delete}, {name: C, value: c}, {name: A, value: other}]
                  envFrom: [{secretRef: {name: s}}]
                - {name: side, $patch: delete}
                volumes: [{name: v, emptyDir: null, secret: {secretName: s}}]
    `,
  ],
  [
    'a patch that replaces',
    `
      patches:
      - target: {kind: Deployment}
        patch: |
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: whatever}
          spec:
            template:
              metadata: {labels: {$patch: replace, only: this}}
              spec:
                containers:
                - $patch: replace
                - {name: only, image: only}
                volumes: null
    `,
  ],
  [
    'a patch of a kind of its own, whose lists are replaced',
    `
      patches:
      - patch: |
          apiVersion: networking.istio.io/v1
          kind: VirtualService
          metadata: {name: vs, namespace: shop, annotations: {a: b}}
          spec: {hosts: [c], exportTo: ["."], http: [{name: y, timeout: 5s}]}
    `,
  ],
  [
    'a patch that takes out parts of such a kind',
    `
      patches:
      - patch: |
          apiVersion: networking.istio.io/v1
          kind: VirtualService
          metadata: {name: vs, namespace: shop}
          spec: {hosts: null, http: null}
    `,
  ],
  [
    'patches that delete',
    `
      patches:
      - target: {kind: "Horizontal.*"}
        patch: |
          $patch: delete
          kind: X
          metadata: {name: y}
      patchesStrategicMerge:
      - |
        $patch: delete
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, namespace: shop}
    `,
  ],
  [
    'a patch for one of two versions of a name',
    `
      resources: [../base, both.yaml]
      patchesStrategicMerge:
      - |
        $patch: delete
        apiVersion: networking.istio.io/v1beta1
        kind: Gateway
        metadata: {name: edge, namespace: shop}
    `,
    {
      'overlay/both.yaml': ['v1beta1', 'v1']
        .map(
          version =>
            `apiVersion: networking.istio.io/${version}\nkind: Gateway\nmetadata: {name: edge, namespace: shop}\n`,
        )
        .join('---\n'),
    },
  ],
  [
    'ports of a Service',
    `
      patches:
      - target: {kind: Service}
        patch: |
          apiVersion: v1
          kind: Service
          metadata: {name: web}
          spec: {ports: [{port: 443, protocol: TCP, name: renamed}], selector: {$patch: replace, b: c}}
    `,
  ],
  [
    'operations of all kinds',
    `
      patches:
      - target: {kind: Deployment, name: w.*}
        patch: |
          - {op: add, path: /spec/template/metadata/labels/bar, value: text}
          - {op: test, path: /spec/template/metadata/labels/bar, value: text}
          - {op: copy, from: /spec/template/metadata/labels/bar, path: /spec/template/spec/containers/0/args/0}
          - {op: move, from: /spec/template/metadata/labels/app, path: /metadata/labels/moved}
          - {op: remove, path: /spec/template/spec/containers/-1}
          - {op: add, path: /spec/template/spec/containers/0/env/-, value: {name: Z, value: last}}
          - {op: add, path: /spec/template/spec/containers/0/env/0, value: {name: M, value: first}}
          - {op: replace, path: /spec/template/spec/containers/0/env/1/value, value: changed}
          - {op: add, path: /metadata/annotations/sidecar.istio.io~1inject, value: "true"}
    `,
  ],
  ['an operation on a list of a kind of its own', operation('replace', '/spec/http/0/route/1/weight', '9')],
  ['an operation that removes what is not there', operation('remove', '/spec/nothing')],
  ['an operation that replaces what is not there', operation('replace', '/spec/http/7/name', 'a')],
  ['an operation that adds below what is not there', operation('add', '/spec/nothing/below', 'a')],
  [
    'targets by patterns, selectors and several fields',
    `
      patches:
      - target: {kind: "Deploy|Serv.*", name: we}
        patch: |
          - {op: add, path: /metadata/labels, value: {never: "1"}}
      - target: {group: networking.istio.io, version: v.}
        patch: |
          - {op: add, path: /metadata/labels, value: {by: group}}
      - target: {kind: "(Service|HorizontalPodAutoscaler)", name: "w.b|x"}
        patch: |
          - {op: add, path: /metadata/labels, value: {by: kind}}
      - target: {labelSelector: "app in (web, other),!nothing"}
        patch: |
          - {op: add, path: /metadata/labels/by, value: selector}
      - target: {labelSelector: "istio-injection!=enabled", kind: Namespace}
        patch: |
          - {op: add, path: /metadata/labels/never, value: selector}
    `,
  ],
  [
    'all plain fields at once',
    `
      namespace: pay
      namePrefix: p-
      nameSuffix: -s
      commonLabels: {team: mesh}
      commonAnnotations: {proxy.istio.io/config: "concurrency: 0"}
      replicas: [{name: web, count: 4}]
      images:
      - {name: docker.io/acme/web, newTag: "2"}
      - {name: acme/side, newName: other/side, digest: sha256:abc}
      - {name: busybox, newTag: "9"}
      - {name: acme/(.*)b, newTag: "7"}
    `,
  ],
  [
    'labels with and without selectors and templates',
    `
      labels:
      - pairs: {plain: "1"}
      - {pairs: {template: "1"}, includeTemplates: true}
      - {pairs: {selector: "1"}, includeSelectors: true}
    `,
  ],
  [
    'a patch by the name from before a prefix',
    `
      resources: [../named]
      patches:
      - target: {kind: Deployment, name: web}
        patch: |
          - {op: replace, path: /spec/replicas, value: 7}
      - patch: |
          apiVersion: v1
          kind: Service
          metadata: {name: n-web, namespace: shop}
          spec: {type: ExternalName}
    `,
    { 'named/kustomization.yaml': 'resources: [../base]\nnamePrefix: n-\n' },
  ],
  [
    'replacements, by delimiter, by key, created',
    `
      replacements:
      - source: {kind: ConfigMap, name: settings, fieldPath: data.version, options: {delimiter: v, index: 1}}
        targets:
        - select: {kind: Deployment}
          fieldPaths:
          - spec.template.spec.containers.[name=web].image
          options: {delimiter: ":", index: 1}
        - select: {kind: VirtualService}
          fieldPaths: [metadata.labels.version]
          options: {create: true}
      - source: {kind: ConfigMap, name: settings, fieldPath: data.host}
        targets:
        - select: {kind: VirtualService}
          fieldPaths: [spec.hosts.0, "spec.http.*.route.*.destination.host"]
      - path: more.yaml
    `,
    {
      'overlay/more.yaml':
        'source: {kind: Service, name: web}\ntargets:\n- select: {kind: HorizontalPodAutoscaler}\n  fieldPaths: [spec.scaleTargetRef.name]\n',
    },
  ],
  [
    'components over the resources, in order',
    `
      components: [../first, ../second]
      patches:
      - target: {kind: Deployment}
        patch: |
          - {op: add, path: /metadata/labels/order, value: overlay}
    `,
    {
      'first/kustomization.yaml': dedent(`
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        resources: [extra.yaml]
        patches:
        - target: {kind: Deployment}
          patch: |
            - {op: add, path: /metadata/labels/order, value: first}
      `),
      'first/extra.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: extra, namespace: shop}\n',
      'second/kustomization.yaml': dedent(`
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        namePrefix: c-
        patches:
        - target: {kind: Deployment}
          patch: |
            - {op: add, path: /metadata/labels/second, value: "1"}
      `),
    },
  ],
  [
    'transformers of its own, in files, written out, and in a folder',
    `
      transformers:
      - patch.yaml
      - ../transformers
      - |-
        apiVersion: builtin
        kind: PatchJson6902Transformer
        metadata: {name: operations}
        target: {group: networking.istio.io, version: v1, kind: VirtualService, name: vs}
        jsonOp: |-
          - {op: replace, path: /spec/hosts/0, value: patched}
      - |-
        apiVersion: builtin
        kind: LabelTransformer
        metadata: {name: nothing}
        labels: {x: y}
    `,
    {
      'overlay/patch.yaml': dedent(`
        apiVersion: builtin
        kind: PatchTransformer
        metadata: {name: patch}
        target: {kind: Deployment}
        patch: '[{"op": "replace", "path": "/spec/replicas", "value": 4}]'
        ---
        apiVersion: builtin
        kind: PatchStrategicMergeTransformer
        metadata: {name: merge}
        paths: [merge.yaml]
        ---
        apiVersion: builtin
        kind: ImageTagTransformer
        metadata: {name: image}
        imageTag: {name: acme/job, newTag: "2"}
        ---
        apiVersion: builtin
        kind: ReplacementTransformer
        metadata: {name: copy}
        replacements:
        - source: {kind: ConfigMap, name: settings, fieldPath: data.host}
          targets:
          - select: {kind: VirtualService}
            fieldPaths: [spec.hosts.1]
      `),
      'overlay/merge.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {type: ExternalName}\n',
      'transformers/kustomization.yaml': 'resources: [all.yaml]\n',
      'transformers/all.yaml': dedent(`
        apiVersion: builtin
        kind: AnnotationsTransformer
        metadata: {name: annotations}
        annotations: {owner: mesh}
        fieldSpecs: [{path: metadata/annotations, create: true}]
        ---
        apiVersion: builtin
        kind: SuffixTransformer
        metadata: {name: suffix}
        suffix: -s
        fieldSpecs: [{path: metadata/name}]
      `),
    },
  ],
  [
    'vars, where configurations say so, by what the outermost makes of their source',
    `
      resources: [../base, ../mesh]
      patches:
      - target: {kind: ConfigMap}
        patch: |
          - {op: replace, path: /data/version, value: v1.25.0}
    `,
    {
      'mesh/kustomization.yaml': dedent(`
        resources: [istio.yaml]
        components: [../variables]
      `),
      'mesh/istio.yaml': dedent(`
        apiVersion: sailoperator.io/v1
        kind: Istio
        metadata: {name: default}
        spec: {version: $(VERSION), list: [{a: $(VERSION)-x}], other: $(VERSION)}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: own}
        data: {version: v1.24.0}
      `),
      'variables/kustomization.yaml': dedent(`
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        configurations: [fields.yaml]
        vars:
        - name: VERSION
          objref: {apiVersion: v1, kind: ConfigMap, name: own}
          fieldref: {fieldpath: data.version}
      `),
      'variables/fields.yaml': dedent(`
        varReference:
        - {path: spec/version, kind: Istio}
        - {path: spec/list/a, kind: Istio}
        - {path: spec/other, kind: Istio}
      `),
    },
  ],
  [
    'what it generates, for its components',
    `
      configMapGenerator:
      - name: generated
        literals: [host=generated.example.com]
        options: {disableNameSuffixHash: true}
      components: [../copying]
    `,
    {
      'copying/kustomization.yaml': dedent(`
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        replacements:
        - source: {kind: ConfigMap, name: generated, fieldPath: data.host}
          targets:
          - select: {kind: VirtualService}
            fieldPaths: [spec.hosts.0]
      `),
    },
  ],
];

function operation(op: string, path: string, value?: string): string {
  const parts = [`op: ${op}`, `path: ${path}`, ...(value === undefined ? [] : [`value: ${value}`])];
  return `
    patches:
    - target: {kind: VirtualService}
      patch: |
        - {${parts.join(', ')}}
  `;
}

(isAtHand() ? describe : describe.skip)('detect/kustomize: against Kustomize itself', () => {
  it.each(CASES)('%s', async (_, text, more = {}) => {
    const own = dedent(text);
    const kustomization = own.includes('resources:') ? own : `resources: [../base]\n${own}`;
    const files = { ...BASE, ...more, 'overlay/kustomization.yaml': kustomization };
    expect(await ours(files, 'overlay')).toEqual(theirs(files, 'overlay'));
  });
});
