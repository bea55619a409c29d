/**
 * Charts that Carvel's vendir fetches into folders of the tree, out of which scripts install them.
 * Source: https://carvel.dev/vendir/docs/latest/vendir-spec/
 */
import type { DataPath } from '../model.js';
import { startOf } from '../yaml/positioned.js';
import { type NamedChart, readChartReference } from './chart-reference.js';
import { listAt, stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { type DecidedVersion, decideVersion } from './istio/published-release.js';
import { manifestsWith } from './manifests.js';
import { oncePerTree } from './once.js';
import { folderOf, isWithin, resolveInTree } from './tree-path.js';

interface Vendored {
  readonly folder: string;
  /** Undefined for a release of Istio, which holds them all. */
  readonly chart: NamedChart | undefined;
  readonly version: DecidedVersion;
}

/**
 * @param folder of the tree, which nobody has put there yet
 * @param chart as the folder's name tells it
 */
export async function vendoredChart(
  context: DetectContext,
  folder: string,
  chart: NamedChart,
): Promise<{ readonly chart: NamedChart; readonly version: DecidedVersion } | undefined> {
  const found = (await vendored(context)).filter(one =>
    one.chart ? one.folder === folder : chart.unpacked === true && isWithin(one.folder, folder),
  );
  const [only, ...others] = found;
  return only && others.length === 0 ? { chart: only.chart ?? chart, version: only.version } : undefined;
}

const ISTIO = /(?:github\.com[/:])?\bistio\/istio(?:\.git)?\/?$/;

const vendored = oncePerTree(async (context): Promise<readonly Vendored[]> => {
  const found: Vendored[] = [];
  for (const { data, file, kind, apiVersion } of await manifestsWith(context, /vendir\.k14s\.io/)) {
    if (kind !== 'Config' || !apiVersion.startsWith('vendir.k14s.io/') || context.isSetAside(file)) continue;
    for (const [index, directory] of listAt(data.value, ['directories']).entries())
      for (const [number, content] of listAt(directory, ['contents']).entries()) {
        const parts = [stringAt(directory, ['path']), stringAt(content, ['path'])];
        const folder = resolveInTree(folderOf(file), parts.filter(part => part !== undefined).join('/'));
        if (folder === undefined) continue;
        const base: DataPath = ['directories', index, 'contents', number];
        const name = stringAt(content, ['helmChart', 'name']);
        const source = SOURCES.find(
          ([address]) => name === undefined && ISTIO.test(stringAt(content, address) ?? ''),
        );
        const place = name === undefined ? source?.[1] : ['helmChart', 'version'];
        if (place === undefined) continue;
        const repository = stringAt(content, ['helmChart', 'repository', 'url']);
        const version = await decideVersion(
          context,
          stringAt(content, place),
          startOf(data, [...base, ...(stringAt(content, place) === undefined ? [] : place)]),
        );
        found.push({
          folder,
          chart: name === undefined ? undefined : readChartReference(name, repository),
          version,
        });
      }
  }
  return found;
});

/** Where a release of Istio is named, and where its version stands. */
const SOURCES: readonly (readonly [address: readonly string[], version: readonly string[]])[] = [
  [
    ['git', 'url'],
    ['git', 'ref'],
  ],
  [
    ['githubRelease', 'slug'],
    ['githubRelease', 'tag'],
  ],
];
