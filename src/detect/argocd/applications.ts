/** Argo CD's Applications and ApplicationSets, found in the files of the tree. */

import type { DataPath, Position, Positioned, Problem } from '../../model.js';
import { listAt, recordAt, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import type { Home } from '../layered.js';
import { oncePerTree } from '../once.js';
import { unfilledByTerraform } from '../terraform/terraform.js';

/** One entry of `spec.sources`, or `spec.source`. */
export interface ApplicationSource {
  readonly data: Positioned;
  /** Where it stands in its YAML document. */
  readonly path: DataPath;
}

export interface Application {
  readonly name: string;
  readonly at: Position;
  /** Number of its YAML document within the file. */
  readonly document: number;
  readonly data: Positioned;
  readonly sources: readonly ApplicationSource[];
  /** What it is filled in for, where a script writes one for each environment. */
  readonly environment?: string;
  /** Of one that overlays bring: where a part, by its path in the object, can be edited; undefined for nowhere. */
  readonly homeOf?: (path: DataPath) => Home | undefined;
}

export interface Applications {
  readonly applications: readonly Application[];
  readonly sets: readonly Application[];
  readonly problems: readonly Problem[];
}

/** All of them as written, read once per tree. Files that Helm reads as templates are not YAML yet and are left out. */
export const readApplications = oncePerTree(readAll);

async function readAll(context: DetectContext): Promise<Applications> {
  const applications: Application[] = [];
  const sets: Application[] = [];
  const problems: Problem[] = [];
  const isUnfilled = await unfilledByTerraform(context);
  for (const path of context.candidates) {
    if (!/\.(ya?ml|json)$/i.test(path) || context.charts.isTemplate(path)) continue;
    const text = await context.text(path);
    if (text === undefined || !text.includes('argoproj.io')) continue;
    const file = await context.yaml(path);
    for (const error of file.errors) {
      if (!namesIstio(text)) continue;
      const why = `a document that may be an Argo CD Application can't be read: ${error.message}`;
      problems.push({ what: path, why, file: path, line: error.line, blocking: true });
    }
    for (const document of file.documents) {
      for (const { data, base } of unwrapLists(document.data)) {
        if (!stringAt(data.value, ['apiVersion'])?.startsWith('argoproj.io/') || isUnfilled(data)) continue;
        const kind = stringAt(data.value, ['kind']);
        if (kind === 'Application') applications.push(readApplication(data, base, document.index));
        if (kind === 'ApplicationSet')
          sets.push(readApplication(data, base, document.index, ['spec', 'template']));
      }
    }
  }
  return { applications, sets, problems };
}

function unwrapLists(data: Positioned): { data: Positioned; base: DataPath }[] {
  if (stringAt(data.value, ['kind']) !== 'List') return [{ data, base: [] }];
  return listAt(data.value, ['items']).map((_, index) => ({
    data: data.at(['items', index]),
    base: ['items', index],
  }));
}

/** @param template where its `spec` stands in the document: an ApplicationSet holds it in a template */
export function readApplication(
  data: Positioned,
  base: DataPath,
  document: number,
  template: DataPath = [],
): Application {
  const spec = [...template, 'spec'];
  const several = listAt(data.value, [...spec, 'sources']);
  const paths: DataPath[] = several.map((_, index) => [...spec, 'sources', index]);
  if (paths.length === 0) {
    for (const path of [
      [...spec, 'source'],
      [...spec, 'sourceHydrator', 'drySource'],
    ]) {
      if (paths.length === 0 && recordAt(data.value, path)) paths.push(path);
    }
  }
  return {
    name: stringAt(data.value, ['metadata', 'name']) ?? '',
    at: { file: data.file, line: data.lineOf([]) },
    document,
    data,
    sources: paths.map(path => ({ data: data.at(path), path: [...base, ...path] })),
  };
}
