// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform fills these in

import { planes, whole } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';
const HELM = `#!/bin/bash\nMESH="\${version}"\nhelm upgrade -i istiod istiod --repo ${ISTIO} --version $MESH\n`;
const ISTIOCTL =
  '#!/bin/bash\ncurl -L https://istio.io/downloadIstio | ISTIO_VERSION=${istio_version} sh -\nistio-${istio_version}/bin/istioctl install -y\n';
const VARIABLE = (version: string): string => `variable "istio" {\n  default = "${version}"\n}\n`;

describe('detect/terraform: scripts that it fills in', () => {
  it.each<[string, string]>([
    [
      'what a machine starts with',
      'resource "aws_instance" "node" {\n  user_data = base64encode(templatefile("${path.module}/init.sh.tftpl", { version = var.istio }))\n}\n',
    ],
    [
      'a file that a provisioner uploads',
      'resource "terraform_data" "mesh" {\n  provisioner "file" {\n    content = templatefile("${path.module}/init.sh.tftpl", { version = var.istio })\n    destination = "/tmp/init.sh"\n  }\n}\n',
    ],
    [
      'what another file is filled in with',
      'locals {\n  init = templatefile("${path.module}/outer.yaml", { script = templatefile("${path.module}/init.sh.tftpl", { version = var.istio }) })\n}\n',
    ],
    [
      'an argument of a module',
      'module "node" {\n  source    = "example/node/aws"\n  user_data = templatefile("init.sh.tftpl", { version = var.istio })\n}\n',
    ],
    [
      'a local',
      'locals {\n  init = templatefile("${path.module}/init.sh.tftpl", { version = var.istio })\n}\n',
    ],
    [
      'template_file',
      'data "template_file" "init" {\n  template = file("${path.module}/init.sh.tftpl")\n  vars = { version = var.istio }\n}\n',
    ],
    [
      'template_file of before',
      'data "template_file" "init" {\n  template = file("${path.module}/init.sh.tftpl")\n  vars {\n    version = var.istio\n  }\n}\n',
    ],
  ])('takes what %s is given', async (_, text) => {
    const files = { 'infra/init.sh.tftpl': HELM, 'infra/main.tf': `${VARIABLE('1.22.2')}${text}` };
    expect(await whole(files)).toEqual(['istiod 1.22.2 infra/main.tf:2']);
  });

  it('takes it for istioctl, and for a script by its own name', async () => {
    const files: Files = {
      'init.sh': ISTIOCTL,
      'main.tf': `${VARIABLE('1.22.2')}resource "aws_launch_template" "node" {\n  user_data = base64encode(templatefile("init.sh", { istio_version = var.istio }))\n}\n`,
    };
    expect(await planes(files)).toEqual(['1.22.2 main.tf:2']);
  });

  it('takes that of each environment', async () => {
    const files: Files = {
      'init.sh.tftpl': HELM,
      'main.tf':
        'variable "istio" {}\nresource "aws_instance" "node" {\n  user_data = templatefile("init.sh.tftpl", { version = var.istio })\n}\n',
      'dev.tfvars': 'istio = "1.23.0"\n',
      'prod.tfvars': 'istio = "1.22.2"\n',
    };
    expect(await whole(files)).toEqual(['istiod 1.22.2 prod.tfvars:1', 'istiod 1.23.0 dev.tfvars:1']);
  });

  it('is undecided where what fills it in is, whatever else has that name', async () => {
    const files: Files = {
      'init.sh.tftpl': HELM,
      'main.tf':
        'variable "istio" {}\nresource "aws_instance" "node" {\n  user_data = templatefile("init.sh.tftpl", { version = var.istio })\n}\n',
      'other/settings.yaml': 'version: 1.20.0\n',
    };
    expect(await whole(files)).toEqual(['istiod null main.tf:3']);
  });

  it('leaves a script alone that sets the name itself', async () => {
    const files: Files = {
      'init.sh': HELM.replace('MESH="${version}"', 'version=1.21.0\nMESH="$version"'),
      'main.tf': `${VARIABLE('1.22.2')}locals {\n  init = templatefile("init.sh", { version = var.istio })\n}\n`,
    };
    expect(await whole(files)).toEqual(['istiod 1.21.0 init.sh:2']);
  });
});
