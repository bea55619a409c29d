/** Reads what stands between the braces of a Go template. */
import { type Operand, type Pipeline, TemplateError } from './syntax.js';

/** @throws TemplateError */
export function parsePipeline(text: string, line: number): Pipeline {
  const reader = new Reader(tokensOf(text, line), line);
  const pipeline = reader.pipeline();
  reader.expectEnd();
  return { ...pipeline, text: text.trim() };
}

interface Token {
  readonly kind: 'string' | 'number' | 'word' | 'field' | 'variable' | 'sign';
  readonly text: string;
  /** No white space before it. */
  readonly joined: boolean;
}

const TOKEN =
  /("(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)*')|(-?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?|-?0x[\da-fA-F]+)|(\$\w*)|(\.\w+|\.(?!\w))|([A-Za-z_]\w*)|(:=|[()|,=])/y;

function tokensOf(text: string, line: number): readonly Token[] {
  const tokens: Token[] = [];
  const kinds = ['string', 'number', 'variable', 'field', 'word', 'sign'] as const;
  let position = 0;
  while (position < text.length) {
    const white = /^\s+/.exec(text.slice(position))?.[0].length ?? 0;
    position += white;
    if (position >= text.length) break;
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (!match) throw new TemplateError(`\`${text.slice(position, position + 20)}\` is not understood`, line);
    const index = match.slice(1).findIndex(group => group !== undefined);
    tokens.push({ kind: kinds[index] ?? 'sign', text: match[0], joined: white === 0 && tokens.length > 0 });
    position = TOKEN.lastIndex;
  }
  return tokens;
}

/** Parentheses inside parentheses; more is no template of people. */
const MAX_DEPTH = 100;

class Reader {
  private position = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly line: number,
  ) {}

  pipeline(): Pipeline {
    const names = this.declaration();
    const declares = this.tokens[this.position - 1]?.text === ':=';
    const commands: Operand[][] = [];
    do commands.push(this.command());
    while (this.takeSign('|'));
    return { names, declares, commands };
  }

  expectEnd(): void {
    const rest = this.tokens[this.position];
    if (rest) throw new TemplateError(`\`${rest.text}\` is not expected here`, this.line);
  }

  private declaration(): readonly string[] {
    const [first, second, third, fourth] = this.tokens.slice(this.position);
    if (first?.kind !== 'variable') return [];
    if (second && /^:?=$/.test(second.text)) {
      this.position += 2;
      return [first.text];
    }
    if (second?.text === ',' && third?.kind === 'variable' && fourth && /^:?=$/.test(fourth.text)) {
      this.position += 4;
      return [first.text, third.text];
    }
    return [];
  }

  private command(): Operand[] {
    const operands: Operand[] = [];
    for (let token = this.tokens[this.position]; token; token = this.tokens[this.position]) {
      if (token.kind === 'sign' && token.text !== '(') break;
      operands.push(this.operand(token));
    }
    if (operands.length === 0) throw new TemplateError('something is missing between the braces', this.line);
    return operands;
  }

  private operand(token: Token): Operand {
    this.position++;
    switch (token.kind) {
      case 'string':
        return { kind: 'literal', value: textOf(token.text) };
      case 'number':
        return { kind: 'literal', value: Number(token.text.replace(/_/g, '')) };
      case 'variable':
        return { kind: 'variable', name: token.text, names: this.names() };
      case 'field':
        return {
          kind: 'field',
          names: [...(token.text === '.' ? [] : [token.text.slice(1)]), ...this.names()],
        };
      case 'word':
        if (token.text === 'true' || token.text === 'false')
          return { kind: 'literal', value: token.text === 'true' };
        return token.text === 'nil'
          ? { kind: 'literal', value: null }
          : { kind: 'function', name: token.text };
      case 'sign': {
        if (++this.depth > MAX_DEPTH) throw new TemplateError('parentheses are nested too deep', this.line);
        const pipeline = this.pipeline();
        if (!this.takeSign(')')) throw new TemplateError('a parenthesis is not closed', this.line);
        this.depth--;
        return { kind: 'pipeline', pipeline, names: this.names() };
      }
    }
  }

  /** `.a.b` right after something. */
  private names(): string[] {
    const names: string[] = [];
    for (
      let token = this.tokens[this.position];
      token?.kind === 'field' && token.joined && token.text !== '.';
      token = this.tokens[this.position]
    ) {
      names.push(token.text.slice(1));
      this.position++;
    }
    return names;
  }

  private takeSign(sign: string): boolean {
    const token = this.tokens[this.position];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.position++;
    return true;
  }
}

function textOf(source: string): string {
  if (source.startsWith('`')) return source.slice(1, -1);
  return source.slice(1, -1).replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|.)/gs, (_match, sequence: string) => {
    if (/^[ux]./.test(sequence)) return String.fromCharCode(Number.parseInt(sequence.slice(1), 16));
    return { n: '\n', t: '\t', r: '\r' }[sequence] ?? sequence;
  });
}
