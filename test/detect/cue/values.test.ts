/** Versions that files of one package of CUE say together, cluster by cluster. */
import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
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
});
