/** Files of which one command is read and another is not: what that one moves is told, and nothing else of them. */

import { memoryTree } from '../../src/tree/memory.js';
import { judged } from '../../tools/score/judged.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const READ = 'helm install istiod istio/istiod --version 1.24.0';

/** What is said where `VERSION` moves. */
async function said(files: Files): Promise<{ readonly moved: readonly string[]; readonly told: number }> {
  const tree = (version: string) =>
    memoryTree(
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [path, text.replaceAll('VERSION', version)]),
      ),
    );
  const { upgrades, blocking, problems } = await judged(tree('1.20.6'), tree('1.22.2'));
  return {
    moved: upgrades.map(
      ({ chart, before, after }) => `${chart} ${before?.istioVersion} ${after?.istioVersion}`,
    ),
    told: blocking.length + problems.filter(({ about }) => about).length,
  };
}

const LOOP = 'for c in $(cat list); do helm install $c istio/$c --version';

describe('files that are read in part', () => {
  it.each<[string, Files]>([
    ['a loop over what only running it tells', { 'up.sh': `${READ}\n${LOOP} VERSION; done\n` }],
    ['the version of such a loop', { 'up.sh': `${READ}\nV=VERSION\n${LOOP} $V; done\n` }],
    [
      'more rounds than are gone through',
      {
        'up.sh': `${READ}\nfor c in ${Array.from({ length: 260 }, (_, n) => `c${n}`).join(' ')} base; do helm install $c istio/$c --version VERSION; done\n`,
      },
    ],
    [
      'a matrix that is made elsewhere',
      {
        '.github/workflows/a.yml': `on: push\njobs:\n  a:\n    strategy: {matrix: {chart: "\${{ fromJson(x) }}"}}\n    steps:\n    - run: ${READ}\n    - run: helm install \${{ matrix.chart }} istio/\${{ matrix.chart }} --version VERSION\n`,
      },
    ],
    [
      'what a machine of Terraform starts with',
      {
        'main.tf': `resource "aws_instance" "a" {\n  user_data = <<-EOF\n    #!/bin/bash\n    ${READ}\n    ${LOOP.replace('$(', '$$(')} VERSION; done\n  EOF\n}\n`,
      },
    ],
    ['a command of npm', { 'package.json': `{"scripts":{"a":"${READ}","b":"${LOOP} VERSION; done"}}\n` }],
    [
      'a text that a program goes on with',
      {
        'up.py': `v = "VERSION" + end()\nrun("${READ}")\nrun("helm install base istio/base --version " + v)\n`,
      },
    ],
    [
      'a text that is longer than a command',
      {
        'up.py': `run("${READ}")\nrun("""\n${'# a\n'.repeat(1_000)}helm install base istio/base --version VERSION\n""")\n`,
      },
    ],
    [
      'the last of many commands',
      {
        'up.py': `run("${READ}")\n${'run("helm repo update")\n'.repeat(250)}run("helm install base istio/base --version VERSION")\n`,
      },
    ],
    [
      'a list that a program goes on with',
      {
        'up.py': `run("${READ}")\nargs = ["helm", "install"]\nargs += ["base", "istio/base", "--version", "VERSION"]\n`,
      },
    ],
    [
      'a list with another one in it',
      {
        'up.py': `version = "VERSION"\nrun("${READ}")\nrun(["helm", "install", "base", "istio/base", *more(version)])\n`,
      },
    ],
    [
      'a text beside the scripts of Vagrant',
      {
        Vagrantfile: `x = <<-A\n${READ}\nA\ny.provision "shell", inline: "helm install base istio/base --version VERSION"\n`,
      },
    ],
  ])('tell of %s', async (_, files) => {
    const { told } = await said(files);
    expect(told).toBeGreaterThan(0);
  });

  it.each<[string, string]>([
    ['a script', `${READ.replace('1.24.0', 'VERSION')}\n${LOOP} 1.24.0; done\n`],
    ['a function of it', `up() {\n  helm install "$1" "istio/$1" --version VERSION\n}\nup istiod\n`],
  ])('tell of nothing else where %s is read', async (_, script) => {
    expect(await said({ 'up.sh': script })).toEqual({ moved: ['istiod 1.20.6 1.22.2'], told: 0 });
  });

  it('read a rendering out of a release where something takes it in', async () => {
    const path = 'files/istio-1.4.10/install/kubernetes/istio-demo.yaml';
    const text =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  selector: {}\n  template: {spec: {containers: [{name: discovery, image: "docker.io/istio/pilot:VERSION"}]}}\n';
    const { moved } = await said({ [path]: text, 'kustomization.yaml': `resources: [${path}]\n` });
    expect(moved).toEqual(['istiod 1.20.6 1.22.2']);
  });
});
