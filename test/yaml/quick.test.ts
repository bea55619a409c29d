import type { DataPath } from '../../src/model.js';
import { readNodes, type YamlDocument } from '../../src/yaml/nodes.js';
import { literalLineOf, parseYaml } from '../../src/yaml/positioned.js';
import { readQuickly } from '../../src/yaml/quick.js';
import { describe, expect, it } from '../support/jest.js';

/** Every path of plain data, the root first. */
function pathsOf(value: unknown, path: DataPath = []): readonly DataPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys: readonly (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...keys.flatMap(key => pathsOf((value as never)[key], [...path, key]))];
}

function told(documents: readonly YamlDocument[] | undefined) {
  return documents?.map(({ index, line, data }) => ({
    index,
    line,
    value: data.value,
    places: pathsOf(data.value).map(path => [
      path,
      data.lineOf(path),
      data.endLineOf(path),
      data.at(path).lineOf([]),
      data.at(path).endLineOf(['nothing']),
    ]),
  }));
}

const BOTH: readonly (readonly [what: string, text: string])[] = [
  [
    'scalars',
    'a: [1, -2, 0o17, 0x1F, 012, 1.50, .5, 1e3, +.inf, .NaN, true, False, ~, null, yes, 1_000, 2020-01-01]\n',
  ],
  ['quoted scalars', 'a: "1"\nb: \'true\'\nc: "a\\nb"\nd: ""\ne:\n'],
  ['blocks', 'a: |\n  one\n  two\n\nb: >-\n  three\n  four\nc: |+\n  five\n\n'],
  [
    'comments around',
    '# first\n\n# second\nkind: A\n# between\nspec: # at the end\n  - a # of an item\n  -   b: 1\n# last\n',
  ],
  [
    'several documents',
    '---\nkind: A\n---\n# nothing\n---\n\nkind: B\nspec:\n  a: 1\n\n---\nkind: C\n# end\n',
  ],
  ['documents on the line of their marker', '--- {a: 1}\n--- text\n---\n- 1\n'],
  ['equal keys', 'a: 1\nb: 2\na: 3\n'],
  ['numbers as keys', '1: a\n1.0: b\ntrue: c\n'],
  ['JSON', '{"a": {"b": [1, "two", null]},\n "c": "\\u00e9"}\n'],
  ['explicit keys', '? a\n: 1\n? b\n: 2\n'],
  ['Windows line ends', 'a: 1\r\nb:\r\n  - c\r\n  - d: |\r\n      e\r\n'],
  ['a mark at the start', '\ufeffa: 1\nb: 2\n'],
  ['names of prototypes', '__proto__: 1\nconstructor: 2\n'],
  ['no document', '# nothing\n'],
];

const CAREFUL: readonly (readonly [what: string, text: string])[] = [
  ['anchors', 'a: &x {b: 1}\nc: *x\n'],
  ['merge keys', 'a: &x {b: 1}\nc:\n  <<: *x\n'],
  ['a tag', 'a: !Ref b\n'],
  ['a tag of YAML itself', 'a: !!str 1\n'],
  ['a key that is a mapping', 'a: {{ name }}\n'],
  ['an empty key', 'a:\n  : b\n'],
  ['items that are empty', 'a:\n  - b:\n      -\n      -\n  - c: 1\n'],
  ['an end of a document', 'a: 1\n...\nb: 2\n'],
  ['a directive', '%YAML 1.2\n---\na: 1\n'],
  ['line ends of old Macs', 'a: 1\rb: 2\r'],
  ['a broken text', 'a: "b\nc: 1\n'],
  ['a template', 'a:\n{{- if .x }}\n  b: 1\n{{- end }}\n'],
];

describe('yaml/quick', () => {
  it.each(BOTH)('reads %s as the careful reader does', (_, text) => {
    const careful = readNodes('f.yaml', text, 5, 0);
    expect(careful.errors).toEqual([]);
    expect(told(readQuickly('f.yaml', text, 5, 0))).toEqual(told(careful.documents));
  });

  it.each(CAREFUL)('leaves %s to the careful reader', (_, text) => {
    expect(readQuickly('f.yaml', text, 1, 0)).toBeUndefined();
    const { documents, errors } = readNodes('f.yaml', text, 1, 0);
    const parsed = parseYaml('f.yaml', text);
    if (errors.length === 0) expect(told(parsed.documents)).toEqual(told(documents));
    else expect(parsed.errors.length).toBeGreaterThan(0);
  });

  it('keeps exact lines inside a literal block', () => {
    const text = 'a: 1\n---\nvalues: |\n  b: 2\n  c: 3\n';
    const [, document] = readQuickly('f.yaml', text, 1, 0) ?? [];
    expect(document && literalLineOf(document.data, ['values'])).toBe(4);
  });
});
