// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL and templates of others are written like this
/** A small tree of every form in which Istio is declared, and of every place where its resources stand. */
import { dedent } from '../support/yaml.js';

export type Files = Readonly<Record<string, string>>;

export interface HostileForm {
  readonly name: string;
  /** The tree at a version; files of forms that need others hold those, too. */
  readonly files: (version: string) => Files;
}

export const FROM = '1.20.6';
export const TO = '1.22.2';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

function form(name: string, texts: Files): HostileForm {
  const files = (version: string): Files =>
    Object.fromEntries(
      Object.entries(texts).map(([path, text]) => [path, dedent(text).replaceAll('X.Y.Z', version)]),
    );
  return { name, files };
}

const VALUES = 'pilot:\n  env:\n    ENABLE_AUTO_SNI: "true"\n';

/** Each moves istiod when its version does. */
export const INSTALLATIONS: readonly HostileForm[] = [
  form('umbrella chart', {
    'mesh/Chart.yaml': `
      apiVersion: v2
      name: mesh
      version: 0.1.0
      dependencies:
      - name: istiod
        version: X.Y.Z
        repository: ${ISTIO}
    `,
    'mesh/values.yaml': 'istiod:\n  pilot:\n    env:\n      A: "1"\n',
  }),
  form('nested charts', {
    'mesh/Chart.yaml': `
      apiVersion: v2
      name: mesh
      version: 0.1.0
      dependencies:
      - name: plane
        version: 0.1.0
        repository: file://../plane
    `,
    'plane/Chart.yaml': `
      apiVersion: v2
      name: plane
      version: 0.1.0
      dependencies:
      - {name: istiod, version: ~1.20.0, repository: "${ISTIO}"}
    `.replace('~1.20.0', 'X.Y.Z'),
  }),
  form('Argo CD Application', {
    'apps/istiod.yaml': `
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: istiod, namespace: argocd}
      spec:
        project: default
        destination: {server: https://kubernetes.default.svc, namespace: istio-system}
        source:
          repoURL: ${ISTIO}
          chart: istiod
          targetRevision: X.Y.Z
          helm:
            values: |
              pilot:
                env:
                  A: "1"
            parameters:
            - {name: pilot.env.B, value: "2"}
    `,
  }),
  form('Argo CD Application of several sources', {
    'apps/istiod.yaml': `
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: istiod, namespace: argocd}
      spec:
        destination: {name: prod, namespace: istio-system}
        sources:
        - repoURL: ${ISTIO}
          chart: istiod
          targetRevision: X.Y.Z
          helm:
            valueFiles: [$here/apps/values.yaml]
        - repoURL: https://git.example.com/platform.git
          targetRevision: HEAD
          ref: here
    `,
    'apps/values.yaml': VALUES,
  }),
  form('Argo CD ApplicationSet of a list', {
    'apps/set.yaml': `
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: istiod}
      spec:
        generators:
        - list:
            elements:
            - {cluster: prod, version: X.Y.Z}
        template:
          metadata: {name: 'istiod-{{cluster}}'}
          spec:
            destination: {name: '{{cluster}}', namespace: istio-system}
            source:
              repoURL: ${ISTIO}
              chart: istiod
              targetRevision: '{{version}}'
    `,
  }),
  form('Argo CD ApplicationSet of files', {
    'apps/set.yaml': `
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: istiod}
      spec:
        goTemplate: true
        generators:
        - matrix:
            generators:
            - git:
                repoURL: https://git.example.com/platform.git
                files: [{path: clusters/*.json}]
            - list: {elements: [{chart: istiod}]}
        template:
          metadata: {name: 'istiod-{{ .cluster }}'}
          spec:
            destination: {name: '{{ .cluster }}', namespace: istio-system}
            source:
              repoURL: ${ISTIO}
              chart: '{{ .chart }}'
              targetRevision: '{{ .istio.version }}'
    `,
    'clusters/prod.json': '{"cluster": "prod", "istio": {"version": "X.Y.Z"}}\n',
  }),
  form('app of apps', {
    'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 0.1.0\n',
    'apps/values.yaml': 'istio:\n  version: X.Y.Z\n',
    'apps/templates/istiod.yaml': `
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: istiod}
      spec:
        destination: {name: prod, namespace: istio-system}
        source:
          repoURL: ${ISTIO}
          chart: istiod
          targetRevision: {{ .Values.istio.version }}
    `,
  }),
  form('Flux HelmRelease', {
    'mesh/istiod.yaml': `
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: HelmRepository
      metadata: {name: istio, namespace: flux-system}
      spec: {url: ${ISTIO}}
      ---
      apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata: {name: istiod, namespace: istio-system}
      spec:
        chart:
          spec:
            chart: istiod
            version: X.Y.Z
            sourceRef: {kind: HelmRepository, name: istio, namespace: flux-system}
        valuesFrom:
        - {kind: ConfigMap, name: mesh-values}
        values:
          pilot: {env: {A: "1"}}
    `,
    'mesh/values.yaml': `
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: mesh-values, namespace: istio-system}
      data:
        values.yaml: |
          pilot: {env: {ENABLE_AUTO_SNI: "true"}} # istio
    `,
  }),
  form('Flux substitution', {
    'clusters/prod.yaml': `
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: mesh, namespace: flux-system}
      spec:
        path: ./mesh
        sourceRef: {kind: GitRepository, name: flux-system}
        postBuild:
          substitute: {istio_version: "X.Y.Z"}
    `,
    'mesh/kustomization.yaml': 'resources: [istiod.yaml]\n',
    'mesh/istiod.yaml': `
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: HelmRepository
      metadata: {name: istio, namespace: istio-system}
      spec: {url: ${ISTIO}}
      ---
      apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata: {name: istiod, namespace: istio-system}
      spec:
        chart:
          spec:
            chart: istiod
            version: \${istio_version}
            sourceRef: {kind: HelmRepository, name: istio}
    `,
  }),
  form('Helmfile', {
    'helmfile.yaml': `
      bases: [environments.yaml]
      ---
      repositories:
      - name: istio
        url: ${ISTIO}
      releases:
      - name: istiod
        namespace: istio-system
        chart: istio/istiod
        version: {{ .Values.istio.version }}
        values: [values.yaml.gotmpl]
    `,
    'environments.yaml': 'environments:\n  default:\n    values:\n    - defaults.yaml\n',
    'defaults.yaml': 'istio:\n  version: X.Y.Z\n',
    'values.yaml.gotmpl': 'pilot:\n  env:\n    A: {{ "1" | quote }} # istio\n',
  }),
  form('Terraform', {
    'main.tf': `
      variable "istio_version" {}
      locals {
        repository = "${ISTIO}"
      }
      resource "helm_release" "istiod" {
        name       = "istiod"
        repository = local.repository
        chart      = "istiod"
        version    = var.istio_version
        namespace  = "istio-system"
        values     = [file("\${path.module}/values.yaml")]
        set {
          name  = "pilot.env.B"
          value = "2"
        }
      }
    `,
    'terraform.tfvars': 'istio_version = "X.Y.Z"\n',
    'values.yaml': VALUES,
  }),
  form('Terraform module', {
    'main.tf': 'module "istio" {\n  source  = "./modules/istio"\n  release = "X.Y.Z"\n}\n',
    'modules/istio/main.tf': `
      variable "release" {}
      resource "helm_release" "istiod" {
        name       = "istiod"
        repository = "${ISTIO}"
        chart      = "istiod"
        version    = var.release
        values     = [templatefile("\${path.module}/values.tftpl", { on = true })]
      }
    `,
    'modules/istio/values.tftpl': 'pilot:\n  env:\n    A: "${on}"\n',
  }),
  form('Terragrunt', {
    'live/prod/istio/terragrunt.hcl': `
      include "root" {
        path = find_in_parent_folders("root.hcl")
      }
      terraform {
        source = "../../../modules//istio"
      }
      inputs = {
        release = "X.Y.Z"
      }
    `,
    'live/root.hcl': 'inputs = {\n  region = "eu" # istio\n}\n',
    'modules/istio/main.tf': `
      variable "release" {}
      resource "helm_release" "istiod" {
        name    = "istiod"
        chart   = "istio/istiod"
        version = var.release
      }
    `,
  }),
  form('Kustomize charts', {
    'mesh/kustomization.yaml': `
      helmCharts:
      - name: istiod
        repo: ${ISTIO}
        version: X.Y.Z
        releaseName: istiod
        namespace: istio-system
        valuesFile: values.yaml
    `,
    'mesh/values.yaml': VALUES,
  }),
  form('IstioOperator', {
    'mesh/operator.yaml': `
      apiVersion: install.istio.io/v1alpha1
      kind: IstioOperator
      metadata: {name: mesh}
      spec:
        profile: minimal
        tag: X.Y.Z
        components:
          pilot:
            k8s:
              env:
              - {name: A, value: "1"}
    `,
  }),
  form('istioctl', {
    'ops/install.sh': `
      #!/bin/sh
      ISTIO_VERSION=X.Y.Z
      curl -L https://istio.io/downloadIstio | ISTIO_VERSION=$ISTIO_VERSION sh -
      ./istio-$ISTIO_VERSION/bin/istioctl install -y -f operator.yaml
    `,
    'ops/operator.yaml': `
      apiVersion: install.istio.io/v1alpha1
      kind: IstioOperator
      spec:
        profile: minimal
    `,
  }),
  form('script with Helm', {
    'ops/install.sh': `
      #!/bin/sh
      V="X.Y.Z"
      helm repo add istio ${ISTIO}
      helm upgrade --install istiod istio/istiod --version "$V" -n istio-system -f values.yaml --set pilot.env.B=2
    `,
    'ops/values.yaml': VALUES,
  }),
  form('Makefile', {
    Makefile: 'V ?= X.Y.Z\nmesh:\n\thelm upgrade -i istiod istio/istiod --version $(V) -n istio-system\n',
  }),
  form('workflow', {
    '.github/workflows/mesh.yaml': `
      on: [push]
      env:
        ISTIO_VERSION: X.Y.Z
      jobs:
        mesh:
          runs-on: ubuntu-latest
          steps:
          - run: |
              helm upgrade --install istiod istio/istiod --version \${{ env.ISTIO_VERSION }}
    `,
  }),
  form('Ansible', {
    'roles/mesh/tasks/main.yml': `
      - name: install istiod
        ansible.builtin.command: helm upgrade --install istiod istio/istiod --version {{ mesh_version }}
    `,
    'roles/mesh/defaults/main.yml': 'mesh_version: "X.Y.Z" # istio\n',
  }),
  form('Sail', {
    'mesh/istio.yaml': `
      apiVersion: sailoperator.io/v1
      kind: Istio
      metadata: {name: default}
      spec:
        version: vX.Y.Z
        namespace: istio-system
        values:
          pilot: {env: {A: "1"}}
    `,
  }),
  form('Fleet', {
    'mesh/fleet.yaml': `
      defaultNamespace: istio-system
      helm:
        chart: istiod
        repo: ${ISTIO}
        version: X.Y.Z
        releaseName: istiod
        valuesFiles: [values.yaml]
    `,
    'mesh/values.yaml': VALUES,
  }),
  form('k3s', {
    'mesh/chart.yaml': `
      apiVersion: helm.cattle.io/v1
      kind: HelmChart
      metadata: {name: istiod, namespace: kube-system}
      spec:
        chart: istiod
        repo: ${ISTIO}
        version: X.Y.Z
        targetNamespace: istio-system
        valuesContent: |
          pilot: {env: {A: "1"}}
    `,
  }),
  form('Crossplane', {
    'mesh/release.yaml': `
      apiVersion: helm.crossplane.io/v1beta1
      kind: Release
      metadata: {name: istiod}
      spec:
        forProvider:
          namespace: istio-system
          chart: {name: istiod, repository: "${ISTIO}", version: X.Y.Z}
          values: {pilot: {env: {A: "1"}}}
    `,
  }),
  form('rendered manifests', {
    'mesh/install.yaml': `
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: istiod
        namespace: istio-system
        labels: {app: istiod}
      spec:
        template:
          spec:
            containers:
            - name: discovery
              image: docker.io/istio/pilot:X.Y.Z
              env:
              - {name: A, value: "1"}
    `,
  }),
  form('rendered manifests with an image of Kustomize', {
    'mesh/install.yaml': `
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: istiod, namespace: istio-system, labels: {app: istiod}}
      spec:
        template:
          spec:
            containers:
            - {name: discovery, image: "docker.io/istio/pilot:latest"}
    `,
    'mesh/kustomization.yaml':
      'resources: [install.yaml]\nimages:\n- name: docker.io/istio/pilot\n  newTag: X.Y.Z\n',
  }),
  form('Zarf', {
    'zarf.yaml': `
      kind: ZarfPackageConfig
      metadata: {name: mesh}
      components:
      - name: mesh
        charts:
        - name: istiod
          url: ${ISTIO}
          version: X.Y.Z
    `,
  }),
  form('Skaffold', {
    'skaffold.yaml': `
      apiVersion: skaffold/v4beta1
      kind: Config
      deploy:
        helm:
          releases:
          - {name: istiod, remoteChart: istio/istiod, version: X.Y.Z}
    `,
  }),
  form('Carvel', {
    'mesh/app.yaml': `
      apiVersion: kappctrl.k14s.io/v1alpha1
      kind: App
      metadata: {name: istiod}
      spec:
        fetch:
        - helmChart: {name: istiod, version: X.Y.Z}
    `,
  }),
  form('Pulumi', {
    'Pulumi.yaml': 'name: mesh\nruntime: nodejs\n',
    'index.ts': `
      const istioVersion = "X.Y.Z";
      new k8s.helm.v3.Release("istiod", {
        chart: "istiod",
        version: istioVersion,
        repositoryOpts: { repo: "${ISTIO}" },
      });
    `,
  }),
];

const RULE = `
apiVersion: networking.istio.io/v1beta1
kind: DestinationRule
metadata:
  name: db
  namespace: shop
spec:
  host: db.example.com
  trafficPolicy:
    tls:
      mode: SIMPLE
`;

function indented(text: string, width: number): string {
  return text
    .trim()
    .split('\n')
    .map(line => `${' '.repeat(width)}${line}`)
    .join('\n');
}

/** Each holds the DestinationRule `db`. */
export const RESOURCES: readonly HostileForm[] = [
  form('plain file', { 'config/rule.yaml': RULE }),
  form('list', {
    'config/rules.yaml': `apiVersion: v1\nkind: List\nitems:\n-\n${indented(RULE, 2)}\n`,
  }),
  form('overlay of Kustomize', {
    'config/base/rule.yaml': RULE,
    'config/base/kustomization.yaml': 'resources: [rule.yaml]\n',
    'config/prod/kustomization.yaml': 'resources: [../base]\npatches:\n- path: patch.yaml\n',
    'config/prod/patch.yaml': `
      apiVersion: networking.istio.io/v1beta1
      kind: DestinationRule
      metadata: {name: db, namespace: shop}
      spec: {trafficPolicy: {connectionPool: {tcp: {maxConnections: 5}}}}
    `,
  }),
  form('manifest of Terraform', {
    'config/main.tf': `resource "kubectl_manifest" "rule" {\n  yaml_body = <<-YAML\n${indented(RULE, 4)}\n  YAML\n}\n`,
  }),
  form('heredoc', { 'config/apply.sh': `kubectl apply -f - <<EOF\n${RULE.trim()}\nEOF\n` }),
  form('values of a library chart', {
    'config/raw.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: raw}\nspec:\n  destination: {namespace: shop}\n  source:\n    repoURL: https://charts.example.com\n    chart: raw\n    targetRevision: 1.0.0\n    helm:\n      valuesObject:\n        resources:\n        -\n${indented(RULE, 10)}\n`,
  }),
  form('task of Ansible', {
    'config/tasks/main.yml': `- name: rule\n  kubernetes.core.k8s:\n    state: present\n    definition:\n${indented(RULE, 6)}\n`,
  }),
  form('object of Crossplane', {
    'config/object.yaml': `apiVersion: kubernetes.crossplane.io/v1alpha2\nkind: Object\nmetadata: {name: rule}\nspec:\n  forProvider:\n    manifest:\n${indented(RULE, 6)}\n`,
  }),
];

/** Another installation beside it, at a version of its own: it must never get lost. */
export function neighbour(version: string): Files {
  return {
    'neighbour/gateway.yaml': [
      'apiVersion: argoproj.io/v1alpha1',
      'kind: Application',
      'metadata: {name: edge, namespace: argocd}',
      'spec:',
      '  destination: {name: edge, namespace: edge}',
      '  source:',
      `    repoURL: ${ISTIO}`,
      '    chart: gateway',
      `    targetRevision: ${version}`,
      '',
    ].join('\n'),
  };
}
