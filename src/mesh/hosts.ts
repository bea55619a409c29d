/**
 * Host names as Istio reads them: short names, wildcards, and whether a public certificate authority could vouch
 * for one.
 */

import { isIP } from 'node:net';
import { addTo } from '../grouped.js';

/** What DNS allows; longer names match nothing and are only compared whole. */
const MAX_HOST_LENGTH = 253;

/**
 * The full name of a host in a rule: a name without a dot is a service of the rule's own namespace. Wildcards, IP
 * addresses and names with a dot stand as they are.
 * Source: https://github.com/istio/istio/blob/1.22.2/pilot/pkg/model/config.go (ResolveShortnameToFQDN).
 */
export function resolveHost(host: string, namespace: string, clusterDomain: string): string {
  if (host === '' || host === '*' || host.includes('.') || isIP(host) !== 0) return host;
  return `${host}.${namespace}.svc.${clusterDomain}`;
}

export function isWildcard(host: string): boolean {
  return host.startsWith('*');
}

/** True where some name is matched by both, either of which may be a wildcard. */
export function hostsOverlap(one: string, other: string): boolean {
  if (one === other) return true;
  if (isWildcard(one) && covers(one, other)) return true;
  return isWildcard(other) && covers(other, one);
}

function covers(wildcard: string, host: string): boolean {
  const suffix = wildcard.slice(1);
  return host.length > suffix.length && host.endsWith(suffix);
}

/** Finds what is registered under a host that overlaps with the one asked for, without comparing with every host. */
export class HostIndex<T> {
  private readonly exact = new Map<string, T[]>();
  /** Everything registered, by each suffix (`.b.c`, `.c`, '') below which its host stands. */
  private readonly below = new Map<string, T[]>();

  add(host: string, item: T): void {
    addTo(this.exact, host, item);
    for (const suffix of suffixesOf(host)) addTo(this.below, suffix, item);
  }

  /** Items under this very spelling. */
  under(host: string): readonly T[] {
    return this.exact.get(host) ?? [];
  }

  /** Items whose host overlaps with this one, in no particular order, each once. */
  matching(host: string): readonly T[] {
    const found = new Set(this.under(host));
    if (isWildcard(host)) for (const item of this.below.get(host.slice(1)) ?? []) found.add(item);
    for (const item of this.covering(host)) found.add(item);
    return [...found];
  }

  /** Items under a wildcard, wider than this host, that covers it; the closest wildcard first. */
  *covering(host: string): Generator<T> {
    for (const suffix of suffixesOf(host)) yield* this.under(`*${suffix}`);
  }
}

/** `.b.c`, `.c` and '' for `a.b.c`, and for `*.c` only ''. */
function suffixesOf(host: string): string[] {
  if (host.length > MAX_HOST_LENGTH || host === '*') return [];
  const suffixes: string[] = [];
  const start = isWildcard(host) ? 2 : 0;
  for (let dot = host.indexOf('.', start); dot >= 0; dot = host.indexOf('.', dot + 1))
    suffixes.push(host.slice(dot));
  suffixes.push('');
  return suffixes;
}

/**
 * Whether a publicly trusted certificate for a name can exist.
 * - `never`: the name is internal, or a private address: the CA/Browser Forum's Baseline Requirements (7.1.4.2.1)
 *   forbid public authorities to certify such names, and SPIFFE identities are none of theirs
 * - `can`: under a registered top-level domain, or a public address
 * - `unknown`: a documentation name (`.example`), which stands for anything, or no name at all
 */
export type PublicCertificate = 'never' | 'can' | 'unknown';

/**
 * Special-use and private suffixes. Sources: RFC 6761, RFC 6762 (.local), RFC 8375 (.home.arpa), RFC 9476 (.alt), ICANN's
 * reservation of .internal (2024), and the suffixes withheld for name collisions (.corp, .home, .mail); `svc` and
 * `cluster.local` are Kubernetes'.
 */
const PRIVATE_SUFFIXES = [
  'svc',
  'local',
  'localhost',
  'localdomain',
  'lan',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'mail',
  'home.arpa',
  'test',
  'invalid',
  'alt',
  'consul',
];

export function publicCertificateFor(name: string): PublicCertificate {
  const host = name
    .replace(/^\*\.?/, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (host === '') return 'unknown';
  if (host.startsWith('spiffe://')) return 'never';
  const address = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) !== 0) return isPrivateAddress(address) ? 'never' : 'can';
  const labels = host.split('.');
  const last = labels.at(-1) ?? '';
  if (last === 'example') return 'unknown';
  if (labels.length === 1 || last === '') return 'never';
  return PRIVATE_SUFFIXES.some(suffix => host.endsWith(`.${suffix}`)) ? 'never' : 'can';
}

/** Source: IANA's special-purpose address registries (RFC 1918, 6598, 3927, 4193, 4291, loopback). */
function isPrivateAddress(address: string): boolean {
  if (isIP(address) === 6) return /^(::1$|f[cd]|fe[89ab])/i.test(address);
  const [a = 0, b = 0] = address.split('.').map(Number);
  if (a === 10 || a === 127 || a === 0) return true;
  if (a === 192 && b === 168) return true;
  if (a === 172 && b >= 16 && b <= 31) return true;
  if (a === 100 && b >= 64 && b <= 127) return true;
  return a === 169 && b === 254;
}
