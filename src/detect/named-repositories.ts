/**
 * Addresses of repositories that a file names once, for the charts below it: `repositories: {istio: https://…}`, or a list of names with
 * addresses, as `helm repo add` would be given them.
 */
import type { Positioned } from '../model.js';
import { isRecord, stringAt } from './data.js';

const LISTS = /^(?:helm|chart)?(?:repos|repositories|registries)$/;
const ADDRESS = ['url', 'address', 'repo', 'repository', 'href'];
/** Such a list stands at the top of a file, or in a part of it. */
const MAX_DEPTH = 2;
/** More repositories than a file has. */
const MAX_NAMES = 300;

/** By their names. */
export function namedRepositories({ value }: Positioned): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  addFrom(value, found, MAX_DEPTH);
  return found;
}

function addFrom(value: unknown, found: Map<string, string>, depth: number): void {
  for (const [key, one] of Object.entries(isRecord(value) ? value : {})) {
    if (found.size > MAX_NAMES) return;
    if (LISTS.test(key.replace(/[_-]/g, '').toLowerCase())) addAll(one, found);
    else if (depth > 1) addFrom(one, found, depth - 1);
  }
}

function addAll(list: unknown, found: Map<string, string>): void {
  const entries: readonly (readonly [string | undefined, unknown])[] = Array.isArray(list)
    ? list.slice(0, MAX_NAMES).map(one => [stringAt(one, ['name']) ?? stringAt(one, ['alias']), one])
    : Object.entries(isRecord(list) ? list : {}).slice(0, MAX_NAMES);
  for (const [name, one] of entries) {
    const address = typeof one === 'string' ? one : addressIn(one);
    if (name !== undefined && address !== undefined && isAddress(address)) found.set(name, address);
  }
}

function addressIn(value: unknown): string | undefined {
  for (const key of ADDRESS) {
    const text = stringAt(value, [key]);
    if (text !== undefined) return text;
  }
  return undefined;
}

export function isAddress(text: string): boolean {
  return /^(https?|oci):\/\//i.test(text);
}
