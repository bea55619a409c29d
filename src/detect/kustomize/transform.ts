/**
 * What a kustomization does to all of its objects by plain fields, after its patches: namespace, prefix and suffix,
 * labels, annotations, numbers of replicas and images.
 * Source: https://github.com/kubernetes-sigs/kustomize/tree/kustomize/v5.5.0/api/internal/konfig/builtinpluginconsts
 */
import { append } from '../../append.js';
import type { DataPath, Positioned } from '../../model.js';
import { positionedAt } from '../../yaml/positioned.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';
import { type Layered, read } from '../layered.js';
import { wrapped } from '../reshaped.js';
import { renamedImage } from './images.js';
import { replacedAt } from './json-patch.js';
import type { BuiltObject } from './objects.js';
import { namesOf } from './target.js';

/** The objects as the settings of a kustomization make them. */
export function transformed(objects: readonly BuiltObject[], settings: Positioned): readonly BuiltObject[] {
  const moved = objects.map(object => renamed(object, settings));
  const renames = moved.some((object, index) => object.name !== objects[index]?.name);
  return moved.map(object => {
    const referring = renames ? withReferences(object, moved) : object;
    const labelled = withTexts(referring, textsOf(settings));
    const scaled = withReplicas(labelled, settings.at(['replicas']));
    return withImages(scaled, settings.at(['images']));
  });
}

/** Prefix, suffix and namespace. A kustomization's namespace renames Namespaces themselves. */
function renamed(object: BuiltObject, settings: Positioned): BuiltObject {
  const namespace = stringAt(settings.value, ['namespace']) || undefined;
  const prefix = stringAt(settings.value, ['namePrefix']) ?? '';
  const suffix = stringAt(settings.value, ['nameSuffix']) ?? '';
  if (namespace === undefined && prefix === '' && suffix === '') return object;
  const isNamespace = object.group === '' && object.kind === 'Namespace';
  const isFixed = isNamespace || object.kind === 'CustomResourceDefinition';
  return {
    ...object,
    name: isNamespace
      ? (namespace ?? object.name)
      : isFixed
        ? object.name
        : `${prefix}${object.name}${suffix}`,
    namespace: isFixed ? object.namespace : (namespace ?? object.namespace),
    earlier: namesOf(object),
  };
}

const SCALED: DataPath = ['spec', 'scaleTargetRef'];

/** Who scales something goes by its new name. */
function withReferences(object: BuiltObject, all: readonly BuiltObject[]): BuiltObject {
  const name = object.kind === 'HorizontalPodAutoscaler' && read(object.object, [...SCALED, 'name']);
  if (!name) return object;
  const kind = read(object.object, [...SCALED, 'kind'])?.value;
  const target = all.find(
    other => other.kind === kind && namesOf(other).some(({ name: earlier }) => earlier === name.value),
  );
  if (!target || target.name === name.value) return object;
  const value = positionedAt(name.file, name.line, target.name);
  return { ...object, object: replacedAt(object.object, [...SCALED, 'name'], value) };
}

/** Labels or annotations, and which places get them. */
interface Texts {
  readonly field: 'labels' | 'annotations';
  readonly pairs: Positioned;
  readonly templates: boolean;
  readonly selectors: boolean;
}

function textsOf(settings: Positioned): readonly Texts[] {
  const found: Texts[] = listAt(settings.value, ['labels']).map((entry, index) => {
    const selectors = isRecord(entry) && entry.includeSelectors === true;
    const templates = selectors || (isRecord(entry) && entry.includeTemplates === true);
    return { field: 'labels', pairs: settings.at(['labels', index, 'pairs']), templates, selectors };
  });
  const all = { templates: true, selectors: true };
  found.push({ field: 'labels', pairs: settings.at(['commonLabels']), ...all });
  found.push({ field: 'annotations', pairs: settings.at(['commonAnnotations']), ...all });
  // Flux's own: the metadata of objects alone.
  for (const field of ['labels', 'annotations'] as const) {
    const pairs = settings.at(['commonMetadata', field]);
    found.push({ field, pairs, templates: false, selectors: false });
  }
  return found.filter(({ pairs }) => isRecord(pairs.value));
}

function withTexts(object: BuiltObject, texts: readonly Texts[]): BuiltObject {
  const added: Layered[number][] = [];
  for (const { field, pairs, templates, selectors } of texts) {
    const paths: DataPath[] = [['metadata', field]];
    if (templates)
      append(
        paths,
        templatesOf(object).map(path => [...path, 'metadata', field]),
      );
    if (selectors && field === 'labels') append(paths, selectorsOf(object));
    for (const key of Object.keys(recordAt(pairs.value, []) ?? {}))
      for (const path of paths) added.push({ data: wrapped(pairs.at([key]), [...path, key]) });
  }
  return added.length === 0 ? object : { ...object, object: [...object.object, ...added] };
}

const WITH_TEMPLATE =
  /^(apps\/(Deployment|StatefulSet|DaemonSet|ReplicaSet)|batch\/Job|\/ReplicationController)$/;

function templatesOf({ group, kind }: BuiltObject): readonly DataPath[] {
  const name = `${group}/${kind}`;
  if (name === 'batch/CronJob')
    return [
      ['spec', 'jobTemplate'],
      ['spec', 'jobTemplate', 'spec', 'template'],
    ];
  return WITH_TEMPLATE.test(name) ? [['spec', 'template']] : [];
}

function selectorsOf({ group, kind }: BuiltObject): readonly DataPath[] {
  if (group === '' && (kind === 'Service' || kind === 'ReplicationController')) return [['spec', 'selector']];
  if (group === 'apps') return [['spec', 'selector', 'matchLabels']];
  return [];
}

function withReplicas(object: BuiltObject, replicas: Positioned): BuiltObject {
  if (!/^(Deployment|StatefulSet|ReplicaSet|ReplicationController)$/.test(object.kind)) return object;
  for (const [index, entry] of listAt(replicas.value, []).entries()) {
    const wanted = stringAt(entry, ['name']);
    if (!namesOf(object).some(({ name }) => name === wanted)) continue;
    const count = replicas.at([index, 'count']);
    return { ...object, object: [...object.object, { data: wrapped(count, ['spec', 'replicas']) }] };
  }
  return object;
}

function withImages(object: BuiltObject, images: Positioned): BuiltObject {
  if (listAt(images.value, []).length === 0) return object;
  let layers = object.object;
  for (const path of imagesIn(read(layers, [])?.value)) {
    const image = read(layers, path);
    const renamedTo = image && renamedImage(image, images);
    if (renamedTo) layers = replacedAt(layers, path, renamedTo);
  }
  return layers === object.object ? object : { ...object, object: layers };
}

/** Deeper than any honest object. */
const MAX_DEPTH = 50;

/** Where images of all lists stand that are called `containers` or `initContainers`, in objects of whatever kind. */
function imagesIn(root: unknown): readonly DataPath[] {
  const found: DataPath[] = [];
  const pending: { value: unknown; path: DataPath }[] = [{ value: root, path: [] }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, path } = next;
    if (typeof value !== 'object' || value === null || path.length > MAX_DEPTH) continue;
    for (const [key, child] of Object.entries(value)) {
      const below = [...path, Array.isArray(value) ? Number(key) : key];
      if (key === 'containers' || key === 'initContainers') {
        for (const [index, item] of listAt(child, []).entries()) {
          if (stringAt(item, ['image']) !== undefined) found.push([...below, index, 'image']);
        }
      }
      pending.push({ value: child, path: below });
    }
  }
  return found;
}
