/** A tree without the paths that the policy leaves out. */
import picomatch from 'picomatch';
import type { Tree } from '../model.js';

/** The tree itself where nothing is left out. */
export function withoutPaths(tree: Tree, patterns: readonly string[]): Tree {
  if (patterns.length === 0) return tree;
  const isIgnored = picomatch([...patterns], { dot: true });
  const keep = (path: string): boolean => !isIgnored(path);
  const paths = tree.paths.filter(keep);
  const kept = new Set(paths);
  return {
    name: tree.name,
    paths,
    // Reading a tree adds to its problems: they are looked at when asked for.
    get problems() {
      return tree.problems.filter(({ file }) => file === undefined || keep(file));
    },
    ...(tree.deadLinks ? { deadLinks: tree.deadLinks.filter(keep) } : {}),
    has: path => kept.has(path),
    below: folder => tree.below(folder).filter(keep),
    read: path =>
      isIgnored(path) ? Promise.resolve({ ok: false, why: 'left out by ignore-paths' }) : tree.read(path),
    realPath: path => {
      const real = tree.realPath?.(path) ?? path;
      return isIgnored(real) ? path : real;
    },
    contentHash: async path => (isIgnored(path) ? undefined : tree.contentHash?.(path)),
    bytes: async path => (isIgnored(path) ? undefined : tree.bytes?.(path)),
    mentionsMesh: async () => (await tree.mentionsMesh?.()) ?? true,
    declaring: async () => (await tree.declaring?.())?.filter(keep),
    contentId: path => (isIgnored(path) ? undefined : tree.contentId?.(path)),
    code: async () => (await tree.code?.())?.filter(keep),
    candidates: async () => (await tree.candidates()).filter(keep),
  };
}
