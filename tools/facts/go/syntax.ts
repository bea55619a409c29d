/**
 * What the generator keeps of one Go file: enough to evaluate constants and the arguments of registrations, and to
 * tell which declaration refers to which. Plain data, so that a file that many releases share is parsed once.
 */

export interface StringLiteral {
  readonly kind: 'string';
  readonly value: string;
}
/** An integer or rune literal, in decimal. */
export interface IntLiteral {
  readonly kind: 'int';
  readonly value: bigint;
}
export interface FloatLiteral {
  readonly kind: 'float';
  readonly value: number;
}
/** An identifier, among them `true`, `false`, `nil` and `iota`. */
export interface Name {
  readonly kind: 'name';
  readonly name: string;
}
/** `on.name`: a field, a method, or a name of an imported package. */
export interface Select {
  readonly kind: 'select';
  readonly on: Expression;
  readonly name: string;
}
export interface Call {
  readonly kind: 'call';
  readonly function: Expression;
  /** as written, generic arguments of the callee: `int64` of `Register[int64](…)` */
  readonly typeArgument?: string;
  readonly args: readonly Expression[];
}
export interface Binary {
  readonly kind: 'binary';
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Unary {
  readonly kind: 'unary';
  readonly operator: string;
  readonly operand: Expression;
}
/** `Type{key: value, …}`; the key is absent in lists. */
export interface Composite {
  readonly kind: 'composite';
  readonly type: string;
  readonly elements: readonly { readonly key?: Expression; readonly value: Expression }[];
}
/** A function literal called on the spot, or anything else that is not modelled. */
export interface Opaque {
  readonly kind: 'opaque';
  readonly text: string;
}
export type Expression =
  | StringLiteral
  | IntLiteral
  | FloatLiteral
  | Name
  | Select
  | Call
  | Binary
  | Unary
  | Composite
  | Opaque;

/** A constant or variable of a package or a function. */
export interface Binding {
  readonly name: string;
  readonly value: Expression;
  /** position within its constant group */
  readonly iota: number;
  /** declared type as written, if any */
  readonly type?: string;
}

/** A call that reads an environment variable: `env.Register…(NAME, DEFAULT, DESCRIPTION)` or `os.Getenv(NAME)`. */
export interface Registration {
  /** `Register`, `RegisterBoolVar`, …, `Getenv`, `LookupEnv` */
  readonly method: string;
  readonly typeArgument?: string;
  readonly name: Expression;
  /** the default; absent where it is read without registration */
  readonly value?: Expression;
  /** the declaration that holds the call, by `Declaration.id` */
  readonly owner: string;
  /** 1-based */
  readonly line: number;
}

/** A call of a function by its bare name: what feeds a wrapper around a registration. */
export interface PlainCall {
  readonly callee: string;
  readonly args: readonly Expression[];
  readonly owner: string;
  readonly line: number;
}

/** A function, method, type, constant or variable of a package, and what its text refers to. */
export interface Declaration {
  /** `Name`, `Receiver.Name` for methods; `init` and `_` get a number, since a package may have many */
  readonly id: string;
  readonly kind: 'function' | 'method' | 'type' | 'value';
  /** bare identifiers: package-level names of the same package are among them */
  readonly names: readonly string[];
  /** `path Name`: what it takes from an imported package */
  readonly imported: readonly string[];
  /** names selected on anything that is not a package: fields and methods */
  readonly selected: readonly string[];
}

/** What evaluation needs of a function. */
export interface FunctionBody {
  readonly name: string;
  readonly parameters: readonly string[];
  /** `x := value` and `var x = value`, in order, at any depth */
  readonly locals: readonly Binding[];
  /** first result of each return, only of functions without parameters */
  readonly returns: readonly Expression[];
}

export interface GoFile {
  readonly package: string;
  /** text of `//go:build`, if any */
  readonly constraint?: string;
  /** local name -> import path */
  readonly imports: ReadonlyMap<string, string>;
  readonly values: readonly Binding[];
  readonly functions: readonly FunctionBody[];
  readonly registrations: readonly Registration[];
  readonly calls: readonly PlainCall[];
  readonly declarations: readonly Declaration[];
  /** 1-based line of the first piece that is no Go */
  readonly errorLine?: number;
}
