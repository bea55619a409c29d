/** Which resource of the old render became which of the new one: same identity, renamed with its revision, or renamed as it is. */
import { addTo, groupBy } from '../grouped.js';
import type { Resource } from './resources.js';
import { canonicalJson, compareText, fieldAt, text } from './values.js';

export interface Pair {
  readonly before?: Resource;
  readonly after?: Resource;
}

/** Every resource of both sides, once, sorted by identity. */
export function pairResources(
  before: ReadonlyMap<string, Resource>,
  after: ReadonlyMap<string, Resource>,
  versions: { readonly from: string | null; readonly to: string | null },
): Pair[] {
  const gone = [...before.values()].filter(resource => !after.has(resource.key));
  const come = [...after.values()].filter(resource => !before.has(resource.key));
  const renamed = pairRenamed(gone, come, versions);
  const known = new Set(renamed.values());
  const same = pairEqual(
    gone.filter(resource => !renamed.has(resource)),
    come.filter(resource => !known.has(resource)),
  );
  for (const [old, now] of same) renamed.set(old, now);
  const taken = new Set(renamed.values());
  const pairs: Pair[] = [];
  for (const old of before.values()) {
    const now = after.get(old.key) ?? renamed.get(old);
    pairs.push(now ? { before: old, after: now } : { before: old });
  }
  for (const now of after.values()) {
    if (!before.has(now.key) && !taken.has(now)) pairs.push({ after: now });
  }
  return pairs.sort((one, other) => compareText(keyOf(one), keyOf(other)));
}

/** Only where exactly one resource on each side has the same name but for its revision or version. */
function pairRenamed(
  removed: readonly Resource[],
  added: readonly Resource[],
  versions: { readonly from: string | null; readonly to: string | null },
): Map<Resource, Resource> {
  const pairs = new Map<Resource, Resource>();
  const candidates = byStem(added, versions.to);
  for (const [stem, olds] of byStem(removed, versions.from)) {
    const [old, ...others] = olds;
    const [now, ...more] = candidates.get(stem) ?? [];
    if (old && now && others.length === 0 && more.length === 0) pairs.set(old, now);
  }
  return pairs;
}

/** Content that is too short says nothing about which resource it was: two empty accounts are not one. */
const MIN_CONTENT = 60;

/** The rest, where exactly one on each side is the same but for its name, labels and annotations. */
function pairEqual(removed: readonly Resource[], added: readonly Resource[]): Map<Resource, Resource> {
  const pairs = new Map<Resource, Resource>();
  if (removed.length === 0 || added.length === 0) return pairs;
  const candidates = byContent(added);
  for (const [content, [old, ...others]] of byContent(removed)) {
    const [now, ...more] = candidates.get(content) ?? [];
    if (old && now && others.length === 0 && more.length === 0) pairs.set(old, now);
  }
  return pairs;
}

function byContent(resources: readonly Resource[]): Map<string, Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) {
    const { metadata: _, apiVersion: __, ...rest } = resource.value;
    const content = canonicalJson(rest);
    if (content.length < MIN_CONTENT) continue;
    const key = JSON.stringify([resource.group, resource.id.namespace, content]);
    addTo(groups, key, resource);
  }
  return groups;
}

function byStem(resources: readonly Resource[], version: string | null): Map<string, Resource[]> {
  return groupBy(resources, resource => {
    const { group, id } = resource;
    return JSON.stringify([group, id.kind, id.namespace, stemOf(resource, version)]);
  });
}

/** The name with its own revision, or the version, taken out. */
function stemOf(resource: Resource, version: string | null): string {
  let stem = resource.id.name;
  for (const part of [revisionOf(resource), version, version?.replaceAll('.', '-')]) {
    // The default revision is not spelt out in names, and "default" may well be a part of one.
    if (!part || part === 'default') continue;
    stem = stem.replace(`-${part}`, '');
  }
  return stem;
}

function revisionOf(resource: Resource): string {
  return text(fieldAt(resource.value, ['metadata', 'labels', 'istio.io/rev']));
}

function keyOf(pair: Pair): string {
  return (pair.after ?? pair.before)?.key ?? '';
}
