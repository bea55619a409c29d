/** What a setting that went away is called now. */
import { nearestName } from '../knowledge/facts/nearest.js';
import type { Facts } from '../knowledge/facts.js';
import { minorOf } from '../knowledge/releases.js';

/** Words that say where a value stands rather than what it is. */
const PLACES: ReadonlySet<string> = new Set(['istio', 'istiod', 'pilot', 'global', 'cni']);

/**
 * The value that took over from another: all that its name says, apart from where it stood, is in the new name too.
 * @param names in order of preference; of equally good ones the first wins
 */
export function successorOf(name: string, names: readonly string[]): string | undefined {
  const wanted = wordsOf(name);
  const own = wanted.filter(word => !PLACES.has(word));
  // One word alone (`enabled`) is in many names, unless a place makes it plain.
  const needed = own.length > 1 ? own : wanted.filter(word => word !== 'istio' && word !== 'pilot');
  if (needed.length < 2) return undefined;
  let best: { readonly name: string; readonly extra: number } | undefined;
  for (const candidate of names) {
    const words = wordsOf(candidate);
    if (candidate === name || !needed.every(word => words.some(other => isSameWord(word, other)))) continue;
    const extra = words.filter(word => !PLACES.has(word)).length - needed.length;
    if (extra <= 1 && extra < (best?.extra ?? 2)) best = { name: candidate, extra };
  }
  return best?.name;
}

/** The variable that came when another went, and is called much the same; both read by the same process. */
export function variableInstead(
  facts: Facts,
  name: string,
  component: string,
  removedIn: string,
): string | undefined {
  const arrived = facts.all('env').filter(setting => {
    if (setting.component !== component) return false;
    const since = facts.introducedIn('env', setting.name, component);
    return since !== undefined && minorOf(since) === minorOf(removedIn);
  });
  return nearestName(
    name,
    arrived.map(setting => setting.name),
  );
}

/**
 * What a mistyped name was meant to be: the most similar one, where at most two letters differ, or one in a short name.
 * Case and separators weigh nothing.
 */
export function typoOf(name: string, names: readonly string[]): string | undefined {
  const nearest = nearestName(name, names);
  if (nearest === undefined) return undefined;
  const [one, other] = [simplify(name), simplify(nearest)];
  return distance(one, other) <= (one.length < SHORT ? 1 : 2) ? nearest : undefined;
}

const SHORT = 8;

function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[_.-]/g, '');
}

/** Insertions, deletions and substitutions that make one text of another. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [column, candidate] of [...other].entries()) {
      const replaced = (row[column] ?? 0) + (letter === candidate ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** `istio_cni.logLevel` is `istio`, `cni`, `log`, `level`. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1.$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');
}

function isSameWord(word: string, other: string): boolean {
  return word === other || (word.length >= 3 && (other.startsWith(word) || word.startsWith(other)));
}
