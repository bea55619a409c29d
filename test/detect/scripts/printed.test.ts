// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Commands of a shell that print what others are given: lists that a loop reads, versions that a file holds. */

import { detect } from '../../../src/detect/detect.js';
import { unreadForms } from '../../../src/detect/unread/forms.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { all as found } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const CASES: readonly (readonly [what: string, files: Files, installed: readonly string[]])[] = [
  [
    'lines that grep finds',
    {
      'install.sh':
        '#!/usr/bin/env bash\nset -euo pipefail\nhelm repo add istio https://istio-release.storage.googleapis.com/charts\ngrep \'^istio/\' versions.txt | while read -r chart version; do\n  helm upgrade --install "${chart#istio/}" "$chart" --version "$version" -n istio-system --create-namespace\ndone\n',
      'versions.txt':
        '# chart version\nistio/base 1.22.3\nistio/istiod 1.22.3\njetstack/cert-manager 1.15.0\nistio/gateway 1.22.1\n',
    },
    ['base 1.22.3 versions.txt:2', 'gateway 1.22.1 versions.txt:5', 'istiod 1.22.3 versions.txt:3'],
  ],
  [
    'lines that grep leaves',
    {
      'bootstrap/charts.txt':
        '# release,chart,version,namespace\nistio-base,istio/base,1.21.5,istio-system\nistiod,istio/istiod,1.21.5,istio-system\nkiali,kiali/kiali-operator,1.80.0,kiali\n',
      'bootstrap/install.sh':
        '#!/usr/bin/env bash\nhelm repo add istio https://istio-release.storage.googleapis.com/charts\ncat "$(dirname "$0")/charts.txt" | grep -v \'^#\' | while IFS=, read -r release chart version ns; do\n  [ -z "$release" ] && continue\n  helm upgrade --install "$release" "$chart" --version "$version" --namespace "$ns"\ndone\n',
    },
    ['base 1.21.5 bootstrap/charts.txt:2', 'istiod 1.21.5 bootstrap/charts.txt:3'],
  ],
  [
    'what stands behind a loop in `< <(…)`',
    {
      'install.sh':
        '#!/bin/bash\nhelm repo add istio https://istio-release.storage.googleapis.com/charts\nwhile IFS=\' \' read -r chart version; do\n  helm upgrade -i "$chart" "istio/$chart" --version "$version" -n istio-system\ndone < <(grep -vE \'^(#|$)\' "$(dirname "${BASH_SOURCE[0]}")/istio-charts.txt" | sort)\n',
      'istio-charts.txt': '# charts\nistiod 1.24.2\n\nbase 1.24.2\ncni 1.24.0\n',
    },
    ['base 1.24.2 istio-charts.txt:4', 'cni 1.24.0 istio-charts.txt:5', 'istiod 1.24.2 istio-charts.txt:2'],
  ],
  [
    'fields that awk prints',
    {
      'charts.csv':
        'name,repo,version,env\nbase,https://istio-release.storage.googleapis.com/charts,1.23.5,prod\nbase,https://istio-release.storage.googleapis.com/charts,1.24.2,dev\nistiod,https://istio-release.storage.googleapis.com/charts,1.23.5,prod\n',
      'deploy.sh':
        '#!/bin/sh\nawk -F, \'NR>1 && $4 == "prod" {print $1, $2, $3}\' charts.csv | while read -r name repo version; do\n  helm upgrade -i "$name" "$name" --repo "$repo" --version "$version" -n istio-system\ndone\n',
    },
    ['base 1.23.5 charts.csv:2', 'istiod 1.23.5 charts.csv:4'],
  ],
  [
    'lines for something that is filled in, each with its environment',
    {
      'charts.txt': 'dev base 1.24.2\ndev istiod 1.24.2\nprod base 1.23.4\nprod istiod 1.23.4\n',
      'deploy.sh':
        '#!/bin/bash\nENVIRONMENT="${1:-dev}"\ngrep "^$ENVIRONMENT " charts.txt | while read -r env name version; do\n  helm upgrade -i "$name" "$name" --repo https://istio-release.storage.googleapis.com/charts --version "$version" -n istio-system\ndone\n',
    },
    [
      'base 1.23.4 charts.txt:3',
      'base 1.24.2 charts.txt:1',
      'istiod 1.23.4 charts.txt:4',
      'istiod 1.24.2 charts.txt:2',
    ],
  ],
  [
    'keys of a file by yq, with what stands under each',
    {
      'charts.yml': 'istio:\n  base: 1.24.2\n  istiod: 1.24.2\n  gateway: 1.24.1\n',
      'run.sh':
        '#!/bin/bash\nset -e\nfor c in $(yq \'.istio | keys | .[]\' charts.yml); do\n  v=$(yq ".istio.$c" charts.yml)\n  helm upgrade --install "istio-$c" "$c" --repo https://istio-release.storage.googleapis.com/charts --version "$v" -n istio-system\ndone\n',
    },
    ['base 1.24.2 charts.yml:2', 'gateway 1.24.1 charts.yml:4', 'istiod 1.24.2 charts.yml:3'],
  ],
  [
    'items of a file by their numbers',
    {
      'charts.yaml':
        'charts:\n  - name: base\n    repo: istio\n    version: 1.23.4\n    namespace: istio-system\n  - name: istiod\n    repo: istio\n    version: 1.23.4\n    namespace: istio-system\n  - name: gateway\n    repo: istio\n    version: 1.23.1\n    namespace: istio-ingress\n',
      'install.sh':
        '#!/usr/bin/env bash\nhelm repo add istio https://istio-release.storage.googleapis.com/charts\ncount=$(yq \'.charts | length\' charts.yaml)\nfor i in $(seq 0 $((count-1))); do\n  name=$(yq ".charts[$i].name" charts.yaml)\n  version=$(yq ".charts[$i].version" charts.yaml)\n  ns=$(yq ".charts[$i].namespace" charts.yaml)\n  helm upgrade --install "$name" "istio/$name" --version "$version" -n "$ns" --create-namespace\ndone\n',
    },
    ['base 1.23.4 charts.yaml:4', 'gateway 1.23.1 charts.yaml:12', 'istiod 1.23.4 charts.yaml:8'],
  ],
  [
    'items that a loop counts',
    {
      'charts.yaml':
        'charts:\n  - chart: base\n    version: 1.23.4\n  - chart: istiod\n    version: 1.23.4\n',
      'run.sh':
        '#!/bin/bash\nN=$(yq e \'.charts | length\' charts.yaml)\nfor ((i = 0; i < N; i++)); do\n  chart=$(yq e ".charts[$i].chart" charts.yaml)\n  version=$(yq e ".charts[$i].version" charts.yaml)\n  helm upgrade --install "istio-$chart" "$chart" --repo https://istio-release.storage.googleapis.com/charts --version "$version" -n istio-system\ndone\n',
    },
    ['base 1.23.4 charts.yaml:3', 'istiod 1.23.4 charts.yaml:5'],
  ],
  [
    'fields by jq, a line each',
    {
      'charts.json':
        '[\n  {"name": "istio-base", "chart": "istio/base", "version": "1.22.2"},\n  {"name": "istiod", "chart": "istio/istiod", "version": "1.22.2"},\n  {"name": "prometheus", "chart": "prometheus/prometheus", "version": "25.0.0"}\n]\n',
      'run.sh':
        '#!/usr/bin/env bash\nhelm repo add istio https://istio-release.storage.googleapis.com/charts\njq -r \'.[] | [.name, .chart, .version] | @tsv\' charts.json | while IFS=$\'\\t\' read -r name chart version; do\n  helm upgrade --install "$name" "$chart" --version "$version" -n istio-system\ndone\n',
    },
    ['base 1.22.2 charts.json:2', 'istiod 1.22.2 charts.json:3'],
  ],
  [
    'objects by jq, whose fields are asked for',
    {
      'charts.json':
        '[\n  {\n    "name": "istio-base",\n    "chart": "base",\n    "version": "1.22.2"\n  },\n  {\n    "name": "istiod",\n    "chart": "istiod",\n    "version": "1.22.3"\n  }\n]\n',
      'run.sh':
        '#!/bin/bash\njq -c \'.[]\' charts.json | while read -r row; do\n  name=$(echo "$row" | jq -r \'.name\')\n  chart=$(echo "$row" | jq -r \'.chart\')\n  version=$(jq -r .version <<< "$row")\n  helm upgrade --install "$name" "$chart" --repo https://istio-release.storage.googleapis.com/charts --version "$version" -n istio-system\ndone\n',
    },
    ['base 1.22.2 charts.json:5', 'istiod 1.22.3 charts.json:10'],
  ],
  [
    'objects in base64',
    {
      'charts.json':
        '{"charts": [\n  {"name": "base", "version": "1.22.2"},\n  {"name": "istiod", "version": "1.22.3"}\n]}\n',
      'run.sh':
        "#!/bin/bash\nfor row in $(jq -r '.charts[] | @base64' charts.json); do\n  _jq() {\n    echo ${row} | base64 --decode | jq -r ${1}\n  }\n  helm upgrade --install \"$(_jq '.name')\" \"$(_jq '.name')\" --repo https://istio-release.storage.googleapis.com/charts --version \"$(_jq '.version')\" -n istio-system\ndone\n",
    },
    ['base 1.22.2 charts.json:2', 'istiod 1.22.3 charts.json:3'],
  ],
  [
    'entries that are switched on',
    {
      'apps.yaml':
        'apps:\n  istio-base: {chart: base, version: 1.23.4, enabled: true}\n  istiod: {chart: istiod, version: 1.23.4, enabled: true}\n  istio-cni: {chart: cni, version: 1.23.4, enabled: false}\n',
      'run.sh':
        '#!/bin/bash\nyq -r \'.apps | to_entries[] | select(.value.enabled == true) | [.key, .value.chart, .value.version] | join(" ")\' apps.yaml |\nwhile read -r name chart version; do\n  helm upgrade --install "$name" "$chart" --repo https://istio-release.storage.googleapis.com/charts --version "$version" -n istio-system\ndone\n',
    },
    ['base 1.23.4 apps.yaml:2', 'istiod 1.23.4 apps.yaml:3'],
  ],
  [
    'an entry of a list by its name',
    {
      '.github/test_dependencies.yaml':
        'dependencies:\n  - name: istio\n    version: 1.24.2\n    url: https://istio.io\n  - name: cert-manager\n    version: v1.15.1\n',
      'hack/setup.sh':
        '#!/bin/bash\nISTIO_VERSION=$(yq \'.dependencies[] | select(.name == "istio") | .version\' .github/test_dependencies.yaml)\ncurl -L https://istio.io/downloadIstio | ISTIO_VERSION=$ISTIO_VERSION sh -\n"istio-${ISTIO_VERSION}/bin/istioctl" install -y --set profile=demo\n',
    },
    [
      'base 1.24.2 .github/test_dependencies.yaml:3',
      'gateway 1.24.2 .github/test_dependencies.yaml:3',
      'gateway 1.24.2 .github/test_dependencies.yaml:3',
      'istiod 1.24.2 .github/test_dependencies.yaml:3',
    ],
  ],
  [
    'a function that asks a file',
    {
      'deps.json':
        '{\n  "tools": {\n    "helm": "3.15.0"\n  },\n  "charts": {\n    "istio": { "repo": "https://istio-release.storage.googleapis.com/charts", "version": "1.23.3" },\n    "argo-cd": { "version": "7.3.0" }\n  }\n}\n',
      'scripts/mesh.sh':
        '#!/usr/bin/env bash\nDEPS="$(git rev-parse --show-toplevel)/deps.json"\nget() { jq -r ".charts[\\"$1\\"].version" "$DEPS"; }\nV=$(jq -r \'.charts.istio.version\' deps.json)\nhelm repo add istio https://istio-release.storage.googleapis.com/charts\nhelm upgrade --install istio-base istio/base --version "$V" -n istio-system\nhelm upgrade --install istiod istio/istiod --version "$(get istio)" -n istio-system\n',
    },
    ['base 1.23.3 deps.json:6', 'istiod 1.23.3 deps.json:6'],
  ],
  [
    'a function of a file that is sourced',
    {
      'ci/install.sh':
        '#!/bin/bash\nsource "$(dirname "$0")/lib.sh"\nISTIO_VERSION=$(version_of istio)\nhelm repo add istio https://istio-release.storage.googleapis.com/charts\nhelm upgrade --install istiod istio/istiod -n istio-system --version "$ISTIO_VERSION"\n',
      'ci/lib.sh':
        'version_of() {\n  yq -r --arg n "$1" \'.[] | select(.name == $n) | .version\' dependencies.yaml\n}\n',
      'dependencies.yaml':
        '- name: istio\n  chart: istiod\n  version: "1.24.3"\n- name: ingress-nginx\n  version: 4.11.0\n',
    },
    ['istiod 1.24.3 dependencies.yaml:3'],
  ],
  [
    'a function with names and the environment',
    {
      'hack/install.sh':
        '#!/usr/bin/env bash\nDIR="$(cd "$(dirname "$0")" && pwd)"\nchart_version() {\n  local name="$1"\n  NAME="$name" yq \'.[] | select(.name == strenv(NAME)) | .version\' "$DIR/versions.yaml"\n}\nhelm repo add istio https://istio-release.storage.googleapis.com/charts\nhelm upgrade -i istio-base istio/base -n istio-system --version "$(chart_version istio-base)"\nhelm upgrade -i istiod istio/istiod -n istio-system --version "$(chart_version istiod)"\n',
      'hack/versions.yaml':
        '- name: istio-base\n  version: 1.24.2\n- name: istiod\n  version: 1.24.2\n- name: kyverno\n  version: 3.2.0\n',
    },
    ['base 1.24.2 hack/versions.yaml:2', 'istiod 1.24.2 hack/versions.yaml:4'],
  ],
  [
    'a line behind another one by awk',
    {
      Makefile:
        "ISTIO_VERSION := $(shell awk '/istio:/{f=1} f&&/version:/{print $$2; exit}' versions.yaml)\nKEDA_VERSION := $(shell yq .components.keda.version versions.yaml)\nistio:\n\thelm repo add istio https://istio-release.storage.googleapis.com/charts\n\thelm upgrade --install istiod istio/istiod --version $(ISTIO_VERSION) -n istio-system\n",
      'versions.yaml': 'components:\n  istio:\n    version: 1.23.6\n  keda:\n    version: 2.14.0\n',
    },
    ['istiod 1.23.6 versions.yaml:3'],
  ],
  [
    'what `envsubst` fills in',
    {
      'install.sh':
        '#!/bin/bash\nexport ISTIO_VERSION="$(yq e \'.istio\' versions.yaml)"\nenvsubst < iop.tpl.yaml | istioctl install -y -f -\n',
      'iop.tpl.yaml':
        'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata:\n  name: cp\nspec:\n  tag: ${ISTIO_VERSION}\n  profile: default\n',
      'versions.yaml': 'istio: 1.24.2\ncertManager: 1.15.0\n',
    },
    ['base 1.24.2 versions.yaml:1', 'gateway 1.24.2 versions.yaml:1', 'istiod 1.24.2 versions.yaml:1'],
  ],
];

describe('detect: script printed', () => {
  it.each(CASES)('%s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });
});

const LIST = 'cni 1.20.1\nbase 1.22.2\nistiod 1.22.3\ngateway 1.19.0\n';

function loopOver(command: string, list = LIST): Files {
  return {
    'install.sh': `helm repo add istio https://istio-release.storage.googleapis.com/charts\n${command} | while read -r chart version; do\n  helm upgrade -i "$chart" "istio/$chart" --version "$version"\ndone\n`,
    'charts.txt': list,
  };
}

const LINES: readonly (readonly [command: string, installed: readonly string[], list?: string])[] = [
  ["egrep 'base|istiod' charts.txt", ['base 1.22.2', 'istiod 1.22.3']],
  ['grep -e base -e istiod charts.txt', ['base 1.22.2', 'istiod 1.22.3']],
  ['grep -v -e base -e istiod charts.txt', ['cni 1.20.1', 'gateway 1.19.0']],
  ["fgrep '1.2' charts.txt", ['istiod 1.24.2'], 'base 1x24.2\nistiod 1.24.2\n'],
  ["awk '/base/ || /istiod/ {print $1, $2}' charts.txt", ['base 1.22.2', 'istiod 1.22.3']],
  ["sort charts.txt | awk 'NR==1'", [], 'istiod 1.22.3\nbase 1.20.1\n'],
  ["sort charts.txt | awk '{print $1, $2; exit}'", [], 'istiod 1.22.3\nbase 1.20.1\n'],
  ['sort charts.txt | sed 1d', [], 'istiod 1.22.3\nbase 1.20.1\n'],
  ['sort charts.txt | grep -m1 istiod', [], 'istiod 1.22.3\nistiod 1.20.1\n'],
  ['uniq -d charts.txt', []],
  ["cut -d, -f3,1 charts.txt | tr , ' '", ['istiod 1.22.3'], 'istiod,x,1.22.3\n'],
  ["cat charts.txt | tr -s ' ' | cut -d' ' -f1,3", ['istiod 1.21.0'], 'istiod  1.22.2   1.21.0\n'],
  ["cat charts.txt | tr ';' '\\n' | grep istiod", ['istiod 1.22.3'], 'base 1.20.1;istiod 1.22.3\n'],
  ["awk '{print $1, $2}' charts.txt | sed 's/-rc0//'", ['istiod 1.22.3'], 'istiod 1.22.3-rc0\n'],
  ["sed -e 's/-rc0//' -e 's/istiox/istiod/' charts.txt", ['istiod 1.22.3'], 'istiox 1.22.3-rc0\n'],
  ["jq -r '.[].line' charts.txt | head -n 1", [], '[{"name": "istiod"}, {"line": "istiod 1.22.3"}]'],
  [
    'jq -r \'.[] | .name + " " + .version\' charts.txt',
    ['base 1.22.3', 'istiod null'],
    '[{"name": "istiod"}, {"name": "base", "version": "1.22.3"}]',
  ],
  [
    'jq -r \'.[] | select(.name == "istiod" or .name == "base" and .on == true) | "\\(.name) \\(.version)"\' charts.txt',
    ['istiod 1.22.3'],
    '[{"name": "istiod", "on": false, "version": "1.22.3"}, {"name": "base", "on": false, "version": "1.20.3"}]',
  ],
];

describe('lines that tools of a shell take', () => {
  it.each(LINES)('%s', async (command, installed, list = LIST) => {
    const files = loopOver(
      command.replace('charts.txt', list.startsWith('[') ? 'charts.json' : 'charts.txt'),
      list,
    );
    const { installations } = await detect(memoryTree({ ...files, 'charts.json': list }));
    expect(installations.map(({ chart, version }) => `${chart} ${version}`).sort()).toEqual(installed);
  });

  it('counts down', async () => {
    const files = loopOver('cat charts.txt');
    const script =
      'for patch in {1..0}; do helm template "istio-1-22-$patch" istio/istiod --version "1.22.$patch" | kubectl apply -f -; done\n';
    expect(
      await found({
        ...files,
        'charts.txt': '',
        'install.sh': `${files['install.sh']?.split('\n')[0]}\n${script}`,
      }),
    ).toHaveLength(2);
  });
});

const MANY = Array.from({ length: 600 }, (_, index) => `chart${index} 1.20.0\n`).join('');
/** Of what nothing is found, it is not known that nothing is installed. */
const OPEN: readonly (readonly [command: string, list?: string])[] = [
  ['awk -v chart="$CHART" \'$1 == chart {print $1, $2}\' charts.txt'],
  ['awk "/^$CHART/ {print}" charts.txt'],
  ['grep "istio-$CHART" charts.txt'],
  ['fgrep "istio-$CHART" charts.txt'],
  ['sed "/istio-$CHART/d" charts.txt'],
  ["grep '^ztunnel' charts.txt"],
  ["grep -v '^#' charts.txt | grep istiod", `${MANY}istiod 1.22.3\n`],
];

describe('a loop whose rounds are not known', () => {
  it.each(OPEN)('is told: %s', async (command, list = LIST) => {
    const files = loopOver(command, list);
    const known = 'helm upgrade -i ztunnel istio/ztunnel --version 1.22.3\n';
    const tree = memoryTree({ ...files, 'install.sh': `${files['install.sh']}${known}` });
    expect((await detect(tree)).installations.map(({ chart }) => chart)).toEqual(['ztunnel']);
    const told = await unreadForms(tree);
    expect(told.map(({ what, file, line }) => `${what} ${file}:${line}`)).toEqual([
      'helm in a script install.sh:3',
    ]);
  });
});

const VERSIONS: readonly (readonly [command: string, version: string | null, json: string])[] = [
  [
    "jq -r '.versions[.default]' versions.json",
    '1.22.3',
    '{"default": "stable", "versions": {"default": "rapid", "stable": "1.22.3", "rapid": "1.24.2"}}',
  ],
  ['jq -r \'.v // "1.22" + ".3"\' versions.json', null, '{"v": "1.24.2"}'],
  ['jq -r \'.v // .former // "1.22.3"\' versions.json', '1.24.2', '{"former": "1.24.2"}'],
  ["jq -r '.v, .former' versions.json | head -n 1", null, '{"former": "1.22.3"}'],
  ["yq '.v | to_entries[] | .version' versions.json", null, '{"v": {"1.22.3": "istiod"}}'],
  ["yq '.v | to_entries[] | .key' versions.json", '1.22.3', '{"v": {"1.22.3": "istiod"}}'],
  ["jq -r '.v | sort | .[0]' versions.json", '1.20.1', '{"v": ["1.22.3", "1.20.1"]}'],
  ["jq -r '.v | reverse | .[0]' versions.json", '1.20.1', '{"v": ["1.22.3", "1.20.1"]}'],
  ["jq -r '[.[].v] | unique | .[0]' versions.json", '1.20.1', '[{"v": "1.22.3"}, {"v": "1.20.1"}]'],
  ["jq -rs '.[0]' versions.json", null, '["1.22.3", "1.20.1"]'],
  [
    'jq -r --arg chart "$CHART" \'.v[$chart] // .v.default\' versions.json',
    null,
    '{"v": {"default": "1.20.1", "istiod": "1.22.3"}}',
  ],
  [
    'yq ".v[\\"$CHART\\"] // .v.default" versions.json',
    null,
    '{"v": {"default": "1.20.1", "istiod": "1.22.3"}}',
  ],
  [
    'jq -r \'.[] | [.name, .version, .former] | join(",")\' versions.json | cut -d, -f2',
    null,
    '[{"name": "istiod", "former": "1.19.0"}]',
  ],
];

describe('the version that a filter prints', () => {
  it('is no piece of a line that is longer than those that are read', async () => {
    const files = (pad: number): Files => ({
      'install.sh':
        'helm repo add istio https://istio-release.storage.googleapis.com/charts\ngrep istiod charts.txt | while read -r chart rest version; do\n  helm upgrade -i "$chart" "istio/$chart" --version "$version"\ndone\n',
      'charts.txt': `istiod ${'x'.repeat(pad)} 1.22.15\n`,
    });
    expect(await found(files(100))).toEqual(['istiod 1.22.15 charts.txt:1']);
    const long = 2000 - 'istiod  1.22.1'.length;
    expect(await found(files(long))).not.toContain('istiod 1.22.1 charts.txt:1');
    expect((await unreadForms(memoryTree(files(long)))).map(({ file, line }) => `${file}:${line}`)).toEqual([
      'install.sh:3',
    ]);
  });

  it.each(VERSIONS)('%s', async (command, version, json) => {
    const { installations } = await detect(
      memoryTree({
        'install.sh': `helm repo add istio https://istio-release.storage.googleapis.com/charts\nV=$(${command})\nhelm upgrade -i istiod istio/istiod --version "$V"\n`,
        'versions.json': json,
      }),
    );
    expect(installations.map(one => `${one.chart} ${one.version}`)).toEqual([`istiod ${version}`]);
  });
});
