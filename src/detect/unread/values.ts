/**
 * The part of somebody's values that decides what a template installs of Istio: so that a version bump there is seen,
 * and a bump of the dashboard beside it is not taken for one.
 */

import { posix } from 'node:path';
import { append } from '../../append.js';
import type { DataPath } from '../../model.js';
import { parseEmbedded, valueAt } from '../../yaml/positioned.js';
import { readApplications } from '../argocd/applications.js';
import { isRecord, listAt, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { firstOf } from '../limits.js';
import { inFolder, resolveFromRoot, resolveInTree } from '../tree-path.js';

/** More values files than any honest chart has. */
const MAX_FILES = 100;
const MAX_DEPTH = 30;

/** All values that may reach the templates of a chart: its own files, and what Applications give to it. */
export async function valuesOfChart(context: DetectContext, folder: string): Promise<readonly unknown[]> {
  const files = new Set([inFolder(folder, 'values.yaml'), ...otherValuesFiles(context, folder)]);
  const values: unknown[] = [];
  for (const application of (await readApplications(context)).applications) {
    for (const { data } of application.sources) {
      if (resolveFromRoot(stringAt(data.value, ['path']) ?? '.') !== folder) continue;
      const inline = parseEmbedded(data, ['helm', 'values'])?.documents[0]?.data.value;
      const parameters = listAt(data.value, ['helm', 'parameters']).map(entry =>
        nested((stringAt(entry, ['name']) ?? '').split('.'), stringAt(entry, ['value'])),
      );
      append(values, [inline, valueAt(data.value, ['helm', 'valuesObject']), ...parameters]);
      for (const file of listAt(data.value, ['helm', 'valueFiles'])) {
        const path = typeof file === 'string' ? locate(folder, file) : undefined;
        if (path !== undefined && context.tree.has(path)) files.add(path);
      }
    }
  }
  const texts = await documentsOf(
    context,
    [...files].filter(path => context.tree.has(path)),
  );
  return [...texts, ...values].filter(isRecord);
}

/** Values files beside the chart's own, which Helm reads only where somebody names them. */
export function otherValuesFiles(context: DetectContext, folder: string): readonly string[] {
  const own = inFolder(folder, 'values.yaml');
  return context.tree
    .below(folder)
    .filter(
      path =>
        path !== own &&
        /(^|\/)[^/]*values[^/]*\.ya?ml$/.test(path) &&
        context.charts.holding(path) === folder &&
        !context.charts.isTemplate(path),
    );
}

/** The documents of YAML and JSON files, as plain data. */
export async function documentsOf(
  context: DetectContext,
  paths: readonly string[],
): Promise<readonly unknown[]> {
  const read = firstOf(context, [...paths].sort(), MAX_FILES, 'files of values that are read together');
  const files = await Promise.all(read.map(path => context.yaml(path)));
  return files.flatMap(({ documents }) => documents.map(({ data }) => data.value));
}

/** What a template takes from its values by name: `.Values.istio.version`. */
export function referencedValues(template: string, values: readonly unknown[]): readonly unknown[] {
  const names = new Set([...template.matchAll(/\.Values((?:\.\w+)+)/g)].map(match => match[1] ?? ''));
  return [...names]
    .sort()
    .map(name => [name, values.map(value => valueAt(value, name.slice(1).split('.')) ?? null)]);
}

/** The values under a key that speaks of Istio, and the maps that speak of it themselves. */
export function aboutIstio(value: unknown, path: DataPath = []): readonly unknown[] {
  if (path.length > MAX_DEPTH) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      isRecord(item) || Array.isArray(item)
        ? aboutIstio(item, [...path, index])
        : speaks(item)
          ? [[path, item]]
          : [],
    );
  }
  if (!isRecord(value)) return [];
  // An index says where an entry stands, not what it is: moving it is no change.
  if (Object.values(value).some(speaks)) return [[path.filter(key => typeof key === 'string'), value]];
  return Object.entries(value).flatMap(([key, child]) =>
    namesIstio(key) ? [[[...path, key], child]] : aboutIstio(child, [...path, key]),
  );
}

/** Values under the names that a template fills in, wherever they stand. */
export function valuesNamed(names: ReadonlySet<string>, value: unknown, depth = 0): readonly unknown[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap(item => valuesNamed(names, item, depth + 1));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    names.has(key) ? [[key, child]] : valuesNamed(names, child, depth + 1),
  );
}

function speaks(value: unknown): boolean {
  return typeof value === 'string' && namesIstio(value);
}

function locate(folder: string, file: string): string | undefined {
  // `$ref/path` is a path from the root of a repository: this one, where it is here.
  return file.startsWith('$')
    ? resolveInTree('', posix.normalize(file.slice(file.indexOf('/') + 1)))
    : resolveInTree(file.startsWith('/') ? '' : folder, file.replace(/^\/+/, ''));
}

function nested(keys: readonly string[], value: unknown): unknown {
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value ?? null);
}
