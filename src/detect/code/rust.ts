/** Modules of Rust that a file names: `mod versions;`, `use crate::versions::ISTIO`. Source: https://doc.rust-lang.org/reference/items/modules.html */
import type { DetectContext } from '../detector.js';
import { ancestors, inFolder } from '../tree-path.js';

/** More modules than a file names. */
const MAX_MODULES = 100;
const NAMED = /\bmod\s{1,9}(\w{1,80})\s{0,9};|\b(?:crate|super|self)::(?:\w{1,80}::){0,3}?(\w{1,80})\b/g;

/** Their files, beside it or in folders above, up to that of the crate. */
export function rustModules({ tree }: DetectContext, path: string, text: string): readonly string[] {
  const names = new Set<string>();
  for (const [, declared, used] of text.matchAll(NAMED))
    if (names.add(declared ?? used ?? '').size > MAX_MODULES) break;
  const folders = [path.replace(/\.rs$/, ''), ...ancestors(path)];
  const root = folders.findIndex(folder => tree.has(inFolder(folder, 'Cargo.toml')));
  const within = root < 0 ? folders.slice(0, 2) : folders.slice(0, root);
  return [...names].flatMap(name => {
    const files = within.flatMap(folder => [
      inFolder(folder, `${name}.rs`),
      inFolder(folder, `${name}/mod.rs`),
    ]);
    return files.find(file => file !== path && tree.has(file)) ?? [];
  });
}
