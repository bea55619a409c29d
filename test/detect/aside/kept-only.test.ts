/** Folders of archives and documentation: kept, unless something applies what stands there. */
import { readSide } from '../../../src/analysis/side.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const RULE =
  'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: rule}\nspec: {host: a.example}\n';

async function read(files: Readonly<Record<string, string>>) {
  const { resources, problems } = await readSide(memoryTree(files), { versions: [], values: [] });
  return {
    files: resources.map(({ data }) => data.file),
    told: problems.map(({ what, why }) => `${what}: ${why}`),
  };
}

describe('detect/aside/kept-only', () => {
  it('leaves out what nothing refers to, and tells where resources of the mesh are', async () => {
    expect(
      await read({
        'docs/mesh/a.yaml': RULE,
        'docs/mesh/b.yaml': RULE,
        'docs/app.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istio-demo}\n',
        'k8s/archive/a.yaml': RULE,
        'mkdocs.yml': 'docs_dir: docs\nnav: [index.md]\n',
        'deploy.sh': 'kubectl apply -f k8s/\n',
      }),
    ).toEqual({
      files: [],
      told: [
        'docs/mesh/a.yaml and 1 more of docs: resources of the mesh there are taken not to be deployed: docs is called like what is only kept, and nothing refers to them',
        'k8s/archive/a.yaml: resources of the mesh there are taken not to be deployed: k8s/archive is called like what is only kept, and nothing refers to them',
      ],
    });
  });

  it('says nothing of a broken file that is only kept', async () => {
    expect(await read({ 'docs/a.yaml': 'kind: DestinationRule\napiVersion: [istio\n' })).toEqual({
      files: [],
      told: [],
    });
  });

  it.each([
    ['a script applies the file', 'deploy.sh', 'kubectl apply -f k8s/archive/mesh/rule.yaml\n'],
    ['a script applies its folder', 'deploy.sh', 'kubectl apply -f k8s/archive/mesh\n'],
    ['a script applies a folder around it', 'deploy.sh', 'kubectl apply -R -f k8s/archive\n'],
    ['a script applies all of what is around', 'deploy.sh', 'kubectl apply -R -f k8s/\n'],
    ['a script applies all that is here', 'k8s/deploy.sh', 'kubectl apply --recursive -f .\n'],
    ['a script looks for files', 'deploy.sh', 'find k8s -name "*.yaml" | xargs -n1 kubectl apply -f\n'],
    [
      'a script goes through the folders around',
      'deploy.sh',
      'for f in k8s/*/; do kubectl apply -Rf "$f"; done\n',
    ],
    ['a script goes there', 'k8s/deploy.sh', 'cd archive && kubectl apply -f mesh/\n'],
    ['a script names it from a variable', 'deploy.sh', 'kubectl apply -f "$ROOT/archive/mesh/rule.yaml"\n'],
    [
      'a script goes through its files',
      'deploy.sh',
      'for f in k8s/archive/mesh/*; do kubectl apply -f $f; done\n',
    ],
    ['a kustomization takes it in', 'k8s/kustomization.yaml', 'resources: [archive/mesh/rule.yaml]\n'],
    [
      'Terraform applies it',
      'main.tf',
      'resource "kubectl_manifest" "rules" {\n  for_each  = fileset(path.module, "k8s/archive/mesh/*.yaml")\n  yaml_body = file(each.value)\n}\n',
    ],
    [
      'a task of Ansible applies it',
      'playbook.yml',
      '- hosts: all\n  tasks:\n    - kubernetes.core.k8s: {state: present, src: k8s/archive/mesh/rule.yaml}\n',
    ],
  ])('counts it where %s', async (_, path, text) => {
    const { files } = await read({ 'k8s/archive/mesh/rule.yaml': RULE, [path]: text });
    expect(files).toEqual(['k8s/archive/mesh/rule.yaml']);
  });

  it('counts what documentation holds where a script applies it', async () => {
    const { files } = await read({ 'docs/rule.yaml': RULE, Makefile: 'mesh:\n\tkubectl apply -f docs\n' });
    expect(files).toEqual(['docs/rule.yaml']);
  });
});
