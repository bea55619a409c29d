import { collectResources } from '../../src/mesh/collect.js';
import { subjectOf } from '../../src/mesh/resource.js';
import type { Tree } from '../../src/model.js';
import { describe, expect, it } from '../support/jest.js';

function treeOf(files: Record<string, string>): Tree {
  const paths = Object.keys(files).toSorted();
  return {
    name: 'test',
    paths,
    has: path => paths.includes(path),
    below: folder => paths.filter(path => path.startsWith(`${folder}/`)),
    read: async path => {
      const text = files[path];
      return text === undefined ? { ok: false, why: 'is too large' } : { ok: true, text };
    },
    candidates: async () => [...paths, ...(files.missing === undefined ? [] : ['gone.yaml'])],
    problems: [],
  };
}

async function collect(files: Record<string, string>, isTemplate = (_: string) => false) {
  const { resources, problems } = await collectResources(treeOf(files), isTemplate);
  return { subjects: resources.map(subjectOf), resources, problems };
}

const RULE = (name: string, namespace = '') => `apiVersion: networking.istio.io/v1beta1
kind: DestinationRule
metadata:
  name: ${name}${namespace === '' ? '' : `\n  namespace: ${namespace}`}
spec: { host: ${name} }
`;

describe('mesh/collect', () => {
  it('takes what rules look at, and leaves the rest', async () => {
    const kinds = [
      ['networking.istio.io/v1beta1', 'Gateway', true],
      ['security.istio.io/v1', 'PeerAuthentication', true],
      ['gateway.networking.k8s.io/v1', 'HTTPRoute', true],
      ['networking.k8s.io/v1', 'Ingress', true],
      ['v1', 'Service', true],
      ['install.istio.io/v1alpha1', 'IstioOperator', false],
      ['v1', 'ConfigMap', false],
      ['v1', 'Secret', false],
      ['apps/v1', 'Deployment', true],
      ['example.com/v1', 'Service', false],
    ] as const;
    const yaml = kinds
      .map(([apiVersion, kind]) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`)
      .join('---\n');
    const { subjects } = await collect({ 'a.yaml': yaml });
    expect(subjects).toEqual(kinds.filter(([, , taken]) => taken).map(([, kind]) => `${kind}/default/x`));
  });

  it('takes workloads whether or not they speak of Istio: a namespace can make them part of the mesh', async () => {
    const workload = (name: string, part: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {template: {metadata: ${part}}}\n`;
    const { subjects } = await collect({
      'a.yaml': workload('a', '{annotations: {sidecar.istio.io/inject: "true"}}'),
      'b.yaml': workload('b', '{labels: {app: b}}'),
    });
    expect(subjects).toEqual(['Deployment/default/a', 'Deployment/default/b']);
  });

  it('names cluster-scoped resources without a namespace', async () => {
    const { subjects } = await collect({
      'a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n',
    });
    expect(subjects).toEqual(['Namespace/shop']);
  });

  it('unfolds lists, with the lines of the file', async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${RULE('a', 'x').replaceAll('\n', '\n  ')}\n- ${RULE('b').replaceAll('\n', '\n  ')}`;
    const { subjects, resources } = await collect({ 'a.json.yaml': list });
    expect(subjects).toEqual(['DestinationRule/x/a', 'DestinationRule/default/b']);
    expect(resources.map(({ data }) => data.lineOf(['spec', 'host']))).toEqual([9, 15]);
  });

  it('reads typed lists and JSON', async () => {
    const item = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'Sidecar',
      metadata: { name: 's', namespace: 'n' },
    };
    const list = { apiVersion: 'networking.istio.io/v1', kind: 'SidecarList', items: [item, null, 3] };
    expect((await collect({ 'a.json': JSON.stringify(list, null, 2) })).subjects).toEqual(['Sidecar/n/s']);
  });

  it('leaves files that Helm renders, and files that are no YAML', async () => {
    const files = { 'chart/templates/a.yaml': RULE('a'), 'b.tf': RULE('b'), 'c.yml': RULE('c') };
    const { subjects, problems } = await collect(files, path => path.includes('/templates/'));
    expect(subjects).toEqual(['DestinationRule/default/c']);
    expect(problems).toEqual([]);
  });

  it('loses one broken document of ten, and names its line', async () => {
    const documents = Array.from({ length: 10 }, (_, index) =>
      index === 4 ? 'apiVersion: networking.istio.io/v1\nkind: [\n' : RULE(`r${index}`),
    );
    const { subjects, problems } = await collect({ 'many.yaml': documents.join('---\n') });
    expect(subjects).toHaveLength(9);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: 'many.yaml', what: 'many.yaml', blocking: true });
    expect(problems[0]?.line).toBeGreaterThan(24);
    expect(problems[0]?.line).toBeLessThan(30);
  });

  it('lets a broken document block only where it speaks of what is judged', async () => {
    const { problems } = await collect({
      'values.yaml': 'a: [\n',
      'route.yaml': 'apiVersion: gateway.networking.k8s.io/v1\nkind: "\n',
      'two.yaml': `${RULE('a')}---\na: [\n`,
    });
    expect(problems.map(({ file, blocking }) => [file, blocking])).toEqual([
      ['route.yaml', true],
      ['two.yaml', false],
      ['values.yaml', false],
    ]);
  });

  it('says of a template that it is one', async () => {
    const { problems } = await collect({
      'release.yaml': 'name: x\n{{- if .Values.a }}\nb: c\n{{- end }}\n',
      'rule.yaml': `{{- if .Values.a }}\n${RULE('a')}{{- end }}\n`,
    });
    expect(
      problems.map(({ file, blocking, why }) => [file, blocking, why.startsWith('is a template')]),
    ).toEqual([['rule.yaml', true, true]]);
  });

  it('tells of all broken documents of a file at once, and of none that is about other things', async () => {
    const template = `{{- if .Values.a }}\n${RULE('a')}{{- end }}\n`;
    const other = '{{- if .Values.b }}\nkind: ConfigMap\n{{- end }}\n';
    const { problems } = await collect({ 'rules.yaml': [template, other, template].join('---\n') });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ what: 'rules.yaml', line: 1, blocking: true });
    expect(problems[0]?.why).toMatch(/at lines 1, \d+$/);
  });

  it('names a candidate that can not be read', async () => {
    const { problems } = await collect({ missing: '' });
    expect(problems).toEqual([
      { what: 'gone.yaml', why: 'is too large', file: 'gone.yaml', line: 1, blocking: true, hides: true },
    ]);
  });

  it('puts what a kustomization beside it lists into its namespace', async () => {
    const { subjects } = await collect({
      'app/kustomization.yaml': 'namespace: team\nresources: [./rule.yaml, ns.yaml]\n',
      'app/rule.yaml': RULE('a', 'x'),
      'app/other.yaml': RULE('b'),
      'app/ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n',
    });
    expect(subjects).toEqual(['Namespace/team', 'DestinationRule/default/b', 'DestinationRule/team/a']);
  });
});
