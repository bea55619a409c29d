/**
 * What code hands from one function or class to another: a version that is a parameter, a field of one, or a name within a
 * function, as whoever calls it says. Names of whole files are none of this.
 */
import { oncePer } from '../memo.js';
import type { Position } from '../model.js';
import { startOf } from '../yaml/positioned.js';
import { type Argument, argumentOf, defaultOf, fieldsOf, namesOf } from './code-arguments.js';
import { assignmentsOf, callableIn, takenApart } from './code-assigned.js';
import { bracketsIn, type Callable, type CodeFile } from './code-blocks.js';
import { type Call, callsOf } from './code-calls.js';
import { type Expression, expressionAt } from './code-expressions.js';
import type { Piece } from './code-literals.js';
import { basesOf, ownerAt } from './code-owners.js';
import { linesOf, withoutComments } from './code-scope.js';
import { stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { ancestors, baseName, inFolder } from './tree-path.js';

/** What a version is as one caller hands it on. */
export interface Handed {
  readonly version: string | undefined;
  readonly at: Position;
  /** What the caller names it by; '' where there is no caller. */
  readonly environment: string;
  /** Nobody hands it on: it is what the code has otherwise. */
  readonly isDefault?: true;
  /** The caller leaves it to what it calls. */
  readonly isAbsent?: true;
  /** Which of several counts is decided when it runs. */
  readonly isOpen?: true;
}

export interface Handing {
  readonly context: DetectContext;
  /** Files that may call each other. */
  readonly files: () => Promise<readonly CodeFile[]>;
  /** Steps that are left; each asks what one expression is. */
  readonly budget: { left: number };
  /** What an expression is in a file by the constants that it sees. */
  readonly constant: (file: CodeFile, expression: Expression) => Promise<readonly Handed[] | undefined>;
}

/** Functions hand things on no further. */
const MAX_DEPTH = 5;
/** More names than one stands for in the end, over all callers. */
const MAX_STEPS = 300;
/** Functions within functions, as people write them. */
const MAX_LEVELS = 10;
/** More places at which a function names one thing. */
const MAX_MATCHES = 200;
const VERSION = /^v?(\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})$/;
/**
 * @param index where the expression counts
 * @returns one for each caller that says something of its own; undefined where it is neither handed on nor a name of a function
 */
export function handedTo(
  handing: Omit<Handing, 'budget'>,
  file: CodeFile,
  expression: Expression,
  index: number,
): Promise<readonly Handed[] | undefined> {
  return valueAs({ ...handing, budget: { left: MAX_STEPS } }, file, expression, index, 0);
}

type Values = readonly Handed[] | undefined;

async function valueAs(
  handing: Handing,
  file: CodeFile,
  expression: Expression,
  index: number,
  depth: number,
): Promise<Values> {
  const { literal, name, otherwise, words, start } = expression;
  if (literal !== undefined) {
    const at = placeOf(handing.context, file, start);
    const version = VERSION.exec(literal)?.[1];
    return [{ version, at, environment: '' }];
  }
  if (name === undefined || depth > MAX_DEPTH || handing.budget.left-- <= 0) return undefined;
  const asked = ASKED.exec(name);
  if (asked) {
    const found = asked[1] ? await ofContext(handing.context, file, start) : undefined;
    const other = found ? undefined : otherwiseOf(file.text, start);
    const values = other && (await valueOrConstant(handing, file, other, index, depth + 1));
    return found ?? values?.map(one => ({ ...one, isDefault: true as const }));
  }
  const otherwiseIs = async (): Promise<Values> => {
    const values = otherwise && (await valueOrConstant(handing, file, otherwise, index, depth + 1));
    return values?.map(one => ({ ...one, isDefault: true }));
  };
  // What is called, or chosen, is no name of a value.
  const behind = file.text.slice(start + words.length, start + words.length + 50);
  if (!otherwise && !/^\s*(?:[,;)}\]\n]|$)/.test(behind) && !/^[ \t]*\n/.test(behind)) return undefined;
  return ofName(handing, file, name.split('.'), index, depth, otherwiseIs);
}

/** The context of the CDK, and the environment as Python asks for it. */
const ASKED = /(?:\.(tryGetContext|try_get_context)|\benviron\.get|\bgetenv)$/;

/** `os.getenv("ISTIO_VERSION", "1.22.2")`, `tryGetContext("version") ?? "1.22.2"`. */
function otherwiseOf(text: string, start: number): Expression | undefined {
  const before =
    /^[\w.]{1,100}\(\s{0,20}["'`][\w:./-]{1,100}["'`]\s{0,20}(?:,\s{0,20}(?:default\s?=\s?)?|\)\s{0,20}(?:\?\?|\|\||\bor\b)\s{0,20})/.exec(
      text.slice(start, start + 400),
    )?.[0];
  return before === undefined ? undefined : expressionAt(text, start + before.length);
}

/**
 * `app.node.tryGetContext("istioVersion")` of the CDK, by the `cdk.json` of the app.
 * Source: https://docs.aws.amazon.com/cdk/v2/guide/context.html
 */
async function ofContext(context: DetectContext, { path, text }: CodeFile, start: number): Promise<Values> {
  const key = /^[\w.]{1,100}\(\s{0,9}["'`]([\w:./-]{1,100})["'`]\s{0,9}\)/.exec(
    text.slice(start, start + 300),
  )?.[1];
  const app = ancestors(path)
    .map(folder => inFolder(folder, 'cdk.json'))
    .find(one => context.tree.has(one));
  if (key === undefined || app === undefined) return undefined;
  const data = (await context.yaml(app)).documents[0]?.data;
  const written = data && stringAt(data.value, ['context', key]);
  const version = VERSION.exec(written ?? '')?.[1];
  return data && version !== undefined
    ? [{ version, at: startOf(data, ['context', key]), environment: '' }]
    : undefined;
}

async function valueOrConstant(
  handing: Handing,
  file: CodeFile,
  expression: Expression,
  index: number,
  depth: number,
): Promise<Values> {
  const found = await valueAs(handing, file, expression, index, depth);
  if (found) return found;
  return handing.constant(file, expression);
}

async function ofName(
  handing: Handing,
  file: CodeFile,
  parts: readonly string[],
  index: number,
  depth: number,
  otherwise: () => Promise<Values>,
): Promise<Values> {
  const isOwn = /^(?:this|self)$/.test(parts[0] ?? '');
  const [root = '', ...keys] = isOwn ? parts.slice(1) : parts;
  if (root === '' || ![root, ...keys].every(key => /^[\w$]{1,81}$/.test(key))) return undefined;
  if (isOwn) return ofObject(handing, file, [root, ...keys], index, depth, otherwise);
  let place = index;
  for (let level = 0; level < MAX_LEVELS; level++) {
    const callable = callableIn(handing.context, file, place);
    const [first, ...more] = assignmentsOf(handing.context, file, root, callable, index);
    if (more.length > 0)
      return callable && first !== undefined ? ofSeveral(handing.context, file, [first, ...more]) : undefined;
    if (first !== undefined) return (await ofAssignment(handing, file, first, keys, depth)) ?? otherwise();
    const apart = takenApart(handing.context, file, root, callable, index);
    if (apart && depth < MAX_DEPTH)
      return ofName(handing, file, [...apart, ...keys], (callable?.start ?? 0) + 1, depth + 1, otherwise);
    if (!callable) return undefined;
    const position = callable.params.findIndex(param => namesOf(file.path, param).includes(root));
    if (position >= 0)
      return ofParameter(handing, file, callable, position, [root, ...keys], depth, otherwise);
    place = callable.head;
  }
  return undefined;
}

/** Which of several versions counts is decided when it runs; what else is said several times may be a default of the first. */
function ofSeveral(context: DetectContext, file: CodeFile, starts: readonly number[]): Values {
  const literals = starts.map(start => VERSION.exec(expressionAt(file.text, start)?.literal ?? '')?.[1]);
  const [first] = literals;
  const isOpen = literals.every(one => one !== undefined) && literals.some(one => one !== first);
  return isOpen
    ? [{ version: undefined, at: placeOf(context, file, starts[0] ?? 0), environment: '', isOpen }]
    : undefined;
}

/** What stands on the right of an assignment. */
async function ofAssignment(
  handing: Handing,
  file: CodeFile,
  start: number,
  keys: readonly string[],
  depth: number,
): Promise<Values> {
  if (keys.length > 0) {
    const field = fieldsOf(file.text, { text: file.text.slice(start, start + 200), start }, keys);
    if (typeof field === 'object') return ofPiece(handing, file, field, depth);
  }
  const expression = expressionAt(file.text, start);
  if (!expression) return undefined;
  const own =
    keys.length > 0 && expression.name !== undefined
      ? { ...expression, name: [expression.name, ...keys].join('.') }
      : expression;
  if (keys.length > 0 && expression.name === undefined) return undefined;
  return valueOrConstant(handing, file, own, start, depth + 1);
}

function ofPiece(handing: Handing, file: CodeFile, { text, start }: Piece, depth: number): Promise<Values> {
  const place = start + text.length - text.trimStart().length;
  const wrapped = /^\w{1,40}\.String\(\s*/.exec(file.text.slice(place, place + 60))?.[0].length ?? 0;
  const expression = expressionAt(file.text, place + wrapped);
  return expression
    ? valueOrConstant(handing, file, expression, place, depth + 1)
    : Promise.resolve(undefined);
}

/** `this.version`, as its class sets it, or has it as a parameter of its constructor. */
async function ofObject(
  handing: Handing,
  file: CodeFile,
  [name = '', ...keys]: readonly string[],
  index: number,
  depth: number,
  otherwise: () => Promise<Values>,
): Promise<Values> {
  const brackets = bracketsIn(handing.context, file);
  const owner = ownerAt(file, brackets, index);
  const bases = owner === undefined ? [] : (basesOf([file], owner) ?? []);
  // Another class has a field of that name for itself.
  const ofClass = (matches: readonly RegExpExecArray[]): readonly RegExpExecArray[] => {
    const owned = matches.map(match => [match, ownerAt(file, brackets, match.index)] as const);
    const own = owned.filter(([, other]) => other === owner);
    return (own.length > 0 ? own : owned.filter(([, other]) => bases.includes(other ?? ''))).map(
      ([match]) => match,
    );
  };
  const set = new RegExp(
    `\\b(?:this|self)\\.${name.replaceAll('$', '\\$')}\\b(?:\\s{0,9}:\\s{0,9}[\\w.\\[\\]| ]{1,60})?\\s{0,9}=(?![=>])\\s{0,99}`,
    'g',
  );
  const found = ofClass([...file.text.matchAll(set)].slice(0, MAX_MATCHES));
  const [first, ...more] = found;
  if (first && more.length === 0)
    return (await ofAssignment(handing, file, first.index + first[0].length, keys, depth)) ?? otherwise();
  if (first) return undefined;
  // `constructor(private readonly props: Props)`
  const written = new RegExp(
    `\\b(?:private|public|protected|readonly)\\s{1,9}${name.replaceAll('$', '\\$')}\\b[^()]{0,100}[,)]`,
    'g',
  );
  const place = ofClass([...file.text.matchAll(written)].slice(0, MAX_MATCHES))[0]?.index;
  const open = place === undefined ? undefined : brackets.around(place).find(one => file.text[one] === '(');
  const close = open === undefined ? undefined : brackets.closeOf.get(open);
  const body = close === undefined ? -1 : file.text.indexOf('{', close);
  const callable = body < 0 ? undefined : callableIn(handing.context, file, body + 1);
  const position = callable?.params.findIndex(param => namesOf(file.path, param).includes(name)) ?? -1;
  return callable && position >= 0
    ? ofParameter(handing, file, callable, position, [name, ...keys], depth, otherwise)
    : undefined;
}

/** What callers hand over, and what counts where they hand over nothing. */
async function ofParameter(
  handing: Handing,
  file: CodeFile,
  callable: Callable,
  position: number,
  [name = '', ...keys]: readonly string[],
  depth: number,
  otherwise: () => Promise<Values>,
): Promise<Values> {
  if (depth > MAX_DEPTH) return undefined;
  const param = callable.params[position];
  const isTakenApart = param?.text.trimStart().startsWith('{') === true;
  const path = isTakenApart ? [name, ...keys] : keys;
  const absent = async (): Promise<Values> => {
    const own = param && defaultOf(file, param, name, keys);
    const values = own && (await ofPiece(handing, file, own, depth));
    return values?.map(one => ({ ...one, isDefault: true as const })) ?? otherwise();
  };
  const { calls, isOpen } = await callsOf(handing, file, callable);
  if (isOpen)
    return [
      { version: undefined, at: placeOf(handing.context, file, callable.head), environment: '', isOpen },
    ];
  if (calls.length === 0) return absent();
  const found: Handed[] = [];
  for (const call of calls) {
    const value = argumentOf(call, position, isTakenApart ? undefined : name, path);
    const environment = environmentOf(call);
    const at = placeOf(handing.context, call.file, call.start);
    const none: Handed = { version: undefined, at, environment };
    const given =
      value === 'absent'
        ? [{ ...none, isAbsent: true as const }]
        : ((value && (await ofArgument(handing, call.file, value, depth))) ?? [none]);
    for (const one of given) {
      const otherwiseIs = one.isAbsent ? await absent() : undefined;
      for (const own of otherwiseIs ?? [one])
        found.push({ ...own, environment: one.environment || own.environment || environment });
    }
  }
  const isKnown = found.some(({ version, isAbsent }) => version !== undefined || isAbsent);
  return isKnown ? distinct(found) : undefined;
}

/** A field of what another name holds, or a value as it is written. */
function ofArgument(
  handing: Handing,
  file: CodeFile,
  { piece, keys }: Argument,
  depth: number,
): Promise<Values> {
  if (keys.length === 0) return ofPiece(handing, file, piece, depth);
  const place = piece.start + piece.text.length - piece.text.trimStart().length;
  const expression = expressionAt(file.text, place);
  if (expression?.name === undefined || expression.words !== piece.text.trim())
    return Promise.resolve(undefined);
  const own = { ...expression, name: [expression.name, ...keys].join('.') };
  return valueOrConstant(handing, file, own, place, depth + 1);
}

/** One for each place; names that several have are told apart by their lines. */
function distinct(found: readonly Handed[]): readonly Handed[] {
  const places = new Map(found.map(one => [JSON.stringify([one.at.file, one.at.line, one.version]), one]));
  const names = new Set<string>();
  return [...places.values()].map(one => {
    const environment = names.has(one.environment) ? `${one.environment}-${one.at.line}` : one.environment;
    names.add(environment);
    return { ...one, environment };
  });
}

/** What a call names what it makes by: the first text that it hands over. */
function environmentOf({ file, args }: Call): string {
  const [name] = args.flatMap(({ text }) => /^\s*["'`]([\w.-]{1,60})["'`]\s*$/.exec(text)?.[1] ?? []);
  return name !== undefined && !VERSION.test(name) ? name : baseName(file.path).replace(/\.[^.]+$/, '');
}

const linesByFile = oncePer((_: DetectContext) => new Map<string, (index: number) => number>());

function placeOf(context: DetectContext, { path, text }: CodeFile, index: number): Position {
  const known = linesByFile(context);
  const line = known.get(path) ?? linesOf(text);
  known.set(path, line);
  return { file: path, line: line(index) };
}

/** The files of some paths, as they are read here. */
export async function codeTexts(
  context: DetectContext,
  paths: readonly string[],
): Promise<readonly CodeFile[]> {
  const found: CodeFile[] = [];
  for (const path of paths) {
    const text = await context.text(path);
    if (text !== undefined) found.push({ path, text: withoutComments(path, text) });
  }
  return found;
}
