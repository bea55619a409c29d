/** How much of the mesh's configuration a repository can be taken to show. */
import type { Mesh } from '../mesh/mesh.js';
import { groupOf } from '../mesh/resource.js';
import type { Scope, Severity } from '../model.js';
import type { Rule } from './rule.js';

/**
 * Kinds whose absence from this repository decides nothing. With scope `complete` what is not here does not
 * exist; with `partial` it may always be elsewhere, unless `--manifests` brought resources of that kind from there; with `unknown` a kind counts as shown where at least one
 * resource of it stands among the workloads' namespaces, not only in the root and gateway namespaces, which hold
 * what platform teams keep.
 */
export function missingKinds(kinds: readonly string[], mesh: Mesh, scope: Scope): readonly string[] {
  if (scope === 'complete') return [];
  if (scope === 'partial')
    return kinds.filter(kind => !mesh.ofKind(kind).some(({ origin }) => origin === 'manifests'));
  return kinds.filter(
    kind => !mesh.ofKind(kind).some(resource => !mesh.isPlatformNamespace(resource.namespace)),
  );
}

/**
 * True where a repository plainly keeps what the mesh's workloads are configured with: a resource of Istio or of the
 * Gateway API stands among their namespaces. Workloads alone don't tell: whoever runs them may keep their rules elsewhere.
 */
export function keepsMeshConfiguration(mesh: Mesh): boolean {
  return mesh.resources.some(({ apiVersion, namespace }) => {
    const group = groupOf(apiVersion);
    const isMesh = group.endsWith('.istio.io') || group === 'gateway.networking.k8s.io';
    return isMesh && !mesh.isPlatformNamespace(namespace);
  });
}

/**
 * How severe it is that what a change acts on is absent from here. Severity says how surely something breaks, too. What hardly
 * anybody writes is hardly elsewhere: it is told, and decides nothing. Where the repository keeps the mesh's configuration, what it
 * does not hold is unlikely to exist, and weighs one step less. Where it holds nothing but the installation, or says that
 * more lies elsewhere, nothing is known, and nothing is taken off for that.
 */
export function severityOfAbsence(rule: Pick<Rule, 'severity' | 'rare'>, mesh: Mesh, scope: Scope): Severity {
  const isKept = scope === 'unknown' && keepsMeshConfiguration(mesh);
  if (rule.rare === true) return STEP_DOWN[STEP_DOWN[rule.severity]];
  return isKept ? STEP_DOWN[rule.severity] : rule.severity;
}

/** Below `high` nothing decides a verdict unless a policy says so, and nothing is told less of. */
const STEP_DOWN: Readonly<Record<Severity, Severity>> = {
  critical: 'high',
  high: 'medium',
  medium: 'medium',
  low: 'low',
  info: 'info',
};
