/** Which of the things known to have moved under EnvoyFilters a patch stands on. */
import { compare } from 'semver';
import type { EnvoyMove } from '../knowledge/envoy-moves.js';
import type { EnvoyFilterPatch } from '../mesh/envoy-filters.js';
import { integerAt, listAt } from '../mesh/read.js';

/** Entries that came between the two releases, in either direction, and that hit the patch; in order of release. */
export function movesUnder(
  patch: EnvoyFilterPatch,
  moves: readonly EnvoyMove[],
  from: string,
  to: string,
): readonly EnvoyMove[] {
  const [older, newer] = compare(from, to) < 0 ? [from, to] : [to, from];
  return moves.filter(
    move => compare(move.since, older) > 0 && compare(move.since, newer) <= 0 && hits(move, patch),
  );
}

function hits(move: EnvoyMove, patch: EnvoyFilterPatch): boolean {
  const { resource, applyTo, operation, anchors, extensions, text } = patch;
  const names = anchors.map(({ name }) => name);
  const brought = extensions.flatMap(({ name, type, wasmPlugin, wasmRuntime }) => [
    name,
    type,
    wasmPlugin,
    wasmRuntime,
  ]);
  const isAny = (list: readonly string[] | undefined, holds: (wanted: string) => boolean): boolean =>
    list === undefined || list.some(holds);
  return (
    isAny(move.extensions, wanted => brought.includes(wanted)) &&
    isAny(move.anchors, wanted => names.includes(wanted)) &&
    isAny(move.anchorPrefixes, prefix => names.some(name => name.startsWith(prefix))) &&
    isAny(move.mentions, wanted => text.includes(wanted)) &&
    isAny(move.applyTo, wanted => wanted === applyTo) &&
    isAny(move.operations, wanted => wanted === operation) &&
    (!move.targetRefs || listAt(resource.value, ['spec', 'targetRefs']).length > 0) &&
    (!move.priority || integerAt(resource.value, ['spec', 'priority']) !== 0)
  );
}
