/** Versions that files of one package of CUE say together, cluster by cluster. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';
const MODULE = { 'cue.mod/module.cue': 'module: "git.example.com/fleet@v0"\n' };

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree({ ...MODULE, ...files }));
  return installations.map(
    ({ chart, version, at, environment }) =>
      `${chart} ${version} ${at.file}:${at.line}${environment ? ` ${environment}` : ''}`,
  );
}

/** Files of which only part was read. */
async function told(files: Files): Promise<readonly string[]> {
  const { problems } = await detect(memoryTree({ ...MODULE, ...files }));
  return problems.filter(({ hides }) => hides).map(({ file, why }) => `${file}: ${why}`);
}

/** A chart of CUE, with tabs as the formatter has them. */
function istiod(version: string, tabs = '\t'): string {
  return `{\n${tabs}chart: "istiod"\n${tabs}repository: "${REPO}"\n${tabs}version: ${version}\n${tabs.slice(1)}}\n`;
}

const MESH = `package platform\n\n#Mesh: {\n\trelease: string | *"1.22.2"\n\tenabled: bool | *true\n\tif enabled {\n\t\tistiod: ${istiod('release', '\t\t\t')}\t}\n}\n`;

describe('detect: values of CUE', () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'a schema that clusters of other folders fill, and one that they switch off',
      {
        'platform/schema.cue':
          'package platform\n\n#Cluster: {\n\tname: string\n\t// unless a cluster says otherwise\n\tversions: {\n\t\tother: *"1.18.2" | string\n\t\tistio: *"1.22.2" | string\n\t}\n\tmesh: enabled: *true | bool\n}\n',
        'platform/istiod.cue': `package platform\n\ncluster: #Cluster\n\nif cluster.mesh.enabled {\n\tobjects: "istiod": #Release & ${istiod('cluster.versions.istio', '\t\t')}}\n`,
        'clusters/core/cluster.cue': 'package platform\n\ncluster: name: "core"\n',
        'clusters/edge/cluster.cue':
          'package platform\n\ncluster: {\n\tname: "edge"\n\tversions: istio: "1.21.5" // held\n}\n',
        'clusters/spare/cluster.cue':
          'package platform\n\ncluster: {\n\tname: "spare"\n\tmesh: enabled: false\n}\n',
      },
      ['istiod 1.22.2 platform/schema.cue:8 core', 'istiod 1.21.5 clusters/edge/cluster.cue:5 edge'],
    ],
    [
      'folders below, which add to the package',
      {
        'mesh/mesh.cue': `package mesh\n\n_versions: {\n\tistio: *"1.22.2" | string\n}\nreleases: istiod: ${istiod('_versions.istio')}`,
        'mesh/dev/dev.cue': 'package mesh\n\nenvironment: "dev"\n',
        'mesh/prod/prod.cue': 'package mesh\n\n_versions: istio: "1.21.5"\n',
      },
      ['istiod 1.22.2 mesh/mesh.cue:4 dev', 'istiod 1.21.5 mesh/prod/prod.cue:3 prod'],
    ],
    [
      'a default of the chart itself',
      {
        'platform/istio.cue': `package platform\n\nistiod: ${istiod('*"1.22.2" | string')}`,
        'envs/core/core.cue': 'package platform\n\nistiod: values: a: 1\n',
        'envs/edge/edge.cue': 'package platform\n\nistiod: version: "1.21.5"\n',
      },
      ['istiod 1.22.2 platform/istio.cue:6 core', 'istiod 1.21.5 envs/edge/edge.cue:3 edge'],
    ],
    [
      'what several fields are made of',
      {
        'platform/mesh.cue': MESH,
        'platform/clusters.cue':
          'package platform\n\nclusters: prod: #Mesh & {release: "1.21.5"}\nclusters: dev: #Mesh\nclusters: off: #Mesh & {enabled: false}\n',
      },
      ['istiod 1.21.5 platform/clusters.cue:3 prod', 'istiod 1.22.2 platform/mesh.cue:4 dev'],
    ],
    [
      'what other packages make of an imported definition',
      {
        'platform/mesh.cue': MESH,
        'clusters/core/core.cue':
          'package core\n\nimport "git.example.com/fleet/platform"\n\ncore: platform.#Mesh\n',
        'clusters/edge/edge.cue':
          'package edge\n\nimport (\n\t"git.example.com/fleet/platform"\n)\n\nedge: platform.#Mesh & {\n\trelease: "1.21.5"\n}\n',
      },
      ['istiod 1.22.2 platform/mesh.cue:4 core', 'istiod 1.21.5 clusters/edge/edge.cue:8 edge'],
    ],
    [
      'a definition of an imported package',
      {
        'versions/versions.cue': 'package versions\n\n#Versions: {\n\tistio: "1.22.2"\n}\n',
        'mesh/mesh.cue': `package mesh\n\nimport (\n\t"strings"\n\n\t"git.example.com/fleet/versions"\n)\n\nistiod: ${istiod('versions.#Versions.istio')}`,
      },
      ['istiod 1.22.2 versions/versions.cue:4 mesh'],
    ],
    [
      'nothing of folders of the same package that say it of another chart',
      {
        'parts/istio/istio.cue': `package holos\n\nComponent: ${istiod('"1.22.2"')}`,
        'parts/certs/certs.cue':
          'package holos\n\nComponent: {\n\tchart: "cert-manager"\n\tversion: "1.13.0"\n}\n',
        'parts/other/other.cue': 'package holos\n\nComponent: {}\n',
      },
      ['istiod 1.22.2 parts/istio/istio.cue:6 parts/istio'],
    ],
  ])('reads %s', async (_what, files, expected) => {
    expect(await found(files)).toEqual(expected);
  });

  it('says what nothing switches on', async () => {
    const { problems } = await detect(
      memoryTree({
        ...MODULE,
        'mesh/mesh.cue': `package mesh\n\nmesh: enabled: *false | bool\nif mesh.enabled {\n\tistiod: ${istiod('"1.22.2"', '\t\t')}}\n`,
      }),
    );
    expect(problems.map(({ why }) => why).join('\n')).toContain(
      'only where `mesh.enabled` says so, which nothing in this repository switches on',
    );
  });

  it('takes a short time for what refers to itself, and for brackets without an end', async () => {
    const loops = Array.from(
      { length: 300 },
      (_, index) => `a${index}: a${(index + 1) % 300} & a${(index + 2) % 300}`,
    );
    const text = `package mesh\n\n${loops.join('\n')}\nif a1.b {\n\tistiod: ${istiod('a0.version', '\t\t')}}\n${'x: {y: ['.repeat(2000)}`;
    expect((await found({ 'mesh/mesh.cue': text })).length).toBe(1);
  }, 10_000);

  const SHARED = `package app\n\ncluster: #Cluster\n#Cluster: version: *"1.22.2" | string\nmesh: ${istiod('cluster.version')}`;

  it('reads each of many clusters, and tells where there are more than are read', async () => {
    const clusters = (count: number): Files =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `clusters/c${index}/cluster.cue`,
          `package app\n\ncluster: version: "1.23.${index % 5}"\n`,
        ]),
      );
    const all = await found({ 'app.cue': SHARED, ...clusters(150) });
    expect(all).toHaveLength(150);
    expect(await told({ 'app.cue': SHARED, ...clusters(150) })).toEqual([]);
    expect(await told({ 'app.cue': SHARED, ...clusters(501) })).toEqual([
      'app.cue: more files, fields and references decide what it declares than people write: not all were looked at',
    ]);
  });

  it('tells of files beyond those that are read, but for definitions of others', async () => {
    const others = (folder: string): Files =>
      Object.fromEntries(
        Array.from({ length: 1001 }, (_, index) => [`${folder}/a${index}.cue`, 'package other\n']),
      );
    const own = { 'app.cue': SHARED, 'zz/cluster.cue': 'package app\n\ncluster: version: "1.23.2"\n' };
    expect(await found({ ...own, ...others('cue.mod/gen') })).toEqual(['istiod 1.23.2 zz/cluster.cue:3']);
    expect(await told({ ...own, ...others('cue.mod/gen') })).toEqual([]);
    expect(await told({ ...own, ...others('other') })).toEqual([
      expect.stringContaining('come after the first 1000 files of CUE, and were not looked at'),
    ]);
  });

  it('takes no version that fields beyond those that are read may outweigh', async () => {
    const fields = (count: number): string =>
      Array.from({ length: count }, (_, index) => `f${index}: 1\n`).join('');
    const file = (count: number): Files => ({
      'app.cue': `package app\n\nIstio: Version: string | *"1.22.2"\nmesh: ${istiod('Istio.Version')}${fields(count)}Istio: Version: "1.23.2"\n`,
    });
    expect(await found(file(6000))).toEqual(['istiod 1.23.2 app.cue:6009']);
    expect(await told(file(21_000))).toEqual([expect.stringContaining('not all were looked at')]);
  });

  it.each([
    ['one', 'Mesh: Istio: Version: "1.22.2"\n', '1.22.2'],
    ['one that counts otherwise', 'Mesh: Istio: Version: *"1.22.2" | string\n', '1.22.2'],
    ['what another name stands for', 'Mesh: Istio: Version: Pinned\nPinned: "1.22.2"\n', '1.22.2'],
    ['a definition', 'Mesh: #Mesh\n#Mesh: Istio: {Version: "1.22.2"}\n', '1.22.2'],
    ['itself', 'Mesh: Istio: Version: Mesh.Istio.Version\n', 'null'],
    ['two that differ', 'Mesh: Istio: Version: "1.22.2" | "1.23.2"\n', 'null'],
  ])('takes the text of a field of another package in the folder: %s', async (_, text, version) => {
    const files = {
      'a.cue': `package a\n\nmesh: ${istiod('Mesh.Istio.Version')}`,
      'b.cue': `package b\n\n${text}`,
    };
    expect((await found(files)).map(one => one.split(' ')[1])).toEqual([version]);
  });
});
