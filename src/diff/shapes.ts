/**
 * How the items of a list are told apart: by the merge keys that Kubernetes declares (`+listMapKey`,
 * `patchMergeKey` in k8s.io/api and the structural schemas of Istio's CRDs), as sets, as a whole, or by position.
 */
import type { PlainRecord } from './values.js';
import { isRecord } from './values.js';

export type ListShape =
  | { readonly by: 'keys'; readonly fields: readonly string[] }
  | { readonly by: 'set' }
  | { readonly by: 'whole' }
  | { readonly by: 'index' };

/** Fields that need not be written, and what they are then: `ports[53/UDP]`, but `ports[80]`. */
export const KEY_DEFAULTS: PlainRecord = { protocol: 'TCP' };

const INDEX: ListShape = { by: 'index' };
const SET: ListShape = { by: 'set' };
const WHOLE: ListShape = { by: 'whole' };

/** By the name of the field that holds the list; the first alternative whose keys every item has. */
const KEYED: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ['additionalPrinterColumns', [['name']]],
  ['conditions', [['type']]],
  ['containers', [['name']]],
  ['env', [['name']]],
  ['ephemeralContainers', [['name']]],
  ['extensionProviders', [['name']]],
  ['hostAliases', [['ip']]],
  ['imagePullSecrets', [['name']]],
  ['initContainers', [['name']]],
  ['items', [['key'], ['path']]],
  ['matchConditions', [['name']]],
  ['matchExpressions', [['key', 'operator']]],
  ['metrics', [['type', 'resource.name'], ['type', 'containerResource.name'], ['type']]],
  ['ownerReferences', [['uid']]],
  ['policies', [['type']]],
  ['ports', [['containerPort', 'protocol'], ['port', 'protocol'], ['number'], ['name']]],
  ['secrets', [['name']]],
  ['servers', [['port.number']]],
  ['subjects', [['kind', 'namespace', 'name']]],
  ['sysctls', [['name']]],
  ['topologySpreadConstraints', [['topologyKey', 'whenUnsatisfiable']]],
  ['variables', [['name']]],
  ['versions', [['name']]],
  ['volumeClaimTemplates', [['metadata.name']]],
  ['volumeDevices', [['devicePath']]],
  ['volumeMounts', [['mountPath']]],
  ['volumes', [['name']]],
  ['webhooks', [['name']]],
  ['x-kubernetes-validations', [['rule']]],
]);

/** Order means nothing. */
const SETS: ReadonlySet<string> = new Set([
  'accessModes',
  'add',
  'apiGroups',
  'apiVersions',
  'categories',
  'drop',
  'enum',
  'exclude_namespaces',
  'finalizers',
  'loadBalancerSourceRanges',
  'operations',
  'required',
  'resourceNames',
  'resources',
  'shortNames',
  'tolerations',
  'trustDomainAliases',
  'values',
  'verbs',
  'x-kubernetes-list-map-keys',
]);

/** Order is the meaning: one item more in front would otherwise read as a change of all. */
const WHOLES: ReadonlySet<string> = new Set(['admissionReviewVersions', 'args', 'command', 'ipFamilies']);

/** @param name the field that holds the list */
export function shapeOf(name: string, items: readonly unknown[]): ListShape {
  if (WHOLES.has(name) && items.every(item => typeof item === 'string')) return WHOLE;
  if (SETS.has(name)) return SET;
  for (const fields of KEYED.get(name) ?? []) {
    if (
      items.every(item => fields.some(path => hasKey(item, path)) && fields.every(path => isKey(item, path)))
    ) {
      return { by: 'keys', fields };
    }
  }
  return INDEX;
}

function hasKey(item: unknown, path: string): boolean {
  return keyPart(item, path) !== undefined;
}

/** Written as text or number, or left out where that is allowed. */
function isKey(item: unknown, path: string): boolean {
  const part = keyPart(item, path);
  if (part === undefined) return Object.hasOwn(KEY_DEFAULTS, path) || path === 'namespace';
  return typeof part === 'string' || typeof part === 'number';
}

/** The part of an item's key at a dotted path of fields. */
export function keyPart(item: unknown, path: string): unknown {
  let current: unknown = item;
  for (const name of path.split('.')) {
    if (!isRecord(current) || !Object.hasOwn(current, name)) return undefined;
    current = current[name];
  }
  return current ?? undefined;
}
