import type { DataPath, ValuesLayer } from '../../src/model.js';
import { combineChanges } from '../../src/overrides/changes.js';
import { freshValues } from '../../src/overrides/fresh-values.js';
import { type Placement, type PlaceOptions, placeValue } from '../../src/overrides/place.js';
import { describe, expect, it } from '../support/jest.js';
import { assignment, fileLayer, inlineLayer, reader, release } from './support.js';

const ENV: DataPath = ['pilot', 'env', 'ENABLE_AUTO_SNI'];

function placePin(
  layers: readonly ValuesLayer[],
  files: Readonly<Record<string, string>>,
  valuesPath: DataPath = [],
  options: PlaceOptions = {},
): Promise<Placement> {
  return placeValue(layers, valuesPath, ENV, 'false', reader(files), options);
}

/** Layers of values files, and their texts. */
function valuesFiles(files: Readonly<Record<string, string>>): {
  layers: ValuesLayer[];
  files: Readonly<Record<string, string>>;
} {
  return { layers: Object.entries(files).map(([file, text]) => fileLayer(file, text)), files };
}

describe('overrides/place', () => {
  it('writes into the umbrella’s own values.yaml, below the chart’s key', async () => {
    const text = 'istiod: # ours\n  pilot:\n    cpu: 1\n';
    const placed = await placePin(
      [fileLayer('mesh/values.yaml', text, { source: 'default' })],
      { 'mesh/values.yaml': text },
      ['istiod'],
    );
    expect(placed).toMatchObject({
      ok: true,
      file: 'mesh/values.yaml',
      line: 5,
      path: 'istiod.pilot.env.ENABLE_AUTO_SNI',
    });
    expect(placed.ok && placed.edit.after).toBe(
      'istiod: # ours\n  pilot:\n    cpu: 1\n    env:\n      ENABLE_AUTO_SNI: "false"\n',
    );
  });

  it('writes into the last document', async () => {
    const { layers, files } = valuesFiles({ 'a.yaml': 'pilot:\n  cpu: 1\n', 'b.yaml': 'global: {}\n' });
    expect(await placePin(layers, files)).toMatchObject({ ok: true, file: 'b.yaml', line: 4 });
  });

  it('passes over files that other releases share, as long as there is another', async () => {
    const { layers, files } = valuesFiles({ 'own.yaml': 'a: 1\n', 'shared.yaml': 'b: 1\n' });
    const sharedFiles = new Set(['shared.yaml']);
    expect(await placePin(layers, files, [], { sharedFiles })).toMatchObject({
      ok: true,
      file: 'own.yaml',
      shared: false,
    });
    expect(await placePin(layers.slice(1), files, [], { sharedFiles })).toMatchObject({
      ok: true,
      file: 'shared.yaml',
      shared: true,
    });
  });

  it('edits the layer that decides the key already, even where others come later', async () => {
    const { layers, files } = valuesFiles({
      'a.yaml': 'pilot: {env: {ENABLE_AUTO_SNI: "true"}}\n',
      'b.yaml': 'pilot:\n  env:\n    ENABLE_AUTO_SNI: "true"\n',
      'c.yaml': 'pilot:\n  env:\n    OTHER: "1"\n',
    });
    const placed = await placePin(layers, files);
    expect(placed).toMatchObject({ ok: true, file: 'b.yaml', line: 3 });
    expect(placed.ok && placed.edit.after).toBe('pilot:\n  env:\n    ENABLE_AUTO_SNI: "false"\n');
  });

  it('takes a parent that is removed for a decision', async () => {
    const { layers, files } = valuesFiles({
      'a.yaml': 'a: 1\n',
      'b.yaml': 'pilot: null\n',
      'c.yaml': 'c: 1\n',
    });
    expect(await placePin(layers, files)).toMatchObject({ ok: true, file: 'b.yaml', line: 3 });
  });

  it('writes into valuesObject of an Application', async () => {
    const text =
      'kind: Application\nspec:\n  source:\n    helm:\n      valuesObject:\n        pilot:\n          cpu: 1\n';
    const placed = await placePin([inlineLayer('app.yaml', text, 'valuesObject')], { 'app.yaml': text });
    expect(placed).toMatchObject({ ok: true, line: 9, path: 'pilot.env.ENABLE_AUTO_SNI' });
    expect(placed.ok && placed.edit.after).toBe(
      `${text}          env:\n            ENABLE_AUTO_SNI: "false"\n`,
    );
  });

  it('writes into the block string of an Application', async () => {
    const text =
      'kind: Application\nspec:\n  source:\n    helm:\n      values: |\n        # ours\n        pilot:\n          env: {}\n    chart: istiod\n';
    const placed = await placePin([inlineLayer('app.yaml', text, 'values')], { 'app.yaml': text });
    expect(placed).toMatchObject({ ok: true, line: 9 });
    expect(placed.ok && placed.edit.after).toBe(
      text.replace('env: {}\n', 'env:\n            ENABLE_AUTO_SNI: "false"\n'),
    );
  });

  const PARAMETERS =
    'spec:\n  source:\n    helm:\n      parameters:\n      - name: other\n        value: "1"\n      - name: pilot.env.ENABLE_AUTO_SNI # why\n        value: "true"\n';

  it('edits the parameter that decides', async () => {
    const layers = [
      fileLayer('values.yaml', 'a: 1\n'),
      assignment('app.yaml', 8, 'pilot.env.ENABLE_AUTO_SNI', 'true'),
    ];
    const placed = await placePin(layers, { 'values.yaml': 'a: 1\n', 'app.yaml': PARAMETERS });
    expect(placed).toMatchObject({ ok: true, file: 'app.yaml', line: 8 });
    expect(placed.ok && placed.edit.after).toBe(PARAMETERS.replace('value: "true"', 'value: "false"'));
  });

  it('gives a snippet for an assignment that is no YAML', async () => {
    const layers = [
      fileLayer('values.yaml', 'a: 1\n'),
      assignment('deploy.sh', 3, 'pilot.env.ENABLE_AUTO_SNI', 'true'),
    ];
    const placed = await placePin(layers, {
      'values.yaml': 'a: 1\n',
      'deploy.sh': 'helm upgrade istiod \\\n  --set a=b\n',
    });
    expect(placed).toMatchObject({
      ok: false,
      file: 'deploy.sh',
      line: 3,
      snippet: 'pilot.env.ENABLE_AUTO_SNI=false',
    });
  });

  it('gives a snippet where a parent is assigned as a whole', async () => {
    const layers = [fileLayer('values.yaml', 'a: 1\n'), assignment('app.yaml', 8, 'pilot.env', '{}')];
    const placed = await placePin(layers, { 'values.yaml': 'a: 1\n', 'app.yaml': PARAMETERS });
    expect(placed).toMatchObject({
      ok: false,
      file: 'app.yaml',
      line: 8,
      why: expect.stringMatching(/as a whole/),
    });
  });

  it('gives a snippet, with the place, for what can’t be edited', async () => {
    const layer = { ...fileLayer('values.yaml', 'a: 1\n') };
    const { home: _, ...homeless } = layer;
    const expected = {
      ok: false,
      file: 'values.yaml',
      line: 1,
      snippet: 'pilot:\n  env:\n    ENABLE_AUTO_SNI: "false"',
    };
    expect(await placePin([homeless], { 'values.yaml': 'a: 1\n' })).toMatchObject(expected);
    const template = { 'values.yaml': 'a: {{ .x }}\n' };
    expect(await placePin([layer], template)).toMatchObject({
      ...expected,
      why: expect.stringMatching(/Go template/),
    });
    expect(await placePin([], {})).toMatchObject({ ok: false, snippet: expected.snippet });
  });

  it('leaves the defaults of other charts alone', async () => {
    const nested = fileLayer('charts/app/values.yaml', 'a: 1\n', { source: 'default', below: ['app'] });
    const own = fileLayer('charts/mesh/values.yaml', 'pilot: {}\n', { source: 'default', below: ['mesh'] });
    const files = { 'charts/app/values.yaml': 'a: 1\n', 'charts/mesh/values.yaml': 'pilot: {}\n' };
    const placed = await placePin([own, nested], files, ['mesh']);
    expect(placed).toMatchObject({
      ok: true,
      file: 'charts/mesh/values.yaml',
      line: 3,
      path: 'mesh.pilot.env.ENABLE_AUTO_SNI',
    });
  });

  it('begins a values.yaml for a chart of the tree that has none', async () => {
    const chart = { kind: 'tree', path: 'mesh', name: 'mesh', dependencies: [] } as const;
    const fresh = await freshValues(release([], { chart }), reader({}));
    const placed = await placePin([], {}, ['istiod'], fresh ? { fresh } : {});
    expect(placed).toMatchObject({
      ok: true,
      line: 4,
      edit: {
        file: 'mesh/values.yaml',
        before: '',
        after: 'istiod:\n  pilot:\n    env:\n      ENABLE_AUTO_SNI: "false"\n',
        creates: true,
      },
    });
    expect(await freshValues(release([], { chart }), reader({ 'mesh/values.yaml': 'a: "' }))).toBeUndefined();
  });

  it('begins valuesObject in an Application that has no values', async () => {
    const text =
      'kind: ConfigMap\n---\nkind: Application\nspec:\n  sources:\n  - chart: base\n  - chart: istiod # pinned\n    targetRevision: 1.22.2\n';
    const argo = release([], { deployer: 'argocd', declared: { file: 'app.yaml', line: 3 } });
    const fresh = await freshValues(argo, reader({ 'app.yaml': text }));
    const placed = await placePin([], { 'app.yaml': text }, [], fresh ? { fresh } : {});
    expect(placed.ok && placed.edit.after).toBe(
      `${text}    helm:\n      valuesObject:\n        pilot:\n          env:\n            ENABLE_AUTO_SNI: "false"\n`,
    );
    const full = text.replace('  sources:', '  source: {chart: istiod, helm: {values: "x"}}\n  old:');
    expect(await freshValues(argo, reader({ 'app.yaml': full }))).toBeUndefined();
  });

  it('combines several pins of one file', async () => {
    const { layers, files } = valuesFiles({ 'a.yaml': 'a: 1\n' });
    const read = reader(files);
    const placements = await Promise.all(
      ['A', 'B'].map(name => placeValue(layers, [], ['pilot', 'env', name], 'false', read)),
    );
    const changes = placements.flatMap(placed => (placed.ok ? [placed.change] : []));
    const combined = await combineChanges(changes, read);
    expect(combined).toEqual({
      edits: [
        { file: 'a.yaml', before: 'a: 1\n', after: 'a: 1\npilot:\n  env:\n    A: "false"\n    B: "false"\n' },
      ],
      refused: [],
    });
    const [first] = changes;
    const rival = first ? [first, first, { ...first, value: 'true' }] : [];
    expect((await combineChanges(rival, read)).refused).toEqual([
      { change: rival[2], why: 'another override sets the same value to "false"' },
    ]);
  });
});
