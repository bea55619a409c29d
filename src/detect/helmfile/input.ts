/** What releases are read with, and which charts of the tree they name. */
import type { DetectContext } from '../detector.js';
import { resolveInTree } from '../tree-path.js';
import type { ReleaseFields } from './fields.js';
import type { LoadedFiles } from './files.js';
import type { HelmfileTemplates } from './template.js';

export interface ReleaseInput {
  readonly context: DetectContext;
  readonly files: LoadedFiles;
  readonly templates: HelmfileTemplates;
  readonly repositories: ReadonlyMap<string, string>;
  readonly variant: string;
}

/** The folder of a chart of the tree; undefined for one from elsewhere. */
export function chartFolder(
  context: DetectContext,
  fields: ReleaseFields,
  chart: string,
): string | undefined {
  if (/^[a-z]+:\/\//i.test(chart)) return undefined;
  const folder = resolveInTree(fields.state.folder, chart);
  return folder !== undefined && context.charts.has(folder) ? folder : undefined;
}
