/** Values of Istio's charts, and what fills them in, that change where nothing follows who takes them. */

import { blockingIn } from '../support/changes.js';
import { describe, expect, it } from '../support/jest.js';
import { application, type Files } from '../support/scenario.js';

/** What is told of a change that moves no version. */
async function told(base: Files, head: Files): Promise<readonly string[]> {
  return (await blockingIn(base, head)).map(({ what, why }) => `${what}: ${why}`);
}

function changed(files: Files, from: string, to: string): readonly [Files, Files] {
  const head = Object.entries(files).map(([path, text]) => [path, text.replaceAll(from, to)] as const);
  return [files, Object.fromEntries(head)];
}

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';
const HELM = `helm upgrade -i istiod istiod --repo ${ISTIO} --version 1.24.2 -n istio-system`;
const VALUES = 'meshConfig:\n  outboundTrafficPolicy: {mode: ALLOW_ANY}\n';
const TASK = `- kubernetes.core.helm:\n    name: istiod\n    chart_ref: istiod\n    chart_repo_url: ${ISTIO}\n    chart_version: 1.24.2\n`;
const TERRAFORM = (values: string): string =>
  `resource "helm_release" "istiod" {\n  name = "istiod"\n  repository = "${ISTIO}"\n  chart = "istiod"\n  version = "1.24.2"\n  values = [${values}]\n}\n`;

describe('analysis: values that nothing is seen to take', () => {
  it.each<[string, string, Files]>([
    [
      'found by a pattern',
      'values/a.yaml',
      { 'deploy.sh': `ls values/*.yaml | sed 's/^/-f /' | xargs ${HELM}\n` },
    ],
    ['piped to Helm', 'values/a.yaml', { 'deploy.sh': `cat values/*.yaml | ${HELM} -f -\n` }],
    [
      'named by an input',
      'envs/prod/mesh.yml',
      { 'action.yml': `runs:\n  using: composite\n  steps:\n  - run: ${HELM} -f \${{ inputs.values }}\n` },
    ],
    [
      'named by data',
      'values/prod.yaml',
      { 'main.tf': TERRAFORM('file("${path.module}/values/${data.corp_environment.this.name}.yaml")') },
    ],
    [
      'of an inventory',
      'inventory/prod/istiod.yaml',
      {
        'roles/mesh/tasks/main.yml': `${TASK}    values_files: ["{{ inventory_dir }}/istiod.yaml"]\n`,
        'site.yml': '- hosts: all\n  roles: [mesh]\n',
      },
    ],
    ['of another repository', 'istiod.yaml', { 'README.yaml': 'istio: values\n' }],
    ['of a template', 'mesh.yaml.j2', { 'istiod.yaml': application('1.24.2') }],
    ['below the keys of charts', 'values.json', { 'istiod.yaml': application('1.24.2') }],
  ])('are told where they change: %s', async (_, path, files) => {
    const text = path.endsWith('json') ? '{"a": {"istiod": {"meshConfig": {"mode": "ALLOW_ANY"}}}}' : VALUES;
    const [base, head] = changed({ ...files, [path]: text }, 'ALLOW_ANY', 'REGISTRY_ONLY');
    const why =
      'it holds values as Istio’s charts take them, and nothing that was read here takes it: what changes there is not known';
    expect(await told(base, head)).toEqual([`values file ${path}: ${why}`]);
    expect(await told(base, { ...base, [path]: `# told\n${text}` })).toHaveLength(
      path.endsWith('.j2') ? 1 : 0,
    );
    expect(await told(base, base)).toEqual([]);
  });

  it('are told where they come and go', async () => {
    const files = { 'istiod.yaml': application('1.24.2') };
    expect(await told(files, { ...files, 'a.yaml': 'pilot: {env: {A: b}}\n' })).toHaveLength(1);
    expect(await told({ ...files, 'a.yaml': 'pilot: {env: {A: b}}\n' }, files)).toEqual([
      expect.stringContaining('this change removes it'),
    ]);
  });

  it.each<[string, Files]>([
    [
      'are taken',
      {
        'istiod.yaml': application('1.24.2', 'valueFiles: [$here/values/a.yaml]').replace(
          '  source:\n',
          '  sources:\n  - {repoURL: "https://github.com/acme/mesh", ref: here}\n  -\n',
        ),
      },
    ],
    [
      'come through a template',
      {
        'helmfile.yaml': `releases:\n- {name: istiod, chart: "${ISTIO}/istiod-1.24.2.tgz", values: [v.yaml.gotmpl]}\n`,
        'v.yaml.gotmpl': '{{ readFile "values/a.yaml" }}\n',
      },
    ],
    ['come through Terraform', { 'main.tf': TERRAFORM('file("${path.module}/values/a.yaml")') }],
  ])('are no news where they %s', async (_, files) => {
    const [base, head] = changed({ ...files, 'values/a.yaml': VALUES }, 'ALLOW_ANY', 'REGISTRY_ONLY');
    expect((await told(base, head)).filter(text => text.startsWith('values file'))).toEqual([]);
  });

  it.each(['examples/mesh.yaml', 'docs/mesh.yaml', 'archive/mesh.yaml', 'charts/web/ci/mesh-values.yaml'])(
    'are nobody’s in %s',
    async path => {
      const files = {
        'istiod.yaml': application('1.24.2'),
        'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
        [path]: VALUES,
      };
      expect(await told(...changed(files, 'ALLOW_ANY', 'REGISTRY_ONLY'))).toEqual([]);
    },
  );

  it('are no news where objects and other settings are called alike', async () => {
    const files = {
      'istiod.yaml': application('1.24.2'),
      'a.yaml':
        'pilot: ALLOW_ANY\n---\npilot: {name: ALLOW_ANY}\n---\nkind: A\nmeshConfig: {a: ALLOW_ANY}\n---\n- ALLOW_ANY\n',
    };
    expect(await told(...changed(files, 'ALLOW_ANY', 'REGISTRY_ONLY'))).toEqual([]);
  });
});

describe('analysis: what fills values in', () => {
  const operator =
    'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  tag: 1.24.2\n  meshConfig: {outboundTrafficPolicy: {mode: "${MESH_MODE}"}}\n';

  it.each<[string, Files, string]>([
    [
      'variables of Ansible',
      {
        'roles/mesh/tasks/main.yml': `${TASK}    values: {meshConfig: {a: "{{ mesh_mode }}"}}\n`,
        'group_vars/prod.yml': 'mesh_mode: ALLOW_ANY\n',
        'group_vars/stage.yml': 'mesh_mode: REGISTRY_ONLY\n',
      },
      'group_vars/prod.yml:1',
    ],
    [
      'what a script reads in, of files that it chooses among',
      {
        'deploy.sh': `. "./$STAGE.env"\n${HELM} --set meshConfig.a=$MESH_MODE\n`,
        'prod.env': '# all\nMESH_MODE=ALLOW_ANY\n',
      },
      'prod.env:2',
    ],
    [
      'what fills in a text',
      {
        'istio.yaml': operator,
        'deploy.sh': 'envsubst < istio.yaml | istioctl install -f -\n',
        'prod.env': 'export MESH_MODE=ALLOW_ANY\n',
      },
      'prod.env:1',
    ],
    [
      'a list of names and values',
      {
        'istio.yaml': operator,
        'deploy.sh': 'envsubst < istio.yaml | istioctl install -f -\n',
        'job.yaml': 'env:\n- name: MESH_MODE\n  value: ALLOW_ANY\n',
      },
      'job.yaml:3',
    ],
  ])('is told where it changes: %s', async (_, files, place) => {
    const problems = await told(...changed(files, 'ALLOW_ANY', 'REGISTRY_ONLY'));
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toContain(`${place} gives \``);
    expect(await told(files, files)).toEqual([]);
    // Of another run.
    expect(await told(files, { ...files, 'other.env': 'MESH_MODE=A\nmesh_mode=A\n' })).toEqual([]);
  });

  it.each<[string, Files, string]>([
    [
      'a value in a file of an Application',
      {
        'apps/istiod.yaml': application('1.24.2', 'valueFiles: [$here/values.yaml]').replace(
          '  source:\n',
          '  sources:\n  - {repoURL: "https://github.com/acme/mesh", ref: here}\n  -\n',
        ),
        'values.yaml':
          'meshConfig:\n  a: ENC[AES256_GCM,data:ALLOW_ANY,type:str]\n  b: 1\nsops: {mac: "ENC[AES256_GCM,data:CHECKSUM,type:str]"}\n',
      },
      'values.yaml:2',
    ],
    [
      'a block of several lines',
      {
        'apps/istiod.yaml': application('1.24.2', 'valueFiles: [$here/values.yaml]').replace(
          '  source:\n',
          '  sources:\n  - {repoURL: "https://github.com/acme/mesh", ref: here}\n  -\n',
        ),
        'values.yaml':
          'meshConfig:\n  a: |\n    ENC[AES256_GCM,data:ALLOW_ANY,type:str]\n  b: 1\nsops: {mac: "ENC[AES256_GCM,data:CHECKSUM,type:str]"}\n',
      },
      'values.yaml:2',
    ],
    [
      'a Secret',
      {
        'release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: istiod, namespace: istio-system}\nspec:\n  chart: {spec: {chart: istiod, version: 1.24.2, sourceRef: {kind: HelmRepository, name: istio}}}\n  valuesFrom: [{kind: Secret, name: mesh}]\n---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: istio, namespace: istio-system}\nspec: {url: "${ISTIO}"}\n`,
        'secrets.yaml':
          'kind: SealedSecret\nmetadata: {name: other}\n---\nkind: SealedSecret\nmetadata: {name: mesh}\nspec: {encryptedData: {values.yaml: ALLOW_ANY}}\n',
      },
      'secrets.yaml:4',
    ],
  ])('is told where it is sealed: %s', async (_, files, place) => {
    const how = `what stands at ${place} is not what it was before`;
    expect(await told(...changed(files, 'ALLOW_ANY', 'REGISTRY_ONLY'))).toEqual([
      expect.stringContaining(how),
    ]);
    expect(await told(...changed(files, 'b: 1', 'b: 1 # one'))).toEqual([]);
    expect(await told(...changed(files, 'CHECKSUM', 'OTHER'))).toEqual([]);
    // A comment above moves lines, and nothing else.
    const commented = (head: Files): Files =>
      Object.fromEntries(
        Object.entries(head).map(([path, text]) => [
          path,
          /^(?:values|secrets)/.test(path) ? `# why\n${text}` : text,
        ]),
      );
    expect(await told(files, commented(files))).toEqual([]);
    const [, other] = changed(files, 'ALLOW_ANY', 'REGISTRY_ONLY');
    const [at = '', line] = place.split(':');
    expect(await told(files, commented(other))).toEqual([
      expect.stringContaining(`what stands at ${at}:${Number(line) + 1} is not what it was before`),
    ]);
    expect(await told(...changed(files, 'name: other', 'name: others'))).toEqual([]);
  });

  it('is told by any name that a file of variables gives', async () => {
    const files = {
      'mesh.yaml.j2': operator.replace('MESH_MODE', 'mode'),
      'site.yaml':
        '- hosts: all\n  tasks:\n  - template: {src: mesh.yaml.j2, dest: /tmp/mesh.yaml}\n  - command: istioctl install -y -f /tmp/mesh.yaml\n',
      'group_vars/all.yaml': 'mode: ALLOW_ANY\n',
    };
    const problems = await told(...changed(files, 'ALLOW_ANY', 'REGISTRY_ONLY'));
    expect(problems).toEqual([expect.stringContaining('group_vars/all.yaml:1 gives `mode`')]);
  });

  it.each<[string, Files, string]>([
    [
      'a ConfigMap that istiod takes a variable from',
      {
        'istiod.yaml': application(
          '1.24.2',
          'valuesObject: {pilot: {envVarFrom: [{name: PILOT_X, valueFrom: {configMapKeyRef: {name: mesh, key: x}}}]}}',
        ),
        'mesh.yaml':
          'kind: ConfigMap\nmetadata: {name: other}\ndata: {y: b}\n---\nkind: ConfigMap\nmetadata: {name: mesh}\ndata: {x: ALLOW_ANY}\n',
      },
      'mesh.yaml:5',
    ],
    [
      'a module that a program imports',
      {
        'index.ts': `import * as k8s from "@pulumi/kubernetes";\nimport { values } from "./values";\nnew k8s.helm.v3.Release("istiod", { chart: "istiod", version: "1.24.2", repositoryOpts: { repo: "${ISTIO}" }, values });\n`,
        'values.ts':
          'export const values = {\n  meshConfig: { outboundTrafficPolicy: { mode: "ALLOW_ANY" } },\n};\n',
      },
      'values.ts:1',
    ],
    [
      'Jsonnet beside a list of charts',
      {
        'chartfile.yaml': `version: 1\nrepositories: [{name: istio, url: "${ISTIO}"}]\nrequires: [{chart: istio/istiod, version: 1.24.2}]\n`,
        'main.jsonnet':
          '{ mesh: helm.template("istiod", "./charts/istiod", { values: { meshConfig: { mode: "ALLOW_ANY" } } }) }\n',
      },
      'main.jsonnet:1',
    ],
  ])('is told where it moves: %s', async (_, files, place) => {
    const [base, head] = changed(files, 'ALLOW_ANY', 'REGISTRY_ONLY');
    const problems = await blockingIn(base, head);
    expect(problems.map(({ file, line }) => `${file}:${line}`)).toEqual([place]);
    expect(await told(base, changed(base, 'y: b', 'y: c')[1])).toEqual([]);
    expect(await told(base, changed(base, 'values = {', 'values = { // why')[1])).toEqual([]);
  });

  it('is no news where it is called as anything may be, or decides nothing', async () => {
    const files = {
      'istio.yaml': operator.replace('MESH_MODE', 'MODE').replace('tag:', 'hub: "${MESH_HUB}"\n  tag:'),
      'deploy.sh': 'envsubst < istio.yaml | istioctl install -f -\n',
      'prod.env': 'MODE=ALLOW_ANY\nMESH_HUB=ALLOW_ANY\n',
    };
    expect(await told(...changed(files, 'ALLOW_ANY', 'REGISTRY_ONLY'))).toEqual([]);
  });
});

describe('analysis: hostile texts that change', () => {
  it.each<[string, string]>([
    [
      'names without an end',
      `${'MESH_MODE'.repeat(30_000)}\n${'MESH_MODE '.repeat(30_000)}\n${'MESH_MODE='.repeat(3000)}`,
    ],
    ['what is filled in without an end', `a: "${'${{ '.repeat(60_000)}${'$('.repeat(60_000)}"\n`],
    ['values in values', `${'{meshConfig: '.repeat(300)}{}${'}'.repeat(300)}\n`],
  ])('are read in no time: %s', async (_, text) => {
    const files = {
      'istio.yaml': application('1.24.2', 'valuesObject: {meshConfig: {a: "${MESH_MODE}"}}'),
      'x.yaml': text,
    };
    const start = process.cpuUsage();
    await told(files, { ...files, 'x.yaml': `${text}\nmeshConfig: {a: b}\n` });
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(20_000);
  });
});
