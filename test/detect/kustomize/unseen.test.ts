/** What changes charts of Istio from where it can't be read: patches, and whatever else a kustomization takes in. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

function blockingOf(rest: string, files: Record<string, string> = {}, chart = 'istiod') {
  const charts = `helmCharts:\n- {name: ${chart}, version: 1.22.2, repo: "${ISTIO}"}\n`;
  const tree = memoryTree({ 'mesh/kustomization.yaml': `${charts}${rest}`, ...files });
  return detect(tree).then(({ problems, releases }) => ({
    unknown: releases.map(({ valuesUnknown }) => valuesUnknown === true),
    places: problems.filter(({ blocking }) => blocking).map(({ file, line }) => `${file}:${line}`),
  }));
}

const UNREAD: readonly (readonly [string, string, Record<string, string>?])[] = [
  ['a patch out of the tree', 'patches:\n- {path: ../../p.yaml, target: {kind: Deployment, name: istiod}}\n'],
  ['a patch that is missing', 'patches:\n- {path: p.yaml, target: {kind: Deployment, name: istiod}}\n'],
  ['a patch of anything', 'patches:\n- path: p.yaml\n'],
  ['a patch by a pattern', 'patches:\n- {path: p.yaml, target: {kind: Deployment, name: ".*"}}\n'],
  ['a patch by labels', 'patches:\n- {path: p.yaml, target: {labelSelector: app=istiod}}\n'],
  ['a patch of the mesh’s settings', 'patches:\n- {path: p.yaml, target: {kind: ConfigMap, name: istio}}\n'],
  ['a patch of every ConfigMap', 'patches:\n- {path: p.yaml, target: {kind: ConfigMap}}\n'],
  ['a patch that is broken', 'patches:\n- path: p.yaml\n', { 'mesh/p.yaml': 'a: [\n' }],
  ['a broken text', 'patches:\n- patch: "a: ["\n'],
  ['a merge that is missing', 'patchesStrategicMerge:\n- p.yaml\n'],
  [
    'operations that are missing',
    'patchesJson6902:\n- {path: ../../p.yaml, target: {kind: Deployment, name: istiod}}\n',
  ],
  ['components out of the tree', 'components:\n- ../../part\n'],
  ['a component that is missing', 'components:\n- ../part\n'],
  ['a transformer that is missing', 'transformers:\n- t.yaml\n'],
  ['a generator out of the tree', 'generators:\n- ../../g.yaml\n'],
  ['configurations out of the tree', 'configurations:\n- ../../c.yaml\n'],
  ['replacements out of the tree', 'replacements:\n- {path: ../../r.yaml}\n'],
  ['replacements that are missing', 'replacements:\n- path: r.yaml\n'],
  ['resources out of the tree', 'resources:\n- ../../x\n'],
  ['charts out of the tree', 'helmGlobals:\n  chartHome: ../../charts\n'],
];

describe('detect: what a kustomization can’t show', () => {
  it.each(UNREAD)('names %s', async (...[, rest, files]) => {
    const { places, unknown } = await blockingOf(rest, files);
    expect(places).toEqual(['mesh/kustomization.yaml:4']);
    expect(unknown).toEqual([true]);
  });

  it.each([
    ['a patch of something else', 'patches:\n- {path: p.yaml, target: {kind: Deployment, name: other}}\n'],
    ['a patch of another kind', 'patches:\n- {path: p.yaml, target: {kind: Service, name: istiod}}\n'],
    ['resources that are made before a build', 'resources:\n- secret.yaml\n'],
    ['resources from an address', 'resources:\n- https://example.com/x.yaml\n- github.com/a/b?ref=v1\n'],
    [
      'operations written out',
      'patches:\n- {target: {kind: Service}, patch: "[{op: add, path: /a, value: b}]"}\n',
    ],
    ['transformers written out', 'transformers:\n- |-\n  apiVersion: builtin\n  kind: PrefixTransformer\n'],
  ])('says nothing of %s', async (_, rest) => {
    expect((await blockingOf(rest)).places).toEqual([]);
  });

  it('says nothing of patches over a chart without settings of istiod', async () => {
    expect((await blockingOf('patches:\n- path: p.yaml\n', {}, 'base')).places).toEqual([]);
  });
});
