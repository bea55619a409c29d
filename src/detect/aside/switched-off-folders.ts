/** Folders that an app of apps would deploy, whose entries among its values are switched off. */
import type { DataPath, DeployedFolder, Position } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { resolveFromRoot } from '../tree-path.js';

/** Deeper than such values are, and more parts than they have. */
const MAX_DEPTH = 8;
const MAX_PARTS = 20_000;

/**
 * By path, with where that is said: `{enabled: false, path: apps/telephony}` among the values of a chart whose templates deploy
 * other folders of this tree.
 */
export async function switchedOffFolders(
  context: DetectContext,
  deployed: readonly DeployedFolder[],
): Promise<ReadonlyMap<string, Position>> {
  const found = new Map<string, Position>();
  const templates = deployed.map(({ declared }) => declared.file).filter(context.charts.isTemplate);
  const charts = new Set(templates.flatMap(path => context.charts.holding(path) ?? []));
  for (const path of charts.size === 0 ? [] : context.tree.paths) {
    const chart = context.charts.holding(path);
    if (chart === undefined || !charts.has(chart) || !isValues(context, path)) continue;
    for (const { data } of (await context.yaml(path)).documents) {
      const pending: DataPath[] = [[]];
      for (let parts = 0, at = pending.pop(); at && parts < MAX_PARTS; parts++, at = pending.pop()) {
        const value = valueAt(data.value, at);
        if (typeof value !== 'object' || value === null || at.length > MAX_DEPTH) continue;
        const folder = isRecord(value) && value.enabled === false ? folderIn(context, value) : undefined;
        if (folder !== undefined) found.set(folder, { file: path, line: data.lineOf(at) });
        const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
        for (const key of keys) pending.push([...at, key]);
      }
    }
  }
  return found;
}

function isValues(context: DetectContext, path: string): boolean {
  return /values[^/]*\.ya?ml$/i.test(path) && !context.charts.isTemplate(path);
}

/** The folder of the tree that an entry names. */
function folderIn({ tree }: DetectContext, entry: Readonly<Record<string, unknown>>): string | undefined {
  for (const [key, value] of Object.entries(entry)) {
    // The path of a request begins at its root.
    const isPath = typeof value === 'string' && /path|folder|dir|source/i.test(key) && !value.startsWith('/');
    const folder = isPath ? resolveFromRoot(value) : undefined;
    if (folder && tree.below(folder).length > 0) return folder;
  }
  return undefined;
}
