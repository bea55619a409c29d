import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

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

  it('takes the tag that a variable gives istioctl for the version', async () => {
    expect(
      await found(`
        variable "istio_version" { default = "1.22.2" }
        resource "null_resource" "mesh" {
          provisioner "local-exec" {
            command = "istioctl install --set profile=minimal -y --set tag=\${var.istio_version}"
          }
        }
      `),
    ).toEqual(['base 1.22.2 infra/mesh.tf:1', 'istiod 1.22.2 infra/mesh.tf:1']);
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

  describe('what local-exec has in its environment', () => {
    const INSTALL =
      'curl -sL https://istio.io/downloadIstio | sh - && ./istio-$ISTIO_VERSION/bin/istioctl install -y';
    const block = (version: string, command = INSTALL, name = 'mesh') =>
      `resource "terraform_data" "${name}" {\n  input = { release = var.release }\n  provisioner "local-exec" {\n    command = "${command}"\n    environment = {\n      ISTIO_VERSION = ${version}\n    }\n  }\n}\n`;
    const places = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      const { installations } = await detect(memoryTree(files));
      return installations
        .filter(({ chart }) => chart === 'istiod')
        .map(({ version, at }) => `${version} ${at.file}:${at.line}`);
    };

    it.each([
      ['a local', 'local.release', { 'x/locals.tf': 'locals {\n  release = "1.22.2"\n}\n' }, 'x/locals.tf:2'],
      [
        'a variable by its default',
        'var.release',
        { 'x/variables.tf': 'variable "release" {\n  default = "1.22.2"\n}\n' },
        'x/variables.tf:2',
      ],
      [
        'a variable by a file of variables',
        'var.release',
        { 'x/variables.tf': 'variable "release" {}\n', 'x/terraform.tfvars': '\nrelease = "1.22.2"\n' },
        'x/terraform.tfvars:2',
      ],
      [
        'what a file holds',
        'trimspace(file("${path.module}/.istio-version"))',
        { 'x/.istio-version': '1.22.2\n' },
        'x/.istio-version:1',
      ],
      [
        'what a file holds under a key',
        'jsondecode(file("${path.module}/v.json")).istio',
        { 'x/v.json': '{\n  "istio": "1.22.2"\n}\n' },
        'x/v.json:2',
      ],
      [
        'what the resource keeps',
        'self.input.release',
        { 'x/variables.tf': 'variable "release" {\n  default = "1.22.2"\n}\n' },
        'x/variables.tf:2',
      ],
      [
        'what the caller of the module says',
        'var.release',
        {
          'x/variables.tf': 'variable "release" {}\n',
          'live/main.tf': 'module "mesh" {\n  source = "../x"\n  release = "1.22.2"\n}\n',
        },
        'live/main.tf:3',
      ],
    ])('is %s', async (_, value, files, place) => {
      const others = { 'other/main.tf': 'locals {\n  release = "1.20.6"\n  ISTIO_VERSION = "1.20.6"\n}\n' };
      expect(await places({ 'x/main.tf': block(value), ...files, ...others })).toEqual([`1.22.2 ${place}`]);
    });

    it('is that of the provisioner, not of the one beside it', async () => {
      const helm = (chart: string) =>
        `helm upgrade --install ${chart} istio/istiod --version $ISTIO_VERSION -n ${chart}`;
      const text = `${block('"1.22.2"', helm('one'))}${block('"1.23.4"', helm('two'), 'other')}`;
      expect(await places({ 'x/main.tf': text })).toEqual(['1.22.2 x/main.tf:6', '1.23.4 x/main.tf:15']);
    });

    it('reaches istioctl without a path, and the script that is run', async () => {
      const locals = 'locals {\n  release = "1.22.2"\n}\n';
      const plain = block('local.release', 'istioctl install -y');
      expect(await places({ 'x/main.tf': `${locals}${plain}` })).toEqual(['1.22.2 x/main.tf:2']);
      expect(
        await places({
          'x/main.tf': `${locals}${block('local.release', './install-mesh.sh')}`,
          'x/install-mesh.sh': '#!/bin/sh\n./istio-$ISTIO_VERSION/bin/istioctl install -y\n',
        }),
      ).toEqual(['1.22.2 x/main.tf:2']);
    });

    it('is one for each way in which the module is run, and none that the tree does not decide', async () => {
      const variable = { 'x/main.tf': `variable "release" {}\n${block('var.release')}` };
      const rivals = { 'b.sh': 'export ISTIO_VERSION=1.20.6\n' };
      expect(await places({ ...variable, ...rivals })).toEqual(['null x/main.tf:7']);
      expect(
        await places({
          ...variable,
          'x/envs/dev.tfvars': 'release = "1.23.4"\n',
          'x/envs/prod.tfvars': 'release = "1.22.2"\n',
        }),
      ).toEqual(['1.23.4 x/envs/dev.tfvars:1', '1.22.2 x/envs/prod.tfvars:1']);
    });
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

  it('hands istioctl the file of the tree that a machine writes before', async () => {
    const script = `
      resource "google_compute_instance" "bastion" {
        metadata_startup_script = <<-EOF
          #!/bin/bash
          curl -L https://istio.io/downloadIstio | ISTIO_VERSION=1.25.1 sh -
          cat << 'MESH' > /tmp/mesh.yaml
          \${file("\${path.module}/mesh.yaml")}
          MESH
          istioctl install -f /tmp/mesh.yaml -y
        EOF
      }
    `;
    const operator =
      'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  profile: minimal\n  meshConfig: {accessLogFile: /dev/stdout}\n';
    const { installations } = await detect(
      memoryTree({ 'infra/mesh.tf': dedent(script), 'infra/mesh.yaml': operator }),
    );
    expect(
      installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`),
    ).toEqual(['base 1.25.1 infra/mesh.tf:4', 'istiod 1.25.1 infra/mesh.tf:4']);
    expect(JSON.stringify(installations.map(({ release }) => release.values))).toContain('infra/mesh.yaml');
  });
});
