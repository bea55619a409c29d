/** What else a tree keeps beside what it deploys: by names of folders, by comments, by kustomizations, by what programs carry. */

import { isCommentedOut } from '../../../src/detect/aside/commented-out.js';
import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { application, type Files } from '../../support/scenario.js';

async function found(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    places: [...new Set(installations.map(({ version, at }) => `${version} ${at.file}`))].sort(),
    told: problems.filter(({ assumption }) => assumption).map(({ why }) => why),
  };
}

function operator(tag: string): string {
  return `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: istio, namespace: istio-system}\nspec: {profile: minimal, tag: ${tag}}\n`;
}

function deploys(path: string): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istio}\nspec:\n  source: {repoURL: "https://git.example.com/x.git", path: ${path}}\n  destination: {namespace: istio-system}\n`;
}

const CLOUD: Files = {
  'apps/istio.yaml': deploys('istio'),
  'apps/cloud.yaml': deploys('cloud'),
  'istio/kustomization.yaml': '# - spec.yaml\nresources: [gateway.yaml]\n',
  'istio/gateway.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: istio-ingress}\n',
  'istio/spec.yaml': operator('1.23.6'),
  'cloud/kustomization.yaml': 'resources: [spec.yaml]\n',
  'cloud/spec.yaml': operator('1.24.0'),
};

describe('detect/left-out', () => {
  it('leaves an IstioOperator out that its kustomization does not take in', async () => {
    const { places, told } = await found(CLOUD);
    expect(places).toEqual(['1.24.0 cloud/spec.yaml']);
    expect(told.join()).toContain('istio/kustomization.yaml has it commented out');
  });

  it('counts one that istioctl is handed', async () => {
    const { places } = await found({ ...CLOUD, 'up.sh': 'istioctl install -f istio/spec.yaml\n' });
    expect(places).toEqual(['1.23.6 istio/spec.yaml', '1.24.0 cloud/spec.yaml']);
  });

  it('leaves a folder out whose path is commented out, where there is something else', async () => {
    const kustomizations = ['istiod', 'gateway'].map(
      name => `kind: Kustomization\nmetadata: {name: ${name}}\nspec:\n  path: ./infra/${name}\n`,
    );
    const commented = kustomizations[1]?.replace(/^/gm, '# ');
    const files = {
      'clusters/mesh.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1\n${kustomizations[0]}---\n${commented}\n`,
      'infra/istiod/istiod.yaml': application('1.22.2', '', 'istiod'),
      'infra/gateway/gateway.yaml': application('1.20.6', '', 'other'),
    };
    expect((await found(files)).places).toEqual(['1.22.2 infra/istiod/istiod.yaml']);
    const { 'infra/istiod/istiod.yaml': _, ...alone } = files;
    expect((await found(alone)).places).toEqual(['1.20.6 infra/gateway/gateway.yaml']);
  });

  it('leaves out the folder of an element that an ApplicationSet has commented out', async () => {
    const set = (elements: string, path = 'apps/{{ .name }}'): Files => ({
      'projects/core.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: core}\nspec:\n  goTemplate: true\n  generators:\n  - list:\n      elements:\n      - name: whoami\n${elements}  template:\n    metadata: {name: "{{ .name }}"}\n    spec:\n      source:\n        repoURL: https://git.example.com/x.git\n        path: ${path}\n      destination: {namespace: istio-system}\n`,
      'apps/whoami/kustomization.yaml': 'resources: []\n',
      'apps/istio/kustomization.yaml':
        'helmCharts:\n- name: istiod\n  repo: https://istio-release.storage.googleapis.com/charts\n  version: 1.22.2\n',
    });
    const off = await found(set('      # - name: istio\n      #   namespace: istio-system\n'));
    expect(off.places).toEqual([]);
    expect(off.told).toEqual([
      expect.stringContaining('projects/core.yaml:10 has the folder apps/istio commented out'),
    ]);
    const on = ['1.22.2 apps/istio/kustomization.yaml'];
    expect((await found(set('      - name: istio\n'))).places).toEqual(on);
    expect((await found(set('      # - name: kiali\n'))).places).toEqual(on);
    // Another field is filled in.
    expect((await found(set('      # - owner: istio\n'))).places).toEqual(on);
    // Whatever it is filled into is another folder.
    expect((await found(set('      # - name: istio\n', 'other/{{ .name }}'))).places).toEqual(on);
  });

  it('leaves out what only a kustomization in a folder of that name takes in, whatever else there is', async () => {
    const files = {
      'controllers/istio/istiod.yaml': application('1.20.6'),
      'controllers/disabled/kustomization.yaml': 'resources: [../istio/istiod.yaml]\n',
    };
    expect((await found(files)).places).toEqual([]);
    const enabled = {
      ...files,
      'controllers/enabled/kustomization.yaml': 'resources: [../istio/istiod.yaml]\n',
    };
    expect((await found(enabled)).places).toEqual(['1.20.6 controllers/istio/istiod.yaml']);
  });

  it('leaves out what stands beside a kustomization that takes in other parts of Istio', async () => {
    const files = {
      'istio/kustomization.yaml': 'resources: [istiod.yaml]\n',
      'istio/istiod.yaml': application('1.22.2', '', 'istiod'),
      'istio/other.yaml': application('1.20.6', '', 'other'),
      'setup.sh': 'kubectl apply -k istio\n',
    };
    expect((await found(files)).places).toEqual(['1.22.2 istio/istiod.yaml']);
    const byHand = { ...files, 'setup.sh': 'kubectl apply -f istio/other.yaml\n' };
    expect((await found(byHand)).places).toHaveLength(2);
  });

  it.each(['legacy', 'istio-legacy'])('leaves %s out where there is something else', async folder => {
    const files = {
      [`${folder}/istiod.yaml`]: application('1.20.6', '', 'other'),
      'apps/istiod.yaml': application('1.22.2', '', 'istiod'),
    };
    expect((await found(files)).places).toEqual(['1.22.2 apps/istiod.yaml']);
    expect((await found({ [`${folder}/istiod.yaml`]: application('1.20.6') })).places).toHaveLength(1);
  });

  it('leaves out what the kustomization above has commented out, and nothing else of its list', async () => {
    const files = {
      'kubernetes/kustomization.yaml':
        'resources:\n- cilium\n#- istio\n# - apps/kiali.yaml\n- apps/istiod.yaml\n',
      'kubernetes/istio/kustomization.yaml':
        'helmCharts:\n- {name: istiod, repo: "https://istio-release.storage.googleapis.com/charts", version: 1.20.1}\n',
      'kubernetes/apps/istiod.yaml': application('1.22.2'),
    };
    expect((await found(files)).places).toEqual(['1.22.2 kubernetes/apps/istiod.yaml']);
    const { 'kubernetes/apps/istiod.yaml': _, ...alone } = files;
    expect((await found(alone)).places).toEqual([]);
    const built = {
      ...alone,
      'up.sh': 'kustomize build --enable-helm kubernetes/istio | kubectl apply -f -\n',
    };
    expect((await found(built)).places).toEqual(['1.20.1 kubernetes/istio/kustomization.yaml']);
  });

  it('sees that a long list has again what a comment has out', () => {
    const others = Array.from({ length: 100 }, (_, index) => `app-${index}`).join(', ');
    const text = (list: string): string => `#- istio\nresources: [${list}]\n`;
    expect(isCommentedOut(text(others), 'a', 'a/istio/istiod.yaml')).toBe(true);
    expect(isCommentedOut(text(`${others}, istio`), 'a', 'a/istio/istiod.yaml')).toBe(false);
  });

  it.each(['archived/apps', 'archived02', 'archive-2'])('takes no Application of %s', async folder => {
    expect((await found({ [`${folder}/istiod.yaml`]: application('1.20.6') })).places).toEqual([]);
  });

  it('tells of an archive what moves there, and counts one that something deploys', async () => {
    const files = { 'archived/istiod.yaml': application('1.20.6') };
    expect((await found(files)).told.join()).toContain('archived is called like what is out of use');
    const ways: Files[] = [
      { 'root.yaml': deploys('archived') },
      { 'apps/kustomization.yaml': 'resources: [../archived/istiod.yaml]\n' },
    ];
    for (const way of ways)
      expect((await found({ ...files, ...way })).places).toEqual(['1.20.6 archived/istiod.yaml']);
  });

  it('takes what a program carries for a copy', async () => {
    const files = {
      'k8s/istio.yaml': operator('1.24.0'),
      'services/setup/src/main/resources/k8s/istio.yaml': operator('1.24.0'),
    };
    const { places, told } = await found(files);
    expect(places).toEqual(['1.24.0 k8s/istio.yaml']);
    expect(told.join()).toContain('for what a program carries');
  });

  const STACK =
    'new eks.HelmChart(this, "istiod", { chart: "istiod", version: "1.24.0", repository: "https://istio-release.storage.googleapis.com/charts" });\n';

  it.each(['lib/mesh-stack-backup.ts', 'lib/mesh-stack-backup2.ts', 'lib/mesh-stack.old.ts'])(
    'leaves out a module that is called like a copy of one beside it: %s',
    async copy => {
      const files = { 'lib/mesh-stack.ts': STACK, [copy]: STACK };
      const { places, told } = await found(files);
      expect(places).toEqual(['1.24.0 lib/mesh-stack.ts']);
      expect(told.join()).toContain('nothing imports it');
    },
  );

  it('counts such a module where something imports it, and where it is no copy', async () => {
    const copy = { 'lib/mesh-stack-backup.ts': STACK };
    const bin = { 'bin/app.ts': "import { MeshStack } from '../lib/mesh-stack-backup';\n" };
    expect((await found({ 'lib/mesh-stack.ts': STACK, ...copy, ...bin })).places).toEqual([
      '1.24.0 lib/mesh-stack-backup.ts',
      '1.24.0 lib/mesh-stack.ts',
    ]);
    expect((await found(copy)).places).toEqual(['1.24.0 lib/mesh-stack-backup.ts']);
  });
});
