/** Release notes and upgrade notes: what a release says about itself. */
import { posix } from 'node:path';
import type { ReleaseNote } from '../../src/knowledge/facts/model.js';
import { isRecord, listAt, textAt } from './records.js';
import type { ReleaseSource } from './source.js';

/**
 * How notes word a change of what was there: their leading verb (Source: the template of release notes,
 * https://github.com/istio/istio/blob/1.30.0/releasenotes/notes/README.md), or what they say of a default.
 */
const CHANGE =
  /\*\*(?:Removed|Updated|Changed|Deprecated|Promoted|Enabled|Disabled|Upgraded)\*\*|by default|default value|no longer|breaking/i;

export async function readNotes(release: ReleaseSource): Promise<readonly ReleaseNote[]> {
  const notes: ReleaseNote[] = [];
  for (const entry of release.matching(/^releasenotes\/notes\/[^/]+\.yaml$/)) {
    // A few files carry a second, empty document.
    const [note] = (await release.documents(entry, readNote)) ?? [];
    if (note !== undefined) notes.push({ name: posix.basename(entry.path, '.yaml'), ...note });
  }
  return notes;
}

function readNote(document: unknown): readonly Omit<ReleaseNote, 'name'>[] {
  if (!isRecord(document)) return [];
  return [
    {
      kind: textAt(document, 'kind'),
      area: textAt(document, 'area'),
      upgradeNotes: listAt(document, upgradeKeyOf(document)).map(note => textAt(note, 'title').trim()),
      speaksOfChange: listAt(document, 'releaseNotes').some(note =>
        CHANGE.test(typeof note === 'string' ? note : ''),
      ),
    },
  ];
}

/** Nothing checks the keys of notes: some say `upgradeNote` or `upgradeNodes`, and istio.io leaves them out. */
function upgradeKeyOf(document: Readonly<Record<string, unknown>>): string {
  return Object.keys(document).find(key => /^upgradeno[td]es?$/i.test(key)) ?? 'upgradeNotes';
}
