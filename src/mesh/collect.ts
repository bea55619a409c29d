/** Finds the mesh's resources in a tree. */

import { posix } from 'node:path';
import { append } from '../append.js';
import { withFilledInNames } from '../detect/commented.js';
import { KUSTOMIZATIONS } from '../detect/kustomize/names.js';
import type { MeshResource, Positioned, Problem, Tree } from '../model.js';
import { parseYaml, type YamlFile } from '../yaml/positioned.js';
import { brokenDocuments } from './broken-documents.js';
import { listAt, textAt } from './read.js';
import { isList, resourceFrom } from './resource.js';

export interface CollectedResources {
  readonly resources: readonly MeshResource[];
  readonly problems: readonly Problem[];
}

/** Where `kubectl apply` puts what names no namespace. */
export const DEFAULT_NAMESPACE = 'default';

const YAML_FILE = /\.(ya?ml|json)$/i;

/**
 * The resources of all YAML and JSON files that may hold any. One broken document costs that document only, and is
 * named with its line.
 * @param isLeftOut true for files that Helm renders, whose resources come in as rendered
 * @param origin what the tree is: the repository, or a folder given with `--manifests`
 */
export async function collectResources(
  tree: Tree,
  isLeftOut: (path: string) => boolean,
  origin: 'file' | 'manifests' = 'file',
): Promise<CollectedResources> {
  const resources: MeshResource[] = [];
  const problems: Problem[] = [];
  const kustomizations = new Map<string, Promise<Kustomization | undefined>>();
  for (const path of await tree.candidates()) {
    if (!YAML_FILE.test(path) || isLeftOut(path)) continue;
    const content = await tree.read(path);
    if (!content.ok) {
      problems.push({ what: path, why: content.why, file: path, line: 1, blocking: true, hides: true });
      continue;
    }
    const folder = posix.dirname(path);
    const kustomization = kustomizations.get(folder) ?? readKustomization(tree, folder);
    kustomizations.set(folder, kustomization);
    const forced = namespaceFor(path, await kustomization);
    const file = parseYaml(path, withFilledInNames(content.text));
    append(resources, resourcesOf(file, origin, forced));
    append(problems, brokenDocuments(path, content.text, file.errors));
  }
  return { resources, problems };
}

/**
 * The resources of one parsed file; lists are unfolded.
 * @param forcedNamespace namespace that a kustomization puts everything into
 */
export function resourcesOf(
  file: YamlFile,
  origin: MeshResource['origin'],
  forcedNamespace?: string,
): readonly MeshResource[] {
  const resources: MeshResource[] = [];
  for (const { data } of file.documents) {
    for (const part of unfold(data)) {
      const resource = resourceFrom(part, origin, DEFAULT_NAMESPACE);
      if (!resource) continue;
      const moves = forcedNamespace !== undefined && resource.namespace !== '';
      resources.push(moves ? { ...resource, namespace: forcedNamespace } : resource);
    }
  }
  return resources;
}

function unfold(data: Positioned): readonly Positioned[] {
  if (!isList(data)) return [data];
  return listAt(data.value, ['items']).map((_, index) => data.at(['items', index]));
}

/** What a kustomization says of the files beside it. */
interface Kustomization {
  readonly namespace: string;
  readonly resources: ReadonlySet<string>;
}

async function readKustomization(tree: Tree, folder: string): Promise<Kustomization | undefined> {
  for (const name of KUSTOMIZATIONS) {
    const path = posix.join(folder, name);
    if (!tree.has(path)) continue;
    const content = await tree.read(path);
    const value = content.ok ? parseYaml(path, content.text).documents[0]?.data.value : undefined;
    const entries = listAt(value, ['resources']).map(entry => posix.normalize(textAt(entry, [])));
    return { namespace: textAt(value, ['namespace']), resources: new Set(entries) };
  }
  return undefined;
}

function namespaceFor(path: string, kustomization: Kustomization | undefined): string | undefined {
  if (!kustomization || kustomization.namespace === '') return undefined;
  return kustomization.resources.has(posix.basename(path)) ? kustomization.namespace : undefined;
}
