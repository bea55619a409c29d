/** Declarations that can't be read as YAML, of every form: whether they moved can't be told, and nothing may pass over that. */

import { memoryTree } from '../../src/tree/memory.js';
import { judged } from '../../tools/score/judged.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';
const SOURCE = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: mesh}\nspec: {url: "${ISTIO}"}\n`;

function helmRelease(chart: string, version: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ingress}\nspec:\n  chart:\n    spec: {chart: ${chart}, version: ${version}, sourceRef: {kind: HelmRepository, name: mesh}}\n`;
}

interface Form {
  readonly name: string;
  readonly file: string;
  readonly beside?: Files;
  readonly text: (version: string) => string;
}

const FORMS: readonly Form[] = [
  {
    name: 'a HelmRelease of Flux',
    file: 'release.yaml',
    beside: { 'source.yaml': SOURCE },
    text: version => helmRelease('gateway', version),
  },
  {
    name: 'a HelmChart of k3s',
    file: 'chart.yaml',
    text: version =>
      `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: istiod}\nspec: {chart: istiod, version: ${version}, repo: "${ISTIO}"}\n`,
  },
  {
    name: 'a bundle of Fleet',
    file: 'mesh/fleet.yaml',
    text: version => `helm: {chart: istiod, version: ${version}, repo: "${ISTIO}"}\n`,
  },
  {
    name: 'an Istio of Sail',
    file: 'mesh.yaml',
    text: version =>
      `apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec: {version: v${version}}\n`,
  },
  {
    name: 'an IstioOperator',
    file: 'operator.yaml',
    text: version =>
      `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: a}\nspec: {tag: ${version}}\n`,
  },
  {
    name: 'a chart of Kustomize',
    file: 'mesh/kustomization.yaml',
    text: version => `helmCharts:\n- {name: istiod, version: ${version}, repo: "${ISTIO}"}\n`,
  },
  {
    name: 'an Application of Argo CD',
    file: 'app.yaml',
    text: version =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec: {source: {repoURL: "${ISTIO}", chart: istiod, targetRevision: ${version}}}\n`,
  },
  {
    name: 'a chart with a dependency',
    file: 'mesh/Chart.yaml',
    text: version =>
      `apiVersion: v2\nname: mesh\nversion: 1.0.0\ndependencies:\n- {name: istiod, version: ${version}, repository: "${ISTIO}"}\n`,
  },
];

const BREAKS: readonly (readonly [string, string])[] = [
  ['what is open', 'a: [\n'],
  ['what is open, and braces in a comment', '# {{ note }}\na: [\n'],
  ['a line of a template', '{{- if .Values.x }}\na: 1\n{{- end }}\n'],
  ['marks of a conflict', '<<<<<<< HEAD\n=======\n>>>>>>> other\n'],
];

const CASES = FORMS.flatMap(form => BREAKS.map(([name, broken]) => ({ ...form, how: name, broken })));

describe('analysis: declarations that are broken', () => {
  it.each(CASES)('names $name broken by $how, on both sides', async ({ file, beside, text, broken }) => {
    const tree = (version: string) => memoryTree({ ...beside, [file]: `${text(version)}${broken}` });
    const { blocking } = await judged(tree('1.20.6'), tree('1.22.2'));
    expect(blocking).toContainEqual(expect.objectContaining({ file }));
  });

  it.each(CASES)('names $name broken by $how, after the change', async ({ file, beside, text, broken }) => {
    const base = memoryTree({ ...beside, [file]: text('1.20.6') });
    const head = memoryTree({ ...beside, [file]: `${text('1.22.2')}${broken}` });
    const { blocking } = await judged(base, head);
    expect(blocking).toContainEqual(expect.objectContaining({ file }));
  });

  it('says nothing of a broken template of other things', async () => {
    const other = (version: string) =>
      memoryTree({
        'source.yaml': SOURCE,
        'release.yaml': `{{- if .x }}\n${helmRelease('ingress-nginx', version)}{{- end }}\n`,
      });
    const { blocking } = await judged(other('4.1.0'), other('4.2.0'));
    expect(blocking).toEqual([]);
  });
});
