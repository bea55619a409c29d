/** Jobs that run istioctl inside of the cluster. */

import { detect } from '../../../src/detect/detect.js';
import { lookup } from '../../../src/detect/values/values.js';
import type { Detection } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { bumps, judged } from '../../../tools/score/judged.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata: {name: installer, namespace: istio-system}
data:
  mesh.yaml: |
    apiVersion: install.istio.io/v1alpha1
    kind: IstioOperator
    spec:
      profile: minimal
      values:
        pilot:
          env:
            ENABLE_AUTO_SNI: "false"
`;

interface JobParts {
  readonly name?: string;
  readonly image?: string;
  readonly command?: string;
  readonly kind?: string;
  readonly map?: string;
}

function job({
  name = 'installer-1-30-3',
  image = 'istio/istioctl:1.30.3-distroless',
  command = 'command: [istioctl, install, -y, -f, /mnt/mesh.yaml]',
  kind = 'Job',
  map = '{name: installer}',
}: JobParts = {}): string {
  return `apiVersion: batch/v1
kind: ${kind}
metadata: {name: ${name}, namespace: istio-system}
spec:
  template:
    spec:
      containers:
      - name: istioctl
        image: ${image}
        ${command}
        volumeMounts: [{name: config, mountPath: /mnt}]
      volumes: [{name: config, configMap: ${map}}]
`;
}

async function read(files: Files): Promise<Detection> {
  return detect(memoryTree(files));
}

async function planes(files: Files): Promise<readonly string[]> {
  return (await read(files)).installations
    .filter(({ chart }) => chart === 'istiod')
    .map(({ version, at, release }) => `${release.form} ${version} ${at.file}:${at.line}`);
}

describe('detect/istio-operator/jobs', () => {
  it('installs by the release of the image what the mounted ConfigMap holds, wherever that stands', async () => {
    const { installations } = await read({ 'job.yaml': job(), 'config.yaml': CONFIG });
    expect(installations.map(({ chart }) => chart)).toEqual(['base', 'istiod']);
    const [, istiod] = installations;
    expect(istiod).toMatchObject({
      version: '1.30.3',
      at: { file: 'job.yaml', line: 9 },
      release: { form: 'istio-operator', declared: { file: 'config.yaml', line: 6 }, problems: [] },
    });
    expect(lookup(istiod?.release.values ?? [], ['pilot', 'env', 'ENABLE_AUTO_SNI'])).toMatchObject({
      value: 'false',
      file: 'config.yaml',
      line: 13,
    });
  });

  it.each([
    ['its entry point', 'args: [install, -y, --set, profile=minimal]'],
    ['a shell', 'command: [sh, -c, "istioctl install -y --set profile=minimal"]'],
    ['a path', 'command: [/usr/local/bin/istioctl]\n        args: [upgrade, -y]'],
  ])('runs it by %s', async (_, command) => {
    expect(await planes({ 'job.yaml': job({ command }) })).toEqual(['istioctl 1.30.3 job.yaml:9']);
  });

  it.each([
    ['another command', 'command: [istioctl, analyze]'],
    ['no command', 'args: []'],
  ])('is nothing with %s', async (_, command) => {
    expect((await read({ 'job.yaml': job({ command }) })).installations).toEqual([]);
  });

  it('says what is not decided: an image without a release, a file that nobody mounts', async () => {
    for (const image of ['istio/istioctl', 'example.com/tools:3'])
      expect(await planes({ 'job.yaml': job({ image }), 'config.yaml': CONFIG })).toEqual([
        expect.stringContaining('istio-operator null'),
      ]);
    const { installations, problems } = await read({
      'job.yaml': job({ map: '{name: other}' }),
      'config.yaml': CONFIG,
    });
    expect(installations[0]?.release.valuesUnknown).toBe(true);
    expect(problems).toContainEqual(
      expect.objectContaining({
        what: 'istioctl -f /mnt/mesh.yaml',
        file: 'job.yaml',
        line: 10,
        blocking: true,
      }),
    );
  });

  it('runs what the tree has, where nothing says which file of it is mounted', async () => {
    const operator =
      'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec: {profile: minimal}\n';
    const generator = 'resources: [job.yaml]\nconfigMapGenerator:\n- name: installer\n  files: [mesh.yaml]\n';
    expect(
      await planes({ 'kustomization.yaml': generator, 'job.yaml': job(), 'mesh.yaml': operator }),
    ).toEqual(['istio-operator 1.30.3 job.yaml:9']);
  });

  it('takes the key that the volume puts under that name', async () => {
    const map = '{name: installer, items: [{key: mesh.yaml, path: operator.yaml}]}';
    const command = 'command: [istioctl, install, -f, /mnt/operator.yaml]';
    const { installations } = await read({ 'job.yaml': job({ map, command }), 'config.yaml': CONFIG });
    expect(installations.map(({ chart }) => chart)).toEqual(['base', 'istiod']);
  });

  it('takes the tag that a kustomization gives to the image', async () => {
    const kustomization =
      'resources: [job.yaml, config.yaml]\nimages:\n- name: istio/istioctl\n  newTag: 1.29.2\n';
    expect(
      await planes({ 'kustomization.yaml': kustomization, 'job.yaml': job(), 'config.yaml': CONFIG }),
    ).toEqual(['istio-operator 1.29.2 kustomization.yaml:4']);
  });

  it('is an upgrade where the Job gets a new name with its release', async () => {
    const files = (name: string, tag: string): Files => ({
      'mesh.yaml': `${CONFIG}---\n${job({ name, image: `istio/istioctl:${tag}` })}`,
    });
    const moved = await judged(
      memoryTree(files('installer-1-29-2', '1.29.2')),
      memoryTree(files('installer-1-30-3', '1.30.3')),
    );
    expect(bumps(moved)).toEqual(['base 1.29.2 -> 1.30.3', 'istiod 1.29.2 -> 1.30.3']);
  });
});
