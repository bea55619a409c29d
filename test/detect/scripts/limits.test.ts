/** What scripts come to beyond what is read of them is told, so that nobody takes it for looked at. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { type Files, seen } from './seen.js';

const HELM = 'helm upgrade --install istiod istio/istiod --version';
/** More than any of the limits. */
const MANY = 320;
const numbers = Array.from({ length: MANY }, (_, index) => index);

describe('detect/scripts: limits', () => {
  it.each([
    [
      'recipes that are run in many ways',
      'justfile',
      `mesh version:\n  ${HELM} {{version}}\n${numbers.map(one => `up${one}: (mesh "1.22.${one}")\n`).join('')}`,
    ],
    [
      'many things that Make goes over',
      'Makefile',
      `up:\n\t$(foreach v,${numbers.slice(0, 70).join(' ')},helm upgrade --install mesh$(v) istio/istiod --version 1.22.$(v);)\n`,
    ],
    [
      'many charts in a Tiltfile',
      'Tiltfile',
      numbers
        .map(one => `helm_resource('istiod${one}', 'istio/istiod', flags=['--version=1.22.${one}'])\n`)
        .join(''),
    ],
    [
      'a job of CircleCI that a workflow runs many times',
      '.circleci/config.yml',
      `version: 2.1\njobs:\n  mesh:\n    parameters:\n      v: {type: string}\n    steps:\n    - run: ${HELM} << parameters.v >>\nworkflows:\n  main:\n    jobs:\n${numbers.map(one => `    - mesh: {name: j${one}, v: "1.22.${one}"}\n`).join('')}`,
    ],
  ])('tell of %s', async (_what, path, text) => {
    const { installations, problems } = await detect(memoryTree({ [path]: text }));
    expect(installations.length).toBeGreaterThan(0);
    expect(installations.length).toBeLessThan(MANY);
    expect(problems).toContainEqual(
      expect.objectContaining({ file: path, blocking: true, why: expect.stringContaining('not looked at') }),
    );
  });

  it('tell of rounds of a program', async () => {
    const charts = numbers.slice(0, 70).map(one => `"chart${one}"`);
    const text = `import subprocess\nfor chart in [${charts.join(', ')}, "istiod"]:\n    subprocess.run(["helm", "upgrade", "--install", chart, "istio/" + chart, "--version", "1.22.2"])\n`;
    const { problems } = await detect(memoryTree({ 'up.py': text }));
    expect(problems).toContainEqual(
      expect.objectContaining({
        file: 'up.py',
        line: 3,
        blocking: true,
        why: expect.stringContaining('not looked at'),
      }),
    );
  });

  it('tell nothing of what is read whole', async () => {
    const text = `mesh version:\n  ${HELM} {{version}}\nup: (mesh "1.22.0")\n`;
    const { problems } = await detect(memoryTree({ justfile: text }));
    expect(problems.filter(({ why }) => why.includes('not looked at'))).toEqual([]);
  });
});

const REPOSITORY = 'helm repo add istio https://istio-release.storage.googleapis.com/charts\n';

function several(count: number, one: (index: number) => readonly [string, string]): Files {
  return Object.fromEntries(numbers.slice(0, count).map(one));
}

const scripts = several(MANY, index => [`a/script${index}.sh`, 'echo\n']);

describe('detect/scripts: versions that move beyond a limit', () => {
  it.each<[string, (version: string) => Files, string]>([
    [
      'in the last of many scripts that may hand it on',
      version => ({
        'z/mesh.sh': `${REPOSITORY}V="\${1:-1.20.1}"\n${HELM} "$V"\n`,
        ...scripts,
        'b/run.sh': `./z/mesh.sh ${version}\n`,
      }),
      'istiod 1.23.4 b/run.sh:1',
    ],
    [
      'beside a repository that the last of many scripts names',
      version => ({
        'z/mesh.sh': `# istio\nhelm upgrade --install base base --repo "$CHARTS" --version ${version}\n`,
        ...scripts,
        'b/run.sh': 'export CHARTS=https://istio-release.storage.googleapis.com/charts\n./z/mesh.sh\n',
      }),
      'base 1.23.4 z/mesh.sh:2',
    ],
    [
      'beside many files of Go, the last of which carries the chart',
      version => ({
        'go.mod': 'module example.org/mesh\n',
        ...several(MANY, index => [`pkg/a${index}.go`, 'package pkg\n']),
        'pkg/z.go': `package pkg\n//go:generate helm pull istiod --repo https://istio-release.storage.googleapis.com/charts --version ${version} -d charts\n//go:embed charts\nvar charts embed.FS\n`,
      }),
      'istiod 1.23.4 pkg/z.go:2',
    ],
    [
      'in one of many calls of a script',
      version => ({
        'mesh.sh': `${REPOSITORY}V="\${1:-1.20.1}"\n${HELM} "$V"\n`,
        'all.sh': `# istio\n${numbers.map(index => `./mesh.sh ${index === 319 ? version : '1.20.1'}\n`).join('')}`,
      }),
      'mesh.sh: it is run by more scripts than are followed: what those beyond hand to it was not looked at',
    ],
    [
      'at the end of a long chain of scripts',
      version => ({
        'mesh.sh': `${REPOSITORY}V="\${1:-1.20.1}"\n${HELM} "$V"\n`,
        ...several(8, index => [
          `run${index}.sh`,
          `# istio\n./${index === 0 ? 'mesh' : `run${index - 1}`}.sh "$1"\n`,
        ]),
        'top.sh': `# istio\n./run7.sh ${version}\n`,
      }),
      'run5.sh: it is run by more scripts than are followed: what those beyond hand to it was not looked at',
    ],
    [
      'in one of many workflows that call another',
      version => ({
        '.github/workflows/mesh.yml':
          'on:\n  workflow_call:\n    inputs:\n      file: {type: string}\n      version: {type: string, default: "1.20.1"}\njobs:\n  mesh:\n    steps:\n    - run: |\n        curl -L https://istio.io/downloadIstio | ISTIO_VERSION=${{ inputs.version }} sh -\n        istioctl install -y -f ${{ inputs.file }}\n',
        'mesh.yaml': 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {profile: default}\n',
        ...several(210, index => [
          `.github/workflows/run${index}.yml`,
          `jobs:\n  x:\n    uses: ./.github/workflows/mesh.yml\n    with: {file: mesh.yaml, version: "${index === 209 ? version : '1.20.1'}"}\n`,
        ]),
      }),
      '.github/workflows/mesh.yml: more than 200 others call it: what each of them hands to it was not looked at',
    ],
    [
      'in one of many jobs of GitLab that extend another',
      version => ({
        '.gitlab-ci.yml': `include:\n- local: ci/mesh.yml\n${numbers
          .slice(0, 45)
          .map(index => `- local: ci/run${index}.yml\n`)
          .join('')}`,
        'ci/mesh.yml': `variables:\n  V: 1.20.1\n.mesh:\n  script:\n  - ${REPOSITORY}  - ${HELM} $V\n`,
        ...several(45, index => [
          `ci/run${index}.yml`,
          `run${index}:\n  extends: .mesh\n  variables:\n    V: ${index === 44 ? version : '1.20.2'}\n`,
        ]),
      }),
      'ci/mesh.yml: more jobs run what stands there than are followed: those beyond were not looked at',
    ],
    [
      'in one of many files that a pipeline of GitLab includes',
      version => ({
        '.gitlab-ci.yml': `include:\n- local: ci/v.yml\n${numbers
          .slice(0, 155)
          .map(index => `- local: ci/run${index}.yml\n`)
          .join('')}mesh:\n  script:\n  - ${REPOSITORY}  - ${HELM} $V\n`,
        ...several(155, index => [`ci/run${index}.yml`, `run${index}:\n  script: [echo]\n`]),
        'ci/v.yml': `variables:\n  V: ${version}\n`,
      }),
      '.gitlab-ci.yml: it includes more than 150 files: those beyond were not looked at',
    ],
    [
      'in one of many ways to run a template of Azure',
      version => ({
        'azure-pipelines.yml': `steps:\n${numbers
          .slice(0, 70)
          .map(
            index =>
              `- template: mesh.yml\n  parameters:\n    version: ${index === 69 ? version : '1.20.1'}\n`,
          )
          .join('')}`,
        'mesh.yml': `parameters:\n- name: version\n  default: 1.20.1\nsteps:\n- script: |\n    ${REPOSITORY}    ${HELM} \${{ parameters.version }}\n`,
      }),
      'mesh.yml: more pipelines run it, or in more ways, than are followed: those beyond were not looked at',
    ],
    [
      'among variables of one of many pipelines of Azure that run a template',
      version => ({
        ...several(30, index => [
          `p${index}/azure-pipelines.yml`,
          `variables:\n  meshVersion: ${index === 29 ? version : '1.20.1'}\nsteps:\n- template: /mesh.yml\n`,
        ]),
        'mesh.yml': `steps:\n- script: |\n    ${REPOSITORY}    ${HELM} $(meshVersion)\n`,
      }),
      'istiod 1.23.4 p29/azure-pipelines.yml:2',
    ],
    [
      'in a file of Azure behind many others',
      version => ({
        ...several(MANY, index => [`a/azure-p${index}.yml`, 'steps:\n- script: echo\n']),
        'z/azure-up.yml': `steps:\n- template: mesh.yml\n  parameters:\n    version: ${version}\n`,
        'z/mesh.yml': `parameters:\n- name: version\n  default: 1.20.1\nsteps:\n- script: |\n    ${REPOSITORY}    ${HELM} \${{ parameters.version }}\n`,
      }),
      'istiod 1.23.4 z/azure-up.yml:4',
    ],
    [
      'in one of many files that include tasks',
      version => ({
        'mesh/Taskfile.yml': `version: '3'\ntasks:\n  up:\n    cmds:\n    - ${REPOSITORY}    - ${HELM} {{.V | default "1.20.1"}}\n`,
        ...several(70, index => [
          `t${index}/Taskfile.yml`,
          `version: '3'\n# istio\nincludes:\n  mesh:\n    taskfile: ../mesh/Taskfile.yml\n    vars: {V: ${index === 69 ? version : '1.20.2'}}\n`,
        ]),
      }),
      'mesh/Taskfile.yml: it is included more than 60 times: what those beyond give it was not looked at',
    ],
    [
      'in the only file of tasks beyond those that are read',
      version => ({
        ...several(200, index => [`a${index}/Taskfile.yml`, "version: '3'\ntasks: {x: {cmds: [echo]}}\n"]),
        'z/Taskfile.yml': `version: '3'\nincludes: {mesh: {taskfile: ../y, vars: {V: "${version}"}}}\n`,
        'y/Taskfile.yml': `version: '3'\ntasks:\n  up:\n    cmds:\n    - ${REPOSITORY}    - ${HELM} {{.V}}\n`,
      }),
      'y/Taskfile.yml: it and 1 more come after the first 200 files of Task, and were not looked at',
    ],
    [
      'beside the last of many charts that a loop goes over',
      version => ({
        'versions.env': `MESH=${version}\n`,
        'up.sh': `${REPOSITORY}. ./versions.env\nfor c in ${numbers.slice(0, 60).join(' ')} istiod; do\n  helm upgrade --install $c istio/$c --version $MESH\ndone\n`,
      }),
      'istiod 1.23.4 versions.env:1',
    ],
    [
      'beside the last of more charts than a loop goes over',
      version => ({
        'versions.env': `MESH=${version}\n`,
        'up.sh': `${REPOSITORY}. ./versions.env\nfor c in ${numbers.join(' ')} istiod; do\n  helm upgrade --install $c istio/$c --version $MESH\ndone\n`,
      }),
      'up.sh: it comes to more commands than a person writes: those beyond were not looked at',
    ],
    [
      'in the last of many entries of data that a loop goes over',
      version => ({
        'charts.json': JSON.stringify([
          ...numbers.map(one => ({ name: `x${one}`, version: '1.0.0' })),
          { name: 'istiod', version },
        ]),
        'up.sh': `${REPOSITORY}jq -r '.[] | "\\(.name) \\(.version)"' charts.json | while read -r n v; do\n  helm upgrade --install $n istio/$n --version $v\ndone\n`,
      }),
      'up.sh: it comes to more commands than a person writes: those beyond were not looked at',
    ],
    [
      'in the last entry of a long list',
      version => ({
        'up.sh': `${REPOSITORY}declare -A CHARTS=(${numbers
          .slice(0, 180)
          .map(one => `[a-chart-of-some-other-project-${one}]=1.0.0`)
          .join(
            ' ',
          )} [istiod]=${version})\nfor c in "\${!CHARTS[@]}"; do\n  helm upgrade --install $c istio/$c --version \${CHARTS[$c]}\ndone\n`,
      }),
      'istiod 1.23.4 up.sh:2',
    ],
    [
      'in a call of a long function',
      version => ({
        'up.sh': `${REPOSITORY}up() {\n${'  echo\n'.repeat(70)}  local version="\${1:-1.20.1}"\n  helm upgrade --install istiod istio/istiod --version "$version"\n}\nup ${version}\n`,
      }),
      'istiod 1.23.4 up.sh:76',
    ],
    [
      'in the last of many calls of a function',
      version => ({
        'up.sh': `${REPOSITORY}up() {\n  helm upgrade --install "$1" "istio/$2" --version "$3"\n}\n${[
          ...numbers,
          ...numbers,
        ]
          .map((_, index) => `up r${index} istiod ${index === 639 ? version : '1.20.1'}\n`)
          .join('')}`,
      }),
      'up.sh: it comes to more commands than a person writes: those beyond were not looked at',
    ],
    [
      'beside the last chart that a task of Ansible goes over',
      version => ({
        'play.yml': `- hosts: all\n  tasks:\n  - name: istio\n    ansible.builtin.shell: helm upgrade --install {{ item }} istio/{{ item }} --version {{ mesh }}\n    loop: [${numbers.slice(0, 40).join(', ')}, istiod]\n    vars: {mesh: ${version}}\n`,
      }),
      'istiod 1.23.4 play.yml:6',
    ],
    [
      'beside charts and clusters of a matrix',
      version => ({
        '.github/workflows/mesh.yml': `on: push\njobs:\n  mesh:\n    strategy:\n      matrix:\n        cluster: [${numbers.slice(0, 20).map(one => `c${one}`)}]\n        chart: [base, istiod, cni]\n    steps:\n    - env:\n        CHART: \${{ matrix.chart }}\n      run: |\n        ${REPOSITORY}        helm upgrade --install istio-$CHART istio/$CHART --version ${version} --kube-context \${{ matrix.cluster }}\n`,
      }),
      'istiod 1.23.4 .github/workflows/mesh.yml:13',
    ],
    [
      'in a command of Rust behind many others',
      version => ({
        'Cargo.toml': '',
        'main.rs': `const MESH: &str = "${version}";\nfn main() {\n${'Command::new("git").arg("x");\n'.repeat(210)}Command::new("helm").args(["upgrade", "--install", "istiod", "istio/istiod", "--version", MESH]);\n}\n`,
      }),
      'istiod 1.23.4 main.rs:1',
    ],
    [
      'beside what one of many Makefiles defines that includes it',
      version => ({
        ...several(70, index => [`a${index}/Makefile`, 'x:\n\techo\n']),
        'z/Makefile': '# istio\ninclude b.mk\ninclude a.mk\n',
        'z/a.mk': `# charts of istio\nup:\n\t$(call up,istiod,${version})\n`,
        'z/b.mk': 'define up\nhelm upgrade --install $(1) istio/$(1) --version $(2)\nendef\n',
      }),
      'istiod 1.23.4 z/a.mk:3',
    ],
    [
      'in a call of one of many scripts that source a function',
      version => ({
        ...scripts,
        'b/up.sh': `# istio\n. lib/mesh.sh\nup ${version}\n`,
        'lib/mesh.sh': `${REPOSITORY}up() {\n  local version="\${1:-1.20.1}"\n  helm upgrade --install istiod istio/istiod --version "$version"\n}\n`,
      }),
      'istiod 1.23.4 b/up.sh:3',
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await seen(files)).toContain(expected);
  });
});
