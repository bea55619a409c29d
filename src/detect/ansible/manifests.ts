/**
 * Resources of the mesh that tasks of Ansible apply: `kubernetes.core.k8s` with its `definition`, as data or as text, once for each
 * turn of a loop and each environment.
 * Source: https://docs.ansible.com/ansible/latest/collections/kubernetes/core/k8s_module.html
 */
import { append } from '../../append.js';
import type { DataPath, EmbeddedManifest, Positioned, Problem } from '../../model.js';
import { startOf, valueAt } from '../../yaml/positioned.js';
import { MESH_RESOURCE } from '../chart-relevance.js';
import { stringAt } from '../data.js';
import type { DetectContext, Detector } from '../detector.js';
import { resourcesWithin } from '../embedded.js';
import { decidedBy } from '../fingerprint.js';
import { kindsIn } from '../kinds-in.js';
import { Templates, templatesNamed } from './filled-templates.js';
import { applyingTasks } from './generic.js';
import { handedNames } from './handed-names.js';
import { hasJinja } from './jinja.js';
import { type Turn, turnsOver } from './loops.js';
import { argumentsOf, K8S_MODULES, type Task, tasksIn } from './tasks.js';
import { type OpenText, openTextsIn, type WrittenOut, writtenOut } from './written-out.js';

export const ansibleManifests: Detector = {
  form: 'ansible',
  async detect(context) {
    const manifests: EmbeddedManifest[] = [];
    const problems: Problem[] = [];
    const templates = new Templates();
    for (const path of [...context.candidates, ...(await applyingTasks(context))]) {
      if (!/\.ya?ml$/i.test(path) || context.isSetAside(path) || context.charts.isPart(path)) continue;
      if (!/\bk8s\s*:/.test((await context.text(path)) ?? '')) continue;
      for (const task of await tasksIn(context, path)) {
        const module = argumentsOf(task.data, K8S_MODULES);
        if (!module || !mayApply(task.data.at(module))) continue;
        if (manifests.length > MAX_MANIFESTS) {
          const why = 'tasks apply more resources than people write: those of this file were not looked at';
          context.leave(path, why);
          break;
        }
        const found = await appliedBy(context, task, module, path, templates);
        append(manifests, found.manifests);
        append(problems, found.problems);
      }
    }
    return { releases: [], problems: [...problems, ...(await templates.problems(context))], manifests };
  },
};

/** More resources than tasks of people apply, in all their turns. */
const MAX_MANIFESTS = 3000;

/** What a resource of the mesh stands in, or a variable that may hold one. */
function mayApply(args: Positioned): boolean {
  return (
    MESH_RESOURCE.test(JSON.stringify(args.value)) ||
    valueAt(args.value, ['template']) !== undefined ||
    DEFINITIONS.some(key => hasJinja(stringAt(args.value, [key]) ?? ''))
  );
}

const DEFINITIONS = ['definition', 'resource_definition'];

interface Applied {
  readonly manifests: readonly EmbeddedManifest[];
  readonly problems: readonly Problem[];
}

async function appliedBy(
  context: DetectContext,
  task: Task,
  module: DataPath,
  file: string,
  templates: Templates,
): Promise<Applied> {
  const manifests: EmbeddedManifest[] = [];
  const problems: Problem[] = [];
  const turns = await turnsOver(context, task);
  // Whatever it goes through, it applies what it says.
  const item = stringAt(task.data.value, ['loop_control', 'loop_var']) ?? 'item';
  const open = new Set([...(turns ? [] : [item]), ...(await handedNames(context))]);
  const declared = { file: task.data.file, line: task.data.lineOf(module) };
  for (const { data, environment, item: own } of turns ?? [asOneTurn(task)]) {
    const givers = [data.at(['vars']), ...(own ? [own] : [])];
    for (const written of await writtenOut(context, { data: data.at(module), environment }, file, open)) {
      const { data: args, environment: destination } = written;
      if (stringAt(args.value, ['state']) === 'absent') continue;
      const namespace = stringAt(args.value, ['namespace']) ?? '';
      const resources = resourcesWithin(args);
      const beside = { namespace, declared, ...(destination === '' ? {} : { destination }) };
      append(
        manifests,
        resources.map(resource => ({ data: resource, ...beside })),
      );
      append(problems, resources.flatMap(openProblems));
      append(problems, openTexts(args));
      for (const path of turns ? templatesNamed(context, args, file) : []) {
        const filled = await templates.filled(context, path, { givers, file, open }, destination);
        append(
          manifests,
          filled.flatMap(one => appliedAs(one, beside)),
        );
      }
    }
  }
  return { manifests, problems };
}

function appliedAs(
  { data, environment }: WrittenOut,
  beside: Omit<EmbeddedManifest, 'data'>,
): readonly EmbeddedManifest[] {
  const own = environment === '' ? beside : { ...beside, destination: environment };
  return resourcesWithin(data).map(resource => ({ data: resource, ...own }));
}

function asOneTurn(task: Task): Turn {
  return { ...task, environment: '' };
}

/** What a resource is called matters little; what its spec says is judged. */
function openProblems(resource: Positioned): readonly Problem[] {
  const kind = stringAt(resource.value, ['kind']) ?? 'manifest';
  const open = openTextsIn(resource);
  return [true, false].flatMap(isSpec => {
    const [first, ...others] = open.filter(({ path }) => (path[0] === 'spec') === isSpec);
    return first ? openProblem(kind, resource, [first, ...others], isSpec) : [];
  });
}

function openProblem(
  kind: string,
  resource: Positioned,
  open: readonly [OpenText, ...OpenText[]],
  blocking: boolean,
): Problem {
  const [{ at }] = open;
  const texts = [...new Set(open.map(({ text }) => `\`${text}\``))].slice(0, MAX_TOLD).join(', ');
  return {
    what: `${kind} of a task of Ansible`,
    why: `the tree does not decide ${texts} of it: what it is in the cluster is not known; give it with --manifests`,
    ...at,
    blocking,
    ...(blocking ? { mayHold: [kind] } : {}),
    ...decidedBy(resource.value),
  };
}

/** As many expressions as a sentence bears. */
const MAX_TOLD = 4;

/** Texts with resources of the mesh, where Jinja decides what stands there. */
function openTexts(args: Positioned): readonly Problem[] {
  return DEFINITIONS.flatMap((key): readonly Problem[] => {
    const text = stringAt(args.value, [key]) ?? '';
    const kinds = MESH_RESOURCE.test(text) && hasJinja(text) ? kindsIn(text) : [];
    if (kinds.length === 0) return [];
    return [
      {
        what: `${kinds.slice(0, MAX_TOLD).join(', ')} of a task of Ansible`,
        why: 'Jinja decides what stands there: what it is in the cluster is not known; give it with --manifests',
        ...startOf(args, [key]),
        blocking: true,
        mayHold: kinds,
        ...decidedBy(text),
      },
    ];
  });
}
