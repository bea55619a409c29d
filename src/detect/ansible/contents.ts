/** Manifests that tasks of Ansible hold as text: `copy` writes its `content` to a file, `kubernetes.core.k8s` applies its `definition`. */
import type { DataPath } from '../../model.js';
import { literalLineOf } from '../../yaml/positioned.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { argumentsOf, K8S_MODULES, tasksIn } from './tasks.js';

/** Sources: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/copy_module.html and …/kubernetes/core/k8s_module.html */
const HOLDERS: readonly (readonly [modules: readonly string[], argument: string])[] = [
  [['ansible.builtin.copy', 'copy'], 'content'],
  [K8S_MODULES, 'definition'],
];

export interface AnsibleContent {
  readonly text: string;
  /** Of its first line. */
  readonly line: number;
}

/** In order; what is put together when a playbook runs is none. */
export async function ansibleContents(
  context: DetectContext,
  file: string,
): Promise<readonly AnsibleContent[]> {
  return (await tasksIn(context, file)).flatMap(({ data }) =>
    HOLDERS.flatMap(([modules, argument]): readonly AnsibleContent[] => {
      const module = argumentsOf(data, modules);
      const path: DataPath = [...(module ?? []), argument];
      const text = module && stringAt(data.value, path);
      return text?.includes('\n') ? [{ text, line: literalLineOf(data, path) ?? data.lineOf(path) }] : [];
    }),
  );
}
