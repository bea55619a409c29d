/**
 * Files of the tree that Skaffold applies as they are: `manifests.rawYaml`, before v3 `deploy.kubectl.manifests`, and those of
 * profiles, which go where the releases of the profile go.
 * Sources: https://skaffold.dev/docs/renderers/rawyaml/, https://skaffold.dev/docs/environment/profiles/
 */
import { append } from '../append.js';
import type { DataPath, EmbeddedManifest, Position, Positioned } from '../model.js';
import { globMatcher } from '../tree/glob.js';
import { startOf } from '../yaml/positioned.js';
import { listAt, stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { hasPlaceholder } from './istio/published-release.js';
import { isKustomizationPath } from './kustomize/names.js';
import { manifestsOf } from './manifests.js';
import { deployedFolders } from './overlaid.js';
import { ancestors, folderOf, isWithin, resolveInTree } from './tree-path.js';

/** A pattern of files, and the profile that applies them; '' for all. */
interface Applied {
  /** Undefined where it can't be read. */
  readonly pattern: string | undefined;
  readonly profile: string;
  readonly at: Position;
}

/** More patterns than people write. */
const MAX_PATTERNS = 100;
/** Longer than any honest path. */
const MAX_LENGTH = 500;

const PLACES: readonly DataPath[] = [
  ['manifests', 'rawYaml'],
  ['deploy', 'kubectl', 'manifests'],
];

/** @param configs documents of Skaffold */
export async function skaffoldManifests(
  context: DetectContext,
  configs: readonly Positioned[],
): Promise<readonly EmbeddedManifest[]> {
  const applied = configs.flatMap(appliedBy);
  // Without profiles nothing tells more than that the files are there; what can't be read may be any profile's.
  const isTold = applied.some(({ profile }) => profile !== '') && applied.length <= MAX_PATTERNS;
  if (!isTold || applied.some(({ pattern }) => pattern === undefined)) return [];
  const found: EmbeddedManifest[] = [];
  const isElsewhere = await deployedOtherwise(context);
  const files = context.candidates.filter(path => /\.(ya?ml|json)$/i.test(path) && !isElsewhere(path));
  for (const { pattern = '', profile, at } of applied) {
    const beside = { namespace: '', declared: at, ...(profile === '' ? {} : { destination: profile }) };
    for (const path of files.filter(filesOf(pattern))) {
      const manifests = await manifestsOf(context, path);
      append(
        found,
        manifests.map(({ data }) => ({ data, ...beside })),
      );
    }
  }
  return found;
}

function appliedBy(config: Positioned): readonly Applied[] {
  const profiles = listAt(config.value, ['profiles']).flatMap((entry, index) => {
    const at: DataPath = ['profiles', index];
    const profile = stringAt(entry, ['name']) ?? '';
    return [
      ...PLACES.flatMap(place => patternsAt(config, [...at, ...place], profile)),
      ...patched(config, at),
    ];
  });
  return [...PLACES.flatMap(place => patternsAt(config, place, '')), ...profiles];
}

function patternsAt(config: Positioned, list: DataPath, profile: string): readonly Applied[] {
  return listAt(config.value, list).flatMap((_, index) => patternAt(config, [...list, index], profile));
}

/** `{op: add, path: /manifests/rawYaml/-, value: …}` */
function patched(config: Positioned, profile: DataPath): readonly Applied[] {
  const list = [...profile, 'patches'];
  return listAt(config.value, list).flatMap((patch, index) => {
    const isOfFiles = /^\/(?:manifests\/rawYaml|deploy\/kubectl\/manifests)\//.test(
      stringAt(patch, ['path']) ?? '',
    );
    const name = stringAt(config.value, [...profile, 'name']) ?? '';
    return isOfFiles ? patternAt(config, [...list, index, 'value'], name) : [];
  });
}

/** Relative to the file; nothing for what is fetched. */
function patternAt(config: Positioned, path: DataPath, profile: string): readonly Applied[] {
  const written = stringAt(config.value, path);
  if (written === undefined || /^\w{1,20}:\/\//.test(written)) return [];
  const isRead = written.length <= MAX_LENGTH && !hasPlaceholder(written);
  const pattern = isRead ? resolveInTree(folderOf(config.file), written) : undefined;
  return [{ pattern, profile, at: startOf(config, path) }];
}

/** A pattern means files, and all that is below the folders that it fits. */
function filesOf(pattern: string): (path: string) => boolean {
  const isNamed = globMatcher([pattern]);
  return path => isNamed(path) || ancestors(path).some(folder => folder !== '' && isNamed(folder));
}

/** What a kustomization, or a tool that syncs folders, may deploy as well says by itself where it goes. */
async function deployedOtherwise(context: DetectContext): Promise<(path: string) => boolean> {
  const built = context.tree.paths.filter(isKustomizationPath).map(folderOf);
  const folders = [...built, ...(await deployedFolders(context)).map(({ folder }) => folder)];
  return path => context.charts.isPart(path) || folders.some(folder => isWithin(folder, path));
}
