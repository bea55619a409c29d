import { detect } from '../../../src/detect/detect.js';
import { pairUpgrades } from '../../../src/detect/pairing/pair.js';
import type { MeshResource, Upgrade } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { parseYaml } from '../../../src/yaml/positioned.js';
import { describe, expect, it } from '../../support/jest.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

function app(chart: string, version: string, values: object = {}, name = chart): string {
  const source = { repoURL: ISTIO, chart, targetRevision: version, helm: { valuesObject: values } };
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name },
    spec: { source, destination: { namespace: 'istio-system' } },
  });
}

function resources(files: Record<string, string>): MeshResource[] {
  return Object.entries(files).flatMap(([file, text]) =>
    parseYaml(file, text).documents.flatMap(({ data }) => {
      const value = data.value as {
        apiVersion?: string;
        kind?: string;
        metadata?: { name?: string; namespace?: string };
      };
      if (value.kind !== 'Namespace') return [];
      return [
        {
          apiVersion: 'v1',
          kind: value.kind,
          name: value.metadata?.name ?? '',
          namespace: '',
          data,
          value,
          origin: 'file' as const,
        },
      ];
    }),
  );
}

async function compare(
  before: Record<string, string>,
  after: Record<string, string>,
): Promise<readonly Upgrade[]> {
  const [old, now] = await Promise.all([detect(memoryTree(before)), detect(memoryTree(after))]);
  return pairUpgrades(old, now, { before: resources(before), after: resources(after) });
}

function brief(upgrades: readonly Upgrade[]): string[] {
  const side = (installation: Upgrade['before']): string =>
    installation ? `${installation.version}${installation.revision && `@${installation.revision}`}` : 'none';
  return upgrades.map(({ id, kind, before, after }) => `${id}: ${kind} ${side(before)} -> ${side(after)}`);
}

describe('detect/pair', () => {
  it('tells upgrades, downgrades, installs and removals', async () => {
    expect(
      brief(await compare({ 'a.yaml': app('istiod', '1.20.6') }, { 'a.yaml': app('istiod', '1.22.2') })),
    ).toEqual(['istiod: upgrade 1.20.6 -> 1.22.2']);
    expect(
      brief(await compare({ 'a.yaml': app('istiod', '1.22.2') }, { 'a.yaml': app('istiod', '1.20.6') })),
    ).toEqual(['istiod: downgrade 1.22.2 -> 1.20.6']);
    expect(brief(await compare({}, { 'a.yaml': app('istiod', '1.22.2') }))).toEqual([
      'istiod: install none -> 1.22.2',
    ]);
    expect(brief(await compare({ 'a.yaml': app('istiod', '1.22.2') }, {}))).toEqual([
      'istiod: remove 1.22.2 -> none',
    ]);
    expect(
      await compare({ 'a.yaml': app('istiod', '1.22.2') }, { 'a.yaml': app('istiod', '1.22.2') }),
    ).toEqual([]);
  });

  it('pairs environments that part, join or move at once', async () => {
    const overlaid = (dev: string, prod: string): Record<string, string> => ({
      'base/app.json': app('istiod', '1.20.6'),
      'base/kustomization.yaml': 'resources: [app.json]\n',
      ...Object.fromEntries(
        Object.entries({ dev, prod }).map(([name, version]) => [
          `overlays/${name}/kustomization.yaml`,
          `resources: [../../base]\npatches:\n- target: {kind: Application}\n  patch: '[{"op": "replace", "path": "/spec/source/targetRevision", "value": "${version}"}]'\n`,
        ]),
      ),
    });
    const versions = async (before: Record<string, string>, after: Record<string, string>) =>
      (await compare(before, after)).map(
        one => `${one.kind} ${one.before?.version ?? 'none'} -> ${one.after?.version ?? 'none'}`,
      );
    const alike = overlaid('1.20.6', '1.20.6');
    expect(await versions(alike, overlaid('1.20.6', '1.22.2'))).toEqual(['upgrade 1.20.6 -> 1.22.2']);
    expect(await versions(overlaid('1.20.6', '1.22.2'), alike)).toEqual(['downgrade 1.22.2 -> 1.20.6']);
    const folders = (names: readonly string[], version: string): Record<string, string> =>
      Object.fromEntries(names.map(name => [`${name}/istiod.json`, app('istiod', version)]));
    expect(await versions(folders(['a/x', 'b/x'], '1.20.6'), folders(['c/y', 'd/y'], '1.22.2'))).toEqual([
      'upgrade 1.20.6 -> 1.22.2',
      'upgrade 1.20.6 -> 1.22.2',
    ]);
  });

  it('sees values as Helm does: layout and comments change nothing', async () => {
    const umbrella = `name: mesh\ndependencies:\n- {name: base, version: 1.22.2, repository: "${ISTIO}"}\n- {name: istiod, version: 1.22.2, repository: "${ISTIO}"}\n`;
    const before = { 'Chart.yaml': umbrella, 'values.yaml': 'istiod:\n  pilot: {env: {A: "1"}}\n' };
    expect(
      await compare(before, {
        ...before,
        'values.yaml': '# a note\nistiod:\n  pilot:\n    env:\n      A: "1"\n',
      }),
    ).toEqual([]);
    expect(brief(await compare(before, { ...before, 'values.yaml': 'istiod: {}\n' }))).toEqual([
      'istiod: values-only 1.22.2 -> 1.22.2',
    ]);
    expect(
      brief(
        await compare(before, {
          ...before,
          'values.yaml': 'global: {hub: x}\nistiod: {pilot: {env: {A: "1"}}}\n',
        }),
      ),
    ).toEqual(['base: values-only 1.22.2 -> 1.22.2', 'istiod: values-only 1.22.2 -> 1.22.2']);
  });

  it('keeps environments apart: only what moves is an upgrade', async () => {
    const before = {
      'dev/istiod.yaml': app('istiod', '1.20.6'),
      'prod/istiod.yaml': app('istiod', '1.20.6'),
    };
    expect(brief(await compare(before, { ...before, 'dev/istiod.yaml': app('istiod', '1.22.2') }))).toEqual([
      'dev/istiod: upgrade 1.20.6 -> 1.22.2',
    ]);
  });

  it('follows moved folders, new neighbours and renamed releases', async () => {
    expect(
      brief(
        await compare(
          { 'istio/1.20.6/istiod.yaml': app('istiod', '1.20.6') },
          { 'istio/1.22.2/istiod.yaml': app('istiod', '1.22.2') },
        ),
      ),
    ).toEqual(['istio/1.22.2/istiod: upgrade 1.20.6 -> 1.22.2']);
    const grown = { 'prod/istiod.yaml': app('istiod', '1.22.2'), 'dev/istiod.yaml': app('istiod', '1.22.2') };
    expect(brief(await compare({ 'prod/istiod.yaml': app('istiod', '1.20.6') }, grown))).toEqual([
      'prod/istiod: upgrade 1.20.6 -> 1.22.2',
      'dev/istiod: install none -> 1.22.2',
    ]);
    expect(
      brief(
        await compare(
          { 'a.yaml': app('istiod', '1.20.6', {}, 'old') },
          { 'b.yaml': app('istiod', '1.22.2', {}, 'new') },
        ),
      ),
    ).toEqual(['istiod: upgrade 1.20.6 -> 1.22.2']);
  });

  it('never takes one gateway for another', async () => {
    const before = {
      'a.yaml': app('gateway', '1.20.6', {}, 'public'),
      'b.yaml': app('gateway', '1.20.6', {}, 'private'),
    };
    const after = {
      'a.yaml': app('gateway', '1.22.2', {}, 'public'),
      'c.yaml': app('gateway', '1.22.2', {}, 'egress'),
    };
    expect(brief(await compare(before, after))).toEqual([
      'gateway-public: upgrade 1.20.6 -> 1.22.2',
      'gateway-egress: install none -> 1.22.2',
      'gateway-private: remove 1.20.6 -> none',
    ]);
  });

  describe('revisions', () => {
    const stable = { 'istiod.yaml': app('istiod', '1.20.6') };
    const canary = { 'canary.yaml': app('istiod', '1.22.2', { revision: 'canary' }, 'istiod-canary') };
    const namespace = (labels: object, name = 'shop'): string =>
      JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });

    it('compares a canary with the control plane that it will replace', async () => {
      expect(brief(await compare(stable, { ...stable, ...canary }))).toEqual([
        'istiod-canary: canary 1.20.6 -> 1.22.2@canary',
      ]);
      const several = {
        'a.yaml': app('istiod', '1.19.0', { revision: 'a' }, 'a'),
        'b.yaml': app('istiod', '1.20.6', { revision: 'b' }, 'b'),
      };
      expect(brief(await compare(several, { ...several, ...canary }))).toEqual([
        'istiod-canary: canary 1.20.6@b -> 1.22.2@canary',
      ]);
    });

    it('takes a revision renamed in place as an upgrade', async () => {
      const old = { 'istiod.yaml': app('istiod', '1.20.6', { revision: '1-20' }) };
      expect(
        brief(await compare(old, { 'istiod.yaml': app('istiod', '1.22.2', { revision: '1-22' }) })),
      ).toEqual(['istiod: upgrade 1.20.6@1-20 -> 1.22.2@1-22']);
    });

    it('judges a moved tag as the upgrade of what it selects', async () => {
      const tagged = (old: string[], now: string[]) => ({
        'old.yaml': app('istiod', '1.20.6', { revision: 'old', revisionTags: old }, 'old'),
        'new.yaml': app('istiod', '1.22.2', { revision: 'new', revisionTags: now }, 'new'),
      });
      const upgrades = await compare(tagged(['prod'], []), tagged([], ['prod']));
      expect(brief(upgrades)).toEqual([
        'istiod-new: values-only 1.22.2@new -> 1.22.2@new',
        'istiod-old: values-only 1.20.6@old -> 1.20.6@old',
        'istiod-new-repoint: repoint 1.20.6@old -> 1.22.2@new',
      ]);
      expect(upgrades[2]?.moved).toEqual({ what: 'revision tag prod', at: { file: 'new.yaml', line: 1 } });
    });

    it('takes a new default tag away from the control plane without revision', async () => {
      const promoted = {
        'canary.yaml': app(
          'istiod',
          '1.22.2',
          { revision: 'canary', revisionTags: ['default'] },
          'istiod-canary',
        ),
      };
      expect(brief(await compare({ ...stable, ...canary }, { ...stable, ...promoted }))).toContain(
        'istiod-canary-repoint: repoint 1.20.6 -> 1.22.2@canary',
      );
      // Added and selected at once: no canary any more.
      expect(brief(await compare(stable, { ...stable, ...promoted }))).toEqual([
        'istiod-canary: repoint 1.20.6 -> 1.22.2@canary',
      ]);
    });

    it('judges moved namespaces, once for all of them', async () => {
      const both = { ...stable, ...canary };
      const upgrades = await compare(
        {
          ...both,
          'ns/a.yaml': namespace({ 'istio-injection': 'enabled' }),
          'ns/b.yaml': namespace({ 'istio.io/rev': 'default' }, 'pay'),
        },
        {
          ...both,
          'ns/a.yaml': namespace({ 'istio.io/rev': 'canary' }),
          'ns/b.yaml': namespace({ 'istio.io/rev': 'canary' }, 'pay'),
        },
      );
      expect(brief(upgrades)).toEqual(['istiod-canary: repoint 1.20.6 -> 1.22.2@canary']);
      expect(upgrades[0]?.moved).toMatchObject({
        what: 'namespace shop, namespace pay',
        at: { file: 'ns/a.yaml' },
      });
    });

    it('says nothing of a label that changes its spelling only, and owns up to an unknown one', async () => {
      expect(
        await compare(
          { ...stable, 'ns.yaml': namespace({ 'istio-injection': 'enabled' }) },
          { ...stable, 'ns.yaml': namespace({ 'istio.io/rev': 'default' }) },
        ),
      ).toEqual([]);
      const both = { ...stable, ...canary };
      const moved = await compare(
        { ...both, 'ns.yaml': namespace({ 'istio.io/rev': 'gone' }) },
        { ...both, 'ns.yaml': namespace({ 'istio.io/rev': 'canary' }) },
      );
      expect(brief(moved)).toEqual(['istiod-canary: repoint none -> 1.22.2@canary']);
    });

    it('judges a gateway that moves to another control plane', async () => {
      const both = { ...stable, ...canary };
      const upgrades = await compare(
        { ...both, 'gw.yaml': app('gateway', '1.20.6', {}, 'gw') },
        { ...both, 'gw.yaml': app('gateway', '1.20.6', { revision: 'canary' }, 'gw') },
      );
      expect(brief(upgrades)).toEqual([
        'gateway: values-only 1.20.6 -> 1.20.6@canary',
        'istiod-canary: repoint 1.20.6 -> 1.22.2@canary',
      ]);
    });

    it('judges a control plane that something waited for, or that comes with its first gateway, in full', async () => {
      const waiting = { ...stable, 'ns.yaml': namespace({ 'istio.io/rev': 'canary' }) };
      const [upgrade, ...others] = await compare(waiting, { ...waiting, ...canary });
      expect(brief(upgrade ? [upgrade] : [])).toEqual(['istiod-canary: repoint 1.20.6 -> 1.22.2@canary']);
      expect(upgrade?.moved).toEqual({ what: 'namespace shop', at: { file: 'ns.yaml', line: 1 } });
      expect(others).toEqual([]);
      const gateway = { 'gw.yaml': app('gateway', '1.22.2', { revision: 'canary' }, 'gw') };
      expect(brief(await compare(stable, { ...stable, ...canary, ...gateway }))).toEqual([
        'istiod-canary: repoint 1.20.6 -> 1.22.2@canary',
        'gateway: install none -> 1.22.2@canary',
      ]);
      const elsewhere = { ...stable, 'ns.yaml': namespace({ 'istio.io/rev': 'other' }) };
      expect(brief(await compare(elsewhere, { ...elsewhere, ...canary }))).toEqual([
        'istiod-canary: canary 1.20.6 -> 1.22.2@canary',
      ]);
    });

    it('ends a canary with a removal', async () => {
      expect(brief(await compare({ ...stable, ...canary }, canary))).toEqual([
        'istiod: remove 1.20.6 -> none',
      ]);
    });
  });

  it('gives every upgrade an id of its own', async () => {
    const before = { 'a/x.yaml': app('istiod', '1.20.6'), 'b/x.yaml': app('istiod', '1.20.6') };
    const after = { 'a/x.yaml': app('istiod', '1.22.2'), 'b/x.yaml': app('istiod', '1.22.2') };
    const ids = (await compare(before, after)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(['a/istiod', 'b/istiod']);
  });
});
