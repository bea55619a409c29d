/** Chart archives kept between runs, by content: what is read back is what was written, or nothing. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface ArchiveCache {
  /** The archive put under a key, when it is there and unchanged. */
  get(key: readonly string[]): Promise<Uint8Array | undefined>;
  /** Keeps an archive. A cache that can't be written costs time in the next run, nothing else. */
  put(key: readonly string[], archive: Uint8Array): Promise<void>;
}

/** `keys/` names contents by their digest, `archives/` holds them. Safe for several runs at once. */
export function createArchiveCache(folder: string): ArchiveCache {
  const keyFile = (key: readonly string[]): string => path.join(folder, 'keys', sha256(JSON.stringify(key)));
  const archiveFile = (digest: string): string => path.join(folder, 'archives', `${digest}.tgz`);
  return {
    async get(key) {
      try {
        const digest = (await readFile(keyFile(key), 'utf8')).trim();
        if (!/^[0-9a-f]{64}$/.test(digest)) return undefined;
        const archive = await readFile(archiveFile(digest));
        return sha256(archive) === digest ? archive : undefined;
      } catch {
        return undefined;
      }
    },
    async put(key, archive) {
      const digest = sha256(archive);
      try {
        await replace(archiveFile(digest), archive);
        await replace(keyFile(key), `${digest}\n`);
      } catch {
        // A read-only home, a full disk: the run goes on without.
      }
    },
  };
}

async function replace(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
