/**
 * Terraform's other syntax, which machines write: the same bodies as JSON.
 * Source: https://developer.hashicorp.com/terraform/language/syntax/json
 */
import { append } from '../append.js';
import { isRecord } from '../detect/data.js';
import type { Positioned } from '../model.js';
import { parseYaml } from '../yaml/positioned.js';
import type { HclAttribute, HclBlock, HclBody, HclExpression, HclFile, TemplatePart } from './syntax.js';

/** How many labels the blocks of each type have: what stands between the type and the body. */
const LABELS: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  module: 1,
  variable: 1,
  output: 1,
  provider: 1,
  locals: 0,
  terraform: 0,
};

/** Blocks inside of blocks that are looked at as such; anything else is read as an argument, which gives the same. */
const INNER: Readonly<Record<string, readonly string[]>> = { terraform: ['backend', 'cloud'] };

const MAX_DEPTH = 100;

/** @param templateOf a text with `${…}` in pieces; undefined where it is none */
export function parseHclJson(
  file: string,
  text: string,
  templateOf: (text: string) => readonly TemplatePart[] | undefined,
): HclFile {
  const { documents, errors } = parseYaml(file, text);
  const [document] = documents;
  const found = errors.map(({ line, message }) => ({ line, endLine: line, message }));
  if (!document || !isRecord(document.data.value))
    return { file, body: { attributes: [], blocks: [] }, errors: found };
  const reader = new Reader(templateOf);
  const blocks = Object.keys(document.data.value).flatMap(type =>
    reader.blocks(type, [], LABELS[type] ?? 0, document.data.at([type])),
  );
  return { file, body: { attributes: [], blocks }, errors: found };
}

class Reader {
  constructor(private readonly templateOf: (text: string) => readonly TemplatePart[] | undefined) {}

  /** The blocks of a type: their labels are keys on the way to the bodies, of which a list holds several. */
  blocks(type: string, labels: readonly string[], left: number, data: Positioned): readonly HclBlock[] {
    const { value } = data;
    if (left > 0 && isRecord(value))
      return Object.keys(value).flatMap(key => this.blocks(type, [...labels, key], left - 1, data.at([key])));
    const bodies = Array.isArray(value) ? value.map((_, index) => data.at([index])) : [data];
    return bodies
      .filter(body => isRecord(body.value))
      .map(body => ({
        type,
        labels,
        line: body.lineOf([]),
        endLine: body.endLineOf([]),
        body: this.body(type, body),
      }));
  }

  private body(type: string, data: Positioned): HclBody {
    const attributes: HclAttribute[] = [];
    const blocks: HclBlock[] = [];
    for (const name of Object.keys(data.value as object)) {
      // By convention a comment.
      if (name === '//') continue;
      if (INNER[type]?.includes(name)) {
        append(blocks, this.blocks(name, [], name === 'backend' ? 1 : 0, data.at([name])));
        continue;
      }
      attributes.push({ name, line: data.lineOf([name]), value: this.expression(data.at([name]), 0) });
    }
    return { attributes, blocks };
  }

  private expression(data: Positioned, depth: number): HclExpression {
    const { value } = data;
    const line = data.lineOf([]);
    if (typeof value === 'string') return this.text(value, line);
    if (depth > MAX_DEPTH) return { kind: 'unsupported', text: 'nested too deep', line };
    if (Array.isArray(value))
      return {
        kind: 'list',
        items: value.map((_, index) => this.expression(data.at([index]), depth + 1)),
        line,
      };
    if (isRecord(value)) {
      const entries = Object.keys(value).map(key => ({
        line: data.lineOf([key]),
        key: { kind: 'literal', value: key, line: data.lineOf([key]) } as const,
        value: this.expression(data.at([key]), depth + 1),
      }));
      return { kind: 'object', entries, line };
    }
    return {
      kind: 'literal',
      value: typeof value === 'number' || typeof value === 'boolean' ? value : null,
      line,
    };
  }

  /** `${var.x}` alone is the expression itself, not a text of it. */
  private text(text: string, line: number): HclExpression {
    const found = /[$%]\{/.test(text) ? this.templateOf(text) : undefined;
    const parts = found && withoutEnd(found, text);
    if (!parts) return { kind: 'literal', value: text, line };
    const [only, ...others] = parts;
    if (only?.kind === 'value' && others.length === 0) return { ...only.value, line };
    return { kind: 'template', parts: parts.map(part => ({ ...part, line })), line };
  }
}

/** Templates of files end their last line, texts in JSON need not. */
function withoutEnd(parts: readonly TemplatePart[], text: string): readonly TemplatePart[] {
  const last = parts.at(-1);
  if (text.endsWith('\n') || last?.kind !== 'text' || !last.text.endsWith('\n')) return parts;
  const rest = last.text.slice(0, -1);
  return rest === '' ? parts.slice(0, -1) : [...parts.slice(0, -1), { ...last, text: rest }];
}
