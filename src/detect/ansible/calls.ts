/**
 * Tasks that others call, with what they hand over: `include_role` and `import_role` with `vars`, `include_tasks`, entries of a
 * play's `roles`, dependencies of a role.
 * Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_reuse.html
 */
import { addTo } from '../../grouped.js';
import type { Positioned } from '../../model.js';
import { isRecord, listAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { sharedFolders } from '../distance.js';
import { oncePerTree } from '../once.js';
import { filled } from '../reshaped.js';
import { baseName, inFolder, resolveInTree } from '../tree-path.js';
import {
  CALLS,
  calledFile,
  fileCalledBy,
  mattersAsTasks,
  type NamedRole,
  plainRoleName,
  roleCalledBy,
} from './entries.js';
import { genericTasks } from './generic.js';
import { type Turn, turnsOver } from './loops.js';
import { ansiblePlaces, roleOf } from './places.js';
import { argumentsOf, filledFrom, HELM_MODULES, type Task, tasksIn } from './tasks.js';

/** A task with Helm as one chain of calls runs it. */
export interface CalledTask extends Turn {
  /** As it is written: the same for every call. */
  readonly written: Task;
  /** The tasks of that file, as they are written. */
  readonly others: readonly Task[];
  /** What the calls hand over, the outermost first. */
  readonly given: readonly Positioned[];
}

/** Tasks call each other no deeper. */
const MAX_DEPTH = 4;
/** More calls than a tree makes of what installs charts. */
const MAX_CALLS = 2000;
/** More tasks than those calls run. */
const MAX_RUNS = 20_000;
/** Every task with Helm that some other calls and hands something, once for each way to it. */
export const calledTasks = oncePerTree(async (context): Promise<readonly CalledTask[]> => {
  const found: CalledTask[] = [];
  const roles = rolesOf(context);
  const walk: Walk = { context, roles, found, calls: { count: 0, runs: 0 }, tasks: new Map() };
  for (const file of [...context.candidates, ...(await genericTasks(context))]) {
    if (!/\.ya?ml$/i.test(file) || context.isSetAside(file) || context.charts.isTemplate(file)) continue;
    const text = (await context.text(file)) ?? '';
    if (CALLS.test(text))
      for (const task of await tasksIn(context, file)) await follow(walk, task, file, [], '', 0);
    if (/(?:^|\/)roles\/(?:[^/]+\/){1,3}meta\/main\.ya?ml$/.test(file)) {
      for (const { data } of (await context.yaml(file)).documents)
        await enter(walk, data, 'dependencies', file);
    }
  }
  for (const { file, data } of (await ansiblePlaces(context)).plays) await enter(walk, data, 'roles', file);
  return found;
});

interface Walk {
  readonly context: DetectContext;
  /** Folders of roles, by their names. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  readonly found: CalledTask[];
  /** How often something was called, and how many tasks were run. */
  readonly calls: { count: number; runs: number };
  /** The tasks of files that were called, as they are written. */
  readonly tasks: Map<string, Promise<readonly Task[]>>;
}

/** Roles that a play or a role names with parameters of their own. */
async function enter(walk: Walk, data: Positioned, key: string, file: string): Promise<void> {
  for (const [index, entry] of listAt(data.value, [key]).entries()) {
    const role = isRecord(entry) ? roleCalledBy({ value: entry, isRole: true }) : undefined;
    const tasks = role && tasksOf(walk, role, file);
    if (tasks !== undefined)
      await run(walk, tasks, [data.at([key, index]), data.at([key, index, 'vars'])], '', 1);
  }
}

/** Every task of a file that is called. */
async function run(
  walk: Walk,
  file: string,
  given: readonly Positioned[],
  environment: string,
  depth: number,
): Promise<void> {
  if (!mattersAsTasks((await walk.context.text(file)) ?? '')) return;
  if (isBeyond(walk)) return leaveBeyond(walk, file);
  walk.calls.count++;
  const known = walk.tasks.get(file) ?? tasksIn(walk.context, file);
  walk.tasks.set(file, known);
  const others = await known;
  for (const task of others) {
    const isHelm = argumentsOf(task.data, HELM_MODULES) !== undefined;
    if (!isHelm && (depth >= MAX_DEPTH || !calls(task))) continue;
    if (isBeyond(walk)) return leaveBeyond(walk, file);
    walk.calls.runs++;
    const data = filled(task.data, text => filledFrom(text, given));
    const turns = await turnsOver(walk.context, { ...task, data });
    for (const turn of turns ?? []) {
      const own = { ...turn, isLooped: true, environment: turn.environment || environment };
      if (isHelm) walk.found.push({ ...own, written: task, others, given });
      else await follow(walk, own, file, given, own.environment, depth);
    }
  }
}

function isBeyond({ calls: { count, runs } }: Walk): boolean {
  return count >= MAX_CALLS || runs >= MAX_RUNS;
}

function leaveBeyond({ context, calls: own }: Walk, file: string): void {
  const limit = own.count >= MAX_CALLS ? `${MAX_CALLS} times` : `for ${MAX_RUNS} tasks`;
  context.leave(file, `tasks call each other more than ${limit}: further calls were not looked at`);
}

/** What a task calls, if it does. */
async function follow(
  walk: Walk,
  task: Task,
  file: string,
  given: readonly Positioned[],
  environment: string,
  depth: number,
): Promise<void> {
  if (depth >= MAX_DEPTH || !calls(task)) return;
  for (const turn of (await turnsOver(walk.context, task)) ?? []) {
    const callee = calleeOf(walk, turn, file);
    if (callee === undefined || callee === file) continue;
    const own = [...given, ...(turn.item ? [turn.item] : []), turn.data.at(['vars'])];
    await run(walk, callee, own, turn.environment || environment, depth + 1);
  }
}

function calls({ data: { value } }: Task): boolean {
  return roleCalledBy({ value, isRole: false }) !== undefined || fileCalledBy(value) !== undefined;
}

function calleeOf(walk: Walk, { data: { value } }: Task, file: string): string | undefined {
  const role = roleCalledBy({ value, isRole: false });
  if (role) return tasksOf(walk, role, file);
  const name = fileCalledBy(value);
  return name === undefined ? undefined : calledFile(walk.context.tree, file, roleOf(file), name);
}

/** The file of tasks of the role of a name that is the nearest to whoever names it. */
function tasksOf({ context, roles }: Walk, { name, tasks }: NamedRole, file: string): string | undefined {
  // `acme.mesh.helm_chart` of a collection.
  const [home] = (roles.get(plainRoleName(name)) ?? []).toSorted(
    (left, right) => sharedFolders(right, file) - sharedFolders(left, file),
  );
  if (home === undefined) return undefined;
  const stem = resolveInTree(inFolder(home, 'tasks'), tasks.replace(/\.ya?ml$/i, ''));
  return ['.yml', '.yaml'].map(ending => `${stem}${ending}`).find(path => context.tree.has(path));
}

function rolesOf(context: DetectContext): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const lists = new Map<string, string[]>();
  for (const path of context.tree.paths) {
    const role = /\/tasks\/[^/]+\.ya?ml$/i.test(path) ? roleOf(path) : undefined;
    if (role === undefined || context.isSetAside(path)) continue;
    const known = found.get(baseName(role)) ?? new Set();
    if (!known.has(role)) addTo(lists, baseName(role), role);
    found.set(baseName(role), known.add(role));
  }
  return lists;
}
