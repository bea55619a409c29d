/** What a user may give with `--charts`: looked at before any work is done with it. */
import { stat } from 'node:fs/promises';
import { isLoopback, isUrl, remoteSource } from './charts/sources.js';
import { UsageError } from './errors.js';

/**
 * @param folderOf from the value to the folder that it names
 * @throws {UsageError} for what is neither a folder that exists nor the address of a repository or registry
 */
export async function checkChartSources(
  sources: readonly string[],
  folderOf: (source: string) => string = source => source,
): Promise<void> {
  for (const source of sources) {
    if (isUrl(source)) {
      const place = remoteSource(source);
      // Without TLS only what this machine itself serves.
      if (!place || (place.url.startsWith('http://') && !isLoopback(place)))
        throw new UsageError(
          `--charts ${withoutUser(source)}: give an https:// Helm repository or an oci:// registry, without credentials; ` +
            'for a private one, pull the charts in a step before this one and give their folder',
        );
    } else if (!(await isFolder(folderOf(source)))) {
      throw new UsageError(`--charts ${source}: there is no such folder`);
    }
  }
}

/** An error message ends up in logs. */
function withoutUser(address: string): string {
  return address.replace(/\/\/[^/]*@/, '//***@');
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}
