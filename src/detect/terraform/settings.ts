/** `set` of `helm_release` in all its spellings: blocks, lists, dynamic blocks. */
import { entriesOf } from '../../evaluated/entries.js';
import {
  type EvaluatedEntry,
  type EvaluatedValue,
  type Gap,
  gapOf,
  isNull,
  textOf,
} from '../../evaluated/value.js';
import type { HclBlock } from '../../hcl/syntax.js';
import type { Position, ValuesAssignment } from '../../model.js';
import { attributeOf, type LocatedBlock, literalOf } from './files.js';
import { mapOf } from './repetitions.js';
import type { ModuleInstance } from './scope.js';

/** One `set`. */
export interface Setting {
  readonly at: Position;
  readonly isList: boolean;
  readonly entries: ReadonlyMap<string, EvaluatedEntry>;
}

export interface Settings {
  readonly settings: readonly Setting[];
  readonly openSettings: readonly Gap[];
}

/** In the order in which the provider applies them. Source: helm/resource_helm_release.go of terraform-provider-helm. */
const KINDS = ['set', 'set_list', 'set_sensitive', 'set_wo'] as const;

export function settingsInBlock(
  { block, file }: LocatedBlock,
  instance: ModuleInstance,
  names: ReadonlyMap<string, EvaluatedValue>,
): Settings {
  const settings: Setting[] = [];
  const openSettings: Gap[] = [];
  for (const kind of KINDS) {
    const attribute = attributeOf(block, kind);
    if (attribute) addFrom(kind, instance.valueOf(attribute.value, file, names), settings, openSettings);
    for (const inner of block.body.blocks) {
      if (inner.type === kind) settings.push(settingOf(kind, inner, file, instance, names));
      if (inner.type === 'dynamic' && inner.labels[0] === kind)
        addDynamic(kind, inner, file, instance, names, settings, openSettings);
    }
  }
  return { settings, openSettings };
}

export function settingsInMap(given: ReadonlyMap<string, EvaluatedEntry>): Settings {
  const settings: Setting[] = [];
  const openSettings: Gap[] = [];
  for (const kind of KINDS) {
    const entry = given.get(kind);
    if (entry) addFrom(kind, entry.value, settings, openSettings);
  }
  return { settings, openSettings };
}

/** The assignment as Helm is given it; or what is not decided about it. */
export function assignmentOf(
  setting: Setting,
): ValuesAssignment | { readonly gap: Gap; readonly key: string } {
  const { entries, at } = setting;
  const key = textOf(entries.get('name')?.value);
  const value = entries.get('value')?.value;
  const gapFor = (of: EvaluatedValue | undefined, what: string): Gap => gapOf(of) ?? { what, at };
  if (key === undefined) return { gap: gapFor(entries.get('name')?.value, 'the name of a `set`'), key: '' };
  const text = setting.isList ? listText(value) : isNull(value) ? '' : textOf(value);
  if (text === undefined) return { gap: gapFor(value, `the value of \`${key}\``), key };
  const type = textOf(entries.get('type')?.value);
  const flag = type === 'string' ? '--set-string' : type === 'literal' ? '--set-literal' : '--set';
  return { kind: 'assignment', source: 'set', ...at, flag, key, value: text };
}

function listText(value: EvaluatedValue | undefined): string | undefined {
  if (value?.kind !== 'list') return undefined;
  const texts = value.items.map(textOf);
  return texts.includes(undefined) ? undefined : `{${texts.join(',')}}`;
}

function addFrom(kind: string, value: EvaluatedValue, settings: Setting[], open: Gap[]): void {
  if (isNull(value)) return;
  if (value.kind === 'unknown') open.push(value.gap);
  const items = value.kind === 'list' ? value.items : value.kind === 'map' ? [value] : [];
  for (const item of items) {
    if (item.kind === 'map') settings.push({ ...placed(kind, item.entries, item.at), entries: item.entries });
    else open.push(item.kind === 'unknown' ? item.gap : { what: `an entry of \`${kind}\``, at: item.at });
  }
}

function settingOf(
  kind: string,
  block: HclBlock,
  file: string,
  instance: ModuleInstance,
  names: ReadonlyMap<string, EvaluatedValue>,
): Setting {
  const entries = new Map<string, EvaluatedEntry>();
  for (const { name, line, value } of block.body.attributes)
    entries.set(name, { at: { file, line }, value: instance.valueOf(value, file, names) });
  return { ...placed(kind, entries, { file, line: block.line }), entries };
}

/** A setting stands where its key is written. */
function placed(
  kind: string,
  entries: ReadonlyMap<string, EvaluatedEntry>,
  at: Position,
): Omit<Setting, 'entries'> {
  return { at: entries.get('name')?.at ?? at, isList: kind === 'set_list' };
}

function addDynamic(
  kind: string,
  block: HclBlock,
  file: string,
  instance: ModuleInstance,
  names: ReadonlyMap<string, EvaluatedValue>,
  settings: Setting[],
  open: Gap[],
): void {
  const at = { file, line: block.line };
  const forEach = attributeOf(block, 'for_each');
  const source = forEach && instance.valueOf(forEach.value, file, names);
  const content = block.body.blocks.find(({ type }) => type === 'content');
  if (!source || !content || isNull(source)) return;
  const entries = entriesOf(source);
  if (!entries) {
    open.push(source.kind === 'unknown' ? source.gap : { what: `dynamic "${kind}"`, at });
    return;
  }
  const own = attributeOf(block, 'iterator')?.value;
  const iterator = own?.kind === 'reference' ? own.name : (literalOf(attributeOf(block, 'iterator')) ?? kind);
  for (const [key, value] of entries) {
    const item = mapOf(
      [
        ['key', key],
        ['value', value],
      ],
      at,
    );
    const setting = settingOf(kind, content, file, instance, new Map([...names, [iterator, item]]));
    // What is set is written in the collection, not in the block that goes through it.
    const place = value.kind === 'scalar' || value.kind === 'map' ? value.at : setting.at;
    settings.push({ ...setting, at: place });
  }
}
