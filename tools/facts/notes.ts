/** Release notes and upgrade notes: what a release says about itself. */
import { posix } from 'node:path';
import type { ReleaseNote } from '../../src/knowledge/facts/model.js';
import { isRecord, listAt, textAt } from './records.js';
import type { ReleaseSource } from './source.js';

export async function readNotes(release: ReleaseSource): Promise<readonly Omit<ReleaseNote, 'since'>[]> {
  const notes: Omit<ReleaseNote, 'since'>[] = [];
  for (const entry of release.matching(/^releasenotes\/notes\/[^/]+\.yaml$/)) {
    // A few files carry a second, empty document.
    const content = (await release.documents(entry))?.find(isRecord);
    if (content === undefined) continue;
    notes.push({
      name: posix.basename(entry.path, '.yaml'),
      kind: textAt(content, 'kind'),
      area: textAt(content, 'area'),
      upgradeNotes: listAt(content, 'upgradeNotes').map(note => textAt(note, 'title').trim()),
    });
  }
  return notes;
}
