/** Versions that a script or a Makefile takes over from the modules of a program in Go (https://go.dev/ref/mod#go-mod-file). */
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { folderOf, resolveInTree } from '../tree-path.js';

/** `$(shell go list -m -f '{{.Version}}' istio.io/istio)`, `$(grep istio.io/api go.mod | awk '{print $2}')`: what asks for one. */
const ASKS = /^["']?(?:\$\(|`).{0,400}?(?:\bgo[ \t]+(?:list|mod)\b|(?<![\w-])go\.mod\b)/s;
const MODULE = /(?<![\w.-])[a-z][\w-]{0,60}(?:\\?\.[\w-]{1,60}){1,4}(?:\\?\/[\w.\\-]{1,80}){1,6}/gi;
/** Where it lies: `../go.mod`, `$(ROOT)/go.mod`. */
const FILE = /(?<![\w-])(?:\$[({]?\w{1,80}[)}]?\/)?((?:[\w.-]{1,80}\/){0,6}go\.mod)\b/;
/** `cut -d. -f1,2`, `awk -F. …`, groups of sed, `grep -o`: only a part of the version is taken. */
const CUTS = /(?:-d|-F)[ \t]{0,3}["'[\\]{0,3}\.|\bsed\b[^|]{0,200}(?:\\\(|\\\d)|grep[ \t]+-\w{0,9}o/;

/** Longer than a command that asks, and than such files are. */
const MAX_COMMAND = 1000;
const MAX_TEXT = 300_000;

/** @returns undefined where the text asks for none */
export async function moduleVersion(
  context: DetectContext,
  script: string,
  text: string,
): Promise<DecidedVersion | undefined> {
  if (text.length > MAX_COMMAND || !ASKS.test(text)) return undefined;
  const [module, ...others] = [...text.matchAll(MODULE)].flatMap(([name]) =>
    /go\.mod$/.test(name) ? [] : [name.replaceAll('\\', '')],
  );
  const file = fileOf(context, script, FILE.exec(text)?.[1]);
  if (module === undefined || others.some(one => one !== module) || file === undefined) return undefined;
  const lines = ((await context.text(file)) ?? '').slice(0, MAX_TEXT).split('\n');
  const required = lines.flatMap((line, index) => {
    const [, name, version = '', instead] = (line.length < MAX_COMMAND && LINE.exec(line)) || [];
    return name === module ? [{ version, instead, at: { file, line: index + 1 } }] : [];
  });
  const [only] = required;
  if (!only) return undefined;
  const { version, at } = only;
  // Which of several is meant, or which part of it, only running it tells.
  const isRelease = /^\d+\.\d+\.\d+/.test(version) && !/^0\.0\.0-/.test(version);
  if (isRelease && required.length === 1 && only.instead === undefined && !CUTS.test(text))
    return { version, at };
  return { version: null, at, look: `it is made of the version of the module ${module} when this runs` };
}

/** `require istio.io/api v1.22.2`, the same in a block of them, and what is put in its place. */
const LINE =
  /^[ \t]*(?:(?:require|replace)[ \t]+)?([\w./~-]{1,200})[ \t]+(?:v(\d[\w.+-]{0,80}))?(?:[ \t]*(=>)[^\n]*)?[ \t]*(?:\/\/.*)?$/;

/** The file that is named, else the one of the module that the script lies in. */
function fileOf({ tree }: DetectContext, script: string, named = 'go.mod'): string | undefined {
  for (let folder = folderOf(script); ; folder = folderOf(folder)) {
    const path = resolveInTree(folder, `./${named}`);
    if (path !== undefined && tree.has(path)) return path;
    if (folder === '') return undefined;
  }
}
