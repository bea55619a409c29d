/** Meshes of Solo's operator: chart, version and line; what it sets beside them is compared. */
import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import { analyse, type Files } from '../support/scenario.js';

function controller(version: string, more = '', values = 'a: 1'): Files {
  return {
    'mesh.yaml': `apiVersion: operator.gloo.solo.io/v1\nkind: ServiceMeshController\nmetadata: {name: managed-istio}\nspec:\n  version: ${version}\n  installNamespace: istio-system\n${more}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: gloo-extensions-config, namespace: gloo-mesh}\ndata:\n  values.istiod: |\n    ${values}\n`,
  };
}

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(
    ({ chart, version, at, release }) => `${chart} ${version} ${at.file}:${at.line} ${release.namespace}`,
  );
}

describe('detect/gloo-operator', () => {
  it('finds the parts of an ambient mesh, and those of one with sidecars', async () => {
    const place = 'mesh.yaml:5 istio-system';
    expect(await found(controller('1.27.0'))).toEqual(
      ['base', 'istiod', 'cni', 'ztunnel'].map(chart => `${chart} 1.27.0 ${place}`),
    );
    expect(await found(controller('1.27.0', '  dataplaneMode: Sidecar\n'))).toEqual(
      ['base', 'istiod'].map(chart => `${chart} 1.27.0 ${place}`),
    );
  });

  it('finds one that a script applies, at the line that gives its version', async () => {
    const [text = ''] = Object.values(controller('$ISTIO_VERSION', '  dataplaneMode: Sidecar\n'));
    const script = `export ISTIO_VERSION=1.27.0\nkubectl apply -f - <<EOF\n${text.split('---')[0]}EOF\n`;
    expect(await found({ 'up.sh': script })).toEqual([
      'base 1.27.0 up.sh:1 istio-system',
      'istiod 1.27.0 up.sh:1 istio-system',
    ]);
  });

  it('judges an upgrade, with what Solo sets named as not known', async () => {
    const report = await analyse(controller('1.26.2'), controller('1.27.0'));
    expect(report.verdict).toBe('incomplete');
    expect(report.upgrades.map(({ chart }) => chart)).toContain('istiod');
  });

  it('says so where only its values move, and nothing where neither does', async () => {
    const [before, after] = [controller('1.27.0'), controller('1.27.0', '', 'a: 2')];
    expect((await analyse(before, after)).verdict).toBe('incomplete');
    expect((await analyse(before, { ...before, 'other.yaml': 'a: 1\n' })).verdict).toBe('no-upgrade');
  });
});
