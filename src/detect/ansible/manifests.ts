/** Resources of the mesh that tasks of Ansible apply: `kubernetes.core.k8s` with its `definition`, as data or as text. */
import { append } from '../../append.js';
import type { EmbeddedManifest, Positioned } from '../../model.js';
import { isSetAside } from '../aside/set-aside.js';
import { MESH_RESOURCE } from '../chart-relevance.js';
import { stringAt } from '../data.js';
import type { Detector } from '../detector.js';
import { resourcesWithin } from '../embedded.js';
import { argumentsOf, K8S_MODULES, tasksIn } from './tasks.js';

export const ansibleManifests: Detector = {
  form: 'ansible',
  async detect(context) {
    const manifests: EmbeddedManifest[] = [];
    for (const path of context.candidates) {
      if (!/\.ya?ml$/i.test(path) || isSetAside(path) || context.charts.holding(path) !== undefined) continue;
      const text = await context.text(path);
      if (text === undefined || !MESH_RESOURCE.test(text) || !/\bk8s\s*:/.test(text)) continue;
      for (const { data } of await tasksIn(context, path)) {
        const module = argumentsOf(data, K8S_MODULES);
        if (module) append(manifests, applied(data.at(module)));
      }
    }
    return { releases: [], problems: [], manifests };
  },
};

function applied(task: Positioned): readonly EmbeddedManifest[] {
  const namespace = stringAt(task.value, ['namespace']) ?? '';
  const declared = { file: task.file, line: task.lineOf([]) };
  return resourcesWithin(task).map(data => ({ data, namespace, declared }));
}
