/**
 * What tasks and roles install under a condition that variables of the tree switch off: `when: istio_enabled | bool` of a role, a
 * block, an included file or the task itself, where `istio_enabled` is false wherever the tree says it.
 * Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_conditionals.html
 */
import { addTo, groupBy } from '../../grouped.js';
import type { Position, Release } from '../../model.js';
import { type TakenAside, takenAside } from '../aside/taken-aside.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import type { FoundInstallation } from '../installations.js';
import { oncePerTree } from '../once.js';
import { baseName, folderOf, inFolder } from '../tree-path.js';
import {
  besideName,
  CALLS,
  calledFile,
  type Entry,
  eachEntry,
  fileCalledBy,
  plainRoleName,
  roleCalledBy,
  startsOf,
} from './entries.js';
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
/** More conditions of one place than people write, and longer: those beyond switch nothing off. */
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
  if (!callers) return undefined;
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

/** Those of tasks, blocks, roles and plays that a line stands in. */
async function conditionsAround(
  context: DetectContext,
  { file, line }: Position,
): Promise<readonly Condition[]> {
  if (!/\.ya?ml$/i.test(file)) return [];
  const found: Condition[] = [];
  for (const { data } of (await context.yaml(file)).documents) {
    const visit = ({ path, value }: Entry): boolean => {
      if (!isRecord(value) || data.lineOf(path) > line || data.endLineOf(path) < line) return false;
      const when = Array.isArray(value.when) ? value.when : [value.when];
      for (const one of when.slice(0, MAX_CONDITIONS))
        if (typeof one === 'string')
          found.push({ condition: one.trim(), at: { file, line: data.lineOf([...path, 'when']) } });
      return true;
    };
    eachEntry(data, visit, startsOf(data));
  }
  return found;
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

/** Where tasks, plays and other roles run what stands in a file; none for a playbook. Undefined where that is not known. */
async function callersOf(context: DetectContext, file: string): Promise<readonly Position[] | undefined> {
  const known = await calls(context);
  if (!known) return undefined;
  const { roles, files } = known;
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

const MAY_CALL = /^[ \t-]*(?:roles|dependencies):/m;
/** More files than those that call roles and tasks in a tree. */
const MAX_FILES = 5000;

/** Read of every file that may call something, whatever that speaks of; undefined where these are too many to read. */
const calls = oncePerTree(async (context): Promise<Calls | undefined> => {
  const roles = new Map<string, Position[]>();
  const files = new Map<string, Position[]>();
  const paths = context.tree.paths.filter(path => /\.ya?ml$/i.test(path) && !context.isSetAside(path));
  if (paths.length > MAX_FILES) return undefined;
  for (const path of paths) {
    const text = (await context.text(path)) ?? '';
    if (!CALLS.test(text) && !MAY_CALL.test(text)) continue;
    for (const { data } of (await context.yaml(path)).documents) {
      const visit = (entry: Entry): boolean => {
        const at = { file: path, line: data.lineOf(entry.path) };
        const role = roleCalledBy(entry);
        if (role) addTo(roles, hasJinja(role.name) ? ANY : plainRoleName(role.name), at);
        const file = entry.isRole ? undefined : fileCalledBy(entry.value);
        const target = file === undefined ? undefined : targetOf(context, path, file);
        if (target !== undefined) addTo(files, target, at);
        return true;
      };
      eachEntry(data, visit, startsOf(data));
    }
  }
  return { roles, files };
});

function targetOf({ tree }: DetectContext, caller: string, called: string): string | undefined {
  return hasJinja(besideName(called))
    ? anyOf(folderOf(caller))
    : calledFile(tree, caller, roleOf(caller), called);
}
