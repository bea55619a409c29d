/** Versions under names, in whatever files people keep them. */

import { detect } from '../../src/detect/detect.js';
import { versionsIn } from '../../src/detect/version-index.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';

function found(file: string, text: string): readonly string[] {
  return versionsIn(file, text).map(({ name, version, at }) => `${name} ${version} :${at.line}`);
}

describe('detect/version-index', () => {
  it('reads settings that are all of one line', () => {
    const more = Array.from({ length: 200 }, (_, index) => `"key-${index}":"some text"`).join(',');
    expect(found('versions.json', `{${more},"istio_version":"1.22.2",${more}}`)).toEqual([
      'istio_version 1.22.2 :1',
    ]);
  });

  it('reads a definition that much is said of', () => {
    expect(found('a.env', `ISTIO_VERSION=1.22.2 # ${'why '.repeat(500)}\n`)).toEqual([
      'ISTIO_VERSION 1.22.2 :1',
    ]);
  });

  it.each([
    ['variable "istio_version" { default = "1.22.2" }', 'istio_version 1.22.2 :1'],
    [
      'variable "istio_version" { type = string, description = "of {the} mesh", default = "1.22.2" }',
      'istio_version 1.22.2 :1',
    ],
    ['variable "istio_version" { type = string }', undefined],
    ['variable "istio_version" { type = object({ default = "1.22.2" }) }', undefined],
  ])('reads a variable of Terraform on one line: %s', (line, place) => {
    const named = found('main.tf', `${line}\n`).filter(text => text.startsWith('istio_version'));
    expect(named).toEqual(place === undefined ? [] : [place]);
  });

  it('reads every package of a file of Nix', () => {
    const one = (patch: number): string => `{\n  pname = "istioctl";\n  version = "1.22.${patch}";\n}\n`;
    const all = Array.from({ length: 12 }, (_, index) => one(index)).join('');
    expect(found('packages.nix', all).filter(text => text.startsWith('istioctl'))).toHaveLength(12);
  });
});

describe('detect/version-index: where nothing else says one', () => {
  const OPERATOR =
    'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: plane}\nspec: {profile: minimal}\n';

  async function planes(files: Record<string, string>): Promise<readonly string[]> {
    const { installations } = await detect(memoryTree({ 'mesh/plane.yaml': OPERATOR, ...files }));
    return installations
      .filter(({ chart }) => chart === 'istiod')
      .map(({ istioVersion }) => `${istioVersion}`);
  }

  it('takes what settings call the version of Istio', async () => {
    expect(
      await planes({ 'versions.json': '{\n  "ISTIO_VERSION": "1.22.2",\n  "MESH_ID": "blue"\n}\n' }),
    ).toEqual(['1.22.2']);
  });

  it('does not take what a proxy once said of itself', async () => {
    const node =
      '{\n  "node": {\n    "metadata": {\n      "ISTIO_VERSION": "1.12.1",\n      "MESH_ID": "cluster.local",\n      "INSTANCE_IPS": "10.244.0.6"\n    }\n  }\n}\n';
    expect(await planes({ 'issues/egress.json': node })).toEqual(['null']);
    const dump =
      '{\n  "configs": [{\n    "@type": "type.googleapis.com/envoy.admin.v3.BootstrapConfigDump",\n    "ISTIO_VERSION": "1.12.1"\n  }]\n}\n';
    expect(await planes({ 'issues/dump.json': dump })).toEqual(['null']);
  });
});
