/** What makes a finding at a place the same one in another run: not its line, which moves, nor its words, which improve. */
import { createHash } from 'node:crypto';
import type { Finding, Location } from '../model.js';
import { byText } from './order.js';

export interface Fingerprinted {
  readonly finding: Finding;
  readonly location: Location;
}

/**
 * A fingerprint for each place of a finding, in the order given: 32 hexadecimal digits, unique among them. Places that
 * nothing but their line tells apart are numbered from the top of the file.
 */
export function fingerprints(places: readonly Fingerprinted[]): readonly string[] {
  const same = new Map<string, number>();
  const found = new Map<Fingerprinted, string>();
  const ordered = places.toSorted(
    (left, right) =>
      byText(left.location.file, right.location.file) || left.location.line - right.location.line,
  );
  for (const place of ordered) {
    const identity = identityOf(place);
    const number = same.get(identity) ?? 0;
    same.set(identity, number + 1);
    found.set(place, createHash('sha256').update(`${identity}#${number}`).digest('hex').slice(0, 32));
  }
  return places.map(place => found.get(place) ?? '');
}

function identityOf({ finding, location }: Fingerprinted): string {
  const { rule, knob } = finding;
  return JSON.stringify([rule, knob?.kind ?? '', knob?.name ?? '', location.file, location.resource ?? '']);
}
