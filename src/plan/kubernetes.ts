/** Which Kubernetes to stand on, before and during each hop. */
import { coerce, lt, minor } from 'semver';
import type { Releases } from '../knowledge/releases.js';
import type { Hop, Plan, PlanCluster, Position, Statement } from '../model.js';

/** A version of Kubernetes that somebody declares, and where. */
export interface GivenKubernetes {
  /** A minor. */
  readonly version: string;
  readonly at: readonly Position[];
}

/** What is said: by the user for all clusters, or by the clusters of the repository themselves. */
export function givenKubernetes(
  said: string | null,
  clusters: readonly PlanCluster[],
): readonly GivenKubernetes[] {
  if (said !== null) return [{ version: said, at: [] }];
  const versions = [...new Set(clusters.map(({ version }) => version))].toSorted((a, b) =>
    isOlder(a, b) ? -1 : 1,
  );
  return versions.map(version => ({
    version,
    at: clusters.filter(cluster => cluster.version === version).map(({ file, line }) => ({ file, line })),
  }));
}

/** Minors that both releases support; null where the windows don't meet, or one is not known. */
export function sharedWindow(from: string, to: string, releases: Releases): Hop['kubernetes'] {
  const [old, fresh] = [releases.support(from)?.kubernetes, releases.support(to)?.kubernetes];
  if (!old || !fresh) return null;
  const oldest = isOlder(old.from, fresh.from) ? fresh.from : old.from;
  const newest = isOlder(old.to, fresh.to) ? old.to : fresh.to;
  return isOlder(newest, oldest) ? null : { from: oldest, to: newest };
}

/** The target's window, and whether what is given is in it. */
export function windowOf(
  to: string,
  given: readonly GivenKubernetes[],
  clusters: readonly PlanCluster[],
  releases: Releases,
): Plan['kubernetes'] {
  const window = releases.support(to)?.kubernetes;
  const [only] = given;
  return {
    supported: window ? [window.from, window.to] : null,
    given: given.length === 1 && only ? only.version : null,
    ok: !window || given.length === 0 ? null : given.every(({ version }) => isInside(version, window)),
    clusters,
    source: releases.sources.table,
  };
}

/**
 * What has to happen to Kubernetes before each hop. Clusters are taken along: one that an earlier hop has moved stands
 * there at the next. A cluster never goes back.
 */
export function kubernetesSteps(
  hops: readonly { readonly from: string; readonly to: string }[],
  given: readonly GivenKubernetes[],
  releases: Releases,
): readonly (readonly Statement[])[] {
  let standing = given;
  return hops.map(hop => {
    const shared = sharedWindow(hop.from, hop.to, releases);
    const steps = standing.map(one => stepOf(hop, shared, one, releases));
    standing = steps.map(({ after }) => after);
    const said = steps.flatMap(({ statement }) => statement ?? []);
    return standing.length === 0 ? withoutGiven(hop, shared, releases) : said;
  });
}

function withoutGiven(
  { from, to }: { readonly from: string; readonly to: string },
  shared: Hop['kubernetes'],
  releases: Releases,
): readonly Statement[] {
  const source = releases.sources.table;
  const target = releases.support(to)?.kubernetes;
  if (!target || !releases.support(from)) return [];
  if (shared === null) return [{ text: apart(from, to, target), source }];
  const window = shared.from === shared.to ? shared.from : `${shared.from} to ${shared.to}`;
  return [{ text: `Stand on Kubernetes ${window}, which both releases support`, source }];
}

function stepOf(
  { from, to }: { readonly from: string; readonly to: string },
  shared: Hop['kubernetes'],
  given: GivenKubernetes,
  releases: Releases,
): { readonly statement?: Statement; readonly after: GivenKubernetes } {
  const source = releases.sources.table;
  const target = releases.support(to)?.kubernetes;
  if (!target) return { after: given };
  const { version, at } = given;
  const place = at.length === 0 ? {} : { at };
  if (isOlder(version, target.from)) {
    const goal = shared?.from ?? target.from;
    const text =
      shared === null
        ? `${apart(from, to, target)}; the clusters stand on ${version}`
        : `Upgrade Kubernetes from ${version} to at least ${goal} first, one minor at a time: ${to} supports ${target.from} to ${target.to}`;
    return { statement: { text, source, ...place }, after: { version: goal, at } };
  }
  if (isOlder(target.to, version))
    return {
      statement: {
        text: `Kubernetes ${version} is newer than what ${to} was tested with (${target.from} to ${target.to})`,
        source,
        ...place,
      },
      after: given,
    };
  return { after: given };
}

function apart(from: string, to: string, target: { readonly from: string; readonly to: string }): string {
  return `No Kubernetes is supported by both ${from} and ${to}: move Istio and Kubernetes in turns, ${to} asks for ${target.from} to ${target.to}`;
}

function isInside(version: string, { from, to }: { readonly from: string; readonly to: string }): boolean {
  return !isOlder(version, from) && !isOlder(to, version);
}

/** By minor: a patch of Kubernetes is never out of a window. */
export function isOlder(one: string, other: string): boolean {
  const [a, b] = [coerce(one), coerce(other)];
  if (!a || !b) return false;
  return lt(`${a.major}.${minor(a)}.0`, `${b.major}.${minor(b)}.0`);
}
