import type { ObjectPatch, RenderedDocument } from '../../src/model.js';
import { applyAfterHelm } from '../../src/render/after-helm.js';
import { writeOverlay } from '../../src/render/overlay-path.js';
import { strategicMerge } from '../../src/render/strategic-merge.js';
import { describe, expect, it } from '../support/jest.js';

const AT = { file: 'op.yaml', line: 9 };

const POD = {
  containers: [
    {
      name: 'discovery',
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
      args: ['discovery', '--log=x'],
    },
  ],
  tolerations: [{ key: 'a' }],
};

function document(kind: string, name: string, rest: object): RenderedDocument {
  return { source: 'x/templates/x.yaml', index: 0, value: { kind, metadata: { name }, ...rest } };
}

describe('render/strategic-merge', () => {
  it.each([
    ['merges maps', { a: { b: 1 } }, { a: { c: 2 } }, { a: { b: 1, c: 2 } }],
    ['removes with null', { a: 1, b: 2 }, { a: null }, { b: 2 }],
    ['replaces lists without a key', { args: [1, 2] }, { args: [3] }, { args: [3] }],
    [
      'merges containers and their variables by name',
      POD,
      {
        containers: [
          {
            name: 'discovery',
            env: [
              { name: 'B', value: '3' },
              { name: 'C', value: '4' },
            ],
          },
        ],
      },
      {
        ...POD,
        containers: [
          {
            ...POD.containers[0],
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '3' },
              { name: 'C', value: '4' },
            ],
          },
        ],
      },
    ],
    ['replaces tolerations', POD, { tolerations: [{ key: 'b' }] }, { ...POD, tolerations: [{ key: 'b' }] }],
    [
      'merges ports of a Service by port',
      { ports: [{ port: 80, targetPort: 8080 }, { port: 443 }] },
      { ports: [{ port: 80, nodePort: 30080 }] },
      { ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }, { port: 443 }] },
    ],
    [
      'deletes an item that it is told to',
      { env: [{ name: 'A' }, { name: 'B' }] },
      { env: [{ name: 'A', $patch: 'delete' }] },
      { env: [{ name: 'B' }] },
    ],
    ['replaces what it is told to', { a: { b: 1 } }, { a: { $patch: 'replace', c: 2 } }, { a: { c: 2 } }],
  ])('%s', (_, target, patch, expected) => {
    expect(strategicMerge(target, patch)).toEqual(expected);
  });

  it('keeps its hands off prototypes', () => {
    const merged = strategicMerge({}, JSON.parse('{"__proto__": {"polluted": true}}'));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(merged as object)).toEqual(['__proto__']);
  });
});

describe('render/overlay-path', () => {
  const object = { spec: { containers: POD.containers, ports: [{ port: 15010 }], labels: { 'a.b/c': 'x' } } };
  const value = (path: string, written: unknown) => {
    const outcome = writeOverlay(object, path, written);
    return outcome.ok ? JSON.stringify(outcome.value) : outcome.why;
  };
  it.each([
    ['spec.replicas', 3, '"replicas":3'],
    ['.spec.new.deep', 'x', '"new":{"deep":"x"}'],
    ['spec.containers.[name:discovery].env.[name:A].value', '9', '{"name":"A","value":"9"}'],
    ['spec.containers[0].env[1].value', '9', '{"name":"B","value":"9"}'],
    ['spec.containers.[name:discovery].env[-1]', { name: 'C' }, '{"name":"B","value":"2"},{"name":"C"}]'],
    ['spec.containers.[name:discovery].args.[1000]', '--z', '["discovery","--log=x","--z"]'],
    ['spec.containers.[name:discovery].args.[--log]', '--log=y', '["discovery","--log=y"]'],
    ['spec.ports.[port:15010]', { port: 15020 }, '"ports":[{"port":15020}]'],
    ['spec.labels.a\\.b/c', 'y', '{"a.b/c":"y"}'],
    ['spec.containers.[name:discovery].env.[name:A]', undefined, '"env":[{"name":"B","value":"2"}]'],
    ['spec.labels', null, '"ports":[{"port":15010}]}}'],
    ['spec.annotation', 'key: {a: 1}', '"annotation":{"key":{"a":1}}'],
    ['spec.annotation', '{"key": 1}', '"annotation":"{\\"key\\": 1}"'],
  ])('writes %s', (path, written, expected) => {
    expect(value(path, written)).toContain(expected);
  });

  it.each([
    ['spec.containers.[name:other].image', '[name:other] is not in the list'],
    ['spec.none.[name:a].b', '[name:a] stands for an item of a list that is not there'],
    ['spec.ports.[(a+)+$]', '[(a+)+$] is not in the list'],
    ['spec.ports.[(]', '[(] is not in the list'],
    ['', 'its path is empty or endless'],
    ['kind.a', 'a is below a plain value'],
  ])('says why %j leads nowhere', (path, why) => {
    const outcome = writeOverlay({ ...object, kind: 'X' }, path, 1);
    expect(outcome).toEqual({ ok: false, why });
  });
});

describe('render/after-helm', () => {
  const merge = (kind: string, name: string, patch: Record<string, unknown>): ObjectPatch => ({
    kind,
    name,
    at: AT,
    how: 'merge',
    value: patch,
  });

  it('changes the objects that patches are for, in their order, and no others', () => {
    const documents = [
      document('Deployment', 'edge', { spec: { replicas: 1 } }),
      document('Deployment', 'other', { spec: { replicas: 1 } }),
    ];
    const { documents: found, problems } = applyAfterHelm(documents, [
      merge('Deployment', 'edge', { spec: { replicas: 3 } }),
      { kind: 'Deployment', name: 'edge', at: AT, how: 'write', path: 'spec.replicas', value: 4 },
      merge('HorizontalPodAutoscaler', 'edge', { spec: { minReplicas: 2 } }),
    ]);
    expect(found.map(({ value }) => value.spec)).toEqual([{ replicas: 4 }, { replicas: 1 }]);
    expect(found[1]).toBe(documents[1]);
    expect(problems).toEqual([]);
  });

  it('leaves a budget the limit that somebody set', () => {
    const budget = document('PodDisruptionBudget', 'istiod', { spec: { minAvailable: 1 } });
    const { documents } = applyAfterHelm(
      [budget],
      [merge('PodDisruptionBudget', 'istiod', { spec: { maxUnavailable: 1 } })],
    );
    expect(documents[0]?.value.spec).toEqual({ maxUnavailable: 1 });
  });

  it('names overlays that find nothing, at their line', () => {
    const overlay = (name: string, path: string): ObjectPatch => ({
      kind: 'Service',
      name,
      at: AT,
      how: 'write',
      path,
      value: 1,
    });
    const { problems } = applyAfterHelm(
      [document('Service', 'edge', { spec: {} })],
      [overlay('nobody', 'spec.x'), overlay('edge', 'spec.ports.[port:1].x')],
    );
    expect(problems).toMatchObject([
      { what: 'overlay of Service nobody spec.x', ...AT, blocking: false },
      { why: expect.stringContaining('[port:1] stands for an item of a list that is not there') },
    ]);
  });
});
