/** Findings that say the same of several installations, told as one: a fleet is one report, not one for each cluster. */

import { groupBy } from '../grouped.js';
import type { Finding, Location } from '../model.js';

/** One change of behaviour, wherever it is met. */
export interface Told {
  /** The first of them, with the places and upgrades of all. Its overrides are its own. */
  readonly finding: Finding;
  /** The others, for what differs: the overrides, each in a file of its own. */
  readonly others: readonly Finding[];
}

/** In the order of the first of each. */
export function tellAlike(findings: readonly Finding[]): readonly Told[] {
  return [...groupBy(findings, sameness).values()].flatMap(([first, ...others]) =>
    first ? [{ finding: together(first, others), others }] : [],
  );
}

function together(first: Finding, others: readonly Finding[]): Finding {
  const all = [first, ...others];
  const places = all.flatMap(({ locations }) => locations);
  return {
    ...first,
    upgrades: [...new Set(all.flatMap(({ upgrades }) => upgrades))],
    locations: [...new Map(places.map(place => [placeKey(place), place])).values()],
  };
}

function placeKey({ file, line, resource, message }: Location): string {
  return JSON.stringify([file, line, resource, message]);
}

function sameness(finding: Finding): string {
  const { rule, title, summary, severity, exposure, knob, question, absent, accepted, conditions } = finding;
  const whether = conditions?.map(({ what }) => what);
  return JSON.stringify([
    rule,
    title,
    summary,
    severity,
    exposure,
    knob,
    question,
    absent,
    accepted,
    whether,
  ]);
}
