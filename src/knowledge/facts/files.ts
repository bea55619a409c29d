/** The files of a facts folder, each read on first use. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  FactRange,
  FactsIndex,
  NoteRow,
  NotesFile,
  ProfilesFile,
  ReleaseNote,
  Setting,
  SettingKind,
  SettingsFile,
} from './model.js';
import { SettingTable } from './table.js';

const knownSchema = 1;

/** Profiles as settings whose "default" is the id of a document. */
export interface Profiles {
  readonly table: SettingTable;
  readonly documents: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A note with the releases that carry it; a range's "default" says nothing. */
export interface NoteHistory {
  readonly note: ReleaseNote;
  readonly history: readonly FactRange[];
}

export interface FactsFiles {
  readonly index: FactsIndex;
  settings(kind: SettingKind): readonly Setting[];
  profiles(): Profiles;
  notes(): readonly NoteHistory[];
}

/** Throws when the index is missing, broken, or of an unknown form. */
export function openFacts(folder: string): FactsFiles {
  const index = readJson<FactsIndex>(folder, 'index');
  if (index.schemaVersion !== knownSchema) {
    throw new Error(
      `${join(folder, 'index.json')}: form ${index.schemaVersion} of the facts is not known: update`,
    );
  }
  let profiles: Profiles | undefined;
  let notes: readonly NoteHistory[] | undefined;
  return {
    index,
    settings: kind => readJson<SettingsFile>(folder, kind).settings.map(row => readSetting(kind, row)),
    profiles() {
      profiles ??= readProfiles(readJson<ProfilesFile>(folder, 'profiles'));
      return profiles;
    },
    notes() {
      if (notes === undefined) {
        const file = readJson<NotesFile>(folder, 'notes');
        const changes = new Set(file.changes);
        notes = file.notes.map(row => readNote(row, changes));
      }
      return notes;
    },
  };
}

function readProfiles({ profiles, documents }: ProfilesFile): Profiles {
  const settings = profiles.map(
    ([component = '', name = '', ...cells]): Setting => ({
      kind: 'chart',
      name,
      component,
      history: readHistory(cells),
    }),
  );
  return { table: new SettingTable(settings), documents };
}

function readSetting(
  kind: SettingKind,
  [name = '', component = '', type = '', ...cells]: readonly string[],
): Setting {
  const history = readHistory(cells);
  return type === '' ? { kind, name, component, history } : { kind, name, component, type, history };
}

function readNote(
  [name, kind, area, upgradeNotes, ...cells]: NoteRow,
  changes: ReadonlySet<string>,
): NoteHistory {
  const history: FactRange[] = [];
  for (let index = 0; index + 1 < cells.length; index += 2) {
    history.push({ from: cells[index] ?? '', to: cells[index + 1] ?? '', default: '' });
  }
  return { note: { name, kind, area, upgradeNotes, speaksOfChange: changes.has(name) }, history };
}

function readHistory(cells: readonly string[]): readonly FactRange[] {
  const history: FactRange[] = [];
  for (let index = 0; index + 2 < cells.length; index += 3) {
    history.push({ from: cells[index] ?? '', to: cells[index + 1] ?? '', default: cells[index + 2] ?? '' });
  }
  return history;
}

/** Throws an error that names the file when it is missing or broken. */
function readJson<T>(folder: string, name: string): T {
  const path = join(folder, `${name}.json`);
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new Error(`${path}: is no JSON`, { cause });
  }
}
