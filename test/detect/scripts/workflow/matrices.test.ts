// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Charts and versions that pipelines list, and what steps are given. */

import { all as found } from '../../../support/found.js';
import { describe, expect, it } from '../../../support/jest.js';
import type { Files } from '../../../support/scenario.js';

const CASES: readonly (readonly [what: string, files: Files, installed: readonly string[]])[] = [
  [
    'Task: a matrix of charts',
    {
      'Taskfile.yml':
        "version: '3'\nvars:\n  ISTIO_VERSION: 1.24.1\ntasks:\n  istio:\n    cmds:\n      - helm repo add istio https://istio-release.storage.googleapis.com/charts\n      - for:\n          matrix:\n            CHART: [base, istiod, cni]\n            CTX: [blue, green]\n        cmd: helm upgrade --install istio-{{.ITEM.CHART}} istio/{{.ITEM.CHART}} --version {{.ISTIO_VERSION}} -n istio-system --kube-context {{.ITEM.CTX}}\n",
    },
    ['base 1.24.1 Taskfile.yml:3', 'cni 1.24.1 Taskfile.yml:3', 'istiod 1.24.1 Taskfile.yml:3'],
  ],
  [
    'Task: a matrix of versions for a task',
    {
      'Taskfile.yml':
        "version: '3'\ntasks:\n  test:\n    cmds:\n      - for:\n          matrix:\n            VERSION: [\"1.23.4\", \"1.24.2\"]\n            PROFILE: [ambient]\n        task: install\n        vars:\n          VERSION: '{{.ITEM.VERSION}}'\n          PROFILE: '{{.ITEM.PROFILE}}'\n  install:\n    requires:\n      vars: [VERSION, PROFILE]\n    cmds:\n      - curl -L https://istio.io/downloadIstio | ISTIO_VERSION={{.VERSION}} sh -\n      - ./istio-{{.VERSION}}/bin/istioctl install --set profile={{.PROFILE}} -y\n",
    },
    [
      'base 1.23.4 Taskfile.yml:7',
      'base 1.24.2 Taskfile.yml:7',
      'cni 1.23.4 Taskfile.yml:7',
      'cni 1.24.2 Taskfile.yml:7',
      'istiod 1.23.4 Taskfile.yml:7',
      'istiod 1.24.2 Taskfile.yml:7',
      'ztunnel 1.23.4 Taskfile.yml:7',
      'ztunnel 1.24.2 Taskfile.yml:7',
    ],
  ],
  [
    'Task: a list of mappings',
    {
      'Taskfile.yml':
        "version: '3'\nvars:\n  CHARTS:\n    - {name: base, version: 1.24.2}\n    - {name: istiod, version: 1.24.1}\ntasks:\n  istio:\n    cmds:\n      - for: {var: CHARTS}\n        cmd: helm upgrade --install istio-{{.ITEM.name}} {{.ITEM.name}} --repo https://istio-release.storage.googleapis.com/charts --version {{.ITEM.version}} -n istio-system\n",
    },
    ['base 1.24.2 Taskfile.yml:4', 'istiod 1.24.1 Taskfile.yml:5'],
  ],
  [
    'Task: a matrix with the list of a variable',
    {
      'Taskfile.yml':
        "version: '3'\nvars:\n  ENVS: [dev, prod]\ntasks:\n  all:\n    cmds:\n      - for:\n          matrix:\n            ENV: {ref: .ENVS}\n            CHART: [\"base\", \"istiod\"]\n        task: chart\n        vars: {CHART: '{{.ITEM.CHART}}', ENV: '{{.ITEM.ENV}}'}\n  chart:\n    internal: true\n    vars:\n      VERSION: 1.23.2\n    cmds:\n      - helm upgrade --install istio-{{.CHART}} {{.CHART}} --repo https://istio-release.storage.googleapis.com/charts --version {{.VERSION}} --kube-context {{.ENV}}\n",
    },
    ['base 1.23.2 Taskfile.yml:16', 'istiod 1.23.2 Taskfile.yml:16'],
  ],
  [
    'Jenkins: versions that a person chooses among',
    {
      'ci/Jenkinsfile':
        "pipeline {\n  agent { label 'k8s' }\n  parameters {\n    choice(\n      name: 'ISTIO_VERSION',\n      choices: ['1.24.2', '1.23.4'],\n      description: 'Which Istio'\n    )\n  }\n  environment {\n    NS = 'istio-system'\n  }\n  stages {\n    stage('install') {\n      steps {\n        sh '''\n          curl -sL https://istio.io/downloadIstio | ISTIO_VERSION=$ISTIO_VERSION sh -\n          istio-$ISTIO_VERSION/bin/istioctl install -y --set profile=minimal\n        '''\n      }\n    }\n  }\n}\n",
    },
    [
      'base 1.23.4 ci/Jenkinsfile:6',
      'base 1.24.2 ci/Jenkinsfile:6',
      'istiod 1.23.4 ci/Jenkinsfile:6',
      'istiod 1.24.2 ci/Jenkinsfile:6',
    ],
  ],
  [
    'Jenkins: the same in one text',
    {
      Jenkinsfile:
        "properties([parameters([\n  choice(choices: \"1.24.2\\n1.23.4\", description: 'x', name: 'VERSION'),\n  string(name: 'CLUSTER', defaultValue: 'dev')\n])])\nnode {\n  sh \"helm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version ${params.VERSION} -n istio-system\"\n}\n",
    },
    ['istiod 1.23.4 Jenkinsfile:2', 'istiod 1.24.2 Jenkinsfile:2'],
  ],
  [
    'Buildkite: a version for each step',
    {
      '.buildkite/pipeline.yml':
        'env:\n  ISTIO_REPO: https://istio-release.storage.googleapis.com/charts\nsteps:\n  - label: ":istio: staging"\n    command: scripts/istio.sh\n    env:\n      ISTIO_VERSION: "1.24.2"\n      CLUSTER: staging\n  - wait\n  - label: ":istio: prod"\n    command: scripts/istio.sh\n    env:\n      ISTIO_VERSION: "1.23.4"\n      CLUSTER: prod\n',
      'scripts/istio.sh':
        '#!/bin/bash\nset -e\nkubectl config use-context "$CLUSTER"\nfor c in base istiod; do\n  helm upgrade --install "istio-$c" "$c" --repo "$ISTIO_REPO" --version "${ISTIO_VERSION}" -n istio-system\ndone\n',
    },
    [
      'base 1.23.4 .buildkite/pipeline.yml:13',
      'base 1.24.2 .buildkite/pipeline.yml:7',
      'istiod 1.23.4 .buildkite/pipeline.yml:13',
      'istiod 1.24.2 .buildkite/pipeline.yml:7',
    ],
  ],
  [
    'Buildkite: what a plugin is given',
    {
      '.buildkite/pipeline.yaml':
        'steps:\n  - label: istio\n    commands:\n      - helm repo add istio https://istio-release.storage.googleapis.com/charts\n      - helm upgrade --install istiod istio/istiod --version $$ISTIO_VERSION -n istio-system\n    plugins:\n      - docker#v5.11.0:\n          image: alpine/helm:3.16.1\n          environment:\n            - ISTIO_VERSION=1.22.8\n            - KUBECONFIG\n',
    },
    ['istiod 1.22.8 .buildkite/pipeline.yaml:10'],
  ],
  [
    'Buildkite: a matrix, and steps of groups',
    {
      '.buildkite/pipeline.yml':
        'steps:\n  - label: "istio {{matrix.env}}"\n    command: ./mesh.sh\n    env:\n      ISTIO_VERSION: "{{matrix.version}}"\n    matrix:\n      setup:\n        version: ["1.24.2", "1.23.4"]\n        env: [dev]\n  - group: prod\n    steps:\n      - key: gw\n        command: helm upgrade -i gw gateway --repo https://istio-release.storage.googleapis.com/charts --version "$$GW" -n istio-ingress\n        env: {GW: 1.22.2}\n',
      'mesh.sh':
        'helm upgrade -i istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version "$ISTIO_VERSION" -n istio-system\n',
    },
    [
      'gateway 1.22.2 .buildkite/pipeline.yml:14',
      'istiod 1.23.4 .buildkite/pipeline.yml:8',
      'istiod 1.24.2 .buildkite/pipeline.yml:8',
    ],
  ],
  [
    'Woodpecker: a matrix of versions',
    {
      '.woodpecker.yml':
        'matrix:\n  ISTIO_VERSION:\n    - 1.23.4\n    - 1.24.2\n\nsteps:\n  - name: e2e\n    image: alpine/k8s:1.30.0\n    environment:\n      KUBECONFIG: /kube/config\n    commands:\n      - curl -L https://istio.io/downloadIstio | ISTIO_VERSION=${ISTIO_VERSION} sh -\n      - istio-${ISTIO_VERSION}/bin/istioctl install -y\n',
    },
    [
      'base 1.23.4 .woodpecker.yml:3',
      'base 1.24.2 .woodpecker.yml:4',
      'gateway 1.23.4 .woodpecker.yml:3',
      'gateway 1.24.2 .woodpecker.yml:4',
      'istiod 1.23.4 .woodpecker.yml:3',
      'istiod 1.24.2 .woodpecker.yml:4',
    ],
  ],
  [
    'Woodpecker: rows of charts and versions',
    {
      '.woodpecker/mesh.yaml':
        'matrix:\n  include:\n    - CHART: base\n      VERSION: 1.24.2\n    - CHART: istiod\n      VERSION: 1.24.1\nsteps:\n  install:\n    image: alpine/helm\n    commands:\n      - helm upgrade -i istio-$CHART $CHART --repo https://istio-release.storage.googleapis.com/charts --version $VERSION -n istio-system\n',
    },
    ['base 1.24.2 .woodpecker/mesh.yaml:4', 'istiod 1.24.1 .woodpecker/mesh.yaml:6'],
  ],
  [
    'Drone: what a shell finds',
    {
      '.drone.yml':
        'kind: pipeline\ntype: docker\nname: mesh\nsteps:\n  - name: install\n    image: alpine/helm:3.14.0\n    environment:\n      ISTIO_VERSION: 1.20.8\n      KUBE:\n        from_secret: kube\n    commands:\n      - helm repo add istio https://istio-release.storage.googleapis.com/charts\n      - helm upgrade -i base istio/base -n istio-system --version $ISTIO_VERSION\n      - helm upgrade -i istiod istio/istiod -n istio-system --version $${ISTIO_VERSION}\n',
    },
    ['base 1.20.8 .drone.yml:8', 'istiod 1.20.8 .drone.yml:8'],
  ],
  [
    'GitLab: charts and versions',
    {
      '.gitlab-ci.yml':
        'deploy-istio:\n  image: alpine/helm:3.15\n  parallel:\n    matrix:\n      - CHART: [base, istiod]\n        ISTIO_VERSION: "1.24.2"\n        ENV: dev\n      - CHART: [base, istiod]\n        ISTIO_VERSION: "1.23.5"\n        ENV: prod\n  environment: $ENV\n  script:\n    - helm repo add istio https://istio-release.storage.googleapis.com/charts\n    - helm upgrade --install istio-$CHART istio/$CHART --version $ISTIO_VERSION -n istio-system\n',
    },
    [
      'base 1.23.5 .gitlab-ci.yml:9',
      'base 1.24.2 .gitlab-ci.yml:6',
      'istiod 1.23.5 .gitlab-ci.yml:9',
      'istiod 1.24.2 .gitlab-ci.yml:6',
    ],
  ],
  [
    'GitLab: a chart and its version in each row',
    {
      '.gitlab-ci.yml':
        '.deploy:\n  script:\n    - helm upgrade -i istio-${CHART} ${CHART} --repo https://istio-release.storage.googleapis.com/charts --version ${VERSION} -n istio-system\ndeploy:\n  extends: .deploy\n  parallel:\n    matrix:\n      - CHART: base\n        VERSION: 1.24.2\n      - CHART: istiod\n        VERSION: 1.24.1\n',
    },
    ['base 1.24.2 .gitlab-ci.yml:9', 'istiod 1.24.1 .gitlab-ci.yml:11'],
  ],
  [
    'GitHub: rows of charts and versions',
    {
      '.github/workflows/x.yml':
        'on: push\njobs:\n  x:\n    strategy:\n      matrix:\n        include:\n          - {chart: base, version: 1.24.2}\n          - {chart: istiod, version: 1.24.1}\n    runs-on: ubuntu-latest\n    steps:\n      - run: helm upgrade -i istio-${{ matrix.chart }} ${{ matrix.chart }} --repo https://istio-release.storage.googleapis.com/charts --version ${{ matrix.version }} -n istio-system\n',
    },
    ['base 1.24.2 .github/workflows/x.yml:7', 'istiod 1.24.1 .github/workflows/x.yml:8'],
  ],
  [
    'GitHub: charts by the environment',
    {
      '.github/workflows/x.yml':
        'on: push\nenv:\n  ISTIO_VERSION: 1.22.4\njobs:\n  x:\n    strategy:\n      matrix:\n        chart: [base, istiod, gateway]\n        env: [dev, prod]\n    runs-on: ubuntu-latest\n    env:\n      CHART: ${{ matrix.chart }}\n    steps:\n      - run: |\n          helm repo add istio https://istio-release.storage.googleapis.com/charts\n          helm upgrade -i istio-$CHART istio/$CHART --version $ISTIO_VERSION -n istio-system -f ${{ matrix.env }}.yaml\n',
    },
    [
      'base 1.22.4 .github/workflows/x.yml:3',
      'gateway 1.22.4 .github/workflows/x.yml:3',
      'istiod 1.22.4 .github/workflows/x.yml:3',
    ],
  ],
  [
    'settings beside what is installed with them',
    {
      'deploy.sh':
        '#!/usr/bin/env bash\nENVIRONMENT=${1:?usage}\nset -a\n. "./envs/${ENVIRONMENT}/.env"\nset +a\nistioctl-${ISTIO_VERSION} install -y -f "envs/${ENVIRONMENT}/iop.yaml"\n',
      'envs/dev/.env': 'ISTIO_VERSION=1.24.2\nCLUSTER=dev\n',
      'envs/dev/iop.yaml':
        'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  profile: demo\n',
      'envs/prod/.env': 'ISTIO_VERSION=1.23.5\nCLUSTER=prod\n',
      'envs/prod/iop.yaml':
        'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  profile: default\n',
    },
    [
      'base 1.23.5 envs/prod/.env:1',
      'base 1.24.2 envs/dev/.env:1',
      'gateway 1.23.5 envs/prod/.env:1',
      'gateway 1.24.2 envs/dev/.env:1',
      'gateway 1.24.2 envs/dev/.env:1',
      'istiod 1.23.5 envs/prod/.env:1',
      'istiod 1.24.2 envs/dev/.env:1',
    ],
  ],
];

describe('detect: pipeline matrices', () => {
  it.each(CASES)('%s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });
});
