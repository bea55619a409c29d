/** Compositions of Crossplane: what they make of Releases of Helm, for whoever asks for them. */

import { detect } from '../../../src/detect/detect.js';
import { mergedValues } from '../../../src/detect/values/values.js';
import type { Tree } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';
import { treeWith } from '../../support/trees.js';
import { dedent } from '../../support/yaml.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

async function found(files: Files | Tree): Promise<readonly string[]> {
  const tree = 'candidates' in files ? (files as Tree) : memoryTree(files as Files);
  const { installations } = await detect(tree);
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

/** The version of the base is at line 18, the first patch at line 20. */
function composition(patches: string, version = 'version: 1.24.0'): string {
  const text = dedent(`
    apiVersion: apiextensions.crossplane.io/v1
    kind: Composition
    metadata: {name: mesh, labels: {tier: one}}
    spec:
      compositeTypeRef: {apiVersion: acme.io/v1, kind: XMesh}
      resources:
      - name: istiod
        base:
          apiVersion: helm.crossplane.io/v1beta1
          kind: Release
          metadata: {name: istiod}
          spec:
            forProvider:
              namespace: istio-system
              chart:
                name: istiod
                repository: ${ISTIO}
                VERSION
        patches:
  `);
  return `${text.replace('VERSION', version)}${patches.replace(/^/gm, '    ')}\n`;
}

const PATCH =
  '- {type: FromCompositeFieldPath, fromFieldPath: spec.version, toFieldPath: spec.forProvider.chart.version}';
const REQUIRED = PATCH.replace('}', ', policy: {fromFieldPath: Required}}');

function asking(name: string, spec: string, kind = 'XMesh'): string {
  return `apiVersion: acme.io/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec: {}\n`.replace(
    'spec: {}',
    spec === '' ? 'spec: {}' : `spec:\n  ${spec}`,
  );
}

/** A default at line 21. */
const DEFINITION = dedent(`
  apiVersion: apiextensions.crossplane.io/v1
  kind: CompositeResourceDefinition
  metadata: {name: xmeshes.acme.io}
  spec:
    group: acme.io
    names: {kind: XMesh, plural: xmeshes}
    claimNames: {kind: ServiceMesh, plural: meshes}
    versions:
    - name: v1
      served: true
      referenceable: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                version:
                  type: string
                  default: 1.23.0
                istio:
                  type: object
                  properties:
                    version: {type: string, default: 1.22.0}
`);

describe('detect/crossplane: patches', () => {
  it('takes the version that a composite resource gives, once', async () => {
    expect(
      await found({ 'c.yaml': composition(PATCH), 'claim.yaml': asking('a', 'version: 1.25.1') }),
    ).toEqual(['istiod 1.25.1 claim.yaml:6']);
  });

  it('takes that of each of them, and a default where one gives none', async () => {
    const files = {
      'apis/c.yaml': composition(PATCH),
      'apis/definition.yaml': DEFINITION,
      'claims/dev.yaml': asking('dev', 'version: 1.25.1', 'ServiceMesh'),
      'claims/prod.yaml': asking('prod', '', 'ServiceMesh'),
      'claims/test.yaml': asking('test', 'version: 1.25.0'),
      'claims/other.yaml': asking('other', 'version: 1.20.0', 'XOther'),
    };
    const { installations } = await detect(memoryTree(files));
    expect(
      installations.map(
        ({ version, at, release }) => `${release.environment} ${version} ${at.file}:${at.line}`,
      ),
    ).toEqual([
      'claims/dev 1.25.1 claims/dev.yaml:6',
      'claims/prod 1.23.0 apis/definition.yaml:21',
      'claims/test 1.25.0 claims/test.yaml:6',
    ]);
  });

  it.each([
    ['the base', PATCH, {}, 'istiod 1.24.0 c.yaml:18'],
    ['the definition', PATCH, { 'd.yaml': DEFINITION }, 'istiod 1.23.0 d.yaml:21'],
    [
      'the base, where the field is given and has no default',
      PATCH.replace('spec.version', 'spec.revision'),
      { 'd.yaml': DEFINITION, 'claim.yaml': asking('a', 'version: 1.25.1') },
      'istiod 1.24.0 c.yaml:18',
    ],
    [
      'the base, where what has the default is not there',
      PATCH.replace('spec.version', 'spec.istio.version'),
      { 'd.yaml': DEFINITION, 'claim.yaml': asking('a', 'version: 1.25.1') },
      'istiod 1.24.0 c.yaml:18',
    ],
    ['nothing, where the field has to be there', REQUIRED, {}, 'istiod null c.yaml:20'],
    [
      'nothing, where the environment gives it',
      PATCH.replace('FromComposite', 'FromEnvironment'),
      {},
      'istiod null c.yaml:20',
    ],
    [
      'nothing, where the status gives it',
      PATCH.replace('spec.version', 'status.version'),
      { 'claim.yaml': asking('a', 'version: 1.25.1') },
      'istiod null c.yaml:20',
    ],
  ])('takes the version of %s, where nobody gives one', async (_, patch, files: Files, expected) => {
    expect(await found({ 'c.yaml': composition(patch), ...files })).toEqual([expected]);
  });

  it('says where to look for one that is not decided', async () => {
    const { problems } = await detect(memoryTree({ 'c.yaml': composition(REQUIRED) }));
    expect(problems.map(({ why }) => why).join()).toContain('it is `spec.version of XMesh`');
  });

  it.each([
    [
      'a prefix',
      '- {type: string, string: {type: TrimPrefix, trim: v}}',
      'v1.25.1',
      'istiod 1.25.1 x.yaml:6',
    ],
    ['a format', '- {type: string, string: {fmt: "1.%s.1"}}', '"25"', 'istiod 1.25.1 x.yaml:6'],
    ['a map', '- type: map\n  map:\n    new: 1.25.1', 'new', 'istiod 1.25.1 c.yaml:26'],
    ['what is not known', '- {type: string, string: {type: Regexp}}', '1.25.1', 'istiod null c.yaml:24'],
  ])('follows transforms: %s', async (_, transform, version, expected) => {
    const patch = `- fromFieldPath: spec.version\n  toFieldPath: spec.forProvider.chart.version\n  policy: {}\n  transforms:\n${transform.replace(/^/gm, '  ')}`;
    expect(
      await found({ 'c.yaml': composition(patch), 'x.yaml': asking('a', `version: ${version}`) }),
    ).toEqual([expected]);
  });

  it('combines fields', async () => {
    const patch =
      '- type: CombineFromComposite\n  combine:\n    variables: [{fromFieldPath: spec.minor}, {fromFieldPath: "spec[patch]"}]\n    strategy: string\n    string: {fmt: "1.%d.%d"}\n  toFieldPath: spec.forProvider.chart.version';
    expect(
      await found({ 'c.yaml': composition(patch), 'x.yaml': asking('a', 'minor: 25\n  patch: 3') }),
    ).toEqual(['istiod 1.25.3 x.yaml:6']);
  });

  it('patches values, lists among them', async () => {
    const patch = dedent(`
      - {fromFieldPath: spec.proxy, toFieldPath: spec.forProvider.values.global.proxy}
      - {fromFieldPath: spec.dns, toFieldPath: "spec.forProvider.set[0].value"}
      - {type: FromEnvironmentFieldPath, fromFieldPath: a, toFieldPath: spec.forProvider.values.pilot.env.A}
    `);
    const text = composition(patch.trimEnd()).replace(
      'chart:',
      'values: {revision: one}\n          set: [{name: pilot.env.DNS, value: "no"}]\n          chart:',
    );
    const claim = asking('a', 'proxy: {logLevel: debug}\n  dns: "yes"');
    const { installations } = await detect(memoryTree({ 'c.yaml': text, 'x.yaml': claim }));
    const [only] = installations;
    expect(mergedValues(only?.release.values ?? [])).toEqual({
      revision: 'one',
      global: { proxy: { logLevel: 'debug' } },
      pilot: { env: { DNS: 'yes' } },
    });
    expect(only?.release.openValues).toMatchObject([{ path: ['pilot', 'env', 'A'] }]);
  });

  it('takes the composition that is asked for', async () => {
    const files = {
      'one.yaml': composition(PATCH, 'version: 1.24.1'),
      'two.yaml': composition(PATCH, 'version: 1.24.2').replace(
        'name: mesh, labels: {tier: one}',
        'name: two',
      ),
    };
    const none = { ...files, 'x.yaml': asking('a', '') };
    expect(await found(none)).toEqual(['istiod 1.24.1 one.yaml:18', 'istiod 1.24.2 two.yaml:18']);
    for (const spec of [
      'version: 1.25.1\n  compositionRef: {name: two}',
      'version: 1.25.1\n  crossplane: {compositionRef: {name: two}}',
    ])
      expect(await found({ ...files, 'x.yaml': asking('a', spec) })).toEqual([
        'istiod 1.24.1 one.yaml:18',
        'istiod 1.25.1 x.yaml:6',
      ]);
    const labels = 'version: 1.25.1\n  compositionSelector: {matchLabels: {tier: one}}';
    expect(await found({ ...files, 'x.yaml': asking('a', labels) })).toEqual([
      'istiod 1.24.2 two.yaml:18',
      'istiod 1.25.1 x.yaml:6',
    ]);
  });

  it('reads the function that patches, and its sets of patches', async () => {
    const text = composition('- {type: PatchSet, patchSetName: version}');
    const [head = '', resources = ''] = text.split('  resources:\n');
    const input = `${head}  mode: Pipeline\n  pipeline:\n  - step: patch\n    functionRef: {name: function-patch-and-transform}\n    input:\n      apiVersion: pt.fn.crossplane.io/v1beta1\n      kind: Resources\n      patchSets:\n      - name: version\n        patches:\n        ${PATCH}\n      resources:\n`;
    const files = { 'c.yaml': `${input}${resources.replace(/^/gm, '    ')}` };
    expect(await found({ ...files, 'x.yaml': asking('a', 'version: 1.25.1') })).toEqual([
      'istiod 1.25.1 x.yaml:6',
    ]);
    expect(await found(files)).toEqual(['istiod 1.24.0 c.yaml:29']);
  });

  it('reads claims that speak of Istio nowhere', async () => {
    const tree = memoryTree({ 'c.yaml': composition(PATCH), 'claim.yaml': asking('a', 'version: 1.25.1') });
    expect(await found(treeWith(tree, { candidates: async () => ['c.yaml'] }))).toEqual([
      'istiod 1.25.1 claim.yaml:6',
    ]);
  });

  it('reads what overlays make of a claim', async () => {
    const overlay = (version: string) =>
      `resources: [../base]\npatches:\n- target: {kind: XMesh}\n  patch: |\n    - op: replace\n      path: /spec/version\n      value: ${version}\n`;
    expect(
      await found({
        'apis/c.yaml': composition(PATCH),
        'base/kustomization.yaml': 'resources: [x.yaml]\n',
        'base/x.yaml': asking('a', 'version: 1.24.0'),
        'dev/kustomization.yaml': overlay('1.25.1'),
        'prod/kustomization.yaml': overlay('1.25.0'),
      }),
    ).toEqual(['istiod 1.25.0 prod/kustomization.yaml:7', 'istiod 1.25.1 dev/kustomization.yaml:7']);
  });
});

/** The template's first line is line 14. */
function templated(template: string): string {
  const text = dedent(`
    apiVersion: apiextensions.crossplane.io/v1
    kind: Composition
    metadata: {name: mesh}
    spec:
      compositeTypeRef: {apiVersion: acme.io/v1, kind: XMesh}
      pipeline:
      - step: render
        functionRef: {name: function-go-templating}
        input:
          apiVersion: gotemplating.fn.crossplane.io/v1beta1
          kind: GoTemplate
          inline:
            template: |
  `);
  return `${text}${template.replace(/^/gm, '          ')}\n`;
}

function release(version: string, name = 'istiod'): string {
  return dedent(`
    apiVersion: helm.crossplane.io/v1beta1
    kind: Release
    metadata:
      annotations:
        {{ setResourceNameAnnotation "mesh" }}
    spec:
      forProvider:
        namespace: istio-system
        chart:
          name: ${name}
          repository: ${ISTIO}
          version: ${version}
  `).trimEnd();
}

describe('detect/crossplane: templates', () => {
  const FIELD = '{{ .observed.composite.resource.spec.version }}';
  const LOOP = `{{- $version := (getCompositeResource .).spec.version | default "1.26.4" }}\n{{- range $chart := list "base" "istiod" }}\n---\n${release('{{ $version }}', '{{ $chart }}')}\n{{- end }}`;
  const asked = { 'x.yaml': asking('a', 'version: 1.27.3') };

  it.each([
    ['a literal', release('1.26.4'), {}, ['istiod 1.26.4 c.yaml:25']],
    ['a literal, whatever is asked for', release('1.26.4'), asked, ['istiod 1.26.4 c.yaml:25']],
    ['a field', release(FIELD), asked, ['istiod 1.27.3 x.yaml:6']],
    ['a field in quotes', release(FIELD.replace(' }}', ' | quote }}')), asked, ['istiod 1.27.3 x.yaml:6']],
    ['a field that nobody gives', release(FIELD), {}, ['istiod null c.yaml:25']],
    ['a field that is not there', release(FIELD), { 'x.yaml': asking('a', '') }, ['istiod null c.yaml:25']],
    ['a field with a default', release(FIELD), { 'd.yaml': DEFINITION }, ['istiod 1.23.0 d.yaml:21']],
    ['a loop', LOOP, asked, ['base 1.27.3 x.yaml:6', 'istiod 1.27.3 x.yaml:6']],
    ['a default of the template', LOOP, {}, ['base 1.26.4 c.yaml:14', 'istiod 1.26.4 c.yaml:14']],
    [
      'what the cluster holds',
      release('{{ .observed.resources.a.version }}'),
      asked,
      ['istiod null c.yaml:25'],
    ],
    [
      'a condition',
      `{{- if .observed.composite.resource.spec.on }}\n${release('1.26.4')}\n{{- end }}`,
      asked,
      [],
    ],
  ])('reads %s', async (_, template, files: Files, expected) => {
    expect(await found({ 'c.yaml': templated(template), ...files })).toEqual(expected);
  });

  it('follows composite resources that a composition asks for', async () => {
    const outer = dedent(`
      {{- $istio := get .observed.composite.resource.spec "istio" | default dict }}
      {{- if $istio.enabled }}
      apiVersion: acme.io/v1
      kind: XMesh
      metadata: {name: inner}
      spec:
        version: {{ index $istio "version" | default "1.26.4" }}
      {{- end }}
    `).trimEnd();
    const files = {
      'inner.yaml': templated(release(FIELD)),
      'outer.yaml': templated(outer).replace('kind: XMesh', 'kind: XCluster'),
    };
    const cluster = (name: string, istio: string) => asking(name, `istio:\n${istio}`, 'XCluster');
    expect(
      await found({
        ...files,
        'clusters/a.yaml': cluster('a', '    enabled: true\n    version: 1.27.3'),
        'clusters/b.yaml': cluster('b', '    enabled: true'),
        'clusters/c.yaml': cluster('c', '    enabled: false\n    version: 1.27.0'),
      }),
    ).toEqual(['istiod 1.26.4 outer.yaml:20', 'istiod 1.27.3 clusters/a.yaml:8']);
  });

  it('points at what nobody asks for where it is written', async () => {
    const { installations } = await detect(memoryTree({ 'c.yaml': templated(release('1.26.4')) }));
    expect(installations.map(({ release: { declared } }) => declared)).toEqual([
      { file: 'c.yaml', line: 14 },
    ]);
  });

  it('ends with compositions that ask for themselves', async () => {
    const own = 'apiVersion: acme.io/v1\nkind: XMesh\nmetadata: {name: again}\nspec: {}\n---\n';
    const text = templated(`${own.repeat(20)}${release('1.26.4')}`);
    expect(await found({ 'c.yaml': text, 'x.yaml': asking('a', '') })).toEqual(['istiod 1.26.4 c.yaml:125']);
  });

  it('names a template that is none', async () => {
    const { problems } = await detect(memoryTree({ 'c.yaml': templated(`{{ if }}\n${release('1.26.4')}`) }));
    expect(problems.map(({ why }) => why).join()).toContain('the template in it can’t be read');
  });

  it('names a template between other braces, and what asks for what it makes', async () => {
    const text = templated(release('[[ .observed.composite.resource.spec.version ]]')).replace(
      /^( *)inline:/m,
      '$1delims: {left: "[[", right: "]]"}\n$1inline:',
    );
    expect(text).toContain('delims');
    const { installations, problems } = await detect(
      memoryTree({ 'c.yaml': text, 'x.yaml': asking('a', 'version: 1.26.4') }),
    );
    expect(installations).toEqual([]);
    expect(problems.map(({ file, why }) => `${file} ${why}`)).toEqual([
      'c.yaml a template in it that names Istio is written in a way that is not read',
      'x.yaml what it asks for goes into a template that is not read (c.yaml)',
    ]);
  });
});
