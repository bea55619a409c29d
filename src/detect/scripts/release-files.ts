/** Files that a script keeps for each release, and names by it: `-f values-$istio_version.yaml`, `-f $ENV/config-${VERSION//./-}.yaml`. */
import type { DetectContext } from '../detector.js';
import { filesFitting } from '../fitting.js';
import { PLACEHOLDER } from '../placeholder.js';
import { baseName, folderOf } from '../tree-path.js';
import type { ScriptFile } from './file.js';
import type { Word } from './text.js';
import { placesOf } from './values.js';

const RELEASE_IN_NAME = /\$\{?\w*version\w*\}?/i;
/** What a name begins with that a variable gives. */
const LEADING = new RegExp(`^(?:${PLACEHOLDER})/+`);

/** Whether a file is named by a release. */
export function namesRelease(text: string): boolean {
  return RELEASE_IN_NAME.test(text);
}

export interface FileOfRelease {
  /** The name, as far as the tree decides it. */
  readonly word: Word;
  /** Files for other releases. */
  readonly others: readonly string[];
}

/** Of a file for each release, the one for the release that is installed. */
export function fileOfRelease(
  { tree }: DetectContext,
  script: ScriptFile,
  word: Word,
  version: string | null | undefined,
): FileOfRelease {
  if (!version || !namesRelease(word.text)) return { word, others: [] };
  const named = { ...word, text: word.text.replace(RELEASE_IN_NAME, version) };
  const parts = word.text.split(RELEASE_IN_NAME).map((part, index) => (index === 0 ? baseName(part) : part));
  for (const place of placesOf(script, named.text)) {
    const fitting = filesFitting(tree, folderOf(place), parts);
    // Where none is for that release, the others still are for theirs.
    if (fitting.length > 0) return { word: named, others: fitting.filter(one => one !== place) };
  }
  const all = filesAnywhere(tree, script, word.text);
  const fitting = all.filter(file => isFor(baseName(file), version));
  const own = fitting.length === 1 ? fitting[0] : undefined;
  return {
    word: own === undefined ? word : { ...word, text: own },
    others: all.filter(one => one !== own),
  };
}

/** `config-1-22-2.yaml` */
const NUMBERED = /\d[._-]\d/;

/** `istio/$ENV/config-${VERSION_NAME}.yaml`: folders may be filled in, too. */
function filesAnywhere(tree: DetectContext['tree'], script: ScriptFile, text: string): readonly string[] {
  const parts = text.replace(LEADING, '').split(new RegExp(PLACEHOLDER));
  for (let folder = folderOf(script.path); ; folder = folderOf(folder)) {
    const found = filesFitting(tree, folder, parts).filter(file => NUMBERED.test(baseName(file)));
    if (found.length > 0 || folder === '') return found;
  }
}

/** `config-1-22-2.yaml` for 1.22.2. */
function isFor(name: string, version: string): boolean {
  return ['.', '-', '_'].some(dot => {
    const spelled = version.replaceAll('.', dot);
    const start = name.indexOf(spelled);
    const around = name.charAt(start - 1) + name.charAt(start + spelled.length);
    return start >= 0 && !/\d/.test(around);
  });
}
