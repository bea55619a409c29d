import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Edit } from '../../src/model.js';
import { unifiedPatch } from '../../src/overrides/patch.js';
import { afterEach, beforeEach, describe, expect, it } from '../support/jest.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patch-'));
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function apply(patch: string, ...options: string[]): void {
  execFileSync('git', ['apply', ...options], { cwd: folder, input: patch, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Has Git apply the patch, and gives what it made of the files. */
function applied(edits: readonly Edit[]): string[] {
  for (const edit of edits) {
    if (!edit.creates) write(edit.file, edit.before);
  }
  const patch = unifiedPatch(edits);
  apply(patch, '--check');
  apply(patch);
  return edits.map(edit => readFileSync(join(folder, edit.file), 'utf8'));
}

const NUMBERS = Array.from({ length: 40 }, (_, n) => `key${n}: ${n}`).join('\n');

describe('overrides/patch', () => {
  it.each<Edit & { name: string }>([
    { name: 'a plain file', file: 'values.yaml', before: 'a: 1\nb: 2\n', after: 'a: 1\nx: 1\nb: 2\n' },
    { name: 'a file in folders', file: 'clusters/prod/values.yaml', before: 'a: 1\n', after: 'a: 2\n' },
    { name: 'a path with spaces', file: 'my apps/the values.yaml', before: 'a: 1\n', after: 'a: 2\n' },
    { name: 'a path with quotes', file: 'it\'s "quoted".yaml', before: 'a: 1\n', after: 'a: 2\n' },
    { name: 'a path with a backslash and a tab', file: 'a\\b\tc.yaml', before: 'a: 1\n', after: 'a: 2\n' },
    { name: 'a path beyond ASCII', file: 'größe/値.yaml', before: 'a: 1\n', after: 'a: 2\n' },
    { name: 'a path that looks like a prefix', file: 'b/a/values.yaml', before: 'a: 1\n', after: 'a: 2\n' },
    {
      name: 'no line break at the end, before and after',
      file: 'v.yaml',
      before: 'a: 1',
      after: 'a: 1\nb: 2',
    },
    { name: 'a line break that comes', file: 'v.yaml', before: 'a: 1', after: 'a: 1\nb: 2\n' },
    { name: 'a far-off end without line break', file: 'v.yaml', before: NUMBERS, after: `x: 1\n${NUMBERS}` },
    { name: 'CRLF', file: 'v.yaml', before: 'a: 1\r\nb: 2\r\n', after: 'a: 1\r\nx: 1\r\nb: 2\r\n' },
    { name: 'an empty file', file: 'v.yaml', before: '', after: 'a: 1\n' },
    {
      name: 'text beyond ASCII',
      file: 'v.yaml',
      before: '# größe\u2028x\na: 1\n',
      after: '# größe\u2028x\na: 2\n',
    },
    {
      name: 'lines that look like a patch',
      file: 'v.yaml',
      before: '--- a\n+++ b\n@@ -1 +1 @@\n',
      after: '--- a\n-x\n@@ -1 +1 @@\n',
    },
    {
      name: 'two places of one file',
      file: 'v.yaml',
      before: `${NUMBERS}\n`,
      after: `x: 1\n${NUMBERS}\ny: 1\n`,
    },
    { name: 'a new file', file: 'charts/mesh/values.yaml', before: '', after: 'a: 1\n', creates: true },
  ])('applies to $name', ({ name: _, ...edit }) => {
    expect(applied([edit])).toEqual([edit.after]);
  });

  it('holds many files, sorted', () => {
    const edits: Edit[] = [
      { file: 'b.yaml', before: 'a: 1\n', after: 'a: 2\n' },
      { file: 'a.yaml', before: 'a: 1', after: 'a: 2' },
      { file: 'c.yaml', before: '', after: 'a: 2', creates: true },
    ];
    expect(applied(edits)).toEqual(['a: 2\n', 'a: 2', 'a: 2']);
    expect(unifiedPatch(edits).match(/^diff --git .*$/gm)).toEqual([
      'diff --git a/a.yaml b/a.yaml',
      'diff --git a/b.yaml b/b.yaml',
      'diff --git a/c.yaml b/c.yaml',
    ]);
  });

  it('is what Git itself would print', () => {
    write('values.yaml', 'a: 1\nb: 2\n');
    execFileSync('git', ['add', '.'], { cwd: folder });
    write('values.yaml', 'a: 1\nx: 1\nb: 2\n');
    const own = execFileSync('git', ['diff'], { cwd: folder, encoding: 'utf8' });
    const patch = unifiedPatch([
      { file: 'values.yaml', before: 'a: 1\nb: 2\n', after: 'a: 1\nx: 1\nb: 2\n' },
    ]);
    expect(patch).toBe(own.replace(/^index .*\n/m, ''));
  });

  it('is empty where nothing changes', () => {
    expect(unifiedPatch([{ file: 'a.yaml', before: 'a: 1\n', after: 'a: 1\n' }])).toBe('');
  });

  it('is refused by Git on another file, so that the test can fail', () => {
    write('v.yaml', 'other: 1\n');
    const patch = unifiedPatch([{ file: 'v.yaml', before: 'a: 1\n', after: 'a: 2\n' }]);
    expect(() => apply(patch, '--check')).toThrow();
  });
});
