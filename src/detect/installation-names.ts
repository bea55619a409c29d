/** What the report calls an installation. */
import type { Release } from '../model.js';
import type { FoundInstallation } from './installations.js';

/** `clusters/prod/istiod`; where several share that, with what tells them apart, else with a number. */
export function nameInstallations(
  installations: readonly FoundInstallation[],
  of: (release: Release) => string,
): ReadonlyMap<FoundInstallation, string> {
  const plain = (found: FoundInstallation): string =>
    [of(found.release), found.chart].filter(part => part !== '').join('/');
  const counts = count(installations.map(plain));
  const wished = installations.map(found => {
    const base = plain(found);
    if ((counts.get(base) ?? 0) < 2) return base;
    const tail = found.chart === 'gateway' ? found.release.releaseName : found.revision;
    return tail === '' || tail === found.chart ? base : `${base}-${tail}`;
  });
  const used = new Set<string>();
  const numbers = new Map<string, number>();
  const names = new Map<FoundInstallation, string>();
  for (const [index, found] of installations.entries()) {
    const wish = wished[index] ?? plain(found);
    let name = wish;
    let number = numbers.get(wish) ?? 2;
    for (; used.has(name); number++) name = `${wish}-${number}`;
    numbers.set(wish, number);
    used.add(name);
    names.set(found, name);
  }
  return names;
}

function count(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
