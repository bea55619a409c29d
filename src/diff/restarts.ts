/** What rolls when a change is applied, and why, in words. */
import type { LeafChange } from './leaf.js';
import { podKeys } from './leaf.js';
import type { Resource } from './resources.js';
import { fieldAt } from './values.js';

const ROLLING: ReadonlySet<string> = new Set(['DaemonSet', 'Deployment', 'StatefulSet']);

/** More of one sort than this are counted. */
const MAX_NAMED = 5;

/**
 * Why a workload's pods are replaced; undefined where they are not.
 * @param leaves all leaves of it that differ, noise included: a version label in a pod template rolls pods too
 */
export function restartReason(after: Resource, leaves: readonly LeafChange[]): string | undefined {
  if (!ROLLING.has(after.id.kind)) return undefined;
  const [first] = leaves;
  if (first?.renamed) return 'goes by another name: new pods are started, the old ones deleted';

  const inTemplate = leaves.filter(leaf => podKeys(leaf) !== undefined);
  if (inTemplate.length === 0) return undefined;
  const reasons = inTemplate.map(leaf => podKeys(leaf) ?? []);
  const labels = namesBelow(reasons, 'labels');
  const annotations = namesBelow(reasons, 'annotations');
  const parts = [
    listed([...new Set(reasons.filter(keys => keys[0] !== 'metadata').map(describe))]),
    labels.length > 0 ? `labels ${listed(labels)}` : '',
    annotations.length > 0 ? `annotations ${listed(annotations)}` : '',
  ];
  return `pod template changes: ${parts.filter(part => part !== '').join('; ')}${heldBack(after)}`;
}

/** `image of discovery`, `env JWT_POLICY of discovery`, `toleration`. */
function describe(keys: readonly string[]): string {
  const [, field = '', name = '', part, item] = keys;
  const isContainer = field === 'containers' || field === 'initContainers';
  if (!isContainer) return field === 'volumes' ? `volume ${name}` : field;
  if (part === undefined) return `container ${name}`;
  return part === 'env' && item !== undefined ? `env ${item} of ${name}` : `${part} of ${name}`;
}

function namesBelow(reasons: readonly (readonly string[])[], section: string): string[] {
  const below = reasons.filter(keys => keys[0] === 'metadata' && keys[1] === section);
  return [...new Set(below.map(keys => keys[2] ?? ''))].filter(name => name !== '');
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return `${names.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function heldBack(after: Resource): string {
  const strategy = fieldAt(after.value, ['spec', 'updateStrategy', 'type']);
  return strategy === 'OnDelete' ? '; updateStrategy OnDelete: each pod changes when it is deleted' : '';
}
