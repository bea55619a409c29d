import { lookup, mergedValues } from '../../../src/detect/values/values.js';
import type { ValuesAssignment, ValuesDocument, ValuesLayer } from '../../../src/model.js';
import { parseYaml, positionedAt } from '../../../src/yaml/positioned.js';
import { describe, expect, it } from '../../support/jest.js';

function document(file: string, text: string, more: Partial<ValuesDocument> = {}): ValuesDocument {
  const data = parseYaml(file, text).documents[0]?.data ?? positionedAt(file, 1, {});
  return { kind: 'document', source: 'file', file, line: 1, text, data, ...more };
}

function assignment(key: string, value: string, flag: ValuesAssignment['flag'] = '--set'): ValuesAssignment {
  return { kind: 'assignment', source: 'set', file: 'app.yaml', line: 9, flag, key, value };
}

describe('detect/values', () => {
  const base = document('base.yaml', 'pilot:\n  env:\n    A: "1"\n    B: "2"\n');
  const prod = document('prod.yaml', '# prod\npilot:\n  env:\n    A: "3"\n');

  it('takes the last layer and names the ones that it overrides', () => {
    expect(lookup([base, prod], ['pilot', 'env', 'A'])).toMatchObject({
      value: '3',
      file: 'prod.yaml',
      line: 4,
      path: ['pilot', 'env', 'A'],
      shadowed: [{ file: 'base.yaml', line: 3 }],
    });
    expect(lookup([base, prod], ['pilot', 'env', 'B'])).toMatchObject({
      value: '2',
      file: 'base.yaml',
      line: 4,
      shadowed: [],
    });
  });

  it('merges maps, and finds nothing where nothing is', () => {
    expect(lookup([base, prod], ['pilot', 'env'])?.value).toEqual({ A: '3', B: '2' });
    expect(lookup([base], ['pilot', 'env', 'C'])).toBeUndefined();
    expect(lookup([base], ['pilot', 'env', 'A', 'deeper'])).toBeUndefined();
    expect(lookup([], ['pilot'])).toBeUndefined();
  });

  it('lets null remove a value, and nothing of a removed map come back', () => {
    const removes = document('none.yaml', 'pilot:\n  env: null\n');
    const adds = document('more.yaml', 'pilot:\n  env:\n    C: "1"\n');
    expect(lookup([base, removes], ['pilot', 'env', 'A'])).toBeUndefined();
    expect(mergedValues([base, removes])).toEqual({ pilot: {} });
    expect(mergedValues([base, removes, adds])).toEqual({ pilot: { env: { C: '1' } } });
  });

  it('replaces lists, and points into them', () => {
    const lists: ValuesLayer[] = [
      document('a.yaml', 'tags: [one, two]\n'),
      document('b.yaml', 'tags:\n- three\n- four\n'),
    ];
    expect(lookup(lists, ['tags'])).toMatchObject({ value: ['three', 'four'], file: 'b.yaml', line: 1 });
    expect(lookup(lists, ['tags', 1])).toMatchObject({ value: 'four', line: 3 });
  });

  it('reads assignments as Helm does', () => {
    const layers = [
      base,
      assignment('pilot.env.A', 'true'),
      assignment('labels.app\\.kubernetes\\.io/name', 'x'),
      assignment('pilot.env.B', 'null'),
    ];
    expect(lookup(layers, ['pilot', 'env', 'A'])).toMatchObject({
      value: true,
      file: 'app.yaml',
      line: 9,
      shadowed: [{ file: 'base.yaml', line: 3 }],
    });
    expect(lookup(layers, ['labels', 'app.kubernetes.io/name'])?.value).toBe('x');
    expect(lookup(layers, ['pilot', 'env', 'B'])).toBeUndefined();
    expect(lookup([assignment('a', '012')], ['a'])?.value).toBe('012');
    expect(lookup([assignment('a', '12')], ['a'])?.value).toBe(12);
    expect(lookup([assignment('a', '12', '--set-string')], ['a'])?.value).toBe('12');
    expect(lookup([assignment('a', '{x,y\\,z}')], ['a'])?.value).toEqual(['x', 'y,z']);
    expect(lookup([assignment('a', '{"b": [1]}', '--set-json')], ['a', 'b', 0])?.value).toBe(1);
    expect(lookup([assignment('a', '{no list}', '--set-file')], ['a'])?.value).toBe('{no list}');
  });

  it('changes one item of a list by index', () => {
    const layers = [
      document('a.yaml', 'hosts:\n- name: one\n  port: 1\n- name: two\n'),
      assignment('hosts[0].name', 'changed'),
    ];
    expect(mergedValues(layers)).toEqual({ hosts: [{ name: 'changed', port: 1 }, { name: 'two' }] });
  });

  it('ignores keys that Helm refuses', () => {
    expect(
      mergedValues([
        assignment('.a', '1'),
        assignment('a[x]', '1'),
        assignment('', '1'),
        assignment('a[99999999]', '1'),
      ]),
    ).toEqual({});
  });

  it('reaches into the charts of an umbrella, whose own globals win', () => {
    const umbrella = document(
      'mesh/values.yaml',
      'global:\n  hub: outer\nistiod:\n  global:\n    hub: inner\n    tag: "1"\n  revision: a\n',
    );
    expect(lookup([umbrella], ['revision'], ['istiod'])).toMatchObject({ value: 'a', line: 7 });
    expect(lookup([umbrella], ['global', 'hub'], ['istiod'])).toMatchObject({
      value: 'outer',
      line: 2,
      shadowed: [{ file: 'mesh/values.yaml', line: 5 }],
    });
    expect(lookup([umbrella], ['istiod', 'global', 'hub'])).toMatchObject({ value: 'outer', line: 2 });
    expect(lookup([umbrella], ['global', 'tag'], ['istiod'])).toMatchObject({ value: '1', line: 6 });
    expect(mergedValues([umbrella], ['istiod'])).toEqual({
      revision: 'a',
      global: { hub: 'outer', tag: '1' },
    });
  });

  it('puts the defaults of a nested chart where its values stand', () => {
    const nested = document('mesh/values.yaml', 'istiod:\n  revision: inner\n  other: 1\n', {
      source: 'default',
      below: ['mesh'],
    });
    const outer = document('values.yaml', 'mesh:\n  istiod:\n    revision: outer\n', { source: 'default' });
    expect(lookup([nested, outer], ['revision'], ['mesh', 'istiod'])).toMatchObject({
      value: 'outer',
      file: 'values.yaml',
      line: 3,
    });
    expect(lookup([nested, outer], ['other'], ['mesh', 'istiod'])).toMatchObject({
      value: 1,
      file: 'mesh/values.yaml',
      line: 3,
      path: ['istiod', 'other'],
    });
  });

  it('has no opinion of keys that objects bring along', () => {
    expect(lookup([base], ['constructor'])).toBeUndefined();
    expect(lookup([document('a.yaml', '__proto__:\n  polluted: 1\n')], ['polluted'])).toBeUndefined();
    mergedValues([
      document('a.yaml', '__proto__:\n  polluted: 1\n'),
      assignment('__proto__.polluted[0]', '1'),
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
