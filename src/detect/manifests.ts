/** The objects that YAML and JSON files of the tree hold, lists unfolded. */
import { append } from '../append.js';
import type { OpenPath } from '../evaluated/plain.js';
import type { DataPath, Positioned } from '../model.js';
import { valueAt, type YamlFile } from '../yaml/positioned.js';
import { listAt, recordAt, stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { holds } from './holds.js';
import { anyWithin } from './limits.js';

export interface Manifest {
  readonly data: Positioned;
  readonly file: string;
  /** Number of its YAML document within the file. */
  readonly document: number;
  /** Where it stands in that document: `['items', 2]` in a list. */
  readonly base: DataPath;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** It stands inside a file of another language: its lines are right, and no document of the file holds it. */
  readonly embedded?: true;
  /** What the tree does not decide of it, which stands there by its name. */
  readonly open?: readonly OpenPath[];
}

/**
 * All objects of the files whose text matches. Templates of charts are no YAML yet and are left out; what can't be
 * parsed is named where the mesh's resources are read.
 */
export async function manifestsWith(context: DetectContext, pattern: RegExp): Promise<readonly Manifest[]> {
  const found: Manifest[] = [];
  const isHeld = holds(pattern);
  for (const path of context.candidates) {
    if (!/\.(ya?ml|json)$/i.test(path) || context.charts.isTemplate(path)) continue;
    const text = await context.text(path);
    if (text === undefined || !isHeld(path, text)) continue;
    append(found, await manifestsOf(context, path));
  }
  return found;
}

export async function manifestsOf(context: DetectContext, path: string): Promise<readonly Manifest[]> {
  return manifestsIn(await context.yaml(path));
}

export function manifestsIn(file: YamlFile): readonly Manifest[] {
  return file.documents.flatMap(({ data, index }) => unfold(data, index));
}

function unfold(data: Positioned, document: number): readonly Manifest[] {
  if (Array.isArray(data.value)) return inTasks(data, document);
  const kind = stringAt(data.value, ['kind']) ?? '';
  const items = listAt(data.value, ['items']);
  if (kind.endsWith('List') && items.length > 0)
    return items.map((_, index) => manifest(data.at(['items', index]), document, ['items', index]));
  return [manifest(data, document, [])];
}

/** The object that some data is. */
export function manifest(data: Positioned, document: number, base: DataPath): Manifest {
  const text = (path: DataPath): string => stringAt(data.value, path) ?? '';
  return {
    data,
    file: data.file,
    document,
    base,
    apiVersion: text(['apiVersion']),
    kind: text(['kind']),
    name: text(['metadata', 'name']),
    namespace: text(['metadata', 'namespace']),
  };
}

/** Deeper than blocks of a playbook nest tasks, and carriers nest what they carry. */
const MAX_DEPTH = 10;

/**
 * Whole objects that an object carries for something else to apply: `Object` of Crossplane, `ManifestWork`, policies, values of
 * charts that write them out. Patches are none, nor is what shall not be there.
 */
export function carriedBy(
  context: Pick<DetectContext, 'leave'>,
  { data, document, base, kind }: Manifest,
): readonly Manifest[] {
  // Schemas of resources describe objects, and hold none.
  if (kind === '' || kind === 'CustomResourceDefinition') return [];
  const found: Manifest[] = [];
  const pending: DataPath[] = [[]];
  for (let path = pending.pop(); path; path = pending.pop()) {
    const value = valueAt(data.value, path);
    if (typeof value !== 'object' || value === null) continue;
    if (isUnwanted(value) || /patch/i.test(String(path.at(-1)))) continue;
    if (path.length > MAX_DEPTH) {
      const why = `it carries objects deeper than ${MAX_DEPTH} levels: they were not looked at`;
      if (anyWithin(value, isObject)) context.leave(data.file, why, data.lineOf(path));
      continue;
    }
    if (path.length > 0 && isObject(value)) found.push(manifest(data.at(path), document, [...base, ...path]));
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    for (const key of keys.toReversed()) pending.push([...path, key]);
  }
  return found;
}

function isObject(value: unknown): boolean {
  const isNamed = ['apiVersion', 'kind'].every(key => stringAt(value, [key]) !== undefined);
  return isNamed && recordAt(value, ['metadata']) !== undefined;
}

/** Open Cluster Management's `mustnothave`, Ansible's `absent`. */
export function isUnwanted(value: object): boolean {
  const wish = stringAt(value, ['complianceType']) ?? stringAt(value, ['state']) ?? '';
  return /^(mustnothave|absent)$/i.test(wish);
}

/** Objects that tasks of Ansible write out (`kubernetes.core.k8s: {definition: …}`). */
function inTasks(data: Positioned, document: number): readonly Manifest[] {
  const found: Manifest[] = [];
  const pending: DataPath[] = [[]];
  for (let path = pending.pop(); path; path = pending.pop()) {
    const value = valueAt(data.value, path);
    if (typeof value !== 'object' || value === null || path.length > MAX_DEPTH) continue;
    const isDefinition = /^(resource_)?definition$/.test(String(path.at(-1)));
    if (isDefinition && stringAt(value, ['kind']) !== undefined) {
      found.push(manifest(data.at(path), document, path));
      continue;
    }
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    for (const key of keys.toReversed()) pending.push([...path, key]);
  }
  return found;
}
