import { isMatch } from '../../src/diff/noise/own-layers.js';
import type { Change } from '../../src/model.js';
import { describe, expect, it } from '../support/jest.js';
import { diffYaml, documents } from './support.js';

function deployment(pod: string, labels = 'app: istiod'): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, labels: { ${labels} } }
spec:
  selector: { matchLabels: { app: istiod } }
  template:
    metadata: { labels: { ${labels} } }
    spec:
${pod.replaceAll(/^/gm, '      ')}
`;
}

function container(fields: string): string {
  return deployment(
    `containers:\n- name: discovery\n  image: docker.io/istio/pilot:1.20.6\n${fields.replaceAll(/^/gm, '  ')}`,
  );
}

function configMap(name: string, data: Record<string, string>): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
}

function summary(changes: readonly Change[]): string[] {
  return changes.map(change => `${change.op} ${change.path} ${change.effect} ${change.risk}`);
}

describe('diff/diff-release: what is the same', () => {
  it('finds nothing where only the order of keyed lists, sets and rules moved', () => {
    const before = `${container('env: [{name: A, value: "1"}, {name: B, value: "2"}]\nports: [{containerPort: 1}, {containerPort: 2}]')}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: reader }
rules:
- { apiGroups: [""], resources: [pods, services], verbs: [get, list] }
- { apiGroups: [apps], resources: [deployments], verbs: [get] }`;
    const after = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: reader }
rules:
- { apiGroups: [apps], resources: [deployments], verbs: [get] }
- { apiGroups: [""], resources: [services], verbs: [list, get] }
- { apiGroups: [""], resources: [pods], verbs: [get, list] }
---
${container('ports: [{containerPort: 2, protocol: TCP}, {containerPort: 1}]\nenv: [{name: B, value: "2"}, {name: A, value: "1"}]')}`;
    expect(diffYaml(before, after)).toEqual({ changes: [], restarts: [], hidden: {}, problems: [] });
  });

  it('takes a version of the API that moved for a change, not for another resource', () => {
    const budget = (version: string) =>
      `{apiVersion: policy/${version}, kind: PodDisruptionBudget, metadata: {name: istiod}}`;
    const { changes } = diffYaml(budget('v1beta1'), budget('v1'));
    expect(changes).toMatchObject([
      { op: 'changed', path: 'apiVersion', before: 'policy/v1beta1', after: 'policy/v1' },
    ]);
  });

  it('takes the namespace of the release for the one that is not written', () => {
    const service = (namespace: string) =>
      `{apiVersion: v1, kind: Service, metadata: {name: istiod${namespace}}}`;
    expect(diffYaml(service(''), service(', namespace: istio-system')).changes).toEqual([]);
    expect(diffYaml(service(''), service(', namespace: other')).changes).toHaveLength(2);
  });
});

describe('diff/diff-release: paths', () => {
  it('names items by their keys and quotes odd ones', () => {
    const before = deployment(
      'containers: [{name: discovery, env: [{name: PILOT_X, value: "1"}]}]',
      'app: istiod, "x.io/y": "1"',
    );
    const after = deployment(
      'containers: [{name: discovery, env: [{name: PILOT_X, value: "2"}]}]',
      'app: istiod, "x.io/y": "2"',
    );
    expect(diffYaml(before, after).changes.map(change => change.path)).toEqual([
      'metadata.labels["x.io/y"]',
      'spec.template.metadata.labels["x.io/y"]',
      'spec.template.spec.containers[discovery].env[PILOT_X].value',
    ]);
  });

  it('shows what came in one piece as one change', () => {
    const before = container('env: [{name: A, value: "1"}]');
    const after = container(
      'env: [{name: A, value: "1"}, {name: B, value: "2"}, {name: C, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: metadata.name}}}]',
    );
    expect(diffYaml(before, after).changes).toMatchObject([
      { op: 'added', path: 'spec.template.spec.containers[discovery].env[B].value', after: '2' },
      {
        op: 'added',
        path: 'spec.template.spec.containers[discovery].env[C]',
        after: { valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      },
    ]);
  });

  it('takes an added protocol field or name on a port for that, not for another port', () => {
    const { changes } = diffYaml(
      container('ports: [{containerPort: 15012}]'),
      container('ports: [{containerPort: 15012, name: tls}]'),
    );
    expect(summary(changes)).toEqual([
      'added spec.template.spec.containers[discovery].ports[15012].name network low',
    ]);
  });

  it('names verbs of roles one by one', () => {
    const role = (verbs: string) => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: istiod }
rules: [{apiGroups: [apps], resources: [deployments, deployments/scale], verbs: [${verbs}]}]`;
    expect(summary(diffYaml(role('get'), role('get, update')).changes)).toEqual([
      'added rules[deployments.apps][update] rbac medium',
      'added rules[deployments.apps/scale][update] rbac medium',
    ]);
    expect(summary(diffYaml(role('get, delete'), role('get')).changes)).toEqual([
      'removed rules[deployments.apps][delete] rbac medium',
      'removed rules[deployments.apps/scale][delete] rbac medium',
    ]);
  });
});

describe('diff/diff-release: embedded documents', () => {
  it('unfolds mesh config and networks', () => {
    const before = configMap('istio', {
      mesh: 'defaultConfig:\n  tracing: {zipkin: {address: a}}\nrootNamespace: istio-system\n',
    });
    const after = configMap('istio', { mesh: '# a comment\nrootNamespace: mesh\ndefaultConfig: {}\n' });
    expect(summary(diffYaml(before, after).changes)).toEqual([
      'removed data.mesh.defaultConfig.tracing.zipkin.address mesh-config low',
      'changed data.mesh.rootNamespace mesh-config high',
    ]);
  });

  it('compares injection templates by line, within the named template', () => {
    const template = (lines: string) =>
      configMap('istio-sidecar-injector', {
        config: `templates:\n  sidecar: |\n${lines.replaceAll(/^/gm, '    ')}`,
      });
    const before = template(
      'spec:\n# old words\n  containers:\n  - name: c\n    env:\n    - name: JWT_POLICY\n      value: {{ .X }}\n    tail: 1\n',
    );
    const after = template('spec:\n# new words\n  containers:\n  - name: c\n    env:\n    tail: 1\n');
    const { changes, hidden } = diffYaml(before, after);
    expect(changes).toMatchObject([
      { path: 'data.config.templates.sidecar[line 2]', risk: 'none', noise: 'comment' },
      {
        op: 'removed',
        path: 'data.config.templates.sidecar[line 6]',
        before: '    - name: JWT_POLICY\n      value: {{ .X }}',
        effect: 'injection',
        note: 'for pods that start from now on: env JWT_POLICY of c gone',
      },
    ]);
    expect(hidden).toEqual({ comment: 1 });
  });

  it('does not take an action in a YAML comment for a comment', () => {
    const template = (line: string) =>
      configMap('istio-sidecar-injector', { config: `templates:\n  sidecar: |\n    a\n    # ${line}\n` });
    expect(diffYaml(template('{{ if .A }}'), template('{{ if .B }}')).hidden).toEqual({});
  });

  it('unfolds JSON values', () => {
    const values = (tracer: string, tag: string) =>
      configMap('istio-sidecar-injector', { values: JSON.stringify({ global: { tag, proxy: { tracer } } }) });
    const { changes } = diffYaml(values('zipkin', '1.20.6'), values('none', '1.22.2'));
    expect(summary(changes)).toEqual([
      'changed data.values.global.proxy.tracer injection low',
      'changed data.values.global.tag injection none',
    ]);
  });

  it('shows text that is no document any more as one change', () => {
    const { changes } = diffYaml(
      configMap('x', { file: 'a: 1\nb: 2\n' }),
      configMap('x', { file: 'a: [1\n' }),
    );
    expect(changes).toMatchObject([{ op: 'changed', path: 'data.file', after: 'a: [1\n' }]);
  });
});

describe('diff/diff-release: noise', () => {
  it('is the labels, the tag and the checksum of the bump', () => {
    const render = (version: string, sum: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, labels: { helm.sh/chart: istiod-${version}, app.kubernetes.io/version: "${version}" } }
spec:
  template:
    metadata:
      labels: { helm.sh/chart: istiod-${version} }
      annotations: { checksum/config: ${sum} }
    spec: { containers: [{name: discovery, image: "docker.io/istio/pilot:${version}-distroless"}] }`;
    const { changes, hidden, restarts } = diffYaml(
      render('1.20.6', 'aaaaaaaa'),
      render('1.22.2', 'bbbbbbbb'),
    );
    expect(changes.map(change => change.risk)).toEqual(['none', 'none', 'none', 'none', 'none']);
    expect(hidden).toEqual({ checksum: 1, 'image-tag': 1, 'version-label': 3 });
    expect(restarts).toMatchObject([
      {
        what: 'Deployment/istio-system/istiod',
        why: 'pod template changes: image of discovery; labels helm.sh/chart; annotations checksum/config',
        upgrade: 'prod/istiod',
      },
    ]);
  });

  it.each([
    ['another registry', 'docker.io/istio/pilot:1.20.6', 'registry.istio.io/release/pilot:1.22.2'],
    ['another tag than the bump’s', 'docker.io/istio/pilot:1.20.6', 'docker.io/istio/pilot:1.22.3'],
    ['another variant', 'docker.io/istio/pilot:1.20.6', 'docker.io/istio/pilot:1.22.2-debug'],
    [
      'a tag that only begins like the version',
      'docker.io/istio/pilot:1.20.60',
      'docker.io/istio/pilot:1.22.20',
    ],
    ['a digest', 'docker.io/istio/pilot:1.20.6@sha256:aa', 'docker.io/istio/pilot:1.22.2@sha256:bb'],
  ])('is not %s', (_, before, after) => {
    const render = (image: string) => deployment(`containers: [{name: discovery, image: "${image}"}]`);
    expect(diffYaml(render(before), render(after)).changes).toMatchObject([{ risk: 'medium' }]);
  });

  it('is no label that a selector looks at, and no other owner', () => {
    const render = (label: string) => `
{apiVersion: v1, kind: Service, metadata: {name: x}, spec: {selector: {app.kubernetes.io/version: a}}}
---
${deployment('containers: []', label)}`;
    const selected = diffYaml(render('app.kubernetes.io/version: a'), render('app.kubernetes.io/version: b'));
    expect(summary(selected.changes)).toEqual([
      'changed metadata.labels["app.kubernetes.io/version"] metadata low',
      'changed spec.template.metadata.labels["app.kubernetes.io/version"] network high',
    ]);
    const owner = diffYaml(
      deployment('{}', 'app.kubernetes.io/managed-by: Helm'),
      deployment('{}', 'app.kubernetes.io/managed-by: x'),
    );
    expect(owner.changes.map(change => change.risk)).not.toContain('none');
    const revision = diffYaml(deployment('{}', 'istio.io/rev: a'), deployment('{}', 'istio.io/rev: b'));
    expect(revision.changes.map(change => change.risk)).toEqual(['low', 'high']);
  });
});

describe('diff/diff-release: layers of noise of the team', () => {
  const labelled = (value: string, image = 'a:1') =>
    `${deployment(
      `containers: [{name: discovery, image: "${image}", env: [{name: A, value: "${value}"}]}]`,
    ).replace('name: istiod', `name: istiod, annotations: {example.com/build: "${value}"}`)}`;
  const layer = (paths: readonly string[], resources?: readonly string[]) => ({
    ownLayers: [{ name: 'ours', paths, ...(resources && { resources }) }],
  });

  it('hide and count what they name', () => {
    const { changes, hidden } = diffYaml(
      labelled('1'),
      labelled('2'),
      layer(['metadata.annotations["example.com/*"]']),
    );
    expect(changes.find(change => change.path.includes('example.com'))).toMatchObject({
      risk: 'none',
      noise: 'ours',
    });
    expect(hidden).toEqual({ ours: 1 });
    const other = diffYaml(labelled('1'), labelled('2'), layer(['*example.com*'], ['Service/*']));
    expect(other.hidden).toEqual({});
  });

  it('hide nothing that may break something', () => {
    const rule = (verb: string) =>
      `{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r}, rules: [{apiGroups: [""], resources: [pods], verbs: [${verb}]}]}`;
    for (const [before, after] of [
      [labelled('1'), labelled('1').replace('value: "1"', 'value: "2"')],
      [rule('get'), rule('list')],
      [
        '{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {type: ClusterIP}}',
        '{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {type: NodePort}}',
      ],
      [configMap('istio', { mesh: 'trustDomain: a' }), configMap('istio', { mesh: 'trustDomain: b' })],
      [labelled('1'), ''],
    ] as const) {
      const { changes } = diffYaml(before, after, layer(['*']));
      expect(changes.length).toBeGreaterThan(0);
      expect(changes.filter(change => change.risk === 'none')).toEqual([]);
    }
  });

  it('match in linear steps', () => {
    expect(isMatch('a*c', 'abbc')).toBe(true);
    expect(isMatch('a*c', 'abbcd')).toBe(false);
    expect(isMatch('*', '')).toBe(true);
    expect(isMatch('a.b[*]', 'a.b[x]')).toBe(true);
    expect(isMatch('a.b', 'axb')).toBe(false);
    expect(isMatch(`${'*a'.repeat(2_000)}b`, 'a'.repeat(5_000))).toBe(false);
  });
});

describe('diff/diff-release: what a change means', () => {
  const service = (spec: string) => `{apiVersion: v1, kind: Service, metadata: {name: gw}, spec: {${spec}}}`;
  const webhook = (fields: string) => `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: injector }
webhooks: [{name: rev.istio.io, ${fields}}]`;
  const rule = (operations: string) =>
    `rules: [{apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [${operations}]}]`;

  it.each([
    [
      'a Service becomes internal',
      service('type: LoadBalancer'),
      service('type: ClusterIP'),
      'changed spec.type network high',
    ],
    [
      'a port goes',
      service('ports: [{port: 1}, {port: 80, name: http}]'),
      service('ports: [{port: 1}]'),
      'removed spec.ports[80].name network high',
    ],
    [
      'a clusterIP changes',
      service('clusterIP: None'),
      service('clusterIP: 10.0.0.1'),
      'changed spec.clusterIP immutable high',
    ],
    [
      'a selector changes',
      deployment('{}'),
      deployment('{}').replace('matchLabels: { app: istiod }', 'matchLabels: { app: other }'),
      'changed spec.selector.matchLabels.app immutable high',
    ],
    [
      'a container gets privileges',
      container('securityContext: {privileged: false}'),
      container('securityContext: {privileged: true}'),
      'changed spec.template.spec.containers[discovery].securityContext.privileged security high',
    ],
    [
      'a capability is gained',
      container('securityContext: {capabilities: {add: [CHOWN]}}'),
      container('securityContext: {capabilities: {add: [CHOWN, NET_ADMIN]}}'),
      'added spec.template.spec.containers[discovery].securityContext.capabilities.add[NET_ADMIN] security high',
    ],
    [
      'environment goes',
      container('env: [{name: A, value: x}, {name: B, value: x}]'),
      container('env: [{name: A, value: x}]'),
      'removed spec.template.spec.containers[discovery].env[B].value mesh-config medium',
    ],
    [
      'memory is limited',
      container('resources: {limits: {memory: 1Gi}}'),
      container('resources: {limits: {memory: 2Gi}}'),
      'changed spec.template.spec.containers[discovery].resources.limits.memory resources medium',
    ],
    [
      'failurePolicy moves',
      webhook('failurePolicy: Ignore'),
      webhook('failurePolicy: Fail'),
      'changed webhooks[rev.istio.io].failurePolicy webhook high',
    ],
    [
      'a webhook is asked about more',
      webhook(rule('CREATE')),
      webhook(rule('CREATE, UPDATE')),
      'added webhooks[rev.istio.io].rules[pods@v1][UPDATE] webhook medium',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(summary(diffYaml(before, after).changes)).toEqual([expected]);
  });

  it('says how to get past what Kubernetes refuses', () => {
    const binding = (role: string) =>
      `{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {name: ${role}}}`;
    const [change] = diffYaml(binding('a'), binding('b')).changes;
    expect(change).toMatchObject({
      effect: 'immutable',
      risk: 'high',
      note: expect.stringContaining('deleted and created again'),
    });
  });

  it('judges resources that come and go', () => {
    const pdb = '{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: istiod}}';
    expect(summary(diffYaml(service(''), pdb).changes)).toEqual([
      'removed  network high',
      'added  availability medium',
    ]);
  });
});

describe('diff/diff-release: cause', () => {
  const render = (a: string, b: string) =>
    container(`env: [{name: A, value: "${a}"}, {name: B, value: "${b}"}]`);
  const causes = (
    before: string,
    crossed: string | null,
    after: string,
    versions = { from: '1.20.6', to: '1.22.2' },
  ) =>
    diffYaml(before, after, { crossed: crossed === null ? null : documents(crossed), versions }).changes.map(
      ({ cause }) => cause,
    );

  it('tells bump from values, and both on the same leaf', () => {
    expect(causes(render('1', '1'), render('2', '1'), render('2', '2'))).toEqual(['version', 'values']);
    expect(causes(render('1', '1'), render('2', '1'), render('3', '1'))).toEqual(['both']);
  });

  it('is undecided without the third render, unless the chart did not move', () => {
    expect(causes(render('1', '1'), null, render('2', '1'))).toEqual(['both']);
    expect(causes(render('1', '1'), null, render('2', '1'), { from: '1.22.2', to: '1.22.2' })).toEqual([
      'values',
    ]);
  });

  it('tells who brought or dropped a resource', () => {
    const extra = `${render('1', '1')}\n---\n{apiVersion: v1, kind: Service, metadata: {name: x}}`;
    const plain = render('1', '1');
    expect(causes(plain, extra, extra)).toEqual(['version']);
    expect(causes(plain, plain, extra)).toEqual(['values']);
    expect(causes(extra, plain, plain)).toEqual(['version']);
    expect(causes(extra, extra, plain)).toEqual(['values']);
  });
});

describe('diff/diff-release: renamed revisions', () => {
  const revision = (name: string, image: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod-${name}, labels: { istio.io/rev: ${name} } }
spec: { selector: {matchLabels: {istio.io/rev: ${name}}}, template: { spec: { containers: [{ name: discovery, image: "${image}" }] } } }`;

  it('pairs them where there is one of each', () => {
    const { changes, restarts } = diffYaml(revision('1-20', 'a:1'), revision('1-22', 'a:2'));
    expect(summary(changes)).toEqual([
      'changed metadata.labels["istio.io/rev"] injection low',
      'changed metadata.name metadata medium',
      'changed spec.selector.matchLabels["istio.io/rev"] other low',
      'changed spec.template.spec.containers[discovery].image other medium',
    ]);
    expect(restarts).toMatchObject([
      { what: 'Deployment/istio-system/istiod-1-22', why: expect.stringContaining('another name') },
    ]);
  });

  it('pairs what is the same but for its name', () => {
    const role = (name: string, verb: string) =>
      `{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: ${name}}, rules: [{apiGroups: [networking.istio.io], resources: [gateways], verbs: [${verb}]}]}`;
    expect(summary(diffYaml(role('old', 'get'), role('new', 'get')).changes)).toEqual([
      'changed metadata.name metadata medium',
    ]);
    expect(diffYaml(role('old', 'get'), role('new', 'list')).changes.map(({ op }) => op)).toEqual([
      'added',
      'removed',
    ]);
    const two = `${role('a', 'get')}\n---\n${role('b', 'get')}`;
    expect(diffYaml(two, role('c', 'get')).changes).toHaveLength(3);
    const account = (name: string) => `{apiVersion: v1, kind: ServiceAccount, metadata: {name: ${name}}}`;
    expect(diffYaml(account('a'), account('b')).changes).toHaveLength(2);
  });

  it('does not guess', () => {
    const two = `${revision('1-20', 'a:1')}\n---\n${revision('1-21', 'a:1')}`;
    expect(diffYaml(two, revision('1-22', 'a:2')).changes.map(({ op }) => op)).toEqual([
      'removed',
      'removed',
      'added',
    ]);
  });
});

describe('diff/diff-release: restarts', () => {
  it('says what follows istiod', () => {
    const injector = (tag: string) =>
      configMap('istio-sidecar-injector', { values: `{"global":{"tag":"${tag}"}}` });
    const { restarts } = diffYaml(injector('1.20.6'), injector('1.22.2'));
    expect(restarts.map(({ what }) => what)).toEqual([
      'pods injected by revision default',
      'gateways and waypoints managed by revision default',
    ]);
  });

  it('leaves out workloads whose pods stay', () => {
    const scaled = (count: number) => deployment('{}').replace('spec:\n', `spec:\n  replicas: ${count}\n`);
    expect(diffYaml(scaled(1), scaled(2))).toMatchObject({
      changes: [{ path: 'spec.replicas' }],
      restarts: [],
    });
  });

  it('says where pods wait to be deleted', () => {
    const set = (image: string) => `
{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: cni}, spec: {updateStrategy: {type: OnDelete}, template: {spec: {containers: [{name: c, image: "${image}"}]}}}}`;
    expect(diffYaml(set('a:1'), set('a:2')).restarts[0]?.why).toBe(
      'pod template changes: image of c; updateStrategy OnDelete: each pod changes when it is deleted',
    );
  });
});

describe('diff/diff-release: presentation', () => {
  it('cuts long values and gives the digest of the whole', () => {
    const change = (end: string) =>
      diffYaml(configMap('x', { k: 'a' }), configMap('x', { k: `${'y'.repeat(500)}${end}` })).changes[0];
    expect(change('1')).toMatchObject({
      before: 'a',
      after: `${'y'.repeat(400)}…`,
      truncated: true,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(change('1')?.digest).not.toBe(change('2')?.digest);
  });

  it('gives the same bytes whatever the order of documents and keys', () => {
    const service =
      '{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: X, ports: [{port: 1, name: a}]}}';
    const moved =
      '{spec: {ports: [{name: a, port: 1}], type: X}, metadata: {name: a}, kind: Service, apiVersion: v1}';
    const one = diffYaml(`${service}\n---\n${container('env: []')}`, container('env: [{name: A, value: x}]'));
    const other = diffYaml(`${container('env: []')}\n---\n${moved}`, container('env: [{value: x, name: A}]'));
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  });

  it('never shows what is in a Secret', () => {
    const secret = (value: string) =>
      `{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {key: "${value}", other: "x"}}`;
    const diffs = [
      diffYaml(secret('hush-1'), secret('hush-2')),
      diffYaml('', secret('hush-1')),
      diffYaml(secret('a\\nhush-1'), secret('b\\nhush-2')),
    ];
    expect(diffs.map(({ changes }) => changes.length)).toEqual([1, 1, 1]);
    expect(JSON.stringify(diffs)).not.toContain('hush');
  });

  it('shows neighbouring lines of a text as one change, with what stands between them', () => {
    const text = (one: string, two: string, far: string) =>
      configMap('x', { script: ['a[', one, 'same', two, '1', '2', '3', '4', far].join('\n') });
    const { changes } = diffYaml(text('old', 'old', 'old'), text('new', 'new', 'new'));
    expect(changes).toMatchObject([
      { path: 'data.script[line 2]', before: 'old\nsame\nold', after: 'new\nsame\nnew' },
      { path: 'data.script[line 9]', before: 'old', after: 'new' },
    ]);
  });

  it('compares an installation that comes or goes with nothing', () => {
    const all = documents(container('env: []'));
    const common = { crossed: null, upgradeOf: () => 'u', namespace: 'n' };
    expect(
      diffYaml('', '', { ...common, before: null, after: all, versions: { from: null, to: '1.22.2' } })
        .changes,
    ).toMatchObject([{ op: 'added', path: '', cause: 'both' }]);
    expect(
      diffYaml('', '', { ...common, before: all, after: null, versions: { from: '1.22.2', to: null } })
        .changes,
    ).toMatchObject([{ op: 'removed', path: '', risk: 'high' }]);
  });
});
