/** Results by the text that they were made from; the oldest go when the texts get too many. */
export class TextMemo<Result> {
  private readonly kept = new Map<string, { readonly text: string; readonly result: Result }[]>();
  private size = 0;

  /** @param limit of all texts together, in characters */
  constructor(private readonly limit: number) {}

  /** @param name what else the result depends on: texts are compared with those of the same name only */
  get(name: string, text: string, make: () => Result): Result {
    const entries = this.kept.get(name) ?? [];
    const known = entries.find(entry => entry.text === text);
    if (known) return known.result;
    const result = make();
    if (text.length > this.limit) return result;
    this.kept.delete(name);
    this.kept.set(name, [...entries, { text, result }]);
    this.size += text.length;
    this.trim();
    return result;
  }

  private trim(): void {
    for (const [name, entries] of this.kept) {
      if (this.size <= this.limit) return;
      for (const { text } of entries) this.size -= text.length;
      this.kept.delete(name);
    }
  }
}
