/** A change in what a chart of the tree is made of is a change, also where no version and no value moves. */

import { detect } from '../../src/detect/detect.js';
import { pairUpgrades } from '../../src/detect/pairing/pair.js';
import type { Problem, Tree } from '../../src/model.js';
import { memoryTree } from '../../src/tree/memory.js';
import { chartArchive } from '../support/archive.js';
import { describe, expect, it } from '../support/jest.js';
import { treeWith } from '../support/trees.js';

type Contents = Readonly<Record<string, string | Uint8Array>>;

/** A tree of texts and archives. */
function treeOf(files: Contents): Tree {
  const texts = Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, typeof content === 'string' ? content : '']),
  );
  return treeWith(memoryTree(texts), {
    bytes: async path => (Object.hasOwn(files, path) ? Buffer.from(files[path] ?? '') : undefined),
  });
}

async function compare(
  before: Contents,
  after: Contents,
): Promise<{ readonly kinds: readonly string[]; readonly problems: readonly Problem[] }> {
  const [old, now] = await Promise.all([detect(treeOf(before)), detect(treeOf(after))]);
  const upgrades = pairUpgrades(old, now, { before: [], after: [] });
  return { kinds: upgrades.map(({ id, kind }) => `${id} ${kind}`), problems: now.problems };
}

const METADATA =
  'apiVersion: v2\nname: istiod\nversion: 1.22.2\nappVersion: 1.22.2\nsources: [https://github.com/istio/istio]\n';
const copy: Contents = {
  'vendor/istiod/Chart.yaml': METADATA,
  'vendor/istiod/README.md': 'istiod',
  'vendor/istiod/values.yaml': 'pilot: {env: {}}\n',
  'vendor/istiod/files/injection-template.yaml': 'a: {{ 1 }}\n',
  'vendor/istiod/templates/NOTES.txt': 'thanks',
  'vendor/istiod/templates/deployment.yaml': 'kind: Deployment\nname: istiod\n',
};

function umbrella(version = '1.22.2', more = ''): Contents {
  return {
    'mesh/Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- name: istiod\n  version: ${version}\n  repository: https://istio-release.storage.googleapis.com/charts\n${more}`,
    'mesh/templates/extra.yaml': 'kind: ConfigMap\n',
  };
}

function archive(version: string, template = 'a: 1\n'): Uint8Array {
  const metadata = METADATA.replaceAll('1.22.2', version);
  return chartArchive('istiod', { 'Chart.yaml': metadata, 'templates/a.yaml': template });
}

describe('detect/chart-content', () => {
  it.each([
    ['templates/deployment.yaml', 'kind: Deployment\nname: other\n'],
    ['files/injection-template.yaml', 'a: {{ 2 }}\n'],
    ['templates/new.yaml', 'kind: Service\n'],
    ['crds/all.yaml', 'kind: CustomResourceDefinition\n'],
    ['values.schema.json', '{}'],
  ])("sees %s of a copy of Istio's chart change at the same version", async (name, text) => {
    const { kinds } = await compare(copy, { ...copy, [`vendor/istiod/${name}`]: text });
    expect(kinds).toEqual(['vendor/istiod/istiod values-only']);
  });

  it.each([
    ['README.md', 'other'],
    ['templates/NOTES.txt', 'other'],
    ['templates/tests/test.yaml', 'kind: Pod\n'],
    ['templates/deployment.yaml', 'kind: Deployment\r\nname: istiod\r\n'],
    ['values.yaml', '# a comment\npilot:\n  env: {}\n'],
  ])('takes another %s for no change', async (name, text) => {
    expect((await compare(copy, { ...copy, [`vendor/istiod/${name}`]: text })).kinds).toEqual([]);
  });

  it('takes another folder for no change', async () => {
    const moved = Object.fromEntries(
      Object.entries(copy).map(([path, text]) => [path.replace('vendor/', 'third/party/'), text]),
    );
    expect((await compare(copy, moved)).kinds).toEqual([]);
  });

  it("sees an umbrella's own templates and imported values change", async () => {
    const base = umbrella();
    const template = await compare(base, { ...base, 'mesh/templates/extra.yaml': 'kind: Secret\n' });
    expect(template.kinds).toEqual(['mesh/istiod values-only']);
    const imported = await compare(
      base,
      umbrella('1.22.2', '  import-values: [{child: pilot, parent: p}]\n'),
    );
    expect(imported.kinds).toEqual(['mesh/istiod values-only']);
  });

  it('leaves the neighbours of a changed part alone', async () => {
    const base = { ...umbrella(), 'mesh/charts/other/Chart.yaml': 'name: other\nversion: 0.1.0\n' };
    const after = { ...base, 'mesh/charts/other/templates/a.yaml': 'kind: ConfigMap\n' };
    expect((await compare(base, after)).kinds).toEqual([]);
  });

  it('sees a vendored archive change under the same name', async () => {
    const path = 'mesh/charts/istiod-1.22.2.tgz';
    const { kinds, problems } = await compare(
      { ...umbrella(), [path]: archive('1.22.2') },
      { ...umbrella(), [path]: archive('1.22.2', 'a: 2\n') },
    );
    expect(kinds).toEqual(['mesh/istiod values-only']);
    expect(problems).toEqual([]);
  });

  it.each([
    ['base', 'sources: [https://github.com/istio/istio]\n', ['base 1.22.2 mesh/charts/base-1.22.2.tgz:1']],
    [
      'gateway',
      'sources: [https://github.com/istio/istio]\n',
      ['gateway 1.22.2 mesh/charts/gateway-1.22.2.tgz:1'],
    ],
    ['gateway', 'sources: [https://github.com/example/gateway]\n', []],
  ])('knows a chart %s by what its archive says of itself: %s', async (name, sources, expected) => {
    const metadata = `apiVersion: v2\nname: ${name}\nversion: 1.22.2\n${sources}`;
    const { installations } = await detect(
      treeOf({
        'mesh/Chart.yaml': 'apiVersion: v2\nname: edge\nversion: 0.1.0\n',
        [`mesh/charts/${name}-1.22.2.tgz`]: chartArchive(name, { 'Chart.yaml': metadata }),
      }),
    );
    expect(
      installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`),
    ).toEqual(expected);
  });

  it('goes by what is inside an archive, and blocks where that is newer than what Chart.yaml asks for', async () => {
    const before = { ...umbrella('1.20.6'), 'mesh/charts/istiod-1.20.6.tgz': archive('1.20.6') };
    for (const path of ['mesh/charts/istiod-1.20.6.tgz', 'mesh/charts/istiod-1.22.2.tgz']) {
      const { problems } = await compare(before, { ...umbrella('1.20.6'), [path]: archive('1.22.2') });
      expect(problems).toContainEqual(
        expect.objectContaining({ why: expect.stringContaining('holds 1.22.2'), blocking: true }),
      );
    }
    const behind = await compare(before, {
      ...umbrella('1.22.2'),
      'mesh/charts/istiod-1.20.6.tgz': archive('1.20.6'),
    });
    expect(behind.kinds).toEqual(['mesh/istiod upgrade']);
    expect(behind.problems).toContainEqual(
      expect.objectContaining({ why: expect.stringContaining('holds 1.20.6'), blocking: false }),
    );
  });

  it('blocks where a lock runs ahead of Chart.yaml', async () => {
    const lock = 'dependencies:\n- name: istiod\n  version: 1.22.2\n';
    const { problems } = await compare(umbrella('1.20.6'), {
      ...umbrella('1.20.6'),
      'mesh/Chart.lock': lock,
    });
    expect(problems).toContainEqual(
      expect.objectContaining({ file: 'mesh/Chart.lock', line: 3, blocking: true }),
    );
  });

  it('takes no part of an umbrella for a release of its own, whatever contradicts it', async () => {
    const inside = Object.fromEntries(
      Object.entries(copy).map(([path, text]) => [path.replace('vendor/', 'mesh/charts/'), text]),
    );
    const detection = await detect(treeOf({ ...umbrella('1.20.6'), ...inside }));
    expect(detection.installations.map(({ id, version }) => `${id} ${version}`)).toEqual([
      'mesh/istiod 1.20.6',
    ]);
  });

  it('names a Chart.yaml that speaks of Istio and can not be read', async () => {
    const broken = { 'mesh/Chart.yaml': `${umbrella()['mesh/Chart.yaml']}x: [\n` };
    const { problems } = await compare(umbrella(), broken);
    expect(problems).toContainEqual(expect.objectContaining({ file: 'mesh/Chart.yaml', blocking: true }));
    const other = await compare({}, { 'shop/Chart.yaml': 'name: [\n', 'a.yaml': 'kind: Service # istio\n' });
    expect(other.problems).toEqual([]);
  });

  it('names releases as Helm lets them be named', async () => {
    const names = await Promise.all(
      ['Mesh_Prod.eu', '-x', 'a'.repeat(60), '---'].map(async name => {
        const files = {
          'mesh/Chart.yaml': `${umbrella()['mesh/Chart.yaml']}`.replace('name: mesh', `name: "${name}"`),
        };
        return (await detect(treeOf(files))).releases[0]?.releaseName;
      }),
    );
    expect(names).toEqual(['mesh-prod-eu', 'x', 'a'.repeat(53), 'release']);
  });

  it('is not that of charts that modules of Go bring along', async () => {
    const moved = Object.entries(copy).map(([path, text]) => [
      path.replace('vendor/', 'vendor/example.com/mesh/'),
      text,
    ]);
    const { installations } = await detect(treeOf(Object.fromEntries(moved)));
    expect(installations).toEqual([]);
    expect((await detect(treeOf(copy))).installations).toHaveLength(1);
  });
});
