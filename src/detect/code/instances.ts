/**
 * Charts that are fields of the object whose method installs them: constants of an enum of Java (`ISTIOD("istiod", "1.22.2")`), of an
 * Enum of Python, and what `new HelmRelease("istiod", "1.22.2")` makes. Texts are without comments.
 */
import type { TellMore } from '../limits.js';
import { bracketsIn, type CodeFile } from './blocks.js';
import { type Call, type Calling, callsOf } from './calls.js';
import { itemsOf, piecesOf } from './literals.js';
import { classIn, constructorOf } from './made.js';
import { leaveMore } from './more.js';
import { ownerAt } from './owners.js';

export interface Instances {
  /** That make one object each. */
  readonly calls: readonly Call[];
  /** Which of their arguments a field is; undefined where it is none of them. */
  positionOf(field: string): number | undefined;
  /** They are the constants of one. */
  readonly isEnum?: true;
}

/** Languages in which a method names a field of its object without more. */
const BARE = /\.(?:java|cs|kt)$/;

/** The field of its object that words of a method mean: `this.version`, `version`. */
export function fieldNamed(path: string, words: string): string | undefined {
  const [, self, name] = /^(?:(this|self)\.)?([A-Za-z_$][\w$]{0,80})$/.exec(words) ?? [];
  return name !== undefined && (self !== undefined || BARE.test(path)) ? name : undefined;
}

/** All objects that are made of the class around a place; of an enum those that code names. */
export async function instancesAround(
  calling: Calling,
  file: CodeFile,
  index: number,
): Promise<Instances | undefined> {
  const name = ownerAt(file, bracketsIn(calling.context, file), index);
  return name === undefined ? undefined : instancesOfClass(calling, file, name, index);
}

/** @param index where the class is, or something of it */
export async function instancesOfClass(
  calling: Calling,
  file: CodeFile,
  name: string,
  index = classIn(file, name)?.head ?? 0,
): Promise<Instances | undefined> {
  const constants = constantsOf(file, name, () => leaveMore(calling.context, file));
  const all = constants.length > 0 ? await calling.files() : [];
  const calls =
    constants.length > 0
      ? constants.filter(one => isNamed(all, name, one.constant))
      : (await callsOf(calling, file, { name, head: index })).calls;
  return calls.length === 0
    ? undefined
    : {
        calls,
        positionOf: field => constructorOf(file, name, field),
        ...(constants.length > 0 ? { isEnum: true } : {}),
      };
}

interface Constant extends Call {
  readonly constant: string;
}

function constantsOf(file: CodeFile, name: string, more: TellMore): readonly Constant[] {
  const { path, text } = file;
  const body = classIn(file, name);
  if (!body) return [];
  const found: Constant[] = [];
  const add = (constant: string, start: number, open: number): void => {
    found.push({ constant, file, start, args: piecesOf(text, open) });
  };
  if (path.endsWith('.py')) {
    const head = text.slice(body.head, body.start);
    if (!/\([^()]{0,100}Enum\b/.test(head)) return [];
    for (const match of text.slice(body.start, body.end).matchAll(CONSTANT_OF_PYTHON))
      add(match[1] ?? '', body.start + match.index, body.start + match.index + match[0].length - 1);
    return found;
  }
  if (!/\benum\s{1,9}(?:class\s{1,9})?[\w$]{1,81}$/.test(text.slice(Math.max(0, body.head - 110), body.head)))
    return [];
  const open = text.indexOf('{', body.start);
  for (const { text: piece, start } of open < 0 ? [] : itemsOf(text, open, more)) {
    const match = CONSTANT.exec(piece);
    if (!match) break;
    add(match[1] ?? '', start, start + match[0].length - 1);
    // What stands behind them is no constant.
    if (/\)\s{0,20};/.test(piece)) break;
  }
  return found;
}

const CONSTANT = /^\s*(?:@\w{1,60}\s{1,9})?([A-Z]\w{0,80})\s{0,9}\(/;
const CONSTANT_OF_PYTHON = /^[ \t]{1,20}([A-Z]\w{0,80})[ \t]{0,9}=[ \t]{0,9}\(/gm;

/** `HelmCharts.ISTIOD`, or all of them: `HelmCharts.values()`, `for chart in HelmCharts:`. */
function isNamed(files: readonly CodeFile[], name: string, constant: string): boolean {
  const named = new RegExp(
    `(?<![\\w$])(?:${name}\\.(?:(?:${constant}|entries)(?![\\w$])|values\\(|valueOf\\()|import\\s{1,9}static\\s[\\w.]{0,200}\\b${name}\\.(?:\\*|${constant}\\b)|\\bin\\s{1,9}${name}\\s{0,9}:|\\ballOf\\(\\s{0,9}${name}(?:\\.class\\b|::))`,
  );
  return files.some(({ text }) => text.includes(name) && named.test(text));
}
