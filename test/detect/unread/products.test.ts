/** Products that bring an Istio of their own choice: where their version moves, in whatever form, it never passes in silence. */
import { describe, expect, it } from '../../support/jest.js';
import { analyse, type Files } from '../../support/scenario.js';

const SAIL = 'https://istio-ecosystem.github.io/sail-operator';
const MESH: Files = {
  'mesh.yaml':
    'apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec: {namespace: istio-system}\n',
};

type Form = readonly [form: string, files: (version: string) => Files];

function application(repository: string, chart: string): (version: string) => Files {
  return version => ({
    'app.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: x}\nspec:\n  source: {repoURL: "${repository}", chart: ${chart}, targetRevision: ${version}}\n  destination: {namespace: x}\n`,
  });
}

const FORMS: readonly Form[] = [
  [
    'Kustomize',
    version => ({
      ...MESH,
      'kustomization.yaml': `helmCharts:\n- name: kiali\n  repo: https://kiali.org\n  version: 2.0.0\n- name: sail-operator\n  repo: ${SAIL}\n  version: ${version}\nresources: [mesh.yaml]\n`,
    }),
  ],
  ['Argo CD', version => ({ ...MESH, ...application(SAIL, 'sail-operator')(version) })],
  [
    'Flux',
    version => ({
      ...MESH,
      'release.yaml': `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: sail}\nspec: {url: ${SAIL}}\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: sail}\nspec: {chart: {spec: {chart: sail-operator, version: ${version}, sourceRef: {kind: HelmRepository, name: sail}}}}\n`,
    }),
  ],
  [
    'Helmfile',
    version => ({
      ...MESH,
      'helmfile.yaml': `repositories: [{name: sail, url: ${SAIL}}]\nreleases:\n- {name: sail, chart: sail/sail-operator, version: ${version}}\n`,
    }),
  ],
  [
    'Terraform',
    version => ({
      ...MESH,
      'main.tf': `variable "sail_operator_version" {\n  default = "${version}"\n}\nresource "helm_release" "sail" {\n  name       = "sail"\n  chart      = "sail-operator"\n  version    = var.sail_operator_version\n  repository = "${SAIL}"\n}\n`,
    }),
  ],
  [
    'a chart of charts',
    version => ({
      ...MESH,
      'ops/Chart.yaml': `apiVersion: v2\nname: ops\nversion: 1.0.0\ndependencies:\n- name: sail-operator\n  version: ${version}\n  repository: ${SAIL}\n`,
    }),
  ],
  [
    'a script',
    version => ({
      ...MESH,
      'up.sh': `helm repo add sail ${SAIL}\nhelm install sail sail/sail-operator --version ${version}\n`,
    }),
  ],
  [
    'an image',
    version => ({
      ...MESH,
      'operator.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: operator}\nspec: {template: {spec: {containers: [{name: a, image: "quay.io/sail-dev/sail-operator:${version}"}]}}}\n`,
    }),
  ],
  [
    'Argo CD, behind what it is given',
    version => ({
      ...MESH,
      'app.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: x}\nspec:\n  source:\n    repoURL: ${SAIL}\n    chart: sail-operator\n    helm:\n      parameters:\n${'      - name: a\n        value: b\n'.repeat(8)}    targetRevision: ${version}\n  destination: {namespace: x}\n`,
    }),
  ],
  [
    'the operator of Gloo',
    application('oci://us-docker.pkg.dev/solo-public/gloo-operator-helm', 'gloo-operator'),
  ],
  ['Tetrate', application('https://charts.dl.tetrate.io/public/helm/charts', 'controlplane')],
  [
    'Knative',
    version => ({
      'up.sh': `kubectl apply -f https://github.com/knative/net-istio/releases/download/knative-v${version}/istio.yaml\n`,
    }),
  ],
  [
    'Kubeflow',
    version => ({
      'kustomization.yaml': `resources:\n- github.com/kubeflow/manifests/example?ref=v${version}\n`,
    }),
  ],
];

describe('detect/unread/products', () => {
  it.each(FORMS)('tells where one moves: %s', async (_, files) => {
    const { verdict } = await analyse(files('1.24.3'), files('1.25.0'));
    expect(verdict).toBe('incomplete');
  });

  it.each(FORMS)('tells nothing where it stays: %s', async (_, files) => {
    const noted = Object.fromEntries(
      Object.entries(files('1.24.3')).map(([path, text]) => [path, `# a note\n${text}`]),
    );
    const { verdict } = await analyse(files('1.24.3'), noted);
    expect(verdict).toBe('no-upgrade');
  });

  it('leaves its neighbours alone', async () => {
    const [, files] = FORMS[0] ?? [];
    const before = files?.('1.24.3') ?? {};
    const after = {
      ...before,
      'kustomization.yaml': before['kustomization.yaml']?.replace('2.0.0', '2.1.0') ?? '',
    };
    expect(after).not.toEqual(before);
    expect((await analyse(before, after)).verdict).toBe('no-upgrade');
  });

  it('is no question where what it acts on names its release, unless that moves', async () => {
    const pinned = (operator: string, mesh: string): Files => ({
      'mesh.yaml': MESH['mesh.yaml']?.replace('{namespace', `{version: v${mesh}, namespace`) ?? '',
      'up.sh': `helm repo add sail ${SAIL}\nhelm install sail sail/sail-operator --version ${operator}\n`,
    });
    expect((await analyse(pinned('1.26.0', '1.24.3'), pinned('1.27.1', '1.24.3'))).verdict).toBe(
      'no-upgrade',
    );
    const { upgrades, incomplete } = await analyse(pinned('1.26.0', '1.24.3'), pinned('1.27.1', '1.26.2'));
    expect(upgrades.map(({ kind }) => kind)).toEqual(['upgrade']);
    expect(incomplete.map(({ what }) => what)).not.toContain('the operator of Sail');
  });

  it('is no matter of Knative’s own part', async () => {
    const files = (version: string): Files => ({
      ...MESH,
      'up.sh': `kubectl apply -f https://github.com/knative/net-istio/releases/download/knative-v${version}/net-istio.yaml\n`,
    });
    expect((await analyse(files('1.24.3'), files('1.25.0'))).verdict).toBe('no-upgrade');
  });
});
