/** Where versions of Helmfile's releases are written that templates take from elsewhere. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

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

  const ENVIRONMENTS =
    'environments:\n  dev: {values: [versions/dev.yaml]}\n  prod: {values: [versions/prod.yaml]}\n---\n';
  const VERSIONS = { 'versions/dev.yaml': '# dev\nmesh: 1.27.2\n', 'versions/prod.yaml': 'mesh: 1.26.2\n' };

  it.each([
    ['by itself', '{{ tpl (readFile "releases.tmpl") . }}\n'],
    ['on a line of its own', '{{- tpl (readFile "releases.tmpl") . | nindent 0 }}\n'],
  ])('are those of the values that a template which is read is filled with, %s', async (_how, part) => {
    const { versions, told } = await found({
      ...VERSIONS,
      'helmfile.yaml.gotmpl': `${ENVIRONMENTS}${part}`,
      'releases.tmpl': istiod('{{ .Values.mesh }}'),
    });
    expect(versions).toEqual([
      'dev/istiod 1.27.2 versions/dev.yaml:2',
      'prod/istiod 1.26.2 versions/prod.yaml:1',
    ]);
    expect(told).toEqual([]);
  });

  it.each([
    ['', 'releases.tmpl'],
    ['tpl ', 'releases.tmpl'],
  ])('are those of a file that is written out%s', async (tpl, file) => {
    const text = tpl === '' ? `readFile "${file}"` : `tpl (readFile "${file}") .`;
    const { versions } = await found({
      'helmfile.yaml.gotmpl': `# all\n{{ ${text} }}\n`,
      [file]: istiod('1.26.1'),
    });
    expect(versions).toEqual(['istiod 1.26.1 releases.tmpl:6']);
  });

  it('are those of a file that is indented, or written out again', async () => {
    const at = async (text: string) =>
      (
        await found({
          'helmfile.yaml.gotmpl': `${REPOSITORY}releases:\n{{- ${text} }}\n`,
          'releases.tmpl': '# mesh\n- name: istiod\n  chart: istio/istiod\n  version: 1.26.1\n',
        })
      ).versions;
    expect(await at('readFile "releases.tmpl" | nindent 2')).toEqual(['istiod 1.26.1 releases.tmpl:4']);
    expect(await at('readFile "releases.tmpl" | fromYaml | toYaml | nindent 2')).toEqual([
      'istiod 1.26.1 releases.tmpl:4',
    ]);
  });

  it('are those of a file with nothing else in it', async () => {
    const { versions } = await found({
      'helmfile.yaml.gotmpl': istiod('{{ readFile "ISTIO_VERSION" | trim }}'),
      ISTIO_VERSION: '1.26.1\n',
    });
    expect(versions).toEqual(['istiod 1.26.1 ISTIO_VERSION:1']);
  });

  it('are those of a value that is a template itself', async () => {
    const { versions } = await found({
      'helmfile.yaml.gotmpl': `environments:\n  default: {values: [versions.yaml]}\n---\n${istiod('{{ tpl .Values.asked . }}')}`,
      'versions.yaml': "asked: '{{ .Values.mesh }}'\nmesh: 1.26.1\n",
    });
    expect(versions).toEqual(['istiod 1.26.1 versions.yaml:2']);
  });
});
