/**
 * What a variable of Ansible holds, by the order in which Ansible lets one place outweigh another: defaults of the role,
 * variables of groups, of hosts, of plays, of the role, parameters of the role, the command line.
 * Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_variables.html#understanding-variable-precedence
 */
import type { DataPath, Position, Positioned } from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import { isRecord, listAt, stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { isSetAside } from './set-aside.js';
import { folderOf, resolveInTree } from './tree-path.js';

export interface AnsibleValue {
  readonly version: string;
  readonly at: Position;
  /** The inventory, group, host or playbook that it is for; '' where it is for all. */
  readonly environment: string;
}

/** From the weakest to the strongest. */
const RANKS = ['defaults', 'group', 'host', 'play', 'files', 'role', 'parameters', 'extra'] as const;
type Rank = (typeof RANKS)[number];

interface Definition extends AnsibleValue {
  readonly rank: Rank;
}

/** Names that stand for other names. */
const MAX_STEPS = 4;

/**
 * @param file the role's or the playbook's file that names the variable
 * @returns one value for every environment, or one for each that differs; none where no place of Ansible's gives one
 */
export async function ansibleValues(
  context: DetectContext,
  name: string,
  file: string,
): Promise<readonly AnsibleValue[]> {
  const role = roleOf(file);
  if (role === undefined && !(await isPlaybook(context, file))) return [];
  const found = await definitions(context, name, file, role, 0);
  const strongest = RANKS.toReversed().find(rank => found.some(one => one.rank === rank));
  if (strongest === undefined) return [];
  // Hosts say more than groups, each for itself: together they are what inventories say.
  const inventory: readonly Rank[] = ['group', 'host'];
  const chosen = found.filter(({ rank }) =>
    inventory.includes(strongest) ? inventory.includes(rank) : rank === strongest,
  );
  const rest = inventory.includes(strongest) ? uncovered(context, found, chosen) : [];
  return asEnvironments(
    [...chosen, ...rest].map(({ version, at, environment }) => ({ version, at, environment })),
  );
}

/** Inventories that say nothing of it take the role's default. */
function uncovered(
  { tree }: DetectContext,
  found: readonly Definition[],
  chosen: readonly Definition[],
): readonly Definition[] {
  const fallback = found.find(({ rank }) => rank === 'defaults');
  if (!fallback || chosen.some(({ environment }) => environment === '')) return [];
  const covered = new Set(chosen.map(({ environment }) => environment.split('/')[0]));
  const inventories = new Set(tree.paths.flatMap(path => INVENTORY.exec(path)?.[1] ?? []));
  return [...inventories]
    .filter(name => !covered.has(name))
    .sort()
    .map(environment => ({ ...fallback, environment }));
}

const INVENTORY = /(?:^|\/)(?:inventor(?:y|ies)|environments?|envs?)\/([^/]+)\//i;

/** `roles/istio/tasks/main.yml` */
function roleOf(file: string): string | undefined {
  return /(?:^|\/)roles\/([^/]+)\//.exec(file)?.[1];
}

async function isPlaybook(context: DetectContext, file: string): Promise<boolean> {
  if (!/\.ya?ml$/i.test(file)) return false;
  const { documents } = await context.yaml(file);
  return documents.some(({ data }) => playsOf(data).length > 0);
}

function playsOf(data: Positioned): readonly Positioned[] {
  if (!Array.isArray(data.value)) return [];
  return data.value.flatMap((play: unknown, index) =>
    isRecord(play) && Object.hasOwn(play, 'hosts') ? [data.at([index])] : [],
  );
}

/** One where all say the same; what is for all of them only where nothing else is said. */
function asEnvironments(values: readonly AnsibleValue[]): readonly AnsibleValue[] {
  const own = values.filter(({ environment }) => environment !== '');
  const counted = own.length > 0 && values.length > own.length ? values : own.length > 0 ? own : values;
  const [first] = counted;
  if (!first) return [];
  if (counted.every(({ version }) => version === first.version)) return [{ ...first, environment: '' }];
  return [...new Map(counted.map(one => [one.environment, one])).values()];
}

async function definitions(
  context: DetectContext,
  name: string,
  file: string,
  role: string | undefined,
  step: number,
): Promise<readonly Definition[]> {
  const found: Definition[] = [];
  const path = name.split('.');
  async function add(rank: Rank, environment: string, data: Positioned, base: DataPath): Promise<void> {
    const version = stringAt(data.value, [...base, ...path]);
    if (version === undefined) return;
    const at = { file: data.file, line: data.lineOf([...base, ...path]) };
    const other = /^\{\{\s*([\w.]+)\s*\}\}$/.exec(version)?.[1];
    if (other !== undefined && other !== name && step < MAX_STEPS) {
      for (const one of await definitions(context, other, file, role, step + 1))
        found.push({ ...one, rank, environment: one.environment || environment });
      return;
    }
    if (/^v?\d+\.\d+\.\d+/.test(version))
      found.push({ version: version.replace(/^v/, ''), at, rank, environment });
  }
  for (const candidate of context.candidates) {
    if (isSetAside(candidate)) continue;
    if (step === 0) found.push(...(await extraVariables(context, candidate, name)));
    if (!/\.ya?ml$/i.test(candidate)) continue;
    const home = homeOf(candidate, role);
    if (home) {
      for (const { data } of (await context.yaml(candidate)).documents)
        await add(home.rank, home.environment, data, []);
      continue;
    }
    if (roleOf(candidate) !== undefined) continue;
    const { documents } = await context.yaml(candidate);
    const plays = documents.flatMap(({ data }) => playsOf(data));
    const environment = plays.length > 0 ? stemOf(candidate) : '';
    for (const play of plays) {
      const uses = role === undefined ? [] : usesOf(play, role);
      if (role === undefined ? candidate !== file : uses.length === 0) continue;
      await add('play', environment, play, ['vars']);
      for (const named of listAt(play.value, ['vars_files'])) {
        const target = typeof named === 'string' ? resolveInTree(folderOf(candidate), named) : undefined;
        if (target === undefined || !context.tree.has(target)) continue;
        for (const { data } of (await context.yaml(target)).documents)
          await add('files', environment, data, []);
      }
      for (const use of uses) {
        await add('parameters', environment, play, use);
        await add('parameters', environment, play, [...use, 'vars']);
      }
    }
  }
  return found;
}

/** Where a role or an inventory keeps its variables, and whose they are. */
function homeOf(
  file: string,
  role: string | undefined,
): { readonly rank: Rank; readonly environment: string } | undefined {
  const own = /(?:^|\/)roles\/([^/]+)\/(defaults|vars)\//.exec(file);
  if (own)
    return own[1] === role ? { rank: own[2] === 'vars' ? 'role' : 'defaults', environment: '' } : undefined;
  const kept = /^(?:(.*)\/)?(group|host)_vars\/([^/]+?)(?:\.ya?ml$|\/)/i.exec(file);
  if (!kept) return undefined;
  const [, root = '', kind, name = ''] = kept;
  const inventory = INVENTORY.exec(`${root}/`)?.[1] ?? '';
  const whose = name.toLowerCase() === 'all' ? '' : name;
  return {
    rank: kind?.toLowerCase() === 'host' ? 'host' : 'group',
    environment: [inventory, whose].filter(part => part !== '').join('/'),
  };
}

/** Where a play names a role: as an entry of its `roles`, or by a task. */
function usesOf(play: Positioned, role: string): readonly DataPath[] {
  const found: DataPath[] = [];
  for (const [index, entry] of listAt(play.value, ['roles']).entries()) {
    const name = typeof entry === 'string' ? entry : (stringAt(entry, ['role']) ?? stringAt(entry, ['name']));
    if (name?.split('/').at(-1) === role) found.push(['roles', index]);
  }
  const pending: DataPath[] = [['pre_tasks'], ['tasks'], ['post_tasks']];
  for (let path = pending.pop(); path; path = pending.pop()) {
    for (const [index, task] of listAt(play.value, path).entries()) {
      const own = [...path, index];
      for (const block of ['block', 'rescue', 'always'])
        if (Array.isArray(valueAt(task, [block])) && own.length < MAX_DEPTH) pending.push([...own, block]);
      const names = INCLUDES.map(key => stringAt(task, [key, 'name']));
      if (names.some(name => name?.split('/').at(-1) === role)) found.push(own);
    }
  }
  return found;
}

/** Blocks nest no deeper. */
const MAX_DEPTH = 12;
const INCLUDES = [
  'include_role',
  'import_role',
  'ansible.builtin.include_role',
  'ansible.builtin.import_role',
];

/** `ansible-playbook … -e istio_version=1.22.2` */
async function extraVariables(
  context: DetectContext,
  file: string,
  name: string,
): Promise<readonly Definition[]> {
  const text = await context.text(file);
  if (text === undefined || !/ansible-playbook/.test(text) || !/^\w+$/.test(name)) return [];
  const given = new RegExp(
    `ansible-playbook\\b.*?(?:\\s-e|--extra-vars)[ =]["']?(?:[^"'\\n]*\\s)?${name}=["']?v?(\\d+\\.\\d+\\.\\d+[\\w.+-]*)`,
  );
  return text.split('\n').flatMap((line, index) => {
    const version = /^\s*#/.test(line) ? undefined : given.exec(line)?.[1];
    return version === undefined
      ? []
      : [{ version, at: { file, line: index + 1 }, rank: 'extra' as const, environment: '' }];
  });
}

/** `prod` of `playbooks/prod.yml` */
function stemOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/i, '');
}
