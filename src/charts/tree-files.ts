/** The files of one chart of the tree, as far as Helm can come to read them. */
import type { Problem, Tree, TreeChart } from '../model.js';
import { ChartError, isSafePath, MAX_CHART_BYTES, MAX_CHART_FILES } from './files.js';
import { unpackChart } from './unpack.js';

/** What Helm reads of a chart whatever its templates say. */
const ALWAYS =
  /^(Chart\.yaml|requirements\.yaml|values\.yaml|values\.schema\.json|\.helmignore|(templates|crds)\/.*)$/;

/** Files of the chart itself, without what its `charts/` archives and dependencies bring. */
export async function ownFiles(
  chart: TreeChart,
  tree: Tree,
): Promise<{ files: Map<string, Uint8Array>; problems: Problem[] }> {
  const files = new Map<string, Uint8Array>();
  const problems: Problem[] = [];
  let bytes = 0;
  const take = async (name: string, needed: boolean): Promise<void> => {
    const file = inFolder(chart.path, name);
    const content = await contentOf(file, tree);
    if (typeof content === 'string' || !isSafePath(name)) {
      const why = typeof content === 'string' ? content : 'its name can not be written on every system';
      problems.push({
        what: file,
        why: `it is left out of the chart: ${why}`,
        file,
        line: 1,
        blocking: needed,
      });
      return;
    }
    bytes += content.length;
    if (files.size >= MAX_CHART_FILES || bytes > MAX_CHART_BYTES)
      throw new ChartError('it is larger than any chart');
    files.set(name, content);
  };

  const names = tree.below(chart.path).map(file => relativeTo(chart.path, file) ?? file);
  for (const name of names.filter(candidate => ALWAYS.test(candidate))) await take(name, true);
  await takeVendored(chart, tree, names, files, take, problems);
  // A template can read any other file of the chart, and only through this.
  if (
    [...files].some(([name, content]) => /^(templates\/|values\.yaml$)/.test(name) && mentionsFiles(content))
  ) {
    for (const name of names) if (!ALWAYS.test(name) && !name.startsWith('charts/')) await take(name, false);
  }
  return { files, problems };
}

/** What stands under `charts/` in the tree: Helm loads it, named as a dependency or not. */
async function takeVendored(
  chart: TreeChart,
  tree: Tree,
  names: readonly string[],
  files: Map<string, Uint8Array>,
  take: (name: string, needed: boolean) => Promise<void>,
  problems: Problem[],
): Promise<void> {
  const declared = new Set(chart.dependencies.map(dependency => dependency.archive));
  for (const name of names.filter(candidate => candidate.startsWith('charts/'))) {
    const file = inFolder(chart.path, name);
    if (declared.has(file)) continue;
    const archive = /^charts\/([^/]+)\.tgz$/.exec(name)?.[1];
    if (archive === undefined) {
      await take(name, /\/(Chart|values)\.yaml$|\/templates\//.test(name));
      continue;
    }
    const content = await tree.bytes?.(file);
    if (!content) {
      problems.push({ what: file, why: 'the archive could not be read', file, line: 1, blocking: true });
      continue;
    }
    try {
      for (const [inside, data] of await unpackChart(content)) files.set(`charts/${archive}/${inside}`, data);
    } catch (cause) {
      problems.push({ what: file, why: (cause as Error).message, file, line: 1, blocking: true });
    }
  }
}

async function contentOf(file: string, tree: Tree): Promise<Uint8Array | string> {
  const text = await tree.read(file);
  if (text.ok) return Buffer.from(text.text);
  return (await tree.bytes?.(file)) ?? text.why;
}

function mentionsFiles(content: Uint8Array): boolean {
  return Buffer.from(content).includes('.Files');
}

/** A path below a folder of the tree; '' is its root. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The rest of a path below a folder; undefined where it is not below it. */
export function relativeTo(folder: string, file: string): string | undefined {
  if (folder === '') return file;
  return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : undefined;
}
