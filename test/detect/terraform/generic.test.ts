// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes its templates like this
/** Modules that install whatever charts they are given, and say nothing of Istio themselves. */

import { detect } from '../../../src/detect/detect.js';
import { terraform } from '../../../src/detect/terraform/terraform.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

/** @param releases what `for_each` goes over */
function generic(releases: string): string {
  return `resource "helm_release" "this" {\n  for_each   = ${releases}\n  name       = each.key\n  chart      = each.value.chart\n  repository = each.value.repository\n  version    = each.value.version\n}\n`;
}

function given(version: string): string {
  return `releases = {\n  istiod = {\n    chart      = "istiod"\n    repository = "${ISTIO}"\n    version    = "${version}"\n  }\n}\n`;
}

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files), [terraform]);
  return installations.map(({ id, version, at }) => `${id} ${version} ${at.file}:${at.line}`);
}

const VARIABLE = `variable "releases" {}\n${generic('var.releases')}`;

describe('detect: modules of Terraform for any chart', () => {
  it('are read with the files of variables that name charts of Istio', async () => {
    expect(await found({ 'main.tf': VARIABLE, 'terraform.tfvars': given('1.24.2') })).toEqual([
      expect.stringMatching(/istiod 1\.24\.2 terraform\.tfvars:5$/),
    ]);
    expect(
      await found({
        'infra/main.tf': VARIABLE,
        'infra/envs/dev.tfvars': given('1.24.2'),
        'infra/envs/prod.tfvars': given('1.23.4'),
      }),
    ).toEqual([
      expect.stringMatching(/1\.24\.2 infra\/envs\/dev\.tfvars:5$/),
      expect.stringMatching(/1\.23\.4 infra\/envs\/prod\.tfvars:5$/),
    ]);
  });

  it('are read with the data that they decode', async () => {
    const files =
      '{ for f in fileset(path.module, "releases/*.yaml") : f => yamldecode(file("${path.module}/${f}")) }';
    expect(
      await found({
        'main.tf': generic(files),
        'releases/istiod.yaml': `chart: istiod\nrepository: ${ISTIO}\nversion: 1.24.2\n`,
        'releases/redis.yaml': 'chart: redis\nrepository: https://charts.example.com\nversion: 1.0.0\n',
      }),
    ).toEqual([expect.stringMatching(/1\.24\.2 releases\/istiod\.yaml:3$/)]);
  });

  it.each([
    [
      'a map',
      `{\n    istiod = {\n      chart = "istiod"\n      repository = "${ISTIO}"\n      version = "1.24.2"\n    }\n  }`,
    ],
    [
      'a list',
      `[{\n      name = "istiod"\n      chart = "istiod"\n      repository = "${ISTIO}"\n      version = "1.24.2"\n  }]`,
    ],
  ])('are found where Terragrunt gives one from elsewhere %s of charts', async (_what, releases) => {
    const [installation, ...others] = await found({
      'live/addons/terragrunt.hcl': `terraform {\n  source = "git::https://example.com/modules.git//helm"\n}\ninputs = {\n  releases = ${releases}\n}\n`,
    });
    expect(others).toEqual([]);
    expect(installation).toMatch(/istiod 1\.24\.2 live\/addons\/terragrunt\.hcl:9$/);
  });
});

describe('detect: releases of Terraform whose chart the tree does not decide', () => {
  const release = (label: string, rest: string): Files => ({
    'main.tf': `variable "chart" {}\nresource "helm_release" "${label}" {\n  name  = "one"\n  chart = ${rest}\n}\n`,
  });
  const ARCHIVE = '"https://${var.chart}/archive/v1.tar.gz"';

  it.each([
    ['istiod', ARCHIVE, 'istiod'],
    ['istio-base', 'var.chart', 'base'],
    ['istio_base_chart', 'var.chart', 'base'],
    ['istio-ingressgateway', 'var.chart', 'gateway'],
    ['istio_gateway', `var.chart\n  repository = "${ISTIO}"`, 'gateway'],
  ])('are of the chart that %s is called after', async (label, rest, chart) => {
    const { installations, problems } = await detect(memoryTree(release(label, rest)), [terraform]);
    expect(installations.map(one => [one.chart, one.version, one.at.line])).toEqual([[chart, null, 4]]);
    expect(problems.filter(({ blocking }) => blocking).map(({ why }) => why)).toEqual([
      expect.stringContaining('gets its value elsewhere, and only its name tells the chart'),
    ]);
  });

  it.each([
    ['istio_gateway', 'var.chart'],
    ['istio_addons', 'var.chart'],
  ])('are told where %s does not say it', async (label, rest) => {
    const { installations, problems } = await detect(memoryTree(release(label, rest)), [terraform]);
    expect(installations).toEqual([]);
    expect(problems.map(({ blocking, why }) => `${blocking} ${why}`)).toEqual([
      expect.stringContaining('true it installs a chart that this repository does not decide'),
    ]);
  });

  it('stand where who calls a module for any chart names it', async () => {
    const call = `module "istiod" {\n  source     = "../helm"\n  repository = "${ISTIO}"\n  chart      = "istiod"\n}\n`;
    const module =
      'variable "chart" {}\nvariable "repository" {}\nresource "helm_release" "this" {\n  name       = "mesh"\n  chart      = var.chart\n  repository = var.repository\n}\n';
    expect(await found({ 'live/main.tf': call, 'helm/main.tf': module })).toEqual([
      expect.stringMatching(/istiod null live\/main\.tf:4$/),
    ]);
  });
});
