/** Which versions of a tree stand for what is installed where nothing else says one. */
import { describe, expect, it } from '@jest/globals';
import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';

describe('detect/version-index', () => {
  const OPERATOR =
    'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: plane}\nspec: {profile: minimal}\n';

  async function planes(files: Record<string, string>): Promise<readonly string[]> {
    const { installations } = await detect(memoryTree({ 'mesh/plane.yaml': OPERATOR, ...files }));
    return installations
      .filter(({ chart }) => chart === 'istiod')
      .map(({ istioVersion }) => `${istioVersion}`);
  }

  it('takes what settings call the version of Istio', async () => {
    expect(
      await planes({ 'versions.json': '{\n  "ISTIO_VERSION": "1.22.2",\n  "MESH_ID": "blue"\n}\n' }),
    ).toEqual(['1.22.2']);
  });

  it('does not take what a proxy once said of itself', async () => {
    const node =
      '{\n  "node": {\n    "metadata": {\n      "ISTIO_VERSION": "1.12.1",\n      "MESH_ID": "cluster.local",\n      "INSTANCE_IPS": "10.244.0.6"\n    }\n  }\n}\n';
    expect(await planes({ 'issues/egress.json': node })).toEqual(['null']);
    const dump =
      '{\n  "configs": [{\n    "@type": "type.googleapis.com/envoy.admin.v3.BootstrapConfigDump",\n    "ISTIO_VERSION": "1.12.1"\n  }]\n}\n';
    expect(await planes({ 'issues/dump.json': dump })).toEqual(['null']);
  });
});
