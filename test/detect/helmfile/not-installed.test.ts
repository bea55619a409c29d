/** Charts of the tree that Helmfile does not install. */

import { readSide } from '../../../src/analysis/side.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const RULE = 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: modem}\n';

const MODEM: Readonly<Record<string, string>> = {
  'charts/modem/Chart.yaml': 'apiVersion: v2\nname: modem\nversion: 0.1.0\n',
  'charts/modem/templates/rule.yaml': RULE,
};

function state(more: string): string {
  return `environments:
  lab: {values: [{modem: {enabled: false}, link: {enabled: false}}]}
  field: {values: [{modem: {enabled: false}, link: {enabled: true}}]}
---
repositories:
- {name: istio, url: https://istio-release.storage.googleapis.com/charts}
releases:
- {name: istiod, chart: istio/istiod, version: 1.22.2}
- name: modem
  chart: ./charts/modem
  ${more}
`;
}

async function read(files: Readonly<Record<string, string>>) {
  const { detection } = await readSide(memoryTree(files), { versions: [], values: [] });
  return {
    charts: detection.releases.map(({ form, chart, destination }) => `${form} ${chart.name} ${destination}`),
    told: detection.problems.map(({ what, why }) => `${what}: ${why}`),
  };
}

describe('detect/helmfile: what is not installed', () => {
  it.each([
    ['installed: false', '`installed` is false'],
    ['condition: modem.enabled', 'its condition `modem.enabled` is off'],
  ])('is no chart that somebody may install by itself: %s', async (more, why) => {
    const found = await read({ 'helmfile.yaml': state(more), ...MODEM });
    expect(found.charts).toEqual(['helmfile istiod ']);
    expect(found.told).toContain(`release modem: taken not to be deployed: ${why}`);
  });

  it('is installed where its condition holds, or where something else names it', async () => {
    const one = await read({ 'helmfile.yaml': state('condition: link.enabled'), ...MODEM });
    expect(one.charts).toContain('helmfile modem field');
    const other = await read({
      'helmfile.yaml': state('installed: false'),
      'deploy.sh': 'helm upgrade --install modem ./charts/modem\n',
      ...MODEM,
    });
    expect(other.charts).toContain('script modem ');
  });

  it('leaves a chart that brings Istio to its own values', async () => {
    const dependencies =
      'dependencies:\n- {name: istiod, version: 1.20.6, repository: "https://istio-release.storage.googleapis.com/charts"}\n';
    const found = await read({
      'helmfile.yaml': state('installed: false'),
      'charts/modem/Chart.yaml': `${MODEM['charts/modem/Chart.yaml']}${dependencies}`,
    });
    expect(found.charts).toContain('helm-chart modem ');
  });
});
