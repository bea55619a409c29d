/**
 * Which declarations a binary can run. A binary links far more than it uses: the proxy's agent links most of istiod's
 * model, and with it dozens of variables that it never looks at.
 */
import type { LinkedPackage, Program } from './program.js';

/** Which packages a binary makes its own, and which it only carries along. */
export interface Borders {
  /**
   * All methods of a type count as soon as the type does, since other modules call them through interfaces. In other
   * packages a method counts once own code selects its name.
   */
  isOwn(folder: string): boolean;
  /** Nothing of the package counts. */
  isIdle(folder: string): boolean;
}

/**
 * Everything that can be reached from `main` and `init` functions by references between declarations.
 * The result holds `PACKAGE-PATH DECLARATION-ID`.
 */
export function reachable(program: Program, borders: Borders): ReadonlySet<string> {
  const reached = new Set<string>();
  const selected = new Set<string>();
  const waiting = new Map<string, (readonly [LinkedPackage, string])[]>();
  const work: (readonly [LinkedPackage, string])[] = [];

  const enqueue = (owner: LinkedPackage, id: string): void => {
    const key = `${owner.path} ${id}`;
    if (reached.has(key) || !owner.declarations.has(id) || borders.isIdle(owner.folder)) return;
    reached.add(key);
    work.push([owner, id]);
  };
  const select = (name: string): void => {
    if (selected.has(name)) return;
    selected.add(name);
    for (const [owner, id] of waiting.get(name) ?? []) enqueue(owner, id);
    waiting.delete(name);
  };
  const addMethods = (owner: LinkedPackage, type: string): void => {
    for (const id of owner.methods.get(type) ?? []) {
      const name = id.slice(type.length + 1);
      if (borders.isOwn(owner.folder) || selected.has(name)) {
        enqueue(owner, id);
        continue;
      }
      const list = waiting.get(name) ?? [];
      list.push([owner, id]);
      waiting.set(name, list);
    }
  };

  for (const owner of program.packages.values()) {
    for (const id of owner.declarations.keys()) if (isRoot(id)) enqueue(owner, id);
  }
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const [owner, id] = next;
    const isOwn = borders.isOwn(owner.folder);
    for (const declaration of owner.declarations.get(id) ?? []) {
      for (const name of declaration.names) enqueue(owner, name);
      for (const name of isOwn ? declaration.selected : []) select(name);
      for (const name of declaration.imported) {
        const space = name.lastIndexOf(' ');
        const target = program.packages.get(name.slice(0, space));
        if (target !== undefined) enqueue(target, name.slice(space + 1));
      }
      if (declaration.kind === 'type') addMethods(owner, declaration.id);
    }
  }
  return reached;
}

/** Packages other than `main` have no `main`; `init` functions carry a number. */
function isRoot(id: string): boolean {
  return id === 'main' || /^init_\d+$/.test(id);
}
