import { diffRelease } from '../../src/diff/diff-release.js';
import { describe, expect, it } from '../support/jest.js';
import { diffYaml, documents } from './support.js';

const SERVICE = '{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: ClusterIP}}';

function diffValues(before: unknown, after: unknown): ReturnType<typeof diffRelease> {
  const document = (value: unknown) => ({
    source: 'x/templates/a.yaml',
    index: 0,
    value: value as Record<string, unknown>,
  });
  return diffRelease({
    before: [document(before)],
    after: [document(after)],
    crossed: null,
    upgradeOf: () => undefined,
    versions: { from: '1.20.6', to: '1.22.2' },
    namespace: 'n',
  });
}

function configMap(data: unknown): unknown {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data };
}

describe('diff: bad input', () => {
  it('takes a List for its items, and no document for nothing', () => {
    const list = `---\n---\n{apiVersion: v1, kind: List, items: [${SERVICE}]}\n---\n{}\n`;
    expect(diffYaml(SERVICE, list)).toMatchObject({ changes: [], problems: [] });
  });

  it('lets the last of equal resources and keys win', () => {
    const twice = `{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: X, type: Y}}\n---\n${SERVICE}`;
    const { changes, problems } = diffYaml(twice, SERVICE);
    expect(changes).toEqual([]);
    expect(problems).toMatchObject([{ what: 'Service/istio-system/a', blocking: false }]);
    expect(documents('a: 1\na: 2')[0]?.value).toEqual({ a: 2 });
  });

  it('follows anchors and merge keys', () => {
    const anchored =
      'base: &base {a: 1, b: 2}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {<<: *base, b: "3"}';
    expect(documents(anchored)[0]?.value.data).toEqual({ a: 1, b: '3' });
    const plain =
      'base: {a: 1, b: 2}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: 1, b: "3"}';
    expect(diffYaml(anchored, plain).changes).toEqual([]);
  });

  it('keeps items of the same key apart', () => {
    const pod = (env: string) =>
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, env: [${env}]}]}}`;
    const { changes } = diffYaml(
      pod('{name: A, value: x}, {name: A, value: y}'),
      pod('{name: A, value: x}, {name: A, value: z}'),
    );
    expect(changes).toMatchObject([{ path: 'spec.containers[c].env[A#2].value', before: 'y', after: 'z' }]);
  });

  it('names documents that are no resource', () => {
    const { problems, changes } = diffYaml(`${SERVICE}\n---\n- 1\n---\n{a: 1}`, SERVICE);
    expect(changes).toEqual([]);
    expect(problems.map(problem => problem.what)).toEqual(['document 3 of istiod/templates/all.yaml']);
  });

  it('has no special keys', () => {
    const hostile = (value: string) =>
      JSON.parse(
        `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"__proto__":"${value}","constructor":"1","file":"{\\"__proto__\\": \\"${value}\\"}"}}`,
      );
    const { changes } = diffValues(hostile('a'), hostile('b'));
    expect(changes.map(change => change.path)).toEqual(['data.__proto__', 'data.file.__proto__']);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });

  it('takes numbers, dates and booleans for keys as text', () => {
    const { changes } = diffYaml(
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {1: a, true: b}}',
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {1: c, true: b}}',
    );
    expect(changes).toMatchObject([{ path: 'data["1"]', before: 'a', after: 'c' }]);
  });

  it('does not overflow on depth, cycles or alias bombs', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 50_000; level += 1) deep = { next: deep };
    const cycle: Record<string, unknown> = { kind: 'ConfigMap' };
    cycle.self = cycle;
    let bomb: unknown = 'x';
    for (let level = 0; level < 30; level += 1) bomb = { a: bomb, b: bomb };
    for (const value of [{ kind: 'ConfigMap', data: deep }, cycle, { kind: 'ConfigMap', data: bomb }]) {
      const { problems } = diffValues(value, configMap({}));
      expect(problems).toMatchObject([{ why: expect.stringContaining('too large'), blocking: true }]);
    }
  });

  it('takes embedded documents that are too deep or explode for text', () => {
    const nested = (end: string) => configMap({ file: `${'['.repeat(20_000)}${end}` });
    expect(diffValues(nested('1'), nested('2')).changes).toMatchObject([
      { path: 'data.file', op: 'changed' },
    ]);
    const bomb = (end: string) =>
      `a0: &a0 [${end}]\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`).join('\n')}`;
    const { changes } = diffValues(configMap({ file: bomb('1') }), configMap({ file: bomb('2') }));
    expect(changes).toMatchObject([{ path: 'data.file[line 1]', op: 'changed' }]);
  });

  it('compares ConfigMaps of 10 MB', () => {
    const lines = Array.from({ length: 200_000 }, (_, line) => `key-${line}: ${'x'.repeat(40)}`);
    const before = lines.join('\n');
    lines[100_000] = 'key: y';
    const started = process.cpuUsage();
    const { changes } = diffValues(configMap({ big: before }), configMap({ big: lines.join('\n') }));
    expect(before.length).toBeGreaterThan(10_000_000);
    expect(changes).toMatchObject([{ path: 'data.big', truncated: true }]);
    expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
  });

  it('bounds what rules multiply to', () => {
    const many = Array.from({ length: 2_000 }, (_, item) => `r${item}`);
    const role = (verb: string) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'x' },
      rules: [{ apiGroups: many, resources: many, verbs: [verb] }],
    });
    expect(diffValues(role('get'), role('list')).changes.map(change => change.path)).toEqual([
      'rules[0].verbs[get]',
      'rules[0].verbs[list]',
    ]);
  });

  it('leaves the upgrade empty where a template belongs to none', () => {
    expect(diffValues(configMap({ a: '1' }), configMap({ a: '2' })).changes).toMatchObject([{ upgrade: '' }]);
  });
});
