/** Overrides as what they mean, so that several of them can be made one after the other in the same file. */
import type { DataPath, Edit } from '../model.js';
import { setInYaml, type YamlEdit, type YamlHome } from './edit-yaml.js';
import type { ScalarValue } from './scalar-text.js';

/** One value to be set in one file. */
export interface YamlChange {
  readonly file: string;
  /** Number of the YAML document in the file, from 0. */
  readonly document: number;
  /** Relative to `home`. */
  readonly path: DataPath;
  readonly value: ScalarValue;
  readonly home: YamlHome;
}

/** Gives a file's text; undefined for one that does not exist. */
export type ReadText = (file: string) => Promise<string | undefined>;

/** Sets the value in the file's text. */
export function applyChange(text: string, change: YamlChange): YamlEdit {
  return setInYaml(text, change.document, change.path, change.value, change.home);
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
  for (const change of changes) {
    const { file } = change;
    const place = JSON.stringify([file, change.document, change.home, change.path]);
    const rival = written.get(place);
    if (rival && rival.value !== change.value) {
      refused.push({ change, why: `another override sets the same value to ${rival.value}` });
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
