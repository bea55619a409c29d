/**
 * Plays, tasks and roles as lists hold them, and how some of them call others: `include_role` and `import_role`, `include_tasks` and
 * `import_tasks`, the roles of a play, what a role depends on.
 * Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_reuse.html
 */
import type { DataPath, Positioned, Tree } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import { isRecord, stringAt } from '../data.js';
import { baseName, folderOf, inFolder, resolveInTree } from '../tree-path.js';
import { hasJinja } from './jinja.js';

/** Keys under which plays, blocks and roles hold lists of others. */
const OF_TASKS = ['pre_tasks', 'tasks', 'post_tasks', 'handlers', 'block', 'rescue', 'always'];
const OF_ROLES = ['roles', 'dependencies'];

export interface Entry {
  readonly path: DataPath;
  /** A role that is named by nothing but a text has no mapping. */
  readonly value: unknown;
  /** It names a role of a play, or one that another depends on. */
  readonly isRole: boolean;
  /** Where what holds it stands, the outermost first. */
  readonly around: readonly DataPath[];
}

/**
 * Visits every play, task and role of a document, those that others hold after them.
 * @param visit false: nothing that it holds is looked at
 * @param starts lists at which it begins; a document that is no list holds none but those
 */
export function eachEntry(
  data: Positioned,
  visit: (entry: Entry) => boolean,
  starts: readonly DataPath[] = Array.isArray(data.value) ? [[]] : [],
): void {
  const pending = starts.map(path => ({ path, around: [] as readonly DataPath[] }));
  for (let list = pending.pop(); list; list = pending.pop()) {
    const { path, around } = list;
    const entries = valueAt(data.value, path);
    if (!Array.isArray(entries)) continue;
    const isRole = OF_ROLES.includes(String(path.at(-1)));
    for (const [index, value] of entries.entries()) {
      const own = [...path, index];
      if (!visit({ path: own, value, isRole, around }) || !isRecord(value)) continue;
      for (const holder of [...OF_TASKS, ...OF_ROLES])
        if (Array.isArray(value[holder])) pending.push({ path: [...own, holder], around: [...around, own] });
    }
  }
}

/** What a role depends on stands in its `meta`; plays and tasks are lists. */
export function startsOf({ file, value }: Pick<Positioned, 'file' | 'value'>): readonly DataPath[] {
  if (Array.isArray(value)) return [[]];
  return /(?:^|\/)meta\/main\.ya?ml$/i.test(file) ? [['dependencies']] : [];
}

const ROLE_CALLS = ['include_role', 'import_role'].flatMap(withCollection);
const FILE_CALLS = ['include_tasks', 'import_tasks', 'include'].flatMap(withCollection);

function withCollection(name: string): readonly string[] {
  return [`ansible.builtin.${name}`, name];
}

/** What a file says that calls roles or files of tasks by its tasks. */
export const CALLS =
  /\b(?:include|import)_(?:role|tasks)\b|^[ \t]*(?:-[ \t]+)?(?:ansible\.builtin\.)?include:/m;

/** True for tasks that run Helm, or that call others which may. */
export function mattersAsTasks(text: string): boolean {
  return /\bhelm(?:_template)?:/.test(text) || CALLS.test(text);
}

/** A role as a task, a play or another role names it. */
export interface NamedRole {
  readonly name: string;
  /** The file of its tasks that runs. */
  readonly tasks: string;
}

/** The role that an entry calls; undefined where it calls none. */
export function roleCalledBy({ value, isRole }: Pick<Entry, 'value' | 'isRole'>): NamedRole | undefined {
  if (isRole) {
    const name = typeof value === 'string' ? value : (stringAt(value, ['role']) ?? stringAt(value, ['name']));
    return name === undefined ? undefined : { name, tasks: 'main' };
  }
  const key = ROLE_CALLS.find(one => isRecord(value) && value[one] !== undefined);
  const name = key && argumentOf(value, key, 'name');
  if (key === undefined || name === undefined) return undefined;
  return { name, tasks: argumentOf(value, key, 'tasks_from') ?? 'main' };
}

/** The file of tasks that a task calls, as it is written. */
export function fileCalledBy(task: unknown): string | undefined {
  const key = FILE_CALLS.find(one => isRecord(task) && task[one] !== undefined);
  if (key === undefined) return undefined;
  const text = stringAt(task, [key]);
  return argumentOf(task, key, 'file') ?? (text === undefined ? undefined : withoutArguments(text));
}

/** `name: istio`, or `name=istio` in a text. */
function argumentOf(task: unknown, key: string, name: string): string | undefined {
  const written = stringAt(task, [key, name]);
  if (written !== undefined) return written;
  const text = stringAt(task, [key]);
  return new RegExp(`(?:^|\\s)${name}=["']?([^\\s"']{1,300})`).exec(text ?? '')?.[1];
}

/** `install.yml version=1.22.2` */
function withoutArguments(text: string): string {
  return text.replace(/\s{1,20}\w{1,60}=.*$/s, '').trim();
}

/** `istio` of `acme.mesh.istio` and `addons/istio` */
export function plainRoleName(name: string): string {
  return baseName(name).replace(/^\w+\.\w+\./, '');
}

/** A file that stands beside what names it, with the folder of the playbook or of the role before it or not. */
export function besideName(name: string): string {
  return name.replace(/^\{\{\s*(?:playbook_dir|role_path)\s*\}\}\/+/, './');
}

/**
 * The file of tasks that another one names.
 * @param home the role of that one
 */
export function calledFile(
  tree: Pick<Tree, 'has'>,
  caller: string,
  home: string | undefined,
  name: string,
): string | undefined {
  const plain = besideName(name);
  if (hasJinja(plain)) return undefined;
  const folders = [folderOf(caller), ...(home === undefined ? [] : [inFolder(home, 'tasks'), home])];
  return folders
    .map(folder => resolveInTree(folder, plain))
    .find(path => path !== undefined && tree.has(path));
}
