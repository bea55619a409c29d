/**
 * Mappings that Ansible puts together: `{{ mesh_defaults | combine(mesh | default({}), recursive=True) }}`, of which a later one counts more.
 * Source: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/combine_filter.html
 */

/** One of the mappings: under a name, or written out. */
export interface Operand {
  /** `mesh`, `mesh.defaults` */
  readonly name?: string;
  /** `{'profile': 'demo'}` */
  readonly literal?: string;
}

export interface Combined {
  /** The last counts most. */
  readonly operands: readonly Operand[];
  /** Mappings within them are put together, too; else the later one stands for the earlier. */
  readonly isRecursive: boolean;
}

/** Longer than any expression that a person writes. */
const MAX_TEXT = 2000;

/** @returns undefined for another expression, and for one of which a part is not read */
export function combinedIn(text: string): Combined | undefined {
  const whole = text.trim();
  if (whole.length > MAX_TEXT || !whole.startsWith('{{') || !whole.endsWith('}}')) return undefined;
  const [first = '', ...filters] = parts(whole.slice(2, -2), '|');
  const operands: (Operand | undefined)[] = [operandIn(first)];
  let isRecursive = false;
  for (const filter of filters) {
    if (EMPTY.test(filter)) continue;
    const given = /^(?:ansible\.builtin\.)?combine\((.*)\)$/s.exec(filter)?.[1];
    if (given === undefined) return undefined;
    for (const one of parts(given, ',').filter(part => part !== '')) {
      const [, option, value = ''] = /^(recursive|list_merge)\s*=(.*)$/s.exec(one) ?? [];
      if (option === undefined) operands.push(operandIn(one));
      else if (option === 'recursive') isRecursive = /^\s*(?:true|yes)\s*$/i.test(value);
    }
  }
  const read = operands.flatMap(one => one ?? []);
  return read.length === operands.length ? { operands: read, isRecursive } : undefined;
}

/** What stands for nothing where a mapping is not given. */
const EMPTY = /^d(?:efault)?\(\s*\{\s*\}\s*(?:,\s*true\s*)?\)$/i;

function operandIn(text: string): Operand | undefined {
  const [name = '', ...filters] = parts(text, '|');
  if (!filters.every(filter => EMPTY.test(filter))) return undefined;
  if (/^[A-Za-z_]\w*(?:\.\w+)*$/.test(name)) return { name };
  return name.startsWith('{') && name.endsWith('}') ? { literal: name } : undefined;
}

/** Pieces of an expression, outside of its brackets and quotes. */
export function parts(text: string, separator: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (const [index, letter] of [...text.split(''), separator].entries()) {
    if (quote !== '' && index < text.length) quote = letter === quote ? '' : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if ('([{'.includes(letter)) depth++;
    else if (')]}'.includes(letter)) depth--;
    else if (letter === separator && (depth === 0 || index === text.length)) {
      found.push(text.slice(from, index).trim());
      from = index + 1;
    }
  }
  return found;
}
