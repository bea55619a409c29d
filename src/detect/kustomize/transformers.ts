/**
 * `transformers`: configurations of what Kustomize does to all objects after everything else. Those of Kustomize's own
 * transformers say what fields of a kustomization say, and are read as such; others are programs, which are not run here.
 * Source: https://github.com/kubernetes-sigs/kustomize/tree/kustomize/v5.5.0/api/internal/builtins
 */
import { append } from '../../append.js';
import type { Positioned } from '../../model.js';
import { parseEmbedded, positionedAt, startOf } from '../../yaml/positioned.js';
import { listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { itemsOf, ofItems, withKeys } from './composed.js';
import { type Gap, localPath } from './objects.js';

export interface Transformers {
  /** What Kustomize's own do, as settings of a kustomization. */
  readonly builtIn: readonly Positioned[];
  /** Entries of the others. */
  readonly others: readonly Positioned[];
}

/** @param inFolder the configurations that a kustomization in a folder makes */
export async function readTransformers(
  context: DetectContext,
  settings: Positioned,
  folder: string,
  inFolder: (path: string) => Promise<readonly Positioned[]>,
): Promise<Transformers> {
  const builtIn: Positioned[] = [];
  const others: Positioned[] = [];
  for (const index of listAt(settings.value, ['transformers']).keys()) {
    const entry = settings.at(['transformers', index]);
    const found = (await configurationsOf(context, entry, folder, inFolder)).map(asSettings);
    const known = found.filter(one => one !== undefined);
    append(builtIn, known);
    if (known.length < found.length || found.length === 0) others.push(entry);
  }
  return { builtIn, others };
}

export function noteTransformers(entries: readonly Positioned[]): readonly Gap[] {
  const why = 'it changes its objects by a transformer, which is not run here';
  return entries.map(entry => ({ why, at: startOf(entry) }));
}

/** In a file, in a folder with a kustomization, or written out in the list. */
async function configurationsOf(
  context: DetectContext,
  entry: Positioned,
  folder: string,
  inFolder: (path: string) => Promise<readonly Positioned[]>,
): Promise<readonly Positioned[]> {
  const text = typeof entry.value === 'string' ? entry.value : '';
  if (text.includes('\n')) {
    const written = parseEmbedded(entry, []);
    return written?.errors.length === 0 ? written.documents.map(({ data }) => data) : [];
  }
  const path = localPath(folder, text);
  if (path === undefined) return [];
  if (!context.tree.has(path)) return inFolder(path);
  const { documents, errors } = await context.yaml(path);
  return errors.length > 0 ? [] : documents.map(({ data }) => data);
}

/** What a configuration does, under the keys of a kustomization; undefined for those of no transformer that is read here. */
function asSettings(configuration: Positioned): Positioned | undefined {
  const { value } = configuration;
  if (stringAt(value, ['apiVersion']) !== 'builtin') return undefined;
  const part = (key: string): Positioned => configuration.at([key]);
  const only = (key: string, item: Positioned): Positioned =>
    settingsOf(configuration, key, ofItems(configuration, [item]));
  // Unlike a kustomization's, these transformers change the fields alone that they name.
  const fields = listAt(value, ['fieldSpecs']).map(field => stringAt(field, ['path']));
  const isOf = (path: string, orNone = false): boolean =>
    (orNone || fields.length > 0) && fields.every(field => field === path);
  switch (stringAt(value, ['kind'])) {
    case 'PatchTransformer':
      return only('patches', configuration);
    case 'PatchJson6902Transformer': {
      const isInline = stringAt(value, ['jsonOp']) !== undefined;
      const patch = new Map([['patch', part('jsonOp')]]);
      return only('patches', isInline ? withKeys(configuration, patch) : configuration);
    }
    case 'PatchStrategicMergeTransformer': {
      const inline = stringAt(value, ['patches']) === undefined ? [] : [part('patches')];
      const items = [...itemsOf(part('paths')), ...inline];
      return settingsOf(configuration, 'patchesStrategicMerge', ofItems(configuration, items));
    }
    case 'ReplacementTransformer':
      return settingsOf(configuration, 'replacements', part('replacements'));
    case 'NamespaceTransformer':
      return settingsOf(configuration, 'namespace', configuration.at(['metadata', 'namespace']));
    case 'PrefixTransformer':
      return isOf('metadata/name') ? settingsOf(configuration, 'namePrefix', part('prefix')) : undefined;
    case 'SuffixTransformer':
      return isOf('metadata/name') ? settingsOf(configuration, 'nameSuffix', part('suffix')) : undefined;
    case 'ImageTagTransformer':
      return only('images', part('imageTag'));
    case 'ReplicaCountTransformer':
      return isOf('spec/replicas') ? only('replicas', part('replica')) : undefined;
    case 'LabelTransformer':
      return isOf('metadata/labels', true) ? metadataOf(configuration, 'labels') : undefined;
    case 'AnnotationsTransformer':
      return isOf('metadata/annotations', true) ? metadataOf(configuration, 'annotations') : undefined;
    default:
      return undefined;
  }
}

/** Of objects themselves; without fields that get them, nothing does. */
function metadataOf(configuration: Positioned, field: string): Positioned {
  if (listAt(configuration.value, ['fieldSpecs']).length === 0) return empty(configuration);
  const part = withKeys(empty(configuration), new Map([[field, configuration.at([field])]]));
  return settingsOf(configuration, 'commonMetadata', part);
}

/** A kustomization that says nothing else. */
function settingsOf(configuration: Positioned, key: string, value: Positioned): Positioned {
  return withKeys(empty(configuration), new Map([[key, value]]));
}

function empty(configuration: Positioned): Positioned {
  return positionedAt(configuration.file, configuration.lineOf([]), {});
}
