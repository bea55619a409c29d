/** Commands that Terraform runs beside its resources: provisioners `local-exec` and `remote-exec`. */
import { hclParser } from '../../hcl/parser.js';
import type { HclBlock, HclExpression, TemplatePart } from '../../hcl/syntax.js';

/** Where provisioners keep what they run: https://developer.hashicorp.com/terraform/language/provisioners */
const COMMANDS = ['command', 'inline'];

/** More nesting than a resource with provisioners has. */
const MAX_DEPTH = 4;

/**
 * A file of Terraform as a script: only what its provisioners run, every line where it stands in the file, references to
 * variables and locals as a shell writes them. What runs when a resource is destroyed is left out.
 *
 * @returns undefined where it runs nothing
 */
export async function provisionerScript(file: string, text: string): Promise<string | undefined> {
  if (!/\bprovisioner\s+"/.test(text)) return undefined;
  const { body } = (await hclParser()).parse(file, text);
  const lines: string[] = [];
  for (const block of provisionersIn(body.blocks)) {
    for (const { name, value } of block.body.attributes) {
      if (COMMANDS.includes(name)) for (const command of textsOf(value)) write(lines, command);
    }
  }
  return lines.length === 0 ? undefined : Array.from(lines, line => line ?? '').join('\n');
}

function provisionersIn(blocks: readonly HclBlock[], depth = 0): readonly HclBlock[] {
  return blocks.flatMap(block => {
    if (block.type === 'provisioner') return isForDestruction(block) ? [] : [block];
    return depth < MAX_DEPTH ? provisionersIn(block.body.blocks, depth + 1) : [];
  });
}

function isForDestruction({ body }: HclBlock): boolean {
  return body.attributes.some(
    ({ name, value }) => name === 'when' && value.kind === 'reference' && value.name === 'destroy',
  );
}

interface Piece {
  readonly line: number;
  readonly text: string;
}

/** Each command as pieces in their order; a list holds one for each item. */
function textsOf(value: HclExpression): readonly (readonly Piece[])[] {
  if (value.kind === 'list') return value.items.flatMap(textsOf);
  if (value.kind === 'literal') return [[{ line: value.line, text: String(value.value ?? '') }]];
  // `join("\n", [...])`, `trimspace(<<EOT …)`: what is handed to them is what runs.
  if (value.kind === 'call') return value.args.slice(value.name === 'join' ? 1 : 0).flatMap(textsOf);
  return value.kind === 'template' ? [value.parts.map(pieceOf)] : [];
}

function pieceOf(part: TemplatePart): Piece {
  if (part.kind === 'text') return part;
  return { line: part.line, text: `\${${part.kind === 'value' ? nameOf(part.value) : ''}}` };
}

/** The name of a variable or a local; none for anything else, which nobody knows. */
function nameOf(value: HclExpression): string {
  if (value.kind !== 'attribute' || value.of.kind !== 'reference') return '';
  return value.of.name === 'var' || value.of.name === 'local' ? value.name : '';
}

function write(lines: string[], pieces: readonly Piece[]): void {
  const [first] = pieces;
  if (first && lines[first.line - 1]) lines[first.line - 1] += ' ; ';
  for (const { line, text } of pieces) {
    for (const [offset, part] of text.split('\n').entries()) {
      const index = line - 1 + offset;
      lines[index] = `${lines[index] ?? ''}${part}`;
    }
  }
}
