/**
 * Asks Helm for the merged values instead of merging ourselves: two templates in a private copy of the chart print
 * `.Values` as a comment. Helm renders deeper templates first, and those of one depth in reverse order of their
 * names; charts that change `.Values` (profiles, compatibility versions) do so in a template of their own. So the
 * first template to be rendered sees the values before that, the last one after it.
 */
import type { ChartFiles } from '../charts/files.js';
import type { MergedValues } from '../model.js';
import { chartFolders } from './chart-folders.js';
import type { OutputChunk } from './output.js';

const MARK = 'preflight-values';
const BEFORE = `zzzz-${MARK}/zzzz/zzzz/before.yaml`;
const AFTER = `0-${MARK}-after.yaml`;
const TEMPLATE = Buffer.from(`# ${MARK} {{ .Values | toJson }}\n`);

/** The chart with the probes in it and in all charts below it. */
export function withProbes(files: ChartFiles): ChartFiles {
  const probed = new Map(files);
  for (const folder of chartFolders(files)) {
    for (const probe of [BEFORE, AFTER]) {
      const name = `${folder}templates/${probe}`;
      if (!probed.has(name)) probed.set(name, TEMPLATE);
    }
  }
  return probed;
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
  const start = text.indexOf(`# ${MARK} {`);
  if (start === -1) return undefined;
  const [line = ''] = text.slice(start + `# ${MARK} `.length).split('\n', 1);
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
