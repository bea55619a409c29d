/** Modules of a program whose names are put together when it runs: one for each stack, say. */
import { escapeForRegExp } from '../../escape-regexp.js';
import type { DetectContext } from '../detector.js';
import { ancestors, folderOf, resolveInTree } from '../tree-path.js';
import type { CodeFile } from './blocks.js';
import { declarationOf, defaultOf } from './declared.js';
import { withoutComments } from './text.js';

/** `` require(`./stacks/${stack}`) ``, `` await import(`./stacks/${stack}.js`) `` */
const OF_SCRIPT = /\b(?:require|import)\(\s{0,9}`(\.{1,2}\/[^`\n]{1,200})`/g;
/** `import_module(f"stacks.{stack}")`, `__import__(f"stacks.{stack}")` */
const OF_PYTHON = /\b(?:import_module|__import__)\(\s{0,9}f["']([\w.{}() -]{1,200})["']/g;
const FILLED_IN = /\$?\{[^{}]{1,80}\}/;
/** More names, and more modules of one, than a program has. */
const MAX_NAMES = 20;
const MAX_FILES = 50;

/** What each of those modules says of the words that use it: its declarations of these names, else all of it. */
export async function saidByModules(
  context: DetectContext,
  { path, text }: CodeFile,
  words: ReadonlySet<string>,
): Promise<readonly (readonly [file: string, said: string])[]> {
  const found: (readonly [string, string])[] = [];
  for (const file of modulesNamed(context, path, text)) {
    const content = await context.text(file);
    if (content === undefined) continue;
    const code = { path: file, text: withoutComments(file, content) };
    const declared = [...words].flatMap(word => declarationOf(code, word) ?? []);
    for (const said of declared.length > 0 ? declared : [defaultOf(code) ?? code.text])
      found.push([file, said.replace(/\s+/g, ' ')]);
  }
  return found;
}

function modulesNamed({ tree }: DetectContext, path: string, text: string): readonly string[] {
  const isPython = path.endsWith('.py');
  const matches = [...text.matchAll(isPython ? OF_PYTHON : OF_SCRIPT)].slice(0, MAX_NAMES);
  const files = matches.flatMap(([, name = '']) => {
    const parts = (isPython ? name.replace(/\.(?![^{}]{0,80}\})/g, '/') : name).split(FILLED_IN);
    const [first = ''] = parts;
    if (parts.length < 2) return [];
    // From where the program runs, or from a folder above.
    for (const folder of isPython ? ancestors(path) : [folderOf(path)]) {
      const start = resolveInTree(folder, `./${first}x`)?.slice(0, -1);
      if (start === undefined) continue;
      const rest = parts.slice(1).map(part => escapeForRegExp(part.replace(/\.[mc]?js$/, '')));
      const fits = new RegExp(
        `^${[escapeForRegExp(start), ...rest].join('[^/]{1,100}')}(?:/index|/__init__)?\\.(?:[mc]?[jt]s|py)$`,
      );
      const own = tree.paths.filter(one => fits.test(one)).slice(0, MAX_FILES);
      if (own.length > 0) return own;
    }
    return [];
  });
  return [...new Set(files)].slice(0, MAX_FILES);
}
