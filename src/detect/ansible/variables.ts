/**
 * What a variable of Ansible holds, by the order in which Ansible lets one place outweigh another: defaults of the role,
 * variables of groups, of hosts, of plays, of the role, files that tasks include, facts that tasks set, parameters of the role,
 * the command line.
 * Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_variables.html#understanding-variable-precedence
 */
import { append } from '../../append.js';
import type { DataPath, Position, Positioned } from '../../model.js';
import { positionedAt, valueAt } from '../../yaml/positioned.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { baseName, folderOf, inFolder, isWithin } from '../tree-path.js';
import { broughtRoles, rolesOfPlay } from './brought-roles.js';
import { combinedIn } from './combined.js';
import {
  type AnsibleValue,
  asEnvironments,
  asOne,
  type Definition,
  RANKS,
  type Rank,
} from './definitions.js';
import { expressed, type Piece } from './expressions.js';
import { givenIn } from './given.js';
import { type IncludedFile, includedVariables } from './included-variables.js';
import {
  type AnsiblePlaces,
  ansiblePlaces,
  type Fact,
  type Play,
  roleOf,
  stemOf,
  usesOf,
  type VariablesFile,
} from './places.js';

/**
 * @param file the role's or the playbook's file that names the variable
 * @returns one value for every environment, or one for each that differs; none where no place of Ansible's gives one
 */
export async function ansibleValues(
  context: DetectContext,
  name: string,
  file: string,
): Promise<readonly AnsibleValue[]> {
  return asOne((await scopeOf(context, file))?.values(name) ?? []);
}

/** The same, with one for each inventory even where all say the same: each has a line of its own that somebody changes. */
export async function ansibleEnvironments(
  context: DetectContext,
  name: string,
  file: string,
): Promise<readonly AnsibleValue[]> {
  return (await scopeOf(context, file))?.values(name) ?? [];
}

/**
 * What a text comes to that is put together out of variables, in each environment.
 * @param at where the text stands: in a file of a role, or in a playbook
 * @returns none where that is not read, or nobody says what a part of it is
 */
export async function ansibleExpression(
  context: DetectContext,
  text: string,
  at: Position,
): Promise<readonly AnsibleValue[]> {
  const scope = text.includes('{{') ? await scopeOf(context, at.file) : undefined;
  return asOne((scope && expressed(text, at, name => scope.values(name)))?.map(asValue) ?? []);
}

/** What a variable holds, whatever it is, where one place alone gives it. */
export async function ansibleData(
  context: DetectContext,
  name: string,
  file: string,
): Promise<Positioned | undefined> {
  const [only, ...others] = (await scopeOf(context, file))?.places(name) ?? [];
  return others.length === 0 ? only : undefined;
}

async function scopeOf(context: DetectContext, file: string): Promise<Scope | undefined> {
  const places = await ansiblePlaces(context);
  const role = roleOf(file);
  if (role === undefined && !places.plays.some(play => play.file === file)) return undefined;
  const scopes = await scopesOf(context);
  const key = role ?? file;
  const scope =
    scopes.get(key) ??
    new Scope(places, file, role, isPublished(context, role), await broughtTo(context, role));
  scopes.set(key, scope);
  return scope;
}

/**
 * Others take a collection's roles with what they hold by themselves, whatever its own playbooks give them.
 * Source: https://docs.ansible.com/ansible/latest/dev_guide/developing_collections_structure.html
 */
function isPublished({ tree }: DetectContext, role: string | undefined): boolean {
  return role !== undefined && tree.has(inFolder(folderOf(folderOf(role)), 'galaxy.yml'));
}

/** What reaches a role from elsewhere than its own folder and the plays that use it. */
interface Brought {
  /** Folders of roles whose variables it sees. */
  readonly roles: readonly string[];
  /** Files that its tasks, or those of these roles, include. */
  readonly included: readonly IncludedFile[];
  /** Folders of the roles of each play. */
  readonly ofPlay: ReadonlyMap<Play, readonly string[]>;
}

async function broughtTo(context: DetectContext, role: string | undefined): Promise<Brought> {
  const roles = role === undefined ? [] : await broughtRoles(context, role);
  const included: IncludedFile[] = [];
  for (const one of role === undefined ? [] : [role, ...roles])
    append(included, await includedVariables(context, one));
  const ofPlay = new Map<Play, readonly string[]>();
  for (const play of (await ansiblePlaces(context)).plays)
    ofPlay.set(play, await rolesOfPlay(context, play.data));
  return { roles, included, ofPlay };
}

/** One for each role and each playbook that asks. */
const scopesOf = oncePerTree(async () => new Map<string, Scope>());

/** More names than one stands for in the end. */
const MAX_STEPS = 50;
/** More keys within each other, and more mappings, than people put together. */
const MAX_KEYS = 4;
const MAX_OPERANDS = 5;

/** A use of the role by a play; for variables that a playbook itself names, the play alone. */
interface Use {
  readonly play: Play;
  readonly paths: readonly DataPath[];
}

/** The variables as one role, or one playbook, sees them. */
class Scope {
  private readonly known = new Map<string, readonly AnsibleValue[]>();
  private readonly uses: readonly Use[];
  private readonly inventories: readonly string[];

  constructor(
    private readonly tree: AnsiblePlaces,
    file: string,
    private readonly role: string | undefined,
    private readonly isPublished: boolean,
    private readonly brought: Brought,
  ) {
    this.uses = tree.plays.flatMap(play => {
      const paths = role === undefined ? [] : usesOf(play.data, role);
      return (role === undefined ? play.file === file : paths.length > 0) ? [{ play, paths }] : [];
    });
    const project = role === undefined ? folderOf(file) : folderOf(folderOf(role));
    const near = tree.inventories.filter(home => isWithin(project, home));
    this.inventories = near.length > 0 ? near : tree.inventories;
  }

  values(name: string, step = 0): readonly AnsibleValue[] {
    const known = this.known.get(name);
    if (known) return known;
    // Until then what stands for itself has no value.
    this.known.set(name, []);
    const values = asEnvironments(this.decide(this.definitions(name, step), RANKS));
    this.known.set(name, values);
    return values;
  }

  /** All that is said of a name, in whatever place; a command line counts as one that nobody can read. */
  places(name: string): readonly Positioned[] {
    const path = name.split('.');
    const found = this.uses.flatMap(({ play, paths }) => [
      play.data.at(['vars', ...path]),
      ...play.files.map(({ data }) => data.at(path)),
      ...paths.flatMap(use => [play.data.at([...use, ...path]), play.data.at([...use, 'vars', ...path])]),
    ]);
    for (const { kind, home, data } of this.tree.variables.get(path[0] ?? '') ?? [])
      if (
        kind === 'group' || kind === 'host'
          ? this.inventories.includes(home)
          : home === this.role || this.brought.roles.includes(home)
      )
        found.push(data.at(path));
    for (const { data } of this.brought.included) found.push(data.at(path));
    for (const { data } of this.factsOf(path[0] ?? '')) found.push(data.at(path));
    for (const { variables } of this.tree.jobs) found.push(variables.at(path));
    const commands = this.extra(name).map(({ at, text }) => positionedAt(at.file, at.line, text));
    return [...found.filter(({ value }) => value !== undefined && value !== null), ...commands];
  }

  /** The strongest rank; where that is not for all, what remains takes the next. */
  private decide(found: readonly Definition[], [rank, ...weaker]: readonly Rank[]): readonly Definition[] {
    if (rank === undefined) return [];
    const own = found.filter(one => one.rank === rank);
    if (own.length === 0) return this.decide(found, weaker);
    if (own.some(({ environment }) => environment === '')) return own;
    const open = this.uncovered(rank, own);
    if (open.length === 0) return own;
    const rest = this.decide(found, weaker);
    const shared = rest.filter(({ environment }) => environment === '');
    const others = rest.filter(({ environment }) => environment !== '');
    return [...own, ...others, ...open.flatMap(environment => shared.map(one => ({ ...one, environment })))];
  }

  /** Environments that a rank says nothing of, where it says something of others; '' for what has no name. */
  private uncovered(rank: Rank, own: readonly Definition[]): readonly string[] {
    const playbooks = new Set(own.map(({ playbook }) => playbook));
    if (!playbooks.has(undefined)) {
      const others = this.uses.filter(({ play }) => !playbooks.has(play.file));
      const mayBeUsed = this.isPublished || this.uses.some(({ play }) => play.isQuiet);
      const elsewhere = mayBeUsed && this.role !== undefined ? [`role ${baseName(this.role)}`] : [];
      return [...new Set([...others.map(({ play }) => stemOf(play.file)), ...elsewhere])];
    }
    const covered = new Set(own.map(({ environment }) => environment));
    if (rank !== 'inventory') return covered.size > 1 ? [] : [''];
    const named = this.inventories.map(home => this.inventoryName(home)).filter(name => name !== '');
    const inventories = new Set([...covered].map(environment => environment.split('/')[0]));
    if (named.length > 0) return named.filter(name => !inventories.has(name));
    // One group that says something: the plays may be for nothing but that group.
    const isWhole = this.uses.some(({ play }) => covered.has(stringAt(play.data.value, ['hosts']) ?? ''));
    return covered.size > 1 || isWhole ? [] : [''];
  }

  /** '' where a tree has one inventory. */
  private inventoryName(home: string): string {
    return this.inventories.length < 2 && !/(?:^|\/)(?:inventor(?:y|ies)|environments?|envs?)\//i.test(home)
      ? ''
      : this.inventories.some(other => other !== home && baseName(other) === baseName(home))
        ? home
        : baseName(home);
  }

  private definitions(name: string, step: number): readonly Definition[] {
    const path = name.split('.');
    // Of the files that one role or one group has, the last counts.
    const files = new Map<string, readonly Definition[]>();
    for (const file of this.tree.variables.get(path[0] ?? '') ?? []) {
      const found = this.ofFile(file, path, step);
      if (found.length > 0) files.set(`${file.kind} ${file.name} ${file.home}`, found);
    }
    for (const { name: other, data } of this.brought.included) {
      const found = this.read('included', other, data, path, step);
      if (found.length > 0) files.set(`included ${data.file}`, found);
    }
    return [
      ...this.extra(name),
      ...this.ofOthers(path, step),
      ...this.ofJobs(path, step),
      ...this.factsOf(path[0] ?? '').flatMap(fact => this.ofFact(fact, path, step)),
      ...this.uses.flatMap(use => this.ofPlay(use, path, step)),
      ...[...files.values()].flat(),
    ];
  }

  private ofFile(file: VariablesFile, path: DataPath, step: number): readonly Definition[] {
    const { kind, home, name, data } = file;
    if (kind === 'group' || kind === 'host') {
      if (!this.inventories.includes(home)) return [];
      const parts = [this.inventoryName(home), name].filter(part => part !== '');
      const found = this.read('inventory', parts.join('/'), data, path, step);
      return found.map(one => ({ ...one, inventory: this.inventoryName(home) }));
    }
    if (home !== this.role) return [];
    return this.read(kind, name, data, path, step);
  }

  /** Of other roles whose variables are seen: of those that the role brings itself, else of those that a play has beside it. */
  private ofOthers(path: DataPath, step: number): readonly Definition[] {
    const own = [...OF_OTHERS].flatMap(([kind, rank]) =>
      this.ofRoles(kind, this.brought.roles, rank, '', path, step),
    );
    if (own.length > 0) return own;
    return this.uses.flatMap(({ play }) => {
      const others = (this.brought.ofPlay.get(play) ?? []).filter(home => home !== this.role);
      // They count where nobody else says it: another play may go without them.
      const [found = []] = [...OF_OTHERS.keys()]
        .map(kind => this.ofRoles(kind, others, 'other defaults', stemOf(play.file), path, step))
        .filter(all => all.length > 0);
      return found.map(one => ({ ...one, playbook: play.file }));
    });
  }

  private ofRoles(
    kind: VariablesFile['kind'],
    homes: readonly string[],
    rank: Rank,
    environment: string,
    path: DataPath,
    step: number,
  ): readonly Definition[] {
    return (this.tree.variables.get(String(path[0])) ?? []).flatMap(file =>
      file.kind === kind && homes.includes(file.home)
        ? this.read(rank, environment, file.data, path, step)
        : [],
    );
  }

  /** What is set in some runs only leaves open what the others have. */
  private ofFact({ data, isConditional }: Fact, path: DataPath, step: number): readonly Definition[] {
    const found = this.read('facts', '', data, path, step);
    return isConditional
      ? found.map(one => (one.rank === 'fallback' ? one : { ...one, version: null }))
      : found;
  }

  /** Those that the role's own tasks, or plays that use it, set. */
  private factsOf(name: string): readonly Fact[] {
    return (this.tree.facts.get(name) ?? []).filter(({ file }) => {
      const owner = roleOf(file);
      return owner === undefined ? this.uses.some(({ play }) => play.file === file) : owner === this.role;
    });
  }

  private ofPlay({ play, paths }: Use, path: DataPath, step: number): readonly Definition[] {
    const environment = stemOf(play.file);
    const own = paths.flatMap(use => [
      [...use, ...path],
      [...use, 'vars', ...path],
    ]);
    return [
      ...this.read('play', environment, play.data, ['vars', ...path], step),
      ...this.ofFiles(play, environment, path, step),
      ...own.flatMap(place => this.read('parameters', environment, play.data, place, step)),
    ].map(found => ({ ...found, playbook: play.file }));
  }

  /** Of `vars_files`: what comes later counts, and what is named by something that is filled in counts for each that it may be. */
  private ofFiles(play: Play, environment: string, path: DataPath, step: number): readonly Definition[] {
    const plain = new Set(play.files.flatMap(({ name, data }) => (name === '' ? [data.file] : [])));
    const named = new Map<string, readonly Definition[]>();
    let shared: readonly Definition[] = [];
    for (const { name, data } of play.files) {
      const found = this.read('files', name || environment, data, path, step);
      if (name === '') {
        if (found.length === 0) continue;
        shared = found;
        named.clear();
      } else if (!plain.has(data.file)) {
        const before = named.get(name) ?? shared.map(one => ({ ...one, environment: name }));
        named.set(name, found.length > 0 ? found : before);
      }
    }
    const each = [...named.values()].flat();
    return each.length > 0 ? each : shared;
  }

  /** What a place says; what another name stands for there is what that one is in the same environment. */
  private read(
    rank: Rank,
    environment: string,
    data: Positioned,
    path: DataPath,
    step: number,
  ): readonly Definition[] {
    const value = valueAt(data.value, path);
    if (value === undefined || value === null) return this.combined(rank, environment, data, path, step);
    const text = typeof value === 'string' ? value.trim() : (JSON.stringify(value) ?? '');
    const at = { file: data.file, line: data.lineOf(path) };
    const [, other, fallback] = ALIAS.exec(text) ?? [];
    if (other === undefined) {
      const pieces =
        typeof value === 'string' && step < MAX_STEPS
          ? expressed(text, at, one => fittingIn(this.values(one, step + 1), rank, environment))
          : undefined;
      if (pieces && pieces.length > 0)
        return pieces.map(piece => ({
          ...asValue(piece),
          rank,
          environment: piece.environment || environment,
        }));
      const isScalar = typeof value === 'number' || typeof value === 'boolean';
      const own = typeof value === 'object' ? { data: data.at(path) } : isScalar ? { scalar: value } : {};
      return [{ rank, environment, version: versionOf(text), text: shown(text), at, ...own }];
    }
    const values = step < MAX_STEPS ? this.values(other, step + 1) : [];
    if (values.length === 0)
      return [{ rank, environment, version: versionOf(fallback ?? ''), text: shown(fallback ?? text), at }];
    const fitting = fittingIn(values, rank, environment);
    if (fitting.length === 0) return [{ rank, environment, version: null, text: shown(text), at }];
    return fitting.map(one => ({ ...one, rank, environment: one.environment || environment }));
  }

  /** A key of a mapping that is put together out of others: the last that has it counts, whoever gives that. */
  private combined(
    rank: Rank,
    environment: string,
    data: Positioned,
    path: DataPath,
    step: number,
  ): readonly Definition[] {
    const length = path.findIndex(
      (_, index) => typeof valueAt(data.value, path.slice(0, index)) === 'string',
    );
    const place = path.slice(0, Math.max(length, 0));
    const text = stringAt(data.value, place) ?? '';
    if (length < 1 || !text.includes('{{')) return [];
    const at = { file: data.file, line: data.lineOf(place) };
    const open: Definition = { rank, environment, version: null, text: shown(text), at };
    const found = step < MAX_STEPS ? combinedIn(text) : undefined;
    if (!found) return [open];
    const rest = path.slice(length).map(String);
    // Mappings of each other’s parts would come to ever more names.
    if (rest.length > MAX_KEYS || found.operands.length > MAX_OPERANDS) return [open];
    const own = String(place.at(-1));
    const names = found.operands.filter(({ name }) => name !== undefined);
    if (rest.length > 1 && names.length > 1 && !found.isRecursive) return [open];
    // What the name itself is before is said in its other places, each of which outweighs what it is laid over.
    let isLaidUnder = false;
    for (const [index, { name, literal }] of [...found.operands.entries()].reverse()) {
      if (literal?.includes(rest[0] ?? '')) return [open];
      if (name === undefined) continue;
      if (name === own || name.endsWith(`.${own}`)) {
        isLaidUnder = true;
        continue;
      }
      const values = this.values([name, ...rest].join('.'), step + 1);
      if (values.length === 0) continue;
      // Others have what is said before.
      if (index > 0 && values.some(one => one.environment !== '')) return [open];
      const given = isLaidUnder ? 'fallback' : rank;
      return values.map(one => ({ ...one, rank: given, environment: one.environment || environment }));
    }
    // What it outweighs is not what is meant where the tree knows none of them.
    return isLaidUnder ? [] : [open];
  }

  /** What job templates give the playbooks that use it. */
  private ofJobs(path: DataPath, step: number): readonly Definition[] {
    const playbooks = new Set(this.uses.map(({ play }) => baseName(play.file)));
    return this.tree.jobs
      .filter(({ playbook }) => playbooks.has(playbook))
      .flatMap(({ name, variables }) => this.read('extra', name, variables, path, step));
  }

  private extra(name: string): readonly Definition[] {
    const playbooks = new Set(this.uses.map(({ play }) => baseName(play.file)));
    const known = new Set(this.tree.plays.map(({ file }) => baseName(file)));
    return this.tree.commands.flatMap(({ at, playbooks: run, given }) => {
      const isForOthers = run.some(one => known.has(one)) && !run.some(one => playbooks.has(one));
      if (isForOthers) return [];
      const text = given.map(piece => givenIn(piece, name)).findLast(one => one !== undefined);
      return text === undefined
        ? []
        : [{ rank: 'extra', environment: '', version: versionOf(text), text: shown(text), at } as const];
    });
  }
}

/** The places of a role that others see without including them, the strongest first. */
const OF_OTHERS: ReadonlyMap<VariablesFile['kind'], Rank> = new Map([
  ['role', 'other roles'],
  ['defaults', 'other defaults'],
]);

/** What a name is in an environment that something else is said of. */
function fittingIn(
  values: readonly AnsibleValue[],
  rank: Rank,
  environment: string,
): readonly AnsibleValue[] {
  const same = values.filter(one => one.environment === environment);
  // What a whole inventory says holds for its groups and hosts.
  const around = values.filter(one => environment.startsWith(`${one.environment}/`));
  const shared = around.length > 0 ? around : values.filter(one => one.environment === '');
  return same.length > 0 ? same : rank === 'inventory' && environment !== '' ? shared : values;
}

function asValue({ text, at, environment }: Piece): AnsibleValue {
  return { version: versionOf(text), text: shown(text), at, environment };
}

/** `{{ name }}` and `{{ name | default('1.22.2') }}` */
const ALIAS =
  /^\{\{\s*([A-Za-z_][\w.]*)\s*(?:\|\s*d(?:efault)?\(\s*['"]([\w.+-]+)['"]\s*(?:,\s*true\s*)?\)\s*)?\}\}$/;

function versionOf(text: string): string | null {
  return /^v?\d+\.\d+\.\d+/.test(text) ? text.replace(/^v/, '') : null;
}

function shown(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** As much of an expression as a sentence bears. */
const MAX_SHOWN = 200;
