/** Resources of the mesh inside declarations of other forms: found, filled in, at a line that a reader would point at. */

import { readSide } from '../../src/analysis/side.js';
import { itemAt } from '../../src/mesh/view.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';
import { dedent } from '../support/yaml.js';

const TLS = ['spec', 'trafficPolicy', 'tls'];

/** `namespace/name host file:line`, the line being that of the `tls` block. */
async function rules(files: Files): Promise<{ found: readonly string[]; problems: readonly unknown[] }> {
  const side = await readSide(memoryTree(files), { versions: [], values: [] });
  const found = side.resources.map(resource => {
    const at = itemAt(resource, { at: TLS }, {}).places.at;
    const { host } = resource.value.spec as { host?: string };
    return `${resource.namespace}/${resource.name} ${host} ${at?.file}:${at?.line}`;
  });
  return { found, problems: side.problems.map(({ what, why, blocking }) => ({ what, why, blocking })) };
}

function rule(name: string, indent = ''): string {
  return dedent(`
    apiVersion: networking.istio.io/v1beta1
    kind: DestinationRule
    metadata: {name: ${name}}
    spec:
      host: db.example.com
      trafficPolicy:
        tls:
          mode: SIMPLE
  `)
    .trimEnd()
    .split('\n')
    .map(line => `${indent}${line}`)
    .join('\n');
}

describe('detect: resources in Terraform', () => {
  it('finds heredocs, with what is filled into them', async () => {
    const main = [
      'locals {',
      '  ns = "shop"',
      '}',
      'resource "kubectl_manifest" "rule" {',
      '  yaml_body = <<-YAML',
      rule('db', '    ').replace('{name: db}', '{name: db, namespace: ${local.ns}}'),
      '  YAML',
      '}',
      '',
    ].join('\n');
    expect(await rules({ 'main.tf': main })).toEqual({
      found: ['shop/db db.example.com main.tf:12'],
      problems: [],
    });
  });

  it('finds whole manifests of what rules look at besides, in files that never say istio', async () => {
    const { resources } = await readSide(
      memoryTree({
        'main.tf': dedent(`
          resource "kubectl_manifest" "service" {
            yaml_body = <<-YAML
              apiVersion: v1
              kind: Service
              metadata: {name: db, namespace: shop}
              spec: {type: ExternalName, externalName: db.example.com}
            YAML
          }
          resource "kubernetes_manifest" "set" {
            manifest = {
              apiVersion = "gateway.networking.x-k8s.io/v1alpha1"
              kind       = "XListenerSet"
              metadata   = { name = "set", namespace = "shop" }
            }
          }
        `),
      }),
      { versions: [], values: [] },
    );
    expect(resources.map(({ kind, data }) => [kind, data.file, data.lineOf([])])).toEqual([
      ['Service', 'main.tf', 3],
      ['XListenerSet', 'main.tf', 10],
    ]);
  });

  it('finds objects, and names what the tree does not decide of them', async () => {
    const main = dedent(`
      variable "host" {}
      resource "kubernetes_manifest" "rule" {
        manifest = {
          apiVersion = "networking.istio.io/v1beta1"
          kind       = "DestinationRule"
          metadata   = { name = "db", namespace = "shop" }
          spec = {
            host = var.host
            trafficPolicy = {
              tls = { mode = "SIMPLE" }
            }
          }
        }
      }
    `);
    const { found, problems } = await rules({ 'main.tf': main });
    expect(found).toEqual(['shop/db undefined main.tf:10']);
    expect(problems).toEqual([
      {
        what: 'DestinationRule of kubernetes_manifest.rule',
        why: 'the tree does not decide `spec.host` (`var.host`, main.tf:1)',
        blocking: true,
      },
    ]);
  });

  it('fills a template for each of a collection, and takes the file itself for no resource', async () => {
    const main = dedent(`
      resource "kubectl_manifest" "rules" {
        for_each  = toset(["a.example.com", "b.example.com"])
        yaml_body = templatefile("\${path.module}/rule.yaml", { host = each.key })
      }
      # istio
    `);
    const template = rule('db').replace('db.example.com', '${host}');
    const { found } = await rules({ 'main.tf': main, 'rule.yaml': template });
    expect(found).toEqual(['default/db a.example.com rule.yaml:7', 'default/db b.example.com rule.yaml:7']);
  });

  it('finds what is encoded, and what a library chart is given', async () => {
    const main = [
      'resource "kubectl_manifest" "rule" {',
      '  yaml_body = yamlencode({',
      '    apiVersion = "networking.istio.io/v1"',
      '    kind       = "DestinationRule"',
      '    metadata   = { name = "encoded" }',
      '    spec       = { host = "db", trafficPolicy = { tls = { mode = "SIMPLE" } } }',
      '  })',
      '}',
      'resource "helm_release" "raw" {',
      '  repository = "https://charts.example.com"',
      '  chart      = "raw"',
      '  namespace  = "web"',
      '  values = [<<-EOT',
      '    resources:',
      '    - apiVersion: networking.istio.io/v1',
      '      kind: DestinationRule',
      '      metadata: {name: library}',
      '      spec: {host: lib, trafficPolicy: {tls: {mode: SIMPLE}}}',
      '    EOT',
      '  ]',
      '}',
      '',
    ].join('\n');
    expect((await rules({ 'main.tf': main })).found.toSorted()).toEqual([
      'default/encoded db main.tf:6',
      'web/library lib main.tf:18',
    ]);
  });
});

describe('detect: resources in values of charts that are not at hand', () => {
  it('finds them in inline values of Argo CD, Flux and k3s', async () => {
    const files: Files = {
      'app.yaml': [
        'apiVersion: argoproj.io/v1alpha1',
        'kind: Application',
        'metadata: {name: extras}',
        'spec:',
        '  destination: {namespace: web}',
        '  source:',
        '    repoURL: https://charts.example.com',
        '    chart: raw',
        '    helm:',
        '      values: |',
        '        resources:',
        '        - metadata: {name: argo}',
        rule('x', '          ').replace(/\n *metadata: .*/, ''),
        '',
      ].join('\n'),
      'release.yaml': [
        'apiVersion: helm.toolkit.fluxcd.io/v2',
        'kind: HelmRelease',
        'metadata: {name: extras, namespace: flux-system}',
        'spec:',
        '  targetNamespace: web',
        '  chart: {spec: {chart: raw, sourceRef: {kind: HelmRepository, name: charts}}}',
        '  values:',
        '    extraObjects:',
        '      rule:',
        rule('flux', '        '),
        '',
      ].join('\n'),
    };
    expect((await rules(files)).found.toSorted()).toEqual([
      'web/argo db.example.com app.yaml:18',
      'web/flux db.example.com release.yaml:16',
    ]);
  });

  it('leaves values of charts of the tree to the render, and objects that only look alike alone', async () => {
    const files: Files = {
      'app.yaml': [
        'apiVersion: argoproj.io/v1alpha1',
        'kind: Application',
        'metadata: {name: extras}',
        'spec:',
        '  source:',
        '    path: charts/mine',
        '    helm:',
        '      valuesObject:',
        '        rule:',
        rule('x', '          '),
        '',
      ].join('\n'),
      'policy.yaml': dedent(`
        apiVersion: kyverno.io/v1
        kind: ClusterPolicy
        metadata: {name: x}
        spec: {rules: [{match: {resources: {kinds: [networking.istio.io/v1/DestinationRule]}}}]}
      `),
    };
    expect((await rules(files)).found).toEqual([]);
  });

  it('finds them in values of a release of Helmfile', async () => {
    const files: Files = {
      'helmfile.yaml':
        'releases:\n- name: extras\n  namespace: web\n  chart: incubator/raw\n  values: [extras.yaml]\n# istio\n',
      'extras.yaml': `resources:\n- metadata: {name: file}\n${rule('x', '  ').replace(/\n *metadata: .*/, '')}\n`,
    };
    expect((await rules(files)).found).toEqual(['web/file db.example.com extras.yaml:8']);
  });
});

describe('detect: resources in files of values', () => {
  const extra = `replicas: 2\nextraObjects:\n  - apiVersion: networking.istio.io/v1\n    kind: DestinationRule\n    metadata: {name: idp}\n    spec: {host: idp.example.com, trafficPolicy: {tls: {mode: SIMPLE}}}\n`;

  it('finds whole objects, and texts of them where charts take such', async () => {
    const text = `extraDeploy:\n  - |\n${rule('db', '    ')}\nscript: |\n${rule('none', '  ')}\n`;
    expect(await rules({ 'values/grafana.yaml': extra, 'values/redis.yaml': text })).toEqual({
      found: [
        'default/idp idp.example.com values/grafana.yaml:6',
        'default/db db.example.com values/redis.yaml:9',
      ],
      problems: [],
    });
  });

  it('takes entries of a map out of what the chart puts around them, unless they are switched off', async () => {
    const entry = (key: string, more: string): string =>
      `  ${key}:\n${more}    apiVersion: networking.istio.io/v1\n    kind: DestinationRule\n    spec:\n      spec:\n        host: ${key}.example.com\n        trafficPolicy:\n          tls:\n            mode: SIMPLE\n`;
    const values = `rawResources:\n${entry('bank', '')}${entry('old', '    enabled: false\n')}`;
    expect(await rules({ 'apps/values.yaml': values })).toEqual({
      found: ['default/bank bank.example.com apps/values.yaml:9'],
      problems: [],
    });
  });

  it('leaves those of a chart of the tree to the chart', async () => {
    const { found } = await rules({
      'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'charts/shop/templates/a.yaml':
        '{{- range .Values.extraObjects }}\n---\n{{ toYaml . }}\n{{- end }}\n# networking.istio.io/v1\n',
      'helmfile.yaml': 'releases:\n- name: shop\n  chart: ./charts/shop\n  values: [values/shop.yaml]\n',
      'values/shop.yaml': extra,
    });
    expect(found).toEqual([]);
  });
});

describe('detect: resources in what applies them', () => {
  const inside = (head: string, indent: string): string => `${head}\n${rule('db', indent)}\n`;

  it.each<[string, Files, string]>([
    [
      'a task of Ansible',
      {
        'play.yml': inside(
          '- hosts: all\n  tasks:\n  - kubernetes.core.k8s:\n      namespace: shop\n      definition:',
          '        ',
        ),
      },
      'shop/db db.example.com play.yml:12',
    ],
    [
      'a task of Ansible, in blocks within blocks',
      {
        'play.yml': inside(
          '- hosts: all\n  tasks:\n  - block:\n    - block:\n      - block:\n        - block:\n          - redhat.openshift.k8s:\n              namespace: shop\n              definition:',
          '                ',
        ),
      },
      'shop/db db.example.com play.yml:16',
    ],
    [
      'a heredoc of a script, in the namespace of the command it is piped to',
      { 'apply.sh': `cat <<EOF | kubectl apply -n shop -f -\n${rule('db')}\nEOF\n` },
      'shop/db db.example.com apply.sh:8',
    ],
    [
      'a heredoc of a workflow',
      {
        '.github/workflows/deploy.yaml': `jobs:\n  a:\n    steps:\n    - run: |\n        kubectl apply -f - <<EOF\n${rule('db', '        ')}\n        EOF\n`,
      },
      'default/db db.example.com .github/workflows/deploy.yaml:12',
    ],
    [
      'a policy of Open Cluster Management',
      {
        'policy.yaml': inside(
          'apiVersion: policy.open-cluster-management.io/v1\nkind: ConfigurationPolicy\nmetadata: {name: a}\nspec:\n  object-templates:\n  - complianceType: musthave\n    objectDefinition:',
          '      ',
        ),
      },
      'default/db db.example.com policy.yaml:14',
    ],
    [
      'a text among the values of a chart',
      {
        'release.yaml': inside(
          'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  chart: {spec: {chart: web, version: 1.0.0, sourceRef: {kind: HelmRepository, name: a}}}\n  values:\n    extraDeploy:\n    - |',
          '      ',
        ),
      },
      'shop/db db.example.com release.yaml:15',
    ],
  ])('finds what stands in %s', async (_, files, expected) => {
    expect(await rules(files)).toEqual({ found: [expected], problems: [] });
  });

  it.each([
    ['ConfigMap', 'data'],
    ['Secret', 'stringData'],
  ])(
    'finds what stands in a text of a %s, which counts only if something applies it',
    async (kind, field) => {
      const { resources } = await readSide(
        memoryTree({
          'a.yaml': `apiVersion: v1\nkind: ${kind}\nmetadata: {name: rules}\n${field}:\n  bank.yaml: |\n${rule('db', '    ')}\n`,
        }),
        { versions: [], values: [] },
      );
      expect(resources.map(({ name, data, condition }) => [name, data.lineOf(TLS), condition?.what])).toEqual(
        [['db', 12, `something applies what ${kind} rules holds`]],
      );
    },
  );

  it('takes what is to be gone for nothing', async () => {
    const play = inside('- k8s:\n    state: absent\n    definition:', '      ');
    expect((await rules({ 'tasks/main.yml': play })).found).toEqual([]);
  });

  it('says that variables of a script are part of what it applies', async () => {
    const text = `kubectl apply -f - <<EOF\n${rule('db').replace('db.example.com', '$HOST')}\nEOF\n`;
    const { found, problems } = await rules({ 'apply.sh': text });
    expect(found).toEqual(['default/db $HOST apply.sh:8']);
    expect(problems).toEqual([
      { what: 'DestinationRule in apply.sh', why: expect.stringContaining('variables'), blocking: false },
    ]);
  });
});

describe('detect: resources in forms that are not read', () => {
  const flat =
    '{apiVersion: "networking.istio.io/v1", kind: "DestinationRule", metadata: {name: "db"}, spec: {host: "a"}}';
  const configMap = (text: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a.yaml: |\n${text}\n`;

  it.each<[string, Files, string]>([
    ['Jsonnet', { 'a.jsonnet': `// istio\n${flat}\n` }, 'a.jsonnet:2'],
    ['CUE', { 'a.cue': `package a\n\nrule: ${flat}\n` }, 'a.cue:3'],
    ['a Jinja template', { 'a.yaml.j2': rule('{{ name }}') }, 'a.yaml.j2:2'],
    ['a template', { 'a.yaml.tpl': rule('${name}') }, 'a.yaml.tpl:2'],
    [
      'Pulumi',
      { 'Pulumi.yaml': 'name: a\n', 'index.ts': `new k8s.CustomResource("a", ${flat});\n` },
      'index.ts:1',
    ],
    [
      'cdk8s',
      {
        'cdk8s.yaml': 'language: typescript\n',
        'main.ts': "import './imports/networking.istio.io';\nnew DestinationRule(this, 'a', {});\n",
      },
      'main.ts:2',
    ],
    ['a text in a ConfigMap', { 'a.yaml': configMap(`${rule('db', '    ')}\n    {{- end }}`) }, 'a.yaml:5'],
    [
      'a text in a Secret',
      {
        'a.yaml': configMap(`${rule('db', '    ')}\n    {{- end }}`)
          .replace('ConfigMap', 'Secret')
          .replace('data:', 'stringData:'),
      },
      'a.yaml:5',
    ],
    [
      'a text that a chart fills in',
      {
        'release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  chart: {spec: {chart: web, version: 1.0.0, sourceRef: {kind: HelmRepository, name: a}}}\n  values:\n    extraDeploy:\n    - |\n${rule('{{ .Release.Name }}-db', '      ')}\n`,
      },
      'release.yaml:8',
    ],
    [
      'generated by a policy',
      {
        'a.yaml':
          'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: a}\nspec:\n  rules:\n  - name: a\n    generate:\n      apiVersion: security.istio.io/v1\n      kind: PeerAuthentication\n',
      },
      'a.yaml:9',
    ],
  ])('names %s, so that silence does not read as safe', async (language, files, place) => {
    const { problems } = await readSide(memoryTree(files), { versions: [], values: [] });
    expect(problems).toEqual([
      {
        what: place.split(':')[0],
        why: expect.stringContaining(`(${language})`),
        file: place.split(':')[0],
        line: Number(place.split(':')[1]),
        blocking: true,
        mayHold: [language === 'generated by a policy' ? 'PeerAuthentication' : 'DestinationRule'],
      },
    ]);
  });

  it('names the kinds of all texts of a Secret', async () => {
    const gateway = rule('db', '    ').replace('DestinationRule', 'Gateway');
    const end = '\n    {{- end }}';
    const both = `${configMap(`${gateway}${end}`)}  b.yaml: |\n${rule('db', '    ')}${end}\n`;
    const files = { 'a.yaml': both.replace('ConfigMap', 'Secret').replace('data:', 'stringData:') };
    const { problems } = await readSide(memoryTree(files), { versions: [], values: [] });
    expect(problems).toMatchObject([{ line: 5, mayHold: ['Gateway', 'DestinationRule'] }]);
  });

  it.each<[string, Files]>([
    ['code of nothing that deploys', { 'index.ts': `const a = ${flat};\n` }],
    ['prose', { 'a.md': rule('db') }],
    [
      'a policy that only checks',
      {
        'a.yaml':
          'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: a}\nspec: {rules: [{name: a, match: {any: [{resources: {kinds: [networking.istio.io/v1/Gateway]}}]}}]}\n',
      },
    ],
    [
      'the templates that Istio injects',
      {
        'a.yaml': configMap(
          '    ownerReferences:\n    - apiVersion: gateway.networking.k8s.io/v1beta1\n      kind: Gateway',
        ),
      },
    ],
    ['what is archived', { 'archive/a.jsonnet': `${flat}\n` }],
    [
      'a definition whose texts tell how resources look',
      {
        'crds/istios.yaml': `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: istios.sailoperator.io}\nspec:\n  versions:\n  - name: v1\n    schema:\n      openAPIV3Schema:\n        description: "Deploy\\n\`\`\`yaml\\napiVersion: networking.istio.io/v1\\nkind: ServiceEntry\\nmetadata:\\n\\tname: db\\n\`\`\`"\n`,
      },
    ],
    [
      'a template that Terraform fills in',
      {
        'main.tf':
          'resource "kubectl_manifest" "a" {\n  yaml_body = templatefile("${path.module}/a.yaml.tpl", { name = "db" })\n}\n',
        'a.yaml.tpl': rule('${name}'),
      },
    ],
  ])('does not bother with %s', async (_, files) => {
    const { problems } = await readSide(memoryTree(files), { versions: [], values: [] });
    expect(problems).toEqual([]);
  });
});
