/** What functions and scripts run with what they are given one by one: `chart() { helm upgrade --install "$1" "istio/$2"; }`. */
import { fetches } from './downloads.js';
import { filledText } from './filled.js';
import { type Command, placeOf, type Word } from './text.js';
import type { FunctionBody } from './wrappers.js';

/** All that a function is given. */
export const ARGUMENTS = /^\$[@*]$|^\$\{[@*](?::\d)?\}$/;

/** What a function runs, with the places of its arguments by the names that it gives them. */
export interface Template {
  readonly commands: readonly Command[];
  /** Those of them that other functions run, which it calls. */
  readonly nested: ReadonlySet<Command>;
  /** Its calls of these. */
  readonly calls: readonly Command[];
  /** The file that it stands in, where that is another one. */
  readonly file: string | undefined;
  /** How many arguments are gone where all of the others are handed on. */
  readonly shifted: number;
  /** Lists that it puts all of its arguments into, and which of them is the first: `local more=("${@:3}")`. */
  readonly rests: ReadonlyMap<string, number>;
  readonly places: ReadonlyMap<string, number>;
  /** Flags of its own that are followed by what a name stands for: `--chart) chart="$2"; shift 2 ;;`. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** What arguments are by their names that a call leaves out: `local version=${1:-1.22.2}`. */
  readonly presets: ReadonlyMap<string, Word>;
  /** Names that it gives to what it makes of its arguments: `local rev=${version//./-}`. */
  readonly made: ReadonlyMap<string, string>;
}

export function readTemplate({ body, line, file }: FunctionBody, runs: readonly Command[]): Template {
  const places = new Map<string, number>();
  const presets = new Map<string, Word>();
  for (let place = 1; place <= 9; place++) places.set(String(place), place);
  const head = body.slice(0, MAX_BODY);
  const shifts = [...head.matchAll(SHIFT)].map(({ 1: count = '1', index }) => ({
    count: Number(count),
    index,
  }));
  const shiftedBefore = (index: number): number =>
    LOOPS.test(head.slice(0, index))
      ? 0
      : shifts.reduce((sum, one) => sum + (one.index < index ? one.count : 0), 0);
  const flags = flagsIn(head);
  for (const name of flags.keys()) places.set(name, 0);
  for (const { 1: name = '', 2: place, 3: preset, index } of head.matchAll(NAMED)) {
    if (flags.has(name)) continue;
    places.set(name, Number(place) + shiftedBefore(index));
    if (preset !== undefined)
      presets.set(name, { text: preset, line: line + head.slice(0, index).split('\n').length - 1 });
  }
  const made = new Map<string, string>();
  for (const [, name = '', text = ''] of head.matchAll(MADE))
    if (!places.has(name) && uses({ text }, places)) made.set(name, text);
  for (const name of made.keys()) places.set(name, 0);
  const commands = runs.filter(({ words, heredoc }, index) => {
    const before = runs[index - 1];
    // What is fed the text that a call fills in.
    if (before?.piped && before.heredoc && uses(before.heredoc, places)) return true;
    if (heredoc && uses(heredoc, places)) return true;
    // Which release a download is of is said to what it is piped into.
    if (fetches({ words }) || (before?.piped && fetches(before))) return true;
    return words.slice(0, 3).some(({ text }) => RUNS.test(text)) && words.some(word => uses(word, places));
  });
  const shifted = shifts.reduce((sum, { count }) => sum + count, 0);
  const rests = new Map<string, number>();
  for (const { 1: list, 2: from, 3: read, index } of head.matchAll(RESTS))
    rests.set(list ?? read ?? '', shiftedBefore(index) + Math.max(Number(from ?? 1), 1));
  return { commands, nested: new Set(), calls: [], file, shifted, rests, places, flags, presets, made };
}

const RUNS = /^(?:\S*\/)?(?:helm|istioctl)$/;
/** `shift`, `shift 4` */
const SHIFT = /(?:^|[;&\s])shift(?:[ \t]{1,9}(\d))?(?=[ \t]*(?:$|[;&|#]))/gm;

/** Goes through options, of which a call gives some: how many arguments are gone behind that depends on it. */
const LOOPS = /\b(?:while|until)\b/;

/** `local chart="$2"`, `chart=${2:-istiod}` */
const NAMED = /\b([A-Za-z_]\w{0,60})=["']?\$\{?([1-9])\b(?::?-(\w[\w.+-]{0,100})\})?/g;
/** `-c | --chart) chart="$2"`, `--chart) shift; chart=$1`, `--chart=*) chart="${1#*=}"` */
const FLAG =
  /((?:-{1,2}[A-Za-z][\w-]{0,40}[ \t]{0,5}(?:\|[ \t]{0,5})?){1,5})\)\s{0,80}(?:shift[ \t]{0,5}[;\n]\s{0,80})?(?:local[ \t]+)?([A-Za-z_]\w{0,60})=["']?\$\{?[12]\}?["']?(?=[\s;]|$)|(-{1,2}[A-Za-z][\w-]{0,40}=)\*\)\s{0,80}(?:local[ \t]+)?([A-Za-z_]\w{0,60})=["']?\$\{1#{1,2}[^{}\s]{0,60}=\}/g;

/** Flags, or beginnings of them (`--chart=`), by the names that take what follows. */
function flagsIn(body: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [, written, name, joined, other] of body.matchAll(FLAG)) {
    const own = joined === undefined ? (written ?? '').split(/[\s|]+/).filter(Boolean) : [joined];
    const key = name ?? other ?? '';
    found.set(key, [...(found.get(key) ?? []), ...own]);
  }
  return found;
}

/** The last one that a call gives. */
function flagGiven(flags: readonly string[] | undefined, given: readonly Word[]): Word | undefined {
  if (!flags) return undefined;
  const found = given.flatMap((word, index) => {
    const joined = flags.find(flag => flag.endsWith('=') && word.text.startsWith(flag));
    if (joined !== undefined) return [{ ...word, text: word.text.slice(joined.length) }];
    return flags.includes(word.text) ? (given[index + 1] ?? []) : [];
  });
  return found.at(-1);
}

/** `local more=("${@:3}")`, `read -ra more <<< "$*"` */
const RESTS =
  /\b([A-Za-z_]\w{0,60})=\([ \t]*["']?\$\{?[@*](?::(\d))?\}?["']?[ \t]*\)|\bread[ \t]+-\w{0,3}a[ \t]+([A-Za-z_]\w{0,60})[ \t]*<<<[ \t]*["']?\$\{?[@*]/g;
const MADE = /\b([A-Za-z_]\w{0,60})=["']?([\w./-]{0,60}\$\{?\w{1,60}[^\s"';]{0,60})["']?(?=\s|;|$)/gm;
const MAX_BODY = 20_000;
/** `$1`, `${version}`, `${version//./-}`, `${2:-1.22.2}` */
const REFERENCE =
  /\$\{(\w+)\/\/([^/{}]{1,9})\/([^/{}]{0,9})\}|\$\{(?=\w+:?-)(\w+):?-[^{}]{0,200}\}|\$\{?(\w+)\}?/g;

/** `${rev}`, `$rev` */
const NAME = /\$(?:\{(\w{1,60})\}|(\w{1,60}))/g;

export function uses({ text }: Pick<Word, 'text'>, places: Template['places']): boolean {
  return [...text.matchAll(REFERENCE)].some(([, changed, , , preset, name = '']) =>
    places.has(changed ?? preset ?? name),
  );
}

export function filled(template: Template, call: Command): readonly Command[] {
  const { commands, places, presets, made, flags, file } = template;
  const [called, ...all] = call.words;
  // Of all that a script is given, which one stands where only running it tells.
  const end = all.findIndex(({ text }) => ARGUMENTS.test(text));
  const given = end < 0 ? all : all.slice(0, end);
  const at = called?.line ?? 1;
  return commands.map(command => {
    // A call says which chart it is, or which istioctl runs; else of istioctl what one and the same command sets.
    const tool = command.words.find(({ text }) => /istioctl$/.test(text));
    const isItsOwn = tool !== undefined && !uses(tool, places);
    const argument = (name: string): string | undefined =>
      (flagGiven(flags.get(name), given) ?? given[(places.get(name) ?? 0) - 1] ?? presets.get(name))?.text;
    const presetIn = (text: string): number | undefined => {
      const name = /\$\{?(\w{1,60})\}?["']?$/.exec(text)?.[1] ?? '';
      return given[(places.get(name) ?? 0) - 1] ? undefined : presets.get(name)?.line;
    };
    const textOf = (text: string): string =>
      filledText(
        filledText(text, NAME, (_, round, bare) => made.get(round ?? bare ?? '')),
        REFERENCE,
        (_, changed, from = '', to = '', preset, name = '') =>
          changed === undefined ? argument(preset ?? name) : changedIn(argument(changed), from, to),
      );
    const words = command.words.flatMap((word, index): readonly Word[] => {
      const rest = restIn(word.text, template);
      if (rest !== undefined) return all.slice(rest - 1);
      const { text, line } = word;
      const filledIn = textOf(text);
      const name = /^\$\{?(\w{1,60})\}?$/.exec(text)?.[1] ?? '';
      const argument = flagGiven(flags.get(name), given) ?? given[(places.get(name) ?? 0) - 1];
      if (argument && filledIn === argument.text) return [argument];
      // What a call does not say stands where the function says it.
      const isSaidThere = isItsOwn || (index > 0 && filledIn === text);
      if (file === undefined) return [{ text: filledIn, line: isSaidThere ? line : (presetIn(text) ?? at) }];
      const place = isSaidThere ? line : presetIn(text);
      const isVersion = place !== undefined && /\d\.\d/.test(filledIn) && !filledIn.includes('$');
      return [
        isVersion ? { text: filledIn, line: place, file } : { text: filledIn, ...placeOf(called ?? word) },
      ];
    });
    const { heredoc } = command;
    return {
      ...command,
      words,
      ...(heredoc ? { heredoc: { ...heredoc, text: textOf(heredoc.text) } } : {}),
    };
  });
}

/** Which of its arguments is the first that a word of a function stands for, where it stands for all others. */
function restIn(text: string, { rests, shifted }: Template): number | undefined {
  if (ARGUMENTS.test(text)) return shifted + Math.max(Number(/:(\d)/.exec(text)?.[1] ?? 1), 1);
  return rests.get(/^\$\{(\w{1,60})\[[@*]\]\}$/.exec(text)?.[1] ?? '');
}

/** `${version//./-}` of an argument; one that is a name itself is changed where that is known. */
function changedIn(argument: string | undefined, from: string, to: string): string | undefined {
  const name = /^\$\{?(\w+)\}?$/.exec(argument ?? '')?.[1];
  return name === undefined ? argument?.replaceAll(from, () => to) : `\${${name}//${from}/${to}}`;
}
