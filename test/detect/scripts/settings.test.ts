// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Where the version of a command stands: in settings that scripts source, behind names, in what is put together from other texts. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { bumps, judged } from '../../../tools/score/judged.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

const INSTALL = 'helm install istiod istio/istiod --version "${ISTIO_VERSION}"\n';

describe('detect/scripts: settings', () => {
  it('count before what is taken where nobody gives it, by way of other scripts, too', async () => {
    const files = (preset: string): Files => ({
      'scripts/mesh.sh': `. "$(dirname "$0")/_init.sh"\nISTIO_VERSION="\${ISTIO_VERSION:-${preset}}"\n${INSTALL}`,
      'scripts/_init.sh':
        'ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"\nset -a\n. "$ROOT/config/platform.env"\nset +a\n',
      'config/platform.env': 'REGION=eu\nISTIO_VERSION=1.26.1\n',
    });
    expect(await found(files('1.24.2'))).toEqual(['istiod 1.26.1 config/platform.env:2']);
    const { upgrades, blocking } = await judged(memoryTree(files('1.24.2')), memoryTree(files('1.27.0')));
    expect([upgrades, blocking]).toEqual([[], []]);
  });

  it('are those that the script, or what it sources, names', async () => {
    const files = {
      'setup/infra/istio.sh': `source "\${DIR}/../common.sh"\n${INSTALL}`,
      'setup/common.sh': 'source "${ROOT}/deps.env"\n',
      'deps.env': 'ISTIO_VERSION=1.27.1\n',
      'setup/quick/other.sh': `ISTIO_VERSION=1.27.1\n${INSTALL}`,
    };
    expect(await found(files)).toEqual(['istiod 1.27.1 deps.env:1', 'istiod 1.27.1 setup/quick/other.sh:1']);
  });

  it('are those of each environment that a function of another script sources', async () => {
    const files = (pin: string): Files => ({
      'up.sh': `source lib/common.sh\nload_env "$1"\n${INSTALL}`,
      'lib/common.sh': 'load_env() {\n  source env/defaults.env\n  source "env/$1.env"\n}\n',
      'env/defaults.env': 'ISTIO_VERSION=1.26.3\n',
      'env/dev.env': 'ZONE=dev\n',
      'env/prod.env': `ZONE=prod\n${pin}`,
    });
    const pinned = files('ISTIO_VERSION=1.25.2\n');
    expect(await found(pinned)).toEqual(['istiod 1.25.2 env/prod.env:2', 'istiod 1.26.3 env/defaults.env:1']);
    // Where the pin goes, what all of them have comes into force.
    expect(bumps(await judged(memoryTree(pinned), memoryTree(files(''))))).toEqual([
      'istiod 1.25.2 -> 1.26.3',
    ]);
  });

  it('are those of each environment whose files are called alike, beside one that holds for all', async () => {
    const files = (all: string, pin: string): Files => ({
      'up.sh': `${all}. "stages/$1/istio.env"\n${INSTALL}`,
      'stages/all/istio.env': 'ISTIO_VERSION=1.24.0\n',
      'stages/perf/istio.env': 'ISTIO_VERSION=1.25.2\n',
      'stages/prod/istio.env': pin,
      'stages/test/istio.env': 'ISTIO_VERSION=1.26.3\n',
    });
    const each = ['istiod 1.25.2 stages/perf/istio.env:1', 'istiod 1.26.3 stages/test/istio.env:1'];
    expect(await found(files('. stages/all/istio.env\n', 'ZONE=b\n'))).toEqual([
      'istiod 1.24.0 stages/all/istio.env:1',
      ...each,
    ]);
    expect(await found(files('', 'ISTIO_VERSION=1.26.3\n'))).toEqual([
      'istiod 1.24.0 stages/all/istio.env:1',
      ...each.slice(0, 1),
      'istiod 1.26.3 stages/prod/istio.env:1',
      ...each.slice(1),
    ]);
  });

  it('are read out of a file, and changed by the shell', async () => {
    const files = {
      'up.sh': `rev="$(yq -r '.spec.revision' mesh.yaml)"\nISTIO_VERSION="\${rev//-/.}"\n${INSTALL}`,
      'mesh.yaml': 'spec:\n  profile: minimal\n  revision: 1-24-3\n',
    };
    expect(await found(files)).toEqual(['istiod 1.24.3 mesh.yaml:3']);
  });

  it('keep charts apart that come to one name, as what is set under a condition does', async () => {
    const script =
      'for c in base istiod; do\n  name=$c\n  [ "$c" = base ] && name=istio-base\n  helm upgrade --install "$name" "istio/$c" --version 1.24.3\ndone\n';
    expect(await found({ 'up.sh': script })).toEqual(['base 1.24.3 up.sh:4', 'istiod 1.24.3 up.sh:4']);
  });

  it.each([
    ['install.sh', '. ./versions.env', 'versions.env'],
    ['install.sh', 'source "$(dirname "$0")/versions.sh"', 'versions.sh'],
    ['Makefile', 'include versions.mk', 'versions.mk'],
  ])('are read in %s by %s, even where they do not speak of Istio', async (file, line, settings) => {
    const command = INSTALL.replace('${ISTIO_VERSION}', '${MESH_VERSION}');
    const script = file === 'Makefile' ? `${line}\nup:\n\t${command}` : `${line}\n${command}`;
    expect(await found({ [file]: script, [settings]: '# ours\nMESH_VERSION=1.27.1\n' })).toEqual([
      `istiod 1.27.1 ${settings}:2`,
    ]);
  });

  it.each([
    [
      '$(yq .istio.version versions.yaml)',
      'versions.yaml',
      'other:\n  version: 1.14.0\nistio:\n  version: 1.27.1\n',
      4,
    ],
    [
      "$(yq e '.istio.version' ./versions.yaml)",
      'versions.yaml',
      'istio: {version: v1.27.1}\nb: {version: 1.0.0}\n',
      1,
    ],
    ["$(cat versions.json | jq -r '.a.b')", 'versions.json', '{"b": "1.0.0",\n "a": {"b": "1.27.1"}}\n', 2],
    ["$(grep '^ISTIO=' versions.env | cut -d= -f2)", 'versions.env', 'MESH=1.0.0\nISTIO=1.27.1\n', 2],
    ["$(awk -F= '/ISTIO_CHART/ {print $2}' .env)", '.env', 'ISTIO_CHART=1.27.1\n', 1],
    ["$(sed -n 's/^ISTIO_CHART=//p' .env)", '.env', '# ISTIO_CHART=1.0.0\nISTIO_CHART=v1.27.1\n', 2],
  ])('are what %s reads out of a file', async (asked, path, text, line) => {
    const script = `V=${asked}\nhelm install istiod istio/istiod --version "$V"\n`;
    expect(await found({ 'install.sh': script, [path]: text })).toEqual([`istiod 1.27.1 ${path}:${line}`]);
  });

  it.each([
    `$(sed -n 's/^istio: *//p' "regions/$1/versions.yaml")`,
    `$(grep '^istio:' "$ROOT/regions/\${region}/versions.yaml" | awk '{print $2}')`,
  ])(
    'are what %s reads out of the file of each environment, or open where one does not tell',
    async asked => {
      const files = (eu: string): Files => ({
        'bin/up.sh': `V=${asked}\nhelm install istiod istio/istiod --version "$V"\n`,
        'regions/eu/versions.yaml': eu,
        'regions/us/versions.yaml': 'other: 1.0.0\nistio: 1.26.3\n',
      });
      expect(await found(files('istio: 1.27.1\n'))).toEqual([
        'istiod 1.26.3 regions/us/versions.yaml:2',
        'istiod 1.27.1 regions/eu/versions.yaml:1',
      ]);
      expect(await found(files('istio: next\n'))).toEqual(['istiod null bin/up.sh:2']);
    },
  );

  it('are none that two lines of a file may mean', async () => {
    const script =
      'V=$(grep ISTIO .env | head -1 | cut -d= -f2)\nhelm install istiod istio/istiod --version $V\n';
    expect(await found({ 'install.sh': script, '.env': 'ISTIO_A=1.27.1\nISTIO_B=1.26.0\n' })).toEqual([
      'istiod null install.sh:2',
    ]);
  });

  it.each([
    ['install.sh', 'DEFAULT=1.22.2\n: "${V:=$DEFAULT}"\n', '$V', 1],
    [
      'install.sh',
      'DEFAULT=1.22.2\nwhile getopts "v:" opt; do\n  case $opt in\n    v) V=$OPTARG ;;\n  esac\ndone\nV=${V:-$DEFAULT}\n',
      '$V',
      1,
    ],
    ['justfile', 'v := env_var_or_default("ISTIO_VERSION", "1.22.2")\nup:\n  ', '{{v}}', 1],
    ['justfile', 'export ISTIO_VERSION := env("ISTIO_VERSION", "1.22.2")\nup:\n  ', '$ISTIO_VERSION', 1],
    [
      'Jenkinsfile',
      "parameters {\n  string(name: 'ISTIO_VERSION', defaultValue: '1.22.2', description: 'x')\n}\nsh \"\"\"\n",
      '${params.ISTIO_VERSION}',
      2,
    ],
    [
      '.circleci/config.yml',
      'parameters:\n  istio-version:\n    default: "1.22.2"\njobs:\n  a:\n    steps:\n    - run: ',
      '<< pipeline.parameters.istio-version >>',
      3,
    ],
  ])('are what they are otherwise in %s: %s', async (file, before, version, line) => {
    const command = INSTALL.replace('"${ISTIO_VERSION}"', version);
    expect(await found({ [file]: `${before}${command}` })).toEqual([`istiod 1.22.2 ${file}:${line}`]);
  });

  it.each([
    ['Makefile', 'MESH := $(shell cat ISTIO_VERSION)\nup:\n\t', '$(MESH)'],
    ['deploy/up.sh', 'MESH="$(cat "$ROOT/ISTIO_VERSION")"\n', '$MESH'],
    ['up.sh', 'MESH=$(<ISTIO_VERSION)\n', '$MESH'],
  ])('are all that a file holds which %s prints: %j', async (file, before, version) => {
    const script = `# istio\n${before}${INSTALL.replace('"${ISTIO_VERSION}"', version)}`;
    expect(await found({ [file]: script, ISTIO_VERSION: '\n1.22.2\n' })).toEqual([
      'istiod 1.22.2 ISTIO_VERSION:2',
    ]);
    expect((await found({ [file]: script, ISTIO_VERSION: '1.22.2\n1.23.4\n' }))[0]).toContain('istiod null');
  });

  it('are open where a parameter of a job is not known', async () => {
    const file = '.circleci/config.yml';
    const command = INSTALL.replace('"${ISTIO_VERSION}"', '<<parameters.version>>');
    expect(await found({ [file]: `jobs:\n  a:\n    steps:\n    - run: ${command}` })).toEqual([
      `istiod null ${file}:4`,
    ]);
  });

  it('may be overridden by a name that is the same otherwise', async () => {
    const files = {
      'istio.sh': `ISTIO_VERSION="\${ISTIO_VERSION_OVERRIDE:-$ISTIO_VERSION}"\n${INSTALL}`,
      'deps.env': 'ISTIO_VERSION=1.27.1\n',
    };
    expect(await found(files)).toEqual(['istiod 1.27.1 deps.env:1']);
  });

  it('have comments behind them, and are handed to charts by name', async () => {
    const files = {
      'up.sh': `#!/bin/bash\nreadonly V='1.22.2'   # https://example.com/istio\nhelm template ./mesh --set "version=\${V}" | kubectl apply -f -\n`,
      'mesh/Chart.yaml': 'apiVersion: v2\nname: mesh\nversion: 0.1.0\n',
      'mesh/templates/app.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec:\n  source:\n    chart: istiod\n    repoURL: https://istio-release.storage.googleapis.com/charts\n    targetRevision: {{ .Values.version }}\n  destination: {namespace: istio-system}\n',
    };
    expect(await found(files)).toEqual(['istiod 1.22.2 up.sh:2']);
  });

  it('that say `latest` are the place to pin it', async () => {
    const files = {
      Makefile: 'ISTIO_VERSION=LATEST\ninstall:\n\t./install.sh ${ISTIO_VERSION}\n',
      'install.sh':
        '#!/bin/bash\nISTIO_VERSION="${1}"\ncurl -L https://istio.io/downloadIstio | ISTIO_VERSION=${ISTIO_VERSION} sh -\nistioctl install -y --set profile=minimal\n',
    };
    expect(new Set((await found(files)).map(text => text.split(' ')[2]))).toEqual(new Set(['Makefile:1']));
  });

  it('are read in scripts that carry manifests', async () => {
    const text = `ISTIO_VERSION=1.27.1\ncat <<'EOF' > crds.yaml\n${'# a line of a manifest\n'.repeat(60_000)}EOF\n${INSTALL}`;
    expect(await found({ 'full-install.sh': text })).toEqual(['istiod 1.27.1 full-install.sh:1']);
  });
});

describe('detect/scripts: charts that are only written into the tree', () => {
  const WORKLOAD =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  selector: {}\n  template: {spec: {containers: [{name: discovery, image: "docker.io/istio/pilot:1.24.2"}]}}\n';
  const UPDATE = 'helm template istiod istio/istiod -n istio-system > istio/istiod.yaml\n';

  it('are what stands there, and that is told', async () => {
    const files = { 'patches/update.sh': UPDATE, 'patches/istio/istiod.yaml': WORKLOAD };
    expect(await found(files)).toEqual(['istiod 1.24.2 patches/istio/istiod.yaml:6']);
    const { problems } = await detect(memoryTree(files));
    expect(problems.filter(({ assumption }) => assumption)).toMatchObject([
      { what: 'helm template istiod', file: 'patches/update.sh', line: 1 },
    ]);
  });

  it('count where nothing of the chart stands there', async () => {
    expect(
      await found({ 'patches/update.sh': UPDATE, 'patches/istio/istiod.yaml': '# to be written\n' }),
    ).toEqual(['istiod null patches/update.sh:1']);
  });

  it('may stand in a file whose name has no end', async () => {
    const files = {
      'bench/mesh/setup.sh': 'source "$ROOT/env"\nistioctl install --set profile=minimal -y\n',
      'bench/env': 'ISTIO_VERSION="1.25.2"\n',
      'other.env': 'ISTIO_VERSION=1.29.0\n',
    };
    expect(await found(files)).toEqual(['base 1.25.2 bench/env:1', 'istiod 1.25.2 bench/env:1']);
  });

  it('reach a script only if they are exported, given or sourced', async () => {
    const script =
      'ISTIO_VERSION="${ISTIO_VERSION:-1.24.1}"\nhelm install istiod istio/istiod --version "$ISTIO_VERSION"\n';
    const from = async (makefile: string) =>
      (await found({ Makefile: makefile, 'hack/install.sh': script })).join();
    const set = 'ISTIO_VERSION := 1.26.2\n';
    const run = 'mesh:\n\t./hack/install.sh\n';
    expect(await from(set + run)).toBe('istiod 1.24.1 hack/install.sh:1');
    for (const handed of [
      `export ${set}${run}`,
      `${set}export ISTIO_VERSION\n${run}`,
      `${set}.EXPORT_ALL_VARIABLES:\n${run}`,
      `${set}mesh:\n\tISTIO_VERSION=$(ISTIO_VERSION) ./hack/install.sh\n`,
    ])
      expect(await from(handed)).toBe('istiod 1.26.2 Makefile:1');
  });

  it.each([
    ['ISTIO_VERSION=1.20.3\n', 'grep ISTIO_VERSION versions.env | cut -d= -f2 | cut -d. -f1,2'],
    ['ISTIO_VERSION=1.20.3\nOTHER=1.2.3\n', 'grep -v ISTIO_VERSION versions.env | cut -d= -f2'],
    ['ISTIO_VERSION 1.20.3 9.9.9\n', "awk '/ISTIO_VERSION/ {print $2}' versions.env"],
  ])('are not guessed of %j by `%s`', async (settings, command) => {
    const script = `V=$(${command})\nhelm upgrade --install istiod istio/istiod --version "$V"\n`;
    expect(await found({ 'up.sh': script, 'versions.env': settings })).toEqual(['istiod null up.sh:2']);
  });

  it('are those that a script cleans of quotes', async () => {
    const script =
      'V=$(grep ISTIO_VERSION versions.env | sed "s/.*=//" | tr -d \'"\')\nhelm upgrade --install istiod istio/istiod --version "$V"\n';
    const files = { 'up.sh': script, 'versions.env': 'ISTIO_VERSION="1.20.3"\n' };
    expect(await found(files)).toEqual(['istiod 1.20.3 versions.env:1']);
  });

  it('are those of the package whose script npm runs', async () => {
    const install = (version: string): string =>
      `helm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version ${version}`;
    const settings =
      '{\n  "name": "x",\n  "config": {\n    "istio": "1.27.3",\n    "mesh": {\n      "cni-chart": "1.27.2"\n    }\n  }';
    const own = `${settings},\n  "scripts": {\n    "mesh": "${install('$npm_package_config_istio')}"\n  }\n}\n`;
    expect(
      await found({ 'web/package.json': own, 'package.json': '{"config": {"istio": "1.0.0"}}' }),
    ).toEqual(['istiod 1.27.3 web/package.json:4']);
    const beside = { 'package.json': `${settings}\n}\n` };
    const zx = `await $\`${install('${process.env.npm_package_config_istio}')}\`;\n`;
    expect(await found({ ...beside, 'scripts/up.mjs': zx })).toEqual(['istiod 1.27.3 package.json:4']);
    const shell = `${install('"$npm_package_config_mesh_cni_chart"')}\n`;
    expect(await found({ ...beside, 'scripts/up.sh': shell })).toEqual(['istiod 1.27.2 package.json:6']);
    const none = `${install('"$npm_package_config_other"')}\n`;
    expect(await found({ ...beside, 'scripts/up.sh': none })).toEqual(['istiod null scripts/up.sh:1']);
  });
});
