import { detect } from '../../../src/detect/detect.js';
import { flux } from '../../../src/detect/flux/flux.js';
import type { Detection } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

const REPOSITORY = dedent(`
  apiVersion: source.toolkit.fluxcd.io/v1
  kind: HelmRepository
  metadata: {name: istio, namespace: istio-system}
  spec: {url: https://istio-release.storage.googleapis.com/charts}
`);

async function found(files: Record<string, string>, forms?: 'all'): Promise<Detection> {
  return detect(memoryTree({ 'repository.yaml': REPOSITORY, ...files }), forms ? undefined : [flux]);
}

function brief({ installations }: Detection) {
  return installations.map(({ chart, version, at }) => [chart, version, `${at.file}:${at.line}`]);
}

function indented(text: string, spaces: number): string {
  return text
    .split('\n')
    .map(line => (line === '' ? line : `${' '.repeat(spaces)}${line}`))
    .join('\n');
}

/** Its spec begins on line 4. */
function resourceSet(spec: string, name = 'istio'): string {
  return [
    'apiVersion: fluxcd.controlplane.io/v1',
    'kind: ResourceSet',
    `metadata: {name: ${name}, namespace: istio-system}`,
    'spec:',
    indented(spec, 2),
    '',
  ].join('\n');
}

/** One of type Static unless told otherwise; its default values begin on line 7. */
function provider(name: string, values: string, type = 'Static'): string {
  return [
    'apiVersion: fluxcd.controlplane.io/v1',
    'kind: ResourceSetInputProvider',
    `metadata: {name: ${name}, namespace: istio-system, labels: {app: mesh}}`,
    'spec:',
    `  type: ${type}`,
    '  defaultValues:',
    ...values.split(', ').map(line => `    ${line}`),
    '',
  ].join('\n');
}

function helmRelease(version: string, name = 'istiod', more = ''): string {
  return [
    'apiVersion: helm.toolkit.fluxcd.io/v2',
    'kind: HelmRelease',
    `metadata: {name: ${name}, namespace: istio-system${more}}`,
    'spec:',
    '  chart:',
    '    spec:',
    '      chart: istiod',
    `      version: ${version}`,
    '      sourceRef: {kind: HelmRepository, name: istio}',
  ].join('\n');
}

/** The same as an item of `resources`. */
function item(object: string): string {
  return indented(object, 4).replace('    ', '  - ');
}

function set(inputs: string, ...objects: readonly string[]): string {
  return resourceSet([...(inputs === '' ? [] : [inputs]), 'resources:', ...objects.map(item)].join('\n'));
}

function template(inputs: string, text: string): string {
  return resourceSet(`${inputs}\nresourcesTemplate: |\n${indented(text, 2)}`);
}

function kustomization(name: string, path: string): string {
  return dedent(`
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: ${name}, namespace: flux-system}
    spec: {path: ${path}, sourceRef: {kind: GitRepository, name: flux-system}}
  `);
}

const TWO = 'inputs:\n  - {env: stage, version: 1.26.1}\n  - env: prod\n    version: 1.25.4';

describe('detect/flux: ResourceSets', () => {
  it('reads objects that hold no template as they stand', async () => {
    const result = await found({ 'rs.yaml': set('', helmRelease('1.25.2')) });
    expect(brief(result)).toEqual([['istiod', '1.25.2', 'rs.yaml:13']]);
    expect(result.releases[0]).toMatchObject({
      form: 'flux',
      releaseName: 'istiod',
      namespace: 'istio-system',
    });
  });

  it('takes each version from the input that gives it', async () => {
    const text = set(TWO, helmRelease('<< inputs.version | quote >>', 'istiod-<< inputs.env >>'));
    const result = await found({ 'rs.yaml': text });
    expect(brief(result)).toEqual([
      ['istiod', '1.26.1', 'rs.yaml:6'],
      ['istiod', '1.25.4', 'rs.yaml:8'],
    ]);
    expect(result.releases.map(({ releaseName }) => releaseName)).toEqual(['istiod-stage', 'istiod-prod']);
  });

  it('finds such a set once, whichever form looks', async () => {
    const text = set(TWO, helmRelease('<< inputs.version >>', 'istiod-<< inputs.env >>'));
    expect(brief(await found({ 'rs.yaml': text }, 'all'))).toEqual([
      ['istiod', '1.26.1', 'rs.yaml:6'],
      ['istiod', '1.25.4', 'rs.yaml:8'],
    ]);
  });

  it('reads documents of a template, values that inputs hold among them', async () => {
    const release = [
      helmRelease('<< inputs.mesh.version >>'),
      '  values: << inputs.mesh.values | toYaml | nindent 4 >>',
    ].join('\n');
    const inputs = 'inputs:\n  - mesh: {version: 1.26.1, values: {pilot: {env: {PILOT_X: "1"}}}}';
    const result = await found({ 'rs.yaml': template(inputs, `---\n${release}\n---\n${REPOSITORY}`) });
    expect(brief(result)).toEqual([['istiod', '1.26.1', 'rs.yaml:6']]);
    const [layer] = result.releases[0]?.values ?? [];
    expect(layer).toMatchObject({ kind: 'document', data: { value: { pilot: { env: { PILOT_X: '1' } } } } });
    expect(result.problems).toEqual([]);
  });

  it('follows conditions and loops of a template', async () => {
    const loop = [
      '<<- range $one := inputs.releases >>',
      '---',
      helmRelease('<< $one.version | quote >>', 'istiod-<< $one.name >>'),
      '<<- if $one.edge >>',
      '  releaseName: edge',
      '<<- end >>',
      '<<- end >>',
    ].join('\n');
    const inputs =
      'inputs:\n  - releases:\n      - {name: a, version: 1.26.1, edge: true}\n      - {name: b, version: 1.25.4, edge: false}';
    const result = await found({ 'rs.yaml': template(inputs, loop) });
    expect(brief(result)).toEqual([
      ['istiod', '1.26.1', 'rs.yaml:7'],
      ['istiod', '1.25.4', 'rs.yaml:8'],
    ]);
    expect(result.releases.map(({ releaseName }) => releaseName)).toEqual(['edge', 'istiod-b']);
  });

  it('says where conditions hang on what nobody here knows', async () => {
    const text = `<<- if inputs.enabled >>\n${helmRelease('1.26.1')}\n<<- end >>`;
    const result = await found({ 'rs.yaml': template('inputsFrom: [{name: elsewhere}]', text) });
    expect(result.installations).toEqual([]);
    expect(result.problems).toEqual([
      {
        what: 'ResourceSet istio',
        why: 'what its `resourcesTemplate` makes hangs on what this repository does not decide: look at its inputs, or at the objects in the cluster',
        file: 'rs.yaml',
        line: 6,
        blocking: true,
      },
    ]);
  });

  it('leaves braces of other templates alone', async () => {
    const values = "  values: {pilot: {env: {A: '{{ x }}{', B: '<< inputs.version >>{{ y }}'}}}";
    const text = template('inputs: [{version: 1.26.1}]', `${helmRelease('<< inputs.version >>')}\n${values}`);
    const [release] = (await found({ 'rs.yaml': text })).releases;
    expect(release?.values[0]).toMatchObject({
      data: { value: { pilot: { env: { A: '{{ x }}{', B: '1.26.1{{ y }}' } } } },
    });
  });

  it.each([
    ['<< inputs.version >>', '1.26.1'],
    ['"<< inputs.version >>"', '1.26.1'],
    ['<<- inputs.version ->>', '1.26.1'],
    ['<<- inputs.version >>', '1.26.1'],
    ['<< inputs.version | default "1.20.0" >>', '1.26.1'],
    ['<< inputs.empty | default "1.20.0" >>', '1.20.0'],
    ['v<< inputs.version >>', 'v1.26.1'],
    ['<< inputs.none >>', null],
    ['<< inputs.version | slugify >>', null],
    ['<< "inputs" >>', 'inputs'],
    ['<< inputs.version', null],
    ['<< 1.26.1', null],
  ])('fills in %s', async (written, version) => {
    const text = set('inputs: [{version: 1.26.1, empty: ""}]', helmRelease(written));
    expect((await found({ 'rs.yaml': text })).installations.map(one => one.version)).toEqual([version]);
  });

  it('says of a version that is open where to look', async () => {
    const text = set(
      'inputsFrom: [{kind: ResourceSetInputProvider, name: tags}]',
      helmRelease('<< inputs.tag >>'),
    );
    const result = await found({
      'rs.yaml': text,
      'tags.yaml': provider('tags', 'tag: 1.20.0, env: prod', 'OCIArtifactTag'),
    });
    expect(brief(result)).toEqual([['istiod', null, 'rs.yaml:14']]);
    expect(result.problems.map(({ why }) => why)).toEqual([
      'its version is `<< inputs.tag >>`, and this repository does not decide it: look at the inputs of the ResourceSet that makes it, or in the cluster',
    ]);
  });

  it('takes what a provider gives to all of its inputs from its default values', async () => {
    const text = set(
      'inputsFrom: [{name: tags}]',
      helmRelease('<< inputs.version >>', 'istiod-<< inputs.branch >>'),
    );
    const result = await found({
      'rs.yaml': text,
      'tags.yaml': provider('tags', 'version: 1.26.1', 'GitHubBranch'),
    });
    expect(brief(result)).toEqual([['istiod', '1.26.1', 'tags.yaml:7']]);
  });

  it('joins its own inputs with those of providers, by name and by label', async () => {
    const text = set(
      'inputs: [{name: a, version: 1.24.1}]\ninputsFrom:\n  - {name: b}\n  - selector: {matchLabels: {app: mesh}, matchExpressions: [{key: app, operator: Exists}]}',
      helmRelease('<< inputs.version >>', 'istiod-<< inputs.name >>'),
    );
    const other = provider('d', 'name: d, version: 1.22.0').replace('app: mesh', 'app: other');
    const result = await found({
      'rs.yaml': text,
      'b.yaml': provider('b', 'name: b, version: 1.25.4'),
      'c.yaml': provider('c', 'name: c, version: 1.26.1'),
      'd.yaml': other,
    });
    expect(brief(result)).toEqual([
      ['istiod', '1.24.1', 'rs.yaml:5'],
      ['istiod', '1.25.4', 'b.yaml:8'],
      ['istiod', '1.26.1', 'c.yaml:8'],
    ]);
  });

  it('gives a set of one cluster the inputs of that cluster, whoever brings them', async () => {
    const cluster = (name: string, version: string) => ({
      [`clusters/${name}/flux.yaml`]: `${kustomization('a-mesh', './mesh')}---\n${kustomization('inputs', `./inputs/${name}`)}`,
      [`inputs/${name}/inputs.yaml`]: provider('mesh', `version: ${version}`),
    });
    const result = await found({
      'mesh/rs.yaml': set('inputsFrom: [{name: mesh}]', helmRelease('<< inputs.version >>')),
      ...cluster('prod', '1.25.4'),
      ...cluster('stage', '1.26.1'),
      'clusters/prod/kustomization.yaml': 'resources: [flux.yaml]\n',
      'clusters/stage/kustomization.yaml': 'resources: [flux.yaml]\n',
    });
    expect(brief(result)).toEqual([
      ['istiod', '1.25.4', 'inputs/prod/inputs.yaml:7'],
      ['istiod', '1.26.1', 'inputs/stage/inputs.yaml:7'],
    ]);
  });

  it('leaves open which of several providers of one name is meant', async () => {
    const result = await found({
      'mesh/rs.yaml': set('inputsFrom: [{name: mesh}]', helmRelease('<< inputs.version >>')),
      'a/inputs.yaml': provider('mesh', 'version: 1.25.4'),
      'b/inputs.yaml': provider('mesh', 'version: 1.26.1'),
    });
    expect(brief(result)).toEqual([['istiod', null, 'mesh/rs.yaml:14']]);
  });

  it('does not pair inputs that are permuted', async () => {
    const text = set(`inputStrategy: {name: Permute}\n${TWO}`, helmRelease('<< inputs.istio.version >>'));
    expect((await found({ 'rs.yaml': text })).installations.map(({ version }) => version)).toEqual([null]);
  });

  it('takes the first of several objects of one name, and none that an input switches off', async () => {
    const wish =
      ', annotations: {fluxcd.controlplane.io/reconcile: << if eq inputs.env "prod" >>enabled<< else >>disabled<< end >>}';
    const shared = await found({ 'rs.yaml': set(TWO, helmRelease('<< inputs.version >>')) });
    expect(brief(shared)).toEqual([['istiod', '1.26.1', 'rs.yaml:6']]);
    const switched = helmRelease(
      '<< inputs.version >>',
      'istiod',
      wish.replaceAll('"', "'").replaceAll("'", '`'),
    );
    expect(brief(await found({ 'rs.yaml': set(TWO, switched) }))).toEqual([
      ['istiod', '1.25.4', 'rs.yaml:8'],
    ]);
  });

  it('reads the resources of steps', async () => {
    const steps = `steps:\n  - name: mesh\n    resources:\n${indented(item(helmRelease('1.25.2')), 2)}`;
    expect(brief(await found({ 'rs.yaml': resourceSet(steps) }))).toEqual([
      ['istiod', '1.25.2', 'rs.yaml:15'],
    ]);
  });

  it('has a set as an overlay patches it', async () => {
    const patch = set('inputs: [{version: 1.26.1}]').replace('resources:', '').trimEnd();
    const result = await found({
      'base/kustomization.yaml': 'resources: [rs.yaml]\n',
      'base/rs.yaml': set('inputs: [{version: 1.25.4}]', helmRelease('<< inputs.version >>')),
      'prod/kustomization.yaml': 'resources: [../base]\npatches: [{path: patch.yaml}]\n',
      'prod/patch.yaml': `${patch}\n`,
    });
    expect(brief(result)).toEqual([['istiod', '1.26.1', 'prod/patch.yaml:5']]);
  });

  it('fills a set with the variables of the Kustomization that deploys it', async () => {
    const flux = kustomization('mesh', './mesh').replace(
      'spec: {',
      'spec: {postBuild: {substitute: {V: 1.26.1}}, ',
    );
    const result = await found({
      'flux.yaml': flux,
      'mesh/rs.yaml': set("inputs: [{version: '${V}'}]", helmRelease('<< inputs.version >>')),
    });
    expect(brief(result)).toEqual([['istiod', '1.26.1', 'flux.yaml:4']]);
  });

  it('follows the Kustomizations that a set makes', async () => {
    const result = await found({
      'rs.yaml': set(
        'inputs: [{env: stage}, {env: prod}]',
        kustomization('mesh-<< inputs.env >>', './mesh/<< inputs.env >>').trimEnd(),
      ),
      'mesh/stage/istiod.yaml': `${helmRelease('1.26.1')}\n`,
      'mesh/prod/istiod.yaml': `${helmRelease('1.25.4')}\n`,
    });
    expect(brief(result)).toEqual([
      ['istiod', '1.26.1', 'mesh/stage/istiod.yaml:8'],
      ['istiod', '1.25.4', 'mesh/prod/istiod.yaml:8'],
    ]);
    expect(result.deployedFolders?.map(({ folder }) => folder)).toEqual(['mesh/stage', 'mesh/prod']);
  });

  it('ends where a set deploys the folder that it is in', async () => {
    const result = await found({
      'mesh/rs.yaml': set(
        'inputs: [{env: mesh}]',
        kustomization('self', './<< inputs.env >>').trimEnd(),
        helmRelease('1.25.4'),
      ),
    });
    expect(brief(result)).toEqual([['istiod', '1.25.4', 'mesh/rs.yaml:18']]);
  });

  it('gives up on templates that write more than any set does', async () => {
    const loop = `<<- range $i := until 100000 >>\n---\n${helmRelease('<< $i >>', 'istiod-<< $i >>')}\n<<- end >>`;
    const result = await found({ 'rs.yaml': template('inputs: [{a: b}]', loop) });
    expect(result.installations).toEqual([]);
    expect(result.problems).toMatchObject([{ what: 'ResourceSet istio', line: 6, blocking: true }]);
  });

  it('names a set that makes more than is read', async () => {
    const inputs = `inputs:\n${Array.from({ length: 3000 }, (_, index) => `  - {n: x${index}}`).join('\n')}`;
    const result = await found({ 'rs.yaml': set(inputs, helmRelease('1.25.4')) });
    expect(brief(result)).toEqual([['istiod', '1.25.4', 'rs.yaml:3014']]);
    expect(result.problems).toMatchObject([
      { why: 'a ResourceSet makes more than 5000 objects: those beyond were not looked at', file: 'rs.yaml' },
    ]);
  });
});
