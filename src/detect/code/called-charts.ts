/**
 * Charts whose name a function is handed: `const install = (chart: string, version: string) => new k8s.helm.v3.Chart(chart, { chart,
 * version })`, which `install("istiod", "1.22.2")` calls, or a loop over names. Each call is one.
 */
import { argumentOf, defaultOf, namesOf } from './arguments.js';
import { callableIn, takenApart } from './assigned.js';
import { bracketsIn, type Callable, type CodeFile } from './blocks.js';
import { type Call, type Calling, callsOf } from './calls.js';
import { dotted, expressionAt } from './expressions.js';
import { fieldNamed, type Instances, instancesAround } from './instances.js';
import { loopsIn } from './items.js';
import { literalIn, type Piece, piecesOf, trimmed } from './literals.js';
import { type Loop, type LoopedChart, valueIn } from './loops.js';
import { leaveMore } from './more.js';
import { fieldOfNamed, fieldSpread } from './named-fields.js';
import { spreadUses } from './spreads.js';
import { typedObjects } from './typed.js';
import { filled, type Use, usesIn } from './uses.js';

/** More places at which a file names charts by what it is handed, and more charts than those are. */
const MAX_USES = 500;
const MAX_CHARTS = 2000;
/** More functions of one expression than a file has. */
const MAX_ARROWS = 1000;
/** A name of a name of what is handed over. */
const MAX_STEPS = 3;

type Value =
  | (Piece & {
      readonly source?: CodeFile;
      /** Fields of what is named there, which the function around the call does not say. */
      readonly keys?: readonly string[];
    })
  | 'absent'
  | undefined;

/** In the order of the places that say `chart: chart`, and of the calls. */
export async function calledCharts(calling: Calling, file: CodeFile): Promise<readonly LoopedChart[]> {
  const uses: readonly Use[] = [...usesIn(file), ...spreadUses(file.path, file.text)];
  if (uses.length > MAX_USES) leaveMore(calling.context, file);
  const found: LoopedChart[] = [];
  const arrows = uses.length === 0 ? [] : arrowsOf(calling, file);
  for (const { index, expression, pattern, isSpread } of uses.slice(0, MAX_USES)) {
    const words = expression ?? /\{\s{0,9}([\w.$]{1,100})\s{0,9}\}/.exec(pattern ?? '')?.[1];
    if (words === undefined) continue;
    const callable = callableAt(calling, file, arrows, index) ?? NOWHERE;
    const given: Given = { calling, file, callable, index };
    const typed = isSpread
      ? undefined
      : await typedObjects(calling, file, words, index, isHanded(given, words));
    if (callable === NOWHERE && !typed) continue;
    const made = isHanded(given, words) ? undefined : await instancesOf(given, words);
    const { calls } =
      typed ?? made ?? (isHanded(given, words) ? await callsOf(calling, file, callable) : { calls: [] });
    for (const call of calls) {
      if (found.length >= MAX_CHARTS) {
        for (const one of [file, call.file]) leaveMore(calling.context, one);
        return found;
      }
      // Another file names its charts for itself.
      if (isSpread && call.file.path !== file.path) continue;
      const own = (one: string): Value =>
        typed
          ? typed.valueOf(call, one)
          : made
            ? madeWith(given, made, call, one)
            : handedBy(given, call, one);
      for (const itemOf of itemsOf(own, call, await loopsIn(calling.context, call.file))) {
        const value = itemOf(words);
        if (typeof value !== 'object') continue;
        const name = pattern === undefined ? literalIn(value.text) : filled(pattern, itemOf);
        if (name !== undefined)
          found.push({
            name,
            item: value,
            index,
            itemOf,
            source: value.source ?? call.file,
            ...(isSpread ? { isSpread } : {}),
          });
      }
    }
  }
  return found;
}

/** Outside of all functions. */
const NOWHERE: Callable = { name: '', params: [], start: 0, end: 0, head: 0 };

function callableAt(
  { context }: Calling,
  file: CodeFile,
  arrows: readonly Callable[],
  index: number,
): Callable | undefined {
  return arrows.find(({ start, end }) => start <= index && index < end) ?? callableIn(context, file, index);
}

/** What names of the function around a place are, as each call hands them over. */
export async function handedAround(
  calling: Calling,
  file: CodeFile,
  index: number,
): Promise<readonly ((words: string) => Value)[]> {
  const callable = callableAt(calling, file, arrowsOf(calling, file), index);
  if (!callable || callable.params.length === 0) return [];
  const given: Given = { calling, file, callable, index };
  const { calls } = await callsOf(calling, file, callable);
  const found: ((words: string) => Value)[] = [];
  for (const call of calls) {
    const own = (words: string): Value => handedBy(given, call, words);
    for (const itemOf of itemsOf(own, call, await loopsIn(calling.context, call.file)))
      found.push(words => {
        const value = itemOf(words);
        return typeof value === 'object' ? { ...value, source: value.source ?? call.file } : value;
      });
  }
  return found;
}

/** The function in which a chart is named, and where. */
interface Given {
  readonly calling: Calling;
  readonly file: CodeFile;
  readonly callable: Callable;
  readonly index: number;
}

/** What stands for a name: the place of a parameter, and the fields of it. */
interface Param {
  readonly position: number;
  readonly name: string;
  readonly keys: readonly string[];
  /** What counts where that is not handed over. */
  readonly otherwise?: Piece;
}

function isHanded(given: Given, words: string): boolean {
  return paramOf(given, words) !== undefined;
}

function paramOf({ calling, file, callable, index }: Given, words: string): Param | undefined {
  let parts: readonly string[] = dotted(words).split('.');
  let otherwise: Piece | undefined;
  for (let step = 0; step < MAX_STEPS; step++) {
    const [name = '', ...keys] = parts;
    if (!/^[A-Za-z_$][\w$]{0,80}$/.test(name)) return undefined;
    const position = callable.params.findIndex(param => namesOf(file.path, param).includes(name));
    if (position >= 0) return { position, name, keys, ...(otherwise ? { otherwise } : {}) };
    const apart = takenApart(calling.context, file, name, callable, index);
    const assigned = apart ? undefined : assignedIn(file, callable, name, index);
    const other = assigned?.otherwise;
    if (other?.literal !== undefined) otherwise ??= { text: other.words, start: other.start };
    const next = apart ?? assigned?.name?.split('.');
    if (!next) return undefined;
    parts = [...next, ...keys];
  }
  return undefined;
}

/** `const version = props.version ?? "1.22.2"`, said once. */
function assignedIn(
  { text }: CodeFile,
  { start }: Callable,
  name: string,
  index: number,
): ReturnType<typeof expressionAt> {
  const body = text.slice(start, index);
  const pattern = new RegExp(
    `(?<![\\w.$])${name.replaceAll('$', '\\$')}(?:\\s{0,9}:[^=\\n(){}]{1,60})?\\s{0,9}:?=(?![=>])\\s{0,20}`,
    'g',
  );
  const [first, ...more] = [...body.matchAll(pattern)].slice(0, 2);
  return first && more.length === 0 ? expressionAt(text, start + first.index + first[0].length) : undefined;
}

/** What names of the function are as one call hands them over: once, or for each item of a loop around it. */
function itemsOf(
  own: (words: string) => Value,
  call: Call,
  loops: readonly Loop[],
): readonly ((words: string) => Value)[] {
  const around = loops.filter(
    ({ body }) => body.start <= call.start && call.start < body.start + body.text.length,
  );
  if (around.length === 0) return [words => withoutOpen(own(words))];
  return around.flatMap(loop =>
    loop.items.map(item => (words: string): Value => {
      const value = own(words);
      if (typeof value !== 'object' || value.source !== undefined) return value;
      const place = value.start + value.text.length - value.text.trimStart().length;
      const expression =
        literalIn(value.text) === undefined ? expressionAt(call.file.text, place) : undefined;
      const asked = expression && [expression.words, ...(value.keys ?? [])].join('.');
      const found = asked === undefined ? undefined : valueIn(item, asked, loop.names, loop.order);
      const other = expression?.otherwise;
      if (found === 'absent' && other?.literal !== undefined)
        return { text: other.words, start: other.start };
      return typeof found === 'object' && loop.home
        ? { ...found, source: loop.home }
        : (found ?? withoutOpen(value));
    }),
  );
}

/** Nothing is known of a field of what nobody says. */
function withoutOpen(value: Value): Value {
  return typeof value === 'object' && value.keys ? undefined : value;
}

/** Where words are a field of the object whose method this is. */
async function instancesOf({ calling, file, index }: Given, words: string): Promise<Instances | undefined> {
  const field = fieldNamed(file.path, words);
  const made = field === undefined ? undefined : await instancesAround(calling, file, index);
  return field !== undefined && made?.positionOf(field) !== undefined ? made : undefined;
}

function madeWith({ file }: Given, made: Instances, call: Call, words: string): Value {
  const field = fieldNamed(file.path, words);
  const position = field === undefined ? undefined : made.positionOf(field);
  if (position === undefined) return undefined;
  const value = argumentOf(call, position, field, []);
  return value === 'absent' ? value : value && value.keys.length === 0 ? trimmed(value.piece) : undefined;
}

function handedBy(given: Given, call: Call, words: string): Value {
  const { file, callable } = given;
  const { position, name, keys, otherwise } = paramOf(given, words) ?? {};
  const param = position === undefined ? undefined : callable.params[position];
  if (!param || position === undefined || name === undefined || !keys) return undefined;
  const isApart = param.text.trimStart().startsWith('{');
  const path = isApart ? [name, ...keys] : keys;
  // `**options` holds what is handed over under other names.
  const isRest = /^\s*\*\*/.test(param.text) && path.length > 0;
  const value = isRest
    ? argumentOf(call, call.args.length, path[0], path.slice(1))
    : argumentOf(call, position, isApart ? undefined : name, path);
  if (value === 'absent') {
    const own = defaultOf(file, param, name, keys) ?? otherwise;
    return own ? { ...own, source: file } : 'absent';
  }
  if (value && value.keys.length === 0) return trimmed(value.piece);
  if (value) return fieldOfNamed(given.calling.context, call, value.piece, value.keys);
  const whole = isRest ? undefined : argumentOf(call, position, isApart ? undefined : name, []);
  return typeof whole === 'object' && whole.keys.length === 0
    ? fieldSpread(given.calling.context, call, whole.piece, path)
    : undefined;
}

/** Also those of a class: `private readonly install = (chart: string) => …`. */
const ARROW =
  /(?:(?:\b(?:const|let|var|private|public|protected|static|readonly)\s{1,9}){1,4}|^[ \t]{1,20}(?=[\w$]{1,81}\s{0,9}=))([A-Za-z_$][\w$]{0,80})\b[^=(){};]{0,100}=\s{0,20}(?:async\s{0,9})?\(/gm;
const BODY = /^(?:\s{0,9}:[^=(){};]{1,100})?\s{0,20}=>\s{0,200}(?!\s|\{)/;

/** Functions that are one expression: `const install = (chart: string) => new Chart(chart, …)`. */
function arrowsOf({ context }: Calling, file: CodeFile): readonly Callable[] {
  const { path, text } = file;
  if (!/\.[mc]?[jt]sx?$/.test(path)) return [];
  const { closeOf } = bracketsIn(context, file);
  const found: Callable[] = [];
  for (const match of text.matchAll(ARROW)) {
    if (found.length >= MAX_ARROWS) {
      leaveMore(context, file);
      break;
    }
    const head = match.index + match[0].length - 1;
    const close = closeOf.get(head);
    const before =
      close === undefined ? undefined : BODY.exec(text.slice(close + 1, close + 400))?.[0].length;
    if (close === undefined || before === undefined) continue;
    const start = close + 1 + before;
    const end = closeOf.get(text.indexOf('(', start));
    if (end !== undefined)
      found.push({ name: match[1] ?? '', params: piecesOf(text, head), start, end, head });
  }
  return found;
}
