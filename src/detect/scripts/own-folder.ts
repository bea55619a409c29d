/** Paths of a script: those that it puts together from the folder that it is in itself, and those that it names from there or the root. */
import type { DetectContext } from '../detector.js';
import { folderOf, resolveInTree } from '../tree-path.js';

/** The file of the tree that a script means by a name: beside it, or from the root. */
export function fileNamed({ tree }: DetectContext, script: string, name: string): string | undefined {
  return [folderOf(script), '']
    .map(folder => resolveInTree(folder, name))
    .find(place => place !== undefined && tree.has(place));
}

/** `$0`, `${BASH_SOURCE[0]}`, `${BASH_SOURCE[0]:-$0}`: the script. */
const SELF = String.raw`["']?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?(?::-\$0)?\})["']?`;
const GAP = String.raw`[ \t]{1,9}`;
/** `$(dirname "$0")`, `$(dirname "$(readlink -f "$0")")`, `${0%/*}`, `${0:a:h}` */
const FOLDER = new RegExp(
  String.raw`\$\([ \t]{0,9}dirname${GAP}(?:--${GAP})?(?:${SELF}|["']?\$\((?:readlink${GAP}-f|realpath)${GAP}${SELF}\)["']?)[ \t]{0,9}\)|\$\{0(?:%\/\*|:a:h)\}`,
  'g',
);
/** Stands for that folder; no path holds it. */
const MARK = '\uE000';
/** `$(cd FOLDER/.. && pwd)`, `$(realpath FOLDER/..)`: the same by its whole path. */
const WHOLE = new RegExp(
  String.raw`\$\([ \t]{0,9}(?:cd${GAP}(?:(?:-P|--)${GAP})?|realpath${GAP}|readlink${GAP}-f${GAP})["']?(${MARK}[\w./-]{0,200})(?:["']([\w./-]{0,200}))?["']?(?:[ \t]{0,9}(?:>[ \t]?\/dev\/null[ \t]{0,9}(?:2>&1[ \t]{0,9})?)?(?:&&|;)[ \t]{0,9}pwd(?:[ \t]{1,9}-P)?)?[ \t]{0,9}\)`,
  'g',
);
/** More folders in folders than anybody names, and longer than such paths are. */
const MAX_STEPS = 6;
const MAX_PATH = 2000;

/**
 * `$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/mesh.yaml` as `../mesh.yaml`
 * @returns undefined for a path that starts elsewhere
 */
export function fromOwnFolder(raw: string): string | undefined {
  if (!/dirname|\$\{0/.test(raw) || raw.length > MAX_PATH || raw.includes(MARK)) return undefined;
  let text = raw.replace(FOLDER, MARK);
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = text.replace(WHOLE, (_, folder: string, below = '') => folder + below);
    if (next === text) break;
    text = next;
  }
  return text.startsWith(`${MARK}/`) ? text.slice(MARK.length).replace(/^\/+/, '') : undefined;
}

/** Without the variable, or the command, that holds the folder: of `"$(dirname "$0")/chart.sh"`, `${ROOT}/versions.env`. */
export function withoutHome(word: string): string {
  return word.replace(/^\$(?:\([^)]{1,100}\){1,2}|\{[^}]{1,100}\}|\w{1,80})\/+/, '');
}
