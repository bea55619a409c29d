/**
 * Go templates, as far as plain data decides them: fields, pipelines, conditions, loops, variables, and those functions
 * of Sprig that people use in declarations. Anything else is undecided, never guessed.
 * Sources: https://pkg.go.dev/text/template and https://masterminds.github.io/sprig/
 */
import type { DataPath } from '../../model.js';
import { isRecord } from '../data.js';
import { callFunction } from './go-template-functions.js';
import { type Expression, type Node, parseTemplate } from './go-template-parser.js';
import { isTruthy, type Operand, Undecided } from './go-template-values.js';

export interface TemplateResult {
  readonly text: string;
  /** For each line of the text, from 0: the line of the template that it comes from, from 0. */
  readonly lines: readonly number[];
  /** What was filled in by one field of the data, and on which line of the text. */
  readonly fills: readonly { readonly line: number; readonly text: string; readonly path: DataPath }[];
  /** Parts of the data that were written out as YAML. */
  readonly blocks: readonly DataPath[];
}

export interface TemplateOptions {
  /** The data may hold more than is known here: what is missing is undecided, not empty. */
  readonly open?: boolean;
  readonly delimiters?: readonly [string, string];
}

/** @throws Undecided */
export function renderTemplate(
  template: string,
  data: unknown,
  options: TemplateOptions = {},
): TemplateResult {
  const output = new Output();
  const scope: Scope = {
    dot: { value: data, path: [] },
    variables: new Map(),
    root: { value: data, path: [] },
  };
  new Interpreter(output, options.open ?? false).run(parseTemplate(template, options.delimiters), scope);
  return output.result();
}

interface Scope {
  readonly dot: Operand;
  readonly root: Operand;
  readonly variables: Map<string, Operand>;
}

/** More steps and longer texts than any honest template takes. */
const MAX_STEPS = 20_000;
const MAX_TEXT = 2_000_000;

class Output {
  private text = '';
  private line = 0;
  private readonly lines: number[] = [0];
  private readonly fills: { line: number; text: string; path: DataPath }[] = [];
  readonly blocks: DataPath[] = [];

  /** @param path set for what an action gives, `[]` where no field of the data is the whole of it */
  write(text: string, sourceLine: number, path?: DataPath): void {
    if (this.text.length + text.length > MAX_TEXT) throw new Undecided('it grows beyond all bounds');
    if (path && path.length > 0) this.fills.push({ line: this.line, text, path });
    const isStart = this.text === '' || this.text.endsWith('\n');
    if (isStart && text !== '') this.lines[this.line] = sourceLine;
    for (const [number] of [...text.matchAll(/\n/g)].entries()) {
      this.line++;
      // What is filled in stands all on the line of its action.
      this.lines[this.line] = path ? sourceLine : sourceLine + number + 1;
    }
    this.text += text;
  }

  result(): TemplateResult {
    return { text: this.text, lines: this.lines, fills: this.fills, blocks: this.blocks };
  }
}

class Interpreter {
  private steps = 0;

  constructor(
    private readonly output: Output,
    private readonly open: boolean,
  ) {}

  run(nodes: readonly Node[], scope: Scope): void {
    for (const node of nodes) {
      if (++this.steps > MAX_STEPS) throw new Undecided('it takes too many steps');
      this.step(node, scope);
    }
  }

  private step(node: Node, scope: Scope): void {
    switch (node.kind) {
      case 'text':
        this.output.write(node.text, node.line);
        return;
      case 'output': {
        const { value, path } = this.evaluate(node.expression, scope);
        this.output.write(spell(value), node.line, path ?? []);
        return;
      }
      case 'assign':
        scope.variables.set(node.name, this.evaluate(node.expression, scope));
        return;
      case 'if': {
        const branch = node.branches.find(
          ({ condition }) => condition === undefined || isTruthy(this.evaluate(condition, scope).value),
        );
        if (branch) this.run(branch.body, inner(scope, scope.dot));
        return;
      }
      case 'with': {
        const value = this.evaluate(node.expression, scope);
        if (isTruthy(value.value)) this.run(node.body, inner(scope, value));
        else this.run(node.otherwise, inner(scope, scope.dot));
        return;
      }
      case 'range':
        this.range(node, scope);
    }
  }

  private range(node: Node & { kind: 'range' }, scope: Scope): void {
    const { value, path } = this.evaluate(node.expression, scope);
    const entries = Array.isArray(value)
      ? value.map((item, index) => [index, item] as const)
      : isRecord(value)
        ? Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
        : [];
    if (entries.length === 0) this.run(node.otherwise, inner(scope, scope.dot));
    for (const [key, item] of entries) {
      const operand = { value: item, ...(path ? { path: [...path, key] } : {}) };
      const below = inner(scope, operand);
      const [first, second] = node.variables;
      if (second !== undefined) below.variables.set(second, operand);
      if (first !== undefined) below.variables.set(first, second === undefined ? operand : { value: key });
      this.run(node.body, below);
    }
  }

  private evaluate(expression: Expression, scope: Scope): Operand {
    if (++this.steps > MAX_STEPS) throw new Undecided('it takes too many steps');
    switch (expression.kind) {
      case 'literal':
        return { value: expression.value };
      case 'dot':
        return this.fields(scope.dot, expression.fields, nameOf(expression.fields));
      case 'variable': {
        const start = expression.name === '' ? scope.root : scope.variables.get(expression.name);
        if (!start) throw new Undecided(`$${expression.name} is not set`);
        return this.fields(start, expression.fields, nameOf(expression.fields));
      }
      case 'group':
        return this.fields(this.evaluate(expression.inner, scope), expression.fields, 'a field');
      case 'pipeline': {
        let piped: Operand | undefined;
        for (const call of expression.calls) piped = this.evaluateCall(call, scope, piped);
        return piped ?? { value: undefined };
      }
      case 'call':
        return this.evaluateCall(expression, scope, undefined);
    }
  }

  private evaluateCall(call: Expression, scope: Scope, piped: Operand | undefined): Operand {
    if (call.kind !== 'call') {
      if (piped) throw new Undecided("a value can't be called");
      return this.evaluate(call, scope);
    }
    // What is missing has a default, and a condition is not evaluated further than it has to be.
    const lenient = ['default', 'coalesce', 'and', 'or', 'not', 'empty', 'hasKey', 'dig', 'get'].includes(
      call.name,
    );
    const operands = call.parameters.map(parameter =>
      lenient && !this.open ? this.lenient(parameter, scope) : this.evaluate(parameter, scope),
    );
    const all = piped ? [...operands, piped] : operands;
    const [block] = all;
    if (call.name === 'toYaml' && block?.path) this.output.blocks.push(block.path);
    return callFunction(call.name, all);
  }

  private lenient(parameter: Expression, scope: Scope): Operand {
    try {
      return this.evaluate(parameter, scope);
    } catch (cause) {
      if (cause instanceof MissingField) return { value: undefined };
      throw cause;
    }
  }

  private fields(start: Operand, fields: readonly string[], name: string): Operand {
    let current = start;
    for (const field of fields) {
      const { value, path } = current;
      if (isRecord(value) && Object.hasOwn(value, field)) {
        current = { value: value[field], ...(path ? { path: [...path, field] } : {}) };
        continue;
      }
      if (this.open) throw new Undecided(`.${name} is not in this repository`);
      if (value === undefined || value === null) throw new MissingField(`.${name} is not set`);
      current = { value: undefined };
    }
    return current;
  }
}

function nameOf(fields: readonly string[]): string {
  return fields.slice(0, 8).join('.');
}

/** A field of something that is not there: an error in Go, unless a function forgives it. */
class MissingField extends Undecided {}

function inner(scope: Scope, dot: Operand): Scope {
  return { root: scope.root, dot, variables: new Map(scope.variables) };
}

/** As Go prints it. */
function spell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw new Undecided('a map or list is printed as Go prints it');
}
