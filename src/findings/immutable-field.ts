/**
 * Fields that Kubernetes refuses to change: what is rendered differs in one, so that whoever deploys it fails halfway, be it Helm, Flux,
 * Terraform or Argo CD. Found in the diff of the rendered manifests, whatever moved it: the release or a value.
 */
import type { Change, Finding, Upgrade } from '../model.js';

const REFERENCE =
  'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates';

/** Places that one finding names at most; the rest is counted. */
const MAX_PLACES = 10;

/** One finding an upgrade, with every field that is refused. */
export function immutableFields(upgrades: readonly Upgrade[], changes: readonly Change[]): Finding[] {
  return upgrades.flatMap(upgrade => {
    const refused = changes.filter(
      ({ upgrade: id, effect, risk }) => id === upgrade.id && effect === 'immutable' && risk !== 'none',
    );
    return upgrade.after && refused.length > 0 ? [finding(upgrade, upgrade.after, refused)] : [];
  });
}

function finding(
  upgrade: Upgrade,
  { at, istioVersion }: NonNullable<Upgrade['after']>,
  refused: readonly Change[],
): Finding {
  const names = [...new Set(refused.map(({ resource: { kind, name } }) => `${kind} ${name}`))];
  const more = refused.length - MAX_PLACES;
  return {
    rule: 'immutable-field',
    title: `Kubernetes refuses to change what this changes in ${names[0] ?? ''}${names.length > 1 ? ` and ${names.length - 1} more` : ''}`,
    summary:
      'The new manifests differ from the old ones in fields that Kubernetes never changes on what exists: the deploy stops with ' +
      '“field is immutable”, and what would have come after it is not deployed. Each of these has to be deleted first, as the diff says ' +
      'beside it, or kept as it was by the value that made it so.',
    severity: 'critical',
    exposure: 'exposed',
    introducedIn: istioVersion ?? '',
    upgrades: [upgrade.id],
    component: upgrade.chart,
    evidence: 'rendered',
    locations: refused.slice(0, MAX_PLACES).map((change, index) => ({
      file: at.file,
      line: at.line,
      message: `${nameOf(change)}: ${change.path} is refused${index === 0 && more > 0 ? ` (and ${more} more fields)` : ''}`,
    })),
    overrides: [],
    references: [REFERENCE],
    accepted: null,
  };
}

function nameOf({ resource: { kind, namespace, name } }: Change): string {
  return [kind, namespace, name].filter(part => part !== '').join('/');
}
