/** Every bound on what is read: what lies beyond it is named, and stands in the way of a pass. */

import { readDeclarations } from '../../src/analysis/side.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';
const SAIL = '{apiVersion: sailoperator.io/v1, kind: Istio, metadata: {name: a}, spec: {version: v1.24.2}}';
const RELEASE = `resource "helm_release" "istiod" {\n  chart = "istiod"\n  repository = "${ISTIO}"\n  version = "1.24.2"\n`;
const NAMES = Array.from({ length: 501 }, (_, index) => `"n${index}"`).join(',');
const HELMFILE = `releases:\n- name: istiod\n  chart: ${ISTIO}/istiod-1.24.2.tgz\n`;

/** As many files as asked, with names in order. */
function many(count: number, name: (number: string) => string, text: (number: number) => string): Files {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return Object.fromEntries(numbers.map(index => [name(String(index).padStart(5, '0')), text(index)]));
}

function applicationSet(...generators: readonly string[]): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: istiod}\nspec:\n  generators:\n${generators.map(one => `  - ${one}\n`).join('')}  template:\n    metadata: {name: istiod}\n    spec: {source: {repoURL: "${ISTIO}", chart: istiod, targetRevision: 1.24.2}}\n`;
}

function listOf(count: number): string {
  return `list: {elements: [${Array.from({ length: count }, (_, index) => `{n: "${index}"}`).join(',')}]}`;
}

function nested(depth: number, inner: string): string {
  return `${'{a: '.repeat(depth)}${inner}${'}'.repeat(depth)}`;
}

interface Case {
  readonly name: string;
  readonly files: Files;
  /** Whom the problem names, and a part of why. */
  readonly left: readonly [file: string, why: string];
}

const APPLICATION = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: "{{ a }}"}\nspec: {source: {repoURL: "${ISTIO}", chart: "{{ a }}", targetRevision: 1.24.2}}\n`;

const CASES: readonly Case[] = [
  {
    name: 'turns of loops of a template',
    files: {
      'apps.yaml.j2': `${`{% for a in ['istiod'${", 'base'".repeat(14)}] %}\n`.repeat(2)}---\n${APPLICATION}${'{% endfor %}\n'.repeat(2)}`,
    },
    left: ['apps.yaml.j2', 'more than 200 turns'],
  },
  {
    name: 'loops in each other of a template',
    files: {
      'apps.yaml.j2': `${"{% for a in ['istiod'] %}\n".repeat(6)}---\n${APPLICATION}${'{% endfor %}\n'.repeat(6)}`,
    },
    left: ['apps.yaml.j2', 'more than 5 loops'],
  },
  {
    name: 'loops of a template',
    files: {
      'apps.yaml.j2': `${"{% for a in ['istiod'] %}\na: 1\n---\n{% endfor %}\n".repeat(1001)}---\n${APPLICATION}`,
    },
    left: ['apps.yaml.j2', 'more than 1000 loops'],
  },
  {
    name: 'items of a variable that a task of Ansible loops over',
    files: {
      'site.yml': '- hosts: all\n  roles: [mesh]\n',
      'roles/mesh/tasks/main.yml': `- kubernetes.core.helm: {name: "{{ item.name }}", chart_ref: "{{ item.chart }}", chart_repo_url: "${ISTIO}", chart_version: "{{ item.version }}"}\n  loop: "{{ istio_charts }}"\n`,
      'roles/mesh/defaults/main.yml': `istio_charts:\n${Array.from({ length: 201 }, (_, index) => `- {name: n${index}, chart: istiod, version: 1.24.2}\n`).join('')}`,
    },
    left: ['roles/mesh/tasks/main.yml', 'more than 200 times'],
  },
  {
    name: 'folders of a git generator',
    files: {
      'set.yaml': applicationSet('git: {repoURL: x, directories: [{path: "apps/*"}]}'),
      ...many(
        2001,
        number => `apps/${number}/a.txt`,
        () => '',
      ),
    },
    left: ['set.yaml', 'more than 2000 Applications'],
  },
  {
    name: 'files of a git generator',
    files: {
      'set.yaml': applicationSet('git: {repoURL: x, files: [{path: "apps/*.json"}]}'),
      ...many(
        2001,
        number => `apps/${number}.json`,
        () => '',
      ),
    },
    left: ['set.yaml', 'more than 2000 Applications'],
  },
  {
    name: 'a matrix of generators',
    files: { 'set.yaml': applicationSet(`matrix: {generators: [{${listOf(45)}}, {${listOf(45)}}]}`) },
    left: ['set.yaml', 'more than 2000 Applications'],
  },
  {
    name: 'generators after full ones',
    files: { 'set.yaml': applicationSet(listOf(2000), listOf(1)) },
    left: ['set.yaml', 'more than 2000 Applications'],
  },
  {
    name: 'generators in generators',
    files: {
      'set.yaml': applicationSet(
        `${'matrix: {generators: [{list: {elements: [{n: a}]}}, {'.repeat(5)}${listOf(1)}${'}]}'.repeat(5)}`,
      ),
    },
    left: ['set.yaml', 'nested deeper than'],
  },
  {
    name: 'files of Terragrunt',
    files: {
      'main.tf': `${RELEASE}}\n`,
      'a/terragrunt.hcl': '',
      ...many(
        3000,
        number => `b/${number}.hcl`,
        () => '',
      ),
    },
    left: ['b/02999.hcl', 'first 3000 files of Terragrunt'],
  },
  {
    name: 'files that give values to Terraform',
    files: {
      'main.tf': `${RELEASE}}\n`,
      ...many(
        20_001,
        number => `run/${number}.sh`,
        () => '',
      ),
    },
    left: ['run/20000.sh', 'first 20000 files that may run Terraform'],
  },
  {
    name: 'ways in which files of variables fit',
    files: {
      'main.tf': `variable "v" {}\n${RELEASE}}\n`,
      'run.sh': 'terraform apply -var-file=$A.tfvars -var-file=$B.tfvars\n',
      ...many(
        11,
        number => `${number}.tfvars`,
        () => 'v = "1"\n',
      ),
    },
    left: ['run.sh', 'more than 100 ways'],
  },
  {
    name: 'files of variables',
    files: {
      'main.tf': `variable "v" {}\n${RELEASE}}\n`,
      ...many(
        61,
        number => `${number}.tfvars`,
        () => 'v = "1"\n',
      ),
    },
    left: ['00060.tfvars', 'first 60 files of variables'],
  },
  {
    name: 'instances of a release of Terraform',
    files: {
      'main.tf': Array.from(
        { length: 6 },
        (_, index) => `${RELEASE.replace('"istiod"', `"istiod${index}"`)}  count = 100\n}\n`,
      ).join(''),
    },
    left: ['main.tf', 'more than 500 instances'],
  },
  {
    name: 'instances of a manifest of Terraform',
    files: {
      'main.tf': `${RELEASE}}\nresource "kubectl_manifest" "mesh" {\n  for_each = toset([${NAMES}])\n  yaml_body = "a"\n}\n`,
    },
    left: ['main.tf', 'more than 500 instances'],
  },
  {
    name: 'a count of Terraform',
    files: { 'main.tf': `${RELEASE}  count = 101\n}\n` },
    left: ['main.tf', 'more than 100 of it'],
  },
  {
    name: 'modules in modules',
    files: {
      ...many(
        12,
        number => `m${number}/main.tf`,
        index => `module "next" {\n  source = "../m${String(index + 1).padStart(5, '0')}"\n}\n`,
      ),
      'm00012/main.tf': `${RELEASE}}\n`,
    },
    left: ['m00010/main.tf', 'more than 10 deep'],
  },
  {
    name: 'files of Helmfile',
    files: many(
      501,
      number => `helmfile.d/${number}.yaml`,
      index => (index === 0 ? HELMFILE : ''),
    ),
    left: ['helmfile.d/00500.yaml', 'first 500 files of Helmfile'],
  },
  {
    name: 'states in states of Helmfile',
    files: {
      ...many(
        9,
        number => `s${number}/helmfile.yaml`,
        index => `helmfiles: [../s${String(index + 1).padStart(5, '0')}/helmfile.yaml]\n`,
      ),
      's00009/helmfile.yaml': HELMFILE,
    },
    left: ['s00009/helmfile.yaml', 'states of Helmfile'],
  },
  {
    name: 'bases of bases of Helmfile',
    files: {
      'helmfile.yaml': `bases: [b00000.yaml]\n---\n${HELMFILE}`,
      ...many(
        10,
        number => `b${number}.yaml`,
        index => `bases: [b${String(index + 1).padStart(5, '0')}.yaml]\n`,
      ),
    },
    left: ['b00008.yaml', 'bases of Helmfile'],
  },
  {
    name: 'environments of Helmfile',
    files: {
      'helmfile.yaml': `environments:\n${Array.from({ length: 40 }, (_, index) => `  e${index}: {}\n`).join('')}---\n${HELMFILE}`,
    },
    left: ['helmfile.yaml', 'more than 40 environments'],
  },
  {
    name: 'Kustomizations of Flux that bring each other',
    files: {
      'layer13/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio}\n',
      ...Object.fromEntries(
        Array.from({ length: 13 }, (_, layer) => [
          `layer${layer}/both.yaml`,
          ['a', 'b']
            .map(
              name =>
                `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: istio-${name}${layer}, namespace: flux-system}\nspec:\n  path: ./layer${layer + 1}\n`,
            )
            .join('---\n'),
        ]),
      ),
    },
    left: ['layer12/both.yaml', 'more than 5000 ways'],
  },
  {
    name: 'charts deep inside of settings',
    files: { 'tool.yaml': nested(21, `{chart: istiod, version: 1.24.2, repo: "${ISTIO}"}`) },
    left: ['tool.yaml', 'nests deeper than 20'],
  },
  {
    name: 'charts far down in settings',
    files: {
      'tool.yaml': `a: [${'1,'.repeat(50_000)}]\nb: {chart: istiod, version: 1.24.2, repo: "${ISTIO}"}\n`,
    },
    left: ['tool.yaml', 'more than 50000 parts'],
  },
  {
    name: 'objects deep inside of others',
    files: { 'work.yaml': `apiVersion: a/v1\nkind: Carrier\nspec: ${nested(10, SAIL)}\n` },
    left: ['work.yaml', 'deeper than 10 levels'],
  },
  {
    name: 'what is filled into a template',
    files: { 'mesh.yaml.j2': `a: "${'{{ a }}'.repeat(10_001)}"\n---\n${SAIL}\n` },
    left: ['mesh.yaml.j2', 'more than 10000 places'],
  },
  {
    name: 'the length of a template',
    files: { 'mesh.yaml.j2': `# ${'x'.repeat(1_000_000)}\n${SAIL}\n` },
    left: ['mesh.yaml.j2', 'longer than any template'],
  },
  {
    name: 'files of values that a chart may be given',
    files: {
      'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 0.1.0\n',
      'apps/templates/app.yaml':
        '{{- range .Values.apps }}\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: "{{ .name }}"}\nspec: {source: {repoURL: "{{ .repo }}", chart: "{{ .chart }}", targetRevision: "{{ .version }}"}}\n---\n{{- end }}\n',
      ...many(
        101,
        number => `apps/values-${number}.yaml`,
        () => `apps: [{name: istiod, chart: istiod, repo: "${ISTIO}", version: 1.24.2}]\n`,
      ),
    },
    left: ['apps/values-00100.yaml', 'first 100 files of values'],
  },
];

describe('detect: bounds', () => {
  it.each(CASES)('names what lies beyond: $name', async ({ files, left: [file, why] }) => {
    const { problems } = await readDeclarations(memoryTree(files));
    expect(problems).toContainEqual(
      expect.objectContaining({ file, why: expect.stringContaining(why), blocking: true }),
    );
  });
});
