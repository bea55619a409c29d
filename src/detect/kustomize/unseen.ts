/**
 * What a kustomization takes in, or is changed by, that does not stand in this repository: Kustomize would refuse to build it
 * from here, and what it makes where it is built can't be told.
 */
import type { Positioned, Problem } from '../../model.js';
import { listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { resolveInTree } from '../tree-path.js';
import { localPath } from './objects.js';
import type { Kustomization } from './ways.js';

/** Whatever is missing of these may change the charts beside it, or bring others. */
const CHANGING = ['components', 'transformers', 'generators', 'configurations'] as const;
/** Files that are made, or kept from Git, before anybody builds are common here: what leads out of the tree is none of those. */
const RESOURCES = ['resources', 'bases'] as const;

/** @returns problems of a kustomization that inflates a chart of Istio's, or builds on one that does */
export function unseenParts(context: DetectContext, { data, folder }: Kustomization): readonly Problem[] {
  const problems: Problem[] = [];
  for (const key of CHANGING) {
    for (const index of listAt(data.value, [key]).keys()) {
      const entry = data.at([key, index]);
      if (isFileName(entry.value) && !isHere(context, folder, entry.value))
        problems.push(unseen(entry, key, entry.value));
    }
  }
  for (const index of listAt(data.value, ['replacements']).keys()) {
    const entry = data.at(['replacements', index, 'path']);
    if (isFileName(entry.value) && !isHere(context, folder, entry.value))
      problems.push(unseen(entry, 'replacements', entry.value));
  }
  for (const key of RESOURCES) {
    for (const index of listAt(data.value, [key]).keys()) {
      const entry = data.at([key, index]);
      if (isFileName(entry.value) && leadsOut(folder, entry.value))
        problems.push(unseen(entry, key, entry.value));
    }
  }
  const home = stringAt(recordAt(data.value, ['helmGlobals']), ['chartHome']);
  if (home !== undefined && leadsOut(folder, home))
    problems.push(unseen(data.at(['helmGlobals', 'chartHome']), 'helmGlobals.chartHome', home));
  return problems;
}

/** Objects may be written out in the list. */
function isFileName(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\n');
}

function isHere({ tree }: DetectContext, folder: string, entry: string): boolean {
  const path = localPath(folder, entry);
  return path !== undefined && (tree.has(path) || tree.below(path).length > 0);
}

/** True for a path out of the tree; what has an address is fetched from where everybody can see it. */
function leadsOut(folder: string, entry: string): boolean {
  const isAddress = /:\/\/|\?ref=|^[\w.-]+@|^(?:[\w-]+\.)+[a-z]{2,}\//i.test(entry);
  return !isAddress && resolveInTree(folder, entry) === undefined;
}

function unseen(entry: Positioned, key: string, name: string): Problem {
  const at = { file: entry.file, line: entry.lineOf([]) };
  const why = `\`${name}\` of its ${key} is not in this repository, and may change what the charts here render to`;
  return { what: entry.file, why, ...at, blocking: true };
}
