/** Where versions of Helmfile's releases are written that templates take from elsewhere. */
import { describe, expect, it } from '@jest/globals';
import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';

async function found(files: Readonly<Record<string, string>>) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    versions: installations.map(({ id, version, at }) => `${id} ${version} ${at.file}:${at.line}`),
    told: problems.filter(({ blocking }) => blocking).map(({ why }) => why),
  };
}

const REPOSITORY =
  "repositories: [{name: istio, url: 'https://istio-release.storage.googleapis.com/charts'}]\n";

function istiod(version: string): string {
  return `${REPOSITORY}releases:\n- name: istiod\n  namespace: istio-system\n  chart: istio/istiod\n  version: ${version}\n`;
}

describe('detect: lines of versions of Helmfile', () => {
  it('are those of the file that is read into a variable, quoted or not, and Renovate’s comment there is nothing more', async () => {
    const { versions, told } = await found({
      'helmfile.yaml.gotmpl': `{{- $all := readFile "versions.yaml" | fromYaml }}\n{{- $istio := $all.charts.istio }}\n${istiod('{{ $istio | quote }}')}`,
      'versions.yaml':
        'charts:\n  # renovate: datasource=helm depName=istiod registryUrl=https://istio-release.storage.googleapis.com/charts\n  istio: "1.27.1"\n',
    });
    expect(versions).toEqual(['istiod 1.27.1 versions.yaml:3']);
    expect(told).toEqual([]);
  });

  it('are those of the values that `get` finds, else of its default', async () => {
    const state = (path: string) =>
      `environments:\n  dev: {values: [versions.yaml]}\n---\n${istiod(`{{ .Values | get "${path}" "1.22.0" | quote }}`)}`;
    const values = { 'versions.yaml': 'versions:\n  istio: 1.26.5\n' };
    const at = async (path: string) =>
      (await found({ ...values, 'helmfile.yaml.gotmpl': state(path) })).versions;
    expect(await at('versions.istio')).toEqual(['istiod 1.26.5 versions.yaml:2']);
    expect(await at('versions.mesh')).toEqual(['istiod 1.22.0 helmfile.yaml.gotmpl:9']);
  });

  it('are those of the literal that a template of values keeps in a variable', async () => {
    const { versions } = await found({
      'helmfile.yaml.gotmpl': `environments:\n  dev: {values: [dev.yaml.gotmpl]}\n---\n${istiod('{{ .Values.mesh }}')}`,
      'dev.yaml.gotmpl': '{{ $mesh := "1.25.2" }}\nmesh: {{ $mesh }}\n',
    });
    expect(versions).toEqual(['istiod 1.25.2 dev.yaml.gotmpl:1']);
  });

  it('are told as they are where a file of values may be missing', async () => {
    const { versions, told } = await found({
      'helmfile.yaml.gotmpl': `environments:\n  dev:\n    missingFileHandler: Debug\n    values: [versions.yaml, 'versions.{{ .Environment.Name }}.yaml']\n---\n${istiod('{{ .Values.mesh }}')}`,
      'versions.yaml': 'mesh: 1.25.2\n',
    });
    expect(versions).toEqual(['istiod 1.25.2 versions.yaml:1']);
    expect(told).toEqual([]);
  });
});
