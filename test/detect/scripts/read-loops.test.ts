// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Loops of a shell over the lines of a text. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

const CASES: readonly (readonly [what: string, files: Files, installed: readonly string[]])[] = [
  [
    'a file',
    {
      'charts.txt': '# name chart version\nistio-base istio/base 1.20.3\nistiod istio/istiod 1.20.4\n',
      'i.sh':
        'while read -r name chart version; do\n  helm upgrade --install "$name" "$chart" --version "$version"\ndone < charts.txt\n',
      'readme.sh': 'helm repo add istio https://istio-release.storage.googleapis.com/charts\n',
    },
    ['base 1.20.3 charts.txt:2', 'istiod 1.20.4 charts.txt:3'],
  ],
  [
    'a file that a command hands on',
    {
      'charts.txt': '# name chart version\nistio-base istio/base 1.20.3\nistiod istio/istiod 1.20.4\n',
      'i.sh':
        'cat "$(dirname "$0")/charts.txt" | while read name chart version; do\n  [ -z "$name" ] && continue\n  helm upgrade --install "$name" "$chart" --version "$version"\ndone\n',
      'readme.sh': 'helm repo add istio https://istio-release.storage.googleapis.com/charts\n',
    },
    ['base 1.20.3 charts.txt:2', 'istiod 1.20.4 charts.txt:3'],
  ],
  [
    'a file by the folder of the script',
    {
      'scripts/i.sh':
        'while IFS=: read -r chart version || [ -n "$chart" ]; do\n  helm upgrade --install "istio-$chart" "istio/$chart" --version "$version"\ndone < "${BASH_SOURCE%/*}/../conf/charts.txt"\n',
      'conf/charts.txt': 'base:1.20.3\nistiod:1.20.4\n',
    },
    ['base 1.20.3 conf/charts.txt:1', 'istiod 1.20.4 conf/charts.txt:2'],
  ],
  [
    'a heredoc',
    {
      'i.sh':
        'while IFS=, read -r name chart version; do\n  helm upgrade --install "$name" "$chart" --version "$version"\ndone <<EOT\nistio-base,istio/base,1.20.3\nistiod,istio/istiod,1.20.4\nEOT\n',
    },
    ['base 1.20.3 i.sh:4', 'istiod 1.20.4 i.sh:5'],
  ],
  [
    'a text of several lines',
    {
      'i.sh':
        'LIST="istio-base istio/base 1.20.3\nistiod istio/istiod 1.20.4"\nwhile read -r name chart version\ndo\n  helm upgrade --install "$name" "$chart" --version "$version"\ndone <<< "$LIST"\n',
    },
    ['base 1.20.3 i.sh:1', 'istiod 1.20.4 i.sh:2'],
  ],
];

describe('detect/scripts/read-loops', () => {
  it.each(CASES)('goes through the lines of %s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  const LOOP =
    'while read -r name chart version; do\n  helm upgrade --install "$name" "$chart" --version "$version"\ndone';

  it.each([
    ['what only running it prints', `# istio\n${LOOP} < <(./charts.sh)\n`],
    ['a file that the tree does not have', `# istio\n${LOOP} < missing.txt\n`],
    ['a file outside of the tree', `# istio\n${LOOP} < ../../etc/passwd\n`],
    [
      'a text that is set twice',
      `L="a istio/base 1.20.3\n"\nL="a istio/istiod 1.20.3\n"\n${LOOP} <<< "$L"\n`,
    ],
  ])('does not go through %s', async (_, script) => {
    expect(await found({ 'up.sh': script })).toEqual([]);
  });

  it.each([
    ['loops that nothing ends', `# istio helm\n${'while read -r a; do\n'.repeat(15_000)}`],
    [
      'loops that nothing feeds',
      `# istio helm\n${'while read -r a; do helm $a; done < x.txt\n'.repeat(7_000)}`,
    ],
    ['texts that nothing ends', `# istio helm\n${'while read a; do :; done\nA="'.repeat(10_000)}`],
    [
      'loops in loops',
      `# istio helm\nL="${'a\n'.repeat(49)}"\n${'while read a; do\n'.repeat(7)}helm $a\n${'done <<< "$L"\n'.repeat(7)}`,
    ],
  ])('gets through %s', async (_, script) => {
    expect(await found({ 'up.sh': script })).toEqual([]);
  });
});
