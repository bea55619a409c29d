import { isWhole, type LeafChange } from '../leaf.js';
import type { Judgement } from './classifier.js';

const ROLES: ReadonlySet<string> = new Set(['ClusterRole', 'Role']);
const BINDINGS: ReadonlySet<string> = new Set(['ClusterRoleBinding', 'RoleBinding']);
const READ_VERBS: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

/**
 * Verbs and resources by which an account can make itself mightier:
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/.
 */
const ESCALATING_VERBS: ReadonlySet<string> = new Set([
  '*',
  'approve',
  'bind',
  'escalate',
  'impersonate',
  'sign',
]);
const ESCALATING_RESOURCES =
  /^(secrets|nodes\/proxy|pods\/exec|pods\/attach|serviceaccounts\/token|\*\.rbac\.|(cluster)?role(binding)?s\.|(mutating|validating)webhookconfigurations\.|customresourcedefinitions\.)/;

/** Permissions gained and lost, and who holds them. */
export function rbac(change: LeafChange): Judgement | undefined {
  const { kind } = change.resource;
  if (kind === 'ServiceAccount' && isWhole(change)) {
    return { effect: 'rbac', risk: change.op === 'removed' ? 'high' : 'low' };
  }
  if (change.group !== 'rbac.authorization.k8s.io') return undefined;
  if (isWhole(change)) return { effect: 'rbac', risk: 'medium' };
  const [section, grant = '', verb = ''] = change.keys;
  if (ROLES.has(kind) && section === 'rules') return judgeGrant(change, grant, verb);
  if (ROLES.has(kind) && section === 'aggregationRule') return { effect: 'rbac', risk: 'medium' };
  if (BINDINGS.has(kind) && section === 'subjects') return { effect: 'rbac', risk: 'medium' };
  return undefined;
}

function judgeGrant(change: LeafChange, grant: string, verb: string): Judgement {
  // What goes may still be needed by pods of the old version, which run until the rollout is through.
  if (change.op === 'removed') {
    return { effect: 'rbac', risk: READ_VERBS.has(verb) ? 'low' : 'medium', note: 'permission lost' };
  }
  const isSecretRead = grant.startsWith('secrets');
  const escalates = ESCALATING_VERBS.has(verb) || grant === '*' || grant === '*.*';
  if (escalates || isSecretRead)
    return { effect: 'rbac', risk: 'high', note: 'far-reaching permission gained' };
  if (READ_VERBS.has(verb)) return { effect: 'rbac', risk: 'low', note: 'permission to read gained' };
  const risk = ESCALATING_RESOURCES.test(grant) ? 'high' : 'medium';
  return { effect: 'rbac', risk, note: 'permission to write gained' };
}
