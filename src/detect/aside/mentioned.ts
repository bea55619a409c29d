/**
 * Who may use what seems to be left out: whatever says the name of its file, or of its folder, and whatever goes through the folder
 * around it by a pattern or a variable. What a name is said for is not asked: to count what nobody uses is better than to hide what
 * somebody does.
 */
import type { DetectContext } from '../detector.js';
import { isKustomizationPath } from '../kustomize/names.js';
import { settingTexts } from '../setting-texts.js';
import { baseName, folderOf, isWithin } from '../tree-path.js';
import { APPLIES_OR_DEPLOYS } from './applies.js';
import type { Left, Subject } from './left-out-search.js';
import { COMMENT_LINES } from './samples.js';

/** `apps/$APP`, `apps/{{ name }}`, `apps/*`, and not the files of a folder alone: `apps/*.yaml` */
const OPEN = /([\w.-]{1,200})\/(?:\$|\{|\*(?![\w.]))/g;
const WORD = /[\w.-]+/g;

/** Whole, and the parts of a path of values: `apps.telephony.enabled`. */
function wordsIn(text: string): ReadonlySet<string> {
  const words = text.match(WORD)?.map(word => word.replace(/\.+$/, '')) ?? [];
  return new Set(words.flatMap(word => (word.includes('.') ? [word, ...word.split('.')] : [word])));
}

/**
 * Takes out of what is left out whatever any script, pipeline or manifest may mean. Kustomizations say which files they take in, and are
 * asked for that elsewhere.
 */
export async function keepMentioned(
  context: DetectContext,
  left: Map<Subject, Left>,
  deployed: ReadonlySet<string>,
): Promise<void> {
  if (left.size === 0) return;
  const texts = await settingTexts(context);
  // Where there is more than is read, nobody knows what nothing says.
  if (texts === undefined) return left.clear();
  for (const { path, text } of texts) {
    if (isKustomizationPath(path)) continue;
    const said = text.replace(COMMENT_LINES, '');
    let words: ReadonlySet<string> | undefined;
    let open: ReadonlySet<string> | undefined;
    for (const [subject, { aside = '', by, around: folders = [] }] of left) {
      const { file } = subject.declared;
      const isInside = isWithin(aside, path);
      if (path === by || path === file || (isInside && /\.(?:ya?ml|json)$/i.test(path))) continue;
      words ??= wordsIn(said);
      open ??= new Set([...said.matchAll(OPEN)].map(([, folder = '']) => folder));
      const around = baseName(folderOf(aside));
      const isMeant =
        words.has(baseName(file)) ||
        ((isInside || folderOf(path) === folderOf(file)) && APPLIES_OR_DEPLOYS.test(said)) ||
        (!isInside && aside !== file && !deployed.has(aside) && words.has(baseName(aside))) ||
        (around !== '' && open.has(around)) ||
        folders.some(folder => words?.has(baseName(folder)));
      if (isMeant) left.delete(subject);
    }
  }
}
