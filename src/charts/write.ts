/** Puts a chart on disk for Helm. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ChartFiles, checkNames } from './files.js';
import { isPackable, packChart } from './pack.js';

/**
 * Writes a chart into an empty folder of this run's own: as an archive where Helm makes the same of that, else file by
 * file. At once: through the thread pool many small files take several times as long.
 * @returns what to hand to Helm
 * @throws {ChartError} on a name that leads out of the folder
 */
export function writeChart(folder: string, files: ChartFiles): string {
  checkNames(files);
  if (isPackable(files)) {
    const archive = path.join(folder, 'chart.tgz');
    writeFileSync(archive, packChart(files));
    return archive;
  }
  const chart = path.join(folder, 'chart');
  const folders = new Set([...files.keys()].map(name => path.join(chart, path.posix.dirname(name))));
  for (const one of folders) mkdirSync(one, { recursive: true });
  for (const [name, content] of files) writeFileSync(path.join(chart, name), content);
  return chart;
}
