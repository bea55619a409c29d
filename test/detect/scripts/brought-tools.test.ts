// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Loops over clusters that have a release each: the tool that a function brings, and arms that a round does not come to. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const CLUSTERS =
  'clusters:\n  - name: west\n    role: primary\n    istio: 1.22.1\n  - name: east\n    role: remote\n    istio: 1.21.3\n';
const TOOL = 'get_istioctl() {\n  curl -L "https://istio.io/$1" | tar -xz\n  echo "/opt/$1/istioctl"\n}\n';

function script(body: string): Files {
  return {
    'clusters.yaml': CLUSTERS,
    'install.sh': `#!/bin/bash\n${TOOL}yq -r '.clusters[] | [.name, .role, .istio] | @tsv' clusters.yaml |\nwhile IFS=$'\\t' read -r name role version; do\n${body}done\n`,
  };
}

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

describe('detect: tools that a function brings', () => {
  it('are of the version that each round gives', async () => {
    const files = script(
      '  istioctl=$(get_istioctl "$version")\n  "$istioctl" install --context "$name" -y --set profile=minimal\n',
    );
    expect(await found(files)).toEqual([
      'base 1.21.3 clusters.yaml:7',
      'base 1.22.1 clusters.yaml:4',
      'istiod 1.21.3 clusters.yaml:7',
      'istiod 1.22.1 clusters.yaml:4',
    ]);
  });

  it('are of a version that is written out there', async () => {
    const files = {
      'install.sh': `#!/bin/bash\n${TOOL}for ctx in a b; do\n  ISTIOCTL="$(get_istioctl 1.22.1)"\n  $ISTIOCTL install --context $ctx -y --set profile=minimal\ndone\n`,
    };
    expect(await found(files)).toEqual(['base 1.22.1 install.sh:7', 'istiod 1.22.1 install.sh:7']);
  });
});

describe('detect: arms in rounds of a loop', () => {
  const helm = (chart: string) =>
    `    helm upgrade --install "$name-${chart}" istio/${chart} --version "$version" --kube-context "$name"\n`;

  it.each([
    ['[[ $role == remote ]]', ['base 1.21.3 clusters.yaml:7', 'istiod 1.22.1 clusters.yaml:4']],
    ['[ "$role" != "primary" ]', ['base 1.21.3 clusters.yaml:7', 'istiod 1.22.1 clusters.yaml:4']],
  ])('are left out where %s is not so', async (condition, expected) => {
    const files = script(`  if ${condition}; then\n${helm('base')}  else\n${helm('istiod')}  fi\n`);
    expect(await found(files)).toEqual(expected);
  });

  it('are left out with all that stands in them', async () => {
    const files = script(
      `  if [[ $role == primary ]]; then\n    if [[ $name == west ]]; then\n${helm('istiod')}    fi\n  else\n    if true; then\n      echo\n    fi\n  fi\n${helm('base')}`,
    );
    expect(await found(files)).toEqual([
      'base 1.21.3 clusters.yaml:7',
      'base 1.22.1 clusters.yaml:4',
      'istiod 1.22.1 clusters.yaml:4',
    ]);
  });

  it.each(['[[ $role == "$OTHER" ]]', '[[ $role == rem* ]]', '[[ $role == remote ]] || true', 'test -f x'])(
    'are all read where nobody knows of %s',
    async condition => {
      const files = script(`  if ${condition}; then\n${helm('base')}  else\n${helm('istiod')}  fi\n`);
      expect(await found(files)).toHaveLength(4);
    },
  );

  it('are all read where there are more than two', async () => {
    const files = script(
      `  if [[ $role == remote ]]; then\n${helm('base')}  elif [[ $role == x ]]; then\n${helm('cni')}  else\n${helm('istiod')}  fi\n`,
    );
    expect(await found(files)).toHaveLength(6);
  });
});
