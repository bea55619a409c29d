/** Reads Go templates. */
import { type Action, type Piece, piecesOf } from './pieces.js';
import { parsePipeline } from './pipeline.js';
import { type Branch, type Template, TemplateError, type TemplateNode } from './syntax.js';

/** Blocks inside blocks; more is no template of people. */
const MAX_DEPTH = 100;

/**
 * @param first the line that the text starts on
 * @throws TemplateError where the text is no template
 */
export function parseTemplate(text: string, first = 1): Template {
  const parser = new Parser(piecesOf(text, first));
  const nodes = parser.list(0);
  const rest = parser.current();
  if (rest) throw new TemplateError(`\`${rest.text.trim()}\` ends nothing`, rest.line);
  return { nodes, defined: parser.defined };
}

class Parser {
  readonly defined = new Map<string, readonly TemplateNode[]>();
  private position = 0;

  constructor(private readonly pieces: readonly Piece[]) {}

  current(): Piece | undefined {
    return this.pieces[this.position];
  }

  /** Everything up to an `end` or `else`, which is left for the caller. */
  list(depth: number): readonly TemplateNode[] {
    const nodes: TemplateNode[] = [];
    for (let piece = this.current(); piece; piece = this.current()) {
      if (depth > MAX_DEPTH) throw new TemplateError('blocks are nested too deep', piece.line);
      if (piece.kind === 'text') {
        nodes.push({ kind: 'text', text: piece.text, line: piece.line });
        this.position++;
        continue;
      }
      if (/^(end|else)$/.test(piece.keyword)) return nodes;
      this.position++;
      const node = this.node(piece, depth);
      if (node) nodes.push(node);
    }
    return nodes;
  }

  private node(action: Action, depth: number): TemplateNode | undefined {
    const { line, rest } = action;
    switch (action.keyword) {
      case 'if':
        return this.conditional(action, depth);
      case 'range':
      case 'with': {
        const pipeline = parsePipeline(rest, line);
        const body = this.list(depth + 1);
        const otherwise = this.otherwise(action, depth);
        return { kind: action.keyword, pipeline, body, otherwise, line };
      }
      case 'define':
      case 'block': {
        const name = /^\s*(?:"([^"]*)"|`([^`]*)`)/.exec(rest);
        const called = name?.[1] ?? name?.[2] ?? '';
        this.defined.set(called, this.list(depth + 1));
        this.end(action);
        if (action.keyword === 'define') return undefined;
        const given = rest.slice(name?.[0].length ?? 0);
        const pipeline = given.trim() === '' ? {} : { pipeline: parsePipeline(given, line) };
        return { kind: 'template', name: called, ...pipeline, line };
      }
      case 'template': {
        const parts = /^\s*(?:"([^"]*)"|`([^`]*)`)\s*(.*)$/s.exec(rest);
        if (!parts) throw new TemplateError('a template has no name', line);
        const pipeline = parts[3] ? { pipeline: parsePipeline(parts[3], line) } : {};
        return { kind: 'template', name: parts[1] ?? parts[2] ?? '', ...pipeline, line };
      }
      case 'break':
      case 'continue':
        throw new TemplateError(`\`${action.keyword}\` is not supported`, line);
      default:
        return { kind: 'action', pipeline: parsePipeline(`${action.keyword}${rest}`, line), line };
    }
  }

  private conditional(action: Action, depth: number): TemplateNode {
    const branches: Branch[] = [
      { pipeline: parsePipeline(action.rest, action.line), body: this.list(depth + 1) },
    ];
    for (
      let next = this.current();
      next?.kind === 'action' && next.keyword === 'else';
      next = this.current()
    ) {
      this.position++;
      const condition = /^\s*if\b(.*)$/s.exec(next.rest);
      if (!condition) {
        plainElse(next);
        const otherwise = this.list(depth + 1);
        this.end(action);
        return { kind: 'if', branches, otherwise, line: action.line };
      }
      branches.push({ pipeline: parsePipeline(condition[1] ?? '', next.line), body: this.list(depth + 1) });
    }
    this.end(action);
    return { kind: 'if', branches, otherwise: [], line: action.line };
  }

  private otherwise(action: Action, depth: number): readonly TemplateNode[] {
    const next = this.current();
    let nodes: readonly TemplateNode[] = [];
    if (next?.kind === 'action' && next.keyword === 'else') {
      plainElse(next);
      this.position++;
      nodes = this.list(depth + 1);
    }
    this.end(action);
    return nodes;
  }

  private end(action: Action): void {
    const next = this.current();
    if (next?.kind !== 'action' || next.keyword !== 'end')
      throw new TemplateError(`\`${action.keyword}\` has no end`, action.line);
    this.position++;
  }
}

function plainElse({ rest, line }: Action): void {
  if (rest.trim() !== '') throw new TemplateError(`\`else${rest}\` is not supported`, line);
}
