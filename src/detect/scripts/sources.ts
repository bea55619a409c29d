/** What a script prints into its own words: `$(yq '.charts[].name' charts.yaml)`, `$(seq 0 2)`, `$(version_of istiod)`. */
import type { Positioned } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { fileNamed } from './own-folder.js';
import { printedBy } from './piped.js';
import { asWord, fieldsOf, type Part, type Row, textOf } from './printed-rows.js';
import { sourcedFiles } from './sourced.js';
import { type Command, commandsIn, placeOf, type Word } from './text.js';
import type { Source } from './tool-calls.js';

export interface Sources {
  /** Files that the script names. */
  readonly paths: readonly string[];
  /** What commands print that hand on to one another; undefined where one of them is not read, or where they print nothing. */
  rowsOf(commands: readonly Command[]): readonly Row[] | undefined;
  /** Words of what `$(…)` prints, each at its place. */
  wordsOf(word: Word): readonly Word[] | undefined;
  /**
   * The only line of what it prints.
   * @param fill what a function that is called finds in the variables around it
   */
  wordOf(word: Word, fill?: (text: string) => string): Word | undefined;
}

/** More files than a script asks, and longer than those are. */
const MAX_FILES = 100;
const MAX_TEXT = 200_000;
/** More words of a script than name files. */
const MAX_NAMES = 20_000;
/** More items than people count to. */
const MAX_COUNT = 50;
/** Longer than what a script has printed into its words. */
const MAX_SUBSTITUTION = 600;
/** More functions than a script has, and more lines than one of them has that only prints something. */
const MAX_FUNCTIONS = 100;
const MAX_BODY = 8;

const TOOLS = /\b(?:jq|gojq|yq|[ef]?grep|rg|awk|sed|cat|cut|sort|head|tail|seq)\b|\{\d{1,4}\.\.\d{1,4}\}/;

/**
 * @param text of the script
 * @param variables what names are set to in it
 */
export async function sourcesOf(
  context: DetectContext,
  path: string,
  text: string,
  variables: ReadonlyMap<string, string>,
): Promise<Sources | undefined> {
  const sourced = /\$\(/.test(text) ? await sourcedFiles(context, path) : new Set<string>();
  const texts = [text];
  for (const file of sourced) if (/\.(?:sh|bash)$/.test(file)) texts.push((await context.text(file)) ?? '');
  if (!texts.some(one => TOOLS.test(one))) return undefined;
  const named = (name: string): string | undefined => fileOf(context, path, name, variables);
  const files = new Map<string, Source>();
  const words = new Set(texts.flatMap(one => one.slice(0, MAX_TEXT).split(/[\s"'`()|;&<>=]+/)));
  for (const name of new Set([...[...words].slice(0, MAX_NAMES), ...variables.values()])) {
    const file = named(name);
    if (file === undefined || files.has(file) || file === path || files.size >= MAX_FILES) continue;
    const content = await context.text(file);
    if (content === undefined || content.length > MAX_TEXT) continue;
    const isData = /\.(?:ya?ml|json)$/i.test(file);
    const documents = isData ? (await context.yaml(file)).documents.map(({ data }) => data) : [];
    files.set(file, { file, text: content, documents });
  }
  return new Printer(files, named, variables, functionsIn(texts));
}

/** A file of the tree, beside the script or from the root; a folder that a variable holds may be any of both. */
function fileOf(
  context: DetectContext,
  path: string,
  name: string,
  variables: ReadonlyMap<string, string>,
): string | undefined {
  if (name.length > 200 || !/\w/.test(name)) return undefined;
  let text = name;
  for (let step = 0; step < 3 && text.includes('$'); step++)
    text = text.replace(/^\$[{(]?([A-Za-z_]\w{0,80})[})]?(\/|$)/, (whole, one: string, behind: string) => {
      const value = variables.get(one);
      // A folder that is computed is that of the script, or the root.
      const isComputed = behind !== '' && /\$\(|`/.test(value ?? '');
      return value === undefined || isComputed ? whole : `${value}${behind}`;
    });
  const bare = text
    .replaceAll('"', '')
    .replace(/^\$(?:\([^)]{1,100}\){1,2}|\{[^}]{1,100}\}|\w{1,80})\/+/, '')
    .replace(/^\/+/, '');
  if (bare === '' || bare.includes('$')) return undefined;
  return fileNamed(context, path, bare);
}

interface Body {
  readonly text: string;
  /** Names of its arguments. */
  readonly locals: ReadonlyMap<string, string>;
}

const FUNCTION =
  /^[ \t]*(?:function[ \t]{1,9})?([A-Za-z_]\w{0,60})[ \t]{0,9}(?:\([ \t]{0,9}\))?[ \t]{0,9}\{[ \t]{0,9}(.{0,300})$/;
const LOCAL = /^[ \t]*(?:local[ \t]{1,9})?([A-Za-z_]\w{0,60})=["']?(\$\{?[1-9]\}?)["']?[ \t]*;?$/;

/** Those whose last command prints what they are called for. */
function functionsIn(texts: readonly string[]): ReadonlyMap<string, Body> {
  const found = new Map<string, Body>();
  for (const text of texts) {
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      const [, name, rest = ''] = (line.length < 400 && FUNCTION.exec(line)) || [];
      if (name === undefined || found.has(name) || found.size >= MAX_FUNCTIONS) continue;
      const onOne = /^(.*?);?[ \t]*\}[ \t]*$/.exec(rest)?.[1];
      const end = lines.slice(index + 1, index + 1 + MAX_BODY).findIndex(one => /^[ \t]*\}[ \t]*$/.test(one));
      if (onOne === undefined && end < 0) continue;
      const body = onOne === undefined ? lines.slice(index + 1, index + 1 + end) : onOne.split(/;[ \t]+/);
      const locals = new Map(
        body.flatMap(one => {
          const [, local, place] = LOCAL.exec(one) ?? [];
          return local === undefined || place === undefined ? [] : [[local, place] as const];
        }),
      );
      const others = body.filter(one => !LOCAL.test(one) && !/^[ \t]*(?:#|$)/.test(one));
      const whole = others.join('\n');
      // What is longer is not read, whatever it is called with.
      if (whole.length <= MAX_SUBSTITUTION) found.set(name, { text: whole, locals });
    }
  }
  return found;
}

class Printer implements Sources {
  get paths(): readonly string[] {
    return [...this.files.keys()];
  }

  /** What a round of a loop goes over, by what stands for it. */
  private readonly items = new Map<string, Positioned>();

  constructor(
    private readonly files: ReadonlyMap<string, Source>,
    private readonly named: (name: string) => string | undefined,
    private readonly variables: ReadonlyMap<string, string>,
    private readonly functions: ReadonlyMap<string, Body>,
  ) {}

  rowsOf(commands: readonly Command[]): readonly Row[] | undefined {
    if (commands.length === 0) return undefined;
    const rows = printedBy(commands, {
      source: name => this.source(name),
      variable: name => {
        const value = this.variables.get(name);
        return value?.includes('$') ? undefined : value;
      },
    });
    // What is found nowhere in the file is there when this runs, or what is asked for is not known.
    return rows?.length === 0 ? undefined : rows?.map(row => row.map(part => this.kept(part)));
  }

  wordsOf(word: Word): readonly Word[] | undefined {
    const counted = countedIn(word);
    if (counted) return counted;
    const rows = this.printed(word, 0, text => text);
    return rows?.flatMap(row => fieldsOf(row, undefined).flatMap(field => asWord(field) ?? []));
  }

  wordOf(word: Word, fill = (text: string): string => text): Word | undefined {
    const [only, ...others] = (this.printed(word, 0, fill) ?? []).filter(row => textOf(row).trim() !== '');
    return only && others.length === 0 ? asWord(only) : undefined;
  }

  private source(name: string): Source | undefined {
    const item = this.items.get(name.trim());
    if (item) return { file: item.file, text: '', documents: [item] };
    return this.files.get(this.named(name) ?? '');
  }

  private kept(part: Part): Part {
    const { node } = part;
    if (!node) return part;
    const text = `{item:${this.items.size}}`;
    this.items.set(text, node);
    return { text, ...placeOf(part) };
  }

  private printed(
    { text, line }: Word,
    depth: number,
    fill: (text: string) => string,
  ): readonly Row[] | undefined {
    const inner = /^\${1,2}\((?:shell[ \t]+)?(?!\()(.{1,600})\)$/s.exec(
      text.slice(0, MAX_SUBSTITUTION + 20),
    )?.[1];
    if (inner === undefined || depth > 3) return undefined;
    const commands = commandsIn(inner, line);
    if (!commands.every(({ piped }, index) => index === commands.length - 1 || piped)) return undefined;
    const [first, ...others] = commands;
    const body = this.functions.get(first?.words[0]?.text ?? '');
    if (!first || !body || others.length > 0) return this.rowsOf(commands);
    const given = first.words.slice(1).map(one => one.text);
    const filled = [...body.locals].reduce(
      (now, [name, place]) => now.replace(new RegExp(`\\$(?:${name}\\b|\\{${name}\\})`, 'g'), () => place),
      body.text,
    );
    const own = filled.replace(
      /\$(?:\{([1-9])\}|([1-9])(?!\d))/g,
      (_, braced?: string, bare?: string) => given[Number(braced ?? bare) - 1] ?? '',
    );
    return this.printed({ text: `$(${fill(own.trim())})`, line }, depth + 1, fill);
  }
}

/** `$(seq 0 $((3-1)))`, `{0..2}` */
function countedIn({ text, line }: Word): readonly Word[] | undefined {
  const [, from, to] =
    /^\$\(seq[ \t]{1,9}(?:(\d{1,4})[ \t]{1,9})?(\S{1,40}|\$\(\([^()]{1,40}\)\))[ \t]{0,9}\)$/.exec(text) ??
    [];
  const [, first, last] = /^\{(\d{1,4})\.\.(\d{1,4})\}$/.exec(text) ?? [];
  const [, left, minus] =
    /^(?:\$\(\()?[ \t]{0,9}(\d{1,4})[ \t]{0,9}(?:-[ \t]{0,9}(\d{1,4}))?[ \t]{0,9}(?:\)\))?$/.exec(
      to ?? last ?? '',
    ) ?? [];
  if (left === undefined) return undefined;
  const start = Number(from ?? first ?? 1);
  const count = Number(left) - Number(minus ?? 0) - start + 1;
  if (Math.abs(count) > MAX_COUNT) return undefined;
  // Braces count down, too; `seq` prints nothing then.
  if (last !== undefined && count < 1)
    return Array.from({ length: 2 - count }, (_, index) => ({ text: String(start - index), line }));
  return Array.from({ length: Math.max(count, 0) }, (_, index) => ({ text: String(start + index), line }));
}
