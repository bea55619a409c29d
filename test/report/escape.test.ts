import {
  clip,
  code,
  fenced,
  html,
  link,
  paragraphs,
  plain,
  prose,
  visible,
  webAddress,
} from '../../src/report/escape.js';
import { describe, expect, it } from '../support/jest.js';
import { expectBalanced, expectInert, HOSTILE } from './hostile.js';

describe('report/escape', () => {
  it('spells out what is not seen and joins lines', () => {
    expect(visible(' a\u001b[31m\n\tb\u202ec ')).toBe('a\\u001b[31m b\\u202ec');
    expect(visible('\u{e0041}')).toBe('\\u{e0041}');
    expect(visible('\ud800')).toBe('\\ud800');
  });

  it('clips at whole characters', () => {
    expect(clip('abc', 3)).toBe('abc');
    expect(clip('abcd', 3)).toBe('ab…');
    expect(clip('ab😀d', 4)).toBe('ab…');
  });

  it('makes plain text inert', () => {
    expect(plain('<b>@you</b> #12 *x* [a](b) a|b')).toBe(
      '&lt;b&gt;@&#8203;you&lt;/b&gt; #&#8203;12 \\*x\\* \\[a\\](b) a\\|b',
    );
    expect(plain('1. one')).toBe('1\\. one');
    expect(plain('- item')).toBe('\\- item');
    expect(plain('# heading')).toBe('\\# heading');
    expect(plain('see https://x.example and www.y.example')).toBe(
      'see https:&#8203;//x.example and www&#8203;.y.example',
    );
  });

  it('keeps code between backticks in sentences, and escapes the rest', () => {
    expect(prose('set `sni` to *this*')).toBe('set `sni` to \\*this\\*');
    expect(prose('a lone ` tick')).toBe('a lone \\` tick');
  });

  it('delimits code by more backticks than it holds', () => {
    expect(code('x')).toBe('`x`');
    expect(code('a`b``c')).toBe('```a`b``c```');
    expect(code('`x`')).toBe('`` `x` ``');
    expect(code('')).toBe('` `');
    expect(fenced('sh', 'a\n```\nb')).toBe('````sh\na\n```\nb\n````');
  });

  it('turns everything that could be markup into entities where Markdown is not read', () => {
    expect(html('<a|b`c\\d>"*_')).toBe('&lt;a&#124;b&#96;c&#92;d&gt;&#34;&#42;&#95;');
  });

  it('quotes indented paragraphs as they are', () => {
    expect(paragraphs('It says:\n\n    Error: *x*\n      at y\n\nDone.')).toBe(
      'It says:\n\n```text\nError: *x*\n  at y\n```\n\nDone.',
    );
  });

  it('links to the web only, with an address that can not end the link', () => {
    expect(link('x', 'javascript:alert(1)')).toBe('x');
    expect(link('x', 'data:text/html,hi')).toBe('x');
    expect(link('x', '/relative')).toBe('x');
    expect(link('x', undefined)).toBe('x');
    expect(link('x', 'https://a.example/p(1) "q"|`')).toBe('[x](https://a.example/p%281%29%20%22q%22%7C%60)');
    expect(webAddress('https://a.example/my_file.yaml#L3')).toBe('https://a.example/my_file.yaml#L3');
  });

  it.each(HOSTILE.map((text, index) => [index, text] as const))(
    'is inert whatever it gets (%i)',
    (_, text) => {
      for (const line of [plain(text), prose(text), code(text), html(text), `<code>${html(text)}</code>`]) {
        expect(line).not.toContain('\n');
        expectInert(`start ${line} end`);
      }
      expectInert(fenced('diff', text));
      expectBalanced(`${fenced('diff', text)}\n\n${paragraphs(text)}`);
    },
  );
});
