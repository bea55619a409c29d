/**
 * Settings that what is open in a script is made of: names that it is filled in with are followed to where they are given something, in
 * the script and in what runs it, to the keys of files of data that are asked for there, and to what commands make it of. None of it is
 * run: while all of it stays, so does what comes of it.
 */
import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { askedKeys, filesNamed } from './asked-keys.js';
import { argumentsGiven } from './inputs/arguments.js';
import { type Surroundings, surroundingsOf } from './inputs/around.js';
import { filesNamedIn } from './inputs/named-paths.js';
import { producersOf, writersOf } from './inputs/producers.js';
import { CODE, filesMadeFrom, filesReadBy, KEYS_ALONE, type ReadFile } from './inputs/read-files.js';
import { environmentIn, type Source, type Span, signedIn } from './inputs/source.js';

/** A line, or a key of a file of data, with what stands there. */
export interface AskedSetting {
  /** `istio.platform` of `vagrant.yml`, or the line itself. */
  readonly name: string;
  readonly text: string;
  readonly at: Position;
}

/** What is open, besides what its line says. */
export interface Asked {
  /** What it is filled in with. */
  readonly names: readonly string[];
  /** Files that other commands make for it, by their names: `/tmp/values.yaml`, `-` for what comes out of a pipe. */
  readonly made?: readonly string[];
  /** What of it is known. */
  readonly texts?: readonly string[];
  /** Its line runs a program whose doing it is: a post-renderer. */
  readonly isRun?: boolean;
}

/** More names, lines and keys than one thing is made of. */
const MAX_NAMES = 300;
const MAX_LINES = 3000;
const MAX_KEYS = 300;
/** Longer than what a script hands on in its own words. */
const MAX_TEXT = 5000;
/** More files that run one script, or that one asks. */
const MAX_FILES = 20;

export async function askedSettings(
  context: DetectContext,
  at: Position,
  asked: Asked,
): Promise<readonly AskedSetting[]> {
  const search = new Search(context);
  await search.from(at, asked);
  return [...search.lines.values(), ...(await search.data())];
}

/** What a script hands on that is read as it stands. */
export interface Handed {
  /** Files of the tree: commands may change them in place, or fill them in. */
  readonly files: readonly string[];
  /** It hands them to Helm itself. */
  readonly isTaker: boolean;
  /** Texts of its own, which hold what is filled in. */
  readonly texts: readonly string[];
}

/** What is put into values before, at or behind the command that takes them: they are read without. */
export async function settingsOfValues(
  context: DetectContext,
  at: Position,
  handed: Handed,
): Promise<readonly AskedSetting[]> {
  const search = new Search(context);
  await search.fromValues(at, handed);
  return search.lines.size === 0 ? [] : [...search.lines.values(), ...(await search.data())];
}

interface Pending {
  readonly name: string;
  readonly source: Source;
  /** The line that uses it. */
  readonly index: number;
  /** It is given to what makes a file: a file that it names is taken in. */
  readonly makes?: true;
}

class Search {
  readonly lines = new Map<string, AskedSetting>();
  private readonly takenIn = new Set<string>();
  private readonly seen = new Set<string>();
  private readonly around: Surroundings;
  private readonly pending: Pending[] = [];

  constructor(private readonly context: DetectContext) {
    this.around = surroundingsOf(context);
  }

  async from(
    { file, line }: Position,
    { names, made = [], texts = [], isRun = false }: Asked,
  ): Promise<void> {
    const source = await this.around.source(file);
    if (!source) return;
    const index = line - 1;
    // What makes a file is all of it; what else its line says is not.
    if (made.length === 0) await this.reach(source, [index, line]);
    for (const name of names) this.pending.push({ name, source, index });
    for (const text of texts)
      for (const read of await filesReadBy(this.context, file, text))
        await this.take(read, source, [index, line]);
    if (isRun) await this.makes(source, source.commandAt(index));
    if (made.length > 0) await this.produced(source, made, index);
    await this.followAll();
  }

  async fromValues({ file: script, line }: Position, { files, texts, isTaker }: Handed): Promise<void> {
    const source = await this.around.source(script);
    if (!source) return;
    for (const file of files)
      for (const span of writersOf(source, file, isTaker))
        if (filesNamedIn(this.context, script, source.text(span)).includes(file))
          await this.makes(source, span);
    const own: Span = [line - 1, line];
    for (const text of texts) {
      this.follow(source, source.namesIn(text), line - 1);
      for (const part of text.length > MAX_TEXT ? [] : text.split('\n'))
        for (const file of await filesReadBy(this.context, script, part)) await this.take(file, source, own);
    }
    if (!isTaker) {
      await this.followAll();
      return;
    }
    const command = source.text(source.commandAt(line - 1));
    for (const text of besideHelm(command)) await this.takesIn(source, text, own);
    await this.followAll();
  }

  private async followAll(): Promise<void> {
    for (let next = this.pending.pop(); next; next = this.pending.pop()) {
      const { source: user, name } = next;
      const key = `${user.path} ${name} ${next.makes ?? ''} ${/^\W|^\d$/.test(name) ? user.functionAround(next.index) : ''}`;
      if (this.seen.has(key)) continue;
      if (this.seen.size >= MAX_NAMES || this.lines.size >= MAX_LINES) return;
      this.seen.add(key);
      await (/^[1-9@]$/.test(name) ? this.givenTo(next) : this.given(next));
    }
  }

  /** Keys of the files that these lines name. */
  async data(): Promise<readonly AskedSetting[]> {
    const asking = [...this.lines].filter(([key]) => !this.takenIn.has(key));
    const written = asking.map(([, { text }]) => text).join('\n');
    const words = new Set(written.match(/[A-Za-z_][\w-]{0,100}/g));
    // Members are the same in capitals, and words of texts may be joined by dashes.
    for (const word of [...words])
      for (const part of [word.toLowerCase(), ...word.split('-')]) words.add(part);
    const files = filesNamed(this.context, written);
    const found: AskedSetting[] = [];
    for (const file of files.slice(0, MAX_FILES)) {
      for (const one of await askedKeys(this.context, file, words))
        if (found.length < MAX_KEYS)
          found.push({ name: one.path.join('.'), text: one.text, at: { file, line: one.line } });
    }
    return found;
  }

  private async given({ name, source, makes }: Pending): Promise<void> {
    const sources = source.gives(name) ? [source] : await this.around.giving(source, name);
    // What a program prints may give any name something.
    if (sources.length === 0)
      for (const span of PRINTS_NAMES.flatMap(text => source.commandsWith(text))) this.keep(source, span);
    for (const own of sources)
      for (const span of own.placesOf(name)) {
        await this.reach(own, span);
        if (makes && PATH_ALONE.test(own.text(span))) await this.makes(own, span);
      }
  }

  private async givenTo({ name, source, index }: Pending): Promise<void> {
    const routine = source.functionAround(index);
    const callers = routine === undefined ? await this.around.callersOf(source.path) : [source];
    for (const { path } of callers.slice(0, MAX_FILES)) {
      const caller = await this.around.source(path);
      if (!caller) continue;
      for (const { text, span } of argumentsGiven(this.context.tree, caller, routine ?? source, name)) {
        const at = { file: path, line: span[0] + 1 };
        this.lines.set(`${at.file}:${at.line} ${text}`, { name: text, text, at });
        this.follow(caller, signedIn(text), span[0]);
        for (const one of caller.namesAt(span).filter(own => /^[1-9@]$/.test(own)))
          if (text.includes(`$${one}`) || text.includes(`\${${one}`)) this.follow(caller, [one], span[0]);
      }
    }
  }

  /** What writes the files, in the script and in what runs it. */
  private async produced(source: Source, made: readonly string[], index: number): Promise<void> {
    const named = [...made, ...takenAt(source, index)];
    for (const span of producersOf(source, named, index)) await this.makes(source, span);
    const elsewhere = named.filter(name => /\/|\w-\w|_/.test(name) && !name.includes('$'));
    for (const { path } of elsewhere.length === 0
      ? []
      : (await this.around.callersOf(source.path)).slice(0, MAX_FILES)) {
      const caller = await this.around.source(path);
      if (!caller) continue;
      for (const span of producersOf(caller, elsewhere, undefined)) await this.makes(caller, span);
    }
  }

  /** All that a command takes in: its names, and what the files say that it names. */
  private async makes(source: Source, span: Span): Promise<void> {
    const text = source.text(span);
    this.keep(source, span, !KEYS_ALONE.test(text));
    await this.takesIn(source, text, span);
  }

  private async takesIn(source: Source, text: string, span: Span): Promise<void> {
    this.follow(source, source.namesIn(text), span[0], true);
    // What is to be filled in may be said one by one.
    const isListed = /\benvsubst[ \t]+["']?\$/.test(text);
    for (const file of await filesMadeFrom(this.context, source.path, text))
      await this.take(file, source, span, isListed);
  }

  private async take(file: ReadFile, reader: Source, [index]: Span, isListed = false): Promise<void> {
    for (const { text, at } of file.lines) this.lines.set(`${at.file}:${at.line}`, { name: text, text, at });
    if (!file.isWhole || isListed) return;
    const own = await this.around.source(file.path);
    if (!own) return;
    const names =
      CODE.test(file.path) && !SHELL.test(file.path) ? environmentIn(own.whole) : signedIn(own.whole);
    this.follow(reader, names, index);
    this.follow(own, names, 0);
  }

  private async reach(source: Source, span: Span): Promise<void> {
    this.keep(source, span);
    this.follow(source, source.namesAt(span), span[0]);
    for (let index = span[0]; index < span[1]; ) {
      const command = source.commandAt(index);
      for (const file of await filesReadBy(this.context, source.path, source.text(command)))
        await this.take(file, source, command);
      index = Math.max(index + 1, command[1]);
    }
  }

  private follow(source: Source, names: readonly string[], index: number, makes = false): void {
    for (const name of names) this.pending.push({ name, source, index, ...(makes ? { makes } : {}) });
  }

  /** @param isTakenIn the files that it names are taken in, whatever is asked for */
  private keep(source: Source, [start, end]: Span, isTakenIn = false): void {
    for (let index = start; index < end; index++) {
      const text = source.line(index).trim();
      const at = { file: source.path, line: index + 1 };
      const key = `${at.file}:${at.line}`;
      if (text !== '') this.lines.set(key, { name: text, text, at });
      if (isTakenIn) this.takenIn.add(key);
    }
  }
}

/** Names are filled into it by their signs. */
const SHELL = /\.(?:sh|bash|mk)$|(?:^|\/)[^./]+$/;

const PRINTS_NAMES = ['eval ', 'source <(', '. <(', 'export $('];

/** Of a line of commands: what gives Helm its flags through `xargs`, and what changes what Helm wrote. */
function besideHelm(text: string): readonly string[] {
  const at = text.search(/(?<![\w./-])helm[ \t]/);
  const [before, behind] = at < 0 ? ['', ''] : [text.slice(0, at), text.slice(at)];
  const fed = /\bxargs\b/.test(before) ? [before, ...(behind.match(/<[ \t]*[\w./-]{1,200}/g) ?? [])] : [];
  const pipe = /^helm\s+template\b/.test(behind) ? behind.indexOf('|') : -1;
  const changing =
    pipe < 0
      ? []
      : behind
          .slice(pipe)
          .split('|')
          .filter(one => !APPLIES.test(one));
  return [...fed, ...changing];
}

/** Commands that take what Helm wrote, and change nothing of it. */
const APPLIES =
  /^\s*(?:sudo\s+)?(?:kubectl\s+(?!kustomize)|oc|tee|grep|less|cat\s*$|kubeconform|kubeval|\w{0,20}diff)\b|^\s*$/;

/** `TEMPLATE=values.tpl.yaml`, `template := "mesh/$ENV.yaml"` */
const PATH_ALONE =
  /^\s*(?:export\s+|local\s+|readonly\s+)?[\w-]+\s*[:?]?[=:]\s*["']?[^\s"'|<>]*[./][^\s"'|<>]*["']?\s*$/;

/** How a command names what it takes: by a variable, it may be. */
function takenAt(source: Source, index: number): readonly string[] {
  const text = source.text(source.commandAt(index));
  return [...text.matchAll(/(?:^|\s)(?:-f|--values|--filename)[\s=]{1,3}["']?([^\s"'|;]{1,200})/g)].flatMap(
    ([, name = '']) => (name.startsWith('$') ? [name] : []),
  );
}
