import type { EvaluatedValue } from '../evaluated/value.js';

/** Variables of a block: what is declared inside ends there, what is assigned may belong to a block around it. */
export class Variables {
  private readonly own = new Map<string, EvaluatedValue>();

  constructor(private readonly outer?: Variables) {}

  /** Paths that variables are short for: `$v` for `.Values`. */
  private readonly paths = new Map<string, string>();

  get(name: string): EvaluatedValue | undefined {
    return this.own.get(name) ?? this.outer?.get(name);
  }

  /** A path with the variable at its start written out: `.Values.mesh.on` of `$m.on`. */
  spelt(path: string): string {
    const name = /^\$\w+/.exec(path)?.[0];
    const known = name === undefined ? undefined : this.pathOf(name);
    return name === undefined || known === undefined ? path : `${known}${path.slice(name.length)}`;
  }

  /** Notes what a variable is short for. */
  alias(name: string, path: string): void {
    this.paths.set(name, this.spelt(path));
  }

  private pathOf(name: string): string | undefined {
    return this.own.has(name) ? this.paths.get(name) : this.outer?.pathOf(name);
  }

  declare(name: string, value: EvaluatedValue): void {
    this.own.set(name, value);
  }

  assign(name: string, value: EvaluatedValue): void {
    if (!this.own.has(name) && this.outer?.get(name)) this.outer.assign(name, value);
    else this.own.set(name, value);
  }
}
