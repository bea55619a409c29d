/**
 * Rules of roles and of admission webhooks as the sets they mean: which verb on which resource. Splitting,
 * joining or reordering rules then is no change, and a verb gained is one line.
 */
import { append } from '../append.js';
import { isRecord } from './values.js';

/** More combinations than this are compared rule by rule instead. */
const MAX_GRANTS = 20_000;

/** Resource as `kubectl auth can-i` writes it (`deployments.apps/scale`), or a URL, to its verbs. */
export type Grants = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Rules of a Role or ClusterRole: https://kubernetes.io/docs/reference/access-authn-authz/rbac/.
 * Undefined where a rule is not of that form, or the set would be too large.
 */
export function roleGrants(rules: readonly unknown[]): Grants | undefined {
  const grants = new Map<string, Set<string>>();
  const budget = { left: MAX_GRANTS };
  for (const rule of rules) {
    const part = lists(rule, ['apiGroups', 'resources', 'resourceNames', 'nonResourceURLs', 'verbs'], []);
    if (!part) return undefined;
    const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs = [] } = part;
    const objects = [...nonResourceURLs];
    if (!spend(budget, apiGroups.length * resources.length * Math.max(resourceNames.length, 1)))
      return undefined;
    for (const group of apiGroups) {
      for (const resource of resources) append(objects, named(resourceKey(group, resource), resourceNames));
    }
    if (objects.length === 0 || verbs.length === 0 || !spend(budget, objects.length * verbs.length))
      return undefined;
    for (const object of objects) add(grants, object, verbs);
  }
  return grants;
}

/** `rules` of an admission webhook: `pods@v1` to its operations. */
export function webhookGrants(rules: readonly unknown[]): Grants | undefined {
  const grants = new Map<string, Set<string>>();
  const budget = { left: MAX_GRANTS };
  for (const rule of rules) {
    const part = lists(rule, ['apiGroups', 'apiVersions', 'resources', 'operations'], ['scope']);
    if (!part || !isRecord(rule)) return undefined;
    const { apiGroups = [], apiVersions = [], resources = [], operations = [] } = part;
    const size = apiGroups.length * apiVersions.length * resources.length * operations.length;
    if (size === 0 || !spend(budget, size)) return undefined;
    const { scope } = rule;
    if (scope !== undefined && typeof scope !== 'string') return undefined;
    const suffix = scope === undefined || scope === '*' ? '' : `(${scope})`;
    for (const group of apiGroups) {
      for (const version of apiVersions) {
        for (const resource of resources)
          add(grants, `${resourceKey(group, resource)}@${version}${suffix}`, operations);
      }
    }
  }
  return grants;
}

/** Rules that hold nothing but lists of text under these names (and text under those). */
function lists(
  rule: unknown,
  listNames: readonly string[],
  textNames: readonly string[],
): Record<string, string[]> | undefined {
  if (!isRecord(rule)) return undefined;
  const result: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(rule)) {
    if (textNames.includes(name)) continue;
    if (!listNames.includes(name)) return undefined;
    if (!Array.isArray(value) || !value.every(item => typeof item === 'string')) return undefined;
    result[name] = value;
  }
  return result;
}

function resourceKey(group: string, resource: string): string {
  // A dot or a slash out of place would make two different grants read the same.
  const [name = '', ...sub] = resource.split('/');
  if (/[.:]/.test(resource) || group.includes('/') || sub.length > 1)
    return JSON.stringify([group, resource]);
  return `${group === '' ? name : `${name}.${group}`}${sub.length > 0 ? `/${sub[0]}` : ''}`;
}

function named(object: string, names: readonly string[]): string[] {
  return names.length === 0 ? [object] : names.map(name => `${object}:${name}`);
}

function add(grants: Map<string, Set<string>>, object: string, verbs: readonly string[]): void {
  const known = grants.get(object) ?? new Set<string>();
  for (const verb of verbs) known.add(verb);
  grants.set(object, known);
}

function spend(budget: { left: number }, count: number): boolean {
  budget.left -= count;
  return budget.left >= 0;
}
