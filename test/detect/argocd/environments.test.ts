/** Apps of apps without values of their own, beside files of values for each environment. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

type Files = Readonly<Record<string, string>>;

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';
const HERE = 'https://git.example.com/platform.git';

function application(name: string, source: string): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}}\nspec:\n  source:\n${source}  destination: {server: https://kubernetes.default.svc, namespace: istio-system}\n`;
}

function chart(name: string): string {
  return `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`;
}

const PARENT: Files = {
  'parent/Chart.yaml': chart('parent'),
  'parent/templates/mesh.yaml': application(
    'mesh',
    `    repoURL: ${HERE}\n    path: mesh\n    helm:\n      valueFiles: ["values-{{ .Values.env }}.yaml"]\n`,
  ),
  'parent/values-dev.yaml': 'env: dev\n',
  'parent/values-prod.yaml': 'env: prod\n',
  'mesh/Chart.yaml': chart('mesh'),
  'mesh/templates/istiod.yaml': application(
    'istiod',
    `    repoURL: ${ISTIO}\n    chart: istiod\n    targetRevision: {{ .Values.istio }}\n`,
  ),
  'mesh/values-dev.yaml': 'istio: 1.24.2\n',
  'mesh/values-prod.yaml': '# as tested\nistio: 1.22.2\n',
};

async function found(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    charts: installations.map(
      ({ environment, chart: name, version, at }) =>
        `${environment}: ${name} ${version} ${at.file}:${at.line}`,
    ),
    blocking: problems.filter(({ blocking }) => blocking).map(({ what }) => what),
  };
}

describe('detect/argocd: environments of an app of apps', () => {
  it('follows each file of values down to the chart that it is for', async () => {
    const { charts, blocking } = await found(PARENT);
    expect(charts).toEqual([
      'dev: istiod 1.24.2 mesh/values-dev.yaml:1',
      'prod: istiod 1.22.2 mesh/values-prod.yaml:2',
    ]);
    expect(blocking).toEqual([]);
  });

  it('takes the values of its own where it has some', async () => {
    const { charts } = await found({ ...PARENT, 'parent/values.yaml': 'env: prod\n' });
    expect(charts).toEqual([expect.stringContaining('istiod 1.22.2 mesh/values-prod.yaml:2')]);
  });

  it('takes an example for no environment', async () => {
    const { 'parent/values-dev.yaml': _, 'parent/values-prod.yaml': text = '', ...files } = PARENT;
    const { charts, blocking } = await found({ ...files, 'parent/values-example.yaml': text });
    expect(charts).toEqual([expect.stringContaining('istiod null')]);
    expect(blocking.length).toBeGreaterThan(0);
  });

  it('leaves it open where one of them can’t be read', async () => {
    const { charts } = await found({ ...PARENT, 'parent/values-dev.yaml': 'env: [\n' });
    expect(charts).toEqual([expect.stringContaining('istiod null')]);
  });
});
