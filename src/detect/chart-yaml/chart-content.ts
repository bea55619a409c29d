/** What a chart of the tree is made of, besides its values and metadata: two copies with the same digest render alike. */
import type { ChartDependency, Tree, TreeChart } from '../../model.js';
import { fingerprintOf } from '../fingerprint.js';
import { inFolder } from '../tree-path.js';

/** What Helm reads of a chart. `values.yaml` is compared as values, Chart.yaml by what it declares. */
const CONTENT = /^(templates|crds|files)\/|^values\.schema\.json$/;
/** Files among them that never reach a manifest. */
const WITHOUT_EFFECT = /^templates\/(tests\/|NOTES\.txt$)|\.md$/i;

/**
 * Digest of the files that a chart's manifests are made from, charts below `charts/` left out.
 * @returns undefined where it has none
 */
export async function contentDigest(tree: Tree, folder: string): Promise<string | undefined> {
  const start = folder === '' ? 0 : folder.length + 1;
  const names = tree
    .below(folder)
    .map(path => path.slice(start))
    .filter(name => CONTENT.test(name) && !WITHOUT_EFFECT.test(name));
  if (names.length === 0) return undefined;
  const contents = await Promise.all(
    names.map(async name => [name, await textOf(tree, inFolder(folder, name))]),
  );
  return fingerprintOf(contents);
}

/** Digest of a file as it is; undefined where it can't be read. */
export async function fileDigest(tree: Tree, path: string): Promise<string | undefined> {
  const bytes = await tree.bytes?.(path);
  return bytes && fingerprintOf(Buffer.from(bytes).toString('base64'));
}

/** The digests of a chart and of those around it, from the outermost inwards along the keys of their values. */
export function digestsAlong(chart: TreeChart, keys: readonly (string | number)[]): readonly string[] {
  const digests = [chart.digest ?? ''];
  let current: TreeChart | undefined = chart;
  for (const key of keys) {
    const dependency: ChartDependency | undefined = current?.dependencies.find(
      candidate => candidate.key === key,
    );
    if (!dependency) break;
    digests.push(dependency.tree?.digest ?? dependency.archiveDigest ?? '');
    current = dependency.tree;
  }
  return digests;
}

/** Text without regard to line ends; what is no text as bytes. */
async function textOf(tree: Tree, path: string): Promise<string | undefined> {
  const content = await tree.read(path);
  return content.ok ? content.text.replace(/\r\n/g, '\n') : fileDigest(tree, path);
}
