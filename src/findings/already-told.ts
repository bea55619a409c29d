/** What facts show by themselves, and a rule tells better: a value is told once. */
import type { Finding } from '../model.js';

/**
 * Leaves out findings about values that are no longer read, of which every line is one that a rule about values points
 * at: the rule says what that means, and what to set instead.
 */
export function withoutTold(findings: readonly Finding[], judged: readonly Finding[]): readonly Finding[] {
  const told = new Set(
    judged
      .filter(({ evidence, exposure }) => evidence === 'value' && exposure !== 'not-exposed')
      .flatMap(({ locations }) => locations.map(placeOf)),
  );
  return findings.filter(
    ({ rule, locations }) => rule !== 'dead-setting' || !locations.every(place => told.has(placeOf(place))),
  );
}

function placeOf({ file, line }: Finding['locations'][number]): string {
  return `${file}:${line}`;
}
