// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes its templates like this

import { detect } from '../../../src/detect/detect.js';
import type { Detection } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

type Files = Readonly<Record<string, string>>;

function briefly({ installations }: Detection): readonly string[] {
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

async function found(files: Files): Promise<readonly string[]> {
  return briefly(await detect(memoryTree(files)));
}

const OPERATOR = dedent(`
  apiVersion: install.istio.io/v1alpha1
  kind: IstioOperator
  spec:
    tag: \${tag}
    profile: minimal
`);
const TEMPLATE_FILE = dedent(`
  data "template_file" "operator" {
    template = file("\${path.module}/operator.yaml.tmpl")
    vars = {
      tag = var.istio_version
    }
  }
`);
const VARIABLE = 'variable "istio_version" {\n  default = "1.6.6"\n}\n';

function written(content: string): string {
  return dedent(`
    resource "local_file" "operator" {
      content  = ${content}
      filename = "\${path.module}/operator.yaml"
    }
  `);
}

function run(command: string, more = ''): string {
  return dedent(`
    resource "null_resource" "install" {
      triggers = {
        file = "\${path.module}/operator.yaml"
      }
      provisioner "local-exec" {
        command = "${command}"
      }${more}
    }
  `);
}

const RENDERED = written('data.template_file.operator.rendered');
const INSTALL = run('istioctl install -y --filename ${self.triggers.file}');
const MESH = (place: string, version = '1.6.6'): readonly string[] => [
  `base ${version} ${place}`,
  `istiod ${version} ${place}`,
];

describe('detect/terraform: files that it writes for istioctl', () => {
  it('follows a template through a data source, a file and a provisioner, as one mesh', async () => {
    const files = {
      'main.tf': 'module "istio" {\n  source = "./mesh"\n  istio_version = var.istio_version\n}\n',
      'variables.tf': VARIABLE,
      'mesh/main.tf': `${TEMPLATE_FILE}${RENDERED}${INSTALL}variable "istio_version" {}\n`,
      'mesh/operator.yaml.tmpl': OPERATOR,
    };
    const detection = await detect(memoryTree(files));
    expect(detection.problems).toEqual([]);
    expect(briefly(detection)).toEqual(MESH('variables.tf:2'));
    expect(detection.installations[0]?.release).toMatchObject({
      form: 'istioctl',
      declared: { file: 'mesh/main.tf', line: 16 },
    });
  });

  it.each<readonly [string, string, Files]>([
    [
      'templatefile',
      written('templatefile("${path.module}/operator.yaml.tmpl", { tag = var.istio_version })'),
      {},
    ],
    [
      'a template that is YAML by its name',
      written('templatefile("${path.module}/base.yaml", { tag = var.istio_version })'),
      { 'base.yaml': OPERATOR, 'operator.yaml.tmpl': '' },
    ],
    [
      'one of several copies',
      TEMPLATE_FILE.replace('{\n', '{\n  count = 1\n') + written('data.template_file.operator[0].rendered'),
      {},
    ],
    [
      'one of several copies by name',
      TEMPLATE_FILE.replace('{\n', '{\n  for_each = toset(["eu"])\n') +
        written('data.template_file.operator["eu"].rendered'),
      {},
    ],
    ['a block of variables', TEMPLATE_FILE.replace('vars = {', 'vars {') + RENDERED, {}],
    ['a sensitive file', TEMPLATE_FILE + RENDERED.replace('local_file', 'local_sensitive_file'), {}],
    [
      'a text where it is written',
      written(
        '<<-EOT\n    apiVersion: install.istio.io/v1alpha1\n    kind: IstioOperator\n    spec:\n      tag: ${var.istio_version}\n      profile: minimal\n  EOT',
      ),
      { 'operator.yaml.tmpl': '' },
    ],
    [
      'a template inside of the data source',
      `data "template_file" "operator" {\n  template = <<-EOT\n    apiVersion: install.istio.io/v1alpha1\n    kind: IstioOperator\n    spec:\n      tag: $\${tag}\n      profile: minimal\n  EOT\n  vars = {\n    tag = var.istio_version\n  }\n}\n${RENDERED}`,
      { 'operator.yaml.tmpl': '' },
    ],
    [
      'a map',
      written(
        'yamlencode({ apiVersion = "install.istio.io/v1alpha1", kind = "IstioOperator", spec = { tag = var.istio_version, profile = "minimal" } })',
      ),
      { 'operator.yaml.tmpl': '' },
    ],
  ])('reads %s', async (_what, text, more) => {
    const files = {
      'main.tf': text + INSTALL,
      'variables.tf': VARIABLE,
      'operator.yaml.tmpl': OPERATOR,
      ...more,
    };
    expect(await found(files)).toEqual(MESH('variables.tf:2'));
  });

  it.each([
    ['the name of the file', run('istioctl install -y -f ${local_file.operator.filename}')],
    ['a path', run('istioctl install -y -f operator.yaml')],
    ['a path from the module', run('istioctl manifest apply -f ${path.module}/operator.yaml')],
    [
      'a whole command that the resource keeps',
      run('x')
        .replace('"x"', 'self.triggers.run')
        .replace('file =', 'run = "istioctl install -f operator.yaml"\n    file ='),
    ],
  ])('knows the file by %s', async (_what, command) => {
    const files = {
      'main.tf': TEMPLATE_FILE + RENDERED + command,
      'variables.tf': VARIABLE,
      'operator.yaml.tmpl': OPERATOR,
    };
    expect(await found(files)).toEqual(MESH('variables.tf:2'));
  });

  it('finds what is written though nothing here says who takes it', async () => {
    const files = {
      'main.tf': TEMPLATE_FILE + RENDERED,
      'variables.tf': VARIABLE,
      'operator.yaml.tmpl': OPERATOR,
    };
    expect(await found(files)).toEqual(MESH('variables.tf:2'));
  });

  it('reads a file that the tree holds as it is there', async () => {
    const files = {
      'main.tf': TEMPLATE_FILE + RENDERED + INSTALL,
      'variables.tf': VARIABLE,
      'operator.yaml.tmpl': OPERATOR,
      'operator.yaml': OPERATOR.replace('${tag}', '1.6.5'),
    };
    expect(await found(files)).toEqual(MESH('operator.yaml:4', '1.6.5'));
  });

  it('finds each of several calls', async () => {
    const call = (name: string, version: string): string =>
      `module "${name}" {\n  source = "./mesh"\n  istio_version = "${version}"\n}\n`;
    const files = {
      'main.tf': call('blue', '1.22.2') + call('green', '1.23.0'),
      'mesh/main.tf': `${TEMPLATE_FILE}${RENDERED}${INSTALL}variable "istio_version" {}\n`,
      'mesh/operator.yaml.tmpl': OPERATOR,
    };
    expect((await found(files)).toSorted()).toEqual(
      [...MESH('main.tf:3', '1.22.2'), ...MESH('main.tf:7', '1.23.0')].toSorted(),
    );
  });

  it('says what the tree does not decide, once', async () => {
    const open = {
      'main.tf': `${TEMPLATE_FILE}${RENDERED}${INSTALL}variable "istio_version" {}\n`,
      'operator.yaml.tmpl': OPERATOR,
    };
    const detection = await detect(memoryTree(open));
    expect(briefly(detection)).toEqual([
      'base null operator.yaml.tmpl:4',
      'istiod null operator.yaml.tmpl:4',
    ]);
    expect(detection.problems.every(({ why }) => why.includes('`var.istio_version`'))).toBe(true);
    const outside = { 'main.tf': `${written('var.operator')}${INSTALL}variable "operator" {}\n` };
    const other = await detect(memoryTree(outside));
    expect(other.installations.map(({ version }) => version)).toEqual([null, null, null]);
    expect(JSON.stringify(other.problems)).toContain('`var.operator` gets its value elsewhere');
  });

  it('ends where a template needs itself', async () => {
    const files = {
      'main.tf': `${TEMPLATE_FILE.replace('var.istio_version', 'data.template_file.operator.rendered')}${RENDERED}${INSTALL}`,
      'operator.yaml.tmpl': OPERATOR,
    };
    expect((await found(files)).map(one => one.split(' ')[1])).toEqual(['null', 'null']);
  });
});

describe('detect: Applications that resources of Terraform are', () => {
  const ARGOCD = dedent(`
    resource "argocd_application" "istio" {
      for_each = toset(["base", "istiod"])
      spec {
        source {
          repo_url = "https://istio-release.storage.googleapis.com/charts"
          chart = each.value
          target_revision = VERSION
        }
      }
    }
  `);
  const KUBERNETES = dedent(`
    resource "kubernetes_manifest" "istio" {
      for_each = toset(["base", "istiod"])
      manifest = {
        apiVersion = "argoproj.io/v1alpha1"
        kind = "Application"
        metadata = { name = each.value }
        spec = {
          source = {
            repoURL = "https://istio-release.storage.googleapis.com/charts"
            chart = each.value
            targetRevision = VERSION
          }
          destination = { namespace = "istio-system" }
        }
      }
    }
  `);

  it.each([
    ['argocd_application', ARGOCD],
    ['kubernetes_manifest', KUBERNETES],
  ])('have their versions where these are written: %s', async (_, resource) => {
    const places = async (version: string, more: Files) => {
      const all = await found({ 'x/apps.tf': resource.replace('VERSION', version), ...more });
      return all.toSorted();
    };
    const both = (place: string) => [`base 1.25.5 ${place}`, `istiod 1.25.5 ${place}`];
    expect(await places('local.release', { 'x/locals.tf': 'locals {\n  release = "1.25.5"\n}\n' })).toEqual(
      both('x/locals.tf:2'),
    );
    expect(
      await places('var.release', {
        'x/variables.tf': 'variable "release" {}\n',
        'x/terraform.tfvars': '\nrelease = "1.25.5"\n',
      }),
    ).toEqual(both('x/terraform.tfvars:2'));
    expect(
      await places('jsondecode(file("${path.module}/v.json")).istio.chart', {
        'x/v.json': '{\n  "istio": {\n    "chart": "1.25.5"\n  }\n}\n',
      }),
    ).toEqual(both('x/v.json:3'));
    expect(
      await places('yamldecode(file("${path.module}/v.yaml")).istio', {
        'x/v.yaml': 'other: 1.0.0\nistio: 1.25.5\n',
      }),
    ).toEqual(both('x/v.yaml:2'));
  });
});

describe('detect: what Terraform fills in under names of YAML', () => {
  const APPLICATION = dedent(`
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: istiod}
    spec:
      destination: {name: in-cluster, namespace: istio-system}
      source:
        repoURL: https://istio-release.storage.googleapis.com/charts
        chart: istiod
        targetRevision: \${version}
  `);

  it('reads the files of a folder with what fills them in, and not as they stand', async () => {
    const files = {
      'main.tf': dedent(`
        locals {
          versions = yamldecode(file("versions.yaml"))
          files    = { for f in fileset("\${path.module}/apps", "*.yaml") : f => templatefile("\${path.module}/apps/\${f}", local.versions) }
        }
        resource "github_repository_file" "apps" {
          for_each   = local.files
          repository = "gitops"
          file       = "clusters/prod/\${each.key}"
          content    = each.value
        }
      `),
      'versions.yaml': 'version: 1.25.6\n',
      'apps/istiod.yaml': APPLICATION,
    };
    expect(await found(files)).toEqual(['istiod 1.25.6 versions.yaml:1']);
    // What it committed to this repository is read there.
    const committed = { 'clusters/prod/istiod.yaml': APPLICATION.replace('${version}', '1.25.6') };
    expect(await found({ ...files, ...committed })).toEqual(['istiod 1.25.6 clusters/prod/istiod.yaml:9']);
  });

  it('reads an app of apps with the values that its Application is filled with', async () => {
    const files = {
      'tf/main.tf': dedent(`
        variable "istio_version" {}
        resource "kubectl_manifest" "root" {
          yaml_body = templatefile("\${path.module}/root.yaml", { istio = var.istio_version })
        }
      `),
      'tf/root.yaml': dedent(`
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: root}
        spec:
          destination: {name: in-cluster, namespace: argocd}
          source:
            repoURL: https://github.com/acme/gitops.git
            path: apps
            helm:
              valuesObject: {version: "\${istio}"}
      `),
      'tf/envs/dev.tfvars': 'istio_version = "1.26.0"\n',
      'tf/envs/prod.tfvars': 'istio_version = "1.24.8"\n',
      'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 0.1.0\n',
      'apps/values.yaml': 'version: ""\n',
      'apps/templates/istiod.yaml': APPLICATION.replace('${version}', '{{ .Values.version }}'),
    };
    expect(await found(files)).toEqual([
      'istiod 1.26.0 tf/envs/dev.tfvars:1',
      'istiod 1.24.8 tf/envs/prod.tfvars:1',
    ]);
  });

  it.each([
    ['templatefile("${path.module}/apps.yaml", { version = local.istio })', 'main.tf:2'],
    [
      'yamlencode({ applications = { istiod = { source = { repoURL = "https://istio-release.storage.googleapis.com/charts", chart = "istiod", targetRevision = local.istio } } } })',
      'main.tf:2',
    ],
  ])('finds where the version in values of another chart is written: %s', async (values, place) => {
    const files = {
      'main.tf': `locals {\n  istio = "1.25.2"\n}\nresource "helm_release" "apps" {\n  name = "argocd-apps"\n  chart = "argocd-apps"\n  repository = "https://argoproj.github.io/argo-helm"\n  values = [${values}]\n}\n`,
      [values.includes('apps.yaml') ? 'apps.yaml' : 'README.md']: dedent(`
        applications:
          istiod:
            source:
              repoURL: https://istio-release.storage.googleapis.com/charts
              chart: istiod
              targetRevision: \${version}
      `),
    };
    expect(await found(files)).toEqual([`istiod 1.25.2 ${place}`]);
  });
});
