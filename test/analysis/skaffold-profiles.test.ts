/** Whose resources are that profiles of Skaffold apply. */

import { readSide } from '../../src/analysis/side.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';

const rule = (name: string): string =>
  `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: ${name}}\nspec: {host: bank.example}\n`;

const FILES: Readonly<Record<string, string>> = {
  'deploy/k8s/app/all.yaml': rule('all'),
  'deploy/k8s/for-dev/sandbox.yaml': rule('sandbox'),
  'deploy/k8s/for-live/bank.yaml': rule('bank'),
};

function profile(name: string, version: string, files: string): string {
  return `- name: ${name}
  manifests:
    rawYaml: [${files}]
  deploy:
    helm:
      releases: [{name: istiod, remoteChart: istio/istiod, version: ${version}}]
`;
}

const CONFIG = `apiVersion: skaffold/v4beta10
kind: Config
profiles:
${profile('dev', '1.20.6', 'k8s/app/*.yaml, "k8s/for-dev/*.yaml"')}${profile('live', '1.22.2', 'k8s/app/*.yaml, k8s/for-live')}`;

async function environmentsOf(files: Readonly<Record<string, string>>) {
  const { resources } = await readSide(memoryTree(files), { versions: [], values: [] });
  return Object.fromEntries(resources.map(({ name, environments }) => [name, environments ?? 'any']));
}

describe('analysis/skaffold-profiles', () => {
  it('gives what a profile applies to where its releases go', async () => {
    expect(await environmentsOf({ ...FILES, 'deploy/skaffold.yaml': CONFIG })).toEqual({
      all: ['dev', 'live'],
      sandbox: ['dev'],
      bank: ['live'],
    });
  });

  it('takes a file for anybody’s that is applied without a profile, by one without releases, or by nobody knows whom', async () => {
    const top = CONFIG.replace('profiles:', 'manifests: {rawYaml: ["k8s/*/bank.yaml"]}\nprofiles:');
    const both = `${top}- name: more\n  patches: [{op: add, path: /manifests/rawYaml/-, value: k8s/for-dev/sandbox.yaml}]\n`;
    const open = CONFIG.replace('"k8s/for-dev/*.yaml"', '"k8s/{{.PART}}/*.yaml"');
    expect(await environmentsOf({ ...FILES, 'deploy/skaffold.yaml': both })).toEqual({
      all: ['dev', 'live'],
      sandbox: 'any',
      bank: 'any',
    });
    expect(await environmentsOf({ ...FILES, 'deploy/skaffold.yaml': open })).toEqual({
      all: 'any',
      sandbox: 'any',
      bank: 'any',
    });
  });

  it('leaves to a kustomization what it may take in', async () => {
    const found = await environmentsOf({
      ...FILES,
      'deploy/skaffold.yaml': CONFIG,
      'deploy/k8s/for-dev/kustomization.yaml': 'resources: [sandbox.yaml]\n',
    });
    expect(found).toMatchObject({ sandbox: 'any', bank: ['live'] });
  });
});
