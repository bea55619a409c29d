/** What decides Istio from outside of what is read: where it moves, it is told; where it stays, it is not. */

import { blockingIn } from '../support/changes.js';
import { describe, expect, it } from '../support/jest.js';
import { application, type Files } from '../support/scenario.js';

/** Places of what stops a change. */
async function told(base: Files, head: Files): Promise<readonly string[]> {
  return (await blockingIn(base, head)).map(({ file, line }) => `${file}:${line}`);
}

/** With one text of it moved to another. */
function moved(files: Files, from: string, to: string): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll(from, to)]));
}

const GIT = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\n';
const KUSTOMIZATION = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n';
const V = 'v1.8.0';

describe('analysis: what other repositories decide', () => {
  it.each<[string, Files, string]>([
    [
      'the source of a Kustomization of Flux',
      {
        'source.yaml': `${GIT}metadata: {name: kubeflow, namespace: flux-system}\nspec:\n  url: https://github.com/kubeflow/manifests\n  ref:\n    tag: ${V}\n`,
        'istio.yaml': `${KUSTOMIZATION}metadata: {name: istio, namespace: flux-system}\nspec:\n  path: ./common/istio/istio-install/base\n  sourceRef: {kind: GitRepository, name: kubeflow}\n`,
      },
      'source.yaml:7',
    ],
    [
      'that of one whose path tells no chart',
      {
        'source.yaml': `${GIT}metadata: {name: platform, namespace: flux-system}\nspec: {url: https://github.com/acme/platform, ref: {tag: ${V}}}\n`,
        'istio.yaml': `${KUSTOMIZATION}metadata: {name: istio, namespace: flux-system}\nspec:\n  path: ./mesh\n  sourceRef: {kind: GitRepository, name: platform}\n`,
      },
      'istio.yaml:5',
    ],
    [
      'a base that a command builds',
      {
        'up.sh': `kubectl apply -k "github.com/kubeflow/manifests/common/istio/istio-install/base?ref=${V}"\n`,
      },
      'up.sh:1',
    ],
    [
      'a manifest that a command applies',
      { 'up.sh': `kubectl apply -f https://raw.githubusercontent.com/acme/mesh/${V}/istio/install.yaml\n` },
      'up.sh:1',
    ],
    [
      'a manifest that Terraform fetches',
      {
        'main.tf': `data "http" "mesh" {\n  url = "https://raw.githubusercontent.com/acme/mesh/${V}/istio/install.yaml"\n}\n`,
      },
      'main.tf:2',
    ],
    [
      'definitions of a release that Terraform fetches',
      {
        'main.tf': `data "http" "crds" {\n  url = "https://raw.githubusercontent.com/istio/istio/${V}/manifests/charts/base/files/crd-all.gen.yaml"\n}\n`,
      },
      'main.tf:2',
    ],
    [
      'the release of an extension of OLM',
      {
        'mesh.yaml': `apiVersion: olm.operatorframework.io/v1\nkind: ClusterExtension\nmetadata: {name: mesh}\nspec:\n  source:\n    catalog: {packageName: servicemeshoperator3, version: ${V}}\n`,
      },
      'mesh.yaml:6',
    ],
    [
      'the release that a policy asks OLM for',
      {
        'mesh.yaml': `apiVersion: policy.open-cluster-management.io/v1beta1\nkind: OperatorPolicy\nmetadata: {name: mesh}\nspec:\n  subscription:\n    name: servicemeshoperator3\n    startingCSV: servicemeshoperator3.${V}\n`,
      },
      'mesh.yaml:7',
    ],
    [
      'what vendir copies',
      {
        'vendir.yml': `apiVersion: vendir.k14s.io/v1alpha1\nkind: Config\ndirectories:\n- path: mesh\n  contents:\n  - path: .\n    git:\n      url: https://github.com/acme/istio-config\n      ref: ${V}\n`,
      },
      'vendir.yml:9',
    ],
    [
      'what jsonnet-bundler copies',
      {
        'jsonnetfile.json': `{\n  "dependencies": [\n    {\n      "source": {"git": {"remote": "https://github.com/acme/istio-libsonnet.git"}},\n      "version": "${V}"\n    }\n  ]\n}\n`,
      },
      'jsonnetfile.json:5',
    ],
    [
      'an action of somebody else',
      {
        '.github/workflows/mesh.yaml': `on: push\njobs:\n  mesh:\n    runs-on: ubuntu-latest\n    steps:\n    - uses: acme/install-istio@${V}\n`,
      },
      '.github/workflows/mesh.yaml:6',
    ],
    [
      'a workflow of somebody else',
      {
        '.github/workflows/mesh.yaml': `on: push\njobs:\n  mesh:\n    uses: acme/ci/.github/workflows/istio.yaml@${V}\n`,
      },
      '.github/workflows/mesh.yaml:4',
    ],
    [
      'a component of GitLab',
      { '.gitlab-ci.yml': `include:\n- component: gitlab.example.com/acme/istio/deploy@${V}\n` },
      '.gitlab-ci.yml:2',
    ],
    [
      'a package of Crossplane',
      {
        'mesh.yaml': `apiVersion: pkg.crossplane.io/v1\nkind: Configuration\nmetadata: {name: mesh}\nspec:\n  package: xpkg.example.com/acme/istio:${V}\n`,
      },
      'mesh.yaml:5',
    ],
    [
      'a chart of somebody else among the dependencies of one',
      {
        'mesh/Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- name: istio-stack\n  version: ${V}\n  repository: https://charts.example.com\n`,
      },
      'mesh/Chart.yaml:6',
    ],
    [
      'a module of Terraform that is asked for Istio',
      {
        'main.tf': `module "addons" {\n  source = "git::https://github.com/acme/addons.git?ref=${V}"\n  enable_istio = true\n}\n`,
      },
      'main.tf:1',
    ],
    [
      'definitions that no chart brings',
      {
        'crds.yaml': `apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: destinationrules.networking.istio.io}\nspec: {group: networking.istio.io, names: {kind: DestinationRule}, versions: [{name: v1, schema: {openAPIV3Schema: {description: ${V}}}}]}\n`,
      },
      'crds.yaml:5',
    ],
    [
      'a state of Salt',
      {
        'mesh/init.sls': `istiod:\n  cmd.run:\n    - name: helm upgrade --install istiod istio/istiod --version ${V}\n`,
      },
      'mesh/init.sls:3',
    ],
    [
      'a manifest of Puppet',
      {
        'manifests/mesh.pp': `exec { 'istiod':\n  command => 'helm upgrade --install istiod istio/istiod --version ${V}',\n}\n`,
      },
      'manifests/mesh.pp:2',
    ],
    [
      'the operator that OLM keeps',
      {
        'operator.yaml': `apiVersion: operators.coreos.com/v1alpha1\nkind: Subscription\nmetadata: {name: mesh}\nspec:\n  name: servicemeshoperator3\n  channel: stable\n  startingCSV: servicemeshoperator3.${V}\n`,
      },
      'operator.yaml:7',
    ],
  ])('is told where it moves: %s', async (_, files, place) => {
    expect(await told(files, moved(files, V, 'v1.9.0'))).toEqual([place]);
    expect(await told(files, { ...files, 'other.yaml': 'istio: mesh\n' })).toEqual([]);
    const commented = moved(files, '\nmetadata:', '\n# why\nmetadata:');
    expect(await told(files, commented)).toEqual([]);
  });

  it.each<[string, Files, readonly string[]]>([
    [
      'what a Kustomization of Flux fills in',
      {
        'mesh.yaml': `${GIT}metadata: {name: mesh, namespace: flux-system}\nspec: {url: https://github.com/acme/mesh, ref: {tag: ${V}}}\n---\n${KUSTOMIZATION}metadata: {name: istio, namespace: flux-system}\nspec:\n  path: ./istiod\n  sourceRef: {kind: GitRepository, name: mesh}\n  postBuild: {substitute: {mode: OLD}}\n`,
      },
      ['mesh.yaml:4'],
    ],
    [
      'a patch beside a base',
      {
        'kustomization.yaml': `resources: ["github.com/kubeflow/manifests/common/istio/istio-install/base?ref=${V}"]\npatches:\n- target: {kind: ConfigMap, name: istio}\n  patch: '[{op: replace, path: /data/mesh, value: OLD}]'\n`,
      },
      ['kustomization.yaml:1'],
    ],
    [
      'a patch in a file of its own',
      {
        'kustomization.yaml': `resources: ["github.com/kubeflow/manifests/common/istio/istio-install/base?ref=${V}"]\npatches: [{path: mode.yaml}]\n`,
        'mode.yaml':
          'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mode, namespace: istio-system}\ndata: {mesh: OLD}\n',
      },
      ['kustomization.yaml:1'],
    ],
    [
      'an image beside a base that tells no chart',
      {
        'kustomization.yaml': `resources: ["https://github.com/acme/istio-rules//x?ref=${V}"]\nimages: [{name: proxy, newTag: OLD}]\n`,
      },
      ['kustomization.yaml:1'],
    ],
    [
      'what a module of Terraform is given',
      {
        'main.tf': `module "addons" {\n  source = "git::https://github.com/acme/addons.git?ref=${V}"\n  enable_istio = true\n  istio = { values = ["OLD"] }\n}\n`,
      },
      ['main.tf:1'],
    ],
  ])('is told where what is done to it here moves: %s', async (_, files, places) => {
    expect(await told(files, moved(files, 'OLD', 'NEW'))).toEqual(places);
    const path = Object.keys(files)[0] ?? '';
    expect(await told(files, { ...files, [path]: `# why\n${files[path]}` })).toEqual([]);
  });

  it('is told of an Application of another repository whose values are those of Istio’s charts', async () => {
    const files = {
      'app.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: platform}\nspec:\n  source:\n    repoURL: https://github.com/acme/platform\n    path: charts/platform\n    targetRevision: ${V}\n    helm: {valuesObject: {istiod: {pilot: {env: {A: b}}}}}\n`,
    };
    expect(await told(files, moved(files, V, 'v1.9.0'))).toEqual(['app.yaml:5']);
    expect(await told(files, moved(files, 'A: b', 'A: c'))).toEqual(['app.yaml:5']);
    expect(await told(files, { ...files, 'other.yaml': 'istio: mesh\n' })).toEqual([]);
    const shop = moved(files, 'istiod: {pilot: {env: {A: b}}}', 'istio: {enabled: true}');
    expect(await told(shop, moved(shop, V, 'v1.9.0'))).toEqual([]);
  });

  it.each<[string, Files, readonly [from: string, to: string], string]>([
    [
      'a workflow of another repository',
      {
        '.github/workflows/a.yaml':
          'on: push\njobs:\n  mesh:\n    uses: acme/workflows/.github/workflows/install-istio.yaml@v4\n',
      },
      ['@v4', '@v5'],
      '.github/workflows/a.yaml:4',
    ],
    [
      'a role of Ansible',
      {
        'requirements.yml':
          'roles:\n- name: acme.istio\n  src: git+https://git.corp/ansible-role-istio.git\n  version: 4.2.0\n- name: acme.shop\n  version: 1.0.0\n',
      },
      ['4.2.0', '4.3.0'],
      'requirements.yml:4',
    ],
    [
      'a chart that is given values of Istio’s charts',
      {
        'Chart.yaml':
          'apiVersion: v2\nname: platform\nversion: 0.1.0\ndependencies:\n- name: company\n  version: 5.1.0\n  repository: oci://registry.corp/charts\n',
        'values.yaml': 'company:\n  istiod:\n    meshConfig: {accessLogFile: /dev/stdout}\n',
      },
      ['5.1.0', '5.2.0'],
      'Chart.yaml:6',
    ],
  ])('is told where it moves: %s', async (_, files, [from, to], place) => {
    expect(await told(files, moved(files, from, to))).toEqual([place]);
    const path = place.replace(/:\d+$/, '');
    expect(await told(files, { ...files, [path]: `# why\n${files[path]}` })).toEqual([]);
  });

  it('is nothing of a chart that is told of Istio, and of a role of something else', async () => {
    const chart: Files = {
      'Chart.yaml':
        'apiVersion: v2\nname: shop\nversion: 0.1.0\ndependencies:\n- name: company\n  version: 5.1.0\n  repository: oci://registry.corp/charts\n',
      'values.yaml': 'company:\n  istio: {enabled: true}\n',
    };
    expect(await told(chart, moved(chart, '5.1.0', '5.2.0'))).toEqual([]);
    const roles: Files = {
      'requirements.yml':
        'roles:\n- {name: acme.istio, version: 4.2.0}\n- {name: acme.shop, version: 1.0.0}\n',
    };
    expect(await told(roles, moved(roles, '1.0.0', '1.1.0'))).toEqual([]);
  });

  it('is told of what an action is given as well', async () => {
    const files = {
      '.github/workflows/mesh.yaml':
        'on: push\njobs:\n  mesh:\n    runs-on: ubuntu-latest\n    steps:\n    - uses: acme/install-istio@v1.8.0\n      with:\n        release: 1.22.2\n    - uses: acme/other@v1\n      with: {version: 1.20.6}\n',
    };
    expect(await told(files, moved(files, '1.22.2', '1.24.0'))).toEqual(['.github/workflows/mesh.yaml:6']);
    expect(await told(files, moved(files, '1.20.6', '1.24.0'))).toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      'add-ons',
      'kubectl apply -f https://raw.githubusercontent.com/istio/istio/release-',
      '/samples/addons/kiali.yaml',
    ],
    ['pages to read', 'echo see https://istio.io/v', '/docs/setup'],
    ['schemas', 'curl https://schemas.example.com/istio/v', '/networking.json'],
    ['what is called after another mesh', 'kubectl apply -f https://example.com/linkerd/v', '/install.yaml'],
    [
      'what Knative makes of Istio',
      'kubectl apply -f https://github.com/knative-extensions/net-istio/releases/download/knative-v',
      '/net-istio.yaml',
    ],
    ['comments', '# kubectl apply -k github.com/acme/istio?ref=v', '\n'],
  ])('is no news of %s', async (_, before, behind) => {
    const at = (version: string): Files => ({ 'up.sh': `# istio\n${before}${version}${behind}\n` });
    expect(await told(at('1.22'), at('1.24'))).toEqual([]);
  });

  it('is no news of images of applications', async () => {
    const files = {
      'values.yaml':
        'app:\n  image:\n    repository: registry.example.com/istio-demo/frontend\n    tag: v1.8.0\n',
    };
    expect(await told(files, moved(files, V, 'v1.9.0'))).toEqual([]);
  });
});

describe('analysis: what changes a mesh that runs', () => {
  const CONFIG =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata:\n  mesh: |\n    mode: A\n';

  it.each<[string, Files, string]>([
    [
      'the environment of istiod',
      { 'up.sh': 'kubectl -n istio-system set env \\\n  deploy/istiod PILOT_X=A\n' },
      'up.sh:1',
    ],
    [
      'its ConfigMap, by a command',
      {
        'up.sh': `date\nkubectl -n istio-system patch cm istio --type merge -p '{"data": {"mesh": "mode: A"}}'\n`,
      },
      'up.sh:2',
    ],
    [
      'it, in a hook of Helmfile',
      {
        'helmfile.yaml':
          'releases:\n- name: app\n  chart: acme/app\n  hooks:\n  - events: [postsync]\n    command: kubectl\n    args: [set, env, deploy/istiod, -n, istio-system, "PILOT_X=A"]\n',
      },
      'helmfile.yaml:7',
    ],
    [
      'it, in a Job',
      {
        'job.yaml':
          'apiVersion: batch/v1\nkind: Job\nmetadata: {name: tune}\nspec:\n  template:\n    spec:\n      containers:\n      - name: tune\n        image: bitnami/kubectl:1.30\n        args:\n        - -n\n        - istio-system\n        - set\n        - env\n        - deploy/istiod\n        - PILOT_X=A\n',
      },
      'job.yaml:11',
    ],
    ['its ConfigMap', { 'mesh.yaml': CONFIG }, 'mesh.yaml:4'],
    [
      'a patch on its ConfigMap',
      {
        'mesh.yaml': CONFIG.replace('mode: A', 'mode: x'),
        'kustomization.yaml':
          'resources: [mesh.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: istio, namespace: istio-system}\n    data: {mesh: "mode: A"}\n',
      },
      'kustomization.yaml:4',
    ],
    [
      'the revision of a namespace, by a command',
      { 'up.sh': 'kubectl label namespace shop istio.io/rev=A --overwrite\n' },
      'up.sh:1',
    ],
    ['a tag of istioctl', { 'up.sh': 'istioctl tag set prod --revision A --overwrite\n' }, 'up.sh:1'],
  ])('is told where it moves: %s', async (_, files, place) => {
    expect(await told(files, moved(files, 'A', 'B'))).toEqual([place]);
    expect(await told(files, { ...files, 'other.sh': 'echo istio\n' })).toEqual([]);
  });
});

describe('analysis: constants of a program', () => {
  it.each<[string, string]>([
    ['pkg/mesh/versions.go', 'package mesh\n\nconst IstioVersion = "1.24.2"\n'],
    ['src/versions.ts', 'export const pins = 1;\nexport const ISTIO_VERSION = "1.24.2";\n'],
  ])('are told where they are called after the version of Istio: %s', async (path, text) => {
    const files = { [path]: text };
    const line = text.split('\n').findIndex(one => one.includes('1.24.2')) + 1;
    expect(await told(files, moved(files, '1.24.2', '1.26.1'))).toEqual([`${path}:${line}`]);
    expect(await told(files, { [path]: `${text}// istio\n` })).toEqual([]);
  });

  it.each<[string, string]>([
    ['pkg/mesh/versions_test.go', 'package mesh\n\nconst IstioVersion = "1.24.2"\n'],
    ['pkg/mesh/versions.go', 'package mesh\n\nconst istioAPIVersion = "1.24.2"\n'],
  ])('are left alone in tests, and where they are an API’s: %s', async (path, text) => {
    const files = { [path]: text };
    expect(await told(files, moved(files, '1.24.2', '1.26.1'))).toEqual([]);
  });
});

describe('analysis: what goes', () => {
  it('is told though something else of its file stays', async () => {
    const files = {
      'up.sh':
        'kubectl apply -k "github.com/acme/istio-config/rules?ref=v1.8.0"\nkubectl -n istio-system set env deploy/istiod PILOT_X=A\n',
    };
    const head = { 'up.sh': files['up.sh'].split('\n').slice(0, 1).join('\n') };
    expect(await told(files, head)).toEqual(['up.sh:2']);
    expect(await told(files, {})).toEqual(['up.sh:1', 'up.sh:2']);
  });
});

describe('analysis: revisions that this repository has no control plane for', () => {
  const namespace = (labels: string): Files => ({
    'apps/shop.yaml': `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: {${labels}}\n`,
  });
  const plane = { 'istiod.yaml': application('1.26.1', 'valuesObject: {revision: 1-26}') };

  it.each([
    ['istio.io/rev: 1-24', 'istio.io/rev: 1-26'],
    ['istio-injection: enabled', 'istio.io/rev: canary'],
  ])('tells of a namespace that goes over: %s to %s', async (old, now) => {
    expect(await told(namespace(old), namespace(now))).toEqual(['apps/shop.yaml:5']);
    expect(await told(namespace(old), namespace(`${old}, team: shop`))).toEqual([]);
  });

  it('leaves it to the upgrade where the repository has that one', async () => {
    const at = (revision: string): Files => ({ ...plane, ...namespace(`istio.io/rev: ${revision}`) });
    expect(await told(at('1-24'), at('1-26'))).toEqual([]);
    expect(await told(at('1-26'), at('1-28'))).toEqual(['apps/shop.yaml:5']);
  });
});

describe('analysis: hostile texts of addresses and commands', () => {
  it.each<[string, string]>([
    [
      'addresses without an end',
      `${'https://istio/'.repeat(30_000)}\n${'https://a/istio?ref='.repeat(200)}\n`,
    ],
    [
      'commands without an end',
      `${'kubectl set env '.repeat(20_000)}\n${'kubectl set env istio\\\n'.repeat(20_000)}`,
    ],
    ['repositories in repositories', `${'{url: "https://a/istio", ref: '.repeat(300)}1${'}'.repeat(300)}\n`],
    ['lists of words', `${'command: [sh, -c, '.repeat(5000)}\n`],
  ])('are read in no time: %s', async (_, text) => {
    const files = { 'x.yaml': text, 'x.sh': text };
    const start = process.cpuUsage();
    await told(files, { ...files, 'x.sh': `${text}\nistioctl tag set a --revision b\n` });
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(20_000);
  });
});
