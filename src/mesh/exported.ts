/** Resources from elsewhere, given with `--manifests`: the export of a cluster, or of another repository. */
import { stat } from 'node:fs/promises';
import { basename, dirname, posix } from 'node:path';
import { append } from '../append.js';
import { UsageError } from '../errors.js';
import type { MeshResource, Problem, Tree } from '../model.js';
import { withoutTrailing } from '../trailing.js';
import { folderTree } from '../tree/folder.js';
import { type CollectedResources, collectResources } from './collect.js';
import { subjectOf } from './resource.js';

const MEBIBYTE = 1024 * 1024;
/** One `kubectl get -o yaml` of a large cluster is far larger than any file that people write. */
const LIMITS = { textBytes: 100 * MEBIBYTE, cacheBytes: 100 * MEBIBYTE };

export const NO_MANIFESTS: CollectedResources = { resources: [], problems: [] };

/**
 * The resources of folders and files. Their places are named as the user named the folder: `export/all.yaml:12`.
 * @param resolve from what the user wrote to the path that it means
 * @throws {UsageError} for what is neither a folder nor a file, and for what holds nothing to look at
 */
export async function readManifests(
  given: readonly string[],
  resolve: (name: string) => string = name => name,
): Promise<CollectedResources> {
  const resources: MeshResource[] = [];
  const problems: Problem[] = [];
  for (const name of given) {
    const tree = await openManifests(name, resolve(name));
    const collected = await collectResources(tree, () => false, 'manifests');
    append(resources, collected.resources);
    append(problems, tree.problems);
    append(problems, collected.problems);
    if (collected.resources.length === 0 && collected.problems.length === 0)
      throw new UsageError(
        `--manifests ${name}: it holds no resource that is looked at; \`istio-preflight export\` prints how to collect them`,
      );
  }
  return { resources, problems };
}

/** Without those that are at hand already: what a repository says of a resource is newer than any export of it. */
export function besides(
  own: readonly MeshResource[],
  manifests: readonly MeshResource[],
): readonly MeshResource[] {
  if (manifests.length === 0) return manifests;
  const known = new Set(own.map(keyOf));
  return manifests.filter(resource => !known.has(keyOf(resource)));
}

function keyOf(resource: MeshResource): string {
  return `${resource.apiVersion.split('/').slice(0, -1).join('/')} ${subjectOf(resource)}`;
}

async function openManifests(name: string, path: string): Promise<Tree> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory() && !found?.isFile())
    throw new UsageError(`--manifests ${name}: there is no such folder or file`);
  const folder = found.isFile() ? dirname(path) : path;
  const prefix = found.isFile() ? dirname(name) : name;
  const tree = await folderTree(folder, { name, limits: LIMITS });
  const only = found.isFile() ? [basename(path)] : tree.paths;
  return renamed(tree, only, prefix);
}

/** Every YAML and JSON file is looked at, whatever words it holds: an export of Services alone speaks of nothing else. */
function renamed(tree: Tree, paths: readonly string[], prefix: string): Tree {
  const start = prefix === '.' || prefix === '' ? '' : `${withoutTrailing(posix.normalize(prefix), '/')}/`;
  const own = (path: string): string => path.slice(start.length);
  const outer = paths.map(path => `${start}${path}`);
  return {
    name: tree.name,
    paths: outer,
    get problems() {
      return tree.problems.map(problem =>
        problem.file === undefined ? problem : { ...problem, file: `${start}${problem.file}` },
      );
    },
    has: path => path.startsWith(start) && tree.has(own(path)),
    below: folder => outer.filter(path => folder === '' || path.startsWith(`${folder}/`)),
    read: path => tree.read(own(path)),
    candidates: async () => outer.filter(path => /\.(ya?ml|json)$/i.test(path)),
  };
}
