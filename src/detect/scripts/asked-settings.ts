/**
 * Settings that what is open in a script is made of: names that it is filled in with are followed to where they are given something, in
 * the script and in what runs it, and to the keys of files of data that are asked for there. None of it is run: while all of it stays,
 * so does what comes of it.
 */
import type { Position } from '../../model.js';
import { Statements } from '../code/statements.js';
import type { DetectContext } from '../detector.js';
import { settingTexts } from '../setting-texts.js';
import { baseName } from '../tree-path.js';
import { askedKeys, filesNamed } from './asked-keys.js';
import { sourcedFiles } from './sourced.js';

/** A line, or a key of a file of data, with what stands there. */
export interface AskedSetting {
  /** `istio.platform` of `vagrant.yml`, or the line itself. */
  readonly name: string;
  readonly text: string;
  readonly at: Position;
}

/** More names, lines and keys than one thing is made of, and longer than such files are. */
const MAX_NAMES = 60;
const MAX_LINES = 400;
const MAX_KEYS = 300;
const MAX_TEXT = 200_000;
const MAX_LINE = 1000;
/** More files that run one script, or that one asks. */
const MAX_FILES = 20;

/** @param names what it is filled in with, besides what its line says */
export async function askedSettings(
  context: DetectContext,
  at: Position,
  names: readonly string[],
): Promise<readonly AskedSetting[]> {
  const search = new Search(context);
  await search.from(at, names);
  return [...search.lines.values(), ...(await search.data())];
}

class Search {
  readonly lines = new Map<string, AskedSetting>();
  private readonly seen = new Set<string>();
  private readonly read = new Map<string, Promise<Source | undefined>>();

  constructor(private readonly context: DetectContext) {}

  async from({ file, line }: Position, names: readonly string[]): Promise<void> {
    const source = await this.source(file);
    if (!source) return;
    this.reach(source, line - 1, line);
    const pending = [...names, ...source.namesAt(line - 1, line)].map(name => ({ name, source }));
    for (let next = pending.pop(); next; next = pending.pop()) {
      const key = `${next.source.path} ${next.name}`;
      if (this.seen.has(key)) continue;
      if (this.seen.size >= MAX_NAMES || this.lines.size >= MAX_LINES) return;
      this.seen.add(key);
      const sources = next.source.gives(next.name)
        ? [next.source]
        : await this.around(next.source, next.name);
      for (const own of sources)
        for (const [start, end] of own.placesOf(next.name)) {
          this.reach(own, start, end);
          for (const name of own.namesAt(start, end)) pending.push({ name, source: own });
        }
    }
  }

  /** Keys of the files that these lines name. */
  async data(): Promise<readonly AskedSetting[]> {
    const written = [...this.lines.values()].map(({ text }) => text).join('\n');
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

  /** What a script sources, and what runs it, as far as that gives a name something. */
  private async around({ path }: Source, name: string): Promise<readonly Source[]> {
    const found: Source[] = [];
    for (const file of await sourcedFiles(this.context, path)) {
      const source = await this.source(file);
      if (source?.gives(name)) found.push(source);
    }
    for (const { path: other, text } of (await settingTexts(this.context)) ?? []) {
      if (found.length >= MAX_FILES) break;
      if (other === path || !text.includes(baseName(path)) || !text.includes(name)) continue;
      const source = await this.source(other);
      if (source?.gives(name)) found.push(source);
    }
    return found;
  }

  private source(path: string): Promise<Source | undefined> {
    const found = this.read.get(path) ?? this.open(path);
    this.read.set(path, found);
    return found;
  }

  private async open(path: string): Promise<Source | undefined> {
    const text = await this.context.text(path);
    return text === undefined || text.length > MAX_TEXT ? undefined : new Source(path, text);
  }

  private reach(source: Source, start: number, end: number): void {
    for (let index = start; index < end; index++) {
      const text = source.line(index).trim();
      const at = { file: source.path, line: index + 1 };
      if (text !== '') this.lines.set(`${at.file}:${at.line}`, { name: text, text, at });
    }
  }
}

/** Of these, names are told by a sign; anywhere else each word may be one. */
const BY_SIGN = /\.(?:sh|bash|zsh|mk|ya?ml|env|psm?1)$|(?:^|\/)(?:GNU)?[Mm]akefile[^/]*$|(?:^|\/)[^./]+$/;
const CODE = /(?:^|\/)(?:Vagrantfile|Tiltfile|Jenkinsfile|Rakefile)[^/]*$/;
/** `$NAME`, `${NAME}`, `@NAME`, `$(NAME)`, `${{ inputs.NAME }}`, `{{ .NAME }}`, `$cfg.NAME`: each part may be a name. */
const SIGNED = /(?:[$@]\{{0,2}|\$\(|\{\{)@?[ \t]?\.?([A-Za-z_][\w.-]{1,200})/g;

const NOTE = /^\s*(?:#|\/\/)/;

/** A file by its lines. */
class Source {
  private readonly statements: Statements;
  private readonly isBySign: boolean;

  constructor(
    readonly path: string,
    text: string,
  ) {
    const lines = text.split('\n').map(line => (line.length > MAX_LINE || NOTE.test(line) ? '' : line));
    this.statements = new Statements(lines.join('\n'));
    this.isBySign = BY_SIGN.test(path) && !CODE.test(path);
  }

  line(index: number): string {
    return this.statements.line(index);
  }

  gives(name: string): boolean {
    return this.placesOf(name).length > 0;
  }

  /** Statements that give it something, and the heads of the blocks around them. */
  placesOf(name: string): readonly (readonly [start: number, end: number])[] {
    const given = new RegExp(
      String.raw`(?<![\w-])${name}["']?(?:\s{0,9}(?:=>|[:+?]{0,2}=(?![=~]))|:(?=\s))|\b(?:for|foreach|each)\b[\s($|,\w]{1,40}\b${name}\b[\s,\w)]{0,40}(?:\||\bin\b|:?=)|\bread\b[^|;]{0,100}\s${name}\b|\|[\w, ]{0,60}\b${name}\b[\w, ]{0,60}\|`,
    );
    const found: (readonly [number, number])[] = [];
    // Of PowerShell the sign belongs to the name.
    for (const index of [name, `$${name}`].flatMap(one => this.statements.mentioning(one))) {
      if (!given.test(this.line(index))) continue;
      found.push([index, Math.max(index + 1, this.statements.endOf(index))]);
      for (const head of this.statements.blocksAround(index))
        if (/^\s*(?:if|elif|else|elsif|unless|when|case|switch)\b/.test(this.line(head)))
          found.push([head, head + 1]);
    }
    return found;
  }

  namesAt(start: number, end: number): readonly string[] {
    const text = this.statements.text(start, end);
    const found = this.isBySign
      ? [...text.matchAll(SIGNED)].flatMap(([, whole = '']) => whole.split('.'))
      : (text.replace(/"[^"\n{$]*"|'[^'\n]*'/g, ' ').match(/(?<![\w.])[A-Za-z_]\w{1,80}/g) ?? []);
    return [...new Set(found)].filter(name => name !== '');
  }
}
