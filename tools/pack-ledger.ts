/** Reads and checks `knowledge/ledger/MINOR.yaml`: lists of `{name, kind, why}`, or `{notes, why}` for several notes. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type CoverageKind, coverageKinds, type LedgerEntry } from '../src/knowledge/coverage.js';

/** Entries in order of file and name; errors name file and entry, one line each. A missing folder holds none. */
export async function readLedger(
  knowledgeFolder: string,
): Promise<{ readonly entries: readonly LedgerEntry[]; readonly errors: readonly string[] }> {
  const folder = join(knowledgeFolder, 'ledger');
  const entries: LedgerEntry[] = [];
  const errors: string[] = [];
  const files = (await readdir(folder).catch(() => [])).filter(name => /\.ya?ml$/.test(name)).toSorted();
  for (const file of files) {
    const ledger = parseLedger(file, await readFile(join(folder, file), 'utf8'));
    entries.push(...ledger.entries);
    errors.push(...ledger.errors);
  }
  return { entries, errors };
}

/** @param file its name, which says the minor: `1.24.yaml` */
export function parseLedger(
  file: string,
  text: string,
): { readonly entries: readonly LedgerEntry[]; readonly errors: readonly string[] } {
  const minor = file.replace(/\.ya?ml$/, '');
  if (!/^\d+\.\d+$/.test(minor))
    return { entries: [], errors: [`${file}: is not named after a minor release`] };
  let content: unknown;
  try {
    content = parse(text);
  } catch (cause) {
    return { entries: [], errors: [`${file}: ${(cause as Error).message.split('\n', 1)[0]}`] };
  }
  if (content !== null && !Array.isArray(content)) return { entries: [], errors: [`${file}: is not a list`] };
  const entries: LedgerEntry[] = [];
  const errors: string[] = [];
  for (const [index, item] of (content ?? []).entries()) {
    const found = entriesOf(minor, item);
    if (typeof found === 'string') {
      errors.push(`${file}: entry ${index + 1} ${found}`);
      continue;
    }
    for (const entry of found) {
      if (entries.some(({ name, kind }) => name === entry.name && kind === entry.kind))
        errors.push(`${file}: ${entry.name} (${entry.kind}) stands there twice`);
      else entries.push(entry);
    }
  }
  return { entries: entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)), errors };
}

/** The entries of one item: one, or one for each of several notes; or what is wrong with it. */
function entriesOf(minor: string, item: unknown): readonly LedgerEntry[] | string {
  if (typeof item !== 'object' || item === null || !('notes' in item)) {
    const entry = entryOf(minor, item);
    return typeof entry === 'string' ? entry : [entry];
  }
  const { notes, ...rest } = item as Record<string, unknown>;
  if (!Array.isArray(notes) || notes.length === 0) return 'has no notes';
  const entries: LedgerEntry[] = [];
  for (const name of notes) {
    const entry = entryOf(minor, { ...rest, name, kind: 'note' });
    if (typeof entry === 'string') return entry;
    entries.push(entry);
  }
  return entries;
}

/** The entry, or what is wrong with it. */
function entryOf(minor: string, item: unknown): LedgerEntry | string {
  if (typeof item !== 'object' || item === null) return 'is not a mapping';
  const { name, kind, why, ...rest } = item as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return `has an unknown key ${unknown}`;
  // Notes are named after issues: a number without quotes is one, too.
  const text = kind === 'note' && typeof name === 'number' ? String(name) : name;
  if (typeof text !== 'string' || text === '') return 'has no name';
  if (!isKind(kind)) return `is of no known kind: ${coverageKinds.join(', ')}`;
  if (typeof why !== 'string' || why.trim() === '') return 'does not say why';
  return { minor, name: text, kind, why: why.trim() };
}

function isKind(kind: unknown): kind is CoverageKind {
  return coverageKinds.some(known => known === kind);
}
