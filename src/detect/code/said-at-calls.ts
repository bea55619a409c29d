/**
 * What is said of a chart where it is handed on: `install.Version = version` of a function that has another one locate the chart. There
 * names are what that function is handed in its turn.
 */
import { type Said, type Source, sourceOf } from './decided.js';
import type { LoopedChart } from './loops.js';
import type { Named } from './names.js';
import { itemRepository, repositoryIn } from './repositories.js';
import { around, type Span } from './spans.js';
import { versionOf } from './versions-beside.js';

/** Around a call that hands a chart on. */
export interface AtCall {
  readonly source: Source;
  readonly span: Span;
  /** What is said there alone. */
  readonly own: Span;
  readonly loop: LoopedChart;
}

/** The nearest first. */
export async function callPlaces(source: Source, { loop }: Named): Promise<readonly AtCall[]> {
  const found: AtCall[] = [];
  for (const { file, index, itemOf, isLast } of loop?.places ?? []) {
    // Where nothing is handed on, only what is set on an object that is handed over is of this chart: as Helm's library for Go has it.
    if (!loop || (isLast && !file.path.endsWith('.go'))) continue;
    const home = await sourceOf(source, file);
    found.push({
      source: home,
      span: around(file.text, index),
      own: around(file.text, index, 1),
      loop: { ...loop, index, itemOf, source: file },
    });
  }
  return found;
}

/** The version that is said there, where the place itself says none. */
export async function versionAtCalls(
  places: readonly AtCall[],
): Promise<{ readonly said: Said; readonly place: AtCall } | undefined> {
  for (const place of places) {
    const { source, span, loop } = place;
    const said = await versionOf(source, loop, span);
    const isField =
      said &&
      /\.[vV]ersion\s{0,9}=\s{0,20}["'`]?$/.test(source.text.slice(Math.max(0, said.start - 60), said.start));
    if (said && (isField || loop.itemOf(said.word) !== undefined)) return { said, place };
  }
  return undefined;
}

/** The repository that is said there. */
export async function repositoryAtCalls(places: readonly AtCall[]): Promise<string | undefined> {
  for (const { source, span, own, loop } of places) {
    const found =
      repositoryIn(source.path, own.text, source.scope, loop) ??
      (await itemRepository(source, loop, span.text));
    if (found !== undefined) return found;
  }
  return undefined;
}
