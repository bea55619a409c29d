/** A comment as GitHub shows it: its Markdown by the GFM rules, in GitHub's own stylesheet, in a column of its width. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

export type Theme = 'light' | 'dark';

const require = createRequire(import.meta.url);
const BACKGROUND: Readonly<Record<Theme, string>> = { light: '#ffffff', dark: '#0d1117' };
const BORDER: Readonly<Record<Theme, string>> = { light: '#d1d9e0', dark: '#3d444d' };

/**
 * @param open whether blocks that GitHub shows folded are unfolded, to look at all of it
 */
export function previewPage(markdown: string, theme: Theme, open: boolean): string {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const colored = html.replace(
    /(<code class="language-diff">)([\s\S]*?)(<\/code>)/g,
    (_, start, lines, end) => `${start}${String(lines).split('\n').map(diffLine).join('\n')}${end}`,
  );
  const body = open ? colored.replaceAll('<details>', '<details open>') : colored;
  const style = readFileSync(require.resolve(`github-markdown-css/github-markdown-${theme}.css`), 'utf8');
  return `<!doctype html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<style>${style}</style>
<style>
  body { margin: 0; padding: 16px; background: ${BACKGROUND[theme]}; }
  .markdown-body { max-width: 830px; margin: auto; padding: 16px; font-size: 14px; border: 1px solid ${BORDER[theme]}; border-radius: 6px; }
</style>
<article class="markdown-body">${body}</article>
`;
}

/** A line of a diff in a class of its own, as GitHub's highlighter has it. */
function diffLine(line: string): string {
  const kind = line.startsWith('@@')
    ? 'mdr'
    : line.startsWith('+')
      ? 'mi1'
      : line.startsWith('-')
        ? 'md'
        : '';
  return kind === '' ? line : `<span class="pl-${kind}">${line}</span>`;
}
