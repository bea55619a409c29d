/** Fills Go templates over what is known; what is not known stays a gap with a name. */
import { entriesOf } from '../evaluated/entries.js';
import {
  type EvaluatedValue,
  failure,
  type Gap,
  isNull,
  scalar,
  textOf,
  unknown,
} from '../evaluated/value.js';
import type { Position } from '../model.js';
import { callFunction, type TemplateHost } from './functions.js';
import { type FilledTemplate, Output } from './output.js';
import type { Operand, Pipeline, Template, TemplateNode } from './syntax.js';
import { isTrue } from './truth.js';
import { Variables } from './variables.js';
import { writtenAs } from './written.js';

/** @param dot what `.` and `$` are */
export function fillTemplate(
  template: Template,
  dot: EvaluatedValue,
  file: string,
  host: TemplateHost,
): FilledTemplate {
  const output = new Output();
  const state: State = { template, file, host, output, depth: 0 };
  walk(template.nodes, dot, rootVariables(dot), state);
  return output.finish();
}

interface State {
  readonly template: Template;
  readonly file: string;
  readonly host: TemplateHost;
  readonly output: Output;
  readonly depth: number;
}

/** Templates that call templates; more is a ring. */
const MAX_DEPTH = 50;

function walk(nodes: readonly TemplateNode[], dot: EvaluatedValue, variables: Variables, state: State): void {
  for (const node of nodes) {
    if (state.output.full || state.host.steps.left-- <= 0) {
      state.output.assume({ what: 'a template that is too large', at: at(state, node.line) });
      return;
    }
    step(node, dot, variables, state);
  }
}

function step(node: TemplateNode, dot: EvaluatedValue, variables: Variables, state: State): void {
  const { output } = state;
  switch (node.kind) {
    case 'text':
      output.literal(node.text, node.line);
      return;
    case 'action': {
      const value = evaluate(node.pipeline, dot, variables, state, node.line);
      if (node.pipeline.names.length > 0) assign(node.pipeline, value, variables);
      else emit(value, node.line, state);
      return;
    }
    case 'if':
      conditional(node, dot, variables, state);
      return;
    case 'with': {
      const value = evaluate(node.pipeline, dot, variables, state, node.line);
      const inner = new Variables(variables);
      assign(node.pipeline, value, inner);
      const decided = isTrue(value);
      if (decided === undefined) assumeBody(node, value, inner, state);
      else if (decided) walk(node.body, value, inner, state);
      else walk(node.otherwise, dot, new Variables(variables), state);
      return;
    }
    case 'range':
      loop(node, dot, variables, state);
      return;
    case 'template': {
      const body = state.template.defined.get(node.name);
      const value = node.pipeline
        ? evaluate(node.pipeline, dot, variables, state, node.line)
        : scalar(null, at(state, node.line));
      if (!body || state.depth > MAX_DEPTH)
        output.assume({ what: `the template "${node.name}"`, at: at(state, node.line) });
      else walk(body, value, rootVariables(value), { ...state, depth: state.depth + 1 });
    }
  }
}

function conditional(
  node: TemplateNode & { kind: 'if' },
  dot: EvaluatedValue,
  variables: Variables,
  state: State,
): void {
  for (const { pipeline, body } of node.branches) {
    const inner = new Variables(variables);
    const value = evaluate(pipeline, dot, inner, state, node.line);
    assign(pipeline, value, inner);
    const decided = isTrue(value);
    if (decided === false) continue;
    if (decided) {
      walk(body, dot, inner, state);
      return;
    }
    // Not decided: what stands within a line may be either; whole lines are taken to be there.
    const gap = gapIn(value, at(state, node.line));
    if (!spansLines(body)) {
      state.output.gap(gap, node.line);
      return;
    }
    state.output.assume(gap);
    walk(body, dot, inner, state);
    return;
  }
  walk(node.otherwise, dot, variables, state);
}

function loop(
  node: TemplateNode & { kind: 'range' | 'with' },
  dot: EvaluatedValue,
  variables: Variables,
  state: State,
): void {
  const source = evaluate(node.pipeline, dot, variables, state, node.line);
  const entries = isNull(source) ? [] : entriesOf(source);
  if (!entries) {
    state.output.assume(gapIn(source, at(state, node.line)));
    return;
  }
  if (entries.length === 0) walk(node.otherwise, dot, new Variables(variables), state);
  for (const [key, value] of entries) {
    const inner = new Variables(variables);
    const [first, second] = node.pipeline.names;
    if (second !== undefined) {
      inner.declare(first ?? '', key);
      inner.declare(second, value);
    } else if (first !== undefined) {
      inner.declare(first, value);
    }
    walk(node.body, value, inner, state);
  }
}

function assumeBody(
  node: TemplateNode & { kind: 'range' | 'with' },
  value: EvaluatedValue,
  variables: Variables,
  state: State,
): void {
  const gap = gapIn(value, at(state, node.line));
  if (!spansLines(node.body)) {
    state.output.gap(gap, node.line);
    return;
  }
  state.output.assume(gap);
  walk(node.body, value, variables, state);
}

function evaluate(
  pipeline: Pipeline,
  dot: EvaluatedValue,
  variables: Variables,
  state: State,
  line: number,
): EvaluatedValue {
  let previous: EvaluatedValue | undefined;
  for (const command of pipeline.commands) {
    const [head, ...rest] = command;
    if (!head) continue;
    const args = (): EvaluatedValue[] => {
      const given = rest.map(operand => operandValue(operand, dot, variables, state, line));
      return previous ? [...given, previous] : given;
    };
    previous =
      head.kind === 'function'
        ? callFunction(head.name, args(), { ...state.host, line, file: state.file, dot }, at(state, line))
        : operandValue(head, dot, variables, state, line);
  }
  return previous ?? scalar(null, at(state, line));
}

function operandValue(
  operand: Operand,
  dot: EvaluatedValue,
  variables: Variables,
  state: State,
  line: number,
): EvaluatedValue {
  const place = at(state, line);
  switch (operand.kind) {
    case 'literal':
      return scalar(operand.value, place);
    case 'field':
      return fieldOf(dot, operand.names, '', place);
    case 'variable':
      return fieldOf(
        variables.get(operand.name) ?? unknown(operand.name, place),
        operand.names,
        operand.name,
        place,
      );
    case 'pipeline':
      return fieldOf(evaluate(operand.pipeline, dot, variables, state, line), operand.names, '(…)', place);
    case 'function':
      return callFunction(operand.name, [], { ...state.host, line, file: state.file, dot }, place);
  }
}

/** Keys that are not there: the tool refuses the template, unless it is given them from outside of the tree. */
function fieldOf(
  value: EvaluatedValue,
  names: readonly string[],
  start: string,
  place: Position,
): EvaluatedValue {
  let current = value;
  let what = start;
  for (const name of names) {
    what = `${what}.${name}`;
    if (current.kind === 'unknown') return current;
    if (current.kind !== 'map') return failure(what, place);
    const entry = current.entries.get(name);
    if (!entry)
      return current.open ? { kind: 'unknown', gap: current.open, at: place } : failure(what, place);
    current = entry.value;
  }
  return current;
}

function emit(value: EvaluatedValue, line: number, { output }: State): void {
  if (value.kind === 'unknown') output.gap(value.gap, line);
  else output.value(value, writtenAs(value), line);
}

function assign({ names, declares }: Pipeline, value: EvaluatedValue, variables: Variables): void {
  const [name] = names;
  if (name === undefined) return;
  if (declares) variables.declare(name, value);
  else variables.assign(name, value);
}

function rootVariables(dot: EvaluatedValue): Variables {
  const variables = new Variables();
  variables.declare('$', dot);
  return variables;
}

function gapIn(value: EvaluatedValue, place: Position): Gap {
  return value.kind === 'unknown' ? value.gap : { what: textOf(value) ?? 'a condition', at: place };
}

function spansLines(nodes: readonly TemplateNode[]): boolean {
  return nodes.some(node => {
    if (node.kind === 'text') return node.text.includes('\n');
    return node.kind !== 'action';
  });
}

function at(state: State, line: number): Position {
  return { file: state.file, line };
}
