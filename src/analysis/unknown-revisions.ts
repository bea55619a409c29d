/** Namespaces, workloads and gateways that go over to a revision that no control plane of this repository has. */
import { controlPlanes, selectedBy } from '../detect/control-planes.js';
import { readLabel } from '../detect/pairing/selections.js';
import type { Detection, Problem } from '../model.js';
import type { Side } from './side.js';

/** Where the tree has the revision, its own upgrade tells what the move brings. */
export function unknownRevisions(before: Side, after: Side): readonly Problem[] {
  const old = new Map(labelsOf(before).map(label => [label.key, label.revision]));
  return labelsOf(after).flatMap(({ key, what, revision, at, environments }) => {
    const was = old.get(key);
    if (was === undefined || was === revision || isServed(revision, environments, after.detection)) return [];
    const why = `it goes over from the revision \`${was}\` to \`${revision}\`, which no control plane of this repository has: which release that is, and what changes for it, is not known. Give the versions with --from and --to`;
    return [{ what, why, ...at, blocking: true }];
  });
}

function labelsOf({ resources, detection }: Side) {
  return resources.flatMap(resource => readLabel(resource, detection));
}

function isServed(revision: string, environments: readonly string[], detection: Detection): boolean {
  const names = environments.length > 0 ? environments : detection.environments.map(({ name }) => name);
  return names.some(name => selectedBy(revision, controlPlanes(detection, name)) !== undefined);
}
