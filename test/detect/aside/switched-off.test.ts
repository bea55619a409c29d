/** Entries of settings that say themselves that they are off. */

import { detect } from '../../../src/detect/detect.js';
import type { Detection } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const CHARTS =
  'repo: https://istio-release.storage.googleapis.com/charts\ncharts:\n- {name: istiod, chart: istio/istiod, version: 1.24.2}\n- {name: mesh-cni, chart: istio/cni, version: 1.24.1, enabled: false}\n';

async function found(files: Files): Promise<Detection> {
  return detect(memoryTree(files));
}

function briefly({ installations }: Detection): readonly string[] {
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

describe('detect: entries that are switched off', () => {
  it('are taken not to be deployed, which is said', async () => {
    const detection = await found({ 'charts.yaml': CHARTS });
    expect(briefly(detection)).toEqual(['istiod 1.24.2 charts.yaml:3']);
    expect(detection.problems).toContainEqual(
      expect.objectContaining({
        what: 'mesh-cni',
        file: 'charts.yaml',
        line: 4,
        blocking: false,
        assumption: true,
        why: expect.stringContaining('`enabled: false`'),
      }),
    );
  });

  it('are installations where an environment switches them on', async () => {
    const detection = await found({
      'charts.yaml': CHARTS,
      'prod.yaml': 'charts:\n- name: mesh-cni\n  enabled: true\n',
    });
    expect(briefly(detection)).toEqual(['istiod 1.24.2 charts.yaml:3', 'cni 1.24.1 charts.yaml:4']);
  });

  it('are installations where a command switches them on', async () => {
    const detection = await found({
      'charts.yaml': CHARTS,
      'deploy.sh': '# istio\n./deploy --set mesh-cni.enabled=true\n',
    });
    expect(briefly(detection)).toEqual(['istiod 1.24.2 charts.yaml:3', 'cni 1.24.1 charts.yaml:4']);
  });

  it('are not installed where they are releases of Helmfile in a file of any name', async () => {
    const text =
      'repositories: [{name: istio, url: https://istio-release.storage.googleapis.com/charts}]\nreleases:\n- {name: istiod, chart: istio/istiod, version: 1.24.2, values: [{pilot: {env: {A: "1"}}}]}\n- {name: ztunnel, chart: istio/ztunnel, version: 1.24.1, installed: false}\n';
    expect(briefly(await found({ 'helmfile.d/10-mesh.yaml': text }))).toEqual([
      'istiod 1.24.2 helmfile.d/10-mesh.yaml:3',
    ]);
  });

  it('are those that say so themselves, and no others', async () => {
    const detection = await found({
      'charts.yaml': CHARTS.replace('enabled: false', 'enabled: "{{ cni }}"'),
    });
    expect(briefly(detection)).toEqual(['istiod 1.24.2 charts.yaml:3', 'cni 1.24.1 charts.yaml:4']);
  });

  it('are found in a short time where settings have many of them', async () => {
    const entries = Array.from(
      { length: 2500 },
      (_, index) =>
        `- name: mesh${index}\n  chart: istiod\n  repository: https://istio-release.storage.googleapis.com/charts\n  version: 1.22.2\n  enabled: false\n- name: other${index}\n  enabled: true\n`,
    );
    expect(briefly(await found({ 'charts.yaml': `charts:\n${entries.join('')}` }))).toEqual([]);
  }, 5000);
});
