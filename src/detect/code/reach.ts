/**
 * What a call in code may come to, as far as its own file says: the call, and every statement that names what is named in it, and so
 * on. Values that are handed to it there are not read; while nothing of this moves, neither do they.
 */
import type { CodeFile } from './blocks.js';
import { around } from './spans.js';
import { Statements } from './statements.js';
import { withoutComments } from './text.js';

/** Lines of a file, and names and lines that are followed: of what reaches more, anything in its file may move it. */
const MAX_LINES = 10_000;
const MAX_NAMES = 200;
const MAX_MENTIONS = 3000;

/** Calls of one file that are followed. */
const MAX_CALLS = 50;

/**
 * Of a line (from 1) with a call: the statements that it reaches, as they are written but for their comments; undefined where that is
 * more than can be followed.
 */
export type Reach = (line: number) => readonly string[] | undefined;

/** @param left names that are not followed: of what they stand for, only what is asked of them in a statement matters */
export function reachIn(path: string, text: string, left: readonly string[] = []): Reach {
  const code = withoutComments(path, text);
  if (code.split('\n', MAX_LINES + 1).length > MAX_LINES) return () => undefined;
  const statements = new Statements(code);
  const makes = FUNCTIONS_IN_CAPITALS.test(path) ? MAKES_BY_NEW : MAKES;
  const known = new Map<number, readonly string[] | undefined>();
  return line => {
    if (!known.has(line) && known.size < MAX_CALLS)
      known.set(line, new Walk(path, code, statements, makes, left).from(line));
    return known.get(line);
  };
}

/** What a part of a call is made of. */
export interface Origin {
  /** The part, and each statement of its file that it is made by. */
  readonly text: string;
  /** Some of it is handed to the function that it stands in, or is named after another file. */
  readonly isHanded: boolean;
  /** All that is followed. */
  readonly names: readonly string[];
}

/** Of words in a line (from 1); undefined where that is more than can be followed. */
export type OriginOf = (words: string, line: number) => Origin | undefined;

/**
 * @param text without its comments
 * @param left names that are not followed
 */
export function originIn({ path, text }: CodeFile, left: readonly string[]): OriginOf {
  if (text.split('\n', MAX_LINES + 1).length > MAX_LINES) return () => undefined;
  const statements = new Statements(text);
  const makes = FUNCTIONS_IN_CAPITALS.test(path) ? MAKES_BY_NEW : MAKES;
  let asked = 0;
  return (words, line) =>
    asked++ < MAX_CALLS ? new Walk(path, text, statements, makes, left).ofWords(words, line) : undefined;
}

/** A name, and the function whose parameter it is, if it is one's: the same word of another is another name. */
interface Followed {
  readonly name: string;
  readonly scope: number | undefined;
}

class Walk {
  readonly #keywords: ReadonlySet<string>;
  readonly #code: string;
  readonly #statements: Statements;
  readonly #makes: RegExp;
  /** Names that packages bring, which nothing of this file makes, and those that are left. */
  readonly #brought: ReadonlySet<string>;
  readonly #known = new Set<string>();
  readonly #asked: Followed[] = [];
  /** Functions of which only those matter that call them. */
  readonly #callersOf = new Set<string>();
  readonly #reached = new Set<number>();
  /** Lines of those statements among them that make what is followed, or may. */
  readonly #making = new Set<number>();

  /** @param makes the statement up to the bracket of a call that makes something new */
  constructor(path: string, code: string, statements: Statements, makes: RegExp, left: readonly string[]) {
    this.#keywords = IN_IS_A_NAME.test(path) ? KEYWORDS_BUT_IN : KEYWORDS;
    this.#code = code;
    this.#statements = statements;
    this.#makes = makes;
    this.#brought = new Set([...code.split('\n').flatMap(broughtBy), ...left]);
  }

  /** What reaches a call in that line, from 1. */
  from(line: number): readonly string[] | undefined {
    const lines = this.#code.split('\n');
    const end = lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, -1);
    const call = around(this.#code, Math.max(0, end), 2).text;
    this.#ask(call, line - 1);
    this.#reach(line - 1, line);
    const reached = this.#reachAll();
    return reached && [...call.split('\n'), ...reached].map(one => one.trim()).filter(one => one !== '');
  }

  /** What reaches words of that line, from 1. */
  ofWords(words: string, line: number): Origin | undefined {
    this.#ask(words, line - 1);
    const reached = this.#reachAll() && this.#linesOf(this.#making);
    if (!reached) return undefined;
    const names = [...this.#known].map(key => key.split('@'));
    return {
      text: [words, ...reached].join('\n'),
      isHanded: names.some(([, scope]) => scope !== '') || reached.some(one => IMPORTS.test(one)),
      names: names.flatMap(([name]) => name ?? []),
    };
  }

  /** The lines that names reach, until there is none left. */
  #reachAll(): readonly string[] | undefined {
    let left = MAX_MENTIONS;
    for (let own = this.#asked.pop(); own !== undefined; own = this.#asked.pop()) {
      const mentions = this.#statements.mentioning(own.name);
      left -= mentions.length;
      if (this.#known.size > MAX_NAMES || left < 0) return undefined;
      for (const index of mentions)
        if (this.#statements.scopeOf(own.name, index) === own.scope) this.#follow(own.name, index);
    }
    return this.#linesOf(this.#reached);
  }

  #linesOf(indexes: ReadonlySet<number>): readonly string[] {
    return [...indexes].sort((left, right) => left - right).map(index => this.#statements.line(index));
  }

  /** @param index the line that the words stand in, or begin */
  #ask(words: string, index: number, except?: string): void {
    for (const name of namesIn(words, this.#keywords)) {
      if (name === except || this.#brought.has(name)) continue;
      const scope = this.#statements.scopeOf(name, index);
      const isNew =
        !this.#known.has(keyOf(name, scope)) || (scope === undefined && this.#callersOf.delete(name));
      if (!isNew) continue;
      this.#known.add(keyOf(name, scope));
      this.#asked.push({ name, scope });
    }
  }

  /** What a function is handed, and whether it runs, those say that call it; what else it does is nobody's. */
  #askCallers(name: string): void {
    const key = keyOf(name, undefined);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#callersOf.add(name);
    this.#asked.push({ name, scope: undefined });
  }

  #follow(name: string, index: number): void {
    const line = this.#statements.line(index);
    const head = this.#statements.functionAt(index);
    const isCaller = this.#callersOf.has(name);
    if ((head === name && isCaller) || PACKAGE.test(line)) return;
    const isOther = head !== undefined && head !== name;
    const end = isOther ? this.#statements.endOfHead(index) : this.#statements.endOf(index);
    this.#reach(index, end);
    if (isOther) this.#askCallers(head);
    const statement = this.#statements.text(index, end);
    if (onlyHands(this.#makes, statement, name)) return;
    for (let own = index; own < end; own++) this.#making.add(own);
    this.#ask(statement, index, isCaller ? name : undefined);
  }

  #reach(start: number, end: number): void {
    for (let index = start; index < end; index++) this.#reached.add(index);
    for (const index of this.#statements.marksOf(start)) {
      this.#reached.add(index);
      this.#ask(this.#statements.line(index), index);
    }
    // Whether it is done at all is said around it.
    for (const index of this.#statements.blocksAround(start)) {
      if (this.#reached.has(index)) continue;
      this.#reached.add(index);
      const head = this.#statements.functionAt(index);
      if (head !== undefined) this.#askCallers(head);
      else this.#ask(this.#statements.line(index), index);
    }
  }
}

function keyOf(name: string, scope: number | undefined): string {
  return `${name}@${scope ?? ''}`;
}

/** The name of the package itself. */
const PACKAGE = /^\s*(?:package|namespace)\s/;

/**
 * `const bucket = new Bucket("logs", { provider })`, `queue, err := sqs.NewQueue(ctx, …)`: what is made there is handed the name, and
 * leaves it as it is.
 */
function onlyHands(makes: RegExp, statement: string, name: string): boolean {
  const [made] = makes.exec(statement) ?? [];
  const isNamed = made?.match(/[A-Za-z_$][\w$]*/g)?.includes(name);
  return isNamed === false && !CHANGES.test(statement);
}

const LEFT =
  '^\\s*(?:(?:export|const|let|var|final|private|public|readonly|val|await|return)\\s+)*(?:[\\w$.]+(?:\\s*,\\s*[\\w$]+)?(?:\\s*:\\s*[\\w$.<>[\\]]+)?\\s*:?=\\s*(?:await\\s+)?)?';
const MAKES = new RegExp(`${LEFT}(?:new\\s+[\\w$.<>]+|(?:[\\w$]+\\.)*(?:New)?[A-Z][\\w$]*)\\s*\\(`);
/** Where any function may begin with a capital letter. */
const FUNCTIONS_IN_CAPITALS = /\.(?:go|cs|fs)$/;
const MAKES_BY_NEW = new RegExp(`${LEFT}(?:new\\s+[\\w$.<>]+|(?:[\\w$]+\\.)*New[A-Z][\\w$]*)\\s*\\(`);

/** An address, a parameter that is written, a function that runs then. */
const CHANGES = /&\w|\b(?:out|ref)\s+\w|=>|\blambda\b|\bfunc(?:tion)?\b/;

/** Words of the languages themselves. */
const KEYWORDS = new Set(
  'abstract async await boolean break case class const continue def default do else export extends false final fn for from func function if impl implements import in int interface let map match mut new nil none null number object of override package pass private protected pub public range readonly return self static string struct super switch this throw true try type undefined use val var void where while with yield'.split(
    ' ',
  ),
);

/** `try (var in = …)` of Java. */
const IN_IS_A_NAME = /\.(?:java|go)$/;
const KEYWORDS_BUT_IN = new Set([...KEYWORDS].filter(word => word !== 'in'));

/** Names that stand for something: no keys, and of `a.b.c` the first. */
function namesIn(text: string, keywords: ReadonlySet<string>): readonly string[] {
  const plain = text.replace(PLAIN_TEXT, ' ').replace(/\b(?:this|self)\.|\.\.\./g, ' ');
  return [...plain.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*(?!\s*:(?!=)|\s*=(?![=>])|[\w$])/g)]
    .map(([name]) => name)
    .filter(name => !keywords.has(name.toLowerCase()));
}

/** In quotes, without anything that is filled in. */
const PLAIN_TEXT = /"[^"\\\n{$]*"|'[^'\\\n{$]*'/g;

/** A line that brings names in out of another file of the program. */
const IMPORTS = /^\s*(?:import\b|from\s|(?:export\s+)?(?:const|let|var)\s.*\brequire\()/;

/** Names that a line brings in out of packages; a file of the same program is none. */
function broughtBy(line: string): readonly string[] {
  if (!/^\s*(?:import\b|from\s+[\w.]+\s+import\b|use\s|using\s)/.test(line) || /["'(\s]\.{1,2}\//.test(line))
    return [];
  if (/^\s*from\s+\./.test(line)) return [];
  return [...line.replace(/(["']).*?\1/g, '').matchAll(/[A-Za-z_$][\w$]*/g)].map(([name]) => name);
}
