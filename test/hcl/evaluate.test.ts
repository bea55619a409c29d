// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes its templates like this

import { plainValue } from '../../src/evaluated/plain.js';
import { type EvaluatedValue, scalar, valueFrom } from '../../src/evaluated/value.js';
import { evaluate, type HclScope } from '../../src/hcl/evaluate.js';
import { hclParser } from '../../src/hcl/parser.js';
import { fillTemplate } from '../../src/hcl/text.js';
import { positionedAt } from '../../src/yaml/positioned.js';
import { describe, expect, it } from '../support/jest.js';

const FILE = 'main.tf';
const LOCALS = { name: 'mesh', minor: '1.22', patch: 2, on: true, map: { a: 'x', b: 'y' }, list: ['p', 'q'] };

/** Evaluates `value = EXPRESSION` over a few locals; `var.*` is not decided. */
async function evaluated(expression: string): Promise<EvaluatedValue> {
  const parser = await hclParser();
  const file = parser.parse(FILE, `value = ${expression}\n`);
  expect(file.errors).toEqual([]);
  const [attribute] = file.body.attributes;
  if (!attribute) throw new Error('there is an attribute');
  const locals = valueFrom(positionedAt('locals.tf', 7, LOCALS));
  const scope: HclScope = {
    file: FILE,
    steps: { left: 10_000 },
    lookup: (name, path) => {
      const [first] = path;
      const found =
        locals.kind === 'map' && first !== undefined ? locals.entries.get(first)?.value : undefined;
      return name === 'local' && found ? { value: found, used: 1 } : undefined;
    },
    readFile: path =>
      path === 'values.tpl'
        ? { path, text: 'a: ${one}\n', template: () => parser.parseTemplate('a: ${one}\n') }
        : undefined,
    fillFile: (file, parts, names) =>
      fillTemplate(
        parts,
        {
          ...scope,
          file,
          lookup: name => ({ value: names.get(name) ?? scalar(null, { file, line: 1 }), used: 0 }),
        },
        { file, line: 1 },
      ),
  };
  return evaluate(attribute.value, scope);
}

describe('hcl: expressions', () => {
  it.each([
    ['"plain"', 'plain'],
    ['"a\\n\\"b\\" $${c} %%{d}"', 'a\n"b" ${c} %{d}'],
    ['"${local.minor}.${local.patch}"', '1.22.2'],
    ['"v${local.minor}.3"', 'v1.22.3'],
    ['local.map["a"]', 'x'],
    ['local.list[1]', 'q'],
    ['local.list.1', 'q'],
    ['local.list[*]', ['p', 'q']],
    ['[for k, v in local.map : "${k}=${v}" if k != "a"]', ['b=y']],
    ['{ for k, v in local.map : upper(k) => v }', { A: 'x', B: 'y' }],
    ['{ a = 1, "b" : [true, null], (local.name) = -2 }', { a: 1, b: [true, null], mesh: -2 }],
    ['local.on && !(1 + 2 > 3) ? "yes" : "no"', 'yes'],
    ['("1" ? "yes" : "no")', 'yes'],
    ['(0 ? "yes" : "no")', 'no'],
    ['try(local.map.c, local.list[7], "fallback")', 'fallback'],
    ['can(local.map.c)', false],
    ['lookup(local.map, "c", "z")', 'z'],
    ['coalesce(null, "", "third")', 'third'],
    ['merge(local.map, { b = "n" })', { a: 'x', b: 'n' }],
    ['format("%s-%02d", local.name, 7)', 'mesh-07'],
    ['join(".", concat(["1"], split("-", "22-2")))', '1.22.2'],
    ['1 == 1 ? "a" : 1 == 1 ? "b" : "c"', 'a'],
    ['1 == 2 ? "a" : 1 == 1 ? "b" : "c"', 'b'],
    ['1 == 2 ? "a" : 1 == 3 ? "b" : 1 == 4 ? "c" : "d"', 'd'],
    ['1 == 2 ? "a" : 1 == 3 ? "b" : 1 == 1 ? "c" : "d"', 'c'],
    ['(1 == 2 ? true : false) ? "b" : "c"', 'c'],
    ['(1) == (2) ? "a" : (1 == 1) ? "b" : "c"', 'b'],
    ['join(",", [for one in setproduct(["a", "b"], ["x", "y"]) : join("", one)])', 'ax,ay,bx,by'],
    ['trimprefix(replace("v1-22", "-", "."), "v")', '1.22'],
    ['yamldecode(yamlencode({ a = { b = "c" } })).a.b', 'c'],
    ['jsondecode("{\\"a\\": [1]}").a[0]', 1],
    ['templatefile("values.tpl", { one = local.patch })', 'a: 2\n'],
    ['format("%s.%s", ["1", "2"]...)', '1.2'],
    ['index(local.list, "q")', 1],
  ])('%s', async (expression, expected) => {
    const value = await evaluated(expression);
    expect(plainValue(value).open).toEqual([]);
    expect(plainValue(value).value).toEqual(expected);
  });

  it.each([
    ['var.x', 'var.x'],
    ['var.map["k"].version', 'var.map.k.version'],
    ['"1.${var.x}"', 'var.x'],
    ['var.on ? "a" : "b"', 'var.on'],
    ['try(var.x, "never reached")', 'var.x'],
    ['coalesce(var.x, "never reached")', 'var.x'],
    ['data.http.latest.body', 'data.http.latest.body'],
    ['unheard_of("x")', 'unheard_of(…)'],
    ['file("/etc/passwd")', 'file("/etc/passwd")'],
  ])('%s is not decided, and says by what', async (expression, what) => {
    const value = await evaluated(expression);
    expect(plainValue(value).open.map(({ gap }) => gap.what)).toEqual([what]);
  });

  it('decides what does not depend on a gap', async () => {
    const value = await evaluated(
      '{ known = 1, open = var.x, same = var.on ? "a" : "a", or = var.on || true }',
    );
    const { value: plain, open } = plainValue(value);
    expect(plain).toEqual({ known: 1, same: 'a', or: true });
    expect(open.map(({ path }) => path)).toEqual([['open']]);
  });

  it('places a text that is put together where its first part is', async () => {
    expect((await evaluated('"${local.minor}.${local.patch}"')).at).toEqual({ file: 'locals.tf', line: 7 });
    expect((await evaluated('"${local.minor}.2"')).at).toEqual({ file: FILE, line: 1 });
  });

  it('keeps the lines of a heredoc, with its indentation taken off', async () => {
    const value = await evaluated(
      [
        '<<-EOT',
        '    pilot:',
        '    %{ if local.on ~}',
        '      env: ${local.name}',
        '    %{ endif ~}',
        '    # ${var.x}',
        '  EOT',
      ].join('\n'),
    );
    if (value.kind !== 'scalar') throw new Error('a heredoc is a text');
    expect(String(value.value)).toMatch(/^pilot:\n {2}env: mesh\n# preflight-undecided-0-6-\n$/);
    expect(value.lines).toEqual([2, 4, 6, 7]);
  });

  it('stops at expressions without end', async () => {
    const deep = `${'('.repeat(500)}1${')'.repeat(500)}`;
    expect(plainValue(await evaluated(deep)).open).not.toEqual([]);
  });
});

describe('hcl: files', () => {
  it('reads around what is broken, and says where that is', async () => {
    const parser = await hclParser();
    const file = parser.parse(
      FILE,
      'locals {\n  a = 1\n}\nresource "x" "y" {\n  = =\n}\nlocals {\n  b = 2\n}\n',
    );
    expect(file.errors[0]).toMatchObject({ line: 4 });
    expect(file.body.blocks.map(({ type }) => type)).toContain('locals');
  });

  it.each([
    ['blocks', (depth: number) => 'a {\n'.repeat(depth) + '}\n'.repeat(depth)],
    ['templates', (depth: number) => `a = ${'"${'.repeat(depth)}1${'}"'.repeat(depth)}\n`],
    ['lists', (depth: number) => `a = ${'['.repeat(depth)}${']'.repeat(depth)}\n`],
    ['steps', (depth: number) => `a = b${'.c'.repeat(depth)}\n`],
  ])('survives %s without end', async (_what, text) => {
    const parser = await hclParser();
    expect(() => parser.parse(FILE, text(20_000))).not.toThrow();
    expect(parser.parse(FILE, 'a = 1\n').errors).toEqual([]);
  });

  it('has one parser, however often it is asked for', async () => {
    expect(await hclParser()).toBe(await hclParser());
  });
});
