/** Environment variables that a release registers: name, type, default, and which process reads them. */
import { evaluate, functionScope, type GoPackage, type Local, type Scope } from './go/evaluate.js';
import {
  type GoFolders,
  goFolders,
  type LinkedPackage,
  type Program,
  type ProgramLoader,
} from './go/program.js';
import { reachable } from './go/reach.js';
import type { GoFile, Registration } from './go/syntax.js';
import { convert, spell, type Value } from './go/value.js';
import { ownerOf, type Process, processes } from './processes.js';
import type { SettingAt } from './ranges.js';
import type { ReleaseSource } from './source.js';

/** One registration, or one read without, as one process sees it. */
interface Found {
  readonly kind: 'env' | 'envRead';
  readonly name: string;
  readonly type: string;
  readonly default: string;
  readonly folder: string;
  readonly isReached: boolean;
}

/**
 * All variables of a release: those registered (`env`), and those that are only read (`envRead`).
 *
 * A variable counts for each process that can reach the declaration holding its registration. One that no process
 * can reach (registered, never looked at) counts for those that link it, its own folder's process first.
 */
export async function readEnvironment(
  loader: ProgramLoader,
  release: ReleaseSource,
): Promise<readonly SettingAt[]> {
  const folders = goFolders(release.entries);
  const byProcess = new Map<Process, readonly Found[]>();
  for (const process of processes)
    byProcess.set(process, await readProcess(loader, folders, process, release));
  const reachedNames = new Set(
    [...byProcess.values()]
      .flat()
      .filter(found => found.isReached)
      .map(found => registrationKey(found)),
  );
  const settings = new Map<string, SettingAt>();
  for (const [process, found] of byProcess) {
    for (const variable of found) {
      const counts =
        variable.isReached || (!reachedNames.has(registrationKey(variable)) && belongs(variable, process));
      if (!counts) continue;
      const key = `${variable.name} ${process.component}`;
      const known = settings.get(key);
      if (known !== undefined && !saysMore(variable, known)) continue;
      const { kind, name, type, default: value } = variable;
      settings.set(key, { kind, name, component: process.component, type, default: value });
    }
  }
  return [...settings.values()];
}

/** Read in two places: a registration says more than a bare read, a default more than none. */
function saysMore(variable: Found, known: SettingAt): boolean {
  if (variable.kind !== known.kind) return variable.kind === 'env';
  return known.default === '' && variable.default !== '';
}

function registrationKey(found: Found): string {
  return `${found.folder} ${found.name}`;
}

/** Folders say whose an unreached registration is, as far as they can. */
function belongs(variable: Found, process: Process): boolean {
  const owner = ownerOf(variable.folder);
  return owner === undefined ? process.ownOnly !== true : owner === process.component;
}

async function readProcess(
  loader: ProgramLoader,
  folders: GoFolders,
  process: Process,
  release: ReleaseSource,
): Promise<readonly Found[]> {
  const mains = process.mains.filter(folder => folders.has(folder));
  if (mains.length === 0) return [];
  const program = await loader.load(folders, mains, new Set(process.tags));
  const reached = reachable(program, {
    isOwn: folder => process.own.test(folder),
    isIdle: folder => process.idle?.test(folder) === true,
  });
  const found: Found[] = [];
  for (const owner of [...program.packages.values()].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    for (const entry of folders.get(owner.folder) ?? []) release.note(entry);
    if (process.ownOnly === true && !process.own.test(owner.folder)) continue;
    for (const file of owner.files) {
      for (const registration of file.registrations) {
        found.push(...readRegistration(registration, owner, file, program, reached, release));
      }
    }
  }
  return found;
}

function readRegistration(
  registration: Registration,
  owner: LinkedPackage,
  file: GoFile,
  program: Program,
  reached: ReadonlySet<string>,
  release: ReleaseSource,
): readonly Found[] {
  const found: Found[] = [];
  for (const { scope, root } of instances(owner, file, registration.owner, program, 0)) {
    const name = evaluate(registration.name, scope);
    if (name?.type !== 'string' || name.value === '') continue;
    const value = registration.value === undefined ? undefined : evaluate(registration.value, scope);
    const kind = registration.value === undefined ? 'envRead' : 'env';
    const type = registeredType(registration, value);
    if (kind === 'env' && value === undefined)
      release.report(`${owner.folder}:${registration.line}: default of ${name.value} can't be worked out`);
    found.push({
      kind,
      name: name.value,
      type,
      default: value === undefined ? '' : spell(convert(value, goTypes[type] ?? type)),
      folder: owner.folder,
      isReached: reached.has(`${owner.path} ${root}`),
    });
  }
  return found;
}

const methodTypes: Readonly<Record<string, string>> = {
  RegisterStringVar: 'string',
  RegisterBoolVar: 'bool',
  RegisterIntVar: 'int',
  RegisterFloatVar: 'float',
  RegisterDurationVar: 'duration',
};

const goTypes: Readonly<Record<string, string>> = {
  float: 'float64',
  duration: 'time.Duration',
  int: 'int64',
};

function registeredType(registration: Registration, value: Value | undefined): string {
  const declared = methodTypes[registration.method];
  if (declared !== undefined) return declared;
  const argument = registration.typeArgument;
  if (argument === undefined) return value?.type ?? 'string';
  if (argument === 'time.Duration') return 'duration';
  return argument.replace(/\d+$/, '');
}

/** The scopes in which a declaration's body runs: one for each call, where it is a function with parameters. */
function instances(
  owner: GoPackage,
  file: GoFile,
  declaration: string,
  program: Program,
  depth: number,
): readonly { readonly scope: Scope; readonly root: string }[] {
  const { find } = program;
  const plain: Scope = { package: owner, file, find };
  const found = owner.functions.get(declaration);
  if (found === undefined) return [{ scope: plain, root: declaration }];
  const { body } = found;
  if (body.parameters.length === 0 || depth > 4) {
    return [{ scope: functionScope(owner, file, body, find), root: declaration }];
  }
  const callers = owner.files.flatMap(caller =>
    caller.calls.filter(call => call.callee === declaration).map(call => ({ caller, call })),
  );
  if (callers.length === 0) return [{ scope: functionScope(owner, file, body, find), root: declaration }];
  return callers.flatMap(({ caller, call }) =>
    instances(owner, caller, call.owner, program, depth + 1).map(({ scope, root }) => {
      const args = call.args.map((value): Local => ({ value, scope }));
      return { scope: functionScope(owner, file, body, find, args), root };
    }),
  );
}
