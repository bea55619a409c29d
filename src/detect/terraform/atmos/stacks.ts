/**
 * Stacks of Atmos as one piece of data: what they import, merged in its order, and what they say themselves over that.
 * Sources: https://atmos.tools/stacks/imports, https://atmos.tools/stacks/inheritance, https://atmos.tools/stacks/overrides
 */
import { laidOver, versionsUnknown } from '../../../evaluated/laid-over.js';
import { partAt } from '../../../evaluated/part.js';
import { textsIn } from '../../../evaluated/texts.js';
import {
  type EvaluatedMap,
  type EvaluatedValue,
  mapOf,
  textOf,
  valueFrom,
} from '../../../evaluated/value.js';
import { globMatcher } from '../../../tree/glob.js';
import type { DetectContext } from '../../detector.js';
import { folderOf, isWithin, resolveInTree } from '../../tree-path.js';
import { withoutFunctions } from './values.js';

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
  /** For whoever imports it. */
  readonly overrides: Overrides;
}

/** `overrides.vars`: they outweigh what the components of a file, and of what it imports, say themselves. */
interface Overrides {
  /** Of the file and of those that import it. */
  readonly own: EvaluatedMap;
  /** Of what was imported before, which counts less. */
  readonly imported: EvaluatedMap;
}

const NONE: EvaluatedMap = mapOf({}, { file: '', line: 1 });
const NO_OVERRIDES: Overrides = { own: NONE, imported: NONE };

/** Where something is fetched from another place: `git::https://…`, `github.com/acme/stacks`. */
const REMOTE = /^(?:[\w+.-]+::|[\w+.-]+:\/\/|git@|(?:github|gitlab|bitbucket)\.\w+\/)/;

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

  /** @param above what those that import it lay over its components */
  stack(file: string, around: readonly string[] = [], above: Overrides = NO_OVERRIDES): Promise<Stack> {
    if (!isEmpty(above.own) || !isEmpty(above.imported)) {
      this.left -= READING;
      return this.compose(file, [...around, file], above);
    }
    const known = this.read.get(file);
    if (known) return known;
    const reading = this.compose(file, [...around, file], above);
    this.read.set(file, reading);
    return reading;
  }

  private async compose(file: string, around: readonly string[], above: Overrides): Promise<Stack> {
    const { documents, errors } = await this.context.yaml(file);
    const [document] = documents;
    const text = (await this.context.text(file)) ?? '';
    const read =
      document && errors.length === 0 ? withoutFunctions(valueFrom(document.data), text) : undefined;
    if (read?.kind !== 'map') {
      // A file of comments says nothing; of others it is not known what they say.
      const isOpen = !read || read.kind === 'unknown';
      return { file, content: mapOf({}, { file, line: 1 }), parts: 1, isOpen, overrides: above };
    }
    const inline = laidOver(
      partAt(read, 'overrides', 'vars'),
      partAt(read, 'terraform', 'overrides', 'vars'),
    );
    const own = laidOver(inline, above.own);
    let { imported } = above;
    let content = mapOf({}, read.at);
    let isOpen = false;
    const list = partAt(read, 'import') ?? partAt(read, 'imports');
    for (const entry of list?.kind === 'list' ? list.items : []) {
      const files = this.importedBy(file, entry);
      for (const one of files ?? [undefined]) {
        if (one === undefined || around.includes(one) || around.length > MAX_DEPTH || this.left < 0) {
          isOpen = true;
          // It may say anything over what those before it say.
          content = versionsUnknown(content, `what ${file} imports`, 'vars');
          continue;
        }
        this.imported.add(one);
        const inner = await this.stack(one, around, { own, imported });
        this.left -= inner.parts;
        content = laidOver(
          inner.isOpen ? versionsUnknown(content, `what ${one} imports`, 'vars') : content,
          inner.content,
        );
        imported = laidOver(laidOver(imported, inner.overrides.imported), inner.overrides.own);
        isOpen ||= inner.isOpen;
      }
    }
    const whole = laidOver(content, overridden(read, laidOver(imported, own)));
    return { file, content: whole, parts: textsIn(whole).length, isOpen, overrides: { own, imported } };
  }

  /** The files of an entry of `import`; undefined where that can't be told. */
  private importedBy(file: string, entry: EvaluatedValue): readonly string[] | undefined {
    const name = textOf(entry.kind === 'map' ? partAt(entry, 'path') : entry);
    const found = name === undefined || REMOTE.test(name) ? undefined : this.filesOf(file, name);
    const mayMiss = textOf(partAt(entry, 'skip_if_missing')) === 'true';
    return found?.length === 0 && !mayMiss ? undefined : found;
  }

  /** `catalog/istio`, `mixins/*`, `./_defaults`; with or without its ending. */
  private filesOf(file: string, name: string): readonly string[] | undefined {
    const from = /^\.{1,2}\//.test(name) ? folderOf(file) : this.folder;
    const path = resolveInTree(from, name);
    if (path === undefined || name.length > 1000) return undefined;
    const { tree } = this.context;
    const named = [path, `${path}.yaml`, `${path}.yml`];
    if (!/[*?[{]/.test(path)) return named.filter(one => tree.has(one)).slice(0, 1);
    const known = this.matching.get(path);
    if (known || this.names < 0) return known;
    const all = tree.below(this.folder);
    this.names -= READING + all.length;
    const isMeant = globMatcher(/\.ya?ml$/.test(path) ? [path] : named.slice(1), { braces: true });
    const found = all.filter(one => isWithin(this.folder, one) && isMeant(one));
    this.matching.set(path, found);
    return found;
  }
}

function isEmpty({ entries, open }: EvaluatedMap): boolean {
  return entries.size === 0 && !open;
}

/** A file with its overrides as those of each of its components, whatever one says of its own. */
function overridden(content: EvaluatedMap, vars: EvaluatedMap): EvaluatedMap {
  const components = partAt(content, 'components');
  const own = partAt(components, 'terraform');
  if (isEmpty(vars) || components?.kind !== 'map' || own?.kind !== 'map') return content;
  const entries = [...own.entries].map(([name, { at, value }]) => {
    const after = value.kind === 'map' ? withPart(value, 'overrides', mapOf({ vars }, vars.at)) : value;
    return [name, { at, value: after }] as const;
  });
  const terraform = { ...own, entries: new Map(entries) };
  return withPart(content, 'components', withPart(components, 'terraform', terraform));
}

function withPart(map: EvaluatedMap, key: string, value: EvaluatedValue): EvaluatedMap {
  const at = map.entries.get(key)?.at ?? value.at;
  return { ...map, entries: new Map([...map.entries, [key, { at, value }]]) };
}
