/** The line that a template is writing, as far as anybody asks: by itself it may be written in a hundred thousand pieces. */
export class Line {
  /** The first three characters behind white space. */
  private head = '';
  private isIndented = false;
  /** Something but white space stands behind the head. */
  private hasMore = false;
  /** The last two characters, and the last two before white space at the end. */
  private last = '';
  private ending = '';

  add(piece: string): void {
    const text = this.head === '' ? piece.trimStart() : piece;
    this.isIndented ||= text !== piece;
    const room = HEAD - this.head.length;
    this.hasMore ||= text.slice(room).trim() !== '';
    this.head += text.slice(0, room);
    const written = piece.trimEnd();
    if (written !== '') this.ending = `${this.last}${written}`.slice(-2);
    this.last = `${this.last}${piece}`.slice(-2);
  }

  get isBlank(): boolean {
    return this.head === '';
  }

  /** Something but white space, comments and `---`. */
  get isContent(): boolean {
    return !this.isBlank && !this.head.startsWith('#') && !this.isDashes;
  }

  /** `---` at its start, and nothing else. */
  get startsDocument(): boolean {
    return this.isDashes && !this.isIndented;
  }

  /** A block scalar begins behind it. */
  get opensBlock(): boolean {
    return /[|>][+-]?$/.test(this.ending);
  }

  get endsInColon(): boolean {
    return this.last.endsWith(':');
  }

  private get isDashes(): boolean {
    return this.head === '---' && !this.hasMore;
  }
}

const HEAD = 3;
