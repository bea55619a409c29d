import type { DataPath, YamlHome, YamlOperation } from '../../src/model.js';
import { editYaml } from '../../src/overrides/edit-yaml.js';
import { describe, expect, it } from '../support/jest.js';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly operation: YamlOperation;
  readonly after: string;
  readonly document?: number;
  readonly home?: YamlHome;
}

const remove = (path: DataPath, emptied: 'prune' | 'keep' = 'prune'): YamlOperation => ({
  op: 'remove',
  path,
  emptied,
});
const move = (path: DataPath, to: DataPath): YamlOperation => ({ op: 'move', path, to });
const set = (path: DataPath, value: never | object | string | number): YamlOperation => ({
  op: 'set',
  path,
  value: value as string,
});

const REMOVALS: readonly Case[] = [
  {
    name: 'one of several keys',
    text: 'pilot:\n  env:\n    A: "1"\n    B: "2"\n    C: "3"\n',
    operation: remove(['pilot', 'env', 'B']),
    after: 'pilot:\n  env:\n    A: "1"\n    C: "3"\n',
  },
  {
    name: 'the last key of the file, without a line break',
    text: 'a: 1\nb: 2',
    operation: remove(['b']),
    after: 'a: 1',
  },
  {
    name: 'the first key of the file',
    text: 'a: 1\nb: 2\n',
    operation: remove(['a']),
    after: 'b: 2\n',
  },
  {
    name: 'the only key of nested mappings, pruned',
    text: 'global: {}\npilot:\n  env:\n    A: "1"\nmeshConfig: {}\n',
    operation: remove(['pilot', 'env', 'A']),
    after: 'global: {}\nmeshConfig: {}\n',
  },
  {
    name: 'the only key of a mapping, kept',
    text: 'spec:\n  tls: # TLS\n    sni: x\n  host: y\n',
    operation: remove(['spec', 'tls', 'sni'], 'keep'),
    after: 'spec:\n  tls: {} # TLS\n  host: y\n',
  },
  {
    name: 'the only key of the file',
    text: '# ours\na: 1\n',
    operation: remove(['a']),
    after: '# ours\n{}\n',
  },
  {
    name: 'a key with comments around',
    text: 'a: 1\n# pin until 1.26\nb: 2 # see TICKET-1\n# of c\nc: 3\n',
    operation: remove(['b']),
    after: 'a: 1\n# pin until 1.26\n# see TICKET-1\n# of c\nc: 3\n',
  },
  {
    name: 'a mapping with comments inside',
    text: 'a:\n  # one\n  b: 1\n  c: 2 # two\nd: 3\n',
    operation: remove(['a']),
    after: '# one\n# two\nd: 3\n',
  },
  {
    name: 'a block scalar',
    text: 'a: |\n  # no comment\n  b\n\nc: 1\n',
    operation: remove(['a']),
    after: '\nc: 1\n',
  },
  {
    name: 'a key without a value',
    text: 'a:\nb: 1\n',
    operation: remove(['a']),
    after: 'b: 1\n',
  },
  {
    name: 'a list item',
    text: 'ports:\n  - name: a\n    number: 1\n  - name: b\n    number: 2\nx: 1\n',
    operation: remove(['ports', 0]),
    after: 'ports:\n  - name: b\n    number: 2\nx: 1\n',
  },
  {
    name: 'the only list item',
    text: 'ports:\n- name: a\n  number: 1\nx: 1\n',
    operation: remove(['ports', 0], 'keep'),
    after: 'ports: []\nx: 1\n',
  },
  {
    name: 'the first key of a list item',
    text: 'ports:\n- name: a\n  number: 1\n',
    operation: remove(['ports', 0, 'name']),
    after: 'ports:\n- number: 1\n',
  },
  {
    name: 'the last key of a list item',
    text: 'ports:\n- name: a\n  targetPort: 1\n- name: b\n',
    operation: remove(['ports', 0, 'targetPort']),
    after: 'ports:\n- name: a\n- name: b\n',
  },
  {
    name: 'a key of a flow mapping, first, middle and last',
    text: 'm: { a: 1, b: 2, c: 3 }\n',
    operation: remove(['m', 'b']),
    after: 'm: { a: 1, c: 3 }\n',
  },
  {
    name: 'the last key of a flow mapping',
    text: 'm: { a: 1, b: 2 }\n',
    operation: remove(['m', 'b']),
    after: 'm: { a: 1 }\n',
  },
  {
    name: 'an item of a flow list',
    text: 'm: [a, b, c]\n',
    operation: remove(['m', 0]),
    after: 'm: [b, c]\n',
  },
  {
    name: 'CRLF line ends',
    text: 'a: 1\r\nb: 2\r\nc: 3\r\n',
    operation: remove(['b']),
    after: 'a: 1\r\nc: 3\r\n',
  },
  {
    name: 'in a block string',
    text: 'spec:\n  values: |\n    a: 1\n    pilot:\n      env:\n        X: "1"\n  other: 2\n',
    operation: remove(['pilot', 'env', 'X']),
    home: { style: 'block-string', blockPath: ['spec', 'values'] },
    after: 'spec:\n  values: |\n    a: 1\n  other: 2\n',
  },
  {
    name: 'the first key of a block string',
    text: 'values: |\n  a: 1\n  b: 2\n',
    operation: remove(['a']),
    home: { style: 'block-string', blockPath: ['values'] },
    after: 'values: |\n  b: 2\n',
  },
  {
    name: 'the only key of a block string',
    text: 'values: |-\n  a: 1\nx: 1\n',
    operation: remove(['a']),
    home: { style: 'block-string', blockPath: ['values'] },
    after: 'values: |-\n  {}\nx: 1\n',
  },
  {
    name: 'of the second document',
    text: 'a: 1\n---\na: 1\nb: 2\n',
    operation: remove(['a']),
    document: 1,
    after: 'a: 1\n---\nb: 2\n',
  },
  {
    name: 'all there is, with the comments within',
    text: 'istiod:\n  # why\n  istio_cni:\n    enabled: true # c\n',
    operation: remove(['istiod', 'istio_cni', 'enabled']),
    after: '# why\n{} # c\n',
  },
];

const MOVES: readonly Case[] = [
  {
    name: 'the only entry, to other keys of the mapping that it alone fills',
    text: 'istiod:\n  istio_cni:\n    enabled: true\nb: 1\n',
    operation: move(['istiod', 'istio_cni', 'enabled'], ['istiod', 'pilot', 'cni', 'enabled']),
    after: 'istiod:\n  pilot:\n    cni:\n      enabled: true\nb: 1\n',
  },
  {
    name: 'a key to another name',
    text: 'match:\n  method:\n    exact: GET # get\n',
    operation: move(['match', 'method'], ['match', 'httpMethod']),
    after: 'match:\n  httpMethod:\n    exact: GET # get\n',
  },
  {
    name: 'a quoted key',
    text: '{"a": 1, "b": 2}\n',
    operation: move(['a'], ['c']),
    after: '{"c": 1, "b": 2}\n',
  },
  {
    name: 'a mapping one level up, with its comments',
    text: 'defaults:\n  # ours\n  pilot:\n    cpu: 1 # enough\n    text: |\n      x\n        y\nglobal:\n  hub: z\n',
    operation: move(['defaults', 'pilot'], ['pilot']),
    after: 'global:\n  hub: z\n# ours\npilot:\n  cpu: 1 # enough\n  text: |\n    x\n      y\n',
  },
  {
    name: 'one of several out of a mapping',
    text: 'defaults:\n  a: 1\n  b: 2\nx: 1\n',
    operation: move(['defaults', 'a'], ['a']),
    after: 'defaults:\n  b: 2\nx: 1\na: 1\n',
  },
  {
    name: 'all there is',
    text: 'defaults:\n  pilot:\n    a: 1\n',
    operation: move(['defaults', 'pilot'], ['pilot']),
    after: 'pilot:\n  a: 1\n',
  },
  {
    name: 'a scalar into a mapping that is there',
    text: 'istio_cni:\n  enabled: true # CNI\npilot:\n    env:\n        X: "1"\n',
    operation: move(['istio_cni', 'enabled'], ['pilot', 'cni', 'enabled']),
    after: '# CNI\npilot:\n    env:\n        X: "1"\n    cni:\n        enabled: true\n',
  },
  {
    name: 'the only key of a list item',
    text: 'patches:\n- path: a.yaml\n- path: b.yaml\n',
    operation: move(['patches', 0, 'path'], ['patches', 0, 'file']),
    after: 'patches:\n- file: a.yaml\n- path: b.yaml\n',
  },
  {
    name: 'the only key of a mapping into what holds that',
    text: 'a:\n  b:\n    c: 1\nd: 1\n',
    operation: move(['a', 'b', 'c'], ['a', 'c']),
    after: 'a:\n  c: 1\nd: 1\n',
  },
  {
    name: 'within a flow mapping',
    text: 'm: {a: {b: 1}, c: {}}\n',
    operation: move(['m', 'a', 'b'], ['m', 'c', 'd']),
    after: 'm: {c: {d: 1}}\n',
  },
  {
    name: 'the only key of the only mapping to a place that is not there yet',
    text: 'istiod:\n  istio_cni:\n    enabled: true\n',
    operation: move(['istiod', 'istio_cni', 'enabled'], ['istiod', 'pilot', 'cni', 'enabled']),
    after: 'istiod:\n  pilot:\n    cni:\n      enabled: true\n',
  },
  {
    name: 'the only key of a flow mapping that is all there is in a block',
    text: 'istio_cni: {enabled: true}\n',
    operation: move(['istio_cni', 'enabled'], ['pilot', 'cni', 'enabled']),
    after: 'pilot:\n  cni:\n    enabled: true\n',
  },
  {
    name: 'the only key within flow mappings alone',
    text: '{"istio_cni": {"enabled": true}}\n',
    operation: move(['istio_cni', 'enabled'], ['pilot', 'cni', 'enabled']),
    after: '{"pilot": {"cni": {"enabled": true}}}\n',
  },
  {
    name: 'the only key with its comments, those of its holders where they were',
    text: 'istiod:\n  # why\n  istio_cni: # here\n    # inner\n    enabled: true # c\n    # last\nx: 1\n',
    operation: move(['istiod', 'istio_cni', 'enabled'], ['istiod', 'pilot', 'cni', 'enabled']),
    after:
      'istiod:\n  # why\n  # here\n  pilot:\n    cni:\n      # inner\n      enabled: true # c\n    # last\nx: 1\n',
  },
  {
    name: 'the only key of a list item',
    text: '- a: {b: 1} # c\n- d: 1\n',
    operation: move([0, 'a', 'b'], [0, 'c', 'd']),
    after: '- c:\n    d: 1\n  # c\n- d: 1\n',
  },
];

const SETS: readonly Case[] = [
  {
    name: 'a list below a key',
    text: 'spec:\n  hosts:\n    - a\n',
    operation: set(['spec', 'exportTo'], ['.', 'shop']),
    after: 'spec:\n  hosts:\n    - a\n  exportTo:\n    - "."\n    - shop\n',
  },
  {
    name: 'a list in the style of the document',
    text: 'spec:\n  hosts:\n  - a\n',
    operation: set(['spec', 'exportTo'], ['shop']),
    after: 'spec:\n  hosts:\n  - a\n  exportTo:\n  - shop\n',
  },
  {
    name: 'a list of mappings',
    text: 'spec:\n  hosts:\n  - a\n',
    operation: set(['spec', 'ports'], [{ name: 'http', number: 80, tags: ['a'] }, { name: 'b' }]),
    after:
      'spec:\n  hosts:\n  - a\n  ports:\n  - name: http\n    number: 80\n    tags:\n    - a\n  - name: b\n',
  },
  {
    name: 'a mapping in place of nothing',
    text: 'a: # why\nb: 1\n',
    operation: set(['a'], { c: 1, d: { e: 'no' } }),
    after: 'a: # why\n  c: 1\n  d:\n    e: "no"\nb: 1\n',
  },
  {
    name: 'a list in place of another',
    text: 'addresses:\n  - a\n  - b\nx: 1\n',
    operation: set(['addresses'], ['a']),
    after: 'addresses:\n  - a\nx: 1\n',
  },
  {
    name: 'a list in place of a flow list',
    text: 'addresses: [ a, b ] # two\n',
    operation: set(['addresses'], ['a']),
    after: 'addresses: [a] # two\n',
  },
  {
    name: 'a list in a flow mapping',
    text: 'm: {a: 1}\n',
    operation: set(['m', 'b'], [1, 'x y']),
    after: 'm: {a: 1, b: [1, "x y"]}\n',
  },
  { name: 'an empty list', text: 'a: 1\n', operation: set(['b'], []), after: 'a: 1\nb: []\n' },
  {
    name: 'a mapping in place of a scalar',
    text: 'a: 1 # one\nb: 2\n',
    operation: set(['a'], { c: 1 }),
    after: 'a: # one\n  c: 1\nb: 2\n',
  },
  { name: 'a number', text: 'a: 1\n', operation: set(['a'], 2), after: 'a: 2\n' },
];

const ALL: readonly (readonly [string, readonly Case[]])[] = [
  ['removes', REMOVALS],
  ['moves', MOVES],
  ['sets', SETS],
];

describe.each(ALL)('overrides: %s', (_, cases) => {
  it.each(cases)('$name', ({ text, operation, after, document, home }) => {
    const edited = editYaml(text, document ?? 0, operation, home);
    expect(edited).toMatchObject({ ok: true, text: after });
    expect(editYaml(after, document ?? 0, operation, home)).toMatchObject(
      operation.op === 'remove' && typeof operation.path.at(-1) === 'number' ? {} : { ok: true, text: after },
    );
  });
});

describe('overrides: refuses', () => {
  it.each<[string, string, YamlOperation, RegExp]>([
    ['a removal of an anchor in use', 'a: &x {b: 1}\nc: *x\n', remove(['a']), /anchor/],
    ['a removal in an alias', 'a: &x {b: 1, d: 2}\nc: *x\n', remove(['c', 'b']), /alias|anchor/],
    [
      'a removal of what a merge key brings',
      'a: &x {b: 1}\nc: {<<: *x, d: 1}\n',
      remove(['c', 'b']),
      /merge key/,
    ],
    ['a move to what is there', 'a: 1\nb: 2\n', move(['a'], ['b']), /there already/],
    ['a move into itself', 'a: {b: 1}\n', move(['a'], ['a', 'c']), /below/],
    ['a scalar in place of a mapping', 'a:\n  b: 1\n', set(['a'], 'x'), /single value/],
    ['a list in place of commented lines', 'a:\n- x # why\n- y\n', set(['a'], ['y']), /comment/],
  ])('%s', (_, text, operation, why) => {
    expect(editYaml(text, 0, operation)).toEqual({ ok: false, why: expect.stringMatching(why) });
  });
});
