/** Constants of code: versions under the names that a file sees, and charts that constants name. */
import type { Position } from '../../model.js';
import { cueLiteral } from '../cue/fields.js';
import type { TellMore } from '../limits.js';
import type { CodeFile } from './blocks.js';
import { broughtIn } from './brought-names.js';
import { dotted, SETTING } from './expressions.js';
import { fieldAt, literalIn, type Piece } from './literals.js';
import { type Scope, seenUnder } from './scope.js';
import { lineAt } from './text.js';

const VERSION = '["\'`]v?(\\d+\\.\\d+\\.\\d+[\\w.+-]*)["\'`]';

/** What is given, and else the constant: of JavaScript, of Python. */
const OR = '\\s*(?:\\?\\?|\\|\\||\\bor\\b)\\s*';
const OTHERWISE = `(?:${SETTING}|[\\w.?]{1,100})${OR}`;
const IS_DEFAULT = new RegExp(OTHERWISE);

/** Fields within fields, as people name them. */
const MAX_PARTS = 4;

export interface Constant {
  readonly version: string;
  readonly at: Position;
  /** It counts where nobody gives another one: `props.version ?? "1.22.2"`. */
  readonly isDefault?: true;
}

/**
 * A version under a name: `const istioVersion = "1.22.2"`, `version := DefaultVersion`, and in CUE `Istio: {Version: "1.22.2"}`
 * under `Istio.Version`.
 */
export function constantIn(scope: Scope, word: string, depth = 0): Constant | undefined {
  const written = word
    .replace(/^#/, '')
    // Of an Enum of Python.
    .replace(/(?<=\.[A-Z_0-9]{1,80})\.value$/, '')
    .split('.');
  const { files, names: parts, isOther } = seenUnder(scope, written);
  const name = parts.at(-1) ?? '';
  if (parts.length > MAX_PARTS || !parts.every(part => /^#?\w{1,100}$/.test(part))) return undefined;
  const field = fieldIn(files, parts);
  const version = field && VERSION_ALONE.exec(literalIn(field.text) ?? '')?.[1];
  if (field && version !== undefined)
    return { version, at: { file: field.path, line: lineAt(field.whole, field.start) } };
  const held = field && depth < 3 ? FIELD_NAMES.exec(field.text)?.[1] : undefined;
  const named = held === undefined ? undefined : constantIn(isOther ? files : scope, held, depth + 1);
  if (named) return named;
  // What another package holds under a name of another object is none of this.
  if (isOther && parts.length > 1) return undefined;
  // A field of an object that is named: `vars.StableVersion` of `vars = {StableVersion: "1.22.2"}`.
  const sign = parts.length > 1 && !/^(?:chart_?)?version$/i.test(name) ? '(?::?=|:)' : ':?=';
  const assigned = new RegExp(
    `\\b${name}\\b(?:\\s*:\\s*(?:&\\s*(?:'static\\s+)?)?\\w+)?\\s*${sign}\\s*(?:${OTHERWISE})?${VERSION}`,
  );
  // `args.version` is none that something else is called.
  const isGiven = GIVEN.test(parts[0] ?? '') && /^version$/i.test(name);
  for (const { path, text } of isGiven ? [] : files.filter(one => !one.path.endsWith('.cue'))) {
    const found = outsideOfCalls(text, assigned);
    if (!found?.[1]) continue;
    const index = found.index + found[0].lastIndexOf(found[1]);
    const at = { file: path, line: lineAt(text, index) };
    return { version: found[1], at, ...(IS_DEFAULT.test(found[0]) ? { isDefault: true } : {}) };
  }
  const ofCue = cueLiteral(files, word.split('.'), VERSION_ALONE);
  const own = ofCue && VERSION_ALONE.exec(ofCue.value)?.[1];
  if (ofCue && own !== undefined)
    return { version: own, at: { file: ofCue.file.path, line: lineAt(ofCue.file.text, ofCue.start) } };
  const aliases = new RegExp(`\\b${name}\\b\\s*:?=\\s*(${SETTING}${OR})?(${OTHER_NAME})[ \\t]*;?$`, 'm');
  const alias = (isOther ? files : files.slice(0, 1))
    .map(({ text }) => aliases.exec(text))
    .find(found => found !== null);
  const renamed = depth < 3 && alias === undefined ? renamedFrom(scope[0], written) : undefined;
  if (renamed) return constantIn(scope, renamed, depth + 1);
  const known =
    alias?.[2] && depth < 3 ? constantIn(isOther ? files : scope, dotted(alias[2]), depth + 1) : undefined;
  return known && alias?.[1] ? { ...known, isDefault: true } : known;
}

/** What a name is called where it is brought in from: `chartVersion` of `import { chartVersion as MESH }`. */
function renamedFrom(file: CodeFile | undefined, [first, ...rest]: readonly string[]): string | undefined {
  if (!file || !/\.(?:[mc]?[jt]sx?|py)$/.test(file.path)) return undefined;
  const found = broughtIn(file).find(one => one.name === first && (one.declared ?? first) !== first);
  return found?.declared === undefined ? undefined : [found.declared, ...rest].join('.');
}

const GIVEN = /^(?:props|args|options|opts|params|inputs?)$/;

/** The first match that is no argument of a call: `Release("cm", version="1.13.0")`; `const (` of Go is none. */
function outsideOfCalls(text: string, pattern: RegExp): RegExpExecArray | null {
  const each = new RegExp(pattern.source, 'g');
  for (let count = 0; count < MAX_MATCHES; count++) {
    const found = each.exec(text);
    if (!found || !isArgument(text, found.index)) return found;
  }
  return null;
}

const MAX_MATCHES = 200;
/** Further from its bracket than an argument stands. */
const MAX_ARGUMENTS = 5000;

function isArgument(text: string, index: number): boolean {
  let depth = 0;
  for (let at = index - 1; at >= 0 && index - at < MAX_ARGUMENTS; at--) {
    const character = text[at] ?? '';
    if (')}]'.includes(character)) depth++;
    else if ('({['.includes(character) && --depth < 0)
      return (
        character === '(' &&
        /[\w$>]\s{0,9}$/.test(text.slice(Math.max(0, at - 40), at)) &&
        !/\b(?:const|var|let)\s{0,9}$/.test(text.slice(Math.max(0, at - 40), at))
      );
  }
  return false;
}

/** `DEFAULT`, `Istio.DEFAULT`, `ISTIO["version"]`. */
const OTHER_NAME = '[A-Za-z_]\\w{0,100}(?:\\.\\w{1,100}|\\[["\'][\\w-]{1,100}["\']\\])?';
/** A field that is another constant: `Version: DefaultVersion`; what only has its name is `{ version }`. */
const FIELD_NAMES = /^\s*(?:\w{1,30}\.String\(\s*)?((?:[A-Za-z_]\w{0,80}\.){0,2}[A-Za-z_]\w{0,80})\)?\s*$/;
const VERSION_ALONE = /^v?(\d+\.\d+\.\d+[\w.+-]*)$/;

/** A field of an object that a file of the scope holds under a name. */
export function fieldIn(
  scope: Scope,
  parts: readonly string[],
): (Piece & { readonly path: string; readonly whole: string }) | undefined {
  const { files, names } = seenUnder(scope, parts);
  if (names.length < 2) return undefined;
  for (const { path, text } of files) {
    const found = path.endsWith('.cue') ? undefined : fieldAt(text, names);
    if (found) return { ...found, path, whole: text };
  }
  return undefined;
}

export interface ChartConstant {
  /** Where it stands for the chart. */
  readonly index: number;
  readonly name: string;
  /** Where the field of an object says so that it is. */
  readonly said?: Position;
}

/** More names that stand for charts, and more places of them, than a file has. */
const MAX_NAMES = 300;
const MAX_PLACES = 2000;

/** `Chart: pulumi.String(vars.BaseChart)`, `chart: BASE_CHART`: places at which a constant names a chart, with that name. */
export function chartConstants(text: string, scope: Scope, more: TellMore): readonly ChartConstant[] {
  const found: ChartConstant[] = [];
  const known = new Map<string, Omit<ChartConstant, 'index'> | undefined>();
  for (const { index, 1: words = '' } of text.matchAll(BY_CONSTANT)) {
    if (found.length >= MAX_PLACES || (known.size >= MAX_NAMES && !known.has(words))) {
      more();
      break;
    }
    if (!known.has(words)) known.set(words, chartNamed(scope, words.split('.')));
    const named = known.get(words);
    if (named) found.push({ index, ...named });
  }
  return found;
}

function chartNamed(scope: Scope, parts: readonly string[]): Omit<ChartConstant, 'index'> | undefined {
  const field = fieldIn(scope, parts);
  const held = literalIn(field?.text ?? '');
  if (field && held !== undefined)
    return { name: held, said: { file: field.path, line: lineAt(field.whole, field.start) } };
  // Of an object within others, no other one's field of the same name.
  if (parts.length > 2) return undefined;
  const { files, names } = seenUnder(scope, parts);
  // `ISTIOD: string = "istiod"` says what it is of as well.
  const literal = new RegExp(
    `\\b${names.at(-1) ?? ''}\\b(?:[ \\t]{0,9}:?[ \\t]{0,9}[A-Za-z&][\\w.' ]{0,40}(?==))?[ \\t]*:?[:=][ \\t]*["'\`]([\\w./-]{2,80})["'\`]`,
  );
  const name = files.map(({ text }) => literal.exec(text)?.[1]).find(one => one !== undefined);
  return name === undefined ? undefined : { name };
}

const BY_CONSTANT =
  /\b[cC]hart(?:_?[nN]ame)?["']?\s*[:=]\s*(?:\w{1,30}\.String\()?((?:[A-Za-z_]\w{1,60}\.){0,3}[A-Za-z_]\w{1,60})\)?[ \t]*(?=[,;)\n])/g;
