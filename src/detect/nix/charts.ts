/**
 * Charts that Nix fetches in sets whose parts are names: `lib.helm.downloadHelmChart { inherit repo chart version; }` of a function that
 * others call with a chart, with versions that stand in a file of their own.
 * Sources: https://nixidy.dev/user_guide/helm_charts/ and https://github.com/hall/kubenix/blob/main/lib/helm/fetch.nix
 */
import type { Position } from '../../model.js';
import { bracketsIn, type CodeFile } from '../code/blocks.js';
import { type Piece, trimmed } from '../code/literals.js';
import { leaveMore } from '../code/more.js';
import { lineAt, withoutComments } from '../code/text.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { type Binding, nixName, nixText, setAt } from './values.js';

export interface NixChart {
  readonly name: string;
  readonly repository: string | undefined;
  readonly version: string | undefined;
  /** Of the version, or of what stands for it. */
  readonly at: Position;
  readonly declared: Position;
  /** The option that turns it on, which nothing does. */
  readonly offBy?: string | undefined;
}

/** A set that says which chart, and from where on. */
interface Fetched {
  readonly open: number;
  readonly bindings: readonly Binding[];
}

export interface NixCharts {
  readonly charts: readonly NixChart[];
  /** Whether a place is in one of the sets that are read here. */
  isRead(index: number): boolean;
}

const WORD = "[A-Za-z_][\\w'-]{0,80}";
/** `chart = …;`, `inherit repo chart version;` */
const CHART = /(?<![\w'.-])chart(?:\s{0,9}=(?!=)|(?=[\s;]))/g;
/** More sets and calls than a file has. */
const MAX_SETS = 1000;
const MAX_CALLS = 1000;

export async function nixCharts(context: DetectContext, file: CodeFile): Promise<NixCharts> {
  const brackets = bracketsIn(context, file);
  const sets = new Map<number, Fetched>();
  const places = [...file.text.matchAll(CHART)];
  if (places.length > MAX_SETS) leaveMore(context, file);
  for (const match of places.slice(0, MAX_SETS)) {
    const open = brackets.around(match.index).find(one => file.text[one] === '{');
    if (open === undefined || sets.has(open)) continue;
    const bindings = setAt(file.text, open);
    const has = (name: string): boolean => bindings.some(({ path }) => path.join('.') === name);
    if (has('chart') && has('version')) sets.set(open, { open, bindings });
  }
  const charts: NixChart[] = [];
  const read: (readonly [number, number])[] = [];
  for (const fetched of sets.values()) {
    read.push([fetched.open, brackets.closeOf.get(fetched.open) ?? file.text.length]);
    const offBy = await switchedOffBy(context, file, fetched.open);
    for (const given of callsOf(context, file, fetched.open)) {
      const chart = await chartOf(context, file, fetched, given);
      if (chart) charts.push({ ...chart, offBy });
    }
  }
  return { charts, isRead: index => read.some(([open, close]) => index > open && index < close) };
}

/** What the parameters of the function around a set are in one call. */
type Given = ReadonlyMap<string, Piece>;

async function chartOf(
  context: DetectContext,
  file: CodeFile,
  { open, bindings }: Fetched,
  given: Given,
): Promise<NixChart | undefined> {
  const part = async (key: string): Promise<{ text: string; at: Position } | undefined> => {
    const own = bindings.find(({ path }) => path.join('.') === key);
    if (!own) return undefined;
    const word = own.isInherited && !own.value ? key : own.value && trimmed(own.value).text;
    const handed = word === undefined ? undefined : given.get(word);
    if (handed) return nixText(context, file, handed, []);
    if (own.isInherited && !own.value) return nixName(context, file, key, [], own.start);
    return own.value && nixText(context, file, own.value, own.isInherited ? [key] : []);
  };
  const name = await part('chart');
  if (!name) return undefined;
  const repository = (await part('repo')) ?? (await part('repository')) ?? (await part('repoURL'));
  const version = await part('version');
  const own = bindings.find(({ path }) => path.join('.') === 'version');
  const at = version?.at ?? { file: file.path, line: lineAt(file.text, own?.start ?? open) };
  return { name: name.text, repository: repository?.text, version: version?.text, at, declared: name.at };
}

/** `fetch = chart: version: …`, `fetch = { chart, version }: …`, `lib.genAttrs [ "base" ] (chart: …)`, around a set. */
function callsOf(context: DetectContext, file: CodeFile, open: number): readonly Given[] {
  const { text } = file;
  const before = text.slice(Math.max(0, open - 400), open);
  const [, list, listed] =
    /\b(?:genAttrs|map|forEach)\s{1,9}\[([^[\]]{1,200})\]\s{0,20}\(\s{0,9}([A-Za-z_][\w-]{0,40})\s{0,9}:[^;{}]{0,150}$/.exec(
      before,
    ) ?? [];
  if (list !== undefined && listed !== undefined) {
    const start = open - before.length + before.lastIndexOf(`[${list}]`) + 1;
    return [...list.matchAll(/"[^"\n$]{1,100}"/g)].map(
      one => new Map([[listed, { text: one[0], start: start + one.index }]]),
    );
  }
  const [, name, params = ''] =
    new RegExp(
      `(?<![\\w'.-])(${WORD})\\s{0,9}=\\s{0,20}((?:${WORD}\\s{0,9}:\\s{1,20}){1,4}|\\{[^{}]{1,300}\\}\\s{0,9}:\\s{1,20})[^;:]{0,150}$`,
    ).exec(before) ?? [];
  if (name === undefined) return [new Map()];
  const names = [...params.matchAll(new RegExp(`(${WORD})(?:\\s{0,9}\\?\\s{0,9}("[^"\\n$]{1,100}"))?`, 'g'))];
  const isSet = params.startsWith('{');
  const first = open - before.length + before.lastIndexOf(params);
  const presets = names.flatMap(({ 0: whole, 1: one = '', 2: literal, index }) =>
    literal === undefined
      ? []
      : [[one, { text: literal, start: first + index + whole.length - literal.length }] as const],
  );
  const found: Given[] = [];
  for (const match of text.matchAll(new RegExp(`(?<![\\w'.-])${name}\\s{1,9}(?=["{(])`, 'g'))) {
    if (found.length >= MAX_CALLS) {
      leaveMore(context, file);
      break;
    }
    const place = match.index + match[0].length;
    found.push(
      isSet
        ? new Map([...presets, ...ofSet(text, place)])
        : inOrder(
            text,
            place,
            names.map(one => one[1] ?? ''),
          ),
    );
  }
  return found;
}

function ofSet(text: string, place: number): Given {
  if (text[place] !== '{') return new Map();
  return new Map(
    setAt(text, place).flatMap(({ path, value, isInherited }) =>
      value && !isInherited ? [[path.join('.'), value] as const] : [],
    ),
  );
}

/** `"istiod" "1.22.2"`, `"istiod" versions.istio` */
function inOrder(text: string, place: number, names: readonly string[]): Given {
  const found = new Map<string, Piece>();
  let start = place;
  for (const name of names) {
    const word = /^(?:"[^"\n]{0,200}"|[A-Za-z_][\w.'-]{0,100})/.exec(text.slice(start, start + 250))?.[0];
    if (word === undefined) break;
    found.set(name, { text: word, start });
    start +=
      word.length +
      (/^[ \t\n]*/.exec(text.slice(start + word.length, start + word.length + 50))?.[0].length ?? 0);
  }
  return found;
}

/**
 * The option without which a set does nothing, where that is off by itself and no file turns it on: `lib.mkIf config.edge.enable { … }` of
 * `options.edge.enable = lib.mkEnableOption "…"`. Undefined where there is none, or where not all files are looked through.
 */
async function switchedOffBy(
  context: DetectContext,
  file: CodeFile,
  open: number,
): Promise<string | undefined> {
  const asked = bracketsIn(context, file)
    .around(open + 1)
    .flatMap(one => MK_IF.exec(file.text.slice(Math.max(0, one - 200), one))?.[1] ?? []);
  for (const path of asked) {
    const [holder = '', name = ''] = path.split('.').slice(-2);
    if (!/^[\w-]{1,60}$/.test(holder) || !/^[\w-]{1,60}$/.test(name)) continue;
    const texts = await nixTexts(context);
    const said = texts?.flatMap(text => valuesOf(text, holder, name)) ?? [];
    const isDeclared = said.some(value => OFF_BY_ITSELF.test(value));
    if (isDeclared && !said.some(value => !SAYS_NOTHING.test(value))) return path;
  }
  return undefined;
}

const MK_IF = /\bmkIf\s{1,9}\(?\s{0,9}([A-Za-z_][\w.-]{1,120})\s{0,9}\)?\s{0,9}\(?\s{0,9}$/;
const OFF_BY_ITSELF = /^\s{0,20}(?:lib\.)?mkEnableOption\b(?!.{0,200}\bdefault\s{0,9}=\s{0,9}true\b)/s;
/** What declares the option, or leaves it off. */
const SAYS_NOTHING =
  /^\s{0,20}(?:(?:lib\.)?mk(?:Enable)?Option\b(?!.{0,200}\bdefault\s{0,9}=\s{0,9}true\b)|false\s*$)/s;
/** More places at which a file says something of what holds an option. */
const MAX_PLACES = 200;

/** What a text gives a field: `edge.enable = true;`, `edge = { gateways = { … }; enable = true; };`. */
function valuesOf(text: string, holder: string, name: string): readonly string[] {
  const pattern = new RegExp(
    `(?<![\\w-])${holder}\\s{0,9}(?:\\.\\s{0,9}${name}\\s{0,9}=(?!=)|=\\s{0,9}(\\{))`,
    'g',
  );
  const found: string[] = [];
  let places = 0;
  for (const { 0: whole, 1: isSet, index } of text.matchAll(pattern)) {
    // What is not looked at may turn it on.
    if (++places > MAX_PLACES) return ['true'];
    const behind = index + whole.length;
    if (isSet === undefined) found.push(/^[^;]{0,500}/.exec(text.slice(behind, behind + 500))?.[0] ?? '');
    else
      for (const { path, value } of setAt(text, behind - 1))
        if (path[0] === name && path.length === 1) found.push(value?.text ?? '');
  }
  return found;
}

const MAX_FILES = 500;

/** All of the tree's files of Nix; undefined where there are more than are read. */
const nixTexts = oncePerTree(async (context): Promise<readonly string[] | undefined> => {
  const paths = context.tree.paths.filter(one => one.endsWith('.nix'));
  if (paths.length > MAX_FILES) return undefined;
  const found: string[] = [];
  for (const path of paths) {
    const text = await context.text(path);
    if (text !== undefined) found.push(withoutComments(path, text));
  }
  return found;
});
