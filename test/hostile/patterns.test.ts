// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of pull requests are written like this
/** Texts on which a regular expression that goes back and forth takes minutes, or hours; each is read in milliseconds. */

import { readSide } from '../../src/analysis/side.js';
import { istioVersionOf } from '../../src/detect/istio/version.js';
import { isComment } from '../../src/diff/lines.js';
import { collectResources } from '../../src/mesh/collect.js';
import { fenced, prose } from '../../src/report/escape.js';
import { withoutTrailing } from '../../src/trailing.js';
import { memoryTree } from '../../src/tree/memory.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';
const LENGTH = 300_000;
const BLANK = '\n'.repeat(LENGTH);
const SLASHES = `${'/'.repeat(LENGTH)}x`;

function application(version: string, repository = REPOSITORY): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec:\n  source: {chart: istiod, repoURL: "${repository}", targetRevision: "${version}"}\n  destination: {namespace: istio-system}\n`;
}

function helmRelease(chart: string, values: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  chart: {spec: {chart: "${chart}", version: 1.24.2, sourceRef: {kind: HelmRepository, name: istio}}}\n  values: {a: "${values}"}\n`;
}

function sets(count: number): string {
  const elements = Array.from({ length: 100 }, (_, index) => `{a: "${index}"}`).join(', ');
  const one = (index: number): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: istio${index}}\nspec:\n  generators:\n  - list: {elements: [${elements}]}\n  template:\n    metadata: {name: "istio-{{a}}"}\n    spec: {source: {chart: istiod, repoURL: "${REPOSITORY}", targetRevision: 1.24.2}, destination: {namespace: istio-system}}\n`;
  return Array.from({ length: count }, (_, index) => one(index)).join('---\n');
}

const CASES: Readonly<Record<string, Files>> = {
  'blank lines in a state of Helmfile': {
    'helmfile.yaml': `# istio\n${BLANK}---\nreleases: [{name: istiod, chart: istio/istiod, version: 1.24.2}]\n`,
  },
  'tables in tables of TOML': {
    'charts.toml': `a = ${'{chart = "istiod", repo = "https://x", b = '.repeat(2000)}`,
  },
  'lists in lists of TOML': { 'charts.toml': `chart = ${'['.repeat(90_000)} "istio"` },
  'blank lines in a template of a chart': {
    'Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 1.0.0\ndependencies: [{name: istiod, version: 1.24.2, repository: "${REPOSITORY}"}]\n`,
    'templates/a.yaml': `# argoproj.io/ istio\n${BLANK}x`,
  },
  'blank lines in a file of Terraform': {
    'main.tf': `# istio\nresource "google_gke_hub_feature_membership" "a" {\n${BLANK}x = 1\n}\n`,
  },
  'slashes in an address': { 'a.yaml': application('1.24.2', REPOSITORY + SLASHES) },
  'slashes in the name of a chart': { 'a.yaml': helmRelease(`istio${SLASHES}`, '') },
  'slashes in the path of an Application': {
    'a.yaml': application('1.24.2').replace('chart: istiod', `path: "istio${SLASHES}"`),
  },
  'backquotes on one line': { 'install.sh': `istioctl install \`${'`a '.repeat(LENGTH / 3)}\n` },
  'lists of PowerShell without end': {
    'install.ps1': `istioctl install @a\n${'$a = @( '.repeat(LENGTH / 8)}`,
  },
  'lists of PowerShell, time and again': {
    'install.ps1': `$a = @("${'a'.repeat(3900)}")\nistioctl install @a\n${'istio @a\n'.repeat(LENGTH / 9)}`,
  },
  'slashes in the folder of a chart': {
    'a.yaml': `istio:\n  chart_name: istiod\n  repo_url: ${REPOSITORY}\n  version: 1.24.2\n  chart_path: "a${SLASHES}b"\n`,
  },
  'folders of a release on long lines': {
    'install.sh': `cd ${'istio-'.repeat(20_000)}\ncd ${'/istio-1.1.1-'.repeat(10_000)}$\nistioctl install -y\n`,
  },
  'exports without end': { 'install.sh': `istioctl install $A\n${'export A B C '.repeat(LENGTH / 13)}` },
  'lists without end': { 'install.sh': `istioctl install $A\n${'A=(\n'.repeat(LENGTH / 4)}` },
  'substitutions in quotes without end': {
    'install.sh': `istioctl install\n${'"$('.repeat(LENGTH / 3)}\n`,
    'other.sh': `istioctl install\n${'"$(a $(b '.repeat(LENGTH / 9)}\n`,
  },
  'matrices that stand for each other': {
    '.github/workflows/a.yaml': `on: push # istio\njobs:\n  a:\n    env: {ISTIO_VERSION: "\${{ matrix.a.b }}"}\n    strategy:\n      matrix:\n        a:\n${'        - {b: "${{ matrix.a.b }}"}\n'.repeat(200)}    steps:\n    - run: istioctl install -y\n${'    - uses: ./a\n      with: {file: "${{ matrix.a.b }}"}\n'.repeat(100)}`,
  },
  'jobs of GitLab that all extend each other': {
    '.gitlab-ci.yml': `# istio\n${Array.from({ length: 800 }, (_, index) => `j${index}:\n  extends: [j${(index + 1) % 800}, j${(index + 7) % 800}]\n  script: [helm install istiod istio/istiod --version $ISTIO_VERSION]\n`).join('')}`,
  },
  'scripts that all call each other': Object.fromEntries(
    Array.from({ length: 26 }, (_, index) => [
      `s${index}.sh`,
      `# istio\n${Array.from({ length: 26 }, (_other, other) => `./s${other}.sh $1\n`).join('')}helm install istiod istio/istiod --version "$1" -n $ISTIO_VERSION\n`,
    ]),
  ),
  'a matrix that many steps write into their environment': {
    '.github/workflows/a.yaml': `on: push # istio\njobs:\n  a:\n    strategy:\n      matrix:\n        a:\n${'        - {b: "ISTIO_VERSION=1.24.2"}\n'.repeat(200)}    steps:\n${'    - run: echo "${{ matrix.a.b }}" >> $GITHUB_ENV\n'.repeat(200)}${'    - run: istioctl install -y\n'.repeat(100)}`,
  },
  'loops without end': {
    'install.sh': `istioctl install\n${'for a in b c\ndo\n'.repeat(LENGTH / 16)}`,
  },
  'words of a program without end': { 'a.py': `# istio/base\nrun([${'"helm", '.repeat(LENGTH / 8)}\n` },
  'texts of a program without end': {
    'a.py': `# istio/base helm\n${'"""helm %s\n\'a=b '.repeat(LENGTH / 16)}\n`,
  },
  'commands of npm without end': {
    'package.json': `{"scripts": {"istio": "helm ${'"a": "helm\\'.repeat(LENGTH / 12)}`,
  },
  'loops in loops': {
    'install.sh': `${'for a in b c d e f g h i\ndo '.repeat(30)}istioctl install\n${'done\n'.repeat(30)}`,
  },
  'lines that ask a file for a version': {
    'install.sh': `# istio\nX=$(cat a ${'jq . '.repeat(LENGTH / 5)}\nistioctl install -f $X\n`,
  },
  'imports without end': {
    'cdk.json': '{}',
    'a.ts': `const x = { chart: "istiod", version: V };\n${'from "./'.repeat(LENGTH / 8)}`,
  },
  'images of operators without end': {
    'mesh.yaml':
      'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: a}\nspec: {profile: minimal}\n',
    'Chart.yaml': 'apiVersion: v2\nname: own\nversion: 0.1.0\n',
    'templates/a.yaml': `image: ${'istio'.repeat(LENGTH / 5)}/operator\n`,
  },
  'marks of Zarf without end': {
    'zarf.yaml': `kind: ZarfPackageConfig\ncomponents: [{name: a, charts: [{name: istiod, url: "${REPOSITORY}", version: 1.24.2, valuesFiles: [v.yaml]}]}]\n`,
    'v.yaml': `a: "###ZARF_VAR_${'A'.repeat(LENGTH)}"\n`,
  },
  'a placeholder that is never closed': { 'a.yaml': application(`\${${'a.-'.repeat(LENGTH / 3)}`) },
  'a variable of Flux that is never closed': {
    'x/a.yaml': helmRelease('istiod', `\${${'a'.repeat(LENGTH)}`),
    'k.yaml':
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\nspec: {path: ./x, postBuild: {substitute: {a: b}}}\n',
  },
  'comments of templates that are never closed': {
    'Chart.yaml': 'apiVersion: v2\nname: mesh\nversion: 1.0.0\n',
    'templates/a.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\n# istiod\n${'{{/*'.repeat(LENGTH / 4)}`,
  },
  'a command written again and again on one line': {
    'iop.yaml':
      'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: a}\nspec: {tag: 1.24.2}\n',
    'install.sh': `# ${'istioctl '.repeat(LENGTH / 9)}\n`,
  },
  'placeholders in a command': {
    'install.sh': `${'{{ a }}'.repeat(60)}x install istio\n`,
  },
  'paths of comments without end': {
    'a.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1 # istio\n${'#'.repeat(250)}\n${'# path: a '.repeat(LENGTH / 10)}\n`,
  },
  'bases of a platform without end': {
    'kustomization.yaml': `# istio\n- /bigbang${'/bigbang'.repeat(LENGTH / 8)}?ref=\n`,
  },
  'constants of a program without end': {
    'a.go': `// istioctl\n${'istioVersion string '.repeat(20)}\n${'chart: a.b '.repeat(LENGTH / 12)}\n${'"https://istio'.repeat(LENGTH / 14)}`,
    'Pulumi.yaml': 'name: x\nruntime: go\n',
  },
  'sources without end': {
    'a.sh': `helm install istiod istio/istiod --version $V\n${'source a.env '.repeat(LENGTH / 13)}\n`,
  },
  'comments behind names without end': {
    'a.sh': `istioctl install\n${`A='b' # ${'c '.repeat(400)}\n`.repeat(300)}`,
  },
  'addresses of modules without end': {
    'main.tf': `module "istio" {\n  source = "github.com${'//a'.repeat(LENGTH / 3)}?ref=${'&'.repeat(1000)}"\n}\n`,
  },
  'images of Helm with quotes behind them': {
    'job.yaml': `steps:\n- image: helm${`"'`.repeat(LENGTH / 2)}!\n  args: [upgrade, --install, istiod, istio/istiod]\n`,
  },
  'texts that jq puts together of themselves': {
    'v.json': '{"a": "b"}',
    'install.sh': `helm install istiod istio/istiod --version $(jq -r '"a"${'|.+.'.repeat(60)}' v.json)\nhelm install istiod istio/istiod --version $(jq -r '"a"${'|"\\(.)\\(.)"'.repeat(45)}' v.json)\n`,
  },
  'lines that awk prints time and again': {
    'v.txt': `${'a '.repeat(999)}\n`.repeat(100),
    'install.sh': `awk '{print $1, $2, $3, $4}' v.txt ${"| awk '{print $0, $0, $0, $0, $0, $0, $0, $0}' ".repeat(9)}| while read a b; do helm install $a istio/$a --version $b; done\n`,
  },
  'blanks on lines that grep looks through': {
    'v.txt': `${' '.repeat(1999)}\n`.repeat(100),
    'install.sh':
      "grep ' * * *x' v.txt | while read a b; do helm install istiod istio/istiod --version $b; done\n".repeat(
        10,
      ),
  },
  'a function of a shell that prints its argument without end': {
    'install.sh': `# jq\ng() {\n  cat ${'$1'.repeat(LENGTH / 3)}\n}\n${`helm install istiod istio/istiod --version $(g ${'a'.repeat(500)})\n`.repeat(1000)}`,
  },
  'blank lines in settings of TypeScript': Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      [`${index}/tsconfig.json`, '\n'.repeat(100_000)],
      [
        `${index}/a.ts`,
        `import { V } from "@config/charts";\nconst x = new Chart({ chart: "istiod", repo: "${REPOSITORY}", version: V });\n`,
      ],
    ]).flat(),
  ),
  'comments in settings of TypeScript that do not end': Object.fromEntries(
    ['/*', '"\\\\', '"a', '//'].flatMap((piece, index) => [
      [`${index}/tsconfig.json`, piece.repeat(100_000 / piece.length)],
      [
        `${index}/a.ts`,
        `import { V } from "@config/charts";\nconst x = new Chart({ chart: "istiod", repo: "${REPOSITORY}", version: V });\n`,
      ],
    ]),
  ),
  'conditions of a program that are nothing but blanks': Object.fromEntries(
    Array.from({ length: 6 }, (_, index) => [
      `a${index}.ts`,
      `const a = { chart: "istiod", version: (${' '.repeat(198)}\n};\n`.repeat(1500),
    ]),
  ),
  'variables of Kustomize that double': {
    'kustomization.yaml': `resources: [a.yaml]\nconfigurations: [c.yaml]\nvars:\n${Array.from({ length: 40 }, (_, index) => `- {name: V${index}, objref: {kind: ConfigMap, name: m, apiVersion: v1}, fieldref: {fieldpath: data.v${index}}}\n`).join('')}`,
    'c.yaml': 'varReference: [{path: metadata/annotations/x, kind: Application}]\n',
    'a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n${Array.from({ length: 40 }, (_, index) => `  v${index}: "$(V${index + 1})$(V${index + 1})"\n`).join('')}---\n${application('1.24.2').replace('name: istiod', 'name: istiod, annotations: {x: "$(V0) "}')}`,
  },
  'variables of Kluctl without end': {
    '.kluctl.yaml': `targets:\n${Array.from({ length: 60 }, (_, index) => `- {name: t${index}}\n`).join('')}`,
    'deployment.yaml': `vars:\n${'- {file: v.yaml}\n'.repeat(2000)}deployments: [{include: x}]\n`,
    'x/deployment.yaml': 'deployments: [{path: y}]\n',
    'v.yaml': `istio: {version: 1.22.2}\n${Array.from({ length: 12_000 }, (_, index) => `a${index}: 1\n`).join('')}`,
    'x/y/helm-chart.yaml': `helmChart: {repo: "${REPOSITORY}", chartName: istiod, chartVersion: "{{ istio.version }}", releaseName: istiod}\n`,
  },
  'variables of stacks of Atmos without end': {
    'atmos.yaml': 'components: {terraform: {base_path: c}}\nstacks: {base_path: s}\n',
    'c/istio/main.tf': `variable "v" {}\nresource "helm_release" "a" {\n  chart = "istiod"\n  repository = "${REPOSITORY}"\n  version = var.v\n}\n`,
    's/a.yaml': `# istio\nvars:\n${Array.from({ length: 10_000 }, (_, index) => `  a${index}: 1\n`).join('')}components:\n  terraform:\n${Array.from({ length: 5000 }, (_, index) => `    istio${index}: {metadata: {component: istio}}\n`).join('')}`,
  },
  'patterns of stacks of Atmos without end': {
    'atmos.yaml': 'components: {terraform: {base_path: c}}\nstacks: {base_path: s}\n',
    'c/istio/main.tf': '# istio\n',
    ...Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [
        `s/f${index}.yaml`,
        `# istio\nimport:\n${Array.from({ length: 500 }, (_other, other) => `- "*x${index}*y${other}*"\n`).join('')}`,
      ]),
    ),
  },
  'comments of a pipeline without end': {
    Jenkinsfile: `// istio\nsh "istioctl install -y"\n${'/* '.repeat(LENGTH / 3)}`,
  },
  'loops of a pipeline without end': {
    Jenkinsfile: `// istio\nsh "istioctl install -y"\n${'for (a in ['.repeat(LENGTH / 11)}`,
  },
  'an item of nothing': {
    '.github/workflows/a.yml': `on: push # istio\njobs:\n  a:\n    steps:\n    - run: istioctl install\n    -${' '.repeat(LENGTH)}x\n`,
  },
  'a name of istioctl without end': { 'install.sh': `{{${'istioctl'.repeat(LENGTH / 8)}x install\n` },
  'flags that a Makefile adds to themselves': {
    Makefile: `# istio\nmesh:\n\thelm upgrade --install istiod istio/istiod --version 1.22.2 $(FLAGS)\n${'FLAGS := $(FLAGS) --set a=b\n'.repeat(LENGTH / 27)}`,
  },
  'charts of Bazel without end': {
    WORKSPACE: `# istio\n${'[helm_import_repository('.repeat(LENGTH / 24)}`,
  },
  'tasks of Ansible that call each other': {
    'roles/istio/tasks/main.yml': '- include_tasks: a.yml\n  when: a\n'.repeat(3000),
    'roles/istio/tasks/a.yml': `${'- include_tasks: main.yml\n'.repeat(3000)}- kubernetes.core.helm: {name: istiod, chart_ref: istiod, chart_repo_url: "${REPOSITORY}", chart_version: 1.22.2}\n`,
    'roles/istio/defaults/main.yml': 'a: false\n',
  },
  'blanks in an inventory': {
    'hosts.ini': `[istio:vars]\na = ${' '.repeat(LENGTH)}x\nb = "${'" '.repeat(LENGTH / 2)}x\n[all]\nn ${'a="" '.repeat(LENGTH / 5)}\nm ${' a="'.repeat(LENGTH / 4)}\n`,
  },
  'versions of one line': {
    'versions.json': `{"istio": "${'a, '.repeat(LENGTH / 9)}", ${'"b" : '.repeat(LENGTH / 18)}${', '.repeat(LENGTH / 6)}${'{ '.repeat(300)}`,
    'a.env': `ISTIO_VERSION=1.22.2 #${' '.repeat(LENGTH)}x\nA_VERSION${' '.repeat(LENGTH)}x\n${'export '.repeat(LENGTH / 7)}\n`,
    'a.jsonnet': `local istio = "docker.io/istio/pilot:1.22.2"; ${'hub = "istio", '.repeat(LENGTH / 15)}`,
  },
  'packages of Nix without an end': { 'istio.nix': '{ pname = "istioctl"; '.repeat(LENGTH / 22) },
  'commands that go on': {
    'pull.sh': `helm pull ${'istioctl '.repeat(LENGTH / 9)}\\${' '.repeat(LENGTH)}x\n${'helm template a \\\n'.repeat(LENGTH / 18)}istio\n`,
  },
  'loops of a template': {
    'a.yaml.j2': `# istio argoproj.io\n${'{% for a in b %}\na: 1\n---\n{% endfor %}\n'.repeat(LENGTH / 40)}`,
  },
  'tasks that fill in nothing': {
    'play.yml': `- hosts: all\n  tasks:\n  - shell: istioctl install -y -f x.yaml\n  # ${'src: '.repeat(LENGTH / 5)}\n`,
  },
};

/** An ordinary tree of about that length: what its reading takes, whatever machine this is. */
const ORDINARY: Files = {
  'a.yaml': application('1.24.2').replace(
    'targetRevision',
    `helm: {values: "${'key: value\\n'.repeat(LENGTH / 12)}"}, targetRevision`,
  ),
  'values.yaml': `istio:\n${Array.from({ length: 10_000 }, (_, index) => `  key${index}: some text\n`).join('')}`,
};
/** Going back and forth over texts of that length takes thousands of times as long. */
const MOST = 1000;

/** In ms of the processor, of which other work on the machine takes nothing away. */
async function timeOf(files: Files): Promise<number> {
  const start = process.cpuUsage();
  await expect(readSide(memoryTree(files), { versions: [], values: [] })).resolves.toBeDefined();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

describe('hostile texts', () => {
  let floor = Number.NaN;

  beforeAll(async () => {
    await timeOf(ORDINARY);
    floor = await timeOf(ORDINARY);
  });

  it.each(Object.entries(CASES))('reads %s without going back and forth', async (_, files) => {
    expect(await timeOf(files)).toBeLessThan(MOST * floor);
  });

  it('reads applications of many sets', async () => {
    const tree = memoryTree({ 'a.yaml': sets(200) });
    await expect(readSide(tree, { versions: [], values: [] })).resolves.toBeDefined();
  });

  it('takes no version of that length', () => {
    expect(istioVersionOf(`${' '.repeat(LENGTH)}1.24.2${' '.repeat(LENGTH)}x`)).toBeNull();
  });

  it('looks once at a file of which every document is broken', async () => {
    const text = 'istio: [\n---\n'.repeat(20_000);
    const { problems } = await collectResources(memoryTree({ 'a.yaml': text }), () => false);
    expect(problems).toEqual([
      expect.objectContaining({
        file: 'a.yaml',
        why: expect.stringMatching(/ and 19950 more/),
        blocking: true,
      }),
    ]);
  });

  it.each([
    ['a//', 'a'],
    ['//', ''],
    ['/a', '/a'],
    ['', ''],
  ])('takes slashes from the end of `%s`', (text, expected) => {
    expect(withoutTrailing(text, '/')).toBe(expected);
  });
});

describe('hostile texts on their way to the reader', () => {
  it('are escaped in time that grows with them', () => {
    const text = `${' '.repeat(LENGTH)}a${' '.repeat(LENGTH)}b`;
    expect(prose(`\`b\`${text}`)).toContain('a');
    expect(fenced('yaml', `${'\n'.repeat(LENGTH)}a\n\n`)).toMatch(/a\n```$/);
    expect(isComment([`${' '.repeat(LENGTH)}a`, '# a'])).toBe(false);
    expect(isComment([' # a ', '', '{{- /* a */ -}} '])).toBe(true);
  });
});
