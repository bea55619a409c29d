/** istioctl out of its image, and commands as lists of words. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function found(name: string, text: string): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree({ [name]: text }));
  return installations.map(({ chart, istioVersion, at }) => `${chart} ${istioVersion} ${at.line}`);
}

describe('detect/scripts: images of istioctl', () => {
  it.each([
    [
      'up.sh',
      'docker run --rm -v ~/.kube:/root/.kube docker.io/istio/istioctl:1.22.2 install --set profile=minimal -y\n',
      1,
    ],
    [
      'up.sh',
      'kubectl run mesh --image=istio/istioctl:1.22.2-distroless -- install --set profile=minimal -y\n',
      1,
    ],
    ['Makefile', 'V := 1.22.2\nup:\n\tpodman run istio/istioctl:$(V) install --set profile=minimal -y\n', 1],
    [
      '.github/workflows/mesh.yml',
      'on: push\njobs:\n  mesh:\n    container: istio/istioctl:1.22.2\n    steps:\n    - run: istioctl install --set profile=minimal -y\n',
      4,
    ],
    [
      '.gitlab-ci.yml',
      'mesh:\n  image:\n    name: istio/istioctl:1.22.2\n    entrypoint: [""]\n  script:\n  - istioctl install --set profile=minimal -y\n',
      3,
    ],
  ])('%s: reads %j', async (name, text, line) => {
    expect(await found(name, text)).toEqual([`base 1.22.2 ${line}`, `istiod 1.22.2 ${line}`]);
  });

  it('takes none of several images', async () => {
    const text =
      'a:\n  image: istio/istioctl:1.22.2\n  script: [istioctl version]\nb:\n  image: istio/istioctl:1.20.6\n  script:\n  - istioctl install --set profile=minimal -y\n';
    expect(await found('.gitlab-ci.yml', text)).toEqual(['base null 7', 'istiod null 7']);
  });

  it('is none that is asked for something else', async () => {
    expect(await found('up.sh', 'docker run istio/istioctl:1.22.2 analyze -A\n')).toEqual([]);
  });
});

describe('detect/scripts: managers of tools', () => {
  it.each([
    'arkade get istioctl --version 1.22.2\n',
    'arkade get kubectl istioctl@1.22.2\n',
    'asdf install istioctl 1.22.2\n',
    'brew install istioctl@1.22.2\n',
    'go install istio.io/istio/istioctl/cmd/istioctl@1.22.2\n',
  ])('know which istioctl they bring: %j', async text => {
    const script = `${text}istioctl install --set profile=minimal -y\n`;
    expect(await found('up.sh', script)).toEqual(['base 1.22.2 1', 'istiod 1.22.2 1']);
  });
});

describe('detect/scripts: commands as lists', () => {
  const WORDS = '[helm, upgrade, --install, istiod, "istio/istiod", --version, \'1.22.2\', --set, "a=b,c=d"]';

  it.each([
    ['tasks/main.yml', `- name: mesh\n  ansible.builtin.command:\n    argv: ${WORDS}\n`, 3],
    ['cloud-init.yaml', `#cloud-config\nruncmd:\n- ${WORDS}\n`, 3],
    [
      'user-data.yaml',
      '#cloud-config\nruncmd:\n  - helm upgrade --install istiod istio/istiod --version 1.22.2\n',
      3,
    ],
    [
      'wf.yaml',
      'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n  - name: mesh\n    container:\n      image: alpine/helm\n      command: [sh, -c]\n      args: ["helm upgrade --install istiod istio/istiod --version 1.22.2"]\n',
      9,
    ],
    [
      'job.yaml',
      'apiVersion: batch/v1\nkind: Job\nmetadata: {name: mesh}\nspec:\n  template:\n    spec:\n      containers:\n      - name: helm\n        image: alpine/helm:3\n        command: [sh, -c, "helm upgrade --install istiod istio/istiod --version 1.22.2"]\n',
      10,
    ],
    [
      'job.yaml',
      'apiVersion: batch/v1\nkind: Job\nmetadata: {name: mesh}\nspec:\n  template:\n    spec:\n      containers:\n      - name: helm\n        command:\n        - sh\n        - -c\n        - |\n          helm repo update\n          helm upgrade --install istiod istio/istiod --version 1.22.2\n',
      14,
    ],
  ])('%s: reads %j', async (name, text, line) => {
    expect(await found(name, text)).toEqual([`istiod 1.22.2 ${line}`]);
  });
});
