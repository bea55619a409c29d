/** Texts of a program as a shell has them: with names for what the language fills in. */
import { dotted } from '../../code/expressions.js';

/** Longer than the text of a command, or of an address. */
export const MAX_TEXT = 3000;
/** What tells how a text goes on stands within this. */
export const MAX_BEHIND = 400;

/** A text in quotes, of several lines in those of three characters and in backquotes. */
export const TEXTS = /("""|'''|`)([\s\S]*?)\1|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'/g;
/** What a language fills in, as a shell writes it: `{version}` of Python, `#{VERSION}` of Ruby, `${cfg.version}`. */
export function continued(path: string, text: string, known: Names): string {
  const isPython = /\.(?:py|rs)$/.test(path);
  const names = isPython
    ? /(?<![{$])\{([\w.]{1,100})((?:\[[^\]{}]{1,60}\]){0,4})\}/g
    : /[#$]\{([\w.]{1,100})((?:\[[^\]{}]{1,60}\]){0,4})\}/g;
  return text
    .replace(names, (whole, name: string, keys: string) => {
      const isOneKey = keys.indexOf(']') === keys.length - 1;
      const ofData = known.get(dotted(name + keys));
      if (ofData !== undefined || !isOneKey) return ofData ?? whole;
      // A dash would be what a shell takes for a default.
      return variable(isPython ? name : (name + keys).replaceAll('-', '_'), known);
    })
    .replace(/\{\}|%[sv]/g, '${}')
    .replace(/\\(["'`])/g, '$1');
}

/** What a name of the program is written as that a file of data decides. */
export type Names = ReadonlyMap<string, string>;

export function variable(name: string, names: Names): string {
  const path = dotted(name);
  return names.get(path) ?? `\${${path.slice(path.lastIndexOf('.') + 1)}}`;
}

/** `fmt.Sprintf("… --version %s", version)`, `"… %s" % version`: what follows the text takes the places in their order. */
export function withArguments(text: string, behind: string, names: Names): string {
  const given = /^\s*[,%]\s*\(?([^()\n]{1,300})/.exec(behind)?.[1]?.split(',') ?? [];
  let index = 0;
  return text.replace(/%[sv]/g, () => {
    const name = given[index++]?.trim() ?? '';
    const [, literal] = /^"([\w.+/-]{1,100})"$/.exec(name) ?? [];
    return literal ?? (IS_NAME.test(name) ? variable(name, names) : '${}');
  });
}

const IS_NAME = /^[\w.]{1,100}(?:\[["'][\w-]{1,60}["']\]){0,4}$/;
