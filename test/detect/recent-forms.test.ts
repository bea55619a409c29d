// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells and Flux write so
/** Ways of declaring Istio that repositories of these years have: where each is found, and what of it is told. */

import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import { judged } from '../../tools/score/judged.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

/** How much is said where `VERSION` moves and nothing is installed that is read. */
async function told(files: Files): Promise<number> {
  const tree = (version: string) =>
    memoryTree(
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [path, text.replaceAll('VERSION', version)]),
      ),
    );
  const { upgrades, blocking } = await judged(tree('1.26.2'), tree('1.27.3'));
  expect(upgrades).toEqual([]);
  return blocking.length;
}

function sailValues(version: string, beside = 'namespace: istio-cni'): string {
  return `istioCNI:\n  spec:\n    version: ${version}\n    ${beside}\nztunnel:\n  enabled: false\n  spec: {version: ${version}, namespace: ztunnel}\nrevisions:\n- name: default\n  spec:\n    updateStrategy: {type: RevisionBased}\n    version: ${version}\n`;
}

describe('detect/sail-values', () => {
  const KUSTOMIZATION =
    'helmCharts:\n- {name: mesh, repo: "https://charts.example.com", version: ~3.1.4, valuesFile: values.yaml}\n';

  it('finds what charts from elsewhere hand to the Sail operator', async () => {
    const files = { 'mesh/kustomization.yaml': KUSTOMIZATION, 'mesh/values.yaml': sailValues('v1.27.3') };
    expect(await found(files)).toEqual([
      'cni 1.27.3 mesh/values.yaml:3',
      'istiod 1.27.3 mesh/values.yaml:12',
    ]);
    const { problems } = await detect(memoryTree(files));
    expect(problems.filter(({ what, blocking }) => blocking && /^values of/.test(what))).toHaveLength(2);
  });

  it.each([
    ['versions of anything else', sailValues('1.27.3')],
    [
      'versions with nothing of the operator’s beside them',
      sailValues('v1.27.3', 'replicas: 2').split('ztunnel')[0] ?? '',
    ],
  ])('takes no %s', async (_, values) => {
    expect(await found({ 'mesh/values.yaml': values })).toEqual([]);
  });

  it('says where it stopped looking', async () => {
    const before = Array.from({ length: 60_000 }, (_, index) => `k${index}: 1\n`).join('');
    const text = `${before}istioCNI:\n  spec: {version: v1.27.3, namespace: istio-cni}\n`;
    const list = `many: [${'[],'.repeat(60_000)}]\n${sailValues('v1.27.3')}`;
    for (const values of [text.replaceAll(': 1', ': {}'), list]) {
      const { installations, problems } = await detect(memoryTree({ 'mesh/values.yaml': values }));
      expect(installations).toEqual([]);
      expect(problems.map(({ why }) => why).join()).toContain('has more than 50000 parts');
    }
  });

  it('reads mappings on one line', async () => {
    const values = 'istioCNI: {spec: {version: v1.27.3, namespace: istio-cni}}\n';
    expect(await found({ 'mesh/values.yaml': values })).toEqual(['cni 1.27.3 mesh/values.yaml:1']);
  });

  it('yields to the chart that writes the resources, where that is in the tree', async () => {
    const files = {
      'mesh/Chart.yaml': 'apiVersion: v2\nname: mesh\nversion: 0.1.0\n',
      'mesh/values.yaml': 'istio:\n  spec:\n    version: v1.27.3\n    namespace: istio-system\n',
      'mesh/templates/istio.yaml':
        'apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec:\n  version: {{ .Values.istio.spec.version }}\n  namespace: istio-system\n',
    };
    const { installations } = await detect(memoryTree(files));
    expect(installations.map(({ release }) => release.form)).toEqual(['sail']);
  });

  it('points at the kind of a resource that names no version', async () => {
    expect(
      await found({
        'istio.yaml': 'apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec: {}\n',
      }),
    ).toEqual(['istiod null istio.yaml:2']);
  });
});

describe('detect/helm-resources: Crossplane 2', () => {
  const RELEASE = `apiVersion: helm.m.crossplane.io/v1beta1\nkind: Release\nmetadata: {name: base}\nspec:\n  forProvider:\n    chart:\n      name: base\n      repository: ${ISTIO}\n      version: 1.29.2\n`;

  it('reads releases of namespaces', async () => {
    expect(await found({ 'a.yaml': RELEASE })).toEqual(['base 1.29.2 a.yaml:9']);
  });

  it.each([
    ['an archive', `url: ${ISTIO}/base-1.22.7.tgz`, 'base 1.22.7 a.yaml:8'],
    [
      'an archive, beside its name',
      `name: base\n      url: ${ISTIO}/base-1.22.7.tgz`,
      'base 1.22.7 a.yaml:9',
    ],
    [
      'an archive, beside a version that it overrides',
      `url: ${ISTIO}/istiod-1.24.2.tgz\n      name: istiod\n      version: 1.24.0`,
      'istiod 1.24.2 a.yaml:8',
    ],
    ['a registry', 'url: oci://gcr.io/istio-release/charts/istiod:1.24.2', 'istiod 1.24.2 a.yaml:8'],
    [
      'a registry, without the tag',
      'url: oci://gcr.io/istio-release/charts/istiod\n      version: 1.24.0',
      'istiod null a.yaml:8',
    ],
  ])('reads the address of %s', async (_, chart, expected) => {
    const text = `apiVersion: helm.crossplane.io/v1beta1\nkind: Release\nmetadata: {name: mesh}\nspec:\n  forProvider:\n    namespace: istio-system\n    chart:\n      ${chart}\n`;
    expect(await found({ 'a.yaml': text })).toEqual([expected]);
  });

  it('finds them in templates of functions', async () => {
    const text = `{{- $ist := $state.istio }}\n---\n${RELEASE.replace('{name: base}', '{name: "{{ $ist.name }}"}')}`;
    expect(await found({ 'functions/10-base.yaml.gotmpl': text })).toEqual([
      'base 1.29.2 functions/10-base.yaml.gotmpl:11',
    ]);
  });
});

describe('detect/flux: repositories whose address is filled in', () => {
  function release(name: string, chart: string, repository: string): Files {
    return {
      'repository.yaml': `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: ${repository}}\nspec: {url: "\${address}"}\n`,
      'release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${name}}\nspec:\n  targetNamespace: istio-system\n  chart:\n    spec:\n      chart: ${chart}\n      version: 1.27.3\n      sourceRef: {kind: HelmRepository, name: ${repository}}\n`,
    };
  }

  it('takes a chart of Istio’s for it by the release and the version, and says so', async () => {
    const files = release('istio-gateway', 'gateway', 'local-helm-repo');
    expect(await found(files)).toEqual(['gateway 1.27.3 release.yaml:9']);
    const { problems } = await detect(memoryTree(files));
    expect(problems).toMatchObject([{ what: 'HelmRepository local-helm-repo', assumption: true }]);
  });

  it.each([
    ['a repository of somebody else', release('istio-gateway', 'gateway', 'acme-gateways')],
    [
      'a release of something else',
      Object.fromEntries(
        Object.entries(release('front', 'gateway', 'local-helm-repo')).map(([path, text]) => [
          path,
          text.replace('istio-system', 'front'),
        ]),
      ),
    ],
  ])('takes nothing of %s', async (_, files) => {
    expect(await found(files)).toEqual([]);
  });
});

describe('detect/chart-yaml: copies of Istio’s source', () => {
  const COPY: Files = {
    'istiod/Chart.yaml':
      'apiVersion: v1\nname: istio-discovery\nversion: 1.2.0\nsources: ["http://github.com/istio/istio"]\n',
    'istiod/values.yaml': 'global:\n  tag: latest\n',
  };

  it('are of the release that values for an environment name', async () => {
    const files = {
      ...COPY,
      'istiod/environments/dev-values.yaml': 'global:\n  tag: 1.11.8\n',
      'istiod/environments/prod-values.yaml': 'global:\n  tag: 1.10.6\n',
    };
    expect(await found(files)).toEqual([
      'istiod 1.10.6 istiod/environments/prod-values.yaml:2',
      'istiod 1.11.8 istiod/environments/dev-values.yaml:2',
    ]);
  });

  it('that are numbered by whoever keeps them point at what they say they are of', async () => {
    const own =
      'apiVersion: v2\nappVersion: 1.28.0\nname: istiod\nversion: 1.0.7\nsources: ["https://github.com/istio/istio"]\n';
    const { installations } = await detect(memoryTree({ 'mesh/Chart.yaml': own }));
    expect(installations).toMatchObject([
      { istioVersion: '1.28.0', at: { file: 'mesh/Chart.yaml', line: 2 } },
    ]);
  });

  it('name values that say nothing of a release as left out', async () => {
    const { problems } = await detect(
      memoryTree({ ...COPY, 'istiod/stages/prod/prod-values.yaml': 'pilot:\n  replicaCount: 2\n' }),
    );
    expect(problems).toMatchObject([
      { what: 'values file istiod/stages/prod/prod-values.yaml', blocking: true },
    ]);
  });

  it('are of the release whose folder a dependency names, though it is unpacked later', async () => {
    const folder = 'file://./istio-1.10.0/manifests/charts';
    const dependencies = [
      ['base', `${folder}/base/`],
      ['istio-discovery', `${folder}/istio-control/istio-discovery/`],
      ['istio-ingress', `${folder}/gateways/istio-ingress/`],
    ].map(([name, repository]) => `- name: ${name}\n  version: ^1.10.0\n  repository: ${repository}\n`);
    expect(
      await found({
        'istio/Chart.yaml': `apiVersion: v2\nname: istio\nversion: 0.1.0\ndependencies:\n${dependencies.join('')}`,
      }),
    ).toEqual([
      'base 1.10.0 istio/Chart.yaml:6',
      'gateway 1.10.0 istio/Chart.yaml:12',
      'istiod 1.10.0 istio/Chart.yaml:9',
    ]);
  });

  it('know what `istio-base` of Istio’s own repository means, in whatever range', async () => {
    const text = `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- {name: istio-base, version: 1.x.x, repository: "${ISTIO}"}\n`;
    expect(await found({ 'Chart.yaml': text })).toEqual(['base 1.x.x Chart.yaml:5']);
  });
});

describe('detect/terraform: modules', () => {
  const MODULE =
    'variable "istio_version" {\n  default = "1.20.0"\n}\nresource "helm_release" "base" {\n  name  = "istio-base"\n  chart = "${path.module}/istio-${var.istio_version}/manifests/charts/base"\n}\n';
  const CHART =
    'apiVersion: v1\nname: base\nversion: 1.1.0\nappVersion: 1.20.0\nsources: ["https://github.com/istio/istio"]\n';
  const TREE: Files = {
    'modules/istio/main.tf': MODULE,
    'modules/istio/istio-1.20.0/manifests/charts/base/Chart.yaml': CHART,
    'modules/istio/istio-1.15.0/manifests/charts/base/Chart.yaml': CHART.replace('1.20.0', '1.15.0'),
  };

  it('point at what chooses one of several unpacked releases', async () => {
    expect(await found(TREE)).toEqual(['base 1.1.0 modules/istio/main.tf:2']);
  });

  it.each([
    [
      'a module block',
      'live/main.tf',
      'module "istio" {\n  source = "github.com/acme/infra//modules/istio?ref=v1.0.26"\n}\n',
    ],
    [
      'a Terragrunt unit',
      'live/terragrunt.hcl',
      'terraform {\n  source = "git::git@github.com:acme/infra.git//modules/istio?ref=v1.0.26"\n}\n',
    ],
  ])(
    'taken at an earlier commit of their own repository by %s are undecided there',
    async (_, path, text) => {
      const files = { ...TREE, [path]: text };
      expect(await found(files)).toEqual(
        [`base null ${path}:2`, 'base 1.1.0 modules/istio/main.tf:2'].sort(),
      );
      const { problems } = await detect(memoryTree(files));
      expect(problems.map(({ why }) => why).join()).toContain('modules/istio at v1.0.26');
    },
  );

  it('for any chart are of the chart that they are given', async () => {
    const call = (chart: string): string =>
      `module "${chart}" {\n  source = "../helm-chart"\n  chart_name = "${chart}"\n  chart_repo = "${ISTIO}"\n  chart_version = "1.20.0"\n}\n`;
    expect(await found({ 'main.tf': call('base') + call('istiod') })).toEqual([
      'base 1.20.0 main.tf:5',
      'istiod 1.20.0 main.tf:11',
    ]);
  });

  it('for any chart are told where they name no version', async () => {
    const call = `module "x" {\n  source = "acme/helm/x"\n  chart_name = "istiod"\n  chart_repo = "${ISTIO}"\n}\n`;
    const { problems } = await detect(memoryTree({ 'main.tf': call }));
    expect(problems).toMatchObject([{ what: 'module.x', blocking: true }]);
  });
});

describe('detect/code-evidence: settings of a project', () => {
  const STACK = `cluster.addHelmChart('istiod', {\n  repository: '${ISTIO}',\n  chart: 'istiod',\n  version: props.version,\n});\n`;

  it('are what a construct is handed, where one version stands under Istio’s name', async () => {
    const files = {
      'cdk/cdk.json': '{}',
      'cdk/lib/istio.ts': STACK,
      'cdk/bin/config.ts': "export const config = {\n  ISTIO_VERSION: '1.22.3',\n};\n",
    };
    expect(await found(files)).toEqual(['istiod 1.22.3 cdk/bin/config.ts:2']);
    const twice = { ...files, 'cdk/bin/other.ts': "export const other = { istioVersion: '1.21.0' };\n" };
    expect(await found(twice)).toEqual(['istiod null cdk/lib/istio.ts:4']);
  });

  it('are named by constants, the chart’s name and its address among them', async () => {
    const vars = `package module\nvar vars = struct{}{\n\tHelmRepo: "${ISTIO}",\n\tBaseChart: "base",\n\tStableVersion: "1.22.3",\n}\n`;
    const main =
      'package module\n// istio\nfunc f() {\n\tversion := vars.StableVersion\n\thelm.NewRelease(ctx, "x", &helm.ReleaseArgs{\n\t\tChart: pulumi.String(vars.BaseChart),\n\t\tVersion: pulumi.String(version),\n\t})\n}\n';
    expect(
      await found({
        'iac/Pulumi.yaml': 'name: istio\nruntime: go\n',
        'iac/vars.go': vars,
        'iac/main.go': main,
      }),
    ).toEqual(['base 1.22.3 iac/vars.go:5']);
  });
});

describe('what nothing reads and what moves', () => {
  it.each<[string, Files]>([
    [
      'a template of Terraform',
      { 'main.tftpl': 'module "istio" {\n  source = "${URL}/istio"\n  istio_version = "VERSION"\n}\n' },
    ],
    ['an override', { '.github/workflows/e2e.yaml': 'env:\n  istio_version_override: "VERSION"\n' }],
    [
      'a program that runs istioctl',
      {
        'istio.go':
          'package x\nconst istioVersion = "VERSION"\nvar bin = "/opt/istio-" + istioVersion + "/bin/istioctl"\n',
      },
    ],
    [
      'Big Bang as a base',
      {
        'kustomization.yaml':
          'resources:\n- git::https://repo1.dso.mil/big-bang/bigbang.git//base?ref=VERSION\n',
      },
    ],
    [
      'Big Bang as a source',
      {
        'bb.yaml':
          'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: bigbang}\nspec: {url: "https://repo1.dso.mil/big-bang/bigbang.git", ref: {tag: VERSION}}\n',
      },
    ],
    [
      'Big Bang in a Zarf package',
      {
        'zarf.yaml':
          'kind: ZarfPackageConfig\nmetadata: {name: x}\ncomponents:\n- name: bigbang\n  extensions:\n    bigbang: {version: VERSION}\n',
      },
    ],
  ])('is told of %s', async (_, files) => {
    expect(await told(files)).toBeGreaterThan(0);
  });
});
