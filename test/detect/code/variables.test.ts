/** Variables of CDKTF and parameters of the CDK, by what they are where nobody gives them. */

import { inOrder } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';
const OTHER =
  '    const traefik = new TerraformVariable(this, "traefik_version", { type: "string", default: "32.1.1" });\n';

function typescript(declared: string, version: string): string {
  return `export class Mesh extends TerraformStack {\n  constructor(scope: Construct, id: string) {\n    super(scope, id);\n${OTHER}    ${declared}\n    new Release(this, "istiod", { name: "istiod", chart: "istiod", repository: "${REPO}", version: ${version} });\n  }\n}\n`;
}

const VARIABLE = typescript(
  'const mesh = new TerraformVariable(this, "istio_version", {\n      type: "string",\n      default: "1.22.2",\n    });',
  'mesh.stringValue',
);

describe('detect/code-variables', () => {
  it.each<[string, Files, string]>([
    [
      'a variable in TypeScript',
      { 'cdktf.json': '{}', 'stacks/mesh.ts': VARIABLE },
      '1.22.2 stacks/mesh.ts:7',
    ],
    [
      'one that its class keeps',
      {
        'cdktf.json': '{}',
        'mesh.ts': typescript(
          'this.mesh = new TerraformVariable(this, "istio_version", { default: "1.22.2" });',
          'this.mesh.value',
        ),
      },
      '1.22.2 mesh.ts:5',
    ],
    [
      'one that a file of values sets',
      {
        'cdktf.json': '{}',
        'stacks/mesh.ts': VARIABLE,
        'terraform.tfvars': 'traefik_version = "33.0.0"\nistio_version   = "1.22.3"\n',
        'stacks/terraform.tfvars': 'istio_version = "1.20.0"\n',
      },
      '1.22.3 terraform.tfvars:2',
    ],
    [
      'a local value',
      {
        'cdktf.json': '{}',
        'mesh.ts': typescript(
          'const mesh = new TerraformLocal(this, "istio_version", "1.22.2");',
          'mesh.asString',
        ),
      },
      '1.22.2 mesh.ts:5',
    ],
    [
      'a variable in Python',
      {
        'cdktf.json': '{}',
        'main.py': `class Mesh(TerraformStack):\n    def __init__(self, scope, id):\n        super().__init__(scope, id)\n        version = TerraformVariable(\n            self,\n            "istio_version",\n            type="string",\n            default="1.22.2",\n        )\n        Release(self, "istiod", name="istiod", chart="istiod", repository="${REPO}", version=version.string_value)\n`,
      },
      '1.22.2 main.py:8',
    ],
    [
      'a variable in Go',
      {
        'cdktf.json': '{}',
        'main.go': `package main\n\nfunc NewMesh(scope constructs.Construct, id string) {\n\tstack := cdktf.NewTerraformStack(scope, &id)\n\tversion := cdktf.NewTerraformVariable(stack, jsii.String("istio_version"), &cdktf.TerraformVariableConfig{\n\t\tType:    jsii.String("string"),\n\t\tDefault: jsii.String("1.22.2"),\n\t})\n\trelease.NewRelease(stack, jsii.String("istiod"), &release.ReleaseConfig{\n\t\tName: jsii.String("istiod"),\n\t\tChart: jsii.String("istiod"),\n\t\tRepository: jsii.String("${REPO}"),\n\t\tVersion: version.StringValue(),\n\t})\n}\n`,
      },
      '1.22.2 main.go:7',
    ],
    [
      'a variable in Java',
      {
        'cdktf.json': '{}',
        'Mesh.java': `package p;\npublic class Mesh extends TerraformStack {\n    public Mesh(final Construct scope, final String id) {\n        super(scope, id);\n        TerraformVariable version = TerraformVariable.Builder.create(this, "istio_version")\n                .type("string")\n                ._default("1.22.2")\n                .build();\n        Release.Builder.create(this, "istiod")\n                .name("istiod")\n                .chart("istiod")\n                .repository("${REPO}")\n                .version(version.getStringValue())\n                .build();\n    }\n}\n`,
      },
      '1.22.2 Mesh.java:7',
    ],
    [
      'a parameter of the CDK',
      {
        'cdk.json': '{}',
        'lib/mesh.ts': `export class Mesh extends Stack {\n  constructor(scope: Construct, id: string) {\n    super(scope, id);\n    const version = new CfnParameter(this, "IstioVersion", { type: "String", default: "1.22.2" });\n    cluster.addHelmChart("istiod", { chart: "istiod", repository: "${REPO}", version: version.valueAsString });\n  }\n}\n`,
      },
      '1.22.2 lib/mesh.ts:4',
    ],
  ])('reads %s', async (_, files, expected) => {
    expect(await inOrder(files)).toEqual([`istiod ${expected}`]);
  });

  it('knows no version of a variable that has none', async () => {
    const mesh = typescript(
      'const mesh = new TerraformVariable(this, "istio_version", {});',
      'mesh.stringValue',
    );
    expect(await inOrder({ 'cdktf.json': '{}', 'mesh.ts': mesh })).toEqual(['istiod null mesh.ts:6']);
  });
});
