/** The packages of a release that a binary links, loaded by following imports from its `main`. */
import { posix } from 'node:path';
import type { TreeEntry } from '../git.js';
import type { FindPackage, GoPackage } from './evaluate.js';
import type { Declaration, GoFile } from './syntax.js';

/** A package with what its declarations refer to. */
export interface LinkedPackage extends GoPackage {
  /** folder in the repository */
  readonly folder: string;
  /** a name may be declared once per build variant */
  readonly declarations: ReadonlyMap<string, readonly Declaration[]>;
  /** type -> its methods' ids */
  readonly methods: ReadonlyMap<string, readonly string[]>;
  readonly imports: readonly string[];
}

/** The packages that one binary links. */
export interface Program {
  readonly packages: ReadonlyMap<string, LinkedPackage>;
  readonly find: FindPackage;
}

/** Reads and parses one Go file; undefined when it can't be read or is no Go (the reader reports that). */
export type ReadGoFile = (entry: TreeEntry) => Promise<GoFile | undefined>;

export const modulePath = 'istio.io/istio';

/** Loads programs of one release after another; what two releases share is built once. */
export class ProgramLoader {
  readonly #read: ReadGoFile;
  readonly #built = new Map<string, Promise<LinkedPackage | undefined>>();

  constructor(read: ReadGoFile) {
    this.#read = read;
  }

  /**
   * @param files Go files of the release by folder
   * @param folders folders of `main` packages
   * @param tags build tags that the binary is built with
   */
  async load(files: GoFolders, folders: readonly string[], tags: ReadonlySet<string>): Promise<Program> {
    const packages = new Map<string, LinkedPackage>();
    const seen = new Set(folders);
    let wave: readonly string[] = [...seen];
    while (wave.length > 0) {
      const built = await Promise.all(wave.map(folder => this.#package(folder, files, tags)));
      const next = new Set<string>();
      for (const found of built) {
        if (found === undefined) continue;
        packages.set(found.path, found);
        for (const path of found.imports) {
          const folder = path.slice(modulePath.length + 1);
          if (seen.has(folder)) continue;
          seen.add(folder);
          next.add(folder);
        }
      }
      wave = [...next];
    }
    return { packages, find: path => packages.get(path) };
  }

  #package(folder: string, files: GoFolders, tags: ReadonlySet<string>): Promise<LinkedPackage | undefined> {
    const entries = files.get(folder) ?? [];
    const key = [folder, [...tags].sort().join(), ...entries.map(entry => entry.path + entry.oid)].join('\n');
    const known = this.#built.get(key);
    if (known !== undefined) return known;
    const building = this.#build(folder, entries, tags);
    this.#built.set(key, building);
    return building;
  }

  async #build(
    folder: string,
    entries: readonly TreeEntry[],
    tags: ReadonlySet<string>,
  ): Promise<LinkedPackage | undefined> {
    const read = await Promise.all(entries.map(entry => this.#read(entry)));
    const files = read.filter(file => file !== undefined).filter(file => isBuilt(file.constraint, tags));
    return files.length === 0 ? undefined : merge(folder, files);
  }
}

/** Go files (tests and other systems' files left out) by folder. */
export type GoFolders = ReadonlyMap<string, readonly TreeEntry[]>;

const otherSystems = /_(windows|darwin|freebsd|js|wasm|arm|arm64|s390x|ppc64le|riscv64|test)\.go$/;

export function goFolders(entries: readonly TreeEntry[]): GoFolders {
  const folders = new Map<string, TreeEntry[]>();
  for (const entry of entries) {
    if (!entry.path.endsWith('.go') || otherSystems.test(entry.path)) continue;
    const folder = posix.dirname(entry.path);
    const files = folders.get(folder);
    if (files === undefined) folders.set(folder, [entry]);
    else files.push(entry);
  }
  return folders;
}

const alwaysSet: ReadonlySet<string> = new Set(['linux', 'amd64', 'unix', 'gc']);

/** Whether a `//go:build` line admits a file: `&&`, `||`, `!` and brackets over tags. */
function isBuilt(constraint: string | undefined, tags: ReadonlySet<string>): boolean {
  if (constraint === undefined) return true;
  const tokens = constraint.match(/&&|\|\||[!()]|[^\s!()&|]+/g) ?? [];
  let position = 0;
  const isSet = (tag: string): boolean => tags.has(tag) || alwaysSet.has(tag) || /^go1\./.test(tag);
  function either(): boolean {
    let result = both();
    while (tokens[position] === '||') {
      position += 1;
      result = both() || result;
    }
    return result;
  }
  function both(): boolean {
    let result = one();
    while (tokens[position] === '&&') {
      position += 1;
      result = one() && result;
    }
    return result;
  }
  function one(): boolean {
    const token = tokens[position++];
    if (token === '!') return !one();
    if (token !== '(') return token !== undefined && isSet(token);
    const inner = either();
    position += 1;
    return inner;
  }
  return either();
}

function merge(folder: string, files: readonly GoFile[]): LinkedPackage {
  const values: Map<string, { binding: GoFile['values'][number]; file: GoFile }> = new Map();
  const functions: Map<string, { body: GoFile['functions'][number]; file: GoFile }> = new Map();
  const declarations = new Map<string, Declaration[]>();
  const methods = new Map<string, string[]>();
  const types = new Set<string>();
  const imports = new Set<string>();
  for (const file of files) {
    for (const binding of file.values) values.set(binding.name, { binding, file });
    for (const body of file.functions) functions.set(body.name, { body, file });
    for (const path of file.imports.values()) if (path.startsWith(`${modulePath}/`)) imports.add(path);
    for (const declaration of file.declarations) {
      append(declarations, declaration.id, declaration);
      if (declaration.kind === 'type') types.add(declaration.id);
      if (declaration.kind === 'method') {
        append(methods, declaration.id.slice(0, declaration.id.indexOf('.')), declaration.id);
      }
    }
  }
  const path = `${modulePath}/${folder}`;
  return {
    path,
    folder,
    files,
    values,
    functions,
    declarations,
    methods,
    types,
    imports: [...imports].sort(),
  };
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
