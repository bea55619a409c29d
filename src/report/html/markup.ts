/** HTML by construction: what is put into a template is text, unless it was made by a template itself. */
import { splitParagraphs, visibleLines, webAddress } from '../escape.js';

/** A piece of HTML that is safe to stand between tags. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | undefined | readonly Content[];

/** Template for HTML: `markup\`<p>${text}</p>\``. Attributes stand in double quotes. */
export function markup(fixed: TemplateStringsArray, ...parts: readonly Content[]): Markup {
  return new Markup(fixed.map((piece, index) => piece + written(parts[index])).join(''));
}

/** Pieces one after the other. */
export function join(pieces: readonly Content[], separator: Content = ''): Markup {
  return new Markup(pieces.map(written).join(written(separator)));
}

/** Like text, except that what stands between backticks is code: for sentences that people wrote. */
export function prose(text: string): Markup {
  return join(
    oneLine(text)
      .split(/(`[^`]+`)/)
      .map(part => (/^`[^`]+`$/.test(part) ? markup`<code>${part.slice(1, -1)}</code>` : part)),
  );
}

/** Sentences in paragraphs; one whose lines are all indented is quoted as it is. */
export function paragraphs(text: string): Markup {
  return join(
    splitParagraphs(text).map(part =>
      part.quoted ? markup`<pre>${lines(part.text)}</pre>` : markup`<p>${prose(part.text)}</p>`,
    ),
  );
}

/** Text of several lines, for `<pre>`: line breaks stay. */
export function lines(text: string): Markup {
  return new Markup(escaped(visibleLines(text)));
}

/** A link that opens elsewhere; the label alone where the address is not a plain web address. */
export function outside(label: Content, address: string | undefined): Markup {
  const target = webAddress(address);
  if (target === undefined) return join([label]);
  return markup`<a href="${target}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}

function written(part: Content): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(written).join('');
  return escaped(oneLine(String(part)));
}

/** White space becomes a space, which separates words also at either end. */
function oneLine(text: string): string {
  return visibleLines(text).replace(/\s+/g, ' ');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
