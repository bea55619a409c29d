/** Which Kubernetes to stand on, before and during each hop. */
import { coerce, lt, minor } from 'semver';
import type { Releases } from '../knowledge/releases.js';
import type { Hop, Plan, Statement } from '../model.js';

/** Minors that both releases support; null where the windows don't meet, or one is not known. */
export function sharedWindow(from: string, to: string, releases: Releases): Hop['kubernetes'] {
  const [old, fresh] = [releases.support(from)?.kubernetes, releases.support(to)?.kubernetes];
  if (!old || !fresh) return null;
  const oldest = isOlder(old.from, fresh.from) ? fresh.from : old.from;
  const newest = isOlder(old.to, fresh.to) ? old.to : fresh.to;
  return isOlder(newest, oldest) ? null : { from: oldest, to: newest };
}

/** The target's window, and whether the cluster's version is in it. */
export function windowOf(to: string, given: string | null, releases: Releases): Plan['kubernetes'] {
  const window = releases.support(to)?.kubernetes;
  if (!window) return { supported: null, given, ok: null };
  const ok = given === null ? null : isInside(given, window);
  return { supported: [window.from, window.to], given, ok };
}

/** What has to happen to Kubernetes before a hop, given where the cluster stands. */
export function kubernetesSteps(
  { from, to, kubernetes }: Pick<Hop, 'from' | 'to' | 'kubernetes'>,
  given: string | null,
  releases: Releases,
): readonly Statement[] {
  const support = releases.support(to);
  if (!support) return [];
  const source = releases.sources.table;
  const { kubernetes: target } = support;
  if (kubernetes === null) {
    return [
      {
        text: `No Kubernetes is supported by both ${from} and ${to}: move Istio and Kubernetes in turns, ${to} asks for ${target.from} to ${target.to}`,
        source,
      },
    ];
  }
  const shared =
    kubernetes.from === kubernetes.to ? kubernetes.from : `${kubernetes.from} to ${kubernetes.to}`;
  if (given === null) return [{ text: `Stand on Kubernetes ${shared}, which both releases support`, source }];
  if (isOlder(given, target.from))
    return [
      {
        text: `Upgrade Kubernetes from ${given} to at least ${kubernetes.from} first: ${to} supports ${target.from} to ${target.to}`,
        source,
      },
    ];
  if (isOlder(target.to, given))
    return [
      {
        text: `Kubernetes ${given} is newer than what ${to} was tested with (${target.from} to ${target.to})`,
        source,
      },
    ];
  return [];
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
