/** Finds the same installation in two trees: by what it is, not by where its text stands. */
import type { Installation } from '../model.js';
import { compareVersions } from './istio-version.js';
import { stemOf } from './variants.js';

export interface Matched {
  readonly pairs: readonly { readonly before: Installation; readonly after: Installation }[];
  readonly removed: readonly Installation[];
  readonly added: readonly Installation[];
}

/** A name for an installation under which it may be found again; undefined where this name can't tell it. */
type Key = (installation: Installation) => readonly string[] | undefined;

/**
 * From the surest name to the vaguest: a renamed release, a moved folder and a revision renamed in place are still the
 * same installation, as long as there is no doubt which one.
 */
const KEYS: readonly Key[] = [
  ofEnvironment,
  ofFile,
  ({ chart, environment, release }) => [chart, environment, release.releaseName, release.namespace],
  ({ chart, release, chartPath }) => [
    chart,
    release.declared.file,
    release.releaseName,
    release.namespace,
    chartPath,
  ],
  installation =>
    isGateway(installation)
      ? undefined
      : [installation.chart, installation.environment, installation.revision],
  // A folder that is named after its version: `istio-1-23` is `istio-1-24` now.
  ({ chart, environment, release }) => [
    chart,
    withoutVersions(environment),
    release.releaseName,
    release.namespace,
  ],
  ofName,
  installation => (isGateway(installation) ? undefined : [installation.chart, installation.environment]),
  ({ chart, release }) => [chart, release.declared.file],
];

/** What is declared twice, word for word: which one is which makes no difference. What stands beside it may part environments. */
const TWINS: readonly Key[] = [
  installation => [...ofEnvironment(installation), ...ofFile(installation)],
  ofEnvironment,
  ofFile,
];

export function matchInstallations(before: readonly Installation[], after: readonly Installation[]): Matched {
  const pairs: { before: Installation; after: Installation }[] = [];
  const old = new Set(before);
  const now = new Set(after);
  for (const key of KEYS) pairOff(old, now, key, pairs);
  // The only one of its chart on both sides is the same one, whatever it is called.
  pairOff(
    old,
    now,
    ({ chart }) => (isOnly(before, chart) && isOnly(after, chart) ? [chart] : undefined),
    pairs,
  );
  for (const key of TWINS) pairTwins(old, now, key, pairs);
  pairParted(before, after, old, now, pairs);
  pairReshuffled(old, now, pairs);
  const order = new Map(after.map((installation, index) => [installation, index]));
  pairs.sort((left, right) => (order.get(left.after) ?? 0) - (order.get(right.after) ?? 0));
  return { pairs, removed: [...old], added: [...now] };
}

function pairOff(
  old: Set<Installation>,
  now: Set<Installation>,
  key: Key,
  pairs: { before: Installation; after: Installation }[],
): void {
  const oldByKey = byKey(old, key);
  for (const [name, candidates] of byKey(now, key)) {
    const [after, ...others] = candidates;
    const [before, ...rivals] = oldByKey.get(name) ?? [];
    if (!before || !after || others.length > 0 || rivals.length > 0) continue;
    pairs.push({ before, after });
    old.delete(before);
    now.delete(after);
  }
}

function pairTwins(
  old: Set<Installation>,
  now: Set<Installation>,
  key: Key,
  pairs: { before: Installation; after: Installation }[],
): void {
  const oldByKey = byKey(old, key);
  for (const [name, candidates] of byKey(now, key)) {
    for (const [index, before] of (oldByKey.get(name) ?? []).entries()) {
      const after = candidates[index];
      if (!after) break;
      pairs.push({ before, after });
      old.delete(before);
      now.delete(after);
    }
  }
}

/**
 * Ways of deploying that were alike and part now: each of them was what stood for all; and those that are alike from now on
 * become what stands for all.
 */
function pairParted(
  before: readonly Installation[],
  after: readonly Installation[],
  old: Set<Installation>,
  now: Set<Installation>,
  pairs: { before: Installation; after: Installation }[],
): void {
  const folded = (installations: readonly Installation[]): ReadonlyMap<string, Installation> =>
    new Map(installations.filter(one => !isVariant(one)).map(one => [declarationOf(one), one]));
  const [earlierWholes, laterWholes] = [folded(before), folded(after)];
  for (const installation of now) {
    const earlier = isVariant(installation) ? earlierWholes.get(declarationOf(installation)) : undefined;
    if (!earlier) continue;
    pairs.push({ before: earlier, after: installation });
    old.delete(earlier);
    now.delete(installation);
  }
  for (const installation of old) {
    const later = isVariant(installation) ? laterWholes.get(declarationOf(installation)) : undefined;
    if (!later) continue;
    pairs.push({ before: installation, after: later });
    now.delete(later);
    old.delete(installation);
  }
}

/**
 * What goes in one place and comes in others under the same name, chart by chart: environments that part, join or move all at
 * once. One that comes was all that go; which of several became which of several is not told, and the oldest is the one
 * from which most changes. What is left over is gone, or new.
 */
function pairReshuffled(
  old: Set<Installation>,
  now: Set<Installation>,
  pairs: { before: Installation; after: Installation }[],
): void {
  const gone = byKey(old, ofName);
  for (const [name, candidates] of byKey(now, ofName)) {
    const ordered = (gone.get(name) ?? []).toSorted(
      (one, other) => compareVersions(one.version ?? '', other.version ?? '') ?? 0,
    );
    const earlier = candidates.length === 1 ? ordered : ordered.slice(0, 1);
    for (const before of earlier) for (const after of candidates) pairs.push({ before, after });
    const left = candidates.length < ordered.length ? earlier : ordered;
    for (const before of left) old.delete(before);
    if (earlier.length > 0) for (const after of candidates) now.delete(after);
  }
}

function ofName({ chart, revision, release }: Installation): readonly string[] {
  return [chart, revision, release.releaseName, release.namespace];
}

function isVariant({ release }: Installation): boolean {
  return stemOf(release.id) !== release.id;
}

/** The declaration that ways of deploying share. */
function declarationOf({ chart, revision, chartPath, release }: Installation): string {
  return JSON.stringify([stemOf(release.id), chart, revision, chartPath]);
}

function byKey(
  installations: Iterable<Installation>,
  key: Key,
): ReadonlyMap<string, readonly Installation[]> {
  const found = new Map<string, Installation[]>();
  for (const installation of installations) {
    const name = key(installation);
    if (name === undefined) continue;
    const text = JSON.stringify(name);
    found.set(text, [...(found.get(text) ?? []), installation]);
  }
  return found;
}

function withoutVersions(name: string): string {
  return name.replace(/(^|[-_/])v?\d+([._-]\d+)+(?=$|[-_/])/g, '');
}

function isGateway({ chart }: Installation): boolean {
  return chart === 'gateway';
}

function isOnly(installations: readonly Installation[], chart: string): boolean {
  return installations.filter(installation => installation.chart === chart).length === 1;
}

function ofEnvironment({ chart, environment, revision, release }: Installation): readonly string[] {
  return [chart, environment, revision, release.releaseName, release.namespace];
}

function ofFile({ chart, revision, release, chartPath }: Installation): readonly string[] {
  return [chart, release.declared.file, revision, release.releaseName, release.namespace, chartPath];
}
