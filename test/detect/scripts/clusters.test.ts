// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** One release that a script installs on several clusters, in a version of its own on each. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const HELM =
  'helm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts -n istio-system';

async function found(script: string) {
  const { installations } = await detect(memoryTree({ 'install.sh': `#!/bin/bash\n${script}` }));
  return installations;
}

async function places(script: string): Promise<readonly string[]> {
  return (await found(script)).map(({ version, at, environment }) => `${environment} ${version} ${at.line}`);
}

describe('detect/scripts: clusters', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'a loop over pairs that are set as arguments',
      `for row in "dev 1.28.1" "prod 1.27.3"; do\n  set -- $row\n  ${HELM} --kube-context "$1" --version "$2"\ndone\n`,
      ['dev 1.28.1 2', 'prod 1.27.3 2'],
    ],
    [
      'a loop over the keys of an array',
      `declare -A V=([dev]=1.28.1 [prod]=1.27.3)\nfor c in "\${!V[@]}"; do\n  ${HELM} --kube-context "$c" --version "\${V[$c]}"\ndone\n`,
      ['dev 1.28.1 2', 'prod 1.27.3 2'],
    ],
    [
      'a loop over lines, whose cluster is chosen before',
      `while read -r cluster version; do\n  aws eks update-kubeconfig --name "$cluster" --region eu-west-1\n  ${HELM} --version "$version"\ndone <<EOF\ndev 1.28.1\nprod 1.27.3\nEOF\n`,
      ['dev 1.28.1 6', 'prod 1.27.3 7'],
    ],
    [
      'commands with a context each',
      `${HELM} --kube-context dev --version 1.28.1\n${HELM} --kube-context=prod --version 1.27.3\n`,
      ['dev 1.28.1 2', 'prod 1.27.3 3'],
    ],
    [
      'commands behind what chooses the context',
      `kubectl config use-context dev\n${HELM} --version 1.28.1\nkubectl config use-context prod\n${HELM} --version 1.27.3\n`,
      ['dev 1.28.1 3', 'prod 1.27.3 5'],
    ],
    [
      'commands with a file each',
      `export KUBECONFIG=dev.conf\n${HELM} --version 1.28.1\nKUBECONFIG=prod.conf ${HELM} --version 1.27.3\n`,
      ['dev.conf 1.28.1 3', 'prod.conf 1.27.3 4'],
    ],
  ])('tells each of %s', async (_, script, expected) => {
    expect(await places(script)).toEqual(expected);
  });

  it('takes the last of several upgrades of one cluster, and says so', async () => {
    const steps = `for v in 1.27.3 1.28.1; do\n  ${HELM} --version "$v"\ndone\n`;
    for (const script of [steps, `kubectl config use-context prod\n${steps}`]) {
      const [only, ...others] = await found(script);
      expect(only?.version).toBe('1.28.1');
      expect(others).toEqual([]);
      expect(only?.release.problems.map(({ what }) => what)).toContain('release istiod');
    }
  });
});
