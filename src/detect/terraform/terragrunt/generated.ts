/**
 * Files that Terragrunt writes beside a module before it runs it: `generate` blocks, and entries of a map of that name.
 * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#generate
 */
import { GAP_MARK } from '../../../evaluated/marks.js';
import {
  type EvaluatedScalar,
  type EvaluatedValue,
  gapOf,
  scalar,
  textOf,
} from '../../../evaluated/value.js';
import { evaluate } from '../../../hcl/evaluate.js';
import { parseHclJson } from '../../../hcl/json.js';
import type { HclBody, HclFile } from '../../../hcl/syntax.js';
import type { Position } from '../../../model.js';
import { isRecord } from '../../data.js';
import { namesIstio } from '../../declaring-text.js';
import { baseName } from '../../tree-path.js';
import { attributeOf, isTerraformFile, type TerraformModule } from '../files.js';
import type { TerragruntScope } from './scope.js';

export interface GeneratedFile {
  /** As it lies in the module's folder. */
  readonly name: string;
  /** It is left as it is where the module has one of that name. */
  readonly yields: boolean;
  readonly text: string;
  /** Where the block stands. */
  readonly at: Position;
  /** What the text says, every line where it is written. */
  readonly file: HclFile;
}

/** One file to write, before it is read. */
interface Declared {
  readonly at: Position;
  argument(name: string): EvaluatedValue | undefined;
}

/** @param scopes included files first: a block of the unit's own counts in place of theirs of that name */
export function generatedFiles(scopes: readonly TerragruntScope[]): readonly GeneratedFile[] {
  const declared = new Map<string, readonly [TerragruntScope, Declared]>();
  for (const scope of scopes) for (const [name, one] of declaredIn(scope)) declared.set(name, [scope, one]);
  return [...declared].flatMap(([name, [scope, one]]) => generated(scope, name, one) ?? []);
}

function declaredIn(scope: TerragruntScope): readonly (readonly [string, Declared])[] {
  const { blocks, attributes } = scope.body;
  const inBlocks = blocks
    .filter(({ type }) => type === 'generate')
    .map((block): readonly [string, Declared] => {
      const argument = (name: string): EvaluatedValue | undefined => {
        const attribute = attributeOf(block, name);
        return attribute && evaluate(attribute.value, scope);
      };
      return [block.labels[0] ?? '', { at: { file: scope.file, line: block.line }, argument }];
    });
  const attribute = attributes.find(({ name }) => name === 'generate');
  const map = attribute && evaluate(attribute.value, scope);
  const inMap = [...(map?.kind === 'map' ? map.entries : [])].map(
    ([name, { at, value }]): readonly [string, Declared] => {
      const argument = (key: string) => (value.kind === 'map' ? value.entries.get(key)?.value : undefined);
      return [name, { at, argument }];
    },
  );
  return [...inBlocks, ...inMap];
}

function generated(
  scope: TerragruntScope,
  name: string,
  { at, argument }: Declared,
): GeneratedFile | undefined {
  if (textOf(argument('disable')) === 'true') return undefined;
  const path = textOf(argument('path')) ?? '';
  if (path !== '' && !isTerraformFile(path)) return undefined;
  const contents = argument('contents');
  if (contents?.kind !== 'scalar' || typeof contents.value !== 'string') {
    const gap = gapOf(contents);
    const why = `what it generates as ${path || name} is not decided: \`${gap?.what ?? 'contents'}\``;
    if ([at.file, name, path, gap?.what ?? ''].some(word => namesIstio(word)))
      scope.world.files.context.leave(at.file, why, at.line);
    return undefined;
  }
  const { value: text } = contents;
  const file = fileOf(scope, path, text, contents);
  const [error] = file.errors;
  if (error && namesIstio(text))
    scope.world.files.context.leave(
      file.file,
      `what it generates as ${path || name} can't be read as HCL: ${error.message}`,
      error.line,
    );
  const yields = textOf(argument('if_exists')) === 'skip';
  return { name: baseName(path), yields, text, at, file };
}

function fileOf(scope: TerragruntScope, path: string, text: string, contents: EvaluatedScalar): HclFile {
  const { parser } = scope.world.files;
  const { file } = contents.at;
  const parsed = path.endsWith('.json')
    ? parseHclJson(file, text, part => parser.parseTemplate(part))
    : parser.parse(file, text);
  const { lines } = contents;
  const place = (line: number): number => lines?.[line - 1] ?? lines?.at(-1) ?? contents.at.line;
  return {
    file,
    body: placed(parsed.body, contents, place) as HclBody,
    errors: parsed.errors.map(({ line, endLine, message }) => ({
      line: place(line),
      endLine: place(endLine),
      message,
    })),
  };
}

/** Deeper than files of people nest. */
const MAX_DEPTH = 300;

/** The same syntax, with lines where they are written, and texts that Terragrunt filled in as what they are there. */
function placed(
  node: unknown,
  contents: EvaluatedScalar,
  place: (line: number) => number,
  depth = 0,
): unknown {
  if (depth > MAX_DEPTH) return node;
  const below = (inner: unknown): unknown => placed(inner, contents, place, depth + 1);
  if (Array.isArray(node)) return node.map(below);
  if (!isRecord(node)) return node;
  const { kind, value, line } = node;
  const entries = Object.entries(node).map(([key, inner]) => [
    key,
    (key === 'line' || key === 'endLine') && typeof inner === 'number' ? place(inner) : below(inner),
  ]);
  const isText = kind === 'literal' && typeof value === 'string' && typeof line === 'number';
  const decided = isText
    ? decidedAs(value, line, contents, { file: contents.at.file, line: place(line) })
    : undefined;
  return Object.fromEntries(decided ? [...entries, ['decided', decided]] : entries);
}

/** @param line of the text, from 1 */
function decidedAs(
  value: string,
  line: number,
  { gaps, filled = [] }: EvaluatedScalar,
  at: Position,
): EvaluatedValue | undefined {
  const mark = GAP_MARK.exec(value)?.[0];
  const gap = mark === undefined ? undefined : gaps?.get(mark);
  if (gap)
    return value === mark ? { kind: 'unknown', gap, at } : { ...scalar(value, at), gaps: new Map(gaps) };
  const part = filled.find(one => one.line === line - 1 && one.text === value);
  return part && scalar(value, part.at);
}

/** A module with what is written beside it; what is generated counts in place of a file of that name. */
export function withGenerated(module: TerraformModule, generated: readonly GeneratedFile[]): TerraformModule {
  const own = new Set(module.files.map(({ file }) => baseName(file)));
  const written = generated.filter(({ name, yields }) => !(yields && own.has(name)));
  if (written.length === 0) return module;
  const replaced = new Set(written.map(({ name }) => name));
  const isKept = (file: string): boolean => !replaced.has(baseName(file));
  return {
    folder: module.folder,
    files: [...module.files.filter(({ file }) => isKept(file)), ...written.map(({ file }) => file)],
    blocks: [
      ...module.blocks.filter(({ file }) => isKept(file)),
      ...written.flatMap(({ file: { file, body } }) => body.blocks.map(block => ({ file, block }))),
    ],
  };
}
