/** What callers hand over for a parameter, or for a field of the object whose method asks, and what counts where they hand over nothing. */
import { argumentOf, defaultOf, namesOf } from './arguments.js';
import { callableIn } from './assigned.js';
import { bracketsIn, type Callable, type CodeFile } from './blocks.js';
import { distinct, environmentOf, type Handed, placeOf } from './callers.js';
import { callsOf } from './calls.js';
import { filledByType, filledIn, typeOfParameter } from './filled.js';
import { type Handing, MAX_DEPTH, type Values } from './handed.js';
import { ofAssignment, ofFields, ofPiece } from './handed-fields.js';
import { basesOf, ownerAt } from './owners.js';

/** What a function or a constructor takes, and what of it is asked for. */
export interface Parameter {
  readonly file: CodeFile;
  readonly callable: Callable;
  /** Its place in the list, from 0. */
  readonly position: number;
  /** The name that it goes by inside, and those of fields below it. */
  readonly names: readonly string[];
}

/** More places at which a class names one thing. */
const MAX_MATCHES = 200;

/** `this.version`, as its class sets it, or has it as a parameter of its constructor. */
export async function ofObject(
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
    ? ofParameter(handing, { file, callable, position, names: [name, ...keys] }, depth, otherwise)
    : undefined;
}

/** What callers hand over, and what counts where they hand over nothing. */
export async function ofParameter(
  handing: Handing,
  parameter: Parameter,
  depth: number,
  otherwise: () => Promise<Values>,
): Promise<Values> {
  // Further down, what is left of the budget counts.
  if (depth > 0 || handing.parameters === undefined) return ofCallers(handing, parameter, depth, otherwise);
  const { file, callable, position, names } = parameter;
  const key = JSON.stringify([file.path, callable.head, position, names]);
  if (handing.parameters.has(key)) return handing.parameters.get(key);
  let isLeftOut = false;
  const found = await ofCallers(handing, parameter, depth, async () => {
    isLeftOut = true;
    return otherwise();
  });
  if (!isLeftOut) handing.parameters.set(key, found);
  return found;
}

async function ofCallers(
  handing: Handing,
  parameter: Parameter,
  depth: number,
  otherwise: () => Promise<Values>,
): Promise<Values> {
  if (depth > MAX_DEPTH) return undefined;
  const { file, callable, position, names } = parameter;
  const [name = '', ...keys] = names;
  const param = callable.params[position];
  const isTakenApart = param?.text.trimStart().startsWith('{') === true;
  const path = isTakenApart ? [name, ...keys] : keys;
  // `**options` holds what is handed over under other names.
  const isRest = /^\s*\*\*/.test(param?.text ?? '') && path.length > 0;
  const absent = async (): Promise<Values> => {
    const own = param && defaultOf(file, param, name, keys);
    const values = own && (await ofPiece(handing, file, own, depth));
    if (values) return values.map(one => ({ ...one, isDefault: true as const }));
    return (await otherwise()) ?? ofFilled(handing, parameter, depth);
  };
  const { calls, isOpen } = await callsOf(handing, file, callable);
  if (isOpen)
    return [
      { version: undefined, at: placeOf(handing.context, file, callable.head), environment: '', isOpen },
    ];
  if (calls.length === 0) return absent();
  const found: Handed[] = [];
  for (const call of calls) {
    const value = isRest
      ? argumentOf(call, call.args.length, path[0], [])
      : argumentOf(call, position, isTakenApart ? undefined : name, []);
    const within = isRest ? path.slice(1) : path;
    const environment = environmentOf(call);
    const at = placeOf(handing.context, call.file, call.start);
    const none: Handed = { version: undefined, at, environment };
    const given =
      value === 'absent'
        ? [{ ...none, isAbsent: true as const }]
        : ((value &&
            (await ofFields(handing, call.file, value.piece, [...value.keys, ...within], depth))) ?? [none]);
    for (const one of given) {
      const otherwiseIs = one.isAbsent ? await absent() : undefined;
      for (const own of otherwiseIs ?? [one])
        found.push({ ...own, environment: one.environment || own.environment || environment });
    }
  }
  const isKnown = found.some(({ version, text, isAbsent }) => (version ?? text) !== undefined || isAbsent);
  return isKnown ? distinct(found) : undefined;
}

/** What a function, or in Go a method of what it is handed, sets where nobody hands it over. */
async function ofFilled(
  handing: Handing,
  { file, callable, position, names }: Parameter,
  depth: number,
): Promise<Values> {
  const [name = '', ...keys] = names;
  const [own, ...more] = filledIn(file.text, [name, ...keys], callable.start, callable.end);
  const [key, ...rest] = keys;
  const type = typeOfParameter(file.path, callable, position);
  const byType =
    own === undefined && type !== undefined && key !== undefined && rest.length === 0
      ? filledByType(handing.context, await handing.files(), type, key)
      : [];
  const places = own === undefined ? byType : [[file, own] as const];
  const [only, ...others] = places;
  if (!only || others.length + more.length > 0 || depth > MAX_DEPTH) return undefined;
  const [home, start] = only;
  const values = await ofPiece(
    handing,
    home,
    { text: home.text.slice(start, start + 400), start },
    depth + 1,
  );
  return values?.map(one => ({ ...one, isDefault: true as const }));
}
