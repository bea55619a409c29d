/**
 * Definitions of Istio's own resources that lie in the tree without the chart that brings them: which release they are of does not
 * stand there. Where they change, whoever applies them moves that part of Istio.
 */
import type { Detection, Tree } from '../../model.js';
import { contextOf } from '../context.js';
import { stringAt } from '../data.js';
import { fingerprintOf } from '../fingerprint.js';
import { manifestsWith } from '../manifests.js';
import type { UnreadForm } from './forms.js';

const OF_ISTIO = /^(?:networking|security|telemetry|extensions)\.istio\.io$/;

export async function unreadDefinitions(tree: Tree, detection: Detection): Promise<readonly UnreadForm[]> {
  // Beside a base that is read, they are those of its release.
  if (detection.installations.some(({ chart }) => chart === 'base')) return [];
  const context = await contextOf(tree);
  const found = new Map<string, { readonly line: number; readonly all: unknown[] }>();
  for (const { kind, data, file } of await manifestsWith(context, /CustomResourceDefinition/)) {
    if (kind !== 'CustomResourceDefinition' || context.isSetAside(file)) continue;
    if (!OF_ISTIO.test(stringAt(data.value, ['spec', 'group']) ?? '')) continue;
    const known = found.get(file) ?? { line: data.lineOf([]), all: [] };
    known.all.push(data.value);
    found.set(file, known);
  }
  return [...found].map(([file, { line, all }]) => ({
    what: `definitions of Istio in ${file}`,
    why: 'they are of a release that does not stand there: which one, and what it changes, is not known',
    file,
    line,
    fingerprint: fingerprintOf([file, all]),
    weak: true,
  }));
}
