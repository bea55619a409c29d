/** Files that decide what is installed, and do not speak of Istio: where one is broken, something would go by another value. */

import { readDeclarations } from '../../src/analysis/side.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

const SET = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: mesh}
spec:
  generators: [{git: {repoURL: x, files: [{path: "clusters/*.yaml"}]}}]
  template:
    metadata: {name: "istiod-{{name}}"}
    spec: {source: {repoURL: "${ISTIO}", chart: istiod, targetRevision: "{{version}}"}}
`;
const PLAY = {
  'site.yml': '- hosts: all\n  vars_files: [settings.yml]\n  roles: [istio]\n',
  'roles/istio/defaults/main.yml': 'istio_version: 1.20.6\n',
  'roles/istio/tasks/main.yml': `- name: istiod\n  kubernetes.core.helm:\n    name: istiod\n    chart_ref: istiod\n    chart_repo_url: ${ISTIO}\n    chart_version: "{{ istio_version }}"\n`,
};
const TERRAFORM = `variable "mesh" { default = "1.20.6" }
resource "helm_release" "istiod" {
  chart      = "istiod"
  repository = "${ISTIO}"
  version    = var.mesh
}
`;
const HELMFILE = `repositories:\n- {name: istio, url: "${ISTIO}"}\nreleases:\n- {name: istiod, chart: istio/istiod, version: ~1.20.0}\n`;

describe('detect: files that decide what others install', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'parameters of a generator',
      { 'set.yaml': SET, 'clusters/a.yaml': 'name: a\nversion: [\n' },
      'clusters/a.yaml',
    ],
    ['variables of a play', { ...PLAY, 'settings.yml': 'istio_version: [\n' }, 'settings.yml'],
    [
      'variables of Terraform',
      { 'main.tf': TERRAFORM, 'terraform.tfvars.json': '{"mesh": "1.22.2"' },
      'terraform.tfvars.json',
    ],
    ['locked versions', { 'helmfile.yaml': HELMFILE, 'helmfile.lock': 'dependencies: [\n' }, 'helmfile.lock'],
    [
      'overrides of an Application',
      {
        'app.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: mesh}\nspec: {source: {repoURL: "https://git.example.com/a.git", path: mesh}}\n`,
        'mesh/Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 1.0.0\ndependencies:\n- {name: istiod, version: 1.20.6, repository: "${ISTIO}"}\n`,
        'mesh/.argocd-source.yaml': 'helm: [\n',
      },
      'mesh/.argocd-source.yaml',
    ],
  ])('names %s that are broken', async (_, files, file) => {
    const { problems } = await readDeclarations(memoryTree(files));
    expect(problems).toContainEqual(expect.objectContaining({ file, blocking: true }));
  });
});
