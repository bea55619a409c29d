/** Loops over what a script lists, and names that stand for several words. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function found(script: string, name = 'install.sh'): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree({ [name]: script }));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.line}`);
}

const HELM = 'helm upgrade --install';

describe('detect/scripts/loops', () => {
  it.each([
    `- for c in base istiod; do ${HELM} $c istio/$c --version 1.22.2; done`,
    `- "for c in base istiod; do ${HELM} $c istio/$c --version 1.22.2; done"`,
    `- 'for c in base istiod\n\n      do\n\n      ${HELM} $c istio/$c --version 1.22.2\n\n      done'`,
  ])('are one item of a pipeline: %j', async item => {
    const pipeline = `deploy:\n  script:\n    - helm repo update\n    ${item}\n`;
    const lines = (await found(pipeline, '.gitlab-ci.yml')).map(line => line.replace(/ \d+$/, ''));
    expect(lines).toEqual(['base 1.22.2', 'istiod 1.22.2']);
  });

  it('fill in the arguments that a list holds, and run the command that is no mere look', async () => {
    const script = `declare -A V=([istio]=1.22.2 [redis]=7.0.1)\ncase "$1" in\n  diff) cmd=(helm diff upgrade --install) ;;\n  *) cmd=(helm upgrade --install) ;;\nesac\nfor line in "istio base" "istio istiod"; do\n  read -r product chart <<<"$line"\n  args=(-n mesh --version "\${V[$product]}")\n  "\${cmd[@]}" "$chart" "oci://gcr.io/istio-release/charts/$chart" "\${args[@]}"\ndone\n`;
    expect(await found(script)).toEqual(['base 1.22.2 1', 'istiod 1.22.2 1']);
  });

  it.each([
    ['words', `for c in base istiod; do\n  ${HELM} "istio-$c" istio/$c --version 1.22.2\ndone\n`, 2],
    [
      'an array',
      `CHARTS=(base istiod)\nfor c in "\${CHARTS[@]}"\ndo\n  ${HELM} $c istio/\${c} --version 1.22.2\ndone\n`,
      4,
    ],
    [
      'an array of several lines',
      `CHARTS=(\n  base # first\n  "istiod"\n)\nfor c in "\${CHARTS[@]}"; do ${HELM} $c istio/$c --version 1.22.2; done\n`,
      5,
    ],
    ['a text', `CHARTS="base istiod"\nfor c in $CHARTS; do ${HELM} $c istio/$c --version 1.22.2; done\n`, 2],
    [
      'keys of an array',
      `declare -A R=([istio-base]=base [istiod]=istiod)\nfor r in "\${!R[@]}"; do\n  ${HELM} "$r" "istio/\${R[$r]}" --version 1.22.2\ndone\n`,
      3,
    ],
    [
      'pairs that are cut',
      `for p in istio-base:base istiod:istiod; do\n  name="\${p%%:*}"\n  chart=\${p##*:}\n  ${HELM} "$name" "istio/$chart" --version 1.22.2\ndone\n`,
      4,
    ],
    [
      'pairs that are read',
      `for p in "istio-base|base" "istiod|istiod"; do\n  IFS='|' read -r name chart <<< "$p"\n  ${HELM} "$name" "istio/$chart" --version 1.22.2\ndone\n`,
      3,
    ],
    [
      'a loop in a loop',
      `for e in dev; do\n  for c in base istiod; do\n    ${HELM} $c istio/$c --kube-context $e --version 1.22.2\n  done\ndone\n`,
      3,
    ],
    [
      'a loop in a function',
      `up() {\n  for c in "$@"; do\n    true\n  done\n  for c in base istiod; do\n    ${HELM} $c istio/$c --version "$1"\n  done\n}\nup 1.22.2\n`,
      9,
    ],
  ])('goes through %s', async (_, script, line) => {
    expect(await found(script)).toEqual([`base 1.22.2 ${line}`, `istiod 1.22.2 ${line}`]);
  });

  it('goes through lists of Make', async () => {
    const text = `CHARTS := base istiod\nV ?= 1.22.2\nup:\n\t@for c in $(CHARTS); do \\\n\t  ${HELM} $$c istio/$\${c} --version $(V); \\\n\tdone\n`;
    expect(await found(text, 'Makefile')).toEqual(['base 1.22.2 2', 'istiod 1.22.2 2']);
  });

  it('takes the line of the version that a round has', async () => {
    const text = `for p in base:1.22.1 \\\n  istiod:1.22.2; do\n  v=\${p#*:}\n  ${HELM} \${p%:*} istio/\${p%:*} --version $v\ndone\n`;
    expect(await found(text)).toEqual(['base 1.22.1 1', 'istiod 1.22.2 2']);
  });

  it.each([
    ['a text', 'ARGS="--version 1.22.2 -n istio-system"', '$ARGS'],
    ['an array', 'ARGS=(\n  --version 1.22.2\n)', '"${ARGS[@]}"'],
  ])('reads arguments out of %s', async (_, set, use) => {
    const [line] = set.includes('\n') ? [2] : [1];
    expect(await found(`${set}\n${HELM} istiod istio/istiod ${use}\n`)).toEqual([`istiod 1.22.2 ${line}`]);
  });

  it.each([
    ['what only running it tells', `for c in $(ls charts); do ${HELM} $c istio/$c --version 1.22.2; done\n`],
    ['files', `for c in charts/*; do ${HELM} istio-$c $c --version 1.22.2; done\n`],
    ['a list that is set twice', `C=(base)\nC=(istiod)\nfor c in "\${C[@]}"; do ${HELM} $c istio/$c; done\n`],
    [
      'more rounds than people list',
      `for c in ${Array.from({ length: 60 }, (_, n) => `istiod${n}`).join(' ')}; do ${HELM} $c istio/$c; done\n`,
    ],
  ])('does not go through %s', async (_, script) => {
    expect(await found(script)).toEqual([]);
  });

  it('does not take a text that a command is fed for a heredoc', async () => {
    const script = `read -r a <<< "one two"\n${HELM} istiod istio/istiod --version 1.22.2\n`;
    expect(await found(script)).toEqual(['istiod 1.22.2 2']);
  });

  it('fills in arguments that a name holds, verb and all', async () => {
    const script =
      'VERSION=1.22.2\nopts="upgrade -i --namespace istio-system --version ${VERSION}"\nhelm $(echo $opts) istiod istio/istiod\nhelm $opts cni istio/cni\n';
    const { installations } = await detect(memoryTree({ 'a.sh': script }));
    expect(installations.map(({ chart, version, at }) => `${chart} ${version} ${at.line}`)).toEqual([
      'istiod 1.22.2 1',
      'cni 1.22.2 1',
    ]);
  });

  it('gets through texts that are filled in many times over', async () => {
    const apply = (text: string): string => `kubectl apply -f - <<EOF\n${text}\nEOF\n`;
    const rounds = `for a in ${'x '.repeat(50)}; do\nfor b in ${'y '.repeat(50)}; do\n${apply('# istio $a $b\n'.repeat(15_000))}done\ndone\n`;
    const long = `for a in ${'x'.repeat(50_000)}; do\n${apply('$a'.repeat(80_000))}done\n`;
    const install = `${HELM} istiod istio/istiod --version 1.22.2\n`;
    expect(await found(rounds + install)).toHaveLength(1);
    expect(await found(long + install)).toHaveLength(1);
  });
});
