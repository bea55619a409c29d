/** Scripts of PowerShell, written as a shell has them: the same lines, with the commands and names that both know. */
import { openOf, splatsIn } from './powershell-lists.js';

export function isPowerShell(path: string): boolean {
  return /\.psm?1$/i.test(path);
}

/** @returns as many lines as before, each with what it ran or set */
export function asShell(text: string): string {
  const lists = splatsIn(text);
  let left = MAX_SPLATS;
  const listed = (name: string): string | undefined => {
    const words = lists.get(name);
    return words !== undefined && left-- > 0 ? words : undefined;
  };
  return loopsOfShell(text.split('\n'), lists)
    .map(line => shellLine(line, listed))
    .join('\n');
}

/** `foreach ($chart in $charts) {`, `foreach ($chart in "base", "istiod") {` on a line of its own (about_Foreach). */
const LOOP =
  /^([ \t]*)foreach[ \t]*\([ \t]*\$(\w{1,80})[ \t]+in[ \t]+([^(){}\n]{1,400}|@\([^(){}\n]{1,400}\))[ \t]*\)[ \t]*\{[ \t]*$/i;

/** Loops over what the script lists, as those of a shell; others stay as they are. */
function loopsOfShell(lines: readonly string[], lists: ReadonlyMap<string, string>): readonly string[] {
  const found = [...lines];
  const open: { readonly depth: number; readonly isLoop: boolean }[] = [];
  let depth = 0;
  for (const [index, line] of lines.entries()) {
    const [, indent = '', name, items = ''] = line.length > MAX_LINE ? [] : (LOOP.exec(line) ?? []);
    if (name !== undefined) {
      const words = wordsOf(items, lists);
      open.push({ depth, isLoop: words !== undefined });
      if (words !== undefined) found[index] = `${indent}for ${name} in ${words}; do`;
      depth++;
      continue;
    }
    for (const brace of line.slice(0, MAX_LINE).match(/[{}]/g) ?? []) depth += brace === '{' ? 1 : -1;
    const begun = open.at(-1);
    if (begun === undefined || depth > begun.depth) continue;
    open.pop();
    if (begun.isLoop) found[index] = line.replace('}', 'done');
  }
  return found;
}

/** `$charts`, `@("base", "istiod")`, `"base", "istiod"` */
function wordsOf(items: string, lists: ReadonlyMap<string, string>): string | undefined {
  const name = /^\$(\w{1,80})$/.exec(items.trim())?.[1];
  if (name !== undefined) return lists.get(name);
  const words = [...items.matchAll(/"[^"$\n]*"|'[^'\n]*'/g)].map(([word]) => word);
  return words.length > 0 ? words.join(' ') : undefined;
}

/** Longer than any line that gives a parameter its default. */
const MAX_LINE = 1000;
/** More commands than a script gives such lists to. */
const MAX_SPLATS = 200;

/** `[string]$IstioVersion = "1.22.2",` of `param(…)` */
const PARAMETER = /^([ \t]*)\[\w+\]\s?(\$\w+[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'))[ \t]*,?[ \t]*$/;
/** `if (-not $version) { $version = "1.22.2" }` */
const DEFAULT =
  /^([ \t]*)if[ \t]?\([ \t]?(?:-not|!)[ \t]?(\$[\w:]+)[ \t]?\)[ \t]?\{[ \t]?(\2[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'))[ \t]*;?[ \t]*\}[ \t]*$/;

function shellLine(line: string, listed: (name: string) => string | undefined): string {
  const set = line.length > MAX_LINE ? null : (PARAMETER.exec(line) ?? DEFAULT.exec(line));
  if (set) return `${set[1] ?? ''}${set.at(-1) ?? ''}`;
  // The call operator (about_Operators), `\` between folders (before a dot it is Helm’s, in a key), and the ending that Windows gives to what it runs.
  return line
    .replace(/^([ \t]*(?:\$\w+[ \t]*=[ \t]*)?)&[ \t]+(?=["'$\w])/, '$1')
    .replace(/\\(?!\.[a-z])/g, '/')
    .replace(/\b(istioctl|helm|kubectl)\.exe\b/gi, '$1')
    .replace(/(?<=\s)@(\w{1,80})(?!\S)/g, (_, name: string) => listed(name) ?? openOf(name));
}
