/** Lines that grep and those like it find, or leave. */
import { patternOf } from './line-patterns.js';
import { textOf } from './printed-rows.js';
import { argumentsOf, type Call, changed, inputOf, kept, ordered, type Printed } from './tool-calls.js';

export function grepped(call: Call): Printed | undefined {
  const { flags, of, all, rest } = argumentsOf(call.given, 'eAm');
  if (flags.some(flag => !/^[eAmEFivwhPr]$|^--(?:invert-match|no-filename|extended-regexp)$/.test(flag)))
    return undefined;
  const [own = rest[0]?.text ?? '', ...others] = all('e');
  const files = all('e').length === 0 ? rest.slice(1) : rest;
  // Each of those that it may be filled in with.
  if (/^["'^]{0,2}\$[{\w]/.test(own) && !flags.includes('v') && others.length === 0)
    return changed(inputOf(files, call), row => {
      const way = /^[\w.-]{1,60}/.exec(textOf(row))?.[0];
      return way === undefined ? row : row.map(part => ({ ...part, way }));
    });
  const kind = KINDS.get(call.name);
  const patterns = [own, ...others].map(one => patternOf(one, kind === undefined ? flags : [...flags, kind]));
  const found = inputOf(files, call);
  const input = flags.includes('A') || flags.includes('m') ? ordered(found) : found;
  if (!input || patterns.includes(undefined)) return undefined;
  const isLeft = flags.includes('v') || flags.includes('--invert-match');
  const after = Number(of('A') ?? 0);
  const most = Number(of('m') ?? Number.POSITIVE_INFINITY);
  let left = 0;
  let count = 0;
  return kept(input, row => {
    const text = textOf(row);
    const fits = patterns.some(one => one?.test(text)) !== isLeft && count < most;
    if (fits) count++;
    left = fits ? after : left - 1;
    return fits || left >= 0;
  });
}

/** What the name of a tool says of its patterns. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['egrep', 'E'],
  ['rg', 'E'],
  ['fgrep', 'F'],
]);
