/** Fills Go templates over what is known; what is not known stays a gap with a name. */
import { entriesOf } from '../evaluated/entries.js';
import { type EvaluatedValue, type Gap, isNull, scalar, textOf } from '../evaluated/value.js';
import type { Position } from '../model.js';
import { type Choice, conditionName } from './choices.js';
import type { TemplateHost } from './functions.js';
import { type Elsewhere, type FilledTemplate, Output } from './output.js';
import { evaluatePipeline } from './pipeline-values.js';
import type { NamedTemplate, Operand, Pipeline, Template, TemplateNode } from './syntax.js';
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
  const output = new Output(file);
  const defined = new Map(host.defined);
  for (const [name, nodes] of template.defined) defined.set(name, { file, nodes });
  const state: State = { defined, file, host, output, depth: 0 };
  try {
    walk(template.nodes, dot, rootVariables(dot), state);
  } catch (cause) {
    // Blocks inside named templates inside blocks: deeper than the engine's stack.
    if (!(cause instanceof RangeError)) throw cause;
    output.assume({ what: 'a template that is nested too deep', at: at(state, 1) });
  }
  return output.finish();
}

interface State {
  readonly defined: ReadonlyMap<string, NamedTemplate>;
  /** The one that the nodes are written in. */
  readonly file: string;
  /** What is written is of another file: the line of the template that it came in by. */
  readonly calledAt?: number;
  readonly host: TemplateHost;
  readonly output: Output;
  readonly depth: number;
}

/** Templates that call templates; more is a ring. */
const MAX_DEPTH = 50;

function walk(nodes: readonly TemplateNode[], dot: EvaluatedValue, variables: Variables, state: State): void {
  for (const node of nodes) {
    if (isOver(state)) {
      state.output.assume(tooLarge(state, node.line));
      return;
    }
    state.host.steps.left--;
    step(node, dot, variables, state);
  }
}

/** Whatever is left of the template is not looked at any more. */
function isOver({ output, host }: State): boolean {
  return output.full || host.steps.left <= 0;
}

function tooLarge(state: State, line: number): Gap {
  return { what: 'a template that is too large', at: at(state, line) };
}

function step(node: TemplateNode, dot: EvaluatedValue, variables: Variables, state: State): void {
  const { output } = state;
  switch (node.kind) {
    case 'text':
      output.literal(node.text, node.line, elsewhere(state));
      return;
    case 'action': {
      if (includeLines(node, dot, variables, state)) return;
      const value = evaluate(node.pipeline, dot, variables, state, node.line);
      if (node.pipeline.names.length > 0) assign(node.pipeline, value, variables);
      else emit(value, node, state);
      return;
    }
    case 'if':
      conditional(node, dot, variables, state);
      return;
    case 'with': {
      const value = evaluate(node.pipeline, dot, variables, state, node.line);
      const inner = new Variables(variables);
      assign(node.pipeline, value, inner);
      const decided = decide(node, value, variables, state);
      if (decided === undefined) assumeBody(node, value, inner, state);
      else if (decided) walk(node.body, value, inner, state);
      else walk(node.otherwise, dot, new Variables(variables), state);
      return;
    }
    case 'range':
      loop(node, dot, variables, state);
      return;
    case 'template': {
      const value = node.pipeline
        ? evaluate(node.pipeline, dot, variables, state, node.line)
        : scalar(null, at(state, node.line));
      if (!callInto(node.name, value, state, output, node.line))
        output.assume({ what: `the template "${node.name}"`, at: at(state, node.line) });
    }
  }
}

/** Writes what a named template gives; false where there is none, or it is one of a ring. */
function callInto(name: string, dot: EvaluatedValue, state: State, output: Output, line: number): boolean {
  const body = state.defined.get(name);
  if (!body || state.depth > MAX_DEPTH) return false;
  const { file, nodes } = body;
  const calledAt = file === output.file ? undefined : (state.calledAt ?? line);
  const { calledAt: _, ...rest } = state;
  const inner = { ...rest, file, output, depth: state.depth + 1, ...(calledAt ? { calledAt } : {}) };
  walk(nodes, dot, rootVariables(dot), inner);
  return true;
}

/** Where text of a named template of another file is written, and which line of this one it stands for. */
function elsewhere({ file, calledAt }: State): Elsewhere | undefined {
  return calledAt === undefined ? undefined : { file, calledAt };
}

/** The line of the template that is filled, for one that something in the nodes at hand stands on. */
function lineIn({ calledAt }: State, line: number): number {
  return calledAt ?? line;
}

/**
 * A named template that gives whole lines (`{{ include "mesh.app" . }}`, `| nindent 2`) is written in its place: its lines and
 * gaps are then known one by one.
 */
function includeLines(
  { pipeline, line }: TemplateNode & { kind: 'action' },
  dot: EvaluatedValue,
  variables: Variables,
  state: State,
): boolean {
  const call = includeCall(pipeline, state);
  if (!call) return false;
  const { name, given, spaces, breaks } = call;
  const { output } = state;
  const body = state.defined.get(name);
  if (!body || state.depth > MAX_DEPTH || !spansLines(body.nodes)) return false;
  if (!breaks && !output.isAtLineStart) return false;
  const value = evaluate({ ...pipeline, commands: [[given]] }, dot, variables, state, line);
  output.indented(spaces, breaks, lineIn(state, line), () => callInto(name, value, state, output, line));
  return true;
}

interface IncludeCall {
  readonly name: string;
  readonly given: Operand;
  readonly spaces: number;
  readonly breaks: boolean;
}

function includeCall(pipeline: Pipeline, { host }: State): IncludeCall | undefined {
  const { commands, names } = pipeline;
  const [[head, name, given, ...more] = [], indent, ...others] = commands;
  if (names.length > 0 || head?.kind !== 'function' || head.name !== 'include') return undefined;
  if (!Object.hasOwn(host.language.functions, 'include') || host.choices) return undefined;
  if (name?.kind !== 'literal' || typeof name.value !== 'string' || !given) return undefined;
  if (more.length > 0 || others.length > 0) return undefined;
  if (!indent) return { name: name.value, given, spaces: 0, breaks: false };
  const [by, count, ...rest] = indent;
  const isIndent = by?.kind === 'function' && /^n?indent$/.test(by.name);
  if (!isIndent || count?.kind !== 'literal' || rest.length > 0) return undefined;
  return { name: name.value, given, ...indentation(pipeline) };
}

/** The same as a value, for functions; what is not decided in it is not decided at all. */
function called(name: string, dot: EvaluatedValue, state: State, line: number): EvaluatedValue | undefined {
  const output = new Output(state.output.file);
  if (!callInto(name, dot, state, output, line)) return undefined;
  const { text, gaps, assumed, origins, carried } = output.finish();
  const [gap] = [...assumed, ...gaps.values()];
  if (gap) return { kind: 'unknown', gap, at: at(state, line) };
  const [only] = origins;
  if (only && only.text === text) return scalar(text, only.at);
  // The words of a named template of another file, and nothing filled in.
  const [literal] = only || carried.size !== 1 ? [] : carried.values();
  return scalar(text, literal ?? at(state, line));
}

function conditional(
  node: TemplateNode & { kind: 'if' },
  dot: EvaluatedValue,
  variables: Variables,
  state: State,
): void {
  for (const [index, { pipeline, body }] of node.branches.entries()) {
    const inner = new Variables(variables);
    const value = evaluate(pipeline, dot, inner, state, node.line);
    assign(pipeline, value, inner);
    const decided = decide({ kind: 'if', pipeline, line: node.line }, value, variables, state);
    if (decided === false) continue;
    if (decided) {
      walk(body, dot, inner, state);
      return;
    }
    // Not decided: what stands within a line may be either; whole lines are taken to be there.
    const gap = gapIn(value, at(state, node.line));
    if (!spansLines(body)) {
      state.output.gap(gap, lineIn(state, node.line));
      return;
    }
    const others = [...node.branches.slice(index + 1).flatMap(branch => branch.body), ...node.otherwise];
    if (spansLines(others)) state.output.assume(gap);
    assumeCondition(gap, body, state, () => walk(body, dot, inner, state));
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
  const isOpen = gapBehind(source) !== undefined && state.host.choices !== undefined;
  const known = isOpen ? undefined : isNull(source) ? [] : entriesOf(source);
  let entries = known ?? someEntries(node, source, variables, state);
  if (!entries) {
    state.output.assume(gapIn(source, at(state, node.line)));
    // What is known of it holds, whatever else there may be.
    entries = source.kind === 'map' ? entriesOf(closed(source)) : undefined;
    if (!entries || entries.length === 0) return;
  }
  if (entries.length === 0) walk(node.otherwise, dot, new Variables(variables), state);
  for (const [key, value] of entries) {
    if (isOver(state)) {
      state.output.assume(tooLarge(state, node.line));
      return;
    }
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

type Asked = Pick<TemplateNode, 'line'> & { readonly kind: Choice['asks']; readonly pipeline: Pipeline };

/** Whether a condition holds; where both ways are followed, one that may be set anew goes either way. */
function decide(
  asked: Asked,
  value: EvaluatedValue,
  variables: Variables,
  state: State,
): boolean | undefined {
  const isOpen = gapBehind(value) !== undefined && state.host.choices !== undefined;
  const decided = isOpen ? undefined : isTrue(value);
  return decided ?? choose(asked, value, variables, state) ?? isTrue(value);
}

/** What may set a value anew. */
function gapBehind(value: EvaluatedValue): Gap | undefined {
  return value.kind === 'scalar' || value.kind === 'list' ? value.overridable : undefined;
}

/** Which way an undecided condition is taken, where both are followed. */
function choose(
  { kind, pipeline, line }: Asked,
  value: EvaluatedValue,
  variables: Variables,
  state: State,
): boolean | undefined {
  const text = variables.spelt((pipeline.text ?? '').replace(/^.*?:?=\s*/, ''));
  const gap = gapIn(value, at(state, line));
  return state.host.choices?.decide({
    key: JSON.stringify([kind, text, gap.what]),
    what: conditionName(text),
    asks: kind,
    gap,
    at: at(state, line),
  });
}

/** Of a collection that is not known one entry that is not known, where both ways are followed: or none. */
function someEntries(
  node: TemplateNode & { kind: 'range' | 'with' },
  source: EvaluatedValue,
  variables: Variables,
  state: State,
): readonly (readonly [EvaluatedValue, EvaluatedValue])[] | undefined {
  const holds = choose({ ...node, kind: 'range' }, source, variables, state);
  if (holds === undefined) return undefined;
  const entries = entriesOf(closed(source)) ?? [];
  if (!holds) return source.kind === 'list' ? [] : entries;
  const any: EvaluatedValue = {
    kind: 'unknown',
    gap: gapIn(source, at(state, node.line)),
    at: at(state, node.line),
  };
  return [...entries, [any, any]];
}

/** A map as if what is known of it were all. */
function closed(value: EvaluatedValue): EvaluatedValue {
  if (value.kind !== 'map') return value;
  const { open: _, ...rest } = value;
  return rest;
}

function assumeBody(
  node: TemplateNode & { kind: 'range' | 'with' },
  value: EvaluatedValue,
  variables: Variables,
  state: State,
): void {
  const gap = gapIn(value, at(state, node.line));
  if (!spansLines(node.body)) {
    state.output.gap(gap, lineIn(state, node.line));
    return;
  }
  assumeCondition(gap, node.body, state, () => walk(node.body, value, variables, state));
}

function assumeCondition(
  gap: Gap,
  body: readonly TemplateNode[],
  { output }: State,
  write: () => void,
): void {
  const text = body.flatMap(node => (node.kind === 'text' ? node.text : [])).join('');
  const content = /^[ \t]*[\w"']+:/m.test(text) ? 'content' : 'lines';
  output.assumeCondition(gap, /^\s*---\s/.test(text) ? 'document' : content, write);
}

function evaluate(
  pipeline: Pipeline,
  dot: EvaluatedValue,
  variables: Variables,
  state: State,
  line: number,
): EvaluatedValue {
  const host = {
    ...state.host,
    call: (name: string, given: EvaluatedValue) => called(name, given, state, line),
  };
  return evaluatePipeline(pipeline, { dot, variables, host, at: at(state, line) });
}

function emit(
  value: EvaluatedValue,
  { pipeline, line: own }: TemplateNode & { kind: 'action' },
  state: State,
): void {
  const { output, host } = state;
  const line = lineIn(state, own);
  const nothing = host.language.missingKey === 'default' ? '<no value>' : '';
  if (value.kind === 'unknown') {
    if (host.choices) output.placedGap(value.gap, line, indentation(pipeline));
    else output.gap(value.gap, line);
  } else output.value(value, writtenAs(value, nothing), line, host.choices !== undefined);
}

/** How far `indent` or `nindent` at the end of a pipeline moves what it is given; `breaks`: onto a line of its own. */
function indentation({ commands }: Pipeline): { readonly spaces: number; readonly breaks: boolean } {
  const [name, spaces] = commands.at(-1) ?? [];
  const isIndent = name?.kind === 'function' && /^n?indent$/.test(name.name);
  const count = isIndent && spaces?.kind === 'literal' ? Number(spaces.value) : 0;
  const isSane = Number.isInteger(count) && count >= 0 && count <= 200;
  return {
    spaces: isSane ? count : 0,
    breaks: isIndent && name.kind === 'function' && name.name === 'nindent',
  };
}

function assign({ names, declares, text }: Pipeline, value: EvaluatedValue, variables: Variables): void {
  const [name] = names;
  if (name === undefined) return;
  if (declares) variables.declare(name, value);
  else variables.assign(name, value);
  const path = declares ? /:=\s*([$.][\w.-]*)$/.exec(text ?? '')?.[1] : undefined;
  if (path !== undefined) variables.alias(name, path);
}

function rootVariables(dot: EvaluatedValue): Variables {
  const variables = new Variables();
  variables.declare('$', dot);
  return variables;
}

function gapIn(value: EvaluatedValue, place: Position): Gap {
  const behind = gapBehind(value);
  if (behind) return behind;
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
