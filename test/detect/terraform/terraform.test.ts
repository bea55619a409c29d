// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes its templates like this

import { detect } from '../../../src/detect/detect.js';
import { terraform } from '../../../src/detect/terraform/terraform.js';
import { lookup } from '../../../src/detect/values/values.js';
import type { Detection, Installation } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

type Files = Readonly<Record<string, string>>;

async function found(files: Files): Promise<Detection> {
  return detect(memoryTree(files), [terraform]);
}

/** `id chart version file:line`. */
function briefly({ installations }: Detection): readonly string[] {
  return installations.map(({ id, version, at }) => `${id} ${version} ${at.file}:${at.line}`);
}

function pin(installation: Installation | undefined, name = 'ENABLE_AUTO_SNI'): string | undefined {
  const value = installation && lookup(installation.release.values, ['pilot', 'env', name]);
  return value && `${value.value} ${value.file}:${value.line}`;
}

/** A `helm_release` of istiod with more lines in it. */
function istiod(...lines: readonly string[]): string {
  return [
    'resource "helm_release" "istiod" {',
    '  name       = "istiod"',
    '  chart      = "istiod"',
    '  repository = "https://istio-release.storage.googleapis.com/charts"',
    '  namespace  = "istio-system"',
    ...lines,
    '}',
    '',
  ].join('\n');
}

describe('detect: terraform', () => {
  it('reads what is templated by the same arguments', async () => {
    const data = istiod('  version = "1.24.2"').replace('resource "helm_release"', 'data "helm_template"');
    expect(briefly(await found({ 'main.tf': data }))).toEqual(['istiod 1.24.2 main.tf:6']);
  });

  it('tells templates without the workload, and takes them to install none', async () => {
    const tags = (...paths: readonly string[]): string =>
      istiod(
        '  version = "1.24.2"',
        `  show_only = ${JSON.stringify(paths)}`,
        '  set_list {',
        '    name = "revisionTags"',
        '    value = ["default"]',
        '  }',
      ).replace('resource "helm_release"', 'data "helm_template"');
    const only = await found({ 'main.tf': tags('templates/revision-tags.yaml') });
    expect(briefly(only)).toEqual([]);
    expect(only.problems).toMatchObject([
      { why: expect.stringContaining('only templates/revision-tags.yaml of the chart istiod is applied') },
    ]);
    const umbrella = {
      'main.tf':
        'data "helm_template" "mesh" {\n  name = "mesh"\n  chart = "./mesh"\n  show_only = ["charts/istiod/templates/revision-tags.yaml"]\n}\n',
      'mesh/Chart.yaml':
        'apiVersion: v2\nname: mesh\nversion: 1.0.0\ndependencies:\n- {name: base, repository: "https://istio-release.storage.googleapis.com/charts", version: 1.24.2}\n- {name: istiod, repository: "https://istio-release.storage.googleapis.com/charts", version: 1.24.2}\n',
    };
    expect((await found(umbrella)).problems.map(({ why }) => why)).toContainEqual(
      expect.stringContaining('of the chart base, istiod is applied'),
    );
    const both = tags('templates/revision-tags.yaml', 'templates/deployment.yaml');
    expect(briefly(await found({ 'main.tf': both }))).toEqual(['istiod 1.24.2 main.tf:6']);
    const open = tags('X').replace('"X"', 'var.template');
    expect(briefly(await found({ 'main.tf': open }))).toEqual(['istiod 1.24.2 main.tf:6']);
  });

  it('finds a release, its place and who deploys it', async () => {
    const { installations, problems } = await found({ 'mesh/main.tf': istiod('  version    = "1.22.2"') });
    expect(problems).toEqual([]);
    expect(installations).toMatchObject([
      {
        chart: 'istiod',
        version: '1.22.2',
        at: { file: 'mesh/main.tf', line: 6 },
        release: {
          form: 'terraform',
          deployer: 'terraform',
          declared: { file: 'mesh/main.tf', line: 1 },
          releaseName: 'istiod',
          namespace: 'istio-system',
        },
      },
    ]);
  });

  it.each([
    ['a local', { 'locals.tf': 'locals {\n  v = "1.22.2"\n}\n' }, 'local.v', 'locals.tf:2'],
    ['the default of a variable', { 'v.tf': 'variable "v" {\n  default = "1.22.2"\n}\n' }, 'var.v', 'v.tf:2'],
    [
      'terraform.tfvars over a default',
      { 'v.tf': 'variable "v" {\n  default = "1.20.0"\n}\n', 'terraform.tfvars': '# mesh\nv = "1.22.2"\n' },
      'var.v',
      'terraform.tfvars:2',
    ],
    [
      'an automatic file over terraform.tfvars',
      {
        'v.tf': 'variable "v" {}\n',
        'terraform.tfvars': 'v = "1.20.0"\n',
        'z.auto.tfvars': 'v = "1.22.2"\n',
      },
      'var.v',
      'z.auto.tfvars:1',
    ],
    [
      'a key of an object with a default in its type',
      {
        'v.tf':
          'variable "v" {\n  type = object({\n    version = optional(string, "1.22.2")\n  })\n  default = {}\n}\n',
      },
      'var.v.version',
      'v.tf:3',
    ],
    ['parts', { 'l.tf': 'locals {\n  a = "1.22"\n  b = 2\n}\n' }, '"${local.a}.${local.b}"', 'l.tf:2'],
    [
      'a YAML file',
      { 'versions.yaml': 'kiali: 1.0.0\nistio:\n  version: 1.22.2\n' },
      'yamldecode(file("${path.module}/versions.yaml")).istio.version',
      'versions.yaml:3',
    ],
  ])('takes the version from %s', async (_what, files, expression, at) => {
    const { installations, problems } = await found({
      ...files,
      'main.tf': istiod(`  version = ${expression}`),
    });
    expect(problems).toEqual([]);
    expect(installations.map(({ version, at: { file, line } }) => `${version} ${file}:${line}`)).toEqual([
      `1.22.2 ${at}`,
    ]);
  });

  it.each([
    ['a variable without a value', 'variable "v" {}\n', 'var.v', 'var.v'],
    [
      'what the caller gives',
      'variable "charts" {}\n',
      'var.charts["istiod"].version',
      'var.charts.istiod.version',
    ],
    ['another state', '', 'data.terraform_remote_state.mesh.outputs.version', 'data.terraform_remote_state'],
    ['locals in a ring', 'locals {\n  v = local.w\n  w = local.v\n}\n', 'local.v', 'local.v'],
  ])(
    'names a version that is decided by %s, and never guesses it',
    async (_what, more, expression, named) => {
      const { installations, problems } = await found({
        'main.tf': istiod(`  version = ${expression}`),
        'more.tf': more,
      });
      expect(installations).toMatchObject([
        { chart: 'istiod', version: null, at: { file: 'main.tf', line: 6 } },
      ]);
      expect(problems).toEqual([
        expect.objectContaining({
          file: 'main.tf',
          line: 6,
          blocking: true,
          why: expect.stringContaining(named),
        }),
      ]);
    },
  );

  it('names a version that is not given', async () => {
    const { installations, problems } = await found({ 'main.tf': istiod() });
    expect(installations).toMatchObject([{ version: null }]);
    expect(problems).toMatchObject([{ blocking: true, file: 'main.tf' }]);
  });

  it('reads values in the order of the provider', async () => {
    const main = istiod(
      '  version = "1.22.2"',
      '  values = [',
      '    file("${path.module}/values.yaml"),',
      '    yamlencode({ pilot = { env = { A = "encoded", B = "encoded" } } }),',
      '    <<-EOT',
      '      pilot:',
      '        env:',
      '          B: ${local.word}',
      '          C: heredoc',
      '    EOT',
      '    , templatefile("${path.module}/more.tftpl", { word = local.word })',
      '  ]',
      '  set {',
      '    name  = "pilot.env.D"',
      '    value = "set"',
      '  }',
      '  set_sensitive {',
      '    name  = "pilot.env.E"',
      '    value = "sensitive"',
      '  }',
      '  dynamic "set" {',
      '    for_each = local.settings',
      '    content {',
      '      name  = set.key',
      '      value = set.value',
      '    }',
      '  }',
    );
    const { installations, problems } = await found({
      'main.tf': main,
      'locals.tf': 'locals {\n  word = "known"\n  settings = {\n    "pilot.env.F" = "dynamic"\n  }\n}\n',
      'values.yaml': 'pilot:\n  env:\n    A: file\n    Z: file\n',
      'more.tftpl': '%{ if word != "" ~}\npilot:\n  env:\n    C: "${word}"\n%{ endif ~}\n',
    });
    expect(problems).toEqual([]);
    const [installation] = installations;
    expect([...'ABCDEFZ'].map(name => `${name}: ${pin(installation, name)}`)).toEqual([
      'A: encoded main.tf:9',
      'B: known main.tf:13',
      'C: known more.tftpl:4',
      'D: set main.tf:19',
      'E: sensitive main.tf:23',
      'F: dynamic locals.tf:4',
      'Z: file values.yaml:4',
    ]);
    expect(
      installation?.release.values.map(layer => layer.kind === 'document' && layer.home !== undefined),
    ).toEqual([true, false, false, false, false, false, false]);
  });

  it('hands Helm the text of a heredoc, and lists and types of settings as the provider does', async () => {
    const main = istiod(
      '  version = "1.22.2"',
      '  values = ["a: 1\\n"]',
      '  set = [',
      '    { name = "pilot.env.N", value = "1", type = "string" },',
      '    { name = "x", value = null },',
      '  ]',
      '  set_list = [{ name = "hosts", value = ["a", "b"] }]',
    );
    const [installation] = (await found({ 'main.tf': main })).installations;
    expect(installation?.release.values).toMatchObject([
      { kind: 'document', text: 'a: 1\n' },
      { kind: 'assignment', flag: '--set-string', key: 'pilot.env.N', value: '1', line: 9 },
      { kind: 'assignment', flag: '--set', key: 'x', value: '' },
      { kind: 'assignment', flag: '--set', key: 'hosts', value: '{a,b}' },
    ]);
  });

  it('says which keys are open, and which of them may decide behaviour', async () => {
    const main = istiod(
      '  version = "1.22.2"',
      '  values = [yamlencode({ pilot = { env = { X = var.x, Y = "1" } }, global = { network = var.net } })]',
      '  set {',
      '    name  = "podAnnotations.role"',
      '    value = aws_iam_role.istiod.arn',
      '  }',
    );
    const { installations, problems } = await found({ 'main.tf': main });
    expect(installations[0]?.release.openValues).toMatchObject([
      { path: ['pilot', 'env', 'X'], what: 'var.x', at: { file: 'main.tf', line: 7 } },
    ]);
    expect(pin(installations[0], 'Y')).toBe('1 main.tf:7');
    expect(problems.map(({ blocking, why }) => [blocking, why])).toEqual([
      [false, expect.stringMatching(/pilot\.env\.X.*global\.network/)],
      [false, expect.stringContaining('podAnnotations.role')],
    ]);
    const harmless = await found({ 'main.tf': main.replace('X = var.x, ', '') });
    expect(harmless.installations[0]?.release.openValues).toBeUndefined();
  });

  it.each([
    ['the whole values', '  values = [var.values]'],
    ['a values file from elsewhere', '  values = [file("../../../etc/passwd")]'],
    [
      'settings',
      '  dynamic "set" {\n    for_each = var.settings\n    content {\n      name = set.key\n    }\n  }',
    ],
    ['a structure inside a heredoc', '  values = [<<EOT\npilot:\n${indent(2, var.pilot)}\nEOT\n  ]'],
    ['a post-renderer', '  postrender {\n    binary_path = "./patch.sh"\n  }'],
  ])('is open where the tree does not hold %s', async (_what, lines) => {
    const { installations, problems } = await found({ 'main.tf': istiod('  version = "1.22.2"', lines) });
    expect(installations).toMatchObject([{ version: '1.22.2', release: { valuesUnknown: true } }]);
    expect(problems).toEqual([expect.objectContaining({ blocking: true, file: 'main.tf' })]);
  });

  it('follows modules of the tree: every call is an environment', async () => {
    const files = {
      'modules/istio/main.tf': `${istiod('  version = var.chart_version', '  count = var.enabled ? 1 : 0', '  values = [yamlencode({ pilot = { env = var.env } })]')}variable "chart_version" {}\nvariable "enabled" {\n  default = true\n}\nvariable "env" {\n  default = {}\n}\n`,
      'live/prod/main.tf':
        'module "mesh" {\n  source        = "../../modules/istio"\n  chart_version = "1.22.2"\n  env = {\n    ENABLE_AUTO_SNI = "false"\n  }\n}\n',
      'live/dev/main.tf':
        'module "mesh" {\n  source        = "../../modules//istio"\n  chart_version = local.v\n}\nlocals {\n  v = "1.23.0"\n}\n',
      'live/off/main.tf':
        'module "mesh" {\n  source = "../../modules/istio"\n  chart_version = "1.20.0"\n  enabled = false\n}\n',
    };
    const detection = await found(files);
    expect(detection.problems).toEqual([]);
    expect(briefly(detection)).toEqual([
      'live/dev/istiod 1.23.0 live/dev/main.tf:6',
      'live/prod/istiod 1.22.2 live/prod/main.tf:3',
    ]);
    expect(detection.installations.map(installation => pin(installation))).toEqual([
      undefined,
      'false live/prod/main.tf:5',
    ]);
  });

  it('makes an environment of each file of variables, where they come to different things', async () => {
    const files = {
      'infra/main.tf': `variable "istio_version" {}\nvariable "size" {\n  default = 1\n}\n${istiod('  version = var.istio_version')}`,
      'infra/envs/prod.tfvars': 'istio_version = "1.22.2"\n',
      'infra/envs/dev.tfvars': 'istio_version = "1.23.0"\n',
      'infra/envs/sizes.tfvars': 'size = 3\n',
    };
    expect(briefly(await found(files))).toEqual([
      'dev/istiod 1.23.0 infra/envs/dev.tfvars:1',
      'prod/istiod 1.22.2 infra/envs/prod.tfvars:1',
    ]);
    const same = await found({ ...files, 'infra/envs/dev.tfvars': 'istio_version = "1.22.2"\n' });
    expect(same.installations).toHaveLength(1);
    expect(same.installations[0]?.release).toMatchObject({
      destination: '',
      id: 'terraform:infra/main.tf:helm_release.istiod',
    });
  });

  it('expands for_each over what is known', async () => {
    const files = {
      'main.tf': dedent(`
        locals {
          charts = {
            base   = { name = "istio-base", values = {} }
            istiod = { name = "istiod", values = { pilot = { env = { ENABLE_AUTO_SNI = "false" } } } }
          }
        }
        resource "helm_release" "istio" {
          for_each   = local.charts
          name       = each.value.name
          chart      = each.key
          repository = "https://istio-release.storage.googleapis.com/charts"
          version    = try(each.value.version, "1.22.2")
          namespace  = kubernetes_namespace.istio.metadata[0].name
          values     = [yamlencode(each.value.values)]
        }
        resource "kubernetes_namespace" "istio" {
          metadata {
            labels = { a = "b" }
            name   = "mesh-system"
          }
        }
      `),
    };
    const { installations, problems } = await found(files);
    expect(problems).toEqual([]);
    expect(
      installations.map(({ chart, release: { releaseName, namespace } }) => [chart, releaseName, namespace]),
    ).toEqual([
      ['base', 'istio-base', 'mesh-system'],
      ['istiod', 'istiod', 'mesh-system'],
    ]);
    expect(pin(installations[1])).toBe('false main.tf:4');
  });

  it('reads modules that are given a chart: one, or maps of them; their own version is none of Istio', async () => {
    const files = {
      'addons.tf': dedent(`
        module "istiod" {
          source        = "aws-ia/eks-blueprints-addon/aws"
          version       = "1.1.1"
          name          = "istiod"
          chart         = "istiod"
          chart_version = "1.22.2"
          repository    = "https://istio-release.storage.googleapis.com/charts"
          namespace     = "istio-system"
          set           = [{ name = "pilot.env.ENABLE_AUTO_SNI", value = "false" }]
        }
        module "addons" {
          source  = "aws-ia/eks-blueprints-addons/aws"
          version = "~> 1.21.0"
          helm_releases = {
            istio-base = {
              chart         = "base"
              chart_version = "1.22.2"
              repository    = "https://istio-release.storage.googleapis.com/charts"
              namespace     = "istio-system"
            }
            kiali = { chart = "kiali-server", chart_version = "1.80.0", repository = "https://kiali.org/helm-charts" }
          }
        }
        module "istio_irsa" {
          source  = "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts-eks"
          version = "5.1.0"
        }
      `),
    };
    const detection = await found(files);
    expect(detection.problems).toEqual([]);
    expect(briefly(detection)).toEqual(['istiod 1.22.2 addons.tf:6', 'base 1.22.2 addons.tf:17']);
    expect(pin(detection.installations[0])).toBe('false addons.tf:9');
  });

  it('finds the version that a module from elsewhere is given, and says that it was not looked into', async () => {
    const { installations, problems } = await found({
      'main.tf':
        'module "mesh" {\n  source        = "git::https://git.example.com/platform.git//istio?ref=v3.1.0"\n  istio_version = "1.22.2"\n}\n',
      'other.tf':
        'module "istio" {\n  source = "git::https://git.example.com/terraform-istio.git?ref=1.2.0"\n}\n',
    });
    expect(installations).toMatchObject([
      {
        chart: 'istiod',
        version: '1.22.2',
        at: { file: 'main.tf', line: 3 },
        release: { valuesUnknown: true },
      },
    ]);
    expect(problems.map(({ file, blocking }) => [file, blocking]).toSorted()).toEqual([
      ['main.tf', true],
      ['other.tf', true],
    ]);
  });

  it('takes charts of the tree for what they are', async () => {
    const chart =
      'apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- name: istiod\n  version: 1.22.2\n  repository: https://istio-release.storage.googleapis.com/charts\n';
    const detection = await detect(
      memoryTree({
        'tf/main.tf':
          'resource "helm_release" "istio" {\n  name = "mesh"\n  chart = "${path.module}/../charts/mesh"\n  namespace = "istio-system"\n  set {\n    name  = "istiod.pilot.env.ENABLE_AUTO_SNI"\n    value = "false"\n  }\n}\n',
        'charts/mesh/Chart.yaml': chart,
      }),
    );
    expect(detection.releases.map(({ form }) => form)).toEqual(['terraform']);
    expect(briefly(detection)).toEqual(['tf/istiod 1.22.2 charts/mesh/Chart.yaml:6']);
    const [installation] = detection.installations;
    expect(
      lookup(installation?.release.values ?? [], ['pilot', 'env', 'ENABLE_AUTO_SNI'], ['istiod']),
    ).toMatchObject({ line: 6 });
  });

  it('recognises mirrors by the charts that only Istio has', async () => {
    const from = (chart: string) =>
      `resource "helm_release" "${chart}" {\n  name = "${chart}"\n  chart = "${chart}"\n  repository = "oci://harbor.example.com/mirror"\n  version = "1.22.2"\n}\n`;
    const { installations } = await found({ 'main.tf': `# istio\n${from('base')}${from('istiod')}` });
    expect(installations.map(({ chart }) => chart)).toEqual(['base', 'istiod']);
    const alone = await found({ 'main.tf': `# istio\n${from('base')}` });
    expect(alone.installations).toEqual([]);
  });

  it('leaves out what only looks like an installation', async () => {
    const quiet = {
      'commented.tf': istiod('  version = "1.22.2"').replace(/^/gm, '# '),
      'block.tf': `/*\n${istiod('  version = "1.22.2"')}*/\n`,
      'archive/old.tf': istiod('  version = "1.12.0"'),
      'vpc.tf': 'resource "aws_vpc" "istio" {\n  cidr = "10.0.0.0/8"\n}\n',
      'csr.tf':
        'resource "helm_release" "csr" {\n  name = "cert-manager-istio-csr"\n  chart = "cert-manager-istio-csr"\n  version = "0.8.1"\n  repository = "https://charts.jetstack.io"\n}\n',
      'off.tf': `provider "helm" {}\n${istiod('  version = "1.22.2"', '  count = 0')}`,
    };
    const { releases, problems } = await found(quiet);
    expect(releases).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('reads around what does not parse, and names it where it speaks of Istio', async () => {
    const { installations, problems } = await found({
      'good.tf': istiod('  version = "1.22.2"'),
      'cut.tf': 'resource "helm_release" "istio_base" {\n  chart = "base"\n  version = "1.2',
      'mesh.tf.json': '{"resource": {"helm_release": {"istiod": {',
    });
    expect(installations).toMatchObject([{ chart: 'istiod', version: '1.22.2' }]);
    expect(problems).toContainEqual(expect.objectContaining({ file: 'cut.tf', blocking: true }));
    expect(problems).toContainEqual(expect.objectContaining({ file: 'mesh.tf.json', blocking: true }));
  });

  it('reads the syntax of machines like that of people', async () => {
    const json = {
      '//': 'made by something',
      terraform: { backend: { s3: {} } },
      variable: { istio: { default: '1.22.2' } },
      locals: [{ repository: 'https://istio-release.storage.googleapis.com/charts' }],
      resource: {
        helm_release: {
          istiod: {
            name: 'istiod',
            repository: '${local.repository}',
            chart: 'istiod',
            version: '${var.istio}',
            namespace: 'istio-system',
            values: ['${yamlencode({ pilot = { env = { ENABLE_AUTO_SNI = "false" } } })}'],
            set: [{ name: 'pilot.env.OTHER', value: 'x-${var.istio}' }],
          },
        },
        kubernetes_manifest: { rule: { manifest: { kind: 'DestinationRule' } } },
      },
    };
    const { installations, problems } = await found({ 'mesh.tf.json': JSON.stringify(json, undefined, 1) });
    expect(problems).toEqual([]);
    expect(installations).toMatchObject([
      {
        chart: 'istiod',
        version: '1.22.2',
        at: { file: 'mesh.tf.json' },
        release: { namespace: 'istio-system' },
      },
    ]);
    expect(pin(installations[0])).toMatch(/^false mesh\.tf\.json:\d+$/);
    expect(pin(installations[0], 'OTHER')).toMatch(/^x-1\.22\.2 /);
    const lines = JSON.stringify(json, undefined, 1).split('\n');
    expect(lines[(installations[0]?.at.line ?? 0) - 1]).toContain('"1.22.2"');
  });

  it('survives modules in a ring, huge maps and prototype keys', async () => {
    const { installations } = await found({
      'a/main.tf': `module "b" {\n  source = "../b"\n}\n${istiod('  version = "1.22.2"', '  values = [yamlencode({ __proto__ = { a = 1 }, constructor = 2 })]')}`,
      'b/main.tf': 'module "a" {\n  source = "../a"\n  istio = true\n}\n',
      'c/main.tf': `${istiod('  version = "1.22.2"', '  for_each = local.many')}locals {\n  few = [for a in range(9) : a]\n  many = { for a in [1,2,3,4,5,6,7,8,9] : join("", [for b in [1,2,3,4,5,6,7,8,9] : join("", [for c in [1,2,3,4,5,6,7,8,9] : join("", [for d in [1,2,3,4,5,6,7,8,9] : join("", [for e in [1,2,3,4,5,6,7,8,9] : "x"])])])]) => a... }\n}\n`,
    });
    expect(({} as Record<string, unknown>).a).toBeUndefined();
    expect(installations.length).toBeLessThan(600);
  });

  it('survives values that are used in each other without end', async () => {
    const levels = Array.from({ length: 60 }, (_, level) => level + 1);
    const locals = levels.map(
      level =>
        `  m${level} = { a = local.m${level - 1}, b = local.m${level - 1} }\n  t${level} = "\${local.t${level - 1}}\${local.t${level - 1}}"\n  l${level} = concat(local.l${level - 1}, local.l${level - 1})\n`,
    );
    const files = {
      'main.tf': istiod(
        '  version = "1.22.2"',
        '  values = [yamlencode({ m = local.m60, l = local.l60 }), local.t60]',
      ),
      'locals.tf': `locals {\n  m0 = { x = 1 }\n  t0 = "a"\n  l0 = [1]\n${locals.join('')}}\n`,
    };
    const { installations, problems } = await found(files);
    expect(installations).toMatchObject([{ version: '1.22.2', release: { valuesUnknown: true } }]);
    expect(problems).not.toEqual([]);
  });

  it('says nothing where no Terraform speaks of Istio', async () => {
    const { installations, problems } = await found({
      'main.tf': 'resource "x" "y" {',
      'a.yaml': 'istio: 1\n',
    });
    expect([...installations, ...problems]).toEqual([]);
  });
});
