import { parseEmbedded, parseYaml, valueAt } from '../../src/yaml/positioned.js';
import { describe, expect, it } from '../support/jest.js';

describe('yaml/positioned', () => {
  it('gives the line of keys, list items and whole blocks', () => {
    const { documents } = parseYaml(
      'a.yaml',
      'kind: X\nspec:\n  list:\n  - name: a\n  - name: b\n    deep: {x: 1}\n',
    );
    const data = documents[0]?.data;
    expect(data?.lineOf(['spec'])).toBe(2);
    expect(data?.lineOf(['spec', 'list', 1])).toBe(5);
    expect(data?.lineOf(['spec', 'list', 1, 'deep', 'x'])).toBe(6);
    expect(data?.endLineOf(['spec'])).toBe(6);
    expect(data?.at(['spec', 'list']).lineOf([0, 'name'])).toBe(4);
  });

  it('points at the deepest part that exists', () => {
    const { documents } = parseYaml('a.yaml', 'spec:\n  tls:\n    mode: SIMPLE\n');
    expect(documents[0]?.data.lineOf(['spec', 'tls', 'sni'])).toBe(2);
  });

  it('loses one broken document only', () => {
    const parsed = parseYaml('a.yaml', 'a: 1\n---\nb: "unclosed\n---\nc: 3\n');
    expect(parsed.documents.map(document => [document.index, document.data.value])).toEqual([
      [0, { a: 1 }],
      [2, { c: 3 }],
    ]);
    expect(parsed.errors).toHaveLength(1);
    expect(parsed.errors[0]?.line).toBeGreaterThanOrEqual(2);
    expect(parsed.documents[1]?.data.lineOf(['c'])).toBe(5);
  });

  it('finds merged keys where the anchor wrote them', () => {
    const { documents } = parseYaml('a.yaml', 'x: &x\n  port: 1\ny:\n  <<: *x\n');
    expect(valueAt(documents[0]?.data.value, ['y', 'port'])).toBe(1);
    expect(documents[0]?.data.lineOf(['y', 'port'])).toBe(2);
  });

  it('refuses a document that expands without bound', () => {
    const bomb = Array.from(
      { length: 12 },
      (_, n) =>
        `a${n}: &a${n} [${Array(12)
          .fill(n ? `*a${n - 1}` : 'x')
          .join(',')}]`,
    );
    const parsed = parseYaml('bomb.yaml', `${bomb.join('\n')}\n`);
    expect(parsed.documents).toHaveLength(0);
    expect(parsed.errors).toHaveLength(1);
  });

  it('does not read inherited keys', () => {
    expect(valueAt({}, ['constructor', 'name'])).toBeUndefined();
  });

  it('positions YAML inside a literal block in the file that holds it', () => {
    const { documents } = parseYaml(
      'app.yaml',
      'helm:\n  values: |\n    pilot:\n      env:\n        A: "1"\n',
    );
    const data = documents[0]?.data;
    if (!data) throw new Error('no document');
    expect(parseEmbedded(data, ['helm', 'values'])?.documents[0]?.data.lineOf(['pilot', 'env', 'A'])).toBe(5);
  });

  it('finds a text that an alias stands for at its anchor, and a mapping where it is used', () => {
    const text =
      'versions:\n  mesh: &mesh 1.22.2\n  all: &all {a: 1}\nistiod:\n  version: *mesh\n  values: *all\n';
    const data = parseYaml('a.yaml', text).documents[0]?.data;
    expect(data?.lineOf(['istiod', 'version'])).toBe(2);
    expect(data?.lineOf(['istiod', 'values'])).toBe(6);
  });
});
