/** What entries of `valuesFrom` and the like name in a cluster, in the words in which problems call it. */
import { stringAt } from './data.js';

/** `ConfigMap mesh` or `Secret mesh` of an entry; undefined where it names neither. */
export function objectNamed(entry: unknown): string | undefined {
  const map = stringAt(entry, ['configMapKeyRef', 'name']);
  if (map !== undefined) return `ConfigMap ${map}`;
  // k3s names Secrets alone: `valuesSecrets: [{name: mesh}]`.
  const secret = stringAt(entry, ['secretKeyRef', 'name']) ?? stringAt(entry, ['name']);
  return secret === undefined ? undefined : `Secret ${secret}`;
}
