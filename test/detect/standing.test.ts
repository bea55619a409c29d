/** Files that matter by where they stand, though they say nothing of Istio. */

import { detect } from '../../src/detect/detect.js';
import { mattersByName } from '../../src/detect/standing.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

describe('detect: files that matter by where they stand', () => {
  it.each([
    ['apps/istio/settings.yaml', true],
    ['istio.env', true],
    ['overlays/prod/kustomization.yaml', true],
    ['overlays/prod/Kustomization', true],
    ['mesh/fleet.yaml', true],
    ['helmfile.d/helmfile-prod.yaml', true],
    ['roles/mesh/defaults/main.yml', true],
    ['inventories/prod/group_vars/all.yml', true],
    ['roles/mesh/files/logo.png', false],
    ['apps/istio/logo.png', false],
    ['apps/mesh/settings.yaml', false],
    ['kustomization.md', false],
  ])('%s: %s', (path, expected) => {
    expect(mattersByName(path)).toBe(expected);
  });

  it('reads defaults of a role that has nothing of Istio but its tasks', async () => {
    expect(
      await found({
        'site.yml': '- hosts: all\n  roles: [mesh]\n',
        'roles/mesh/tasks/main.yml':
          '- kubernetes.core.helm:\n    name: istiod\n    chart_ref: istio/istiod\n    chart_version: "{{ control_plane }}"\n    release_namespace: istio-system\n',
        'roles/mesh/defaults/main.yml': 'control_plane: 1.24.2\n',
      }),
    ).toEqual(['istiod 1.24.2 roles/mesh/defaults/main.yml:1']);
  });

  it('reads what an overlay that says nothing of Istio makes of its base', async () => {
    const base =
      'apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec:\n  namespace: istio-system\n  version: v1.24.2\n';
    expect(
      await found({
        'mesh/base/kustomization.yaml': 'resources: [plane.yaml]\n',
        'mesh/base/plane.yaml': base,
        'mesh/prod/kustomization.yaml':
          'resources: [../base]\npatches:\n- patch: |\n    - op: replace\n      path: /spec/version\n      value: v1.23.4\n  target: {name: default}\n',
      }),
    ).toEqual(['istiod 1.23.4 mesh/prod/kustomization.yaml:6']);
  });
});
