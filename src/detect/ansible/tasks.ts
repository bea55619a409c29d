/** Tasks of Ansible, wherever a play, a role or a block holds them. */
import { append } from '../../append.js';
import type { DataPath, Positioned } from '../../model.js';
import { startOf, valueAt } from '../../yaml/positioned.js';
import { isRecord, listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { type Filled, filled, wrapped } from '../reshaped.js';
import { isNever } from '../scripts/never.js';
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

/** Blocks, plays and roles hold tasks no deeper. */
const MAX_DEPTH = 12;
/** More turns than anybody's loops have. */
export const MAX_TURNS = 200;
const HOLDERS = ['pre_tasks', 'tasks', 'post_tasks', 'handlers', 'block', 'rescue', 'always'];
/** Keys under which a task names what it loops over. */
export const LOOPS = ['loop', 'with_items', 'with_list'];

/** Plays and lists of tasks: a document of theirs is a list, which no manifest of Kubernetes is. */
export async function tasksIn(context: DetectContext, file: string): Promise<readonly Task[]> {
  const { documents } = await context.yaml(file);
  return documents.flatMap(({ data, index }) => {
    const found: Task[] = [];
    const pending: Holder[] = [{ path: [], variables: [] }];
    for (let holder = pending.pop(); holder; holder = pending.pop()) {
      const list = valueAt(data.value, holder.path);
      if (!Array.isArray(list)) continue;
      for (const [number, task] of list.entries()) {
        if (!isRecord(task) || isNever(task.when)) continue;
        const own = [...holder.path, number];
        // What a play gives is outweighed by its role.
        const isPlay = Object.hasOwn(task, 'hosts');
        const variables = isPlay ? holder.variables : [...holder.variables, data.at([...own, 'vars'])];
        const turns = turnsOf(context, data.at(own), index, own);
        append(
          found,
          turns.map(turn => ({ ...turn, data: withVariables(turn.data, variables) })),
        );
        for (const inner of HOLDERS)
          if (Array.isArray(task[inner]) && own.length < MAX_DEPTH)
            pending.push({ path: [...own, inner], variables });
      }
    }
    return found;
  });
}

/** A list of tasks, and what the blocks around it give names, the innermost last. */
interface Holder {
  readonly path: DataPath;
  readonly variables: readonly Positioned[];
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
  if (items.length > MAX_TURNS)
    context.leave(
      data.file,
      `it loops more than ${MAX_TURNS} times: what comes after was not looked at`,
      data.lineOf([]),
    );
  return items
    .slice(0, MAX_TURNS)
    .map((_, index) => ({ ...turnOf(data, loop, data.at([loop, index])), document, path }));
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
