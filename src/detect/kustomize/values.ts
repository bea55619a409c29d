/**
 * The values that Kustomize hands to Helm: `valuesFile` and `valuesInline`, merged as `valuesMerge` says, then
 * `additionalValuesFiles`. Source: https://kubectl.docs.kubernetes.io/references/kustomize/builtins/#_helmchartinflationgenerator_
 * and api/internal/builtins/HelmChartInflationGenerator.go of Kustomize.
 */
import type { DataPath, OpenValue, Position, Positioned, Problem, ValuesLayer } from '../../model.js';
import { inlineLayer } from '../assembled.js';
import { isRecord, listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { resolveInTree } from '../tree-path.js';
import { valuesFileLayer } from '../values/file.js';

/** One entry of `helmCharts`. */
export interface ChartEntry {
  readonly data: Positioned;
  /** Number of its YAML document, and its path there. */
  readonly document: number;
  readonly path: DataPath;
  /** Folder of its file. */
  readonly folder: string;
}

export interface CollectedValues {
  readonly layers: readonly ValuesLayer[];
  readonly problems: readonly Problem[];
  readonly unknown: boolean;
  readonly open?: readonly OpenValue[];
}

export async function chartValues(context: DetectContext, entry: ChartEntry): Promise<CollectedValues> {
  const { data } = entry;
  const collected: { layers: ValuesLayer[]; problems: Problem[]; unknown: boolean } = {
    layers: [],
    problems: [],
    unknown: false,
  };
  async function add(raw: string, at: Position): Promise<void> {
    const found = await fileLayer(context, entry.folder, raw, at);
    if ('layer' in found) {
      collected.layers.push(found.layer);
      return;
    }
    collected.problems.push(found.problem);
    collected.unknown = true;
  }

  const inline = inlineValues(entry);
  const merge = stringAt(data.value, ['valuesMerge']) ?? 'override';
  const fileKey = stringAt(data.value, ['valuesFile']) === undefined ? 'values' : 'valuesFile';
  const file = stringAt(data.value, [fileKey]);
  const at = (path: DataPath): Position => ({ file: data.file, line: data.lineOf(path) });
  if (inline && merge === 'merge') {
    // The file's values win; without one those are the chart's own.
    collected.layers.push(inline);
    if (file !== undefined) await add(file, at([fileKey]));
    else {
      collected.unknown = true;
      const why =
        '`valuesMerge: merge` without `valuesFile` lets the chart’s own values win over these: which of them count is not known here. Use `valuesMerge: override`.';
      collected.problems.push({
        what: `valuesInline of ${data.file}`,
        why,
        ...at(['valuesMerge']),
        blocking: true,
      });
    }
  } else {
    if (file !== undefined && !(inline && merge === 'replace')) await add(file, at([fileKey]));
    if (inline) collected.layers.push(inline);
  }
  for (const [index, raw] of listAt(data.value, ['additionalValuesFiles']).entries()) {
    if (typeof raw === 'string') await add(raw, at(['additionalValuesFiles', index]));
  }
  return collected;
}

function inlineValues({ data, document, path }: ChartEntry): ValuesLayer | undefined {
  const inline = data.at(['valuesInline']);
  if (!isRecord(inline.value) || Object.keys(inline.value).length === 0) return undefined;
  return inlineLayer(inline, { document, path: [...path, 'valuesInline'] });
}

async function fileLayer(
  context: DetectContext,
  folder: string,
  raw: string,
  at: Position,
): Promise<{ readonly layer: ValuesLayer } | { readonly problem: Problem }> {
  const problem = (why: string): { readonly problem: Problem } => ({
    problem: { what: `values file ${raw}`, why, ...at, blocking: true },
  });
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(raw))
    return problem('it is fetched from an address, not from this repository');
  const path = resolveInTree(folder, raw);
  if (path === undefined) return problem('it leads out of this repository');
  const found = [path, `${path}.tpl`].find(candidate => context.tree.has(candidate));
  if (found === undefined) return problem(`there is no ${path}`);
  const result = await valuesFileLayer(context, found);
  return result.ok ? { layer: result.layer } : { problem: result.problem };
}
