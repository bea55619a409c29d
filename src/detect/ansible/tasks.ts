/** Tasks of Ansible, wherever a play, a role or a block holds them. */
import { append } from '../../append.js';
import type { DataPath, Positioned } from '../../model.js';
import { startOf, valueAt } from '../../yaml/positioned.js';
import { isRecord, listAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { type Filled, filled } from '../reshaped.js';
import { hasJinja, variableIn } from './jinja.js';

export interface Task {
  /** The task; what it loops over is filled in. */
  readonly data: Positioned;
  readonly document: number;
  readonly path: DataPath;
  /** It stands for one turn of a loop. */
  readonly isLooped: boolean;
}

/** Blocks, plays and roles hold tasks no deeper. */
const MAX_DEPTH = 12;
/** More turns than anybody's loops have. */
const MAX_TURNS = 200;
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
        if (!isRecord(task)) continue;
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
  return items.slice(0, MAX_TURNS).map((_, index) => ({
    data: filled(data, (text, at) => (at[0] === loop ? undefined : turn(text, data.at([loop, index])))),
    document,
    path,
    isLooped: true,
  }));
}

/** `{{ item.chart }}` of one item; a text that holds more than that stays as it is where a part of it is not known. */
function turn(text: string, item: Positioned): Filled | undefined {
  if (!hasJinja(text) || !text.includes('item')) return undefined;
  const [, keys, fallback] = WHOLE_ITEM.exec(text) ?? [];
  if (keys !== undefined) {
    const path = pathOf(keys);
    const value = valueAt(item.value, path);
    if (value !== undefined) return { value, at: startOf(item, path) };
    return fallback === undefined
      ? undefined
      : { value: fallback === 'omit' ? undefined : fallback.slice(1, -1) };
  }
  const spelt = text.replace(ITEM, (written, inner: string) => {
    const value = valueAt(item.value, pathOf(inner));
    return typeof value === 'string' || typeof value === 'number' ? String(value) : written;
  });
  return spelt === text ? undefined : { value: spelt };
}

const ITEM = /\{\{\s*item((?:\.\w+)*)\s*\}\}/g;
const WHOLE_ITEM =
  /^\s*\{\{\s*item((?:\.\w+)*)\s*(?:\|\s*d(?:efault)?\(\s*(omit|'[^']*'|"[^"]*")\s*\)\s*)?\}\}\s*$/;

function pathOf(keys: string): DataPath {
  return keys.split('.').filter(key => key !== '');
}
