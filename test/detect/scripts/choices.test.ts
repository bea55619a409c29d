// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Versions that a script chooses among: by its argument, by the file that this names, by what its functions are given. */

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
    'reads the arms of a file that is sourced',
    {
      'scripts/versions.sh':
        'case "${ENV:?}" in\n  dev|qa) ISTIO=1.28.0 ;;\n  prod)\n    ISTIO=1.27.3\n    ;;\n  *) exit 1 ;;\nesac\n',
      'scripts/mesh.sh':
        '#!/bin/sh\n. scripts/versions.sh\nhelm upgrade -i istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version "$ISTIO" -n istio-system\n',
    },
    ['istiod 1.27.3 scripts/versions.sh:4', 'istiod 1.28.0 scripts/versions.sh:2'],
  ],
  [
    'keeps what a function calls without handing anything on',
    {
      'deploy.sh':
        'helm repo add istio https://istio-release.storage.googleapis.com/charts\ni() { helm upgrade --install "$1" istio/$1 --version "$2"; }\nall() {\n  i base "$1"\n  i istiod 1.21.0\n}\nall 1.22.0\n',
    },
    ['base 1.22.0 deploy.sh:7', 'istiod 1.21.0 deploy.sh:5'],
  ],
  [
    'takes what a script is given for no argument of its functions where these have another one',
    {
      'deploy.sh':
        'helm repo add istio https://istio-release.storage.googleapis.com/charts\ni() { helm upgrade --install "$1" istio/$1 --version "$2"; }\nmain() {\n  local v="${1:-1.22.0}"\n  i istiod "$v"\n}\nmain "$@"\n',
    },
    ['istiod 1.22.0 deploy.sh:4'],
  ],
  [
    'reads functions that hand on what they are given to others of their file',
    {
      'lib/helm.sh':
        'REPO=https://istio-release.storage.googleapis.com/charts\nchart() {\n  local chart=$1 version=${2:-1.25.0}\n  helm upgrade --install "istio-$chart" "$chart" --repo "$REPO" --version "$version" -n istio-system\n}\nmesh() {\n  local version=$1\n  chart base "$version"\n  chart istiod "$version"\n}\n',
      'clusters/fra.sh':
        '#!/bin/bash\nsource "$(dirname "$0")/../lib/helm.sh"\nmesh 1.27.2\nchart gateway 1.27.0\n',
      'clusters/nyc.sh': '#!/bin/bash\nsource "$(dirname "$0")/../lib/helm.sh"\nmesh 1.26.7\n',
    },
    [
      'base 1.26.7 clusters/nyc.sh:3',
      'base 1.27.2 clusters/fra.sh:3',
      'gateway 1.27.0 clusters/fra.sh:4',
      'istiod 1.26.7 clusters/nyc.sh:3',
      'istiod 1.27.2 clusters/fra.sh:3',
    ],
  ],
  [
    'reads the settings of each environment',
    {
      'env/dev.env': 'ISTIO_VERSION=1.25.4\n',
      'env/prod.env': 'ISTIO_VERSION=1.24.5\n',
      'install.sh':
        '#!/usr/bin/env bash\nsource "env/$1.env"\nhelm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version "$ISTIO_VERSION" -n istio-system\n',
    },
    ['istiod 1.24.5 env/prod.env:1', 'istiod 1.25.4 env/dev.env:1'],
  ],
  [
    'reads them where callers name some',
    {
      Makefile: 'dev:\n\t./install.sh dev\nprod:\n\t./install.sh prod\n',
      'env/dev.env': 'ISTIO_VERSION=1.25.4\n',
      'env/prod.env': 'ISTIO_VERSION=1.24.5\n',
      'install.sh':
        '#!/usr/bin/env bash\nsource "env/$1.env"\nhelm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version "$ISTIO_VERSION" -n istio-system\n',
    },
    ['istiod 1.24.5 env/prod.env:1', 'istiod 1.25.4 env/dev.env:1'],
  ],
  [
    'reads them for charts of a list that a function installs',
    {
      'scripts/env/dev.env': 'export ISTIO_VERSION=1.25.4\n',
      'scripts/env/prod.env': 'export ISTIO_VERSION=1.24.5\n',
      'scripts/install-mesh.sh':
        '#!/usr/bin/env bash\nset -euo pipefail\n\ndeclare -A CHARTS=(\n  [istio-base]="base"\n  [istiod]="istiod"\n  [istio-ingress]="gateway"\n)\nORDER=(istio-base istiod istio-ingress)\n\nsource "$(dirname "${BASH_SOURCE[0]}")/env/${1:?env}.env"\n\nhelm repo add istio https://istio-release.storage.googleapis.com/charts\n\ninstall_chart() {\n  local release="$1" chart="$2" version="$3"\n  helm upgrade --install "$release" "istio/$chart" \\\n    --version "$version" \\\n    --namespace istio-system --create-namespace --wait\n}\n\nfor r in "${ORDER[@]}"; do\n  install_chart "$r" "${CHARTS[$r]}" "$ISTIO_VERSION"\ndone\n',
    },
    [
      'base 1.24.5 scripts/env/prod.env:1',
      'base 1.25.4 scripts/env/dev.env:1',
      'gateway 1.24.5 scripts/env/prod.env:1',
      'gateway 1.25.4 scripts/env/dev.env:1',
      'istiod 1.24.5 scripts/env/prod.env:1',
      'istiod 1.25.4 scripts/env/dev.env:1',
    ],
  ],
  [
    'keeps what the script sets for an environment that says nothing',
    {
      'environments/dev/settings.sh': 'REPLICAS=1\n',
      'environments/prod/settings.sh': 'ISTIO_VERSION=1.24.3\n',
      'up.sh':
        'ISTIO_VERSION=1.25.0\nsource "environments/$ENV/settings.sh"\nhelm upgrade --install istiod istio/istiod --version $ISTIO_VERSION -n istio-system\n',
    },
    ['istiod 1.24.3 environments/prod/settings.sh:1', 'istiod 1.25.0 up.sh:1'],
  ],
  [
    'reads arms of a case',
    {
      'deploy.sh':
        '#!/bin/bash\ncase "$1" in\n  dev) VERSION=1.21.2 ;;\n  prod) VERSION=1.20.7 ;;\nesac\nhelm upgrade -i istiod istiod --repo https://istio-release.storage.googleapis.com/charts -n istio-system --version "${VERSION}"\n',
    },
    ['istiod 1.20.7 deploy.sh:4', 'istiod 1.21.2 deploy.sh:3'],
  ],
  [
    'reads them behind a default and an option',
    {
      'deploy.sh':
        '#!/bin/bash\nset -e\nusage() { echo "usage: $0 -e env [-v version]"; exit 1; }\n\nwhile getopts "e:v:h" opt; do\n  case $opt in\n    e) ENVIRONMENT=$OPTARG ;;\n    v) VERSION=$OPTARG ;;\n    *) usage ;;\n  esac\ndone\n\ncase "$ENVIRONMENT" in\n  dev)\n    DEFAULT_VERSION=1.21.2\n    ;;\n  prod)\n    DEFAULT_VERSION=1.20.7\n    ;;\n  *)\n    usage\n    ;;\nesac\n\n: "${VERSION:=$DEFAULT_VERSION}"\n\nhelm repo add istio https://istio-release.storage.googleapis.com/charts\nhelm upgrade -i istio-base istio/base -n istio-system --create-namespace --version "${VERSION}"\nhelm upgrade -i istiod istio/istiod -n istio-system --version "${VERSION}" -f values/${ENVIRONMENT}.yaml\n',
      'values/dev.yaml': 'pilot:\n  autoscaleMin: 1\n',
      'values/prod.yaml': 'pilot:\n  autoscaleMin: 3\n',
    },
    [
      'base 1.20.7 deploy.sh:18',
      'base 1.21.2 deploy.sh:15',
      'istiod 1.20.7 deploy.sh:18',
      'istiod 1.21.2 deploy.sh:15',
    ],
  ],
  [
    'reads an arm for all others',
    {
      'up.sh':
        'case $1 in\n  canary) V="1.22.0" ;;\n  *)      V="1.21.0" ;;\nesac\nhelm upgrade --install base istio/base --version "$V" -n istio-system\nhelm upgrade --install istiod istio/istiod --version "$V" -n istio-system\n',
    },
    ['base 1.21.0 up.sh:3', 'base 1.22.0 up.sh:2', 'istiod 1.21.0 up.sh:3', 'istiod 1.22.0 up.sh:2'],
  ],
  [
    'reads both arms of an if',
    {
      'up.sh':
        'ENV=$1\nif [ "$ENV" = "prod" ]; then\n  ISTIO_VERSION=1.20.7\nelse\n  ISTIO_VERSION=1.21.2\nfi\nhelm upgrade --install istiod istio/istiod --version $ISTIO_VERSION -n istio-system\n',
    },
    ['istiod 1.20.7 up.sh:3', 'istiod 1.21.2 up.sh:5'],
  ],
  [
    'reads commands in arms',
    {
      'up.sh':
        'case "$1" in\n  dev)\n    helm upgrade --install istiod istio/istiod --version 1.21.2 -n istio-system\n    ;;\n  prod)\n    helm upgrade --install istiod istio/istiod --version 1.20.7 -n istio-system\n    ;;\nesac\n',
    },
    ['istiod 1.20.7 up.sh:6', 'istiod 1.21.2 up.sh:3'],
  ],
  [
    'reads a list by keys',
    {
      'up.sh':
        'declare -A VERSIONS=(\n  [dev]=1.22.0\n  [prod]=1.21.0\n)\nhelm upgrade --install istiod istio/istiod --version "${VERSIONS[$1]}" -n istio-system\n',
    },
    ['istiod 1.21.0 up.sh:3', 'istiod 1.22.0 up.sh:2'],
  ],
  [
    'reads arms for istioctl',
    {
      'up.sh':
        'case "$ENV" in\n  dev) ISTIO_VERSION=1.21.2;;\n  stage|prod) ISTIO_VERSION=1.20.7;;\nesac\ncurl -L https://istio.io/downloadIstio | ISTIO_VERSION=$ISTIO_VERSION sh -\n./istio-$ISTIO_VERSION/bin/istioctl install -y --set profile=minimal\n',
    },
    ['base 1.20.7 up.sh:3', 'base 1.21.2 up.sh:2', 'istiod 1.20.7 up.sh:3', 'istiod 1.21.2 up.sh:2'],
  ],
  [
    'reads settings of environments for istioctl',
    {
      'env/dev.env': 'ISTIO_VERSION=1.21.2\n',
      'env/prod.env': 'ISTIO_VERSION=1.20.7\n',
      'up.sh':
        'set -a; . "./env/${ENV}.env"; set +a\ncurl -L https://istio.io/downloadIstio | ISTIO_VERSION=$ISTIO_VERSION sh -\n./istio-$ISTIO_VERSION/bin/istioctl install -y --set profile=minimal\n',
    },
    [
      'base 1.20.7 env/prod.env:1',
      'base 1.21.2 env/dev.env:1',
      'istiod 1.20.7 env/prod.env:1',
      'istiod 1.21.2 env/dev.env:1',
    ],
  ],
  [
    'counts each release that a function installs',
    {
      'upgrade.sh':
        '#!/usr/bin/env bash\n. ./versions.env\ninstall_rev() {\n  local v=$1\n  helm upgrade --install "istiod-${v//./-}" istiod --repo https://istio-release.storage.googleapis.com/charts --version "$v" -n istio-system\n}\ninstall_rev "$STABLE_VERSION"\ninstall_rev "$CANARY_VERSION"\n',
      'versions.env': 'STABLE_VERSION=1.21.6\nCANARY_VERSION=1.22.4\n',
    },
    ['istiod 1.21.6 versions.env:1', 'istiod 1.22.4 versions.env:2'],
  ],
  [
    'counts each revision that a function installs',
    {
      'mesh.yaml':
        'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  meshConfig:\n    accessLogFile: /dev/stdout\n',
      'upgrade.sh':
        '#!/usr/bin/env bash\nset -euo pipefail\n. ./versions.env\n\ndownload() {\n  local v=$1\n  [ -d "istio-$v" ] || curl -sL https://istio.io/downloadIstio | ISTIO_VERSION="$v" TARGET_ARCH=x86_64 sh -\n}\n\ninstall_rev() {\n  local v=$1\n  local rev=${v//./-}\n  download "$v"\n  "istio-$v/bin/istioctl" install -y --set profile=minimal --set revision="$rev" -f mesh.yaml\n}\n\ninstall_rev "$STABLE_VERSION"\ninstall_rev "$CANARY_VERSION"\n',
      'versions.env': 'STABLE_VERSION=1.21.6\nCANARY_VERSION=1.22.4\n',
    },
    [
      'base 1.21.6 versions.env:1',
      'base 1.22.4 versions.env:2',
      'istiod 1.21.6 versions.env:1',
      'istiod 1.22.4 versions.env:2',
    ],
  ],
  [
    'says a version where a function does',
    {
      'up.sh':
        'install() {\n  helm upgrade --install "$1" "istio/$2" \\\n    --version 1.22.3 -n istio-system\n}\ninstall istio-base base\ninstall istiod istiod\n',
    },
    ['base 1.22.3 up.sh:3', 'istiod 1.22.3 up.sh:3'],
  ],
  [
    'takes the arms of a choice that stands in an arm of another one',
    {
      'up.sh':
        'if [ "$1" = install ]; then\n  case "$ENV" in\n    prod) ISTIO_VERSION=1.20.3 ;;\n    dev) ISTIO_VERSION=1.21.1 ;;\n  esac\n  helm upgrade --install istiod istio/istiod --version "$ISTIO_VERSION"\nfi\n',
    },
    ['istiod 1.20.3 up.sh:3', 'istiod 1.21.1 up.sh:4'],
  ],
  [
    'takes settings that people copy for those of no environment',
    {
      'up.sh': 'source ".env.$ENV"\nhelm upgrade --install istiod istio/istiod --version "$ISTIO_VERSION"\n',
      '.env.prod': 'ISTIO_VERSION=1.20.3\n',
      '.env.dev': 'ISTIO_VERSION=1.21.1\n',
      '.env.example': 'ISTIO_VERSION=1.10.0\n',
    },
    ['istiod 1.20.3 .env.prod:1', 'istiod 1.21.1 .env.dev:1'],
  ],
  [
    'takes the last of several upgrades',
    {
      'up.sh':
        'helm upgrade --install istiod istio/istiod --version 1.21.2 -n istio-system\nsleep 60\nhelm upgrade --install istiod istio/istiod --version 1.22.2 -n istio-system\n',
    },
    ['istiod 1.22.2 up.sh:3'],
  ],
  [
    'reads a choice on one line',
    {
      'i.sh':
        '#!/bin/bash\nif [ "$1" = old ]; then V=1.20.3; else V=1.21.1; fi\nhelm upgrade --install istiod istio/istiod --version $V\n',
    },
    ['istiod 1.20.3 i.sh:2', 'istiod 1.21.1 i.sh:2'],
  ],
  [
    'reads a choice among several on one line',
    {
      'i.sh':
        '#!/bin/bash\nif [[ "$ENV" == "prod" ]]; then V=1.20.3; elif [[ "$ENV" == "stage" ]]; then V=1.20.9; else V=1.21.1; fi\nhelm upgrade --install istiod istio/istiod --version $V\n',
    },
    ['istiod 1.20.3 i.sh:2', 'istiod 1.20.9 i.sh:2', 'istiod 1.21.1 i.sh:2'],
  ],
  [
    'reads the arms of a case on one line',
    {
      'i.sh':
        '#!/bin/bash\ncase "$ENV" in prod) V=1.20.3;; *) V=1.21.1;; esac\nhelm upgrade --install istiod istio/istiod --version $V\n',
    },
    ['istiod 1.20.3 i.sh:2', 'istiod 1.21.1 i.sh:2'],
  ],
  [
    'reads what a condition before it sets otherwise',
    {
      'i.sh':
        '#!/bin/bash\nV=1.21.1\n[ "$ENV" = prod ] && V=1.20.3\nhelm upgrade --install istiod istio/istiod --version $V\n',
    },
    ['istiod 1.20.3 i.sh:3', 'istiod 1.21.1 i.sh:2'],
  ],
];

describe('detect/scripts/choices', () => {
  it.each(CASES)('%s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it('names environments by what is filled in, from wherever the script stands', async () => {
    const { installations } = await detect(
      memoryTree({
        'env/dev.env': 'ISTIO_VERSION=1.23.0\n',
        'env/prod.env': 'ISTIO_VERSION=1.22.2\n',
        'scripts/up.sh':
          'source "../env/$1.env"\nhelm upgrade --install istiod istio/istiod --version "$ISTIO_VERSION" -n istio-system\n',
      }),
    );
    expect(installations.map(({ environment, version }) => `${environment} ${version}`).sort()).toEqual([
      'dev 1.23.0',
      'prod 1.22.2',
    ]);
  });

  it('does not choose between what is set one after the other', async () => {
    const script =
      'if true; then\n  V=1.21.2\nelse\n  V=1.20.7\nfi\nV=1.22.2\nhelm upgrade --install istiod istio/istiod --version $V\n';
    expect(await found({ 'up.sh': script })).toEqual(['istiod null up.sh:7']);
  });

  it('gets through choices that nothing ends', async () => {
    const script = `# istio helm\n${'case $1 in\n'.repeat(20_000)}${'a) V=1.2.3\n'.repeat(20_000)}${'source "$A$B/$C.env"\n'.repeat(5000)}`;
    expect(await found({ 'up.sh': script })).toEqual([]);
  });
});
