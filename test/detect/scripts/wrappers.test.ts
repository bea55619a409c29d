/** Functions of scripts that run a tool with what they are given. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function found(script: string): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree({ 'install.sh': `#!/bin/bash\n${script}` }));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.line}`);
}

const BIN = 'bin="$PWD"/istio-1.22.2/bin/istioctl\n';

describe('detect/scripts/wrappers', () => {
  it.each([
    `mesh() {\n  istioctl_bin=$PWD/istio-1.22.2/bin/istioctl\n  [ -f "$istioctl_bin" ] || exit 1\n  "$istioctl_bin" --context="$context" $@\n}\nmesh -y install --set profile=minimal\n`,
    'function mesh {\n  ./istio-1.22.2/bin/istioctl "$@"\n}\nmesh install --set profile=minimal\n',
    'mesh() { ./istio-1.22.2/bin/istioctl -y "${@}"; } # short\nmesh install --set profile=minimal\n',
  ])('reads what is called through them: %j', async script => {
    const charts = (await found(script)).map(text => text.split(' ').slice(0, 2).join(' '));
    expect(charts).toEqual(['base 1.22.2', 'istiod 1.22.2']);
  });

  it('reads Helm through them, too', async () => {
    const script =
      'h() {\n  helm --kube-context dev "$@"\n}\nh upgrade --install istiod istio/istiod --version 1.22.2 -n istio-system\n';
    expect(await found(script)).toEqual(['istiod 1.22.2 5']);
  });

  it.each([
    'h() { helm upgrade --install "$@" -n istio-system --version 1.22.2; }\nh istiod istio/istiod\n',
    'h() {\n  helm upgrade --install "$@" \\\n    --version 1.22.2\n}\nh istiod istio/istiod --wait\n',
  ])('reads what they put behind what they are given: %j', async script => {
    const line = script.split('\n').findIndex(one => one.includes('--version')) + 2;
    expect(await found(script)).toEqual([`istiod 1.22.2 ${line}`]);
  });

  it('fills in what they are given one by one', async () => {
    const script =
      'V=1.22.2\nchart() {\n  local release="$1" name="$2"\n  helm upgrade --install "$release" "istio/$name" \\\n    --version "$V" --namespace istio-system\n}\nchart istio-base base\nchart istiod istiod "$3"\n';
    expect(await found(script)).toEqual(['base 1.22.2 2', 'istiod 1.22.2 2']);
  });

  it('counts calls, not what they call, each with the version that it is given', async () => {
    const chart =
      'mesh() {\n  helm upgrade --install "istiod-${2//./-}" istio/istiod --version "$1"\n}\nmesh 1.21.6 a.b\nmesh 1.22.4 c\n';
    expect(await found(chart)).toEqual(['istiod 1.21.6 5', 'istiod 1.22.4 6']);
    const tool =
      'mesh() {\n  local v=$1\n  "istio-$v/bin/istioctl" install -y --set profile=minimal --revision "${v//./-}"\n}\nmesh 1.21.6\nmesh 1.22.4\n';
    expect((await found(tool)).filter(text => text.startsWith('istiod'))).toEqual([
      'istiod 1.21.6 6',
      'istiod 1.22.4 7',
    ]);
  });

  it.each([
    'chart() {\n  local release="$1"\n  shift || true\n  local name="$1"\n  shift\n  helm upgrade --install "$release" "istio/$name" "$@"\n}\n',
    'chart() {\n  local release=$1 name=$2\n  shift 2\n  local more=("$@")\n  echo "installs $*"\n  helm upgrade --install "$release" "istio/$name" "${more[@]}"\n}\n',
    'chart() {\n  local -a more\n  IFS=" " read -ra more <<< "${@:3}"\n  helm upgrade --install "$1" "istio/$2" "${more[@]}"\n}\n',
    'chart() { helm upgrade --install "$1" "istio/$2" "${@:3}"; }\n',
  ])('counts what is taken off, and hands on the rest: %j', async script => {
    const called = `${script}chart plane istiod --version 1.22.2\n`;
    expect(await found(called)).toEqual([`istiod 1.22.2 ${called.split('\n').length}`]);
  });

  it('takes functions from a file whose name has no end', async () => {
    const { installations } = await detect(
      memoryTree({
        deploy: '#!/usr/bin/env bash\nsource functions\nchart plane istio/istiod 1.22.2\n',
        functions: 'chart() {\n  helm upgrade --install "$1" "$2" --version "$3"\n}\n',
      }),
    );
    expect(installations.map(({ chart, version, at }) => [chart, version, at])).toEqual([
      ['istiod', '1.22.2', { file: 'deploy', line: 3 }],
    ]);
  });

  it('keeps what a call gives a name that is the same', async () => {
    const script =
      'mesh() {\n  local cloud=$1\n  istioctl install --set profile=minimal --set values.global.meshID=$cloud -y\n}\nfor cloud in $CLOUDS; do\n  mesh $cloud\ndone\n';
    expect(await found(script)).toEqual(['base null 4', 'istiod null 4']);
  });

  it('is none that hands manifests to a deletion', async () => {
    expect(await found('istioctl manifest generate | kubectl delete -f -\n')).toEqual([]);
    expect(await found('istioctl manifest generate | kubectl apply -f -\n')).not.toEqual([]);
  });

  it.each([
    ['something else', 'mesh() {\n  echo "$@"\n}\nmesh install -y\n'],
    ['no arguments', `${BIN}mesh() {\n  $bin version\n}\nmesh install\n`],
    ['no function', 'mesh {\n  istioctl "$@"\n}\nmesh install\n'],
    ['what is never called', 'mesh() {\n  istioctl "$@"\n}\n'],
  ])('is none that runs %s', async (_, script) => {
    expect(await found(script)).toEqual([]);
  });

  it('reads on behind comments among the arguments', async () => {
    const script =
      'helm upgrade --install istiod istio/istiod \\\n  `# the mesh` \\\n  --set revision=a `# b` \\\n  --version 1.22.2\n';
    expect(await found(script)).toEqual(['istiod 1.22.2 5']);
  });

  it('gets through a script of nothing but heads', async () => {
    expect(await found(`${'a(){\n'.repeat(150_000)}istioctl install "$@"\n`)).toBeDefined();
  });

  it('are where istioctl stands, and no call where they are declared', async () => {
    const script =
      'mesh() {\n  local cluster=$1\n  istioctl install --set profile=minimal --set values.global.network=$cluster -y\n}\nmesh east\n';
    expect(await found(script)).toEqual(['base null 4', 'istiod null 4']);
  });

  it('are as many as istioctl is handed meshes of its own', async () => {
    const install = (profile: string): string =>
      `istioctl install -y -f - <<EOF\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {profile: ${profile}}\nEOF\n`;
    const script = `if [ "$AMBIENT" ]; then\n${install('minimal')}else\n${install('remote')}fi\n`;
    expect(await found(script)).toEqual(['base null 3', 'istiod null 3', 'base null 9', 'istiod null 9']);
    const asked =
      'istioctl install --set profile=minimal -y\nistioctl install --set profile=minimal --set values.x=1 -y\n';
    expect(await found(asked)).toEqual(['base null 2', 'istiod null 2']);
  });

  it('are as many with a file that all of them are handed, too', async () => {
    const install = (revision: string): string =>
      `istioctl install -y -f base.yaml -f - <<EOF\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {revision: ${revision}}\nEOF\n`;
    const base = 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {profile: minimal}\n';
    const { installations } = await detect(
      memoryTree({ 'base.yaml': base, 'a.sh': install('blue') + install('green') }),
    );
    const planes = installations.filter(({ chart }) => chart === 'istiod');
    expect(planes.map(({ revision }) => revision)).toEqual(['blue', 'green']);
  });

  it('get through what repeats a long argument many times over', async () => {
    const apply = `kubectl apply -f - <<EOF\n${'$1'.repeat(30_000)}\nEOF\n`;
    const script = `f() {\n${apply}helm install ${'$1'.repeat(30_000)}\n}\nf ${'x'.repeat(100_000)}\nhelm install istiod istio/istiod --version 1.22.2\n`;
    expect(await found(script)).toHaveLength(1);
  });

  it('take what an argument is otherwise where a call leaves it out, and nothing of it elsewhere', async () => {
    const script =
      'chart() { helm upgrade --install "$1" "istio/$2" --version "${3:-1.20.3}"; }\nchart base base\nchart istiod istiod 1.21.1\n';
    expect(await found(script)).toEqual(['base 1.20.3 2', 'istiod 1.21.1 4']);
  });
});
