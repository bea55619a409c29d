import type { EvaluatedValue } from '../evaluated/value.js';

/** Variables of a block: what is declared inside ends there, what is assigned may belong to a block around it. */
export class Variables {
  private readonly own = new Map<string, EvaluatedValue>();

  constructor(private readonly outer?: Variables) {}

  get(name: string): EvaluatedValue | undefined {
    return this.own.get(name) ?? this.outer?.get(name);
  }

  declare(name: string, value: EvaluatedValue): void {
    this.own.set(name, value);
  }

  assign(name: string, value: EvaluatedValue): void {
    if (!this.own.has(name) && this.outer?.get(name)) this.outer.assign(name, value);
    else this.own.set(name, value);
  }
}
