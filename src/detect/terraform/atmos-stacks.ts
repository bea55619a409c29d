/**
 * Stacks of Atmos as one piece of data: what they import, merged in its order, and what they say themselves over that.
 * Sources: https://atmos.tools/stacks/imports, https://atmos.tools/stacks/inheritance
 */
import { overlaid } from '../../evaluated/overlay.js';
import { textsIn } from '../../evaluated/texts.js';
import {
  type EvaluatedMap,
  type EvaluatedValue,
  mapOf,
  textOf,
  unknown,
  valueFrom,
} from '../../evaluated/value.js';
import type { Position } from '../../model.js';
import { globMatcher } from '../../tree/glob.js';
import type { DetectContext } from '../detector.js';
import { folderOf, isWithin, resolveInTree } from '../tree-path.js';

/** Deeper than any honest stack imports, and more in all than any honest tree has them import. */
const MAX_DEPTH = 20;
const MAX_PARTS = 1_000_000;
/** More names than all patterns are held against, and what it costs to read one of these. */
const MAX_MATCHED = 2_000_000;
const READING = 200;

/** What a stack comes to. */
export interface Stack {
  readonly file: string;
  readonly content: EvaluatedMap;
  /** How much that is. */
  readonly parts: number;
  /** Something that it imports is not here, or can't be read: it may say anything. */
  readonly isOpen: boolean;
}

export class AtmosStacks {
  /** Files that others import. */
  readonly imported = new Set<string>();
  private readonly read = new Map<string, Promise<Stack>>();
  private readonly matching = new Map<string, readonly string[]>();
  private left = MAX_PARTS;
  private names = MAX_MATCHED;

  constructor(
    private readonly context: DetectContext,
    /** The folder that imports are named from. */
    private readonly folder: string,
  ) {}

  stack(file: string, around: readonly string[] = []): Promise<Stack> {
    const known = this.read.get(file);
    if (known) return known;
    const reading = this.compose(file, [...around, file]);
    this.read.set(file, reading);
    return reading;
  }

  private async compose(file: string, around: readonly string[]): Promise<Stack> {
    const { documents, errors } = await this.context.yaml(file);
    const at = { file, line: 1 };
    const [document] = documents;
    if (!document || errors.length > 0) return { file, content: mapOf({}, at), parts: 1, isOpen: true };
    const own = withoutTemplates(valueFrom(document.data));
    if (own.kind !== 'map') return { file, content: mapOf({}, at), parts: 1, isOpen: own.kind === 'unknown' };
    let content: EvaluatedValue = mapOf({}, own.at);
    let isOpen = false;
    const list = partAt(own, 'import') ?? partAt(own, 'imports');
    for (const entry of list?.kind === 'list' ? list.items : []) {
      const name = textOf(entry.kind === 'map' ? partAt(entry, 'path') : entry);
      const found = name === undefined ? [] : this.filesOf(file, name);
      isOpen ||=
        found.length === 0 && !(entry.kind === 'map' && textOf(partAt(entry, 'skip_if_missing')) === 'true');
      for (const one of found) {
        if (around.includes(one) || around.length > MAX_DEPTH || this.left < 0) {
          isOpen = true;
          continue;
        }
        this.imported.add(one);
        const inner = await this.stack(one, around);
        this.left -= inner.parts;
        content = overlaid(content, inner.content);
        isOpen ||= inner.isOpen;
      }
    }
    const whole = overlaid(content, own);
    return { file, content: whole.kind === 'map' ? whole : own, parts: textsIn(whole).length, isOpen };
  }

  /** `catalog/istio`, `mixins/*`, `./_defaults`; with or without its ending. */
  private filesOf(file: string, name: string): readonly string[] {
    const from = /^\.{1,2}\//.test(name) ? folderOf(file) : this.folder;
    const path = resolveInTree(from, name);
    if (path === undefined || name.length > 1000) return [];
    const { tree } = this.context;
    const named = [path, `${path}.yaml`, `${path}.yml`];
    if (!/[*?[{]/.test(path)) return named.filter(one => tree.has(one)).slice(0, 1);
    const known = this.matching.get(path);
    const all = tree.below(this.folder);
    if (known || this.names < 0) return known ?? [];
    this.names -= READING + all.length;
    const isMeant = globMatcher(/\.ya?ml$/.test(path) ? [path] : named.slice(1), { braces: true });
    const found = all.filter(one => isWithin(this.folder, one) && isMeant(one));
    this.matching.set(path, found);
    return found;
  }
}

/** What stands under the keys of a path. */
export function partAt(
  value: EvaluatedValue | undefined,
  ...path: readonly string[]
): EvaluatedValue | undefined {
  let found = value;
  for (const key of path) found = found?.kind === 'map' ? found.entries.get(key)?.value : undefined;
  return found;
}

/** Atmos fills in templates of Go before it reads the data: what one stands for is not told here. */
function withoutTemplates(value: EvaluatedValue, depth = 0): EvaluatedValue {
  if (depth > 100) return value;
  if (value.kind === 'scalar') {
    const isTemplate = typeof value.value === 'string' && value.value.includes('{{');
    return isTemplate ? opened(String(value.value), value.at) : value;
  }
  if (value.kind === 'list')
    return { ...value, items: value.items.map(item => withoutTemplates(item, depth + 1)) };
  if (value.kind !== 'map') return value;
  const entries = [...value.entries].map(
    ([key, entry]) => [key, { ...entry, value: withoutTemplates(entry.value, depth + 1) }] as const,
  );
  return { ...value, entries: new Map(entries) };
}

function opened(text: string, at: Position): EvaluatedValue {
  return unknown(text.slice(0, 100), at);
}
