/** What changed lines of an injection template mean for the pods that it makes, in words. */
import { append } from '../append.js';
import type { Hunk } from './lines.js';
import { type Outline, outlineOf, type Place } from './template-outline.js';

/** More consequences than these are counted. */
const MAX_NAMED = 6;

/** Both texts of a template, outlined once for all of its hunks. */
export interface TemplatePair {
  readonly before: Outline;
  readonly after: Outline;
}

export function outlinePair(before: string, after: string): TemplatePair {
  return { before: outlineOf(before), after: outlineOf(after) };
}

/** `for pods that start from now on: env JWT_POLICY of istio-proxy gone, volume istio-token new`; undefined where nothing can be told. */
export function templateNote(hunk: Hunk, { before, after }: TemplatePair): string | undefined {
  const removed = placesAt(before, hunk.oldLine, changedOnly(hunk.before, hunk.after));
  const added = placesAt(after, hunk.line, changedOnly(hunk.after, hunk.before));
  const had = new Set(before.places);
  const has = new Set(after.places);
  const places = [...new Set([...removed, ...added])].map(place => {
    if (!has.has(place)) return `${place} gone`;
    return had.has(place) ? `${place} changes` : (nativeSidecar(place, hunk) ?? `${place} new`);
  });
  const parts = [...movedContainers(hunk, before, after), ...places];
  if (parts.length === 0) append(parts, conditions(hunk, before, after));
  if (parts.length === 0) return undefined;
  const more = parts.length - MAX_NAMED;
  return `for pods that start from now on: ${parts.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Lines that do not stand on the other side, by their position; the rest only moved or frames them. */
function changedOnly(lines: readonly string[], others: readonly string[]): readonly number[] {
  const known = new Set(others);
  return [...lines.keys()].filter(index => !known.has(lines[index] ?? '') && !isAction(lines[index] ?? ''));
}

/** What stands under a condition that changed, where nothing else did. */
function conditions(hunk: Hunk, before: Outline, after: Outline): string[] {
  const below = (lines: readonly string[], first: number, { places }: Outline): Place[] =>
    [...lines.keys()]
      .filter(index => /\{\{-?\s*(if|else|range|with)\b/.test(lines[index] ?? ''))
      .map(index => places.slice(first - 1 + index + 1).find(place => place !== '') ?? '');
  const places = [...below(hunk.before, hunk.oldLine, before), ...below(hunk.after, hunk.line, after)];
  return [...new Set(places)].filter(place => place !== '').map(place => `condition of ${place} changes`);
}

function isAction(line: string): boolean {
  return line.replace(/\{\{[^{}]*\}\}/g, '').trim() === '';
}

function placesAt({ places }: Outline, first: number, offsets: readonly number[]): Place[] {
  return offsets.map(offset => places[first - 1 + offset] ?? '').filter(place => place !== '');
}

/** Containers of another list than before, where the hunk touches the lists. */
function movedContainers(hunk: Hunk, before: Outline, after: Outline): string[] {
  if (![...hunk.before, ...hunk.after].some(line => /^\s*(c|initC)ontainers:/.test(line))) return [];
  return [...after.containers].flatMap(([name, to]) => {
    const from = before.containers.get(name);
    return from === undefined || from === to ? [] : [`container ${name} moves from ${from} to ${to}`];
  });
}

/** https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/ */
function nativeSidecar(place: Place, hunk: Hunk): string | undefined {
  const name = /^restartPolicy of (.+)$/.exec(place)?.[1];
  const isAlways = hunk.after.some(line => /\brestartPolicy: Always\b/.test(line));
  return name !== undefined && isAlways
    ? `${name} may run as a native sidecar (an init container that keeps running)`
    : undefined;
}
