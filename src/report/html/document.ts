/**
 * The HTML document around a report: one file, which asks nothing of a network and runs no script but its own. The
 * policy names those by digest, so that even markup that slipped through could do nothing.
 */
import { createHash } from 'node:crypto';
import type { PageAssets } from './assets.js';
import { Markup, markup } from './markup.js';

export interface Page {
  readonly title: string;
  readonly body: Markup;
  /** What the scripts read: plain data. */
  readonly data: unknown;
}

export function writeDocument(page: Page, assets: PageAssets): string {
  const styles = assets.styles.map(closedText);
  const scripts = assets.scripts.map(closedText);
  const policy = [
    "default-src 'none'",
    `style-src ${styles.map(digest).join(' ')}`,
    `script-src ${scripts.map(digest).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const { text } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${page.title}</title>
${styles.map(style => new Markup(`<style>${style}</style>\n`))}</head>
<body>
${page.body}
<script type="application/json" id="report-data">${new Markup(inertJson(page.data))}</script>
${scripts.map(script => new Markup(`<script>${script}</script>\n`))}</body>
</html>
`;
  return text;
}

/** JSON in which nothing can end a script element or begin a comment. */
function inertJson(data: unknown): string {
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** @throws where an asset would end its own element: a mistake of ours, never of a pull request */
function closedText(text: string): string {
  if (/<\/(script|style)|<!--/i.test(text))
    throw new Error('an asset of the HTML report closes its own element');
  return text;
}

function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
