import { describe, expect, it } from '@jest/globals';
import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import { dedent } from '../support/yaml.js';

async function found(text: string): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree({ 'infra/mesh.tf': dedent(text) }));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

describe('detect/terraform: commands of provisioners', () => {
  it('finds istioctl and Helm where local-exec runs them, at their lines', async () => {
    expect(
      await found(`
        resource "null_resource" "mesh" {
          provisioner "local-exec" {
            command = "istioctl install --set profile=minimal -y"
          }
        }
      `),
    ).toEqual(['base null infra/mesh.tf:3', 'istiod null infra/mesh.tf:3']);
    expect(
      await found(`
        resource "terraform_data" "mesh" {
          count = var.mesh ? 1 : 0
          provisioner "local-exec" {
            interpreter = ["bash", "-c"]
            command     = <<-EOT
              helm repo add istio https://istio-release.storage.googleapis.com/charts
              helm upgrade --install istiod istio/istiod \\
                --version 1.22.2 -n istio-system
            EOT
          }
        }
      `),
    ).toEqual(['istiod 1.22.2 infra/mesh.tf:8']);
  });

  it('reads lists of commands, and versions under the names of variables', async () => {
    const { installations } = await detect(
      memoryTree({
        'infra/mesh.tf': dedent(`
          resource "null_resource" "mesh" {
            provisioner "remote-exec" {
              inline = [
                "curl -L https://istio.io/downloadIstio | ISTIO_VERSION=\${var.mesh_release} sh -",
                "istio-\${var.mesh_release}/bin/istioctl install --set profile=minimal -y",
              ]
            }
          }
        `),
        'infra/terraform.tfvars': 'mesh_release = "1.22.2"\n',
      }),
    );
    expect(installations).toMatchObject([
      { chart: 'base', version: '1.22.2', at: { file: 'infra/terraform.tfvars', line: 1 } },
      { chart: 'istiod', version: '1.22.2', at: { file: 'infra/terraform.tfvars', line: 1 } },
    ]);
  });

  it('takes a variable from its own folder: a file of variables before its default, whatever callers say', async () => {
    const files = {
      'mesh/main.tf':
        'resource "null_resource" "mesh" {\n  triggers = {\n    bin = local.istio_bin\n  }\n  provisioner "local-exec" {\n    command = <<EOT\n      curl -sL ${local.url} | ISTIO_VERSION=${var.istio_version} sh -\n      ${self.triggers.bin} install --set profile=minimal -y\n    EOT\n  }\n}\n',
      'mesh/variables.tf': 'variable "istio_version" {\n  type    = string\n  default = "1.22.2"\n}\n',
      'other/main.tf': 'locals {\n  istio_version = "1.20.6"\n}\n',
    };
    const places = async (more: Record<string, string>) =>
      (await detect(memoryTree({ ...files, ...more }))).installations.map(
        ({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`,
      );
    expect(await places({})).toEqual([
      'base 1.22.2 mesh/variables.tf:3',
      'istiod 1.22.2 mesh/variables.tf:3',
    ]);
    const tfvars = { 'mesh/terraform.tfvars': 'istio_version = "1.24.1"\n' };
    expect(await places(tfvars)).toContain('istiod 1.24.1 mesh/terraform.tfvars:1');
  });

  it('takes charts out of the release that a command of the same folder fetches', async () => {
    expect(
      await found(`
        resource "null_resource" "fetch" {
          provisioner "local-exec" {
            command = "wget https://storage.googleapis.com/istio-release/releases/1.9.5/sources.tar.gz"
          }
        }
        resource "helm_release" "istiod" {
          name       = "istiod"
          repository = "sources/istio/manifests/charts/istio-control"
          chart      = "istio-discovery"
        }
      `),
    ).toEqual(['istiod 1.9.5 infra/mesh.tf:3']);
  });

  it('leaves out what is commented, what runs at destruction, and other texts', async () => {
    expect(
      await found(`
        # provisioner "local-exec" { command = "istioctl install -y" }
        resource "null_resource" "mesh" {
          triggers = { hint = "istioctl install -y" }
          /* provisioner "local-exec" {
            command = "istioctl install -y"
          } */
          provisioner "local-exec" {
            when    = destroy
            command = "istioctl install -y && istioctl uninstall --purge -y"
          }
          provisioner "local-exec" {
            command = "echo done"
          }
        }
      `),
    ).toEqual([]);
  });
});

describe('detect/terraform: scripts that machines start with', () => {
  it.each([
    [
      'a text',
      `
        resource "aws_instance" "a" {
          user_data = base64encode(<<-EOF
            #!/bin/bash
            V=1.22.2
            helm upgrade --install istiod istio/istiod --version "$V" -n istio-system
          EOF
          )
        }
      `,
      4,
    ],
    [
      'a block within a block, for cloud-init',
      `
        data "cloudinit_config" "a" {
          part {
            content = <<-EOF
              #cloud-config
              runcmd:
                - helm upgrade --install istiod istio/istiod --version 1.22.2 -n istio-system
            EOF
          }
        }
      `,
      6,
    ],
    [
      'a list in a map',
      `
        locals {
          metadata = {
            startup-script = join("\\n", [
              "#!/bin/sh",
              "helm upgrade --install istiod istio/istiod --version 1.22.2 -n istio-system",
            ])
          }
        }
      `,
      5,
    ],
  ])('reads what stands in %s', async (_, text, line) => {
    expect(await found(text)).toEqual([`istiod 1.22.2 infra/mesh.tf:${line}`]);
  });

  it('takes no other text for a script', async () => {
    const text = `
      locals {
        help = <<-EOF
          helm upgrade --install istiod istio/istiod --version 1.22.2
        EOF
      }
    `;
    expect(await found(text)).toEqual([]);
  });
});
