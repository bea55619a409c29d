/** Where a tree of Ansible's gives variables: files of roles and inventories, plays, and command lines. */

import { append } from '../../append.js';
import { addTo } from '../../grouped.js';
import type { DataPath, Position, Positioned } from '../../model.js';
import { isRecord, listAt } from '../data.js';
import { decidingFile } from '../deciding-file.js';
import type { DetectContext } from '../detector.js';
import { filesFitting } from '../fitting.js';
import { firstOf } from '../limits.js';
import { oncePerTree } from '../once.js';
import { baseName, folderOf } from '../tree-path.js';
import { besideName, eachEntry, plainRoleName, roleCalledBy } from './entries.js';
import { type InventoryVariable, iniVariables, mayBeInventory, yamlVariables } from './inventories.js';
import { type JobTemplate, jobTemplatesIn } from './job-templates.js';
import { argumentsOf, tasksIn } from './tasks.js';

export interface AnsiblePlaces {
  /** Documents of variables under each name that they give a value. */
  readonly variables: ReadonlyMap<string, readonly VariablesFile[]>;
  readonly plays: readonly Play[];
  readonly commands: readonly Command[];
  /** Job templates of AWX, which give variables as a command line does. */
  readonly jobs: readonly JobTemplate[];
  /** What tasks set while a playbook runs, under each name. */
  readonly facts: ReadonlyMap<string, readonly Fact[]>;
  /** Folders that hold inventories (`inventories/prod`) or their variables; sorted. */
  readonly inventories: readonly string[];
}

/** One document of variables. */
export interface VariablesFile {
  /** `main` of `defaults` and of `vars` is read by itself; what stands beside it is for tasks to include. */
  readonly kind: 'defaults' | 'role' | 'included' | 'group' | 'host';
  /** The role's folder, or the one that holds `group_vars` and `host_vars`. */
  readonly home: string;
  /** The group, the host, or the name of a file that is included; '' for the group `all`. */
  readonly name: string;
  readonly data: Positioned;
}

export interface Play {
  readonly file: string;
  readonly data: Positioned;
  /** What its `vars_files` may stand for; `name` is the file's where a part of it is filled in, else ''. */
  readonly files: readonly { readonly name: string; readonly data: Positioned }[];
  /** It says nothing of Istio itself: others that use the same role may not be seen. */
  readonly isQuiet?: true;
}

/** `set_fact` of a task. */
export interface Fact {
  readonly file: string;
  /** The arguments of the task. */
  readonly data: Positioned;
  /** It is set in some runs, or for some hosts. */
  readonly isConditional: boolean;
}

/** A line that runs `ansible-playbook` with variables. */
export interface Command {
  readonly at: Position;
  /** Names of the playbooks that it runs, without their folders. */
  readonly playbooks: readonly string[];
  /** The texts after `-e` and `--extra-vars`, in order: a later one counts more. */
  readonly given: readonly string[];
}

export const ansiblePlaces = oncePerTree(readPlaces);

/** The folder of the role that a file belongs to: `ansible/roles/istio`, or `roles/addons/istio` where roles stand in folders. */
export function roleOf(file: string): string | undefined {
  return IN_ROLE.exec(file)?.[1] ?? /^(?:.*\/)?roles\/[^/]+(?=\/)/.exec(file)?.[0];
}

/** Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_reuse_roles.html#role-directory-structure */
const IN_ROLE =
  /^((?:.*\/)?roles\/(?:[^/]+\/){0,2}?[^/]+)\/(?:tasks|handlers|defaults|vars|files|templates|meta)\//;

/** The name of a file without folder and extension: `prod` of `playbooks/prod.yml`. */
export function stemOf(file: string): string {
  return baseName(file).replace(/\.[^.]+$/, '');
}

/** Where a play names a role: as an entry of its `roles`, or by a task. */
export function usesOf(play: Positioned, role: string): readonly DataPath[] {
  const wanted = baseName(role);
  const found: DataPath[] = [];
  eachEntry(
    play,
    entry => {
      const named = roleCalledBy(entry);
      if (named && plainRoleName(named.name) === wanted) found.push(entry.path);
      return true;
    },
    [['post_tasks'], ['tasks'], ['pre_tasks'], ['roles']],
  );
  return found;
}

async function readPlaces(context: DetectContext): Promise<AnsiblePlaces> {
  const variables = new Map<string, VariablesFile[]>();
  const plays: Play[] = [];
  const commands: Command[] = [];
  const jobs: JobTemplate[] = [];
  const facts = new Map<string, Fact[]>();
  const homes = new Set<string>();
  for (const file of context.candidates) {
    if (context.isSetAside(file)) continue;
    const text = (await context.text(file)) ?? '';
    append(commands, commandsIn(file, text));
    // Among variables of groups and hosts, what has no ending is YAML as well.
    if (!/\.ya?ml$/i.test(file) && !BARE.test(file)) {
      if (mayBeInventory(file)) addInventory(variables, homes, file, iniVariables(file, text));
      continue;
    }
    const home = homeOf(file);
    if (!home) for (const [name, fact] of await factsIn(context, file)) addTo(facts, name, fact);
    if (!home && roleOf(file) !== undefined) continue;
    for (const { data } of (await context.yaml(file)).documents) {
      if (!home) for (const play of playsOf(data)) plays.push(await readPlay(context, file, play));
      if (!home) addInventory(variables, homes, file, yamlVariables(data));
      if (JOBS.test(text)) append(jobs, jobTemplatesIn(context, data));
      else if (isRecord(data.value))
        for (const name of Object.keys(data.value)) addTo(variables, name, { ...home, data });
    }
  }
  for (const file of quietVariables(context)) {
    const home = homeOf(file);
    for (const { data } of home ? (await context.yaml(file)).documents : [])
      if (home && isRecord(data.value))
        for (const name of Object.keys(data.value)) addTo(variables, name, { ...home, data });
  }
  for (const file of await quietPlaybooks(context))
    for (const { data } of (await context.yaml(file)).documents)
      for (const play of playsOf(data))
        plays.push({ ...(await readPlay(context, file, play)), isQuiet: true });
  for (const path of context.tree.paths) {
    const inventory = INVENTORY.exec(path)?.[1] ?? homeOfInventory(path);
    if (inventory !== undefined) homes.add(inventory);
  }
  return { variables, plays, commands, jobs, facts, inventories: [...homes].sort() };
}

/** More files of variables than roles and inventories have. */
const MAX_VARIABLES = 2000;

/** Files of roles and inventories that say nothing of Istio, beside tasks and variables that do: these name what they give. */
function quietVariables(context: DetectContext): readonly string[] {
  const known = new Set(context.candidates);
  const isOwn = (path: string): boolean =>
    homeOf(path) !== undefined && (/\.ya?ml$/i.test(path) || BARE.test(path));
  if (!context.candidates.some(path => /\.ya?ml$/i.test(path) && !context.isSetAside(path))) return [];
  const files = context.tree.paths.filter(
    path => !known.has(path) && isOwn(path) && !context.isSetAside(path),
  );
  return firstOf(context, files, MAX_VARIABLES, 'files of variables of Ansible');
}

const OF_PLAY = /^(?:- |[ \t]{2,4})hosts:/m;
const RUNS = /^[ \t-]{2,8}(?:roles|vars_files|(?:ansible\.builtin\.)?(?:import|include)_(?:role|tasks)):/m;
/** More playbooks than stand beside roles. */
const MAX_PLAYBOOKS = 500;

/** Playbooks that say nothing of Istio themselves, beside roles that do: they give these their variables. */
async function quietPlaybooks(context: DetectContext): Promise<readonly string[]> {
  const roles = new Set(context.candidates.flatMap(path => roleOf(path) ?? []));
  const projects = new Set([...roles].map(role => folderOf(folderOf(role))));
  if (projects.size === 0) return [];
  const known = new Set(context.candidates);
  const files = context.tree.paths.filter(
    path =>
      /\.ya?ml$/i.test(path) && !known.has(path) && isBeside(path, projects) && !context.isSetAside(path),
  );
  const found: string[] = [];
  for (const path of files.slice(0, MAX_PLAYBOOKS)) {
    const text = (await context.text(path)) ?? '';
    if (OF_PLAY.test(text) && RUNS.test(text)) found.push(path);
  }
  return found;
}

/** In the folder that holds `roles/`, or in that of its playbooks. */
function isBeside(path: string, projects: ReadonlySet<string>): boolean {
  const folder = folderOf(path);
  return projects.has(folder) || (/playbooks?$/i.test(folder) && projects.has(folderOf(folder)));
}

const BARE = /(?:^|\/)(?:group|host)_vars\/(?:[^/]+\/)*[^/.]+$/i;
const JOBS = /\bextra_?[vV]ars['"]?:/;

function addInventory(
  variables: Map<string, VariablesFile[]>,
  homes: Set<string>,
  file: string,
  found: readonly InventoryVariable[],
): void {
  const home = INVENTORY.exec(file)?.[1] ?? folderOf(file);
  if (found.length > 0) homes.add(home);
  for (const { kind, owner, name, data } of found) addTo(variables, name, { kind, home, name: owner, data });
}

const INVENTORY = /^((?:.*\/)?(?:inventor(?:y|ies)|environments?|envs?)\/(?!(?:group|host)_vars\/)[^/]+)\//i;
const INVENTORY_VARIABLES = /^(?:(.*)\/)?(group|host)_vars\/([^/]+?)(?:\.ya?ml$|\/|$)/i;

function homeOfInventory(path: string): string | undefined {
  const found = INVENTORY_VARIABLES.exec(path);
  return found ? (found[1] ?? '') : undefined;
}

const SET_FACT = ['ansible.builtin.set_fact', 'set_fact'];

async function factsIn(
  context: DetectContext,
  file: string,
): Promise<readonly (readonly [name: string, fact: Fact])[]> {
  if (!(await context.text(file))?.includes('set_fact')) return [];
  return (await tasksIn(context, file)).flatMap(({ data }) => {
    const path = argumentsOf(data, SET_FACT);
    const given = path && data.at(path);
    if (!given || !isRecord(given.value)) return [];
    const isConditional = isRecord(data.value) && Object.hasOwn(data.value, 'when');
    return Object.keys(given.value).map(name => [name, { file, data: given, isConditional }] as const);
  });
}

/** Where a role or an inventory keeps its variables, and whose they are. */
function homeOf(file: string): Omit<VariablesFile, 'data'> | undefined {
  const own = /^((?:.*\/)?roles\/(?:[^/]+\/){0,2}?[^/]+)\/(defaults|vars)\/(.+)$/.exec(file);
  if (own) {
    const [, home = '', kind, name = ''] = own;
    if (/^main(?:\.ya?ml$|\/)/i.test(name))
      return { kind: kind === 'vars' ? 'role' : 'defaults', home, name: '' };
    return { kind: 'included', home, name: stemOf(name) };
  }
  const kept = INVENTORY_VARIABLES.exec(file);
  if (!kept) return undefined;
  const [, home = '', kind, name = ''] = kept;
  return {
    kind: kind?.toLowerCase() === 'host' ? 'host' : 'group',
    // Variables may lie deeper in the folder of an inventory.
    home: INVENTORY.exec(file)?.[1] ?? home,
    name: name.toLowerCase() === 'all' ? '' : name,
  };
}

function playsOf(data: Positioned): readonly Positioned[] {
  if (!Array.isArray(data.value)) return [];
  return data.value.flatMap((play: unknown, index) =>
    isRecord(play) && Object.hasOwn(play, 'hosts') ? [data.at([index])] : [],
  );
}

async function readPlay(context: DetectContext, file: string, data: Positioned): Promise<Play> {
  const files: { name: string; data: Positioned }[] = [];
  for (const entry of listAt(data.value, ['vars_files'])) {
    for (const { path, name } of variablesNamed(context, file, entry))
      for (const document of (await decidingFile(context, path)).documents)
        files.push({ name, data: document.data });
  }
  return { file, data, files };
}

/** Of a list, the first that is there. */
function variablesNamed(
  { tree }: DetectContext,
  playbook: string,
  entry: unknown,
): readonly { readonly path: string; readonly name: string }[] {
  const names = (Array.isArray(entry) ? entry : [entry]).filter(name => typeof name === 'string');
  for (const name of names) {
    const parts = besideName(name)
      .replace(/^\.\//, '')
      .split(/\{\{[^{}]*\}\}/);
    const found = filesFitting(tree, folderOf(playbook), parts);
    if (found.length > 0) return found.map(path => ({ path, name: parts.length > 1 ? stemOf(path) : '' }));
  }
  return [];
}

/** `ansible-playbook site.yml -e istio_version=1.22.2` */
function commandsIn(file: string, text: string): readonly Command[] {
  if (!text.includes('ansible-playbook')) return [];
  return text.split('\n').flatMap((line, index) => {
    const start = line.indexOf('ansible-playbook');
    if (start < 0 || /^\s*#/.test(line)) return [];
    const [command = '', ...given] = line.slice(start).split(/\s(?:-e|--extra-vars)(?=[\s='"])/);
    if (given.length === 0) return [];
    const words = [command, ...given].flatMap(piece => piece.split(/[\s'"]+/));
    const playbooks = words.filter(word => /\.ya?ml$/i.test(word) && !word.startsWith('@'));
    return [
      {
        at: { file, line: index + 1 },
        playbooks: playbooks.map(baseName),
        given,
      },
    ];
  });
}
