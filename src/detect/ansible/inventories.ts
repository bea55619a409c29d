/**
 * Variables that inventories of Ansible carry themselves, in its own form of INI and in YAML.
 * Sources: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/ini_inventory.html and yaml_inventory.html there
 */
import type { DataPath, Position, Positioned } from '../../model.js';
import { positionedAt, valueAt } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';

/** One variable of a group or a host. */
export interface InventoryVariable {
  readonly kind: 'group' | 'host';
  /** '' for the group `all`. */
  readonly owner: string;
  readonly name: string;
  /** A document that holds nothing but that variable. */
  readonly data: Positioned;
}

/** Names of inventories that say what they are; any INI besides, for what it holds. */
export function mayBeInventory(path: string): boolean {
  return /(^|\/)(hosts|inventory)[\w.-]*$|\.ini$/i.test(path);
}

/** `[masters:vars]` and lines below it, `[masters]` and `node-1 key=value` below that. */
export function iniVariables(file: string, text: string): readonly InventoryVariable[] {
  const found: InventoryVariable[] = [];
  let section: { readonly group: string; readonly kind: string } = { group: '', kind: '' };
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || /^[#;]/.test(line)) continue;
    const at = { file, line: index + 1 };
    const opened = /^\[([\w.-]+)(?::(\w+))?\]/.exec(line);
    if (opened) section = { group: opened[1] ?? '', kind: opened[2] ?? 'hosts' };
    else if (section.kind === 'vars') {
      const [, name, value = ''] = /^([A-Za-z_]\w*)\s*=(.*)$/.exec(line) ?? [];
      if (name !== undefined) found.push(variable('group', section.group, name, unquoted(value.trim()), at));
    } else if (section.kind === 'hosts') {
      const [host = ''] = line.split(/\s/);
      for (const [, name = '', quoted, plain] of line.matchAll(OF_HOST))
        found.push(variable('host', host, name, quoted ?? plain ?? '', at));
    }
  }
  return found;
}

const OF_HOST = /\s([A-Za-z_]\w*)=(?:["']([^"']*)["']|(\S+))/g;

/** In sections of variables a `#` behind a space begins a comment. */
function unquoted(value: string): string {
  return /^(["'])(.*?)\1(?:\s+#.*)?$/.exec(value)?.[2] ?? value.replace(/\s#.*$/, '').trimEnd();
}

function variable(
  kind: 'group' | 'host',
  owner: string,
  name: string,
  value: string,
  { file, line }: Position,
): InventoryVariable {
  return { kind, owner: ownerOf(owner), name, data: positionedAt(file, line, { [name]: value }) };
}

function ownerOf(name: string): string {
  return name.toLowerCase() === 'all' ? '' : name;
}

/** Groups with `hosts`, `children` and `vars`; empty for any other document. */
export function yamlVariables(data: Positioned): readonly InventoryVariable[] {
  const found: InventoryVariable[] = [];
  const pending: DataPath[] = Object.keys(isRecord(data.value) ? data.value : {}).map(name => [name]);
  for (let path = pending.pop(); path; path = pending.pop()) {
    const group = valueAt(data.value, path);
    if (!isGroup(group)) continue;
    const owner = ownerOf(String(path.at(-1)));
    for (const name of keysOf(group.vars))
      found.push({ kind: 'group', owner, name, data: data.at([...path, 'vars']) });
    for (const host of keysOf(group.hosts))
      for (const name of keysOf(valueAt(group, ['hosts', host])))
        found.push({ kind: 'host', owner: host, name, data: data.at([...path, 'hosts', host]) });
    for (const child of keysOf(group.children)) pending.push([...path, 'children', child]);
  }
  return found;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return (
    isRecord(value) &&
    (isRecord(value.hosts) || isRecord(value.children)) &&
    Object.keys(value).every(key => ['hosts', 'children', 'vars'].includes(key))
  );
}

function keysOf(value: unknown): readonly string[] {
  return isRecord(value) ? Object.keys(value) : [];
}
