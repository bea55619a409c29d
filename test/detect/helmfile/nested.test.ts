/** States that other states run: which of their releases, with which values. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function found(files: Readonly<Record<string, string>>) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    versions: installations.map(
      ({ chart, version, at, release }) => `${release.destination}/${chart} ${version} ${at.file}:${at.line}`,
    ),
    told: problems.filter(({ blocking }) => blocking).map(({ why }) => why),
  };
}

const REPOSITORY =
  "repositories: [{name: istio, url: 'https://istio-release.storage.googleapis.com/charts'}]\n";
const MESH = `${REPOSITORY}commonLabels: {team: platform}
releases:
- {name: istiod, namespace: istio-system, chart: istio/istiod, version: '{{ .Values.istio }}', labels: {tier: control}}
- {name: edge, namespace: edge, chart: istio/gateway, version: '{{ .Values.istio }}', labels: {tier: data}}
`;

describe('detect: selectors of a state that Helmfile runs from another', () => {
  it.each<[string, readonly string[]]>([
    ['selectors: [tier=control]', ['istiod']],
    ['selectors: [tier!=control]', ['gateway']],
    ['selectors: [tier!=control, name=istiod]', ['gateway', 'istiod']],
    ['selectors: ["tier=data,name=istiod"]', []],
    ['selectors: ["tier=data,namespace=edge"]', ['gateway']],
    ['selectors: [chart=istiod]', ['istiod']],
    ['selectors: [chart=istio/istiod]', []],
    ['selectors: [stage!=x]', ['gateway', 'istiod']],
    ['selectors: [stage=x]', []],
    ['selectors: ["team=platform,tier=data"]', ['gateway']],
    ['selectors: []', ['gateway', 'istiod']],
    ['selectors: [tier=data]\n  selectorsInherited: true', ['gateway', 'istiod']],
  ])('%s', async (selectors, charts) => {
    const { versions } = await found({
      'helmfile.yaml': `helmfiles:\n- path: mesh/helmfile.yaml\n  values: [{istio: 1.25.4}]\n  ${selectors}\n`,
      'mesh/helmfile.yaml': MESH,
    });
    expect([...versions].sort()).toEqual(charts.map(chart => `/${chart} 1.25.4 helmfile.yaml:3`));
  });

  it('hold for the states that it runs in turn, where those name none', async () => {
    const { versions } = await found({
      'helmfile.yaml': 'helmfiles:\n- path: all/helmfile.yaml\n  selectors: [tier=data]\n',
      'all/helmfile.yaml': 'helmfiles:\n- {path: ../mesh/helmfile.yaml, values: [{istio: 1.25.4}]}\n',
      'mesh/helmfile.yaml': MESH,
    });
    expect(versions).toEqual(['/gateway 1.25.4 all/helmfile.yaml:2']);
  });

  it('let a release pass whose label nobody knows', async () => {
    const { versions } = await found({
      'helmfile.yaml': `helmfiles:\n- path: mesh/helmfile.yaml\n  values: [{istio: 1.25.4}]\n  selectors: [tier=x]\n`,
      'mesh/helmfile.yaml': MESH.replace('tier: control', `tier: '{{ env "TIER" }}'`),
    });
    expect(versions).toEqual(['/istiod 1.25.4 helmfile.yaml:3']);
  });
});

describe('detect: values of a state that Helmfile runs from another', () => {
  const mesh = MESH.slice(0, MESH.indexOf('- {name: edge'));

  it('come from files beside the state that names them, above what it has itself', async () => {
    const { versions, told } = await found({
      'run/helmfile.yaml':
        'helmfiles:\n- path: ../mesh/helmfile.yaml\n  values:\n  - {istio: 1.20.1}\n  - versions.yaml\n',
      'run/versions.yaml': '# of all\nistio: 1.27.0\n',
      'mesh/helmfile.yaml': `environments:\n  default: {values: [{istio: 1.20.0}]}\n---\n${mesh}`,
      'mesh/versions.yaml': 'istio: 1.19.0\n',
    });
    expect(versions).toEqual(['/istiod 1.27.0 run/versions.yaml:2']);
    expect(told).toEqual([]);
  });

  it('come from templates, filled for each environment', async () => {
    const { versions } = await found({
      'helmfile.yaml.gotmpl':
        'environments:\n  dev: {values: [{minor: 26}]}\n  prod: {values: [{minor: 25}]}\n---\nhelmfiles:\n- {path: mesh/helmfile.yaml.gotmpl, values: [versions.yaml.gotmpl]}\n',
      'versions.yaml.gotmpl':
        'istio: {{ if eq .Environment.Name "dev" }}1.{{ .Values.minor }}.1{{ else }}1.25.2{{ end }}\n',
      'mesh/helmfile.yaml.gotmpl': mesh,
    });
    expect(versions).toEqual([
      'dev/istiod 1.26.1 helmfile.yaml.gotmpl:2',
      'prod/istiod 1.25.2 versions.yaml.gotmpl:1',
    ]);
  });

  it('leave a version open that a file which is not here may name', async () => {
    const { versions, told } = await found({
      'helmfile.yaml': 'helmfiles:\n- path: mesh/helmfile.yaml\n  values: [{istio: 1.27.0}, more.yaml]\n',
      'mesh/helmfile.yaml': mesh,
    });
    expect(versions).toEqual(['/istiod 1.27.0 helmfile.yaml:3']);
    expect(told).toEqual([expect.stringContaining('unless the file more.yaml (helmfile.yaml:3)')]);
  });

  it('stand where the environment has them that are handed on as a whole', async () => {
    const { versions } = await found({
      'helmfile.yaml':
        'environments:\n  dev: {values: [versions.yaml]}\n  prod: {values: [versions.yaml, prod.yaml]}\n---\nhelmfiles:\n- path: mesh/helmfile.yaml\n  values:\n  - {{ toYaml .Values | nindent 4 }}\n',
      'versions.yaml': 'cni: 1.27.1\nistio: 1.27.0\n',
      'prod.yaml': 'istio: 1.26.0\n',
      'mesh/helmfile.yaml': `environments: {dev: {}, prod: {}}\n---\n${mesh}`,
    });
    expect(versions).toEqual(['dev/istiod 1.27.0 versions.yaml:2', 'prod/istiod 1.26.0 prod.yaml:1']);
  });
});
