/** Results kept for as long as the two values live that they were made from. */

export class PairMemo<Result> {
  private readonly made = new WeakMap<object, WeakMap<object, Map<string, Result>>>();

  /** @param rest whatever else the result depends on */
  get(before: object, after: object, rest: string, make: () => Result): Result {
    const byAfter = this.made.get(before) ?? new WeakMap<object, Map<string, Result>>();
    this.made.set(before, byAfter);
    const byRest = byAfter.get(after) ?? new Map<string, Result>();
    byAfter.set(after, byRest);
    const known = byRest.get(rest);
    if (known !== undefined) return known;
    const result = make();
    byRest.set(rest, result);
    return result;
  }
}
