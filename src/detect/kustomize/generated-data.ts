/**
 * `configMapGenerator`: what it holds, and what it does to the ConfigMaps that are there already.
 * Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/configmapgenerator/
 */
import type { DataPath, Position, Positioned } from '../../model.js';
import { positionedAt } from '../../yaml/positioned.js';
import { listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { type Layered, without } from '../layered.js';
import { wrapped } from '../reshaped.js';
import { baseName, resolveInTree } from '../tree-path.js';
import { type BuiltObject, type GeneratedData, isOfMesh } from './objects.js';
import type { Patched } from './patch.js';
import { namesOf } from './target.js';

/** One key of a ConfigMap. */
export interface DataEntry {
  readonly text: string;
  readonly at: Position;
  /** A file of the tree that is the whole of it. */
  readonly file?: string;
  /** The string in a YAML document that is the whole of it. */
  readonly holder?: { readonly data: Positioned; readonly document: number; readonly path: DataPath };
}

export type DataEntries = ReadonlyMap<string, DataEntry>;

/** Files that hold no text: Kustomize puts them into `binaryData`, where nobody looks for values. */
const MEDIA =
  /\.(png|jpe?g|gif|ico|webp|bmp|ttf|otf|woff2?|eot|mp[34]|wav|ogg|webm|pdf|zip|gz|tgz|xz|bz2|jar|war|class|so|wasm|p12|pfx|jks|keystore|mmdb|sqlite3?|db|pyc)$/i;

/** What an entry of a generator holds, out of files, literals and files of variables. */
export async function generatedEntries(
  context: DetectContext,
  { folder, data }: GeneratedData,
): Promise<DataEntries> {
  const entries = new Map<string, DataEntry>();
  for (const entry of listAt(data.value, ['files'])) {
    if (typeof entry !== 'string') continue;
    const cut = entry.indexOf('=');
    const path = resolveInTree(folder, cut < 0 ? entry : entry.slice(cut + 1));
    if (path === undefined || MEDIA.test(path)) continue;
    const text = await context.text(path);
    if (text === undefined) continue;
    const key = cut < 0 ? baseName(path) : entry.slice(0, cut);
    entries.set(key, { text, at: { file: path, line: 1 }, file: path });
  }
  for (const [index, entry] of listAt(data.value, ['literals']).entries()) {
    const cut = typeof entry === 'string' ? entry.indexOf('=') : -1;
    if (typeof entry !== 'string' || cut < 0) continue;
    const text = entry.slice(cut + 1).replace(/^(["'])(.*)\1$/s, '$2');
    const at = { file: data.file, line: data.lineOf(['literals', index]) };
    entries.set(entry.slice(0, cut), { text, at });
  }
  const envs = [...listAt(data.value, ['envs']), stringAt(data.value, ['env'])];
  for (const entry of envs) await addEnvironment(context, entry, folder, entries);
  return entries;
}

async function addEnvironment(
  context: DetectContext,
  entry: unknown,
  folder: string,
  entries: Map<string, DataEntry>,
): Promise<void> {
  const path = typeof entry === 'string' ? resolveInTree(folder, entry) : undefined;
  const text = path === undefined ? undefined : await context.text(path);
  for (const [number, line] of (text ?? '').split('\n').entries()) {
    const found = /^\s*([^#=\s][^=]*)=(.*?)\r?$/.exec(line);
    if (found?.[1] === undefined || path === undefined) continue;
    entries.set(found[1].trim(), { text: found[2] ?? '', at: { file: path, line: number + 1 } });
  }
}

/**
 * The objects with what a generator makes: a ConfigMap of its own, or other data in one that is there (`behavior`). The
 * hash that Kustomize puts at the end of names is left out: everything else goes by the name without it.
 */
export async function withGenerated(
  context: DetectContext,
  objects: readonly BuiltObject[],
  generator: GeneratedData,
): Promise<Patched> {
  const { data, name } = generator;
  const namespace = stringAt(data.value, ['namespace']) ?? '';
  const behaviour = stringAt(data.value, ['behavior']) ?? 'create';
  const parts = [...(await generatedEntries(context, generator))].map(([key, { text, at, file }]) => ({
    path: ['data', key],
    data: file === undefined ? positionedAt(at.file, at.line, text) : wholeFile(file, text),
  }));
  const writings = parts.map(part => ({ data: wrapped(part.data, part.path) }));
  if (behaviour === 'create')
    return { objects: [...objects, created(generator, namespace, writings)], gaps: [] };
  const named = objects.filter(
    object => object.group === '' && object.kind === 'ConfigMap' && goesBy(object, name),
  );
  const meant = new Set(named.filter(object => goesBy(object, name, namespace)));
  if (meant.size === 0 && named.some(isOfMesh)) {
    const why = `Kustomize refuses to ${behaviour} ConfigMap ${name}: there is none in namespace ${namespace || 'default'}`;
    return { objects, gaps: [{ why, at: { file: data.file, line: data.lineOf([]) } }] };
  }
  const cleared = behaviour === 'replace' ? [['data']] : parts.map(({ path }) => path);
  return {
    objects: objects.map(object =>
      meant.has(object)
        ? { ...object, object: [...cleared.reduce(without, object.object), ...writings] }
        : object,
    ),
    gaps: [],
  };
}

/** True for one that changes a ConfigMap which is not there yet. */
export function isLateGenerator(objects: readonly BuiltObject[], { data, name }: GeneratedData): boolean {
  const changes = /^(merge|replace)$/.test(stringAt(data.value, ['behavior']) ?? '');
  return (
    changes &&
    !objects.some(object => object.group === '' && object.kind === 'ConfigMap' && goesBy(object, name))
  );
}

/** By any of the names that it had; no namespace is `default`, for Kustomize. */
function goesBy(object: BuiltObject, name: string, namespace?: string): boolean {
  return namesOf(object).some(
    own =>
      own.name === name &&
      (namespace === undefined || (own.namespace || 'default') === (namespace || 'default')),
  );
}

function created({ data, name }: GeneratedData, namespace: string, writings: Layered): BuiltObject {
  const at = { file: data.file, line: data.lineOf([]) };
  const metadata = { name, ...(namespace === '' ? {} : { namespace }) };
  const head = positionedAt(at.file, at.line, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
  return {
    group: '',
    kind: 'ConfigMap',
    name,
    namespace,
    object: [{ data: head }, ...writings],
    origin: `${at.file}#${at.line}`,
    chain: [at],
    isGenerated: true,
  };
}

/** The text of a file, which starts at its first line. */
function wholeFile(file: string, text: string): Positioned {
  const whole: Positioned & { literalContentLine(path: DataPath): number } = {
    ...positionedAt(file, 1, text),
    at: path => (path.length === 0 ? whole : positionedAt(file, 1, undefined)),
    literalContentLine: () => 1,
  };
  return whole;
}
