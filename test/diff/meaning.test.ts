import { readImage } from '../../src/diff/effects/images.js';
import { noteMoves } from '../../src/diff/ownership.js';
import type { Change, Upgrade } from '../../src/model.js';
import { describe, expect, it } from '../support/jest.js';
import { diffYaml, documents } from './support.js';

const resource = (apiVersion: string, kind: string, fields: string, metadata = '') =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x${metadata}}, ${fields}}`;
const service = (spec: string) => resource('v1', 'Service', `spec: {${spec}}`);
const deployment = (spec: string, pod = 'containers: []') =>
  resource(
    'apps/v1',
    'Deployment',
    `spec: {${spec}template: {metadata: {labels: {app: x}}, spec: {${pod}}}}`,
  );

function only(before: string, after: string): Change {
  const { changes } = diffYaml(before, after);
  expect(changes).toHaveLength(1);
  return changes[0] as Change;
}

describe('diff: fields that can’t be changed in place', () => {
  it.each([
    [
      'Deployment',
      deployment('selector: {matchLabels: {a: b}}, '),
      deployment('selector: {matchLabels: {a: c}}, '),
      '--cascade=orphan',
    ],
    ['Service', service('clusterIP: 10.0.0.1'), service('clusterIP: None'), 'another address'],
    [
      'Job',
      resource('batch/v1', 'Job', 'spec: {template: {spec: {a: 1}}}'),
      resource('batch/v1', 'Job', 'spec: {template: {spec: {a: 2}}}'),
      'another name',
    ],
    [
      'RoleBinding',
      resource('rbac.authorization.k8s.io/v1', 'RoleBinding', 'roleRef: {name: a}'),
      resource('rbac.authorization.k8s.io/v1', 'RoleBinding', 'roleRef: {name: b}'),
      'without these rights',
    ],
  ])('%s: says how to get past it', (_, before, after, way) => {
    expect(only(before, after)).toMatchObject({
      effect: 'immutable',
      risk: 'high',
      note: expect.stringContaining(way),
    });
  });

  it('are none where Kubernetes fills the field in, or Helm creates the resource anew', () => {
    expect(only(service('clusterIP: 10.0.0.1'), service('')).effect).not.toBe('immutable');
    const hook = (image: string) =>
      resource(
        'batch/v1',
        'Job',
        `spec: {template: {spec: {a: ${image}}}}`,
        ', annotations: {helm.sh/hook: pre-upgrade}',
      );
    expect(only(hook('1'), hook('2')).effect).not.toBe('immutable');
  });
});

describe('diff: what comes and goes as a whole', () => {
  const account = '{apiVersion: v1, kind: ServiceAccount, metadata: {name: x}}';
  const keep = (kind: string) =>
    resource('v1', kind, 'data: {}', ', annotations: {helm.sh/resource-policy: keep}');

  it.each([
    ['an account', account, deployment('', 'serviceAccountName: x, containers: []'), 'Deployment x'],
    [
      'an account that rights are bound to',
      account,
      resource(
        'rbac.authorization.k8s.io/v1',
        'ClusterRoleBinding',
        'subjects: [{kind: ServiceAccount, name: x, namespace: istio-system}]',
      ),
      'ClusterRoleBinding x',
    ],
    [
      'a ConfigMap',
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}',
      deployment('', 'containers: [{name: a, envFrom: [{configMapRef: {name: c}}]}]'),
      'Deployment x',
    ],
    [
      'a role',
      '{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}}',
      resource('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'roleRef: {kind: ClusterRole, name: r}'),
      'ClusterRoleBinding x',
    ],
    [
      'a workload that is scaled',
      deployment(''),
      resource(
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        'spec: {scaleTargetRef: {kind: Deployment, name: x}}',
      ),
      'HorizontalPodAutoscaler x',
    ],
  ])('%s: says who still needs it', (_, gone, user, name) => {
    const { changes } = diffYaml(`${gone}\n---\n${user}`, user);
    expect(changes).toMatchObject([{ op: 'removed', risk: 'high', note: `still needed by ${name}` }]);
    expect(
      diffYaml(`${gone}\n---\n${user}`, '')
        .changes.map(({ note }) => note ?? '')
        .join(),
    ).not.toContain('needed');
  });

  it('an optional reference needs nothing', () => {
    const user = deployment('', 'containers: [], volumes: [{name: v, configMap: {name: c, optional: true}}]');
    const { changes } = diffYaml(
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n---\n${user}`,
      user,
    );
    expect(changes[0]?.note).toBeUndefined();
  });

  it('says what stays in the cluster without an owner', () => {
    expect(only(keep('ConfigMap'), '')).toMatchObject({
      risk: 'low',
      note: expect.stringContaining('nobody owns it'),
    });
    const crd = documents(
      resource('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'spec: {}'),
      'base/crds/all.yaml',
    );
    expect(diffYaml('', '', { before: crd }).changes).toMatchObject([
      { op: 'removed', note: expect.stringContaining('crds/') },
    ]);
  });

  it.each([
    ['minAvailable: 1', 1, 'high', 'draining their nodes hangs'],
    ['minAvailable: 1', 2, 'low', 'lets 1 be evicted'],
    ['minAvailable: 50%', 3, 'low', 'lets 1 be evicted'],
    ['maxUnavailable: 0', 5, 'high', 'lets none'],
  ])('a budget of %s over %s pods', (budget, pods, risk, words) => {
    const workload = deployment(`replicas: ${pods}, `);
    const pdb = resource(
      'policy/v1',
      'PodDisruptionBudget',
      `spec: {${budget}, selector: {matchLabels: {app: x}}}`,
    );
    const [change] = diffYaml(workload, `${workload}\n---\n${pdb}`).changes;
    expect(change).toMatchObject({ op: 'added', risk, note: expect.stringContaining(words) });
  });
});

describe('diff: who owns what', () => {
  const upgrade = (id: string, environment: string, deployer: string): Upgrade =>
    ({ id, environment, after: { release: { deployer } } }) as unknown as Upgrade;
  const change = (id: string, op: Change['op']): Change => ({
    upgrade: id,
    resource: { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'n', name: 'a' },
    op,
    path: '',
    cause: 'version',
    effect: 'rbac',
    risk: 'low',
  });
  const moved = [change('base', 'removed'), change('istiod', 'added')];

  it('says what a resource that moves between releases asks for', () => {
    const helm = [upgrade('base', 'prod', 'helm'), upgrade('istiod', 'prod', 'helm')];
    expect(noteMoves(moved, helm)).toMatchObject([
      { risk: 'high', note: expect.stringMatching(/moves from base to istiod.*--take-ownership/) },
      { risk: 'high' },
    ]);
    const argocd = [upgrade('base', 'prod', 'argocd'), upgrade('istiod', 'prod', 'argocd')];
    expect(noteMoves(moved, argocd)[0]?.note).toContain('prunes');
  });

  it('keeps environments apart', () => {
    expect(noteMoves(moved, [upgrade('base', 'prod', 'helm'), upgrade('istiod', 'dev', 'helm')])).toEqual(
      moved,
    );
  });

  it('names definitions that Helm is to take over', () => {
    const crd = (label: string) =>
      resource('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'spec: {}', `, labels: {a: b${label}}`);
    const managed = ', app.kubernetes.io/managed-by: Helm';
    const from = documents(crd(''), 'base/crds/all.yaml');
    const { changes } = diffYaml('', '', {
      before: from,
      after: documents(crd(managed), 'base/templates/crds.yaml'),
    });
    expect(changes).toMatchObject([
      { effect: 'metadata', risk: 'medium', note: expect.stringContaining('--take-ownership') },
    ]);
    const inPlace = diffYaml('', '', { before: from, after: documents(crd(managed), 'base/crds/all.yaml') });
    expect(inPlace.changes).toMatchObject([{ risk: 'none', noise: 'recommended-label' }]);
  });
});

describe('diff: images, replicas, Services, webhooks', () => {
  const image = (name: string) => deployment('', `containers: [{name: a, image: "${name}"}]`);

  it.each([
    [
      'docker.io/istio/pilot:1.20.6',
      'registry.istio.io/release/pilot:1.22.2',
      'availability',
      'registry.istio.io/release/pilot instead of docker.io/istio/pilot',
    ],
    ['istio/pilot:1.20.6', 'docker.io/istio/pilot:1.20.6-debug', 'other', 'plain before, debug now'],
    ['a.io/b@sha256:00', 'a.io/b:1', 'security', 'no longer pinned'],
  ])('%s to %s', (before, after, effect, words) => {
    expect(only(image(before), image(after))).toMatchObject({
      effect,
      risk: 'medium',
      note: expect.stringContaining(words),
    });
  });

  it('reads images with ports and digests', () => {
    expect(readImage('localhost:5000/a/b:1-distroless@sha256:00')).toEqual({
      registry: 'localhost:5000',
      repository: 'a/b',
      variant: 'distroless',
      digest: 'sha256:00',
    });
    expect(readImage('ubuntu')).toMatchObject({ registry: 'docker.io', repository: 'ubuntu' });
  });

  it.each([
    [
      'replicas that are left to an autoscaler',
      deployment('replicas: 3, '),
      deployment(''),
      'falls back to one pod',
    ],
    [
      'a load balancer that goes',
      service('type: LoadBalancer'),
      service('type: ClusterIP'),
      'its address go',
    ],
    ['another selector', service('selector: {a: b}'), service('selector: {a: c}'), 'other pods'],
    [
      'a port that goes',
      service('ports: [{port: 1}, {port: 2, targetPort: 3}]'),
      service('ports: [{port: 1}]'),
      'refused',
    ],
  ])('%s', (_, before, after, words) => {
    expect(only(before, after)).toMatchObject({ note: expect.stringContaining(words) });
  });

  it.each([
    ['MutatingWebhookConfiguration', 'failurePolicy: Ignore', 'failurePolicy: Fail', 'do not start'],
    ['ValidatingWebhookConfiguration', 'failurePolicy: Fail', 'failurePolicy: Ignore', 'istiod sets it'],
    [
      'MutatingWebhookConfiguration',
      'clientConfig: {caBundle: a}',
      'clientConfig: {caBundle: b}',
      'at run time',
    ],
    [
      'MutatingWebhookConfiguration',
      'objectSelector: {matchLabels: {a: b}}',
      'objectSelector: {matchLabels: {a: c}}',
      'selected',
    ],
  ])('%s: %s to %s', (kind, before, after, words) => {
    const config = (fields: string) =>
      resource('admissionregistration.k8s.io/v1', kind, `webhooks: [{name: w, ${fields}}]`);
    expect(only(config(before), config(after))).toMatchObject({
      effect: 'webhook',
      note: expect.stringContaining(words),
    });
  });
});
