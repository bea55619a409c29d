/** Finds the same installation in two trees: by what it is, not by where its text stands. */
import { addTo } from '../../grouped.js';
import type { Installation } from '../../model.js';
import { compareVersions } from '../istio/version.js';
import { stemOf } from '../variants.js';

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
  const matching = new Matching(before, after);
  for (const key of KEYS) pairOff(matching, key);
  // The only one of its chart on both sides is the same one, whatever it is called.
  pairOff(matching, ({ chart }) => (isOnly(before, chart) && isOnly(after, chart) ? [chart] : undefined));
  for (const key of TWINS) pairTwins(matching, key);
  pairParted(matching);
  pairReshuffled(matching);
  return matching.result();
}

/** What is paired already, and what is left of both sides. */
class Matching {
  private readonly pairs: { readonly before: Installation; readonly after: Installation }[] = [];
  /** Without a pair yet, or gone. */
  readonly old: Set<Installation>;
  /** Without a pair yet, or new. */
  readonly now: Set<Installation>;

  constructor(
    readonly before: readonly Installation[],
    readonly after: readonly Installation[],
  ) {
    this.old = new Set(before);
    this.now = new Set(after);
  }

  /** Both are found again; either may be in several pairs. */
  pair(before: Installation, after: Installation): void {
    this.pairs.push({ before, after });
    this.old.delete(before);
    this.now.delete(after);
  }

  result(): Matched {
    const order = new Map(this.after.map((installation, index) => [installation, index]));
    const pairs = this.pairs.toSorted(
      (left, right) => (order.get(left.after) ?? 0) - (order.get(right.after) ?? 0),
    );
    return { pairs, removed: [...this.old], added: [...this.now] };
  }
}

function pairOff(matching: Matching, key: Key): void {
  const oldByKey = byKey(matching.old, key);
  for (const [name, candidates] of byKey(matching.now, key)) {
    const [after, ...others] = candidates;
    const [before, ...rivals] = oldByKey.get(name) ?? [];
    if (before && after && others.length === 0 && rivals.length === 0) matching.pair(before, after);
  }
}

function pairTwins(matching: Matching, key: Key): void {
  const oldByKey = byKey(matching.old, key);
  for (const [name, candidates] of byKey(matching.now, key)) {
    for (const [index, before] of (oldByKey.get(name) ?? []).entries()) {
      const after = candidates[index];
      if (!after) break;
      matching.pair(before, after);
    }
  }
}

/**
 * Ways of deploying that were alike and part now: each of them was what stood for all; and those that are alike from now on
 * become what stands for all.
 */
function pairParted(matching: Matching): void {
  const folded = (installations: readonly Installation[]): ReadonlyMap<string, Installation> =>
    new Map(installations.filter(one => !isVariant(one)).map(one => [declarationOf(one), one]));
  const [earlierWholes, laterWholes] = [folded(matching.before), folded(matching.after)];
  for (const after of matching.now) {
    const before = isVariant(after) ? earlierWholes.get(declarationOf(after)) : undefined;
    if (before) matching.pair(before, after);
  }
  for (const before of matching.old) {
    const after = isVariant(before) ? laterWholes.get(declarationOf(before)) : undefined;
    if (after) matching.pair(before, after);
  }
}

/**
 * What goes in one place and comes in others under the same name, chart by chart: environments that part, join or move all at
 * once. One that comes was all that go; which of several became which of several is not told, and the oldest is the one
 * from which most changes. What is left over is gone, or new.
 */
function pairReshuffled(matching: Matching): void {
  const gone = byKey(matching.old, ofName);
  for (const [name, candidates] of byKey(matching.now, ofName)) {
    const ordered = (gone.get(name) ?? []).toSorted(
      (one, other) => compareVersions(one.version ?? '', other.version ?? '') ?? 0,
    );
    const earlier = candidates.length === 1 ? ordered : ordered.slice(0, 1);
    for (const before of earlier) for (const after of candidates) matching.pair(before, after);
    // As many came as went: none of them is gone.
    if (candidates.length >= ordered.length) for (const before of ordered) matching.old.delete(before);
  }
}

/** What an IstioOperator or a rendering calls its `base` differs from what people call that chart's release. */
function ofName({ chart, revision, release }: Installation): readonly string[] {
  return [chart, revision, chart === 'base' ? '' : release.releaseName, release.namespace];
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
    addTo(found, text, installation);
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
