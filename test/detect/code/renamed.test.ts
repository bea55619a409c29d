/** Versions under names that a file gives what it brings in. */
import { inOrder } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';

describe('detect/code: versions by a renamed import', () => {
  it('reads what they are called where they are declared', async () => {
    const typescript = `import { chartVersion as MESH } from "./settings";
new k8s.helm.v3.Release("istiod", { chart: "istiod", version: MESH, repositoryOpts: { repo: "${REPO}" } });
`;
    const settings = 'export const nodes = "1.0.0";\nexport const chartVersion = "1.22.2";\n';
    const files = {
      'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n',
      'index.ts': typescript,
      'settings.ts': settings,
    };
    expect(await inOrder(files)).toEqual(['istiod 1.22.2 settings.ts:2']);
  });
});
