/** Charts of Istio that a chart's own values switch off, for those who deploy it from elsewhere. */
import { describe, expect, it } from '@jest/globals';
import { detect } from '../../src/detect/detect.js';
import { unreadForms } from '../../src/detect/unread/forms.js';
import { memoryTree } from '../../src/tree/memory.js';
import type { Files } from '../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

function chart(version: string, more = 'condition: mesh.enabled'): Files {
  return {
    'mesh/Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- {name: istiod, repository: "${ISTIO}", version: ${version}, ${more}}\n`,
    'mesh/values.yaml': 'mesh: {enabled: false}\ntags: {istio: false}\n',
  };
}

async function told(files: Files): Promise<readonly string[]> {
  return (await unreadForms(memoryTree(files))).map(
    ({ what, file, line, weak, fingerprint }) => `${what} ${file}:${line} ${weak} ${fingerprint}`,
  );
}

describe('detect: dependencies that are off', () => {
  it.each(['condition: mesh.enabled', 'tags: [istio]'])(
    'are told where their version moves: %s',
    async how => {
      expect((await detect(memoryTree(chart('1.24.2', how)))).installations).toEqual([]);
      const before = await told(chart('1.24.2', how));
      expect(before).toEqual([
        expect.stringMatching(/^chart istiod of mesh\/Chart.yaml mesh\/Chart.yaml:5 true /),
      ]);
      expect(await told(chart('1.24.2', how))).toEqual(before);
      expect(await told(chart('1.24.3', how))).not.toEqual(before);
    },
  );

  it('are nobody’s where the chart is deployed without them, or brings them', async () => {
    const application =
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: mesh}\nspec: {source: {repoURL: "https://git/x", path: mesh}}\n';
    expect(await told({ ...chart('1.24.2'), 'app.yaml': application })).toEqual([]);
    expect(await told({ ...chart('1.24.2'), 'mesh/values.yaml': 'mesh: {enabled: true}\n' })).toEqual([]);
  });
});
