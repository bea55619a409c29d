/**
 * Asks Helm for the merged values instead of merging ourselves: two templates in a private copy of the chart print
 * `.Values` as a comment. Helm renders deeper templates first, and those of one depth in reverse order of their
 * names; charts that change `.Values` (profiles, compatibility versions) do so in a template of their own. So the
 * first template to be rendered sees the values before that, the last one after it.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MergedValues } from '../model.js';
import { chartFolders } from './chart-folders.js';
import type { OutputChunk } from './output.js';

const MARK = 'preflight-values';
const BEFORE = `zzzz-${MARK}/zzzz/zzzz/before.yaml`;
const AFTER = `0-${MARK}-after.yaml`;
const TEMPLATE = `# ${MARK} {{ .Values | toJson }}\n`;

/** Adds the probes to the chart in a folder and to all charts below it. The folder must be a private copy. */
export async function addProbes(chartFolder: string): Promise<void> {
  for (const folder of await chartFolders(chartFolder)) {
    for (const probe of [BEFORE, AFTER]) {
      const file = path.join(folder, 'templates', probe);
      if (existsSync(file)) continue;
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, TEMPLATE);
    }
  }
}

/** Takes the probes' answers out of Helm's output. */
export function readProbes(chunks: readonly OutputChunk[]): {
  readonly chunks: readonly OutputChunk[];
  /** By Helm's chart path. */
  readonly values: ReadonlyMap<string, MergedValues>;
} {
  const rest: OutputChunk[] = [];
  const before = new Map<string, MergedValues['before']>();
  const after = new Map<string, MergedValues['after']>();
  for (const chunk of chunks) {
    const answers = chunk.source.endsWith(`/templates/${BEFORE}`)
      ? before
      : chunk.source.endsWith(`/templates/${AFTER}`)
        ? after
        : undefined;
    if (!answers) {
      rest.push(chunk);
      continue;
    }
    const chartPath = chunk.source.slice(0, chunk.source.lastIndexOf('/templates/'));
    const values = readAnswer(chunk.text);
    if (values) answers.set(chartPath, values);
  }
  const values = new Map<string, MergedValues>();
  for (const [chartPath, seen] of [...before].sort(([a], [b]) => (a < b ? -1 : 1))) {
    values.set(chartPath, { before: seen, after: after.get(chartPath) ?? seen });
  }
  return { chunks: rest, values };
}

function readAnswer(text: string): Readonly<Record<string, unknown>> | undefined {
  const json = new RegExp(`^# ${MARK} (\\{.*\\})\\s*$`, 'm').exec(text)?.[1];
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
