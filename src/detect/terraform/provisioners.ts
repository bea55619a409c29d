/** Commands that Terraform runs beside its resources, by provisioners `local-exec` and `remote-exec`, and those that its machines start with. */

import { hclParser } from '../../hcl/parser.js';
import { namesIn } from '../../hcl/references.js';
import type { HclBlock, HclExpression, TemplatePart } from '../../hcl/syntax.js';
import { type Piece, place, placedText } from '../scripts/placed.js';
import { bootScriptsIn } from './boot-scripts.js';

/** Where provisioners keep what they run: https://developer.hashicorp.com/terraform/language/provisioners */
const COMMANDS = ['command', 'inline'];

/** More nesting than a resource with provisioners has. */
const MAX_DEPTH = 4;

/**
 * A file of Terraform as a script: only what its provisioners and its machines run, every line where it stands in the file, references
 * to variables, locals and names of written files as a shell writes them. What runs when a resource is destroyed is left out.
 *
 * @returns undefined where it runs nothing
 */
export async function terraformScript(file: string, text: string): Promise<string | undefined> {
  if (!/\bprovisioner\s+"|#!|#cloud-config/.test(text)) return undefined;
  const { body } = (await hclParser()).parse(file, text);
  const lines: string[] = [];
  for (const owner of body.blocks) {
    for (const script of bootScriptsIn(owner))
      for (const command of textsOf(script, owner)) place(lines, command);
    for (const block of provisionersIn([owner])) {
      for (const { name, value } of block.body.attributes) {
        if (COMMANDS.includes(name)) for (const command of textsOf(value, owner)) place(lines, command);
      }
    }
  }
  return placedText(lines);
}

/** Those that run when the resource is made. */
export function provisionersIn(blocks: readonly HclBlock[], depth = 0): readonly HclBlock[] {
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

/** Each command as pieces in their order; a list holds one for each item. */
function textsOf(value: HclExpression, owner: HclBlock): readonly (readonly Piece[])[] {
  if (value.kind === 'list') return value.items.flatMap(item => textsOf(item, owner));
  if (value.kind === 'literal') return [[{ line: value.line, text: String(value.value ?? '') }]];
  // `join("\n", [...])`, `trimspace(<<EOT …)`: what is handed to them is what runs.
  if (value.kind === 'call')
    return value.args.slice(value.name === 'join' ? 1 : 0).flatMap(item => textsOf(item, owner));
  return value.kind === 'template'
    ? [value.parts.map(part => pieceOf(part, owner))]
    : [referenced(value, owner)];
}

function pieceOf(part: TemplatePart, owner: HclBlock): Piece {
  if (part.kind === 'text') return part;
  return { line: part.line, text: part.kind === 'value' ? wordOf(part.value, owner) : OPEN };
}

/** `command = local.install`, which nobody knows, and `command = self.triggers.install`. */
function referenced(value: HclExpression, owner: HclBlock): readonly Piece[] {
  const text = wordOf(value, owner);
  return text === OPEN ? [] : [{ line: value.line, text }];
}

/** What nobody knows. */
const OPEN = '${}';

/** What an expression reads as in a command. */
function wordOf(value: HclExpression, owner: HclBlock, depth = 0): string {
  if (value.kind === 'literal') return String(value.value ?? '');
  if (value.kind === 'template') {
    const texts = value.parts.map(part =>
      part.kind === 'text' ? part.text : part.kind === 'value' ? wordOf(part.value, owner, depth) : OPEN,
    );
    return texts.join('');
  }
  // What another file of the tree holds, filled in or not, is what a shell prints of it.
  const [path] = value.kind === 'call' && /^(?:template)?file$/.test(value.name) ? value.args : [];
  const name = path && depth < MAX_DEPTH ? wordOf(path, owner, depth + 1) : OPEN;
  if (path) return name.includes('$') || /[\s"']/.test(name) ? OPEN : `$(cat ${name})`;
  const [root, ...names] = namesIn(value);
  const [first = '', second = ''] = names;
  if (root === 'var' || root === 'local') return names.length === 1 ? `\${${first}}` : OPEN;
  // A script is read where it stands.
  if (root === 'path' && first === 'module') return '.';
  if (root === 'self') return depth < MAX_DEPTH ? ownWord(owner, names, depth + 1) : OPEN;
  return second === 'filename' && names.length === 2 ? `\${${root}.${first}.filename}` : OPEN;
}

/** `self.triggers.file`: what the resource itself keeps under that name, where it is of one line. */
function ownWord(owner: HclBlock, [attribute = '', key, ...more]: readonly string[], depth: number): string {
  const value = owner.body.attributes.find(({ name }) => name === attribute)?.value;
  if (!value || more.length > 0) return OPEN;
  const entry =
    value.kind === 'object' && key !== undefined
      ? value.entries.find(one => one.key.kind === 'literal' && one.key.value === key)?.value
      : undefined;
  const text = key === undefined ? wordOf(value, owner, depth) : entry ? wordOf(entry, owner, depth) : OPEN;
  return text.includes('\n') ? OPEN : text;
}
