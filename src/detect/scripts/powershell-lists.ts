/** Lists that commands of PowerShell are given as a whole: `$arguments = @("install", "-y")`, `& istioctl @arguments` (about_Splatting). */

/** Longer than anybody lists for one command. */
const MAX_LIST = 4000;
/** More lists than a script has. */
const MAX_LISTS = 300;

const LIST = /^([ \t]*)\$(\w{1,80})[ \t]*(\+?=)[ \t]*(@\()?/gm;
/** A text, in which something may be filled in; what a name holds, with its members; a word or a number. */
const ITEM =
  /^(?:"(?:[^"$\n]|\$\([^()\n]{0,300}\)|\$(?!\())*"|'[^'\n]*'|\$[\w:]{1,80}(?:\.\w{1,80}){0,8}(?![\w([])|-?\w[\w.:/=-]{0,200})(?=[\s,)#]|$)/;

/** The words of each list, as a shell has them; what only running it tells is the name of the list itself. */
export function splatsIn(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, { readonly indent: number; readonly words: readonly string[] }>();
  let left = MAX_LISTS;
  for (const match of text.matchAll(LIST)) {
    if (left-- <= 0) break;
    const [whole, indent = '', name = '', sign, opening] = match;
    const start = match.index + whole.length;
    const items = opening === undefined ? undefined : itemsIn(text.slice(start, start + MAX_LIST), name);
    const known = found.get(name);
    if (sign === '=') {
      if (items && items.length > 0 && !known) found.set(name, { indent: indent.length, words: items });
      continue;
    }
    // What is added further in is added for some.
    const more = items && known?.indent === indent.length ? items : [openOf(name)];
    if (known) found.set(name, { ...known, words: [...known.words, ...more] });
  }
  return new Map([...found].map(([name, { words }]) => [name, words.join(' ')]));
}

/** From behind the bracket that opens it; undefined where none closes it. */
function itemsIn(text: string, name: string): readonly string[] | undefined {
  const found: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const gap = /^(?:[\s,;`]+|#[^\n]*)/.exec(rest)?.[0];
    if (gap !== undefined) {
      rest = rest.slice(gap.length);
      continue;
    }
    if (rest.startsWith(')')) return found;
    const item = ITEM.exec(rest)?.[0];
    if (item !== undefined) {
      found.push(/^["']/.test(item) ? item : `"${item}"`);
      rest = rest.slice(item.length);
      continue;
    }
    // What is put together there.
    found.push(openOf(name));
    rest = rest.slice(lengthOfExpression(rest));
  }
  return undefined;
}

/** No name that the script gives something to: what that is as a text is none of these words. */
export function openOf(name: string): string {
  return `"\${@${name}}"`;
}

/** Up to the comma, or the bracket, behind it. */
function lengthOfExpression(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text[index] ?? '';
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char) && depth-- === 0) return index;
    else if ((char === ',' || char === '\n') && depth <= 0) return index + 1;
  }
  return text.length;
}
