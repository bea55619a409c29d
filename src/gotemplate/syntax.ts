/** Go templates as they are written. Source: https://pkg.go.dev/text/template */

export type TemplateNode = { readonly line: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipeline: Pipeline }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: readonly TemplateNode[] }
  | {
      readonly kind: 'range' | 'with';
      readonly pipeline: Pipeline;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    }
  | { readonly kind: 'template'; readonly name: string; readonly pipeline?: Pipeline }
);

export interface Branch {
  readonly pipeline: Pipeline;
  readonly body: readonly TemplateNode[];
}

export interface Template {
  readonly nodes: readonly TemplateNode[];
  /** Named parts: `define` and `block`. */
  readonly defined: ReadonlyMap<string, readonly TemplateNode[]>;
}

/** A part of another file that a template calls by its name. */
export interface NamedTemplate {
  readonly file: string;
  readonly nodes: readonly TemplateNode[];
}

export interface Pipeline {
  /** As it is written, for a whole action. */
  readonly text?: string;
  /** Variables that take the result: `$a :=`, `$k, $v :=`. */
  readonly names: readonly string[];
  /** `:=`, not `=`. */
  readonly declares: boolean;
  readonly commands: readonly (readonly Operand[])[];
}

export type Operand =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** `.a.b`; without names the dot itself. */
  | { readonly kind: 'field'; readonly names: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly names: readonly string[] }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline; readonly names: readonly string[] };

/** A text that is no Go template. */
export class TemplateError extends Error {
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}
