/**
 * Everything that a surface prints came from a pull request: names, paths, values, messages. These functions
 * are the only way for such text into Markdown or HTML; each returns something that is inert where it is put.
 */

/**
 * What is not seen but changes what is: control characters, direction marks, joiners, tags, separators,
 * halves of characters.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Breaks up what GitHub would turn into a mention, a reference or a link; is not seen itself. */
const SEPARATOR = '\u200b';

/** One line in which every control character and unseen character is spelt out (`\u001b`); white space becomes a space. */
export function visible(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(UNSEEN, spellOut).trim();
}

/** The same for text of several lines: line breaks and tabs stay. */
export function visibleLines(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(UNSEEN, character =>
      character === '\n' || character === '\t' ? character : spellOut(character),
    );
}

/** At most `max` characters, the last one an ellipsis where something was cut; never half a character. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, Math.max(0, max - 1));
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** Plain text inside a Markdown line: nothing in it is markup, a mention, a reference or a link. */
export function plain(text: string): string {
  return brokenUp(text)
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(/[&<>]/g, entity)
    .replace(/^[-+=#]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replaceAll(SEPARATOR, '&#8203;');
}

/** Like `plain`, except that `code` between backticks stays code: for sentences that people wrote. */
export function prose(text: string): string {
  return visible(text)
    .split(/(`[^`]+`)/)
    .map(part => (/^`[^`]+`$/.test(part) ? code(part.slice(1, -1)) : padded(part)))
    .join('');
}

/**
 * Sentences in paragraphs: an empty line starts another, and one whose lines are all indented by four spaces is
 * quoted as it is (what a tool printed).
 */
export function paragraphs(text: string): string {
  return splitParagraphs(text)
    .map(({ quoted, text: part }) => (quoted ? fenced('text', part) : prose(part)))
    .join('\n\n');
}

/** The paragraphs of a text, not escaped; quoted ones without their indent. */
export function splitParagraphs(text: string): { readonly quoted: boolean; readonly text: string }[] {
  const parts = visibleLines(text).split(/\n[\t ]*\n/);
  return parts
    .filter(part => part.trim() !== '')
    .map(part => {
      const quoted = part.split('\n').every(line => /^( {4}|\s*$)/.test(line));
      return { quoted, text: quoted ? part.replace(/^ {4}/gm, '') : part };
    });
}

/** A Markdown code span: its delimiter is longer than any run of backticks in the text. Not for table cells. */
export function code(text: string): string {
  const line = visible(text);
  if (line === '') return '` `';
  const ticks = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** A fenced code block: its fence is longer than any run of backticks in the text. */
export function fenced(language: string, text: string): string {
  const lines = visibleLines(text).replace(/(?<!\n)\n+$/, '');
  const fence = fenceFor(lines);
  return `${fence}${language}\n${lines}\n${fence}`;
}

/** A fence that nothing in the text can close. */
export function fenceFor(text: string): string {
  return '`'.repeat(Math.max(3, longestRun(text) + 1));
}

/**
 * Text for places where Markdown is not read or cuts through code spans: `<summary>` lines and table cells.
 * Entities keep it from being either HTML or Markdown.
 */
export function html(text: string): string {
  return brokenUp(text)
    .replace(/[&<>"'`*_[\]|~$\\]/g, entity)
    .replaceAll(SEPARATOR, '&#8203;');
}

/** Code for the same places. */
export function htmlCode(text: string): string {
  return `<code>${html(text) || ' '}</code>`;
}

/** A Markdown link around a label that is already escaped; the label alone where the address is not a plain web address. */
export function link(label: string, address: string | undefined): string {
  const target = webAddress(address);
  return target === undefined ? label : `[${label}](${target})`;
}

/** The address, spelt so that it can't leave a Markdown link; undefined for anything but http and https. */
export function webAddress(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  return url.href.replace(/[()<>[\]|\\`"' ]/g, character => `%${hex(character, 2).toUpperCase()}`);
}

/** One line in which nothing reads as a mention, a reference to an issue, or an address. */
function brokenUp(text: string): string {
  return visible(text)
    .replace(/@/g, `@${SEPARATOR}`)
    .replace(/#(?=\d)/g, `#${SEPARATOR}`)
    .replace(/\bGH-(?=\d)/gi, match => `${match.slice(0, 2)}${SEPARATOR}-`)
    .replace(/:\/\//g, `:${SEPARATOR}//`)
    .replace(/\bwww\./gi, match => `${match.slice(0, 3)}${SEPARATOR}.`);
}

function padded(part: string): string {
  // `plain` trims and treats the start of its text as the start of a line; between code spans it is neither.
  const behind = part.trimStart();
  const text = behind.trimEnd();
  const before = part.slice(0, part.length - behind.length);
  return `${before}${plain(text)}${behind.slice(text.length)}`;
}

function spellOut(character: string): string {
  const digits = hex(character, 4);
  return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits}`;
}

function entity(character: string): string {
  if (character === '&') return '&amp;';
  if (character === '<') return '&lt;';
  if (character === '>') return '&gt;';
  return `&#${character.charCodeAt(0)};`;
}

function hex(character: string, width: number): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(width, '0');
}

function longestRun(text: string): number {
  let longest = 0;
  for (const run of text.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  return longest;
}
