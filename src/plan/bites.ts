/** At which hop a finding bites: where its change of behaviour comes, not where the plan ends. */
import { hasArrived } from '../behaviour/behaviour.js';
import type { Facts } from '../knowledge/facts.js';
import type { Releases } from '../knowledge/releases.js';
import type { Finding } from '../model.js';
import type { Rule } from '../rules/rule.js';
import { byAge, compareReleases } from './versions.js';

export interface BitesInput {
  readonly findings: readonly Finding[];
  readonly rules: readonly Rule[];
  readonly facts: Facts;
  readonly releases: Releases;
}

interface Ages {
  readonly older: string;
  readonly newer: string;
}

/** Of findings that no rule made, and that name the plan's end although their cause comes before it. */
const PLACED: Readonly<Record<string, (finding: Finding, ages: Ages, input: BitesInput) => boolean>> = {
  'helm-rejects-gateway-schema': (_, { older, newer }, { releases }) =>
    releases.refusals('gateway', newer).length > 0 && releases.refusals('gateway', older).length === 0,
  'default-changed': ({ locations }, ages, { facts }) =>
    locations.some(({ message = '' }) => isFlipped(/^[\w.]+/.exec(message)?.[0] ?? '', ages, facts)),
  'kubernetes-version': ({ knob }, { older, newer }, { facts, releases }) => {
    const [floor, ceiling] = [
      facts.defaultAt('floor', 'kubernetes', 'oldest', newer),
      releases.support(newer),
    ];
    if (knob?.name.startsWith('oldest'))
      return floor === knob.to && facts.defaultAt('floor', 'kubernetes', 'oldest', older) !== floor;
    return ceiling?.kubernetes.to === knob?.to && releases.support(older)?.kubernetes.to !== knob?.to;
  },
};

/** What is so whatever the release: to be dealt with first. */
const STANDING: ReadonlySet<string> = new Set(['retired-source']);

/** Ids of what bites in a hop, whichever way it goes. */
export function bitesAt(
  hop: { readonly from: string; readonly to: string },
  isFirst: boolean,
  input: BitesInput,
): readonly string[] {
  const ages = byAge(hop);
  const known = new Map(input.rules.map(rule => [rule.id, rule]));
  const here = input.findings.filter(finding => {
    const { rule: id, exposure, introducedIn } = finding;
    if (exposure === 'not-exposed') return false;
    const rule = known.get(id);
    if (rule) return hasArrived(rule, ages.older) !== hasArrived(rule, ages.newer);
    if (STANDING.has(id)) return isFirst;
    const place = PLACED[id];
    if (place) return place(finding, ages, input);
    return compareReleases(introducedIn, ages.older) > 0 && compareReleases(introducedIn, ages.newer) <= 0;
  });
  return [...new Set(here.map(({ rule }) => rule))].toSorted();
}

function isFlipped(name: string, { older, newer }: Ages, facts: Facts): boolean {
  return facts
    .settings('env', name)
    .some(
      ({ component }) =>
        facts.defaultAt('env', name, component, older) !== facts.defaultAt('env', name, component, newer),
    );
}
