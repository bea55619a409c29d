/** What a shell changes in what a command prints: `${REVISION//-/.}` of `REVISION=$(yq .spec.revision mesh.yaml)`. */
import { changed } from './references.js';
import type { ScriptNames } from './script-names.js';
import { placeOf, type Word } from './text.js';

/** @returns the text where its value stands; undefined where nothing is changed in it, or what is printed is not known */
export function changedWord(
  raw: string,
  line: number,
  { assigned, sources }: Pick<ScriptNames, 'assigned' | 'sources'>,
): Word | undefined {
  let printed: Word | undefined;
  const text = changed(raw, name => {
    const set = assigned.get(name)?.text.replace(/^"(.*)"$/s, '$1');
    printed = set?.startsWith('$(') ? sources?.wordOf({ text: set, line }) : undefined;
    return printed?.text;
  });
  return printed && text !== raw ? { text, ...placeOf(printed) } : undefined;
}
