/** Overrides as what they mean, so that several of them can be made one after the other in the same file. */
import { isDeepStrictEqual } from 'node:util';
import type { Edit, YamlChange } from '../model.js';
import { editYaml, type YamlEdit } from './edit-yaml.js';

/** Gives a file's text; undefined for one that does not exist. */
export type ReadText = (file: string) => Promise<string | undefined>;

/** Makes the change in the file's text. */
export function applyChange(text: string, change: YamlChange): YamlEdit {
  return editYaml(text, change.document, change, change.home);
}

export interface CombinedEdits {
  /** At most one a file. */
  readonly edits: readonly Edit[];
  /** What could not be made beside the others. */
  readonly refused: readonly { readonly change: YamlChange; readonly why: string }[];
}

/** Makes all changes, in their order, each on what the ones before it left: for a patch that holds several overrides. */
export async function combineChanges(changes: readonly YamlChange[], read: ReadText): Promise<CombinedEdits> {
  const edits = new Map<string, Edit>();
  const refused: { change: YamlChange; why: string }[] = [];
  const written = new Map<string, YamlChange>();
  for (const change of inOrder(changes)) {
    const { file } = change;
    const place = JSON.stringify([file, change.document, change.home, change.path]);
    const rival = written.get(place);
    if (rival && !isDeepStrictEqual(rival, change)) {
      refused.push({ change, why: `another override ${wordsOf(rival)}` });
      continue;
    }
    written.set(place, change);
    const known = edits.get(file);
    const before = known ? known.before : await read(file);
    const edited = applyChange(known?.after ?? before ?? '', change);
    if (!edited.ok) {
      refused.push({ change, why: edited.why });
      continue;
    }
    const creates = known ? known.creates : before === undefined;
    edits.set(file, {
      file,
      before: before ?? '',
      after: edited.text,
      ...(creates ? { creates: true } : {}),
    });
  }
  return { edits: [...edits.values()], refused };
}

/** As given, but list items are taken out at the end, the last one first: their numbers are those of the file as it is. */
function inOrder(changes: readonly YamlChange[]): readonly YamlChange[] {
  const isItem = ({ op, path }: YamlChange): boolean => op === 'remove' && typeof path.at(-1) === 'number';
  const items = changes.filter(isItem).toSorted((a, b) => Number(b.path.at(-1)) - Number(a.path.at(-1)));
  return [...changes.filter(change => !isItem(change)), ...items];
}

function wordsOf(change: YamlChange): string {
  switch (change.op) {
    case 'set':
      return `sets the same value to ${JSON.stringify(change.value)}`;
    case 'remove':
      return 'takes the same value out';
    case 'move':
      return `moves the same value to ${change.to.join('.')}`;
  }
}
