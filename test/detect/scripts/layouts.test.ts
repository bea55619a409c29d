// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Scripts and pipelines that stand in several files, as teams lay them out. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

const REPO = 'https://istio-release.storage.googleapis.com/charts';

type Case = readonly [what: string, files: Files, installed: readonly string[]];

const FOLDED: readonly Case[] = [
  [
    'a task of a file that is given its version where it is included',
    {
      'Taskfile.yml':
        "version: '3'\nincludes:\n  mesh:\n    taskfile: ./tasks/mesh.yml\n    vars:\n      ISTIO_VERSION: 1.25.3\n",
      'tasks/mesh.yml': `version: '3'\nvars:\n  ISTIO_VERSION: '{{.ISTIO_VERSION | default "1.22.3"}}'\ntasks:\n  install:\n    cmds:\n      - task: chart\n        vars: {CHART: base}\n      - task: chart\n        vars: {CHART: istiod}\n  chart:\n    internal: true\n    cmds:\n      - >-\n        helm upgrade --install {{.CHART}} {{.CHART}} --repo ${REPO}\n        --version {{.ISTIO_VERSION}}\n        --wait\n`,
    },
    ['base 1.25.3 Taskfile.yml:6', 'istiod 1.25.3 Taskfile.yml:6'],
  ],
  [
    'a command of a job, and one behind it',
    {
      '.gitlab-ci.yml': `mesh:\n  script:\n    -   >\n        helm upgrade --install istiod istiod\n        --repo ${REPO}\n        --version 1.25.3\n    - kubectl get pods\n`,
    },
    ['istiod 1.25.3 .gitlab-ci.yml:6'],
  ],
];

const OF_MAKE: readonly Case[] = [
  [
    'what an included file defines',
    {
      Makefile: `include build/versions.mk\ninclude build/helm.mk\nmesh:\n\t$(call helm-install,istio-base,base,$(ISTIO_VERSION))\n\t$(call helm-install,istiod,istiod,$(ISTIO_VERSION))\n`,
      'build/helm.mk': `HELM ?= helm\ndefine helm-install\n\t$(HELM) upgrade --install $(1) $(2) --version $(3) --repo ${REPO}\nendef\n`,
      'build/versions.mk': 'ISTIO_VERSION ?= 1.26.2\n',
    },
    ['base 1.26.2 build/versions.mk:1', 'istiod 1.26.2 build/versions.mk:1'],
  ],
  [
    'what the file defines that includes it, with the version there',
    {
      Makefile: `define install\nhelm upgrade --install $(1) istio/$(1) --version 1.26.2\nendef\ninclude mk/*.mk\ninclude mk/mesh.mk\n`,
      'mk/mesh.mk': `mesh:\n\thelm repo add istio ${REPO}\n\t$(call install,base)\n\t$(call install,istiod)\n`,
    },
    ['base 1.26.2 Makefile:2', 'istiod 1.26.2 Makefile:2'],
  ],
  [
    'what is defined in one line of a file beside it',
    {
      Makefile: `ISTIO := 1.26.2\ninclude mk/lib.mk\ninclude mk/mesh.mk\n`,
      'mk/lib.mk': `chart = helm upgrade --install $(1) $(1) --repo ${REPO} --version $(2)\n`,
      'mk/mesh.mk': `istio:\n\t$(call chart,istiod,$(ISTIO))\n`,
    },
    ['istiod 1.26.2 Makefile:1'],
  ],
];

const OF_LISTS: readonly Case[] = [
  [
    'rows between tabs that a filter hands on to a script without a word of the mesh',
    {
      'seed.sh':
        'dir=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)\ntab=$(printf \'\\t\')\ngrep -v \'^#\' "$dir/releases.tsv" | while IFS="$tab" read -r release repo chart version; do\n  helm upgrade "$release" "$chart" --install --repo "$repo" --version "$version" </dev/null\ndone\n',
      'releases.tsv': `# release\trepo\tchart\tversion\nistio-base\t${REPO}\tbase\t1.22.6\n#old\t${REPO}\tgateway\t1.20.2\ningress\t${REPO}\tgateway\t1.22.3\n`,
    },
    ['base 1.22.6 releases.tsv:2', 'gateway 1.22.3 releases.tsv:4'],
  ],
  [
    'fields of a file that `sed` and `tail` hand on',
    {
      'bin/apply.sh':
        'tail -n +2 "${ROOT}/charts.csv" | while IFS=, read -r chart version repo; do\n  helm upgrade --install "$chart" "$chart" --repo "$repo" --version "$version"\ndone\n',
      'charts.csv': `chart,version,repo\nistiod,1.22.6,${REPO}\n`,
    },
    ['istiod 1.22.6 charts.csv:2'],
  ],
  [
    'a file of YAML',
    {
      'apply.sh':
        'for name in $(yq \'.charts[].name\' charts.yaml); do\n  version=$(yq ".charts[] | select(.name == \\"$name\\") | .version" charts.yaml)\n  repo=$(yq ".charts[] | select(.name == \\"$name\\") | .repo" charts.yaml)\n  helm upgrade --install "$name" "$name" --repo "$repo" --version "$version"\ndone\n',
      'charts.yaml': `charts:\n  - name: istiod\n    version: 1.22.6\n    repo: ${REPO}\n`,
    },
    ['istiod 1.22.6 charts.yaml:3'],
  ],
];

const BY_ENVIRONMENT: readonly Case[] = [
  [
    'a command in an array, and settings that environments override',
    {
      'deploy.sh': `set -a\n. env/common.env\n. "env/$ENVIRONMENT.env"\nset +a\nHELM=(helm --kube-context "$CLUSTER" upgrade --install --repo "$ISTIO_REPO" --version "$ISTIO_VERSION" --wait)\n"\${HELM[@]}" istio-base base -n istio-system\n"\${HELM[@]}" istiod istiod -n istio-system\n`,
      'env/common.env': `ISTIO_REPO=${REPO}\nISTIO_VERSION=1.26.3\n`,
      'env/dev.env': 'ISTIO_VERSION=1.27.1\n',
      'env/staging.env': 'CLUSTER=staging\n',
    },
    [
      'base 1.26.3 env/common.env:2',
      'base 1.27.1 env/dev.env:1',
      'istiod 1.26.3 env/common.env:2',
      'istiod 1.27.1 env/dev.env:1',
    ],
  ],
  [
    'a command in a text, with the version beside it',
    {
      'install.sh': `INSTALL="helm upgrade --install --repo ${REPO} --version 1.26.3"\n$INSTALL istiod istiod -n istio-system\n`,
    },
    ['istiod 1.26.3 install.sh:1'],
  ],
  [
    'a command in a variable of make',
    {
      Makefile: `ISTIO_VERSION := 1.26.3\nINSTALL := helm upgrade --install --repo ${REPO} --version $(ISTIO_VERSION)\nmesh:\n\t@$(INSTALL) base base\n\t@$(INSTALL) istiod istiod\n`,
    },
    ['base 1.26.3 Makefile:1', 'istiod 1.26.3 Makefile:1'],
  ],
  [
    'what a function of another file prints for a cluster',
    {
      'rollout.sh':
        'source lib/channel.sh\nrollout() {\n  local cluster=$1\n  local version\n  version=$(istio_for "$cluster")\n  helm upgrade --install istiod istio/istiod --version "$version"\n}\nrollout a\nrollout b\n',
      'lib/channel.sh':
        'istio_for() {\n  case "$1" in\n    canary-*)\n      echo 1.28.1 ;;\n    *)\n      # most of them\n      echo 1.27.3 ;;\n  esac\n}\n',
    },
    ['istiod 1.27.3 lib/channel.sh:7', 'istiod 1.28.1 lib/channel.sh:4'],
  ],
  [
    'what a function prints before it returns',
    {
      'rollout.sh':
        'istio_for() {\n  if [ "$1" = "prod" ]; then\n    printf \'%s\' "1.27.3"\n    return\n  fi\n  echo "1.28.1"\n}\nhelm upgrade --install istiod istio/istiod --version "$(istio_for "$ENVIRONMENT")"\n',
    },
    ['istiod 1.27.3 rollout.sh:3', 'istiod 1.28.1 rollout.sh:6'],
  ],
  [
    'what a function prints for the word that it is given',
    {
      'rollout.sh':
        'istio_for() {\n  case $1 in\n    prod) echo 1.27.3;;\n    dev) echo 1.28.1;;\n  esac\n}\nhelm upgrade --install istiod istio/istiod --version "$(istio_for prod)"\n',
    },
    ['istiod 1.27.3 rollout.sh:3'],
  ],
  [
    'what a function prints always',
    {
      'rollout.sh':
        'istio_version() {\n  echo "1.27.3"\n}\nV=$(istio_version)\nhelm upgrade --install istiod istio/istiod --version "$V"\n',
    },
    ['istiod 1.27.3 rollout.sh:2'],
  ],
];

const OF_FUNCTIONS: readonly Case[] = [
  [
    'of a file that is sourced, with what is left of its arguments',
    {
      'bootstrap.sh': `source "$HERE/lib/versions.sh"\nsource "$HERE/lib/helm.sh"\nhelm repo add istio ${REPO}\nhelm_release istio-base istio/base "$ISTIO_VERSION" istio-system --set defaultRevision=default\nif helm_release istiod istio/istiod "$ISTIO_VERSION" istio-system; then echo done; fi\n`,
      'lib/helm.sh':
        'helm_release() {\n  local release=$1 chart=$2 version=$3 namespace=$4\n  shift 4\n  helm upgrade --install "$release" "$chart" \\\n    --namespace "$namespace" \\\n    --version "$version" \\\n    "$@"\n}\n',
      'lib/versions.sh': 'readonly ISTIO_VERSION="1.25.2"\n',
    },
    ['base 1.25.2 lib/versions.sh:1', 'istiod 1.25.2 lib/versions.sh:1'],
  ],
  [
    'that name their charts, and take the version',
    {
      'install.sh': `. ./lib.sh\nhelm repo add istio ${REPO}\ninstall_istiod 1.25.2\n`,
      'lib.sh': 'install_istiod() {\n  helm upgrade --install istiod istio/istiod --version "$1"\n}\n',
    },
    ['istiod 1.25.2 install.sh:3'],
  ],
  [
    'that have a version of their own',
    {
      'install.sh': `. ./lib.sh\nhelm repo add istio ${REPO}\nfor chart in base istiod; do install_chart $chart; done\n`,
      'lib.sh': 'install_chart() {\n  helm upgrade --install "$1" "istio/$1" \\\n    --version 1.25.2\n}\n',
    },
    ['base 1.25.2 lib.sh:3', 'istiod 1.25.2 lib.sh:3'],
  ],
  [
    'over tables of a file that is sourced',
    {
      'addons.sh':
        '. ./catalog.sh\ninstall_addon() {\n  local name=$1\n  local args=(--version "${VERSION[$name]}" --wait)\n  [[ -f values/$name.yaml ]] && args+=(-f "values/$name.yaml")\n  helm upgrade --install "$name" "${CHART[$name]}" "${args[@]}"\n}\nfor r in "${!REPO[@]}"; do helm repo add "$r" "${REPO[$r]}"; done\nfor a in "${@:-${ADDONS[@]}}"; do install_addon "$a"; done\n',
      'catalog.sh': `declare -A REPO=([istio]=${REPO})\ndeclare -A CHART=(\n  [istio-base]=istio/base\n  [istio-cni]=istio/cni\n  [istiod]=istio/istiod\n)\ndeclare -A VERSION=(\n  [istio-base]=1.23.4\n  [istio-cni]=1.22.1\n  [istiod]=1.23.5\n)\nADDONS=(istio-base istiod)\n`,
    },
    ['base 1.23.4 catalog.sh:8', 'istiod 1.23.5 catalog.sh:10'],
  ],
  [
    'that are scripts, run by a script that a workflow hands a version',
    {
      '.github/workflows/install.yml':
        'on:\n  push: {}\n  workflow_dispatch:\n    inputs:\n      istio:\n        description: Version\njobs:\n  mesh:\n    steps:\n      - run: ./ci/mesh.sh "${{ github.event.inputs.istio || \'1.23.5\' }}"\n',
      'ci/chart.sh':
        'release=$1; chart=$2; version=$3; ns=$4; shift 4\nexec helm upgrade --install "$release" "$chart" \\\n  --version "$version" -n "$ns" --wait "$@"\n',
      'ci/mesh.sh': `VERSION=\${1:?version missing}\nhelm repo add istio ${REPO}\n"$(dirname "$0")/chart.sh" istio-base istio/base "$VERSION" istio-system\n"$(dirname "$0")/chart.sh" istiod istio/istiod "$VERSION" istio-system --set a=b\n`,
    },
    ['base 1.23.5 .github/workflows/install.yml:10', 'istiod 1.23.5 .github/workflows/install.yml:10'],
  ],
  [
    'that are scripts, run by rules of make',
    {
      Makefile: `ISTIO := 1.23.5\nmesh:\n\thelm repo add istio ${REPO}\n\t@bash hack/helm.sh base istio/base $(ISTIO)\n\t@bash hack/helm.sh istiod istio/istiod $(ISTIO)\n`,
      'hack/helm.sh': 'set -eu\nhelm upgrade -i "$1" "$2" --version "$3" -n istio-system\n',
    },
    ['base 1.23.5 Makefile:1', 'istiod 1.23.5 Makefile:1'],
  ],
  [
    'that are scripts, run by steps of a pipeline',
    {
      '.gitlab-ci.yml': `variables:\n  ISTIO_VERSION: 1.23.5\nmesh:\n  script:\n    - helm repo add istio ${REPO}\n    - ./hack/helm.sh istiod istio/istiod $ISTIO_VERSION\n`,
      'hack/helm.sh': 'set -eu\nhelm upgrade -i "$1" "$2" --version "$3" -n istio-system\n',
    },
    ['istiod 1.23.5 .gitlab-ci.yml:2'],
  ],
];

const DECIDED: readonly Case[] = [
  [
    'before what make sets unless it is given',
    {
      '.env': 'DOMAIN=localhost\nISTIO_TAG=1.22.8\n',
      Makefile: `ifneq (,$(wildcard ./.env))\n  include .env\n  export\nendif\nISTIO_TAG ?= 1.20.4\nmesh:\n\thelm upgrade -i istiod istiod --repo ${REPO} --version=$(ISTIO_TAG)\n`,
    },
    ['istiod 1.22.8 .env:2'],
  ],
  [
    'behind what make sets',
    {
      'versions.mk': 'ISTIO_TAG := 1.22.8\n',
      Makefile: `ISTIO_TAG := 1.20.4\ninclude versions.mk\nmesh:\n\thelm upgrade -i istiod istiod --repo ${REPO} --version=$(ISTIO_TAG)\n`,
    },
    ['istiod 1.22.8 versions.mk:1'],
  ],
  [
    'not before what make sets always',
    {
      '.env': 'ISTIO_TAG=1.22.8\n',
      Makefile: `-include .env\nISTIO_TAG := 1.20.4\nmesh:\n\thelm upgrade -i istiod istiod --repo ${REPO} --version=$(ISTIO_TAG)\n`,
    },
    ['istiod 1.20.4 Makefile:2'],
  ],
  [
    'before what a shell takes unless it is given',
    {
      '.env': 'ISTIO_VERSION=1.22.8\n',
      'up.sh': `[ -f .env ] && . ./.env\nISTIO_VERSION="\${ISTIO_VERSION:-1.20.4}"\nhelm upgrade -i istiod istiod --repo ${REPO} --version "$ISTIO_VERSION"\n`,
    },
    ['istiod 1.22.8 .env:1'],
  ],
  [
    'that a shell sources behind its own',
    {
      'conf/local.conf': 'ISTIO_VERSION=1.22.8\n',
      'up.sh': `ISTIO_VERSION=1.20.4\nsource conf/local.conf\nhelm upgrade -i istiod istiod --repo ${REPO} --version "$ISTIO_VERSION"\n`,
    },
    ['istiod 1.22.8 conf/local.conf:1'],
  ],
  [
    'that just loads',
    {
      '.env': 'ISTIO_VERSION=1.22.8\n',
      justfile: `set dotenv-load := true\nversion := env_var_or_default("ISTIO_VERSION", "1.20.4")\nmesh:\n    helm upgrade -i istiod istiod --repo ${REPO} --version {{version}}\n`,
    },
    ['istiod 1.22.8 .env:1'],
  ],
];

const COMPOSED: readonly Case[] = [
  [
    'of settings that are sourced, in the name of an archive',
    {
      'bundle.conf': 'ISTIO_MINOR=1.24\nISTIO_PATCH=6\n',
      'install.sh':
        '. ./bundle.conf\nistio=$ISTIO_MINOR.$ISTIO_PATCH\nup() { helm upgrade --install --wait "$@"; }\nup istio-base "bundle/base-${istio}.tgz" -n istio-system\nup istiod "bundle/istiod-${istio}.tgz" -n istio-system\n',
    },
    ['base 1.24.6 bundle.conf:2', 'istiod 1.24.6 bundle.conf:2'],
  ],
  [
    'of a Makefile, with its end written out',
    {
      Makefile: `MINOR := 1.24\nVERSION := $(MINOR).6\nmesh:\n\thelm upgrade -i istiod istiod --repo ${REPO} --version $(VERSION)\n`,
    },
    ['istiod 1.24.6 Makefile:2'],
  ],
  [
    'where it is used',
    {
      '.github/workflows/mesh.yml': `env:\n  MINOR: "1.24"\n  PATCH: "6"\njobs:\n  mesh:\n    steps:\n      - run: helm upgrade -i istiod istiod --repo ${REPO} --version "$MINOR.$PATCH"\n`,
    },
    ['istiod 1.24.6 .github/workflows/mesh.yml:3'],
  ],
];

const OF_GITLAB: readonly Case[] = [
  [
    'that extend a hidden one, and take the version of an included file',
    {
      '.gitlab-ci.yml':
        'include:\n  - local: ci/versions.yml\n  - local: ci/helm.yml\ncert-manager:\n  extends: .helm\n  variables:\n    RELEASE: cert-manager\n    REPO: https://charts.jetstack.io\n    CHART_VERSION: v1.16.1\nistio-base:\n  extends: [.helm, .istio]\n  variables:\n    RELEASE: base\nedge:\n  extends: [.helm, .istio]\n  variables:\n    RELEASE: gateway\n',
      'ci/helm.yml': `.helm:\n  variables:\n    CHART: $RELEASE\n  script:\n    - |\n      helm upgrade --install "$RELEASE" "$CHART" --repo "$REPO" --version "$CHART_VERSION" --wait\n.istio:\n  variables:\n    REPO: ${REPO}\n    CHART_VERSION: $MESH_RELEASE\n`,
      'ci/versions.yml': 'variables:\n  MESH_RELEASE: "1.24.1"\n',
    },
    ['base 1.24.1 ci/versions.yml:2', 'gateway 1.24.1 ci/versions.yml:2'],
  ],
  [
    'that extend one of a file without a word of the mesh',
    {
      '.gitlab-ci.yml': `include: ci/deploy.yml\nistiod:\n  extends: .deploy\n  variables: {CHART: istiod, VERSION: 1.24.2, REPO: '${REPO}'}\nbase:\n  extends: .deploy\n  variables:\n    CHART: base\n    VERSION: 1.24.3\n    REPO: ${REPO}\n`,
      'ci/deploy.yml':
        '.deploy:\n  script:\n    - helm upgrade --install $CHART $CHART --repo $REPO --version $VERSION\n',
    },
    ['base 1.24.3 .gitlab-ci.yml:9', 'istiod 1.24.2 .gitlab-ci.yml:4'],
  ],
  [
    'that each have their own',
    {
      '.gitlab-ci.yml': `variables:\n  REPO: ${REPO}\n  VERSION: 1.24.2\nistiod:\n  variables: {CHART: istiod}\n  script:\n    - helm upgrade --install $CHART $CHART --repo $REPO --version=$VERSION\nbase:\n  variables: {CHART: base}\n  script:\n    - helm upgrade --install $CHART $CHART --repo $REPO --version=$VERSION\n`,
    },
    ['base 1.24.2 .gitlab-ci.yml:3', 'istiod 1.24.2 .gitlab-ci.yml:3'],
  ],
];

const OF_JENKINS: readonly Case[] = [
  [
    'each command of a text, with lines that go on',
    {
      Jenkinsfile: `pipeline {\n  environment {\n    ISTIO = '1.24.2'\n  }\n  stages {\n    stage('mesh') {\n      steps {\n        sh """\n          helm upgrade --install istio-base base --repo ${REPO} \\\\\n            --set "a=b" --version $ISTIO\n          helm upgrade --install istiod istiod --repo ${REPO} --version 1.24.3\n        """\n        sh '''\n          helm upgrade --install cni cni --repo ${REPO} --version 1.24.4\n          helm upgrade --install ztunnel ztunnel --repo ${REPO} --version 1.24.5\n        '''\n      }\n    }\n  }\n}\n`,
    },
    [
      'base 1.24.2 Jenkinsfile:3',
      'cni 1.24.4 Jenkinsfile:14',
      'istiod 1.24.3 Jenkinsfile:11',
      'ztunnel 1.24.5 Jenkinsfile:15',
    ],
  ],
  [
    'texts in brackets',
    {
      Jenkinsfile: `node {\n  sh(script: "helm upgrade --install base base --repo ${REPO} --version 1.24.2 && helm upgrade --install istiod istiod --repo ${REPO} --version 1.24.2")\n  sh('''\n    helm upgrade --install cni cni --repo ${REPO} --version 1.24.3\n    helm upgrade --install ztunnel ztunnel --repo ${REPO} --version 1.24.3\n  ''')\n}\n`,
    },
    [
      'base 1.24.2 Jenkinsfile:2',
      'cni 1.24.3 Jenkinsfile:4',
      'istiod 1.24.2 Jenkinsfile:2',
      'ztunnel 1.24.3 Jenkinsfile:5',
    ],
  ],
  [
    'a script that is run with a version, and finds its repository in the environment',
    {
      Jenkinsfile: `pipeline {\n  parameters {\n    string(name: 'ISTIO_VERSION', defaultValue: '1.24.2')\n  }\n  environment {\n    HELM_REPO = '${REPO}'\n  }\n  stages {\n    stage('edge') {\n      steps { sh "./ci/gateway.sh ingress $ISTIO_VERSION" }\n    }\n  }\n}\n`,
      'ci/gateway.sh':
        'helm upgrade --install "istio-gateway" gateway \\\n  --repo "$HELM_REPO" --version "$2" \\\n  --namespace "istio-$1"\n',
    },
    ['gateway 1.24.2 Jenkinsfile:3'],
  ],
  [
    'a repository of settings that a script sources',
    {
      'settings.env': `CHARTS=${REPO}\nVERSION=1.24.2\n`,
      'up.sh':
        '# Istio\n. ./settings.env\nhelm upgrade --install istiod istiod --repo $CHARTS --version $VERSION\n',
    },
    ['istiod 1.24.2 settings.env:2'],
  ],
];

const CALLED =
  'on:\n  workflow_call:\n    inputs:\n      cluster:\n        type: string\n        required: true\n      istio_version:\n        type: string\n        default: 1.24.4\njobs:\n  install:\n    steps:\n      - run: |\n          curl -sL https://istio.io/downloadIstioctl | ISTIO_VERSION=${{ inputs.istio_version }} sh -\n      - run: istioctl install -y -f operator/common.yaml -f operator/${{ inputs.cluster }}.yaml\n';

function operator(profile: string): string {
  return `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  profile: ${profile}\n`;
}

function calls(cluster: string, version: string): string {
  return `on: push\njobs:\n  mesh:\n    uses: ./.github/workflows/_mesh.yml\n    with:\n      cluster: ${cluster}\n${version === '' ? '' : `      istio_version: ${version}\n`}`;
}

const OF_CALLERS: readonly Case[] = [
  [
    'each with its file, or the one that the workflow names for those that name none',
    {
      '.github/workflows/_mesh.yml': CALLED.replace('inputs.cluster }}', "inputs.cluster || 'dev' }}"),
      '.github/workflows/dev.yml': calls("''", '1.24.2').replace("      cluster: ''\n", ''),
      '.github/workflows/prod.yml': calls('prod', '1.23.1'),
      'operator/common.yaml': operator('minimal'),
      'operator/dev.yaml': operator('minimal'),
      'operator/prod.yaml': operator('minimal'),
    },
    [
      'base 1.23.1 .github/workflows/prod.yml:7',
      'base 1.24.2 .github/workflows/dev.yml:6',
      'istiod 1.23.1 .github/workflows/prod.yml:7',
      'istiod 1.24.2 .github/workflows/dev.yml:6',
    ],
  ],
  [
    'each with its file: one takes the default, one a version that the tree does not tell',
    {
      '.github/workflows/_mesh.yml': CALLED,
      '.github/workflows/dev.yml': calls('dev', '1.25.2'),
      '.github/workflows/preview.yml': calls('preview', '${{ vars.PREVIEW }}'),
      '.github/workflows/prod.yml': calls('prod', ''),
      'operator/common.yaml': operator('minimal'),
      'operator/dev.yaml': operator('minimal'),
      'operator/preview.yaml': operator('minimal'),
      'operator/prod.yaml': operator('minimal'),
    },
    [
      'base 1.24.4 .github/workflows/_mesh.yml:9',
      'base 1.25.2 .github/workflows/dev.yml:7',
      'base null .github/workflows/_mesh.yml:15',
      'istiod 1.24.4 .github/workflows/_mesh.yml:9',
      'istiod 1.25.2 .github/workflows/dev.yml:7',
      'istiod null .github/workflows/_mesh.yml:15',
    ],
  ],
  [
    'an input of a pipeline with a dash in its name',
    {
      '.gitlab-ci.yml':
        "include:\n  - local: templates/mesh.yml\n    inputs:\n      istio-version: '1.28.0'\n",
      'templates/mesh.yml':
        'spec:\n  inputs:\n    istio-version:\n      default: "1.26.5"\n---\nmesh:\n  variables:\n    ISTIO: "$[[ inputs.istio-version ]]"\n  before_script:\n    - curl -fsSL "https://github.com/istio/istio/releases/download/${ISTIO}/istioctl-${ISTIO}-linux-amd64.tar.gz" | tar -xz -C /usr/local/bin\n  script:\n    - istioctl install -y --set profile=minimal\n',
    },
    ['base 1.28.0 .gitlab-ci.yml:4', 'istiod 1.28.0 .gitlab-ci.yml:4'],
  ],
];

describe('detect/scripts: in several files', () => {
  it.each(FOLDED)('reads folded commands: %s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it.each(OF_MAKE)('reads calls of make: %s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it.each(OF_LISTS)('reads lists: %s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it.each(BY_ENVIRONMENT)('reads what clusters are given: %s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it.each(OF_FUNCTIONS)('reads calls of functions: %s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it.each(DECIDED)('reads what settings decide: %s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it.each(COMPOSED)('puts versions together: %s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it.each(OF_GITLAB)('reads jobs with charts of their own: %s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it.each(OF_JENKINS)('reads steps of Jenkins: %s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it.each(OF_CALLERS)('reads what runs istioctl: %s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });
});
