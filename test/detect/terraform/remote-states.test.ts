// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes its templates like this
/** What a root module of Terraform reads out of the state of another one, which is in the tree as well. */

import { detect } from '../../../src/detect/detect.js';
import { terraform } from '../../../src/detect/terraform/terraform.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

/** @param version what its version is */
function istiod(version: string): string {
  return `resource "helm_release" "istiod" {\n  name = "istiod"\n  chart = "istiod"\n  repository = "${ISTIO}"\n  version = ${version}\n}\n`;
}

/** Does not speak of Istio by itself. */
function layer(backend: string, version = '"1.22.2"'): string {
  return `terraform {\n${backend}}\noutput "mesh" {\n  value = { version = ${version} }\n}\n`;
}

function reads(backend: string, config: string): string {
  return `data "terraform_remote_state" "v" {\n  backend = "${backend}"\n  config = { ${config} }\n}\n`;
}

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files), [terraform]);
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

const OUTPUT = 'data.terraform_remote_state.v.outputs.mesh.version';
const S3 = '  backend "s3" {\n    bucket = "states"\n    key = "a.tfstate"\n  }\n';

describe('detect: states of Terraform that other modules read', () => {
  it.each<readonly [string, string, string]>([
    ['in a bucket', S3, reads('s3', 'bucket = "states", key = "a.tfstate", region = "x"')],
    [
      'under a prefix',
      '  backend "gcs" {\n    prefix = "a"\n  }\n',
      reads('gcs', 'bucket = "b", prefix = "a"'),
    ],
    [
      'in a workspace of a cloud',
      '  cloud {\n    organization = "o"\n    workspaces {\n      name = "versions"\n    }\n  }\n',
      reads('remote', 'organization = "o", workspaces = { name = "versions" }'),
    ],
    [
      'in a file that it names',
      '  backend "local" {\n    path = "state/a.tfstate"\n  }\n',
      reads('local', 'path = "../versions/state/a.tfstate"'),
    ],
    [
      'in a file of its own folder',
      '',
      reads('local', 'path = "${path.module}/../versions/terraform.tfstate"'),
    ],
  ])('finds the one that is kept %s', async (_, backend, data) => {
    const line =
      layer(backend)
        .split('\n')
        .findIndex(text => text.includes('1.22.2')) + 1;
    expect(
      await found({ 'versions/main.tf': layer(backend), 'mesh/main.tf': data + istiod(OUTPUT) }),
    ).toEqual([`istiod 1.22.2 versions/main.tf:${line}`]);
  });

  it('reads all that it puts out, and what its files of variables give it', async () => {
    const files = {
      'versions/main.tf': `variable "mesh" {}\n${layer(S3, 'var.mesh')}`,
      'versions/terraform.tfvars': 'mesh = "1.22.2"\n',
      'mesh/main.tf': `${reads('s3', 'key = "a.tfstate"')}locals {\n  all = data.terraform_remote_state.v.outputs\n}\n${istiod('local.all.mesh.version')}`,
    };
    expect(await found(files)).toEqual(['istiod 1.22.2 versions/terraform.tfvars:1']);
  });

  it('takes none that is kept elsewhere, by two, or at another version in each environment', async () => {
    const data = reads('s3', 'bucket = "states", key = "a.tfstate"') + istiod(OUTPUT);
    const open = ['istiod null mesh/main.tf:9'];
    const elsewhere = layer(S3.replace('"states"', '"others"'));
    expect(await found({ 'mesh/main.tf': data, 'versions/main.tf': elsewhere })).toEqual(open);
    const two = { 'a/main.tf': layer(S3), 'b/main.tf': layer(S3) };
    expect(await found({ 'mesh/main.tf': data, ...two })).toEqual(open);
    const each = {
      'versions/main.tf': `variable "mesh" {}\n${layer(S3, 'var.mesh')}`,
      'versions/envs/a.tfvars': 'mesh = "1.22.2"\n',
      'versions/envs/b.tfvars': 'mesh = "1.22.3"\n',
    };
    expect(await found({ 'mesh/main.tf': data, ...each })).toEqual(open);
  });

  it('comes to an end where two read each other', async () => {
    const other = S3.replace('a.tfstate', 'b.tfstate');
    const read = (key: string): string => reads('s3', `bucket = "states", key = "${key}"`);
    expect(
      await found({
        'a/main.tf': read('b.tfstate') + layer(S3, OUTPUT),
        'b/main.tf': read('a.tfstate') + layer(other, OUTPUT) + istiod(OUTPUT),
      }),
    ).toEqual(['istiod null b/main.tf:18']);
  });
});
