/**
 * Which installations are one mesh. Two that can't stand in one cluster side by side are in different environments,
 * named by the folder or file that tells their declarations apart.
 */
import { addTo, groupBy } from '../grouped.js';
import type { DeployedFolder, Environment, Release } from '../model.js';
import { withoutTrailing } from '../trailing.js';
import type { FoundInstallation } from './installations.js';
import { folderOf, isWithin, segmentsOf } from './tree-path.js';

export interface Environments {
  readonly environments: readonly Environment[];
  /** Name of the environment of a release; of what is shared by several, the folder that they have in common. */
  of(release: Release): string;
}

/** @param folders plain manifests that are deployed from somewhere: they belong to the environment of whoever deploys them */
export function separate(
  installations: readonly FoundInstallation[],
  releases: readonly Release[],
  folders: readonly DeployedFolder[],
): Environments {
  const declaring = unique(installations.map(({ release }) => release));
  const places = collisions(installations).flatMap(tellApart);
  const common = commonFolder(declaring.map(({ declared }) => declared.file));
  if (places.length === 0) {
    const only: Environment = { name: common, owns: () => true };
    return { environments: installations.length === 0 ? [] : [only], of: () => common };
  }
  const groups = group(withOneTag(places));
  const placeOf = memoised((path: string) => locate(path, groups));
  const byDestination = destinationsOf(groups);
  const named = new Map(
    groups.toReversed().flatMap(one => [...one.releases].map(own => [own, one] as const)),
  );
  const ofRelease = new Map<Release, Group | undefined>();
  for (const release of releases) {
    const found = placeOf(release.declared.file);
    const other = found.length === 1 ? found[0] : byDestination(release);
    ofRelease.set(release, named.get(release) ?? other);
  }
  const deployed = folders.map(folder => ({ folder: folder.folder, groups: placeOf(folder.declared.file) }));
  const environments = groups.map(own => ({
    name: own.name,
    owns(path: string): boolean {
      const found = placeOf(path);
      if (found.length > 0) return found.includes(own);
      const owners = deployed.filter(
        ({ folder, groups: by }) => by.length > 0 && folder !== '' && isWithin(folder, path),
      );
      return owners.length === 0 || owners.some(({ groups: by }) => by.includes(own));
    },
  }));
  return { environments, of: release => ofRelease.get(release)?.name ?? common };
}

interface Place {
  /** What tells it from its rivals: `dev`, `eu`, `us/prod`. */
  readonly tag: string;
  /** Path, without extension, of what belongs to it. */
  readonly prefix: string;
  readonly release: Release;
}

interface Group {
  readonly name: string;
  readonly tag: string;
  readonly prefixes: readonly string[];
  readonly releases: ReadonlySet<Release>;
}

/** Releases that would overwrite each other in one cluster. */
function collisions(installations: readonly FoundInstallation[]): readonly (readonly Release[])[] {
  const byIdentity = new Map<string, Release[]>();
  const clusters = new Map<string, Release[]>();
  for (const { chart, revision, release, partOf } of installations) {
    if (partOf) continue;
    const named = chart === 'gateway' ? release.releaseName : chart === 'istiod' ? revision : '';
    const key = JSON.stringify([chart, release.namespace, named]);
    addTo(byIdentity, key, release);
    if (chart === 'istiod' && release.destination !== '') {
      addTo(clusters, clusterOf(release.destination), release);
    }
  }
  const sets = [...byIdentity.values()].map(unique).filter(rivals => rivals.length > 1);
  // Control planes of different clusters are different meshes even where their revisions differ.
  if (clusters.size > 1)
    sets.push(unique([...clusters.values()].map(([first]) => first).filter(first => first !== undefined)));
  return sets.filter(rivals => rivals.length > 1);
}

/** Argo CD's two names of the cluster that it runs in are one. */
export function clusterOf(destination: string): string {
  return /^https:\/\/kubernetes\.default\.svc(\.cluster\.local)?\/?$/.test(destination)
    ? 'in-cluster'
    : destination;
}

/** The shortest start of each declaration's path that none of its rivals shares. */
function tellApart(rivals: readonly Release[]): readonly Place[] {
  const paths = rivals.map(release => ({ release, segments: segmentsOf(release.declared.file) }));
  const shared = sharedLength(paths.map(({ segments }) => segments));
  const startsOf = memoised((length: number) =>
    countsOf(paths.map(({ segments }) => startOf(segments, length))),
  );
  const neighbours = [...new Set(paths.map(({ segments }) => segments[shared] ?? ''))].map(wordsIn);
  const wordsOf = memoised((segment: string) => distinguishingWords(segment, neighbours));
  return paths.map(({ release, segments }) => {
    let length = Math.min(shared + 1, segments.length);
    const sameStart = (): number => startsOf(length).get(startOf(segments, length)) ?? 0;
    while (length < segments.length && sameStart() > 1) length++;
    if (sameStart() > 1) {
      // One file declares several: only where they go, or what they are called, tells them apart.
      const tag = lastWord(release.destination) || release.releaseName;
      return { tag, prefix: `${segments.join('/')}#${tag}`, release };
    }
    const rest = segments.slice(shared, length);
    const tag = rest.length === 1 ? wordsOf(rest[0] ?? '') : rest.join('/');
    return { tag, prefix: segments.slice(0, length).join('/'), release };
  });
}

/** `dev` of `istiod-dev` and `istiod-prod`: the words that not all neighbours have. */
function distinguishingWords(segment: string, all: readonly (readonly string[])[]): string {
  const words = wordsIn(segment);
  let start = 0;
  while (
    start < words.length - 1 &&
    all.every(other => other.length > start + 1 && other[start] === words[start])
  )
    start++;
  let end = 0;
  while (
    words.length - end > start + 1 &&
    all.every(other => other.length - end > start + 1 && other.at(-1 - end) === words.at(-1 - end))
  )
    end++;
  return words.slice(start, words.length - end).join('-');
}

function wordsIn(segment: string): readonly string[] {
  return segment.split(/[-_.]/);
}

/** The first segments of a path, as one key. */
function startOf(segments: readonly string[], length: number): string {
  return segments.slice(0, length).join('/');
}

function countsOf(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** One place has one tag, however few rivals it was told apart from: `docker-flex`, not `flex`. */
function withOneTag(places: readonly Place[]): readonly Place[] {
  const tags = new Map<string, string>();
  for (const { prefix, tag } of places) {
    const known = tags.get(prefix);
    if (known === undefined || tag.length > known.length) tags.set(prefix, tag);
  }
  return places.map(place => ({ ...place, tag: tags.get(place.prefix) ?? place.tag }));
}

/** Places of one tag are one environment: `istiod/dev.yaml` and `base/dev.yaml`. */
function group(places: readonly Place[]): readonly Group[] {
  return [...groupBy(places, ({ tag }) => tag)].map(([tag, members]) => {
    const prefixes = [...new Set(members.map(({ prefix }) => prefix))].sort();
    const [only] = prefixes;
    const name = prefixes.length === 1 && only !== undefined ? (only.includes('#') ? tag : only) : tag;
    return { name, tag, prefixes, releases: new Set(members.map(({ release }) => release)) };
  });
}

/** The environments that a path belongs to: by the longest prefix, else by a segment that names one; none: shared. */
function locate(path: string, groups: readonly Group[]): readonly Group[] {
  const segments = segmentsOf(path);
  const bare = segments.join('/');
  let longest = 0;
  let owners: Group[] = [];
  for (const candidate of groups) {
    for (const prefix of candidate.prefixes) {
      if (!isWithin(prefix, bare) && !isWithin(prefix, path)) continue;
      if (prefix.length > longest) owners = [];
      if (prefix.length >= longest) owners.push(candidate);
      longest = Math.max(longest, prefix.length);
    }
  }
  return owners.length > 0 ? owners : groups.filter(({ tag }) => holds(segments, tag.split('/')));
}

/** True where the words stand one after the other among the segments. */
function holds(segments: readonly string[], words: readonly string[]): boolean {
  return segments.some((_, start) => words.every((word, offset) => segments[start + offset] === word));
}

/** The only environment that something of it goes to the same cluster as. */
function destinationsOf(groups: readonly Group[]): (release: Release) => Group | undefined {
  const byCluster = new Map<string, Set<Group>>();
  for (const one of groups) {
    for (const { destination } of one.releases) {
      if (destination === '') continue;
      const cluster = clusterOf(destination);
      byCluster.set(cluster, (byCluster.get(cluster) ?? new Set()).add(one));
    }
  }
  return ({ destination }) => {
    const [first, ...others] = destination === '' ? [] : (byCluster.get(clusterOf(destination)) ?? []);
    return others.length > 0 ? undefined : first;
  };
}

function memoised<Key, Result>(make: (key: Key) => Result): (key: Key) => Result {
  const known = new Map<Key, Result>();
  return key => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}

function lastWord(address: string): string {
  return withoutTrailing(address, '/').split('/').at(-1) ?? '';
}

function sharedLength(paths: readonly (readonly string[])[]): number {
  const [first = []] = paths;
  let length = 0;
  while (
    length < first.length - 1 &&
    paths.every(path => path.length > length + 1 && path[length] === first[length])
  )
    length++;
  // A file beside a folder of the same start: what is shared ends before the shortest of them does.
  return length;
}

function commonFolder(files: readonly string[]): string {
  const folders = files.map(file =>
    folderOf(file)
      .split('/')
      .filter(segment => segment !== ''),
  );
  const [first = []] = folders;
  let length = 0;
  while (length < first.length && folders.every(folder => folder[length] === first[length])) length++;
  return first.slice(0, length).join('/');
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
