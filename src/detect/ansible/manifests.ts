/** Resources of the mesh that tasks of Ansible apply: `kubernetes.core.k8s` with its `definition`, as data or as text. */
import { append } from '../../append.js';
import type { EmbeddedManifest, Positioned } from '../../model.js';
import { isSetAside } from '../aside/set-aside.js';
import { MESH_RESOURCE } from '../chart-relevance.js';
import { isRecord, stringAt } from '../data.js';
import type { DetectContext, Detector } from '../detector.js';
import { resourcesWithin } from '../embedded.js';

/** https://docs.ansible.com/ansible/latest/collections/kubernetes/core/k8s_module.html and its former names. */
const MODULES = [
  'kubernetes.core.k8s',
  'community.kubernetes.k8s',
  'community.okd.k8s',
  'redhat.openshift.k8s',
  'k8s',
];
/** Blocks, plays and roles hold tasks no deeper. */
const MAX_DEPTH = 8;

export const ansibleManifests: Detector = {
  form: 'ansible',
  async detect(context) {
    const manifests: EmbeddedManifest[] = [];
    for (const path of context.candidates) {
      if (!/\.ya?ml$/i.test(path) || isSetAside(path) || context.charts.holding(path) !== undefined) continue;
      const text = await context.text(path);
      if (text === undefined || !MESH_RESOURCE.test(text) || !/\bk8s\s*:/.test(text)) continue;
      append(manifests, await inFile(context, path));
    }
    return { releases: [], problems: [], manifests };
  },
};

/** Plays and lists of tasks: their document is a list, which no manifest of Kubernetes is. */
async function inFile(context: DetectContext, path: string): Promise<readonly EmbeddedManifest[]> {
  const { documents } = await context.yaml(path);
  return documents.flatMap(({ data }) => (Array.isArray(data.value) ? inTasks(data, 0) : []));
}

function inTasks(data: Positioned, depth: number): readonly EmbeddedManifest[] {
  const { value } = data;
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((_, index) => inTasks(data.at([index]), depth + 1));
  return Object.keys(value).flatMap(key =>
    MODULES.includes(key) && isRecord(data.at([key]).value)
      ? applied(data.at([key]))
      : inTasks(data.at([key]), depth + 1),
  );
}

function applied(task: Positioned): readonly EmbeddedManifest[] {
  const namespace = stringAt(task.value, ['namespace']) ?? '';
  const declared = { file: task.file, line: task.lineOf([]) };
  return resourcesWithin(task).map(data => ({ data, namespace, declared }));
}
