/** Which Envoy an upgrade brings along, and how much of what changed in it is known. */
import { type EnvoyRelease, envoyBetween } from '../knowledge/envoy.js';
import type { EnvoyScope, Upgrade } from '../model.js';

/** Over all control planes together; undefined where none crosses a minor whose Envoy is known. */
export function envoyScope(
  upgrades: readonly Upgrade[],
  releases: readonly EnvoyRelease[],
): EnvoyScope | undefined {
  const moves = upgrades.flatMap(({ chart, before, after }) => {
    const from = before?.istioVersion;
    const to = after?.istioVersion;
    return chart === 'istiod' && from && to ? [{ from, to }] : [];
  });
  const crossed = new Set(moves.flatMap(({ from, to }) => envoyBetween(releases, from, to)));
  const [first, ...rest] = releases.filter(release => crossed.has(release));
  if (!first) return undefined;
  const came = [first, ...rest];
  return {
    from: releases[releases.indexOf(first) - 1]?.envoy ?? null,
    to: came.at(-1)?.envoy ?? first.envoy,
    rules: came.flatMap(({ rules = [] }) => rules).length,
    flags: came.flatMap(({ removedFlags = [], removedFlagsOff = [] }) => [
      ...removedFlags,
      ...removedFlagsOff,
    ]).length,
    unread: came.filter(({ isRead }) => !isRead).map(({ envoy }) => envoy),
  };
}
