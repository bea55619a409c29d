/** Parses Go with tree-sitter's own grammar, compiled to WebAssembly, and keeps what `syntax.ts` describes. */
import { createRequire } from 'node:module';
import { Language, type Node, Parser, type TreeCursor } from 'web-tree-sitter';
import { lower, stringValue } from './lower.js';
import type {
  Binding,
  Declaration,
  Expression,
  FunctionBody,
  GoFile,
  PlainCall,
  Registration,
} from './syntax.js';

/** A parser of Go files; make one and keep it. */
export interface GoParser {
  parse(source: string): GoFile;
}

/** Loads the grammar (about 20 ms). */
export async function createGoParser(): Promise<GoParser> {
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-go/tree-sitter-go.wasm');
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return { parse: source => parseFile(parser, source) };
}

function parseFile(parser: Parser, source: string): GoFile {
  const tree = parser.parse(source);
  if (tree === null) throw new Error('the Go parser gave up');
  try {
    return readFile(tree.rootNode);
  } finally {
    tree.delete();
  }
}

/** What one walk over a file collects. */
interface Collector {
  readonly imports: Map<string, string>;
  readonly values: Binding[];
  readonly functions: FunctionBody[];
  readonly registrations: Registration[];
  readonly calls: PlainCall[];
  readonly declarations: Declaration[];
  unnamed: number;
}

function readFile(root: Node): GoFile {
  const file: Collector = {
    imports: new Map(),
    values: [],
    functions: [],
    registrations: [],
    calls: [],
    declarations: [],
    unnamed: 0,
  };
  let packageName = '';
  let constraint: string | undefined;
  for (const node of root.namedChildren) {
    switch (node.type) {
      case 'comment':
        if (packageName === '' && node.text.startsWith('//go:build '))
          constraint = node.text.slice(11).trim();
        break;
      case 'package_clause':
        packageName = node.namedChildren[0]?.text ?? '';
        break;
      case 'import_declaration':
        readImports(node, file.imports);
        break;
      case 'const_declaration':
        readConstants(node, file);
        break;
      case 'var_declaration':
        readVariables(node, file);
        break;
      case 'type_declaration':
        readTypes(node, file);
        break;
      case 'function_declaration':
      case 'method_declaration':
        readFunction(node, file);
        break;
    }
  }
  const { unnamed: _, ...kept } = file;
  const errorLine = root.hasError ? firstErrorLine(root) : undefined;
  return {
    package: packageName,
    ...kept,
    ...(constraint === undefined ? {} : { constraint }),
    ...(errorLine === undefined ? {} : { errorLine }),
  };
}

function readImports(node: Node, imports: Map<string, string>): void {
  for (const spec of node.descendantsOfType('import_spec')) {
    const pathNode = spec.childForFieldName('path');
    if (pathNode === null) continue;
    const path = stringValue(pathNode);
    imports.set(spec.childForFieldName('name')?.text ?? guessPackageName(path), path);
  }
}

/** The usual name of a package by its path: `example.com/go-thing/v2` is `thing`… as far as a path can tell. */
function guessPackageName(path: string): string {
  const segments = path.split('/');
  let last = segments.pop() ?? '';
  if (/^v\d+$/.test(last) && segments.length > 1 && !path.startsWith('istio.io/'))
    last = segments.pop() ?? '';
  return last.replaceAll('-', '');
}

function readConstants(node: Node, file: Collector): void {
  let iota = 0;
  let repeated: { values: Node | null; type: Node | null } = { values: null, type: null };
  for (const spec of node.namedChildren) {
    if (spec.type !== 'const_spec') continue;
    const values = spec.childForFieldName('value');
    // A constant without a value repeats the expression above it, with its own iota.
    if (values !== null) repeated = { values, type: spec.childForFieldName('type') };
    addValues(spec, repeated.values, repeated.type, iota, file);
    iota += 1;
  }
}

function readVariables(node: Node, file: Collector): void {
  for (const spec of node.descendantsOfType('var_spec')) {
    if (isInsideFunction(spec, node)) continue;
    addValues(spec, spec.childForFieldName('value'), spec.childForFieldName('type'), 0, file);
  }
}

function isInsideFunction(node: Node, stop: Node): boolean {
  for (let parent = node.parent; parent !== null && parent.id !== stop.id; parent = parent.parent) {
    if (parent.type === 'func_literal') return true;
  }
  return false;
}

function addValues(spec: Node, values: Node | null, type: Node | null, iota: number, file: Collector): void {
  const names = spec.childrenForFieldName('name').filter(child => child?.type === 'identifier');
  const expressions = values?.namedChildren.filter(child => child.type !== 'comment') ?? [];
  for (const [index, nameNode] of names.entries()) {
    const name = nameNode?.text ?? '_';
    const id = name === '_' ? `_${file.unnamed++}` : name;
    // `a, ok := call()`: both names stand for the one expression.
    const value = expressions[index] ?? expressions[0];
    const references = emptyReferences();
    if (index === 0) collect(spec, id, file, references);
    else if (value !== undefined) collectNames(value, file, references);
    file.declarations.push({ id, kind: 'value', ...finish(references) });
    if (value !== undefined && name !== '_') file.values.push(binding(name, lower(value), iota, type));
  }
}

function binding(name: string, value: Expression, iota: number, type: Node | null): Binding {
  return type === null ? { name, value, iota } : { name, value, iota, type: type.text };
}

function readTypes(node: Node, file: Collector): void {
  for (const spec of node.namedChildren) {
    const name = spec.childForFieldName('name')?.text;
    if (name === undefined) continue;
    const references = emptyReferences();
    collect(spec, name, file, references);
    file.declarations.push({ id: name, kind: 'type', ...finish(references) });
  }
}

function readFunction(node: Node, file: Collector): void {
  const name = node.childForFieldName('name')?.text ?? '_';
  const receiver = node.childForFieldName('receiver')?.descendantsOfType('type_identifier')[0]?.text;
  const plainId = name === 'init' || name === '_' ? `${name}_${file.unnamed++}` : name;
  const id = receiver === undefined ? plainId : `${receiver}.${name}`;
  const references = emptyReferences();
  collect(node, id, file, references);
  file.declarations.push({ id, kind: receiver === undefined ? 'function' : 'method', ...finish(references) });
  if (receiver !== undefined) return;
  const body = node.childForFieldName('body');
  const parameters = (node.childForFieldName('parameters')?.namedChildren ?? []).flatMap(parameter =>
    parameter.childrenForFieldName('name').map(child => child?.text ?? '_'),
  );
  file.functions.push({
    name,
    parameters,
    locals: body === null ? [] : readLocals(body),
    returns: body === null || parameters.length > 0 ? [] : readReturns(body),
  });
}

function readLocals(body: Node): Binding[] {
  const locals: Binding[] = [];
  for (const node of body.descendantsOfType(['short_var_declaration', 'var_spec'])) {
    const left = node.type === 'var_spec' ? node : node.childForFieldName('left');
    const name = left?.descendantsOfType('identifier')[0]?.text;
    const value = node.childForFieldName(node.type === 'var_spec' ? 'value' : 'right')?.namedChildren[0];
    if (name !== undefined && value !== undefined) locals.push({ name, value: lower(value), iota: 0 });
  }
  return locals;
}

function readReturns(body: Node): Expression[] {
  return body
    .descendantsOfType('return_statement')
    .map(node => node.namedChildren[0]?.namedChildren[0])
    .filter(node => node !== undefined)
    .map(lower);
}

interface References {
  readonly names: Set<string>;
  readonly imported: Set<string>;
  readonly selected: Set<string>;
}

function emptyReferences(): References {
  return { names: new Set(), imported: new Set(), selected: new Set() };
}

function finish(references: References): Pick<Declaration, 'names' | 'imported' | 'selected'> {
  return {
    names: [...references.names],
    imported: [...references.imported],
    selected: [...references.selected],
  };
}

/** References of a node, and the registrations and plain calls in it. */
function collect(node: Node, owner: string, file: Collector, references: References): void {
  walk(node, file, references, call => readCall(call, owner, file));
}

function collectNames(node: Node, file: Collector, references: References): void {
  walk(node, file, references, () => {});
}

function walk(node: Node, file: Collector, references: References, onCall: (call: Node) => void): void {
  const cursor = node.walk();
  visit(cursor, file, references, onCall);
  cursor.delete();
}

function visit(
  cursor: TreeCursor,
  file: Collector,
  references: References,
  onCall: (call: Node) => void,
): void {
  switch (cursor.nodeType) {
    case 'identifier':
    case 'type_identifier':
      references.names.add(cursor.nodeText);
      return;
    case 'field_identifier':
      references.selected.add(cursor.nodeText);
      return;
    case 'selector_expression':
    case 'qualified_type':
      if (addImported(cursor.currentNode, file, references)) return;
      break;
    case 'call_expression':
      onCall(cursor.currentNode);
      break;
    case 'comment':
    case 'interpreted_string_literal':
    case 'raw_string_literal':
      return;
  }
  if (!cursor.gotoFirstChild()) return;
  do visit(cursor, file, references, onCall);
  while (cursor.gotoNextSibling());
  cursor.gotoParent();
}

function addImported(node: Node, file: Collector, references: References): boolean {
  const [on, name] = node.namedChildren;
  if (on === undefined || name === undefined) return false;
  if (on.type !== 'identifier' && on.type !== 'package_identifier') return false;
  const path = file.imports.get(on.text);
  if (path === undefined) return false;
  references.imported.add(`${path} ${name.text}`);
  return true;
}

function readCall(node: Node, owner: string, file: Collector): void {
  const callee = node.childForFieldName('function');
  if (callee === null) return;
  const line = node.startPosition.row + 1;
  if (callee.type === 'identifier') {
    const args = argumentsOf(node);
    if (args.length > 0) file.calls.push({ callee: callee.text, args: args.map(lower), owner, line });
    return;
  }
  const registration = readRegistration(node, callee, file);
  if (registration !== undefined) file.registrations.push({ ...registration, owner, line });
}

/** `env.Register…(name, default, description)` or `os.Getenv(name)`, whatever the file calls those packages. */
function readRegistration(
  call: Node,
  callee: Node,
  file: Collector,
): Omit<Registration, 'owner' | 'line'> | undefined {
  // `Register[int64]` is an index expression when its type argument could be a value, too.
  const generic = callee.type === 'index_expression' || callee.type === 'type_instantiation_expression';
  const selector = generic ? callee.namedChildren[0] : callee;
  if (selector?.type !== 'selector_expression') return undefined;
  const [on, method] = selector.namedChildren;
  if (on?.type !== 'identifier' || method === undefined) return undefined;
  const path = file.imports.get(on.text);
  const [name, value] = argumentsOf(call);
  if (path === undefined || name === undefined) return undefined;
  if (path === 'os' && systemReaders.has(method.text)) return { method: method.text, name: lower(name) };
  if (!envPackages.has(path) || !registrars.has(method.text) || value === undefined) return undefined;
  const typeArgument = generic
    ? callee.namedChildren[1]?.text
    : call.childForFieldName('type_arguments')?.namedChildren[0]?.text;
  return {
    method: method.text,
    name: lower(name),
    value: lower(value),
    ...(typeArgument === undefined ? {} : { typeArgument }),
  };
}

const registrars: ReadonlySet<string> = new Set([
  'Register',
  'RegisterStringVar',
  'RegisterBoolVar',
  'RegisterIntVar',
  'RegisterFloatVar',
  'RegisterDurationVar',
]);

const systemReaders: ReadonlySet<string> = new Set(['Getenv', 'LookupEnv']);

/** Istio's own package, and where it lived before it moved into the main repository. */
const envPackages: ReadonlySet<string> = new Set(['istio.io/istio/pkg/env', 'istio.io/pkg/env']);

function argumentsOf(call: Node): Node[] {
  const list = call.childForFieldName('arguments');
  return list === null ? [] : list.namedChildren.filter(child => child.type !== 'comment');
}

function firstErrorLine(node: Node): number {
  if (node.isError || node.isMissing) return node.startPosition.row + 1;
  const child = node.children.find(candidate => candidate.hasError || candidate.isMissing);
  return child === undefined ? node.startPosition.row + 1 : firstErrorLine(child);
}
