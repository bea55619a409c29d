/**
 * Folders that Rancher Fleet builds with Kustomize: `kustomize.dir` of a fleet.yaml, and of what it changes for some clusters.
 * Source: https://fleet.rancher.io/ref-fleet-yaml
 */
import type { DataPath, DeployedFolder, Positioned } from '../model.js';
import { listAt, recordAt, stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { overlaidBundles } from './fleet-overlays.js';
import { folderOf, resolveInTree } from './tree-path.js';

/** More than any honest fleet has. */
const MAX_FILES = 5000;

export async function fleetFolders(context: DetectContext): Promise<readonly DeployedFolder[]> {
  const files: Positioned[] = [];
  // One that only names overlays does not speak of Istio.
  const paths = context.tree.paths.filter(
    path => /(^|\/)fleet\.ya?ml$/.test(path) && !context.isSetAside(path),
  );
  for (const path of paths.slice(0, MAX_FILES)) {
    const [document] = (await context.yaml(path)).documents;
    if (document) files.push(document.data);
  }
  return [...files.flatMap(data => foldersIn(context, data)), ...(await overlaidBundles(context, files))];
}

function foldersIn(context: DetectContext, data: Positioned): readonly DeployedFolder[] {
  const targets = listAt(data.value, ['targetCustomizations']).flatMap((target, index) =>
    recordAt(target, [])?.doNotDeploy === true
      ? []
      : folderAt(context, data, ['targetCustomizations', index], stringAt(target, ['name']) ?? String(index)),
  );
  return [...folderAt(context, data, [], ''), ...targets];
}

function folderAt(
  context: DetectContext,
  data: Positioned,
  holder: DataPath,
  destination: string,
): readonly DeployedFolder[] {
  const path = [...holder, 'kustomize', 'dir'];
  const written = stringAt(data.value, path);
  const folder = written === undefined ? undefined : resolveInTree(folderOf(data.file), written);
  if (folder === undefined || context.tree.below(folder).length === 0) return [];
  const forced = stringAt(data.value, [...holder, 'namespace']) ?? stringAt(data.value, ['namespace']);
  const namespace = forced ?? stringAt(data.value, ['defaultNamespace']) ?? '';
  return [
    {
      folder,
      namespace,
      destination,
      declared: { file: data.file, line: data.lineOf(path) },
      ...(forced === undefined ? {} : { forcesNamespace: true }),
    },
  ];
}
