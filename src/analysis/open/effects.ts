/**
 * What hangs on values that the tree leaves open: Helm is asked, by rendering the release with the value set this way and
 * that. What comes out the same each time does not hang on it, unless a template holds the value against something.
 */
import { isDeepStrictEqual } from 'node:util';
import { withoutPath } from '../../detect/reshaped.js';
import { lookup } from '../../detect/values/values.js';
import { WORKLOAD_KINDS } from '../../mesh/pods.js';
import type {
  DataPath,
  Installation,
  OpenValue,
  RenderedDocument,
  Rendering,
  ValuesAssignment,
  ValuesLayer,
} from '../../model.js';
import type { RenderRequest } from '../../render/arguments.js';
import type { Renderer } from '../../render/render.js';
import { valueAt } from '../../yaml/positioned.js';
import type { RenderedRelease } from '../releases.js';
import { hasTemplates, readingOf } from './reads.js';

/** What moves with one open value. */
export interface OpenEffect {
  readonly open: OpenValue;
  /** False: it could not be found out, so that anything may. */
  readonly known: boolean;
  /** Documents that are there on all ways, and differ. */
  readonly changed: readonly RenderedDocument[];
  /** Documents that are there on some ways only. */
  readonly coming: readonly ComingDocument[];
  /** All documents of each way that was tried. */
  readonly ways: readonly (readonly RenderedDocument[])[];
}

export interface ComingDocument {
  readonly document: RenderedDocument;
  /** The way on which it is there; absent: it is there as the release stands. */
  readonly request?: RenderRequest;
  readonly rendering?: Rendering;
  /** Whether it is there with these values. */
  readonly on: { readonly true: boolean; readonly false: boolean };
}

/** More open values of one release are not tried one by one. */
const MAX_TRIED = 8;
const PROBES: readonly unknown[] = [true, false, 'preflight-probe'];

/** Effects of each open value of a release that was rendered; undefined where it was not. */
export async function openEffects(
  { release, rendering, request }: RenderedRelease,
  renderer: Renderer,
): Promise<readonly OpenEffect[] | undefined> {
  const open = release.openValues ?? [];
  if (open.length === 0 || !rendering?.ok || !request || !hasTemplates(request.chart)) return undefined;
  const unsure = (value: OpenValue): OpenEffect => ({
    open: value,
    known: false,
    changed: [],
    coming: [],
    ways: [],
  });
  return await Promise.all(
    open.map(async (value, index) => {
      const ways = waysOf(value, request);
      if (!ways || index >= MAX_TRIED) return unsure(value);
      if (ways.length === 0) return { open: value, known: true, changed: [], coming: [], ways: [] };
      const renderings = await Promise.all(ways.map(way => renderer.render(way)));
      const tried: Way[] = [];
      for (const [at, way] of renderings.entries()) {
        const asked = ways[at];
        if (!way.ok || !asked) return unsure(value);
        tried.push({ request: asked, rendering: way, documents: byKey(way.documents) });
      }
      return effectOf(value, byKey(rendering.documents), tried);
    }),
  );
}

/** The requests that stand for what a value may be; none where no template reads it, undefined where none can tell. */
function waysOf(
  { path, condition }: OpenValue,
  request: RenderRequest,
): readonly RenderRequest[] | undefined {
  if (condition) return [{ ...request, values: request.values.map(layer => layerWithout(layer, path)) }];
  const key = setKey(path);
  if (key === undefined) return undefined;
  const reading = readingOf(request.chart, path);
  switch (reading.kind) {
    case 'unread':
      return [];
    case 'compared':
      return undefined;
    case 'shown':
      // A map of which something is known may hold anything besides.
      if (typeof lookup(request.values, path)?.value === 'object') return undefined;
      return [...PROBES, ...reading.literals].map(probe => ({
        ...request,
        values: [...request.values, assignment(key, JSON.stringify(probe))],
      }));
  }
}

function assignment(key: string, value: string): ValuesAssignment {
  return { kind: 'assignment', source: 'set', file: '', line: 1, flag: '--set-json', key, value };
}

/** As Helm's `--set` spells a path; undefined where it can't. */
function setKey(path: DataPath): string | undefined {
  if (path.length === 0 || typeof path[0] === 'number') return undefined;
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${key.replace(/[\\.,=[\]{}]/g, '\\$&')}`,
    )
    .join('');
}

function layerWithout(layer: ValuesLayer, path: DataPath): ValuesLayer {
  if (layer.kind !== 'document' || valueAt(layer.data.value, path) === undefined) return layer;
  const data = withoutPath(layer.data, path);
  return { ...layer, text: JSON.stringify(data.value), data };
}

interface Way {
  readonly request: RenderRequest;
  readonly rendering: Rendering;
  readonly documents: ReadonlyMap<string, RenderedDocument>;
}

function effectOf(
  open: OpenValue,
  held: ReadonlyMap<string, RenderedDocument>,
  ways: readonly Way[],
): OpenEffect {
  const changed: RenderedDocument[] = [];
  const coming: ComingDocument[] = [];
  for (const key of new Set(
    [held, ...ways.map(({ documents }) => documents)].flatMap(way => [...way.keys()]),
  )) {
    const on = ways.filter(({ documents }) => documents.has(key));
    const first = held.get(key) ?? on[0]?.documents.get(key);
    if (!first) continue;
    const isOne = on.every(({ documents }) => isDeepStrictEqual(essence(documents.get(key)), essence(first)));
    if (!isOne) changed.push(first);
    if (on.length === ways.length && held.has(key)) continue;
    const [yes, no] = ways;
    coming.push({
      document: first,
      ...(held.has(key) || !on[0] ? {} : { request: on[0].request, rendering: on[0].rendering }),
      on: { true: yes?.documents.has(key) ?? false, false: no?.documents.has(key) ?? held.has(key) },
    });
  }
  return { open, known: true, changed, coming, ways: ways.map(({ documents }) => [...documents.values()]) };
}

/** Of a workload what the mesh sees: neither the tag of an image nor labels that name a version. */
function essence(document: RenderedDocument | undefined): unknown {
  if (!document || !WORKLOAD_KINDS.has(String(document.value.kind))) return document?.value;
  return JSON.parse(
    JSON.stringify(document.value, (key: string, value: unknown) => {
      if (
        /^(?:helm\.sh\/chart|app\.kubernetes\.io\/version|checksum\/.*|imagePullPolicy|replicas)$/.test(key)
      )
        return undefined;
      return key === 'image' && typeof value === 'string' ? value.replace(/[:@][^/]*$/, '') : value;
    }),
  );
}

function byKey(documents: readonly RenderedDocument[]): ReadonlyMap<string, RenderedDocument> {
  return new Map(
    documents.map(document => {
      const { value, source } = document;
      const { name, namespace } = (value.metadata ?? {}) as Record<string, unknown>;
      return [JSON.stringify([source, value.kind, namespace, name]), document];
    }),
  );
}

/** Documents that move with a value. */
export function movedDocuments({ changed, coming }: OpenEffect): readonly RenderedDocument[] {
  return [...new Set([...changed, ...coming.map(({ document }) => document)])];
}

/** True for documents of an installation's own chart. */
export function isOfChart({ source }: RenderedDocument, { chartPath }: Installation): boolean {
  return source.startsWith(`${chartPath}/`);
}
