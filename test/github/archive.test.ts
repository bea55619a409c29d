/** Archives that somebody wrote to do harm: nothing of them is believed but what hashes to a blob that is listed. */
import { readdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { keepArchive } from '../../src/github/archive.js';
import { BlobSpool, blobId } from '../../src/github/blob-spool.js';
import type { GitHubClient } from '../../src/github/client.js';
import { archiveOf } from '../support/archive.js';
import { afterAll, describe, expect, it } from '../support/jest.js';
import { removeFolders, temporaryFolder } from '../tree/support.js';

afterAll(removeFolders);

function clientWith(packed: Uint8Array): GitHubClient {
  const downloadTarballArchive = async () => ({ data: new Blob([Buffer.from(packed)]).stream() });
  return { rest: { repos: { downloadTarballArchive } } } as unknown as GitHubClient;
}

/** What of the wanted texts is kept of an archive. */
async function kept(packed: Uint8Array, wanted: readonly string[]) {
  const folder = temporaryFolder();
  const spool = await BlobSpool.create(folder);
  const ids = new Map(wanted.map(text => [idOf(text), Buffer.byteLength(text)]));
  const outcome = await keepArchive(
    { owner: 'o', repo: 'r', client: clientWith(packed) },
    'c'.repeat(40),
    ids,
    spool,
  ).then(
    () => 'read',
    error => (error as Error).message,
  );
  const texts: string[] = [];
  for (const text of wanted) {
    const content = await spool.read(idOf(text));
    if (content !== undefined) texts.push(Buffer.from(content).toString('utf8'));
  }
  await spool.close();
  expect(await readdir(folder)).toEqual([]);
  return { outcome, texts };
}

function idOf(text: string): string {
  return blobId(Buffer.from(text), '0'.repeat(40));
}

describe('keepArchive', () => {
  it('keeps what is listed, under whatever name it comes, and nothing else', async () => {
    const packed = archiveOf([
      { path: 'o-r-1/a.yaml', content: 'a: 1\n' },
      { path: '../../../etc/passwd', content: 'b: 2\n' },
      { path: '/etc/shadow', content: 'nobody asked\n' },
      { path: 'o-r-1/link', type: 'SymbolicLink', linkpath: 'a.yaml' },
      { path: 'o-r-1/hard', type: 'Link', linkpath: '/etc/passwd' },
      { path: 'o-r-1/pipe', type: 'FIFO' },
      { path: 'o-r-1/forged.yaml', content: 'c: 4\n' },
      { path: 'o-r-1/empty' },
    ]);
    const wanted = ['a: 1\n', 'b: 2\n', 'a.yaml', 'c: 3\n', ''];
    expect(await kept(packed, wanted)).toEqual({
      outcome: 'read',
      texts: ['a: 1\n', 'b: 2\n', 'a.yaml', ''],
    });
  });

  it('keeps what came before an archive turned out to be broken', async () => {
    const whole = archiveOf([{ path: 'o-r-1/a.yaml', content: 'a: 1\n' }]);
    expect((await kept(whole.slice(0, whole.length - 12), ['a: 1\n'])).outcome).not.toBe('read');
    expect((await kept(Buffer.from('not packed'), ['a: 1\n'])).outcome).toMatch(/header/);
    expect(await kept(gzipSync('no archive'.repeat(99)), ['a: 1\n'])).toMatchObject({ texts: [] });
  });

  it('tells ids of SHA-256 by their length', async () => {
    expect(blobId(Buffer.from('hello'), '0'.repeat(40))).toBe('b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0');
    expect(blobId(Buffer.from('hello'), '0'.repeat(64))).toMatch(/^[0-9a-f]{64}$/);
  });
});
