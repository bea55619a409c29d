/** Text that a pull request may hold to break out of a report, and the checks that it did not. */
import { expect } from '../support/jest.js';

export const HOSTILE: readonly string[] = [
  '@everyone please look, cc @org/team and mail me@example.com',
  'fixes #1, GH-2, other/repo#3 and https://github.com/o/r/issues/4 www.evil.example',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '</details></summary><details open>',
  '<!-- istio-preflight --> <!--',
  '--> escaped <b>bold</b>',
  '```\n```sh\nrm -rf /\n````\n~~~\n~~~~',
  '`code` and `` more `` and a lone ` tick',
  '`````````````````````',
  '[click](javascript:alert(1)) ![image](https://evil.example/x.png) [ref]: https://evil.example',
  '| a | b |\n| --- | --- |\n| c \\| d \\\\| e |',
  '# heading\n\n- item\n1. one\n> quote\n===\n---',
  '**bold** _it_ ~~gone~~ $x^2$ $$y$$ [^1] :smile:',
  '\u001b[31mred\u001b[0m \u0007 \u202egnp.exe \u200b zero \ud800 half',
  '&lt;script&gt; &amp; &#64;user',
  '__proto__',
  'a\\',
  '    indented\n    code',
  '   ',
  'x'.repeat(5_000),
];

/** A text with hostile pieces in an order that depends on `seed` alone. */
export function hostile(seed: number): string {
  const at = (offset: number): string => HOSTILE[(seed * 7 + offset * 13) % HOSTILE.length] ?? '';
  return `${at(0)}${at(1)}${at(2)}`;
}

/** Fences and details are closed, in the right order, and nothing of ours is inside out. */
export function expectBalanced(markdown: string): void {
  let fence: string | undefined;
  let depth = 0;
  for (const line of markdown.split('\n')) {
    const opened = /^ {0,3}(`{3,})([^`]*)$/.exec(line);
    if (fence !== undefined) {
      if (opened && opened[1] !== undefined && opened[1].length >= fence.length && opened[2]?.trim() === '')
        fence = undefined;
      continue;
    }
    if (opened) {
      fence = opened[1];
      continue;
    }
    if (line.startsWith('<details>')) depth += 1;
    if (line.startsWith('</details>')) depth -= 1;
    expect(depth).toBeGreaterThanOrEqual(0);
  }
  expect(fence).toBeUndefined();
  expect(depth).toBe(0);
}

/** What is left of Markdown when code, and the markup that the report itself writes, is taken out: must hold nothing active. */
export function expectInert(markdown: string): void {
  const text = withoutCode(markdown)
    .replace(/<\/?(details|summary|sub|code)>/g, '')
    .replace(/<a href="https:\/\/code\.example\/[^"<> ]*">|<\/a>/g, '')
    .replace(/\]\(https:\/\/(code\.example|istio\.io)\/[^)\s]*\)/g, ']')
    .replace(/\\[\\`*_[\]|~$#+=.)-]/g, '');
  expect(text).not.toMatch(/[<>]/);
  expect(text).not.toMatch(/@(?!&#8203;)/);
  expect(text).not.toMatch(/(?<!&)#\d/);
  expect(text).not.toMatch(/\bGH-\d/);
  expect(text).not.toMatch(/:\/\//);
  expect(text).not.toMatch(/www\./);
  expect(text).not.toMatch(/\]\(/);
  expect(text).not.toMatch(/`/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
  expect(markdown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u200b\u202a-\u202e\u2066-\u2069]/);
}

function withoutCode(markdown: string): string {
  const kept: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const ticks = /^ {0,3}(`{3,})[^`]*$/.exec(line)?.[1];
    if (fence === undefined && ticks !== undefined) fence = ticks;
    else if (fence === undefined) kept.push(withoutSpans(line));
    else if (ticks !== undefined && ticks.length >= fence.length) fence = undefined;
  }
  return kept.join('\n');
}

/** Code spans as CommonMark reads them: a run of backticks, up to the next run of the same length; escaped ones don't open. */
function withoutSpans(line: string): string {
  let rest = line;
  let kept = '';
  for (;;) {
    const open = /(?<!\\)(`+)/.exec(rest);
    if (!open?.[1]) return kept + rest;
    const after = rest.slice(open.index + open[1].length);
    const close = new RegExp(`(?<!\`)\`{${open[1].length}}(?!\`)`).exec(after);
    if (!close) return kept + rest;
    kept += rest.slice(0, open.index);
    rest = after.slice(close.index + open[1].length);
  }
}
