/** Conditions around a place of code. */

import { assignedOnce, conditionsAround } from '../../../src/detect/code/conditions.js';
import { contextOf } from '../../../src/detect/context.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function around(path: string, text: string): Promise<readonly string[]> {
  const context = await contextOf(memoryTree({ [path]: text }));
  const found = conditionsAround(context, { path, text }, text.indexOf('HERE'));
  for (const { text: own, start } of found) expect(text.slice(start, start + own.length)).toBe(own);
  return found.map(one => one.text);
}

describe('detect: conditions of code', () => {
  it.each<readonly [string, string, string, readonly string[]]>([
    ['one in another', 'a.ts', 'if (a) {\n  if (b === "c") {\n    HERE\n  }\n}\n', ['b === "c"', 'a']],
    ['calls', 'a.ts', 'if (config.getBoolean("mesh")) {\n  HERE\n}\n', ['config.getBoolean("mesh")']],
    ['what else', 'a.ts', 'if (a) {\n  b;\n} else {\n  HERE\n}\n', []],
    ['what else, if', 'a.ts', 'if (a) {\n  b;\n} else if (c) {\n  HERE\n}\n', []],
    ['a brace on a line of its own', 'a.cs', 'if (a)\n{\n  HERE\n}\n', ['a']],
    ['brackets around all', 'a.ts', 'if ((a)) {\n  HERE\n}\n', ['a']],
    ['brackets around each', 'a.ts', 'if ((a) || (b)) {\n  HERE\n}\n', ['(a) || (b)']],
    ['what is no `if`', 'a.ts', 'elif (a) {\n  HERE\n}\nwhile (b) {\n}\n', []],
    ['Go', 'a.go', 'if !o.Skip && f() {\n\tHERE\n}\n', ['!o.Skip && f()']],
    ['Go, what else', 'a.go', 'if a {\n\tb()\n} else if c {\n\tHERE\n}\n', []],
    [
      'what stands far before',
      'a.ts',
      `${' '.repeat(900)}if (a) {\n${'x;\n'.repeat(200)}if (b)  {\n HERE }}`,
      ['b', 'a'],
    ],
    [
      'Python',
      'a.py',
      'if (a == "b"):\n    if c:\n        f(\n            d\n        )\n        HERE\n',
      ['c', 'a == "b"'],
    ],
    ['Python, without a blank', 'a.py', 'if(a):\n    HERE\n', ['a']],
    ['Python, what else', 'a.py', 'if a:\n    b\nelse:\n    HERE\n', []],
    ['Python, in brackets that go on', 'a.py', 'if a:\n    f(\n    b\n)\n    HERE\n', ['a']],
  ])('are told of %s', async (_, path, text, expected) => {
    expect(await around(path, text)).toEqual(expected);
  });

  it.each([
    ['once', 'const a = props.a;\n', 'props.a'],
    ['once, with a type', 'const a: boolean = props.a\n', 'props.a'],
    ['by a sign of Go', 'a := f(b)\n', 'f(b)'],
    ['twice', 'let a = b;\na = c;\n', 'several'],
    ['where it has no value', 'a ||= b;\n', 'several'],
    ['nowhere', 'a == b;\n', undefined],
  ])('know what a name is given: %s', (_, text, expected) => {
    const found = assignedOnce(text, 'a');
    expect(typeof found === 'object' ? found.text : found).toBe(expected);
  });
});
