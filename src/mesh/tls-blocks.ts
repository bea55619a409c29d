/** The TLS settings of a DestinationRule, each at the level where it is written. */
import type { DataPath, MeshResource } from '../model.js';
import { integerAt, listAt, mappingAt, textAt } from './read.js';

/** One `tls` block of a DestinationRule, and the ports and subsets that it is in force for. */
export interface TlsBlock {
  readonly level: 'policy' | 'port' | 'subset' | 'subset-port';
  /** 0 at the levels that hold for all ports. */
  readonly port: number;
  /** '' at the levels outside subsets. */
  readonly subset: string;
  readonly tls: Readonly<Record<string, unknown>>;
  readonly path: DataPath;
  /** Ports that settings of their own take away from this block. Port-level settings inherit nothing. */
  readonly otherPorts: ReadonlySet<number>;
  /** Subsets for which this block is in force, '' standing for traffic to no subset. */
  readonly subsets: ReadonlySet<string>;
}

interface Subset {
  readonly name: string;
  readonly policy: unknown;
  readonly path: DataPath;
}

/**
 * All `tls` blocks. Levels override each other as istiod merges them: port-level settings replace those of the
 * destination wholly, whether they say anything about TLS or not; a subset's `tls` replaces the destination's and is
 * inherited where absent.
 * Source: https://github.com/istio/istio/blob/1.22.2/pilot/pkg/networking/util/util.go (GetPortLevelTrafficPolicy,
 * MergeSubsetTrafficPolicy).
 */
export function tlsBlocksOf(rule: MeshResource): readonly TlsBlock[] {
  const policy = mappingAt(rule.value, ['spec', 'trafficPolicy']);
  const subsets = listAt(rule.value, ['spec', 'subsets']).map((subset, index) => ({
    name: textAt(subset, ['name']),
    policy: mappingAt(subset, ['trafficPolicy']),
    path: ['spec', 'subsets', index, 'trafficPolicy'],
  }));
  return [
    ...blocksOf(policy, ['spec', 'trafficPolicy'], undefined, subsets),
    ...subsets.flatMap(subset => blocksOf(subset.policy, subset.path, subset.name, subsets)),
  ];
}

function blocksOf(
  policy: unknown,
  base: DataPath,
  subset: string | undefined,
  subsets: readonly Subset[],
): TlsBlock[] {
  const blocks: TlsBlock[] = [];
  const otherPorts = portsOf(policy);
  const tls = mappingAt(policy, ['tls']);
  if (tls) {
    blocks.push({
      level: subset === undefined ? 'policy' : 'subset',
      port: 0,
      subset: subset ?? '',
      tls,
      path: [...base, 'tls'],
      otherPorts,
      subsets: subset === undefined ? heirs(subsets, undefined) : new Set([subset]),
    });
  }
  const seen = new Set<number>();
  for (const [index, setting] of listAt(policy, ['portLevelSettings']).entries()) {
    const port = integerAt(setting, ['port', 'number']);
    const portTls = mappingAt(setting, ['tls']);
    // The first entry for a port counts, the others are never looked at.
    if (port === 0 || seen.has(port)) continue;
    seen.add(port);
    if (!portTls) continue;
    blocks.push({
      level: subset === undefined ? 'port' : 'subset-port',
      port,
      subset: subset ?? '',
      tls: portTls,
      path: [...base, 'portLevelSettings', index, 'tls'],
      otherPorts: new Set(),
      subsets: subset === undefined ? heirs(subsets, port) : new Set([subset]),
    });
  }
  return blocks;
}

/** Subsets that a block of the destination holds for: those that say nothing about TLS, for the port, themselves. */
function heirs(subsets: readonly Subset[], port: number | undefined): ReadonlySet<string> {
  const names = subsets
    .filter(({ policy }) => {
      if (mappingAt(policy, ['tls'])) return false;
      return port === undefined || !portsOf(policy).has(port);
    })
    .map(({ name }) => name);
  return new Set(['', ...names]);
}

function portsOf(policy: unknown): ReadonlySet<number> {
  const ports = listAt(policy, ['portLevelSettings']).map(setting => integerAt(setting, ['port', 'number']));
  return new Set(ports.filter(port => port !== 0));
}
