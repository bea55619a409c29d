/**
 * Data files of PowerShell: tables and lists of texts and numbers.
 * Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_data_files
 */
import type { Word } from './text.js';

/** More of them than settings have, and deeper than tables stand in tables. */
const MAX_ENTRIES = 2000;
const MAX_DEPTH = 12;

const SPACE = /\s/;
const KEY = /^(?:'([^'\n]{1,200})'|"([^"\n]{1,200})"|([\w-]{1,200}))[ \t]{0,99}=/;
/** What goes on behind a text is put together: that is no data. */
const VALUE = /^(?:'((?:[^']|''){0,2000})'|"([^"$`]{0,2000})"|\$?([\w.+-]{1,200}))/;

/** What each key is, by the keys around it with dots between: names are the same in capitals. */
export function textsOfPsd1(text: string): ReadonlyMap<string, Omit<Word, 'file'>> {
  return new DataFile(text).texts();
}

class DataFile {
  private position = 0;
  private line = 1;
  private readonly found = new Map<string, Omit<Word, 'file'>>();

  constructor(private readonly text: string) {}

  texts(): ReadonlyMap<string, Omit<Word, 'file'>> {
    this.skip();
    if (this.takes('@{')) this.table('', 0);
    return this.found;
  }

  private table(path: string, depth: number): void {
    while (this.position < this.text.length && this.found.size < MAX_ENTRIES) {
      this.skip();
      if (this.takes('}')) return;
      const [whole, ...names] = KEY.exec(this.text.slice(this.position, this.position + 400)) ?? [];
      const name = names.find(one => one !== undefined);
      if (whole === undefined || name === undefined) {
        this.position++;
        continue;
      }
      this.position += whole.length;
      this.value(path === '' ? name.toLowerCase() : `${path}.${name.toLowerCase()}`, depth + 1);
    }
  }

  private value(path: string, depth: number): void {
    this.skip();
    if (depth < MAX_DEPTH && this.takes('@{')) this.table(path, depth);
    else if (this.takes('@(')) this.list();
    else {
      const { line } = this;
      const [whole, single, double, bare] =
        VALUE.exec(this.text.slice(this.position, this.position + 2100)) ?? [];
      if (whole === undefined) return;
      this.move(whole.length);
      this.found.set(path, { text: single?.replaceAll("''", "'") ?? double ?? bare ?? '', line });
    }
  }

  /** What is listed has no name. */
  private list(): void {
    for (let depth = 1; depth > 0 && this.position < this.text.length; ) {
      const quoted = VALUE.exec(this.text.slice(this.position, this.position + 2100))?.[0];
      if (quoted !== undefined && /^["']/.test(quoted)) this.move(quoted.length);
      else {
        const char = this.text[this.position];
        depth += char === '(' ? 1 : char === ')' ? -1 : 0;
        this.move(1);
      }
    }
  }

  private takes(start: string): boolean {
    if (!this.text.startsWith(start, this.position)) return false;
    this.position += start.length;
    return true;
  }

  /** Blanks, ends of entries, and comments. */
  private skip(): void {
    for (;;) {
      const char = this.text[this.position] ?? '';
      const end = this.text.startsWith('<#', this.position)
        ? this.text.indexOf('#>', this.position) + 2
        : char === '#'
          ? this.text.indexOf('\n', this.position)
          : undefined;
      if (end !== undefined) this.move(end < 2 ? this.text.length : end - this.position);
      else if (char !== '' && (SPACE.test(char) || char === ';' || char === ',')) this.move(1);
      else return;
    }
  }

  private move(length: number): void {
    for (const char of this.text.slice(this.position, this.position + length)) if (char === '\n') this.line++;
    this.position += length;
  }
}
