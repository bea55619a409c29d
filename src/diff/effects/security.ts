import { containerPlace, isWhole, type LeafChange, podKeys } from '../leaf.js';
import type { Judgement } from './classifier.js';

/** Capabilities that come close to root on the node: https://man7.org/linux/man-pages/man7/capabilities.7.html. */
const MIGHTY: ReadonlySet<string> = new Set([
  'ALL',
  'BPF',
  'DAC_READ_SEARCH',
  'NET_ADMIN',
  'NET_RAW',
  'SYS_ADMIN',
  'SYS_MODULE',
  'SYS_PTRACE',
]);

const HOST_FIELDS: ReadonlySet<string> = new Set(['hostIPC', 'hostNetwork', 'hostPID']);
const SECURITY_KINDS: ReadonlySet<string> = new Set([
  'AuthorizationPolicy',
  'NetworkAttachmentDefinition',
  'PeerAuthentication',
  'PodSecurityPolicy',
  'RequestAuthentication',
  'SecurityContextConstraints',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
]);

/** What pods may do on their node, whom they run as, and policies. */
export function security(change: LeafChange): Judgement | undefined {
  if (SECURITY_KINDS.has(change.resource.kind)) {
    if (isWhole(change)) return { effect: 'security', risk: change.op === 'removed' ? 'high' : 'medium' };
    return change.keys[0] === 'metadata' ? undefined : { effect: 'security', risk: 'medium' };
  }
  const [spec, field = '', ...rest] = podKeys(change) ?? [];
  if (spec !== 'spec') return undefined;
  const place = containerPlace(change);
  if (place?.keys[0] === 'securityContext') return judgeContext(change, place.keys.slice(1));
  if (place) return undefined;
  if (field === 'securityContext') return judgeContext(change, rest);
  if (HOST_FIELDS.has(field)) return grade(change, change.after === true);
  if (field === 'serviceAccountName' || field === 'automountServiceAccountToken') {
    return { effect: 'security', risk: 'medium' };
  }
  if (field === 'volumes' && rest.includes('hostPath')) {
    return {
      effect: 'security',
      risk: change.op === 'removed' ? 'low' : 'medium',
      note: 'a folder of the node',
    };
  }
  return undefined;
}

function judgeContext(change: LeafChange, keys: readonly string[]): Judgement {
  const [field, list, capability = ''] = keys;
  const { after, op } = change;
  if (field === 'capabilities' && list === 'add') {
    if (op === 'removed') return { effect: 'security', risk: 'low', note: 'capability given up' };
    const risk = MIGHTY.has(capability.replace(/^CAP_/, '')) ? 'high' : 'medium';
    return { effect: 'security', risk, note: 'capability gained' };
  }
  if (field === 'capabilities') return grade(change, op === 'removed');
  if (field === 'privileged' || field === 'allowPrivilegeEscalation') return grade(change, after === true);
  if (field === 'runAsUser' || field === 'runAsGroup') return grade(change, after === 0);
  if (field === 'runAsNonRoot' || field === 'readOnlyRootFilesystem') {
    return { effect: 'security', risk: after === true ? 'low' : 'medium' };
  }
  return { effect: 'security', risk: 'medium' };
}

function grade(change: LeafChange, isMore: boolean): Judgement {
  if (isMore) return { effect: 'security', risk: 'high', note: 'more rights on the node' };
  return { effect: 'security', risk: change.op === 'added' ? 'low' : 'medium' };
}
