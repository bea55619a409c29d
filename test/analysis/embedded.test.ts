/** Whose resources are that stand inside declarations of other forms. */

import { readSide } from '../../src/analysis/side.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';

async function environmentsOf(files: Readonly<Record<string, string>>) {
  const { resources } = await readSide(memoryTree(files), { versions: [], values: [] });
  return resources
    .filter(({ kind }) => kind === 'DestinationRule')
    .map(({ name, environments, deployedBy }) => ({ name, environments, deployedBy }));
}

const CHARTS = `variable "istio_version" {}
variable "env" {}
resource "helm_release" "istiod" {
  name       = "istiod"
  repository = "${REPOSITORY}"
  chart      = "istiod"
  version    = var.istio_version
}
`;

function applied(name: string, more = ''): string {
  return `resource "kubernetes_manifest" "${name}" {
  ${more}
  manifest = {
    apiVersion = "networking.istio.io/v1beta1"
    kind       = "DestinationRule"
    metadata   = { name = "${name}", namespace = "shop" }
    spec       = { host = "bank.example" }
  }
}
`;
}

describe('analysis/embedded', () => {
  it('knows in which runs of a module a resource is made', async () => {
    const found = await environmentsOf({
      'main.tf': CHARTS,
      'rules.tf': `${applied('sandbox', 'count = var.env == "prod" ? 0 : 1')}${applied('everywhere')}`,
      'env/dev.tfvars': 'env = "dev"\nistio_version = "1.20.6"\n',
      'env/prod.tfvars': 'env = "prod"\nistio_version = "1.22.2"\n',
    });
    expect(found).toEqual([
      { name: 'sandbox', environments: ['dev'], deployedBy: ['rules.tf'] },
      { name: 'everywhere', environments: ['dev', 'prod'], deployedBy: ['rules.tf'] },
    ]);
  });

  it('knows in which runs the documents of a file are applied, and where each is written', async () => {
    const rule = (name: string): string =>
      `kind: DestinationRule\napiVersion: networking.istio.io/v1\nmetadata: {name: ${name}, namespace: shop}\n`;
    const found = await environmentsOf({
      'main.tf': `${CHARTS}variable "real" { default = false }
data "kubectl_file_documents" "banks" {
  content = file("${'$'}{path.module}/banks.yaml")
}
resource "kubectl_manifest" "banks" {
  for_each  = var.real ? data.kubectl_file_documents.banks.manifests : {}
  yaml_body = each.value
}
data "kubectl_file_documents" "all" {
  content = file("${'$'}{path.module}/all.yaml")
}
resource "kubectl_manifest" "all" {
  count     = length(data.kubectl_file_documents.all.documents)
  yaml_body = element(data.kubectl_file_documents.all.documents, count.index)
}
`,
      'banks.yaml': `${rule('north')}---\n# None of it.\n---\n${rule('south')}`,
      'all.yaml': rule('all'),
      'env/dev.tfvars': 'env = "dev"\nistio_version = "1.20.6"\n',
      'env/prod.tfvars': 'env = "prod"\nistio_version = "1.22.2"\nreal = true\n',
    });
    expect(found).toEqual([
      { name: 'all', environments: ['dev', 'prod'], deployedBy: ['main.tf'] },
      { name: 'north', environments: ['prod'], deployedBy: ['main.tf'] },
      { name: 'south', environments: ['prod'], deployedBy: ['main.tf'] },
    ]);
  });

  it('takes the unit that runs a module for whose its resources are', async () => {
    const unit = (module: string, inputs = ''): string =>
      `terraform {\n  source = "../../../modules/${module}"\n}\ninputs = {\n${inputs}\n}\n`;
    const found = await environmentsOf({
      'modules/istio/main.tf': CHARTS,
      'modules/egress/main.tf': `variable "host" {}\n${applied('bank').replace('"bank.example"', 'var.host')}`,
      'live/dev/istio/terragrunt.hcl': unit('istio', '  istio_version = "1.20.6"'),
      'live/prod/istio/terragrunt.hcl': unit('istio', '  istio_version = "1.22.2"'),
      'live/dev/egress/terragrunt.hcl': unit('egress', '  host = "test.bank.example"'),
      'live/prod/egress/terragrunt.hcl': unit('egress', '  host = "bank.example"'),
    });
    expect(found.map(({ deployedBy }) => deployedBy)).toEqual([
      ['live/dev/egress/terragrunt.hcl'],
      ['live/prod/egress/terragrunt.hcl'],
    ]);
  });

  it('knows in which environments of Helmfile a chart is given a resource', async () => {
    const rule = (name: string): string => `          - apiVersion: networking.istio.io/v1beta1
            kind: DestinationRule
            metadata: {name: ${name}}
            spec: {host: bank.example}
`;
    const found = await environmentsOf({
      'helmfile.yaml': `environments:
  dev: {values: [env/dev.yaml]}
  prod: {values: [env/prod.yaml]}
---
repositories:
  - name: istio
    url: ${REPOSITORY}
  - name: bedag
    url: https://bedag.github.io/helm-charts
releases:
  - name: istiod
    namespace: istio-system
    chart: istio/istiod
    version: {{ .Values.version }}
  - name: rules
    namespace: shop
    chart: bedag/raw
    values:
      - resources:
${rule('both')}{{- if eq .Environment.Name "prod" }}
${rule('prod-only')}{{- end }}
`,
      'env/dev.yaml': 'version: 1.20.6\n',
      'env/prod.yaml': 'version: 1.22.2\n',
    });
    expect(found).toEqual([
      { name: 'both', environments: ['dev', 'prod'], deployedBy: ['helmfile.yaml'] },
      { name: 'prod-only', environments: ['prod'], deployedBy: ['helmfile.yaml'] },
    ]);
  });

  it.each([
    ['GitLab', '.gitlab-ci.yml', 'script', (jobs: string) => jobs],
    [
      'GitHub',
      '.github/workflows/mesh.yml',
      'run',
      (jobs: string) => `on: push\njobs:\n${jobs.replace(/^(?=.)/gm, '  ')}`,
    ],
  ])(
    'takes a heredoc for that of the installation whose job names the same environment: %s',
    async (_, path, key, whole) => {
      const command = (text: string): string =>
        key === 'script' ? `  script:\n    - |\n${text}` : `  runs-on: x\n  steps:\n    - run: |\n${text}`;
      const jobs = ['staging', 'prod']
        .map(
          (environment, index) => `istio-${index}:
  environment: ${environment}
${command(`        helm upgrade --install istiod istiod --repo ${REPOSITORY} -n istio-system --version 1.2${index}.6\n`)}rules-${index}:
  environment: {name: ${environment}}
${command(`        kubectl apply -f - <<EOF
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: rule-${environment}}
        EOF
`)}`,
        )
        .join('');
      const found = await environmentsOf({ [path]: whole(jobs) });
      expect(found).toEqual([
        { name: 'rule-staging', environments: ['istio-0'], deployedBy: [path] },
        { name: 'rule-prod', environments: ['istio-1'], deployedBy: [path] },
      ]);
    },
  );
});
