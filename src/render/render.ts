/** Renders releases with real Helm: each one once, a few at a time. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ChartFiles } from '../charts/files.js';
import { writeChart } from '../charts/write.js';
import type { RenderedDocument, Rendering, StagedChart } from '../model.js';
import { type RenderRequest, templateArguments, VALUES_FILE } from './arguments.js';
import { type HelmOutcome, runHelm } from './environment.js';
import { failureOf, type RenderFailure } from './failure.js';
import type { Helm } from './helm.js';
import { createLimit } from './limit.js';
import { createChunkReader, type ParsedDocument, parseChunks, splitOutput } from './output.js';
import { readProbes, withProbes } from './probe.js';
import { withoutTemplates, withSchemas } from './schema.js';

export type { RenderRequest } from './arguments.js';

export interface RendererOptions {
  /** This run's own temporary folder. */
  readonly workFolder: string;
  /** Limit of one run of Helm, in milliseconds. */
  readonly timeoutMs: number;
  /** How many Helms may run at once. */
  readonly concurrency: number;
}

export interface Renderer {
  /** The release as Helm renders it, with the merged values; memoised by chart digest, values and flags. Never throws. */
  render(request: RenderRequest): Promise<Rendering>;
  /** Documents with the text that they were read from, in the order of `render`; not memoised. For tracing. */
  renderText(request: RenderRequest): Promise<readonly ParsedDocument[] | RenderFailure>;
}

/** The forms of a chart that renders start from: archives, or folders. */
interface PreparedChart {
  /** With the probes, and schemas in the lenient reading. */
  readonly probed: string;
  /** Schemas in the strict reading and nothing to render; absent where both readings are the same. */
  readonly strict?: string;
}

/** @returns a renderer that keeps its results, and its copies of charts, for as long as it lives */
export function createRenderer(helm: Helm, options: RendererOptions): Renderer {
  const limit = createLimit(options.concurrency);
  const oneAtATime = createLimit(1);
  const renderings = new Map<string, Promise<Rendering>>();
  const prepared = new Map<string, Promise<PreparedChart>>();
  const readChunk = createChunkReader();

  async function write(files: ChartFiles): Promise<string> {
    return await oneAtATime(async () => {
      // Whoever waited for the chart before this one starts its Helm first.
      await setImmediate();
      mkdirSync(options.workFolder, { recursive: true });
      return writeChart(mkdtempSync(path.join(options.workFolder, 'chart-')), files);
    });
  }

  async function prepare({ files }: StagedChart): Promise<PreparedChart> {
    const lenient = withSchemas(files, 'lenient');
    const probed = await write(withProbes(lenient));
    if (lenient === files) return { probed };
    return { probed, strict: await write(withoutTemplates(withSchemas(files, 'strict'))) };
  }

  function preparedFor(chart: StagedChart): Promise<PreparedChart> {
    const known = prepared.get(chart.digest) ?? prepare(chart);
    prepared.set(chart.digest, known);
    return known;
  }

  async function template(request: RenderRequest, chartFolder: string): Promise<HelmOutcome> {
    return await limit(async () => {
      const cwd = mkdtempSync(path.join(options.workFolder, 'render-'));
      const args = templateArguments(request, chartFolder, cwd);
      return await runHelm(helm.path, args, {
        environment: helm.environment,
        cwd,
        timeoutMs: options.timeoutMs,
      });
    });
  }

  function failure(outcome: HelmOutcome, request: RenderRequest, chartFolder: string): RenderFailure {
    return failureOf(outcome, options.timeoutMs, [
      [chartFolder, request.chart.name],
      [options.workFolder, ''],
    ]);
  }

  async function attempt(request: RenderRequest): Promise<Rendering> {
    const chart = await preparedFor(request.chart);
    const [probed, strict] = await Promise.all([
      template(request, chart.probed),
      chart.strict === undefined ? undefined : template(request, chart.strict),
    ]);
    const schemaSkipped =
      strict !== undefined && !strict.ok && failure(strict, request, '').reason === 'schema';
    if (probed.ok) {
      const { chunks, values } = readProbes(splitOutput(probed.stdout));
      const parsed = parseChunks(chunks, readChunk);
      if (!parsed.ok) return { ok: false, reason: 'template', message: parsed.message };
      return { ok: true, documents: documentsOf(parsed.documents), values, schemaSkipped };
    }
    const failed = failure(probed, request, chart.probed);
    if (failed.reason !== 'template' && failed.reason !== 'helm') return failed;
    // The probes must never be the reason: what counts is how the chart itself renders.
    const plain = await plainly(request);
    if (!('documents' in plain)) return plain;
    return { ok: true, documents: documentsOf(plain.documents), values: new Map(), schemaSkipped };
  }

  /** The chart as it is, without probes. */
  async function plainly(
    request: RenderRequest,
  ): Promise<{ documents: readonly ParsedDocument[] } | RenderFailure> {
    const folder = await write(withSchemas(request.chart.files, 'lenient'));
    const outcome = await template(request, folder);
    if (!outcome.ok) return failure(outcome, request, folder);
    const parsed = parseChunks(splitOutput(outcome.stdout), readChunk);
    return parsed.ok ? parsed : { ok: false, reason: 'template', message: parsed.message };
  }

  async function safely(request: RenderRequest): Promise<Rendering> {
    try {
      return await attempt(request);
    } catch (cause) {
      return {
        ok: false,
        reason: 'helm',
        message: (cause as Error).message.replaceAll(options.workFolder, ''),
      };
    }
  }

  return {
    async render(request) {
      const key = keyOf(request);
      const known = renderings.get(key) ?? safely(request);
      renderings.set(key, known);
      const rendering = await known;
      return rendering.ok ? rendering : { ...rendering, message: withFileNames(rendering.message, request) };
    },
    async renderText(request) {
      const rendered = await plainly(request);
      return 'documents' in rendered ? rendered.documents : rendered;
    },
  };
}

/** Without the text, which would be held for as long as the renderer. */
function documentsOf(documents: readonly ParsedDocument[]): readonly RenderedDocument[] {
  return documents.map(({ source, value, index }) => ({ source, value, index }));
}

/** Helm's message with the files of the tree instead of those that the values travelled in. */
function withFileNames(message: string, request: RenderRequest): string {
  return message.replace(VALUES_FILE, (name, number: string) => request.values[Number(number)]?.file ?? name);
}

/** Requests with the same key render to the same. Where values were written does not matter. */
function keyOf(request: RenderRequest): string {
  const values = request.values.map(layer =>
    layer.kind === 'document' ? [layer.text] : [layer.flag, layer.key, layer.value],
  );
  const parts = [
    request.chart.digest,
    request.releaseName,
    request.namespace,
    request.kubeVersion,
    request.apiVersions ?? [],
    request.isUpgrade,
    request.skipCrds ?? false,
    values,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
