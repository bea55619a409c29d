/** What people write around a command in a shell: functions, conditions, loops, other shells. Whatever it is, the chart is found. */
import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function found(script: string): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree({ 'up.sh': `#!/bin/bash\n${script}\n` }));
  return installations.map(({ chart, version, at }) => `${chart} ${version ?? 'open'} ${at.line}`);
}

const REPOSITORY = 'helm repo add istio https://mirror.example/istio-charts';
const CALL = `${REPOSITORY}\nrelease istiod istio/istiod --version 1.24.1`;
const ONE = 'helm upgrade --install istiod oci://gcr.io/istio-release/charts/istiod --version 1.24.1';

describe('a function that runs Helm with what it is given', () => {
  it.each([
    ['plainly', 'release() {\n  helm upgrade --install "$@"\n}'],
    ['on one line', 'release() { helm upgrade --install "$@"; }'],
    ['with its brace in the next line', 'release()\n{\n  helm upgrade --install "$@"\n}'],
    ['by its keyword alone', 'function release\n{\n  helm upgrade --install "$@"\n}'],
    ['in a shell of its own', 'release() (\n  set -e\n  helm upgrade --install "$@"\n)'],
    ['in a condition', 'function release {\n  if helm upgrade --install "$@"; then\n    return 0\n  fi\n}'],
    ['in a negated condition', 'release() {\n  if ! helm upgrade --install "$@"; then exit 1; fi\n}'],
    [
      'in an arm',
      'release() {\n  if [[ $DRY == 1 ]]; then echo "helm $@"; else helm upgrade --install "$@"; fi\n}',
    ],
    ['until it succeeds', 'release() {\n  until helm upgrade --install "$@"; do\n    sleep 1\n  done\n}'],
    [
      'as often as it takes',
      'release() {\n  for (( i=1; i<=3; i++ )); do\n    if helm upgrade --install "$@"; then return 0; fi\n  done\n}',
    ],
    ['for a time', 'release() {\n  timeout 600 helm upgrade --install "$@"\n}'],
    ['with a variable of its own', 'release() {\n  HELM_DRIVER=sql helm upgrade --install "$@"\n}'],
    ['keeping what it prints', 'release() {\n  local out\n  out=$(helm upgrade --install "$@" 2>&1)\n}'],
    ['out of a text', 'release() {\n  local cmd="helm upgrade --install $*"\n  eval "$cmd"\n}'],
    ['out of a list', 'release() {\n  local cmd=(helm upgrade --install "$@")\n  "${cmd[@]}"\n}'],
    [
      'with some by name',
      'release() {\n  local name="${1:?}" chart="${2:?}"\n  shift 2\n  helm upgrade --install "$name" "$chart" "$@"\n}',
    ],
  ])('%s', async (_how, definition) => {
    const line = definition.split('\n').length + 3;
    expect(await found(`${definition}\n${CALL}`)).toEqual([`istiod 1.24.1 ${line}`]);
  });
});

describe('a command that something else runs', () => {
  it.each([
    [
      'a shell, among others',
      `bash -c '${REPOSITORY}; helm upgrade --install istiod istio/istiod --version 1.24.1'`,
      2,
    ],
    [
      'another host',
      `ssh root@host '${REPOSITORY} && helm upgrade --install istiod istio/istiod --version 1.24.1'`,
      2,
    ],
    ['another host, in lines', `ssh host <<EOF\n${ONE}\nEOF`, 3],
    ['a shell that is handed a text', `cat <<'EOS' | bash\n${ONE}\nEOS`, 3],
    ['a container', `kubectl exec -it tools -- ${ONE}`, 2],
    ['eval', `eval "${ONE}"`, 2],
    ['the background', `${ONE} &\nwait`, 2],
    ['a group', `{ ${ONE}; } 2>&1 | tee log`, 2],
    ['a condition on one line', `[[ -n $X ]] && ${ONE}`, 2],
    ['another user', `sudo -E env PATH=$PATH ${ONE}`, 2],
  ])('%s', async (_who, script, line) => {
    expect(await found(script)).toEqual([`istiod 1.24.1 ${line}`]);
  });

  it.each([
    ['xargs', `printf '%s\\n' base istiod | xargs -I{} helm upgrade --install {} istio/{} --version 1.24.1`],
    [
      'xargs with a mark of its own',
      'echo base istiod | xargs -n1 -I % helm upgrade --install % istio/% --version 1.24.1',
    ],
    ['parallel', 'parallel -j 2 helm upgrade --install {} istio/{} --version 1.24.1 ::: base istiod'],
    [
      'a loop over rows',
      'while read -r name chart; do\n  helm upgrade --install $name $chart --version 1.24.1\ndone <<EOF\nbase istio/base\nistiod istio/istiod\nEOF',
    ],
  ])('each argument of %s', async (_tool, script) => {
    const charts = (await found(`${REPOSITORY}\n${script}`)).map(one => one.replace(/ \d+$/, ''));
    expect(charts).toEqual(['base 1.24.1', 'istiod 1.24.1']);
  });
});
