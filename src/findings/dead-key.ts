/**
 * Annotations and labels of Istio on the repository's own resources that the new release does not know: those that an
 * earlier one did, and those that are a slip of the pen. Nothing ever complains about either.
 * Source: https://github.com/istio/api, annotation/annotations.yaml and label/labels.yaml, as the facts have them.
 */

import { compare } from 'semver';
import type { InstallationState } from '../behaviour/state.js';
import { groupBy } from '../grouped.js';
import type { Facts } from '../knowledge/facts.js';
import type { Mesh } from '../mesh/mesh.js';
import type { ViewItem } from '../mesh/view.js';
import { istioKeysOf } from '../mesh/views/istio-keys.js';
import type { Finding, Location, Upgrade } from '../model.js';
import { typoOf } from './similar-name.js';

type KeyKind = 'annotation' | 'label';

/** Places that one finding names at most; the rest is counted. */
const MAX_PLACES = 10;

/** One finding per key, at all places that carry it; only for the control plane, which is what reads them. */
export function deadKeys(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  mesh: Mesh,
  facts: Facts,
): Finding[] {
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  if (upgrade.chart !== 'istiod' || from === null || to === null || from === to) return [];
  const byKey = groupBy(
    istioKeysOf(mesh),
    ({ value }: ViewItem) => `${String(value.form)} ${String(value.key)}`,
  );
  return [...byKey]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, items]) => {
      const [kind, name] = key.split(' ') as [KeyKind, string];
      const judged = judge(kind, name, from, to, facts);
      return judged ? [finding(upgrade, kind, name, judged, items, to)] : [];
    });
}

type Judged =
  | { readonly is: 'gone'; readonly since: string; readonly wasRead: boolean }
  | { readonly is: 'mistyped'; readonly meant: string };

function judge(kind: KeyKind, name: string, from: string, to: string, facts: Facts): Judged | undefined {
  if (isKnownAt(kind, name, to, facts)) return undefined;
  if (facts.settings(kind, name).length > 0) {
    const since = facts.removedIn(kind, name, 'pod');
    // What comes with a later release is nobody's mistake.
    if (since === undefined || compare(to, since) < 0) return undefined;
    return { is: 'gone', since, wasRead: isKnownAt(kind, name, from, facts) };
  }
  const own = hostOf(name);
  const names = facts
    .all(kind)
    .map(setting => setting.name)
    // Other keys of the same home: `example.istio.io/x` is somebody's own.
    .filter(other => hostOf(other) === own && isKnownAt(kind, other, to, facts));
  const meant = typoOf(name, names);
  return meant === undefined ? undefined : { is: 'mistyped', meant };
}

function isKnownAt(kind: KeyKind, name: string, version: string, facts: Facts): boolean {
  return facts.defaultAt(kind, name, 'pod', version) !== undefined;
}

function hostOf(key: string): string {
  return key.split('/')[0] ?? '';
}

function finding(
  upgrade: Upgrade,
  kind: KeyKind,
  name: string,
  judged: Judged,
  items: readonly ViewItem[],
  to: string,
): Finding {
  const isGone = judged.is === 'gone';
  return {
    rule: isGone ? 'dead-setting' : 'unknown-setting',
    title: isGone ? `The ${kind} ${name} is no longer read` : `${name} is no ${kind} that Istio ${to} reads`,
    summary: isGone
      ? `Istio ${to} ignores the ${kind} ${name}, which is gone since ${judged.since}; nothing fails. ${judged.wasRead ? 'See whether what it was there for still holds, and remove it.' : 'It did nothing before this change, either. Remove it.'}`
      : `Istio knows no such ${kind}, and Kubernetes takes any. Did you mean ${judged.meant}? It changes nothing where it stands.`,
    severity: isGone ? (judged.wasRead ? 'medium' : 'low') : 'info',
    exposure: 'exposed',
    introducedIn: isGone ? judged.since : to,
    knob: { kind, name, from: isGone && judged.wasRead ? 'read' : 'ignored', to: 'ignored' },
    upgrades: [upgrade.id],
    component: upgrade.chart,
    evidence: 'resource',
    locations: placesOf(
      items,
      isGone ? `${name} has no effect at ${to}` : `${name}: did you mean ${judged.meant}?`,
    ),
    overrides: [],
    references: [
      `https://istio.io/latest/docs/reference/config/${kind === 'annotation' ? 'annotations' : 'labels'}/`,
    ],
    accepted: null,
  };
}

function placesOf(items: readonly ViewItem[], message: string): readonly Location[] {
  const places = items.flatMap(({ places: { at }, subject }) => (at ? [{ ...at, resource: subject }] : []));
  const more = places.length - MAX_PLACES;
  return places.slice(0, MAX_PLACES).map((place, index) => ({
    ...place,
    message: index === 0 && more > 0 ? `${message} (and at ${more} more places)` : message,
  }));
}
