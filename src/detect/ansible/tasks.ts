/** Tasks of Ansible, wherever a play, a role or a block holds them. */
import { append } from '../../append.js';
import type { DataPath, Positioned } from '../../model.js';
import { startOf, valueAt } from '../../yaml/positioned.js';
import { isRecord, listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { type Filled, filled, wrapped } from '../reshaped.js';
import { isNever } from '../scripts/never.js';
import { eachEntry } from './entries.js';
import { filledWith, variableIn } from './jinja.js';

export interface Task {
  /** The task; what it loops over is filled in. */
  readonly data: Positioned;
  readonly document: number;
  readonly path: DataPath;
  /** It stands for one turn of a loop. */
  readonly isLooped: boolean;
  /** What the turn is about, under the name that the loop gives it. */
  readonly item?: Positioned;
}

/** Source: https://docs.ansible.com/ansible/latest/collections/kubernetes/core/helm_module.html */
export const HELM_MODULES = [
  'kubernetes.core.helm',
  'community.kubernetes.helm',
  'helm',
  'kubernetes.core.helm_template',
  'community.kubernetes.helm_template',
  'helm_template',
];

/** https://docs.ansible.com/ansible/latest/collections/kubernetes/core/k8s_module.html and its former names. */
export const K8S_MODULES = [
  'kubernetes.core.k8s',
  'community.kubernetes.k8s',
  'community.okd.k8s',
  'redhat.openshift.k8s',
  'k8s',
];

/** More turns than anybody's loops have. */
const MAX_TURNS = 200;
/** Keys under which a task names what it loops over. */
export const LOOPS = ['loop', 'with_items', 'with_list'];

/** Plays and lists of tasks: a document of theirs is a list, which no manifest of Kubernetes is. */
export async function tasksIn(context: DetectContext, file: string): Promise<readonly Task[]> {
  const { documents } = await context.yaml(file);
  return documents.flatMap(({ data, index }) => {
    const found: Task[] = [];
    eachEntry(data, ({ path, value: task, isRole, around }) => {
      if (isRole || !isRecord(task) || isNever(task.when)) return false;
      // What a play gives is outweighed by its role.
      const givers = [...around, path].filter(own => valueAt(data.value, [...own, 'hosts']) === undefined);
      const variables = givers.map(own => data.at([...own, 'vars']));
      const turns = turnsOf(context, data.at(path), index, path);
      append(
        found,
        turns.map(turn => ({ ...turn, data: withVariables(turn.data, variables) })),
      );
      return true;
    });
    return found;
  });
}

/** Names that the task or a block around it gives a value, which outweighs roles, plays and inventories. */
function withVariables(task: Positioned, variables: readonly Positioned[]): Positioned {
  if (variables.every(({ value }) => !isRecord(value))) return task;
  return filled(task, (text, at) => {
    const path = at[0] === 'vars' ? undefined : variableIn(text)?.split('.');
    const giver = path && variables.findLast(({ value }) => valueAt(value, path) !== undefined);
    return giver && path && { value: valueAt(giver.value, path), at: startOf(giver, path) };
  });
}

/** The arguments that a task gives a module, under whichever of its names. */
export function argumentsOf(task: Positioned, modules: readonly string[]): DataPath | undefined {
  const name = modules.find(module => isRecord(valueAt(task.value, [module])));
  return name === undefined ? undefined : [name];
}

/** One for each turn of a loop over what stands in the task itself. */
function turnsOf(
  context: DetectContext,
  data: Positioned,
  document: number,
  path: DataPath,
): readonly Task[] {
  const loop = LOOPS.find(key => Array.isArray(valueAt(data.value, [key])));
  if (loop === undefined) return [{ data, document, path, isLooped: false }];
  const items = listAt(data.value, [loop]);
  return firstTurns(
    context,
    data,
    items.map((_, index) => data.at([loop, index])),
  ).map(item => ({ ...turnOf(data, loop, item), document, path }));
}

/** Those of the items of a loop that it is looked at with; what comes after them is told. */
export function firstTurns(
  context: DetectContext,
  task: Positioned,
  items: readonly Positioned[],
): readonly Positioned[] {
  if (items.length > MAX_TURNS) {
    const why = `it loops more than ${MAX_TURNS} times: what comes after was not looked at`;
    context.leave(task.file, why, task.lineOf([]));
  }
  return items.slice(0, MAX_TURNS);
}

/** The task as it is in the turn of one item. */
export function turnOf(
  data: Positioned,
  loop: string,
  item: Positioned,
): Pick<Task, 'data' | 'isLooped' | 'item'> {
  const name = stringAt(data.value, ['loop_control', 'loop_var']) ?? 'item';
  const own = wrapped(item, [name]);
  return {
    data: filled(data, (text, at) => (at[0] === loop ? undefined : filledFrom(text, [own]))),
    isLooped: true,
    item: own,
  };
}

/** A text in which names of some mappings are filled in, of which a later one counts more. */
export function filledFrom(text: string, givers: readonly Positioned[]): Filled | undefined {
  return filledWith(text, (name, keys) => {
    const giver = givers.findLast(({ value }) => isRecord(value) && Object.hasOwn(value, name));
    if (!giver) return undefined;
    const path = [name, ...keys];
    const data = giver.at(path);
    return { value: data.value, at: startOf(giver, path), ...(isText(data.value) ? {} : { data }) };
  });
}

function isText(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
