import { describe, expect, it } from '../support/jest.js';
import { diffYaml } from './support.js';

interface Version {
  readonly name: string;
  readonly served?: boolean;
  readonly storage?: boolean;
  readonly schema: unknown;
}

function crd(versions: readonly Version[], scope = 'Namespaced'): string {
  return JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'gateways.networking.istio.io' },
    spec: {
      scope,
      versions: versions.map(({ name, served = true, storage = false, schema }) => ({
        name,
        served,
        storage,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: schema } } },
      })),
    },
  });
}

function diffSchemas(before: unknown, after: unknown): unknown[] {
  const both = (schema: unknown) =>
    crd([
      { name: 'v1', schema },
      { name: 'v1beta1', storage: true, schema },
    ]);
  return diffYaml(both(before), both(after)).changes.map(({ op, path, before, after, risk }) => ({
    op,
    path,
    risk,
    before,
    after,
  }));
}

describe('diff/crds', () => {
  it('tells versions that come, go, are served and stored', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } };
    const before = crd([
      { name: 'v1alpha3', storage: true, schema },
      { name: 'v1alpha1', schema },
      { name: 'v1beta1', schema },
    ]);
    const after = crd([
      { name: 'v1', schema },
      { name: 'v1alpha3', schema },
      { name: 'v1beta1', served: false, storage: true, schema },
    ]);
    const { changes } = diffYaml(before, after);
    expect(changes.map(({ path, risk, note }) => `${path} ${risk}: ${note}`)).toEqual([
      'spec.versions[v1] low: version added',
      'spec.versions[v1alpha1] high: version no longer served',
      'spec.versions[v1alpha3].storage medium: version that is stored',
      'spec.versions[v1beta1].served high: version no longer served',
      'spec.versions[v1beta1].storage medium: version that is stored',
    ]);
  });

  it('tells fields by the largest part, once for versions that share them', () => {
    const before = {
      properties: {
        old: { properties: { a: {}, b: {} } },
        list: { items: { properties: { gone: {}, kept: {} } } },
      },
    };
    const after = {
      properties: {
        list: { items: { properties: { kept: {} } } },
        fresh: { type: 'object', required: ['x'] },
      },
    };
    expect(diffSchemas(before, after)).toEqual([
      {
        op: 'added',
        path: 'spec.versions[v1,v1beta1].schema.field-added',
        risk: 'low',
        before: undefined,
        after: ['spec.fresh'],
      },
      {
        op: 'removed',
        path: 'spec.versions[v1,v1beta1].schema.field-removed',
        risk: 'medium',
        before: ['spec.list[].gone', 'spec.old'],
        after: undefined,
      },
    ]);
  });

  it.each([
    ['a field that must be there', { required: ['a'] }, { required: ['a', 'b'] }, 'stricter'],
    ['a field that need not be there', { required: ['a', 'b'] }, { required: ['b'] }, 'looser'],
    ['a value less', { enum: ['A', 'B'] }, { enum: ['B'] }, 'stricter'],
    ['a value more', { enum: ['A'] }, { enum: ['B', 'A'] }, 'looser'],
    ['a list of values at all', {}, { enum: ['A'] }, 'stricter'],
    ['a pattern', {}, { pattern: '^a' }, 'stricter'],
    ['no pattern', { pattern: '^a' }, {}, 'looser'],
    ['a lower bound', { maxLength: 5 }, { maxLength: 4 }, 'stricter'],
    ['a higher bound', { maximum: 5 }, { maximum: 6 }, 'looser'],
    ['a minimum raised', { minimum: 0 }, { minimum: 1 }, 'stricter'],
    ['a minimum gone', { minItems: 1 }, {}, 'looser'],
    ['a CEL rule', {}, { 'x-kubernetes-validations': [{ rule: 'self > 1', message: 'm' }] }, 'stricter'],
    ['another type', { type: 'number' }, { type: 'integer' }, 'stricter'],
    ['another alternative', { oneOf: [{ required: ['a'] }] }, { oneOf: [{ required: ['b'] }] }, 'validation'],
    ['another default', { default: 1 }, { default: 2 }, 'default'],
    ['unknown fields pruned', { 'x-kubernetes-preserve-unknown-fields': true }, {}, 'stricter'],
  ])('judges %s', (_, before, after, kind) => {
    const wrap = (schema: unknown) => ({ properties: { field: schema } });
    const paths = diffSchemas(wrap({ title: 't', ...before }), wrap({ title: 't', ...after }));
    expect(paths).toMatchObject([{ path: `spec.versions[v1,v1beta1].schema.${kind}` }]);
  });

  it('counts documentation, messages of rules included', () => {
    const schema = (text: string) =>
      crd([
        {
          name: 'v1',
          schema: { description: text, 'x-kubernetes-validations': [{ rule: 'a', message: text }] },
        },
      ]);
    expect(diffYaml(schema('a'), schema('b'))).toMatchObject({
      changes: [],
      hidden: { 'crd-documentation': 2 },
    });
  });

  it('knows what can not be changed, and what is lost with a definition', () => {
    const one = [{ name: 'v1', schema: {} }];
    expect(diffYaml(crd(one), crd(one, 'Cluster')).changes).toMatchObject([
      { effect: 'immutable', risk: 'high' },
    ]);
    expect(diffYaml(crd(one), '').changes).toMatchObject([
      { op: 'removed', effect: 'crd-schema', risk: 'high' },
    ]);
  });
});
