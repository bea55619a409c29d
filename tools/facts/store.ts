/** The facts folder on disk: read back for merging, written whole or not at all. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type FactRange,
  type FactsIndex,
  type NoteRow,
  type NotesFile,
  type ProfilesFile,
  type ReleaseNote,
  type SettingKind,
  type SettingRow,
  type SettingsFile,
  settingKinds,
} from '../../src/knowledge/facts/model.js';
import type { ProfileAt } from './charts.js';
import { foldHistories, type SettingAt, type SettingHistory, unfoldHistories } from './ranges.js';
import { compareReleases } from './versions.js';

/** Everything that was found in one release. */
export interface ReleaseFacts {
  readonly release: string;
  /** of its sources */
  readonly digest: string;
  readonly settings: readonly SettingAt[];
  readonly profiles: readonly ProfileAt[];
  /** all notes that the release carries */
  readonly notes: readonly ReleaseNote[];
}

/** Facts of all releases as the files hold them. */
export interface StoredFacts {
  readonly index: FactsIndex;
  readonly settings: readonly SettingHistory[];
  readonly profiles: ProfilesFile;
  readonly notes: NotesFile;
}

/** Folds releases, in any order, into what the files hold. */
export function foldFacts(found: readonly ReleaseFacts[]): StoredFacts {
  const sorted = [...found].sort((a, b) => compareReleases(a.release, b.release));
  const releases = sorted.map(facts => facts.release);
  const digest = createHash('sha256');
  for (const facts of sorted) digest.update(`${facts.release} ${facts.digest}\n`);
  return {
    index: {
      schemaVersion: 1,
      digest: digest.digest('hex'),
      releases: Object.fromEntries(sorted.map(facts => [facts.release, facts.digest])),
    },
    settings: foldHistories(releases, new Map(sorted.map(facts => [facts.release, facts.settings]))),
    profiles: foldProfiles(sorted),
    notes: foldNotes(sorted),
  };
}

function foldProfiles(sorted: readonly ReleaseFacts[]): ProfilesFile {
  const documents = new Map<string, Readonly<Record<string, unknown>>>();
  const settingsOf = new Map<string, SettingAt[]>();
  for (const { release, profiles } of sorted) {
    settingsOf.set(
      release,
      profiles.map(({ chart, profile, content }) => {
        const id = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
        documents.set(id, content);
        return { kind: 'chart', name: profile, component: chart, default: id };
      }),
    );
  }
  const histories = foldHistories(
    sorted.map(facts => facts.release),
    settingsOf,
  );
  return {
    schemaVersion: 1,
    profiles: histories
      .map(({ name, component, history }) => [
        component,
        name,
        ...history.flatMap(range => Object.values(range)),
      ])
      .sort(compareRows),
    documents: Object.fromEntries([...documents].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The newest release's wording of a note stands for all. */
function foldNotes(sorted: readonly ReleaseFacts[]): NotesFile {
  const newest = new Map<string, ReleaseNote>();
  const settingsOf = new Map<string, SettingAt[]>();
  for (const { release, notes } of sorted) {
    for (const note of notes) newest.set(note.name, note);
    settingsOf.set(release, notes.map(noteSetting));
  }
  const histories = foldHistories(
    sorted.map(facts => facts.release),
    settingsOf,
  );
  const notes = histories.flatMap(({ name, history }): NoteRow[] => {
    const note = newest.get(name);
    if (note === undefined) return [];
    const ranges = history.flatMap(range => [range.from, range.to]);
    return [[name, note.kind, note.area, note.upgradeNotes, ...ranges]];
  });
  const changes = notes.map(([name]) => name).filter(name => newest.get(name)?.speaksOfChange);
  return { schemaVersion: 1, notes, changes };
}

/** Ranges know settings only; a note is one without a default. */
function noteSetting(note: ReleaseNote): SettingAt {
  return { kind: 'chart', name: note.name, component: '', default: '' };
}

function compareRows(a: readonly string[], b: readonly string[]): number {
  const left = `${a[0]}\n${a[1]}`;
  const right = `${b[0]}\n${b[1]}`;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/**
 * Reads a facts folder back into what each release holds, so that releases can be added or replaced.
 * Undefined when the folder holds no facts.
 */
export function readStored(folder: string): readonly ReleaseFacts[] | undefined {
  const index = readJson<FactsIndex>(folder, 'index');
  if (index === undefined) return undefined;
  const releases = Object.keys(index.releases);
  const settingsOf = unfoldHistories(
    releases,
    settingKinds.flatMap(kind => readHistories(folder, kind)),
  );
  const profiles = readJson<ProfilesFile>(folder, 'profiles');
  const documents = profiles?.documents ?? {};
  const profilesOf = unfoldHistories(
    releases,
    (profiles?.profiles ?? []).map(([chart = '', profile = '', ...ranges]) => ({
      kind: 'chart',
      name: profile,
      component: chart,
      history: readRanges(ranges),
    })),
  );
  const stored = readJson<NotesFile>(folder, 'notes');
  const notes = stored?.notes ?? [];
  const changes = new Set(stored?.changes);
  const noteByName = new Map(
    notes.map(([name, kind, area, upgradeNotes]) => [
      name,
      { name, kind, area, upgradeNotes, speaksOfChange: changes.has(name) },
    ]),
  );
  const notesOf = unfoldHistories(
    releases,
    notes.map(([name, , , , ...ends]) => ({ kind: 'chart', name, component: '', history: readEnds(ends) })),
  );
  return releases.map(release => ({
    release,
    digest: index.releases[release] ?? '',
    settings: settingsOf.get(release) ?? [],
    profiles: (profilesOf.get(release) ?? []).map(({ component, name, default: id }) => ({
      chart: component,
      profile: name,
      content: documents[id] ?? {},
    })),
    notes: (notesOf.get(release) ?? [])
      .map(({ name }) => noteByName.get(name))
      .filter(note => note !== undefined),
  }));
}

function readHistories(folder: string, kind: SettingKind): readonly SettingHistory[] {
  const file = readJson<SettingsFile>(folder, kind);
  return (file?.settings ?? []).map(([name = '', component = '', type = '', ...ranges]) => ({
    kind,
    name,
    component,
    ...(type === '' ? {} : { type }),
    history: readRanges(ranges),
  }));
}

function readRanges(cells: readonly string[]): FactRange[] {
  const ranges: FactRange[] = [];
  for (let index = 0; index + 2 < cells.length; index += 3) {
    ranges.push({ from: cells[index] ?? '', to: cells[index + 1] ?? '', default: cells[index + 2] ?? '' });
  }
  return ranges;
}

function readEnds(cells: readonly string[]): FactRange[] {
  const ranges: FactRange[] = [];
  for (let index = 0; index + 1 < cells.length; index += 2) {
    ranges.push({ from: cells[index] ?? '', to: cells[index + 1] ?? '', default: '' });
  }
  return ranges;
}

function readJson<T>(folder: string, name: string): T | undefined {
  const path = join(folder, `${name}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}

/** Writes a whole new folder beside the old one, then swaps the two: whoever looks sees all of one or of the other. */
export function writeFacts(folder: string, facts: StoredFacts): void {
  const target = resolve(folder);
  const fresh = `${target}.new-${process.pid}`;
  const old = `${target}.old-${process.pid}`;
  try {
    mkdirSync(fresh, { recursive: true });
    for (const [name, content] of spellFiles(facts)) writeFileSync(join(fresh, `${name}.json`), content);
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
  } catch (error) {
    if (existsSync(old) && !existsSync(target)) renameSync(old, target);
    throw error;
  } finally {
    for (const leftover of [fresh, old]) rmSync(leftover, { recursive: true, force: true });
  }
}

function spellFiles(facts: StoredFacts): ReadonlyMap<string, string> {
  const { profiles, documents } = facts.profiles;
  const files = new Map([
    [
      'index',
      `{"schemaVersion":1,"digest":"${facts.index.digest}","releases":${namedLines(facts.index.releases)}}\n`,
    ],
    ['profiles', `{"schemaVersion":1,"profiles":${lines(profiles)},"documents":${namedLines(documents)}}\n`],
    [
      'notes',
      `{"schemaVersion":1,"notes":${lines(facts.notes.notes)},"changes":${lines(facts.notes.changes)}}\n`,
    ],
  ]);
  for (const kind of settingKinds) {
    const rows = facts.settings.filter(setting => setting.kind === kind).map(rowOf);
    files.set(kind, `{"schemaVersion":1,"kind":"${kind}","settings":${lines(rows)}}\n`);
  }
  return files;
}

function rowOf({ name, component, type, history }: SettingHistory): SettingRow {
  return [name, component, type ?? '', ...history.flatMap(range => [range.from, range.to, range.default])];
}

/** A JSON list with one line per item, so that a diff shows what changed. */
function lines(rows: readonly unknown[]): string {
  return rows.length === 0 ? '[]' : `[\n${rows.map(row => JSON.stringify(row)).join(',\n')}\n]`;
}

function namedLines(items: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(items).map(([name, item]) => `${JSON.stringify(name)}:${JSON.stringify(item)}`);
  return rows.length === 0 ? '{}' : `{\n${rows.join(',\n')}\n}`;
}
