/** Commands in scripts, Makefiles and pipelines: words with their lines, whatever the file around them is. */
import { append } from '../../append.js';

export interface Word {
  /** Quotes removed, variables as written. */
  readonly text: string;
  readonly line: number;
  /** Where it stands in another file than the one that it is read for. */
  readonly file?: string;
}

export function placeOf({ line, file }: Word): Omit<Word, 'text'> {
  return file === undefined ? { line } : { line, file };
}

/** Text that is fed to a command, or written to a file: `<<EOF`. */
export interface Heredoc {
  readonly text: string;
  /** Line of its first line of content. */
  readonly line: number;
}

export interface Command {
  readonly words: readonly Word[];
  readonly heredoc?: Heredoc;
  /** File that its output goes to. */
  readonly output?: string;
  /** Its output goes to the next command. */
  readonly piped?: true;
  /** Where it is run in several ways: what asks for this one, or the choice that it is of. */
  readonly way?: string;
  /** The job that runs it so, where others run it otherwise. */
  readonly job?: string;
}

/** A quoted text longer than this is no quoted text: an apostrophe stood alone. */
const MAX_QUOTED = 8000;

/** Longer than any line of a command. */
const MAX_LINE = 2000;

/** Programs that run the text on their standard input. */
const SHELL = /^(?:\S*\/)?(?:ba|da|k|z)?sh$|^(?:\S*\/)?ssh$/;

/** More words than any command that a person writes. */
const MAX_WORDS = 500;

/** Every command of a text, in order. Never throws: what is no command comes out as words all the same. */
export function commandsIn(text: string, firstLine = 1): readonly Command[] {
  // Comments among the arguments of a command are written so.
  const bare = text.includes('`#') ? text.replace(/`#[^`\n]*`/g, '') : text;
  return new Reader(bare, firstLine).read();
}

class Reader {
  private position = 0;
  private line: number;
  private words: Word[] = [];
  private word: { text: string; line: number } | undefined;
  private output: string | undefined;
  /** The next word is where output goes: what the command prints, or other words of its own (`2>`). */
  private takesOutput: 'printed' | 'other' | undefined;
  private heredoc: Heredoc | undefined;
  private awaited: string | undefined;
  /** Substitutions in quotes that nothing closes. */
  private unclosed = 0;
  private readonly commands: Command[] = [];

  constructor(
    private readonly text: string,
    firstLine: number,
    private readonly depth = 0,
  ) {
    this.line = firstLine;
  }

  read(): readonly Command[] {
    while (this.position < this.text.length) this.step();
    this.endCommand();
    return this.commands;
  }

  private step(): void {
    const char = this.text[this.position] ?? '';
    const next = this.text[this.position + 1] ?? '';
    if (
      (char === '\\' || char === '`' || char === '^') &&
      /^\\?[ \t\r]*\n/.test(this.text.slice(this.position + 1, this.position + 20)) &&
      !(char === '`' && this.closesBackquote())
    ) {
      this.endWord();
      this.position = this.text.indexOf('\n', this.position) + 1;
      this.line++;
      return;
    }
    if (char === '\n') {
      this.newline();
      return;
    }
    if (char === '\\') {
      this.append(next, 2);
      return;
    }
    if (/\s/.test(char)) {
      this.endWord();
      this.position++;
      return;
    }
    if (char === '#' && !this.word) {
      const end = this.text.indexOf('\n', this.position);
      this.position = end < 0 ? this.text.length : end;
      return;
    }
    if ((char === '"' || char === "'") && (this.readsScript(char) || this.quoted(char))) return;
    if (char === '$' && next === '[' && this.readsParameter()) return;
    if (char === '$' || (char === '{' && next === '{')) {
      this.expansion(char, next);
      return;
    }
    if (this.text.startsWith('<<<', this.position)) {
      this.endWord();
      this.append('<<<', 3);
      this.endWord();
      return;
    }
    if (char === '<' && next === '<' && (this.readsParameter() || this.readsHeredoc())) return;
    if (char === '>') {
      const descriptor = /^[02-9]$/.test(this.word?.text ?? '');
      if (descriptor || this.word?.text === '1') this.word = undefined;
      this.endWord();
      this.takesOutput = descriptor ? 'other' : 'printed';
      this.position += next === '>' || next === '|' || next === '&' ? 2 : 1;
      return;
    }
    if (';|&()'.includes(char)) {
      this.endCommand(char === '|' && next !== '|' && this.text[this.position - 1] !== '|');
      this.position++;
      return;
    }
    this.append(char, 1);
  }

  /** PowerShell continues lines by a backquote; one that another one opened on its line ends what a shell runs. */
  private closesBackquote(): boolean {
    const start = this.text.lastIndexOf('\n', this.position - 1) + 1;
    const before = this.text.slice(Math.max(start, this.position - MAX_LINE), this.position);
    return before.split('`').length % 2 === 0;
  }

  private newline(): void {
    this.endWord();
    this.position++;
    this.line++;
    if (this.awaited !== undefined) this.readHeredoc(this.awaited);
    this.endCommand();
  }

  /** `sh "helm …"` of Jenkins, `sh(script: '''…''')`: each of the commands in it is one. */
  private readsScript(quote: string): boolean {
    if (this.word || this.depth > 0 || !this.isStep()) return false;
    const mark = this.text.startsWith(quote.repeat(3), this.position) ? quote.repeat(3) : quote;
    const start = this.position + mark.length;
    let end = start;
    const limit = Math.min(this.text.length, start + MAX_QUOTED);
    while (end < limit && !this.text.startsWith(mark, end)) end += this.text[end] === '\\' ? 2 : 1;
    const inner = this.text.slice(start, end);
    if (end >= limit || !/\s/.test(inner.trim()) || (mark === quote && inner.includes('\n'))) return false;
    const first = this.line;
    this.endCommand();
    // A backslash stands for itself behind another one, also at the end of a line.
    const script = inner.replace(/\\(\\(?=\r?\n)|["'$])/g, (_, held: string) => held);
    append(this.commands, new Reader(script, first, this.depth + 1).read());
    this.position = end + mark.length;
    this.line = first + inner.split('\n').length - 1;
    return true;
  }

  /** What Groovy hands to a shell stands here. */
  private isStep(): boolean {
    const last = this.words.at(-1)?.text;
    if (last === 'sh') return /^\{?$/.test(this.words.at(-2)?.text ?? '');
    const before = this.commands.at(-1)?.words.at(-1)?.text;
    if (last === 'script:') return this.words[0]?.text === 'sh' || before === 'sh';
    return last === undefined && before === 'sh' && this.text[this.position - 1] === '(';
  }

  private quoted(quote: string): boolean {
    // An apostrophe; behind another quote it is none.
    if (quote === "'" && this.word && /\w/.test(this.text[this.position - 1] ?? '')) return false;
    let end = this.position + 1;
    const limit = Math.min(this.text.length, this.position + MAX_QUOTED);
    // Quotes within `"$(…)"` are those of what runs there; a bracket that nothing closes is text.
    let substitutes = quote === '"' && this.unclosed < MAX_UNCLOSED;
    while (end < limit && this.text[end] !== quote) {
      const inside = substitutes && this.text.startsWith('$(', end);
      const closed = inside ? substitutionEnd(this.text, end + 2, limit, MAX_SUBSTITUTIONS) : undefined;
      if (inside && closed === undefined) {
        substitutes = false;
        this.unclosed++;
      }
      end = closed ?? end + (quote === '"' && this.text[end] === '\\' ? 2 : 1);
    }
    if (end >= limit) return false;
    const inner = this.text.slice(this.position + 1, end);
    this.begin();
    if (this.word)
      this.word.text += quote === '"' ? inner.replace(/\\\r?\n/g, '').replace(/\\(["\\$`])/g, '$1') : inner;
    this.line += inner.split('\n').length - 1;
    this.position = end + 1;
    return true;
  }

  /** `$NAME`, `${…}`, `$(…)`, `${{ … }}`, `{{ … }}`: kept as they are written. */
  private expansion(char: string, next: string): void {
    const start = this.position;
    const open = char === '{' ? '{' : next;
    const close = open === '(' ? ')' : '}';
    if (open !== '(' && open !== '{') {
      this.append(char, 1);
      return;
    }
    let depth = 0;
    let end = char === '{' ? start : start + 1;
    for (; end < this.text.length && end - start < 2000; end++) {
      if (this.text[end] === open) depth++;
      if (this.text[end] === close && --depth === 0) break;
    }
    if (depth !== 0) {
      this.append(char, 1);
      return;
    }
    const taken = this.text.slice(start, end + 1);
    this.append(taken, taken.length);
    this.line += taken.split('\n').length - 1;
  }

  /** `<< pipeline.parameters.version >>` of CircleCI, `$[[ inputs.version ]]` of GitLab. */
  private readsParameter(): boolean {
    const found = PARAMETER.exec(this.text.slice(this.position, this.position + 200))?.[0];
    if (found !== undefined) this.append(found, found.length);
    return found !== undefined;
  }

  private readsHeredoc(): boolean {
    const match = /^<<[-~]?[ \t]*\\?["']?([A-Za-z_]\w*)["']?/.exec(
      this.text.slice(this.position, this.position + 80),
    );
    if (!match) return false;
    this.endWord();
    this.awaited = match[1];
    this.position += match[0].length;
    return true;
  }

  private readHeredoc(end: string): void {
    this.awaited = undefined;
    const start = this.position;
    const first = this.line;
    while (this.position < this.text.length) {
      const stop = this.text.indexOf('\n', this.position);
      const line = this.text.slice(this.position, stop < 0 ? this.text.length : stop);
      const at = this.position;
      this.position = stop < 0 ? this.text.length : stop + 1;
      this.line++;
      if (line.trim() !== end) continue;
      this.heredoc = { text: this.text.slice(start, at), line: first };
      return;
    }
  }

  private begin(): void {
    this.word ??= { text: '', line: this.line };
  }

  private append(text: string, length: number): void {
    this.begin();
    if (this.word) this.word.text += text;
    this.position += length;
  }

  private endWord(): void {
    if (this.word) {
      if (this.takesOutput === 'printed') this.output = this.word.text;
      else if (!this.takesOutput && this.words.length < MAX_WORDS) this.words.push(this.word);
      this.takesOutput = undefined;
    }
    this.word = undefined;
  }

  private endCommand(piped = false): void {
    this.endWord();
    if (this.words.length > 0) {
      this.commands.push({
        words: this.words,
        ...(this.heredoc ? { heredoc: this.heredoc } : {}),
        ...(this.output === undefined ? {} : { output: this.output }),
        ...(piped ? { piped } : {}),
      });
      // A shell runs what it is fed.
      const { heredoc } = this;
      if (heredoc && this.depth === 0 && this.words.some(({ text }) => SHELL.test(text)))
        append(this.commands, new Reader(heredoc.text, heredoc.line, this.depth + 1).read());
    }
    this.words = [];
    this.output = undefined;
    this.takesOutput = undefined;
    this.heredoc = undefined;
  }
}

const PARAMETER =
  /^(?:<<[ \t]{0,9}(?:pipeline\.)?parameters\.[\w-]{1,100}[ \t]{0,9}>>|\$\[\[[ \t]{0,9}inputs\.[\w-]{1,100}[ \t]{0,9}\]\])/;

/** More of them than a script has that is one. */
const MAX_UNCLOSED = 50;

/** Deeper than substitutions in substitutions are. */
const MAX_SUBSTITUTIONS = 5;

/** @returns the place behind the bracket that closes what `$(` opened before `start`; undefined where none does */
function substitutionEnd(text: string, start: number, limit: number, left: number): number | undefined {
  let open = 1;
  let quote = '';
  for (let at = start; at < limit; at++) {
    const char = text[at] ?? '';
    if (char === '\\' && quote !== "'") at++;
    else if (text.startsWith('$(', at) && quote === '"') {
      const end = left > 0 ? substitutionEnd(text, at + 2, limit, left - 1) : undefined;
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '(') open++;
    else if (char === ')' && --open === 0) return at + 1;
  }
  return undefined;
}
