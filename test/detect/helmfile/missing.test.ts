/** States of Helmfile that run others which are not here: a version handed to them, or asked for, moves what they install. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { judged } from '../../../tools/score/judged.js';
import { describe, expect, it } from '../../support/jest.js';

const RELEASES = 'releases:\n- name: web\n  chart: ./web\n';

async function blockingOf(state: (version: string) => string) {
  const [base, head] = ['1.20.6', '1.22.2'].map(version =>
    memoryTree({ 'run/helmfile.yaml': `${state(version)}${RELEASES}` }),
  );
  if (!base || !head) throw new Error('there are two');
  return (await judged(base, head)).blocking.map(({ file, line }) => `${file}:${line}`);
}

describe('detect: states of Helmfile that are not here', () => {
  it.each<[string, (version: string) => string]>([
    [
      'out of the tree',
      version => `helmfiles:\n- {path: ../../istio/helmfile.yaml, values: [{v: ${version}}]}\n`,
    ],
    ['missing', version => `helmfiles:\n- {path: ../istio/helmfile.yaml, values: [{v: ${version}}]}\n`],
    ['missing, by its name', version => `helmfiles:\n- ../istio/helmfile.yaml # ${version}\n`],
    ['matching no file', version => `helmfiles:\n- ../istio/*.yaml # ${version}\n`],
    [
      'in another repository',
      version => `helmfiles:\n- git::https://git.example.com/istio.git@istio/helmfile.yaml?ref=${version}\n`,
    ],
    [
      'given values that speak of Istio',
      version => `helmfiles:\n- {path: ../mesh.yaml, values: [{istioVersion: ${version}}]}\n`,
    ],
    ['a base', version => `bases:\n- ../istio/base.yaml # ${version}\n---\n`],
  ])('names one that is %s', async (_, state) => {
    expect(await blockingOf(state)).toEqual(['run/helmfile.yaml:2']);
  });

  it('lets one of other things pass', async () => {
    const state = (version: string): string =>
      `# istio is elsewhere\nhelmfiles:\n- {path: ../nginx.yaml, values: [{v: ${version}}]}\n`;
    expect(await blockingOf(state)).toEqual([]);
  });
});

const ISTIOD =
  "repositories: [{name: istio, url: 'https://istio-release.storage.googleapis.com/charts'}]\nreleases:\n- {name: istiod, namespace: istio-system, chart: istio/istiod, version: '{{ .Values.mesh }}'}\n";

async function versionWith(values: string) {
  const { installations, problems } = await detect(
    memoryTree({
      'helmfile.yaml': `environments:\n  default:\n    ${values}\n---\n${ISTIOD}`,
      'mesh.yaml': 'mesh: 1.22.1\n',
    }),
  );
  return {
    versions: installations.map(({ version, at }) => `${version} ${at.file}:${at.line}`),
    told: problems.map(({ why, blocking }) => `${blocking} ${why}`),
  };
}

describe('detect: values of a Helmfile environment that are not here', () => {
  it.each(['../more.yaml', 'more.yaml', 'git::https://git.example.com/values.git@more.yaml?ref=main'])(
    'tells that %s may name another version',
    async file => {
      const { versions, told } = await versionWith(`values: [mesh.yaml, '${file}']`);
      expect(versions).toEqual(['1.22.1 mesh.yaml:1']);
      expect(told).toEqual([
        `true its version is 1.22.1 unless the file ${file} (helmfile.yaml:3) names another one, which is not in this repository. Give it with --from and --to.`,
      ]);
    },
  );

  it('lets what is set after it stand', async () => {
    const { versions, told } = await versionWith('values: [../more.yaml, mesh.yaml]');
    expect(versions).toEqual(['1.22.1 mesh.yaml:1']);
    expect(told).toEqual([]);
  });

  it('takes an encrypted file for one without versions, and says so', async () => {
    const { versions, told } = await versionWith('values: [mesh.yaml]\n    secrets: [secrets.yaml]');
    expect(versions).toEqual(['1.22.1 mesh.yaml:1']);
    expect(told).toEqual([
      'false its version is taken to be 1.22.1: an encrypted file (helmfile.yaml:4) could name another one, and is taken not to',
    ]);
  });

  it('tells of the file that is missing, whatever is encrypted', async () => {
    const values = 'values: [mesh.yaml, ../more.yaml]\n    secrets: [secrets.yaml]';
    expect((await versionWith(values)).told).toEqual([
      expect.stringContaining('unless the file ../more.yaml'),
    ]);
  });
});

describe('detect: names of Helmfile releases that are not decided', () => {
  it('are spelt for people', async () => {
    const state =
      'repositories: [{name: istio, url: \'https://istio-release.storage.googleapis.com/charts\'}]\nreleases:\n- name: {{ requiredEnv "TEAM" }}-istio\n  chart: istio/istiod\n  values: [x.yaml]\n';
    const { problems } = await detect(memoryTree({ 'helmfile.yaml.gotmpl': state }));
    const told = problems.map(({ what, why }) => `${what} ${why}`).join('\n');
    expect(told).toContain('release {{ the environment variable TEAM }}-istio');
    expect(told).not.toContain('preflight-undecided');
  });
});
