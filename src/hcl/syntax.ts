/** HCL as it is written: bodies of attributes and blocks, and expressions. Every part knows its line (1-based). */

import type { EvaluatedValue } from '../evaluated/value.js';

export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

export interface HclAttribute {
  readonly name: string;
  readonly line: number;
  readonly value: HclExpression;
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly line: number;
  readonly endLine: number;
  readonly body: HclBody;
}

export interface HclFile {
  readonly file: string;
  readonly body: HclBody;
  /** Where the text is no HCL; what could be read around it is in `body`. */
  readonly errors: readonly HclError[];
}

export interface HclError {
  readonly line: number;
  readonly endLine: number;
  readonly message: string;
}

export type HclExpression = { readonly line: number } & (
  | {
      readonly kind: 'literal';
      readonly value: string | number | boolean | null;
      /** In a text that something else fills in and writes: what stands here by that. */
      readonly decided?: EvaluatedValue;
    }
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[] }
  | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[] }
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'attribute'; readonly of: HclExpression; readonly name: string }
  | { readonly kind: 'index'; readonly of: HclExpression; readonly key: HclExpression }
  /** `of[*].a.b`: the steps for each item. */
  | { readonly kind: 'splat'; readonly of: HclExpression; readonly names: readonly string[] }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly HclExpression[];
      /** The last argument is a list that stands for the remaining ones. */
      readonly spread: boolean;
    }
  | {
      readonly kind: 'conditional';
      readonly test: HclExpression;
      readonly whenTrue: HclExpression;
      readonly whenFalse: HclExpression;
    }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: HclExpression;
      readonly right: HclExpression;
    }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: HclExpression }
  | {
      readonly kind: 'for';
      readonly names: readonly string[];
      readonly in: HclExpression;
      /** Set where a map is made. */
      readonly key?: HclExpression;
      readonly value: HclExpression;
      readonly condition?: HclExpression;
      readonly grouped: boolean;
    }
  /** What is not understood; never evaluated. */
  | { readonly kind: 'unsupported'; readonly text: string }
);

export interface ObjectEntry {
  readonly line: number;
  /** A bare word is a literal already. */
  readonly key: HclExpression;
  readonly value: HclExpression;
}

/** A piece of a string template; strip markers and the indentation of heredocs are dealt with already. */
export type TemplatePart = { readonly line: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: HclExpression }
  | {
      readonly kind: 'if';
      readonly test: HclExpression;
      readonly whenTrue: readonly TemplatePart[];
      readonly whenFalse: readonly TemplatePart[];
    }
  | {
      readonly kind: 'for';
      readonly names: readonly string[];
      readonly in: HclExpression;
      readonly body: readonly TemplatePart[];
    }
  | { readonly kind: 'unsupported'; readonly text: string }
);
