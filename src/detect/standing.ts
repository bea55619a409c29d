/**
 * Files that matter by where they stand, whatever their text speaks of: what puts the files of Istio together (kustomizations,
 * states of Helmfile, fleet.yaml), what is called after the mesh, and variables and tasks of Ansible.
 */
import { isCandidateName, mentionsMesh } from '../tree/candidates.js';
import { baseName } from './tree-path.js';

const GLUE = /^(?:kustomization(?:\.ya?ml)?|fleet\.ya?ml|helmfile[\w.-]*\.ya?ml(?:\.gotmpl)?)$/i;
/** Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_reuse_roles.html#role-directory-structure */
const OF_ANSIBLE =
  /(?:^|\/)(?:roles\/(?:[^/]+\/){1,3}(?:defaults|vars|tasks)|group_vars|host_vars|inventor(?:y|ies))\//;

/** True for such a path; nothing of its text was looked at. */
export function mattersByName(path: string): boolean {
  if (GLUE.test(baseName(path))) return true;
  return isCandidateName(path) && (OF_ANSIBLE.test(path) || mentionsMesh(path));
}
