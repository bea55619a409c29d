/**
 * Roles whose variables others see: those that a role or a play imports, lists or depends on, and those that it includes as `public`.
 * Sources: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/import_role_module.html#parameter-public and
 * https://docs.ansible.com/ansible/latest/collections/ansible/builtin/include_role_module.html#parameter-public
 */
import { append } from '../../append.js';
import type { Positioned } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { type Entry, eachEntry, roleCalledBy, startsOf } from './entries.js';
import { rolesNamed } from './role-folders.js';

/** More roles than come together, and more files of tasks than one has. */
const MAX_ROLES = 60;
const MAX_FILES = 100;

const OF_ROLE = /\/(?:tasks|handlers|meta)\/(?:.*\/)?[^/]+\.ya?ml$/i;
const NAMES_ROLE = /_role:|^dependencies:/m;
const OF_PLAY = [['post_tasks'], ['tasks'], ['pre_tasks'], ['roles']];

/** @returns folders of roles that a role brings by its tasks and its `meta`, also by others; not the role itself */
export async function broughtRoles(context: DetectContext, role: string): Promise<readonly string[]> {
  const found = new Set([role]);
  for (const next of found) {
    if (found.size > MAX_ROLES) break;
    for (const other of await namedByRole(context, next)) found.add(other);
  }
  found.delete(role);
  return [...found];
}

/** Folders of the roles that a play lists or imports, with those that these bring. */
export async function rolesOfPlay(context: DetectContext, play: Positioned): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const role of await namedIn(context, play, OF_PLAY)) {
    if (found.size > MAX_ROLES) break;
    found.add(role);
    for (const other of await broughtRoles(context, role)) found.add(other);
  }
  return [...found];
}

const known = oncePerTree(async () => new Map<string, Promise<readonly string[]>>());

async function namedByRole(context: DetectContext, role: string): Promise<readonly string[]> {
  const roles = await known(context);
  const found = roles.get(role) ?? readRole(context, role);
  roles.set(role, found);
  return found;
}

async function readRole(context: DetectContext, role: string): Promise<readonly string[]> {
  const found: string[] = [];
  const files = context.tree.below(role).filter(path => OF_ROLE.test(path));
  for (const file of files.slice(0, MAX_FILES)) {
    if (!NAMES_ROLE.test((await context.text(file)) ?? '')) continue;
    for (const { data } of (await context.yaml(file)).documents)
      append(found, await namedIn(context, data, startsOf(data)));
  }
  return found;
}

async function namedIn(
  context: DetectContext,
  data: Positioned,
  starts: Parameters<typeof eachEntry>[2],
): Promise<readonly string[]> {
  const names: string[] = [];
  eachEntry(
    data,
    entry => {
      const named = isSeen(entry) ? roleCalledBy(entry) : undefined;
      if (named) names.push(named.name);
      return true;
    },
    starts,
  );
  const found: string[] = [];
  for (const name of names) append(found, (await rolesNamed(context, name, data.file)).slice(0, 1));
  return found;
}

/** What is included keeps its variables to itself, unless it says otherwise. */
function isSeen({ value, isRole }: Entry): boolean {
  if (isRole) return true;
  const own = ['ansible.builtin.include_role', 'include_role'].find(
    key => valueAt(value, [key]) !== undefined,
  );
  return own === undefined || valueAt(value, [own, 'public']) === true;
}
