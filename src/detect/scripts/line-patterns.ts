/** Patterns of grep, awk and sed, as far as they are of words, blanks and the ends of a line: no text of a tree makes one that goes back and forth. */
import { escapeForRegExp } from '../../escape-regexp.js';

/** Longer than patterns are that tell one name from others. */
const MAX_PATTERN = 200;

/** A variable of the shell whose value nothing tells: no line holds it as it is written. */
export const FILLED = /\$[\w{(]/;

/** Of words and the ends of a line alone: nothing of it repeats without end. */
export function patternOf(text: string, flags: readonly string[]): RegExp | undefined {
  if (text === '' || text.length > MAX_PATTERN || FILLED.test(text)) return undefined;
  const isFixed = flags.includes('F');
  const isExtended = flags.includes('E') || flags.includes('P');
  const source = isFixed ? escapeForRegExp(text) : sourceOf(text, isExtended);
  if (source === undefined) return undefined;
  const whole = flags.includes('w') ? `(?<!\\w)(?:${source})(?!\\w)` : source;
  return new RegExp(whole, flags.includes('i') ? 'i' : '');
}

/** A blank, which may repeat, and several of them. */
const ONE_SPACE = /(?:\\s|\[\[:space:\]\]|\[ \]|\[ \\t\]|\[\[:blank:\]\]| )(\*|\\?\+)?/g;
const SPACE = new RegExp(`^(?:${ONE_SPACE.source}){1,20}`);

function sourceOf(text: string, isExtended: boolean): string | undefined {
  let found = '';
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const space = SPACE.exec(rest)?.[0];
    if (space !== undefined) {
      const all = [...space.matchAll(ONE_SPACE)];
      const least = all.filter(([, sign]) => sign !== '*').length;
      const isRepeated = all.some(([, sign]) => sign !== undefined);
      // All blanks that there are: what is tried with fewer of them takes ever longer.
      if (isRepeated) found += `[ \\t]{${least},50}(?![ \\t])`;
      else found += space.trim() === '' ? space : `[ \\t]{${least}}`;
      at += space.length;
    } else if (/^\\\|/.test(rest) || (isExtended && rest.startsWith('|'))) {
      found += '|';
      at += rest.startsWith('|') ? 1 : 2;
    } else if (isExtended && /^[()]/.test(rest)) {
      found += rest[0] === '(' ? '(?:' : ')';
      at++;
      if (/^[*+?{]/.test(text.slice(at))) return undefined;
    } else if (/^\.\*$/.test(rest)) return found;
    else if (/^\\[.\-/"'[\]$^*]/.test(rest)) {
      found += escapeForRegExp(rest[1] ?? '');
      at += 2;
    } else if (/^[\\*[\]{}]/.test(rest) || (isExtended && /^[+?]/.test(rest))) return undefined;
    else {
      found += /^[\^$.]/.test(rest) ? (rest[0] ?? '') : escapeForRegExp(rest[0] ?? '');
      at++;
    }
  }
  try {
    new RegExp(found);
    return found;
  } catch {
    return undefined;
  }
}
