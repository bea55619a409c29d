/** Commands that pipelines run for each item of a list, and commands of other tools that install charts. */

import { detect } from '../../../src/detect/detect.js';
import { unreadForms } from '../../../src/detect/unread/forms.js';
import { mergedValues } from '../../../src/detect/values/values.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function found(name: string, text: string): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree({ [name]: text }));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.line}`);
}

const WORKFLOW = '.github/workflows/mesh.yml';

function workflow(matrix: string, command: string): string {
  return `on: push\njobs:\n  mesh:\n    strategy:\n      matrix:\n${matrix}    steps:\n    - run: ${command}\n`;
}

describe('detect/scripts/repeated', () => {
  it.each([
    [
      WORKFLOW,
      workflow(
        '        chart: [base, "istiod"]\n',
        'helm upgrade --install ${{ matrix.chart }} istio/${{ matrix.chart }} --version 1.22.2',
      ),
      8,
    ],
    [
      WORKFLOW,
      workflow(
        '        chart:\n        - base\n        - istiod # last\n',
        'helm upgrade --install ${{ matrix.chart }} istio/${{ matrix.chart }} --version 1.22.2',
      ),
      10,
    ],
    [
      'Taskfile.yml',
      "version: '3'\ntasks:\n  up:\n    cmds:\n    - for: [base, istiod]\n      cmd: helm upgrade --install {{.ITEM}} istio/{{.ITEM}} --version 1.22.2\n",
      6,
    ],
    [
      'roles/mesh/tasks/main.yml',
      '- name: mesh\n  shell: helm upgrade --install {{ item }} istio/{{ item }} --version 1.22.2\n  loop:\n  - base\n  - istiod\n',
      2,
    ],
  ])('%s: runs %j for each', async (name, text, line) => {
    expect(await found(name, text)).toEqual([`base 1.22.2 ${line}`, `istiod 1.22.2 ${line}`]);
  });

  it('takes each version of a matrix', async () => {
    const command = 'helm upgrade --install istiod istio/istiod --version ${{ matrix.istio }}';
    expect(await found(WORKFLOW, workflow('        istio: ["1.22.2"]\n', command))).toEqual([
      'istiod 1.22.2 6',
    ]);
    expect(await found(WORKFLOW, workflow('        istio: ["1.22.2", "1.20.6"]\n', command))).toEqual([
      'istiod 1.22.2 6',
      'istiod 1.20.6 6',
    ]);
  });

  it.each([
    ['filled in elsewhere', '        chart: [base, "${{ inputs.chart }}"]\n'],
    ['more than texts', '        chart:\n        - name: base\n        - name: istiod\n'],
    ['written twice', '        chart: [base]\n    x:\n      matrix:\n        chart: [istiod]\n'],
  ])('does not guess lists that are %s', async (_, matrix) => {
    const command = 'helm upgrade --install ${{ matrix.chart }} istio/${{ matrix.chart }} --version 1.22.2';
    expect(await found(WORKFLOW, workflow(matrix, command))).toEqual([]);
  });
});

describe('detect/scripts/other-tools', () => {
  it('reads what Flux and Argo CD are asked for', async () => {
    const flux =
      'flux create helmrelease istiod --source HelmRepository/istio.flux-system --chart istiod \\\n  --chart-version 1.22.2 --target-namespace istio-system --values mesh.yaml\n';
    const { installations } = await detect(
      memoryTree({ 'up.sh': flux, 'mesh.yaml': 'pilot: {env: {A: "1"}}\n' }),
    );
    expect(installations).toMatchObject([
      {
        chart: 'istiod',
        version: '1.22.2',
        at: { line: 2 },
        release: { releaseName: 'istiod', namespace: 'istio-system', problems: [] },
      },
    ]);
    expect(mergedValues(installations[0]?.release.values ?? [])).toEqual({ pilot: { env: { A: '1' } } });
    const argo =
      'argocd app create istiod --repo https://istio-release.storage.googleapis.com/charts --helm-chart istiod --revision 1.22.2 --dest-namespace istio-system --helm-set pilot.env.A=1\n';
    expect(await found('up.sh', argo)).toEqual(['istiod 1.22.2 1']);
  });

  it('says that values out of the cluster are not in the tree', async () => {
    const text =
      'flux create helmrelease istiod --source HelmRepository/istio --chart istiod --chart-version 1.22.2 --values-from Secret/mesh\n';
    const { problems } = await detect(memoryTree({ 'up.sh': text }));
    expect(problems).toContainEqual(
      expect.objectContaining({ what: 'values file Secret/mesh', blocking: true }),
    );
  });

  it('leaves other commands of theirs alone', async () => {
    expect(
      await found('up.sh', 'flux get helmrelease istiod\nargocd app sync istiod --revision 1.22.2\n'),
    ).toEqual([]);
  });
});

describe('detect/unread: what has to do with an installation', () => {
  it.each([
    ['Dockerfile', 'FROM istio/istioctl:1.22.2\nENTRYPOINT ["istioctl"]\n', 'image of istioctl in a script'],
    [
      'up.sh',
      'kubectl apply -f https://raw.githubusercontent.com/istio/istio/1.22.2/manifests/charts/base/crds/crd-all.gen.yaml\n',
      'definitions of Istio in a script',
    ],
    ['up.sh', 'arkade install istio --version 1.22.2\n', 'arkade in a script'],
  ])('%s: tells where %j moves', async (name, text, what) => {
    const [form] = await unreadForms(memoryTree({ [name]: text }));
    const [moved] = await unreadForms(memoryTree({ [name]: text.replace('1.22.2', '1.24.0') }));
    expect(form).toMatchObject({ what, weak: true });
    expect(moved?.fingerprint).not.toBe(form?.fingerprint);
  });
});
