/** IstioOperators beside an Istio that something else installs: when they install nothing, and when they may. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const OPERATOR =
  'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: proxy-config}\nspec:\n  meshConfig: {accessLogFile: /dev/stdout}\n';

function helm(revision = ''): string {
  return `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: istiod}\nspec:\n  chart: istiod\n  repo: https://istio-release.storage.googleapis.com/charts\n  version: 1.24.2\n${revision === '' ? '' : `  set: {revision: ${revision}}\n`}`;
}

async function read(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    forms: [...new Set(installations.map(({ release }) => release.form))].sort(),
    assumed: problems.filter(({ assumption }) => assumption),
  };
}

describe('detect: IstioOperators that nobody acts on', () => {
  it('sets one aside that names no version, beside the same control plane installed by Helm, and says so', async () => {
    const { forms, assumed } = await read({ 'mesh/istiod.yaml': helm(), 'apps/x/config.yaml': OPERATOR });
    expect(forms).toEqual(['k3s-helm-chart']);
    expect(assumed).toEqual([
      {
        about: expect.stringMatching(/^[0-9a-f]{16}$/),
        what: 'IstioOperator apps/x/config.yaml',
        why: expect.stringMatching(/no istioctl and no operator .* \(istiod in mesh\/istiod\.yaml:1\)/),
        file: 'apps/x/config.yaml',
        line: 1,
        blocking: false,
        assumption: true,
      },
    ]);
  });

  it.each([
    ['a script runs istioctl with it', { 'install.sh': 'istioctl install -y -f apps/x/config.yaml\n' }],
    ['a script runs some istioctl', { 'install.sh': 'istioctl install -y -f "$FILE"\n' }],
    ['a description tells people to', { 'docs/mesh.md': 'Run `istioctl upgrade -f apps/x/config.yaml`.\n' }],
    ['an operator is put into the cluster', { 'up.sh': 'istioctl operator init\n' }],
    [
      'an operator’s chart is installed',
      {
        'op.yaml':
          'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: op}\nspec: {chart: istio-operator, repo: https://x.example}\n',
      },
    ],
    ['it names a version', { 'apps/x/config.yaml': `${OPERATOR}  tag: 1.23.0\n` }],
    ['it is another revision', { 'apps/x/config.yaml': `${OPERATOR}  revision: canary\n` }],
    ['Helm installs another revision', { 'mesh/istiod.yaml': helm('blue') }],
    ['nothing else installs Istio', { 'mesh/istiod.yaml': '' }],
  ])('counts one where %s', async (_, files) => {
    const { forms, assumed } = await read({
      'mesh/istiod.yaml': helm(),
      'apps/x/config.yaml': OPERATOR,
      ...files,
    });
    expect(forms.some(form => /^istio-?(operator|ctl)$/.test(form))).toBe(true);
    expect(assumed.filter(({ what }) => what.startsWith('IstioOperator'))).toEqual([]);
  });

  describe('beside a run of istioctl', () => {
    const TREE: Files = {
      'mesh/tracing.yaml': OPERATOR,
      'install.sh':
        'curl -L https://istio.io/downloadIstio | ISTIO_VERSION=1.22.2 sh -\nistioctl install -y\n',
    };

    it('sets one aside that nothing hands to istioctl', async () => {
      const { forms, assumed } = await read(TREE);
      expect(forms).toEqual(['istioctl']);
      expect(assumed.map(({ what }) => what)).toEqual(['IstioOperator mesh/tracing.yaml']);
    });

    it.each<[string, Files]>([
      ['something names it', { Makefile: 'trace:\n\t$(BIN) install -f mesh/tracing.yaml\n' }],
      [
        'istioctl is handed what only running it tells',
        { 'up.sh': 'istioctl install -y \\\n  -f "$CONFIG"\n' },
      ],
      ['a script goes through its folder', { 'up.sh': 'for f in mesh/*.yaml; do run $f; done\n' }],
      ['all that is beside a script is handed on', { 'mesh/up.sh': 'kubectl apply -f .\n' }],
      ['an operator runs in the cluster', { 'up.sh': 'istioctl operator init\n' }],
    ])('counts one where %s', async (_, files) => {
      const { forms } = await read({ ...TREE, ...files });
      expect(forms).toContain('istio-operator');
    });
  });

  it('counts one of a cluster of its own', async () => {
    const { forms } = await read({
      'clusters/a/istiod.yaml': helm(),
      'clusters/b/istiod.yaml': helm().replace('1.24.2', '1.24.3'),
      'clusters/c/istio.yaml': OPERATOR,
    });
    expect(forms).toContain('istio-operator');
  });
});
