/** Charts whose name is put together of a repository and their own: `repo + "/base"`, `${repo}/base`, `fmt.Sprintf("%s/base", repo)`. */
import { fieldIn } from './constants.js';
import { literalIn } from './literals.js';
import { type Scope, seenUnder } from './scope.js';

const NAME = '[A-Za-z_$][\\w$]{0,80}(?:\\.[A-Za-z_$][\\w$]{0,80}){0,2}';
const CHART = '[a-z][\\w-]{1,60}';
const WAYS = [
  `(${NAME})\\s{0,9}\\+\\s{0,9}["'\`]/(${CHART})["'\`]`,
  `[f$]?["'\`]\\$?\\{\\s{0,9}(${NAME})\\s{0,9}\\}/(${CHART})["'\`]`,
  `fmt\\.Sprintf\\(\\s{0,9}"%s/(${CHART})",\\s{0,9}(${NAME})\\s{0,9}\\)`,
  `String\\.format\\(\\s{0,9}"%s/(${CHART})",\\s{0,9}(${NAME})\\s{0,9}\\)`,
].map(way => `(?:${way})`);
const JOINED = new RegExp(`^\\s{0,99}(?:${WAYS.join('|')})\\s{0,99}$`);
const NAMED = new RegExp(
  `\\b(?:[cC]hart(?:_?[rR]ef|_?[nN]ame)?["']?\\s{0,9}(?::=|[:=])\\s{0,9}|(?:LocateChart|WithChart)\\(\\s{0,9})(${WAYS.join('|')})(?=\\s{0,9}[,;)}\\n])`,
  'g',
);
/** More charts than a file names so. */
const MAX_PLACES = 300;

/** The text that something is, or a chart behind a name: `{{repo}}/base`. */
export function chartIn(text: string): string | undefined {
  return literalIn(text) ?? joined(JOINED.exec(text)?.slice(1));
}

function joined(parts: readonly (string | undefined)[] | undefined): string | undefined {
  if (!parts) return undefined;
  const [first, chart, second, other, third, repo, fourth, last] = parts;
  const [name, own] = [first ?? second ?? repo ?? last, chart ?? other ?? third ?? fourth];
  return name === undefined || own === undefined ? undefined : `{{${name}}}/${own}`;
}

/** Places at which a chart is named so. */
export function joinedCharts(text: string): readonly { readonly name: string; readonly index: number }[] {
  return [...text.matchAll(NAMED)].slice(0, MAX_PLACES).flatMap(match => {
    const name = joined(match.slice(2));
    return name === undefined ? [] : [{ name, index: match.index }];
  });
}

/** With what the name holds; without it, where that is put together in its turn. */
export function withConstant(scope: Scope, written: string): string {
  const [, name, chart] = /^\{\{([\w.$]{1,250})\}\}\/(.+)$/.exec(written) ?? [];
  if (name === undefined || chart === undefined) return written;
  const parts = name.split('.');
  const { files, names } = seenUnder(scope, parts);
  const last = (names.at(-1) ?? '').replaceAll('$', '\\$');
  const literal = new RegExp(
    `\\b${last}\\b[^=:\\n"'\`]{0,60}:?[:=]\\s{0,9}["'\`]([\\w.:/-]{1,200})["'\`](?!\\s{0,9}\\+)`,
  );
  const held =
    literalIn(fieldIn(scope, parts)?.text ?? '') ??
    files.map(({ text }) => literal.exec(text)?.[1]).find(one => one !== undefined);
  return held === undefined ? chart : `${held.replace(/\/$/, '')}/${chart}`;
}
