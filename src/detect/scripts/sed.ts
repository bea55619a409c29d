/** Programs of sed that leave lines out, or put one text in the place of another. */
import { patternOf } from './line-patterns.js';
import { MAX_LINE, type Row, textOf } from './printed-rows.js';
import { argumentsOf, type Call, inputOf, kept, ordered, type Printed } from './tool-calls.js';

/** `sed '/^#/d'`, `sed 1d`, `sed 's/,/ /g'`, `sed -n 's/^ISTIO=//p'` */
export function edited(call: Call): Printed | undefined {
  const { flags, all, rest } = argumentsOf(call.given, 'e');
  if (flags.some(flag => !/^[enErs]$/.test(flag))) return undefined;
  const programs = all('e').length > 0 ? all('e') : rest.slice(0, 1).map(({ text }) => text);
  if (programs.length === 0 || (programs.length > 1 && flags.includes('n'))) return undefined;
  let found = inputOf(all('e').length > 0 ? rest : rest.slice(1), call);
  for (const program of programs) found = found && editedBy(program, found, flags);
  return found;
}

function editedBy(program: string, input: Printed, flags: readonly string[]): Printed | undefined {
  const isExtended = flags.includes('E') || flags.includes('r') ? ['E'] : [];
  if (/^\d{1,3}d$/.test(program))
    return kept(ordered(input), (_, index) => index !== Number.parseInt(program, 10) - 1);
  const dropped = /^\/(.{1,100})\/d$/s.exec(program)?.[1];
  if (dropped !== undefined) {
    const pattern = patternOf(dropped.replaceAll('\\/', '/'), isExtended);
    return pattern && kept(input, row => !pattern.test(textOf(row)));
  }
  const [, , from, to, how] =
    /^s([/|#,])((?:(?!\1).){1,100})\1((?:(?!\1).){0,50})\1([gp]{0,2})$/s.exec(program) ?? [];
  const pattern = from === undefined ? undefined : patternOf(from.replaceAll('\\/', '/'), isExtended);
  if (!pattern || to === undefined || /[\\&$]/.test(to) || /\||\.\*/.test(from ?? '')) return undefined;
  const isPicking = flags.includes('n');
  if (isPicking !== how?.includes('p')) return undefined;
  const found = isPicking ? kept(input, row => pattern.test(textOf(row))) : input;
  if (!found) return undefined;
  const rows = found.rows.map(row => substituted(row, pattern, to, how?.includes('g') === true));
  return rows.includes(undefined) ? undefined : { ...found, rows: rows.filter(row => row !== undefined) };
}

/** @returns undefined where what changes stands in several parts of a line */
function substituted(row: Row, pattern: RegExp, to: string, isEvery: boolean): Row | undefined {
  const found = pattern.exec(textOf(row));
  if (!found) return row;
  const every = new RegExp(pattern.source, isEvery ? 'g' : '');
  const [only, ...others] = row;
  if (only && others.length === 0)
    return [{ ...only, text: only.text.slice(0, MAX_LINE).replace(every, to) }];
  const [first, last] = [found.index, found.index + found[0].length];
  let start = 0;
  for (const [index, part] of row.entries()) {
    const end = start + part.text.length;
    if (start <= first && last <= end && !isEvery) {
      const text = part.text.slice(0, first - start) + to + part.text.slice(last - start);
      return row.with(index, { ...part, text });
    }
    start = end;
  }
  return undefined;
}
