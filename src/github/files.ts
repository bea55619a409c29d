import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Report } from '../model.js';
import type { PatchSet } from '../overrides/select.js';
import { FORMATS, type RenderOptions } from '../report/registry.js';
import type { ActionInputs } from './inputs.js';
import type { OutputFiles } from './outputs.js';
import { logText, oneLine, type Toolkit } from './toolkit.js';

/** What the analysis came to. */
export interface Judged {
  readonly report: Report;
  /** The overrides as one patch that was judged as a whole; absent where that could not be done. */
  readonly patch?: PatchSet;
}

/** One report as a file; none where its text is empty. */
interface FileSurface {
  readonly text: () => string;
  readonly name: string;
  /** The output that tells its path; absent where only whoever asked for it needs to know. */
  readonly output?: keyof OutputFiles;
  /** Where the user wants it; without it, only a surface with an output is written, to the runner's own folder. */
  readonly path?: string | undefined;
}

/**
 * Writes the reports that are files, for `actions/upload-artifact` and other steps. One that can't be written becomes a
 * warning.
 * @param folder where files go that nobody named a place for; the machine's own if undefined
 */
export async function writeFiles(
  { report, patch }: Judged,
  inputs: Pick<ActionInputs, 'sarifFile' | 'htmlFile'>,
  folder: string | undefined,
  toolkit: Pick<Toolkit, 'warning'>,
  options: RenderOptions = {},
): Promise<Omit<OutputFiles, 'commentUrl'>> {
  const formatted = (format: string) => (): string => FORMATS.get(format)?.(report, options) ?? '';
  const surfaces: readonly FileSurface[] = [
    { text: formatted('json'), name: 'report.json', output: 'reportJson' },
    { text: formatted('html'), name: 'report.html', output: 'reportHtml', path: inputs.htmlFile },
    { text: formatted('sarif'), name: 'report.sarif', path: inputs.sarifFile },
    { text: () => patch?.text ?? '', name: 'fix.patch', output: 'patch' },
  ];
  const paths: Partial<Record<keyof OutputFiles, string>> = {};
  let own: Promise<string> | undefined;
  for (const { text, name, output, path } of surfaces) {
    if (path === undefined && output === undefined) continue;
    try {
      const content = text();
      if (content === '') continue;
      own ??= mkdtemp(join(folder ?? tmpdir(), 'istio-preflight-report-'));
      const file = path ?? join(await own, name);
      await write(file, content);
      if (output !== undefined) paths[output] = file;
    } catch (error) {
      toolkit.warning(oneLine(logText(`${name} could not be written: ${(error as Error).message}`)));
    }
  }
  return paths;
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
