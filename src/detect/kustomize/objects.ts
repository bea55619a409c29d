/** What a build of Kustomize is made of. */

import { addAll, append } from '../../append.js';
import { oncePer } from '../../memo.js';
import type { Position, Positioned, Problem } from '../../model.js';
import { type Layered, read } from '../layered.js';
import { resolveInTree } from '../tree-path.js';

/** One object of a build. */
export interface BuiltObject {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Names that it had before a kustomization renamed or moved it. */
  readonly earlier?: readonly { readonly name: string; readonly namespace: string }[];
  readonly object: Layered;
  /** Its YAML document: `file#number`. */
  readonly origin: string;
  /** Places that brought it in, innermost first: its own, and the entries that refer to it. */
  readonly chain: readonly Position[];
  /** A generator makes it: no file holds it. */
  readonly isGenerated?: true;
}

/** An entry of `configMapGenerator` or `secretGenerator`. */
export interface GeneratedData {
  readonly kind: string;
  readonly name: string;
  readonly folder: string;
  readonly data: Positioned;
}

/** Something that Kustomize does and that is not followed here, where it may matter to the mesh. */
export interface Gap {
  readonly why: string;
  readonly at: Position;
  /** A file or folder of this tree that is named and not there: Kustomize itself refuses to build without it. */
  readonly missing?: string;
}

/** What is not followed, as the reader is told; all that a kustomization misses in one sentence. */
export function gapProblems(gaps: readonly Gap[]): readonly Problem[] {
  const followed = gaps.filter(({ missing }) => missing === undefined);
  const problems = followed.map(({ why, at }) => ({ what: at.file, why, ...at, blocking: true }));
  const missing = gaps.filter(gap => gap.missing !== undefined);
  const files = [...new Set(missing.map(({ at }) => at.file))];
  return [
    ...new Map(problems.map(problem => [JSON.stringify(problem), problem])).values(),
    ...files.map(file =>
      whatIsMissing(
        file,
        missing.filter(({ at }) => at.file === file),
      ),
    ),
  ];
}

/** Kustomize itself would refuse that: whoever deploys it adds what is missing first, and what that holds was not seen. */
function whatIsMissing(file: string, gaps: readonly Gap[]): Problem {
  const names = [...new Set(gaps.flatMap(({ missing }) => missing ?? []))];
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  const named = names.slice(0, MAX_NAMED).map(name => `\`${name}\``);
  const why = `it takes in ${named.join(', ')}${more}: not in this repository, so that Kustomize would refuse to build it from here`;
  const line = gaps.reduce((least, { at }) => Math.min(least, at.line), Number.POSITIVE_INFINITY);
  return { what: file, why, file, line, blocking: true };
}

const MAX_NAMED = 3;

export interface Built {
  readonly objects: readonly BuiltObject[];
  /** Each once, however often it is taken in; so are gaps. */
  readonly generated: ReadonlySet<GeneratedData>;
  /** Documents that the build used, as resource or as patch. */
  readonly files: ReadonlySet<string>;
  /** Folders with a kustomization of their own that the build went through. */
  readonly folders: ReadonlySet<string>;
  readonly gaps: ReadonlySet<Gap>;
  /** Entries of `vars`, which whoever takes this in fills in. */
  readonly variables: ReadonlySet<Positioned>;
  /** Entries of `varReference`: the fields in which they are filled in. */
  readonly references: ReadonlySet<Positioned>;
}

export interface Collected extends Built {
  readonly objects: BuiltObject[];
  readonly generated: Set<GeneratedData>;
  readonly files: Set<string>;
  readonly folders: Set<string>;
  readonly gaps: Set<Gap>;
  readonly variables: Set<Positioned>;
  readonly references: Set<Positioned>;
}

/** Larger than any honest build. */
const MAX_OBJECTS = 5000;

export function collector(): Collected {
  return {
    objects: [],
    generated: new Set(),
    files: new Set(),
    folders: new Set(),
    gaps: new Set(),
    variables: new Set(),
    references: new Set(),
  };
}

/** Takes what another build came to in. */
export function add(collected: Collected, built: Built, via: readonly Position[]): void {
  const taken = built.objects.slice(0, Math.max(MAX_OBJECTS - collected.objects.length, 0));
  append(
    collected.objects,
    via.length === 0 ? taken : taken.map(one => ({ ...one, chain: [...one.chain, ...via] })),
  );
  addAll(collected.generated, built.generated);
  addAll(collected.gaps, built.gaps);
  addAll(collected.files, built.files);
  addAll(collected.folders, built.folders);
  addAll(collected.variables, built.variables);
  addAll(collected.references, built.references);
}

/** True for a build that may have been cut off. */
export function isFull({ objects }: Built): boolean {
  return objects.length >= MAX_OBJECTS;
}

export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** A path in the tree; undefined for what is fetched from elsewhere, and for what leads out of it. */
export function localPath(folder: string, entry: unknown): string | undefined {
  if (typeof entry !== 'string' || entry.includes('://') || entry.includes('?ref=') || entry.includes('\n'))
    return undefined;
  return resolveInTree(folder, entry);
}

/** True for texts and data that a mesh may depend on. */
export function speaksOfMesh(value: unknown): boolean {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return /istio|ztunnel|gateway\.networking\.k8s\.io/i.test(text);
}

/** The same for an object of a build. */
export function isOfMesh({ object }: BuiltObject): boolean {
  return isAboutMesh(object);
}

const isAboutMesh = oncePer((object: Layered) => speaksOfMesh(read(object, [])?.value));

/**
 * True for what Kustomize drops in the end from all that it has built; until then others may take something from it.
 * Source: kustomize, api/konfig/general.go (IgnoredByKustomizeAnnotation)
 */
export function isLocalConfig({ object }: Pick<BuiltObject, 'object'>): boolean {
  const written = read(object, ['metadata', 'annotations', 'config.kubernetes.io/local-config'])?.value;
  return written !== undefined && String(written) !== 'false';
}
