/**
 * What tasks and roles install under a condition that variables of the tree switch off: `when: istio_enabled | bool` of a role, a
 * block, an included file or the task itself, where `istio_enabled` is false wherever the tree says it.
 * Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_conditionals.html
 */
import { addTo, groupBy } from '../../grouped.js';
import type { DataPath, Position, Positioned, Release } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import { isSetAside } from '../aside/set-aside.js';
import { type TakenAside, takenAside } from '../aside/taken-aside.js';
import { isRecord, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import type { FoundInstallation } from '../installations.js';
import { oncePerTree } from '../once.js';
import { baseName, folderOf, inFolder, resolveInTree } from '../tree-path.js';
import { hasJinja } from './jinja.js';
import { ansiblePlaces, roleOf } from './places.js';
import { saidAnywhere } from './said-anywhere.js';
import { ansibleValues } from './variables.js';

/** Only where all that calls a role or a file is switched off: others may call it without a condition. */
export async function switchedOffByAnsible(
  context: DetectContext,
  installations: readonly FoundInstallation[],
): Promise<TakenAside> {
  const releases = new Set<Release>();
  const problems: TakenAside['problems'][number][] = [];
  for (const [release, own] of groupBy(installations, one => one.release)) {
    const { declared, releaseName } = release;
    const off = await offAt(context, declared, declared.file, { left: MAX_PLACES, depth: 0 });
    if (!off) continue;
    releases.add(release);
    const why = `taken not to be deployed: \`when: ${off.condition}\` (${off.at.file}:${off.at.line}) is false wherever this repository says it`;
    problems.push(takenAside(releaseName, why, declared, own));
  }
  return { releases, problems };
}

interface Condition {
  readonly condition: string;
  readonly at: Position;
}

/** Files call each other no deeper, and from no more places; what more of them say is not known. */
const MAX_DEPTH = 4;
const MAX_PLACES = 300;
/** Blocks, plays and tasks nest no deeper. */
const MAX_NESTED = 24;
/** More conditions of one place than people write, and longer. */
const MAX_CONDITIONS = 20;
const MAX_LENGTH = 300;

/** @param asker the file whose variables count: those of the role that is installed */
async function offAt(
  context: DetectContext,
  at: Position,
  asker: string,
  way: { left: number; depth: number },
): Promise<Condition | undefined> {
  if (way.left-- <= 0 || way.depth > MAX_DEPTH || !(await isOfAnsible(context, at.file))) return undefined;
  for (const one of await conditionsAround(context, at))
    if (await isFalse(context, one.condition, [asker, at.file])) return one;
  const callers = await callersOf(context, at.file);
  const found: Condition[] = [];
  way.depth++;
  for (const caller of callers) {
    const off = await offAt(context, caller, asker, way);
    if (!off) return undefined;
    found.push(off);
  }
  way.depth--;
  return found[0];
}

/** What roles hold, and lists of plays and tasks. */
async function isOfAnsible(context: DetectContext, file: string): Promise<boolean> {
  if (roleOf(file) !== undefined) return true;
  if (!/\.ya?ml$/i.test(file)) return false;
  return (await context.yaml(file)).documents.some(({ data }) => Array.isArray(data.value));
}

const HOLDERS = [
  'pre_tasks',
  'tasks',
  'post_tasks',
  'handlers',
  'roles',
  'block',
  'rescue',
  'always',
  'dependencies',
];

/** Those of tasks, blocks, roles and plays that a line stands in. */
async function conditionsAround(
  context: DetectContext,
  { file, line }: Position,
): Promise<readonly Condition[]> {
  if (!/\.ya?ml$/i.test(file)) return [];
  const found: Condition[] = [];
  for (const { data } of (await context.yaml(file)).documents) {
    const pending = startsIn(file, data);
    for (let path = pending.pop(); path; path = pending.pop()) {
      const list = valueAt(data.value, path);
      if (!Array.isArray(list) || path.length > MAX_NESTED) continue;
      for (const [index, entry] of list.entries()) {
        const own = [...path, index];
        if (!isRecord(entry) || data.lineOf(own) > line || data.endLineOf(own) < line) continue;
        const when = Array.isArray(entry.when) ? entry.when : [entry.when];
        for (const one of when.slice(0, MAX_CONDITIONS))
          if (typeof one === 'string')
            found.push({ condition: one.trim(), at: { file, line: data.lineOf([...own, 'when']) } });
        for (const holder of HOLDERS) if (Array.isArray(entry[holder])) pending.push([...own, holder]);
      }
    }
  }
  return found;
}

/** Plays and tasks are lists; what a role depends on stands in its `meta`. */
function startsIn(file: string, { value }: Positioned): DataPath[] {
  if (Array.isArray(value)) return [[]];
  return /(?:^|\/)meta\/main\.ya?ml$/i.test(file) ? [['dependencies']] : [];
}

/** One that is false is enough where all have to hold. */
async function isFalse(
  context: DetectContext,
  condition: string,
  files: readonly string[],
): Promise<boolean> {
  if (condition.length > MAX_LENGTH || /\bor\b|\bif\b/.test(condition)) return false;
  for (const term of condition.split(/\sand\s/).slice(0, MAX_CONDITIONS)) {
    const [, not, name, fallback] = TERM.exec(term.trim()) ?? [];
    if (name === undefined || (await isGivenWhenRun(context, name))) continue;
    const off = not === undefined ? NO : YES;
    const said = await saidAnywhere(context, name, off);
    if (said === 'other') continue;
    if (said === 'only' && not === undefined && !name.includes('.')) return true;
    for (const file of files) {
      const values = await ansibleValues(context, name, file);
      if (values.length === 0) continue;
      if (values.every(({ text }) => off.test(text))) return true;
      break;
    }
    if (fallback !== undefined && not === undefined && (await isUnsaid(context, name, files))) return true;
  }
  return false;
}

/** What tasks find out, and what a command line says for one run, is not what the tree says. */
async function isGivenWhenRun(context: DetectContext, name: string): Promise<boolean> {
  const { facts, commands } = await ansiblePlaces(context);
  const [own = ''] = name.split('.');
  return facts.has(own) || commands.some(({ given }) => given.some(text => text.includes(own)));
}

/** `istio_enabled`, `not istio_skip`, `istio.enabled | default(false) | bool`, `istio_enabled == true` */
const TERM =
  /^(not\s{1,9})?([A-Za-z_]\w{0,100}(?:\.\w{1,100}){0,5})\s{0,9}(?:\|\s{0,9}d(?:efault)?\(\s{0,9}([Ff]alse|[Nn]o)\s{0,9}(?:,\s{0,9}[Tt]rue\s{0,9})?\)\s{0,9})?(?:\|\s{0,9}bool\s{0,9})?(?:(?:==\s{0,9}["']?(?:[Tt]rue|yes|on)["']?|is\s{1,9}[Tt]rue)\s{0,9})?$/;
const NO = /^(?:false|no|off|n|0)$/i;
const YES = /^(?:true|yes|on|y|1)$/i;

async function isUnsaid(context: DetectContext, name: string, files: readonly string[]): Promise<boolean> {
  if ((await ansiblePlaces(context)).variables.has(name.split('.')[0] ?? '')) return false;
  for (const file of files) if ((await ansibleValues(context, name, file)).length > 0) return false;
  return true;
}

/** Where tasks, plays and other roles run what stands in a file; none for a playbook. */
async function callersOf(context: DetectContext, file: string): Promise<readonly Position[]> {
  const { roles, files } = await calls(context);
  const role = roleOf(file);
  const own = [...(files.get(file) ?? []), ...(files.get(anyOf(folderOf(file))) ?? [])];
  if (role === undefined) return own;
  // Its other files of tasks run where it includes them, or where somebody names them.
  const isPart = file.startsWith(`${inFolder(role, 'tasks')}/`) && !/\/main\.ya?ml$/i.test(file);
  if (isPart && own.length > 0) return own;
  return [...own, ...(roles.get(baseName(role)) ?? []), ...(roles.get(ANY) ?? [])];
}

/** What is named only when it runs. */
const ANY = '*';

function anyOf(folder: string): string {
  return inFolder(folder, ANY);
}

interface Calls {
  /** By the name of the role, without its folders. */
  readonly roles: ReadonlyMap<string, readonly Position[]>;
  readonly files: ReadonlyMap<string, readonly Position[]>;
}

const ROLES = ['include_role', 'import_role', 'ansible.builtin.include_role', 'ansible.builtin.import_role'];
const TASKS = [
  'include_tasks',
  'import_tasks',
  'ansible.builtin.include_tasks',
  'ansible.builtin.import_tasks',
];
const CALLS = /\b(?:include|import)_(?:role|tasks)\b|^[ \t-]*(?:roles|dependencies):/m;
/** More files than those that call roles and tasks in a tree. */
const MAX_FILES = 5000;

/** Read of every file that may call something, whatever that speaks of. */
const calls = oncePerTree(async (context): Promise<Calls> => {
  const roles = new Map<string, Position[]>();
  const files = new Map<string, Position[]>();
  const paths = context.tree.paths.filter(path => /\.ya?ml$/i.test(path) && !isSetAside(path));
  for (const path of paths.slice(0, MAX_FILES)) {
    if (!CALLS.test((await context.text(path)) ?? '')) continue;
    for (const { data } of (await context.yaml(path)).documents) {
      const pending = startsIn(path, data);
      for (let list = pending.pop(); list; list = pending.pop()) {
        const entries = valueAt(data.value, list);
        if (!Array.isArray(entries) || list.length > MAX_NESTED) continue;
        for (const [index, entry] of entries.entries()) {
          const own = [...list, index];
          const at = { file: path, line: data.lineOf(own) };
          const isRole = list.at(-1) === 'roles' || list.at(-1) === 'dependencies';
          const named =
            typeof entry === 'string' ? entry : (stringAt(entry, ['role']) ?? stringAt(entry, ['name']));
          if (isRole && named !== undefined) addTo(roles, nameOf(named), at);
          if (!isRecord(entry)) continue;
          const name = ROLES.map(key => stringAt(entry, [key, 'name'])).find(one => one !== undefined);
          if (name !== undefined) addTo(roles, nameOf(name), at);
          for (const key of TASKS) {
            const called = stringAt(entry, [key]) ?? stringAt(entry, [key, 'file']);
            for (const target of called === undefined ? [] : targets(context, path, called))
              addTo(files, target, at);
          }
          for (const holder of HOLDERS) if (Array.isArray(entry[holder])) pending.push([...own, holder]);
        }
      }
    }
  }
  return { roles, files };
});

/** `istio` of `acme.mesh.istio` and `addons/istio` */
function nameOf(role: string): string {
  return hasJinja(role) ? ANY : baseName(role).replace(/^\w+\.\w+\./, '');
}

function targets({ tree }: DetectContext, caller: string, called: string): readonly string[] {
  const plain = called.replace(/^\{\{\s*(?:playbook_dir|role_path)\s*\}\}\/+/, './');
  if (hasJinja(plain)) return [anyOf(folderOf(caller))];
  const home = roleOf(caller);
  const folders = [folderOf(caller), ...(home === undefined ? [] : [inFolder(home, 'tasks'), home])];
  const found = folders
    .map(folder => resolveInTree(folder, plain))
    .find(path => path !== undefined && tree.has(path));
  return found === undefined ? [] : [found];
}
