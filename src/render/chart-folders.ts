import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** The chart's folder and those of all charts below `charts/`. */
export async function chartFolders(folder: string): Promise<readonly string[]> {
  const found = [folder];
  const nested = path.join(folder, 'charts');
  if (!existsSync(nested)) return found;
  for (const entry of await readdir(nested, { withFileTypes: true })) {
    const inner = path.join(nested, entry.name);
    if (entry.isDirectory() && existsSync(path.join(inner, 'Chart.yaml')))
      found.push(...(await chartFolders(inner)));
  }
  return found;
}
