import type { ChartFiles } from '../charts/files.js';

/** Where the chart and all charts below `charts/` have their files: `''`, `charts/istiod/`. */
export function chartFolders(files: ChartFiles): readonly string[] {
  const nested = [...files.keys()].flatMap(
    name => /^((?:charts\/[^/]+\/)+)Chart\.yaml$/.exec(name)?.[1] ?? [],
  );
  const folders = new Set(['', ...nested]);
  // A chart in a folder that is none is not loaded.
  return [...folders].filter(folder => folder === '' || folders.has(parentOf(folder)));
}

/** `charts/a/` of `charts/a/charts/b/`. */
function parentOf(folder: string): string {
  return folder.replace(/charts\/[^/]+\/$/, '');
}
