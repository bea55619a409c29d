/** The functions and constants of Go's own library, and of protobuf's, that defaults are made with. */
import { posix } from 'node:path';
import type { Value } from './value.js';
import { convert, spell } from './value.js';

type LibraryFunction = (args: readonly (Value | undefined)[]) => Value | undefined;

const nanosecond = 1n;
const second = 1_000_000_000n;

/** By `import/path.Name`. */
export const libraryConstants: ReadonlyMap<string, Value> = new Map([
  duration('Nanosecond', nanosecond),
  duration('Microsecond', 1_000n),
  duration('Millisecond', 1_000_000n),
  duration('Second', second),
  duration('Minute', 60n * second),
  duration('Hour', 3600n * second),
  whole('math.MaxInt8', 127n),
  whole('math.MaxInt16', 32767n),
  whole('math.MaxInt32', 2147483647n),
  whole('math.MaxInt64', 9223372036854775807n),
  whole('math.MaxInt', 9223372036854775807n),
  whole('math.MaxUint8', 255n),
  whole('math.MaxUint16', 65535n),
  whole('math.MaxUint32', 4294967295n),
  // Kubernetes' own name for "all namespaces".
  text('k8s.io/api/core/v1.NamespaceAll', ''),
]);

function duration(name: string, value: bigint): [string, Value] {
  return [`time.${name}`, { type: 'duration', value }];
}

function whole(name: string, value: bigint): [string, Value] {
  return [name, { type: 'int', value }];
}

function text(name: string, value: string): [string, Value] {
  return [name, { type: 'string', value }];
}

/** By `import/path.Name`; undefined where an argument is unknown. */
export const library: ReadonlyMap<string, LibraryFunction> = new Map<string, LibraryFunction>([
  ['time.Duration', ([value]) => (value === undefined ? undefined : convert(value, 'time.Duration'))],
  [
    'google.golang.org/protobuf/types/known/durationpb.New',
    ([value]) => (value === undefined ? undefined : convert(value, 'time.Duration')),
  ],
  ...['Bool', 'String', 'Int32', 'Int64', 'UInt32', 'UInt64', 'Double'].map(
    (name): [string, LibraryFunction] => [
      `google.golang.org/protobuf/types/known/wrapperspb.${name}`,
      ([value]) => value,
    ],
  ),
  ['strings.ToUpper', onStrings(value => value.toUpperCase())],
  ['strings.ToLower', onStrings(value => value.toLowerCase())],
  ['strings.TrimSpace', onStrings(value => value.trim())],
  ['strings.ReplaceAll', onStrings((value, from = '', to = '') => value.replaceAll(from, to))],
  // With a count of -1, the only use, it replaces all.
  ['strings.Replace', onStrings((value, from = '', to = '') => value.replaceAll(from, to))],
  ['strings.Join', joinStrings],
  ['path.Join', onStrings((...parts) => posix.join(...parts))],
  ['path/filepath.Join', onStrings((...parts) => posix.join(...parts))],
  ['strconv.Itoa', ([value]) => (value === undefined ? undefined : { type: 'string', value: spell(value) })],
  [
    'strconv.FormatBool',
    ([value]) => (value === undefined ? undefined : { type: 'string', value: spell(value) }),
  ],
  ['fmt.Sprint', ([value]) => (value === undefined ? undefined : { type: 'string', value: spell(value) })],
  ['fmt.Sprintf', formatString],
]);

function onStrings(apply: (...args: [string, ...string[]]) => string): LibraryFunction {
  return args => {
    const texts: string[] = [];
    for (const arg of args) {
      if (arg === undefined) return undefined;
      if (arg.type === 'string') texts.push(arg.value);
    }
    const [first, ...rest] = texts;
    return first === undefined ? undefined : { type: 'string', value: apply(first, ...rest) };
  };
}

function joinStrings([list, separator]: readonly (Value | undefined)[]): Value | undefined {
  if (list?.type !== 'list' || separator?.type !== 'string') return undefined;
  return { type: 'string', value: list.items.map(spell).join(separator.value) };
}

/** `%s`, `%d`, `%v`, `%t` and `%q`; anything else stays unknown. */
function formatString([format, ...args]: readonly (Value | undefined)[]): Value | undefined {
  if (format?.type !== 'string') return undefined;
  let index = 0;
  let known = true;
  const value = format.value.replace(/%(.)/g, (_, verb: string) => {
    if (verb === '%') return '%';
    const arg = args[index++];
    if (arg === undefined || !'sdvtq'.includes(verb)) known = false;
    if (arg === undefined) return '';
    return verb === 'q' ? JSON.stringify(spell(arg)) : spell(arg);
  });
  return known ? { type: 'string', value } : undefined;
}
