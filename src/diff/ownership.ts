/** Which release owns a resource, where that moves: Helm takes over nothing that it did not create. */
import type { Change, Deployer, Upgrade } from '../model.js';

/** Definitions below a chart's crds/ folder: installed by Helm, but part of no release. */
export function isOutsideRelease(source: string): boolean {
  return /(^|\/)crds\/[^/]+$/.test(source) && !source.includes('/templates/');
}

/** What to do so that Helm takes a resource over: https://helm.sh/docs/faq/changes_since_helm2/, `helm upgrade --help`. */
export const TAKE_OVER =
  'set its label app.kubernetes.io/managed-by=Helm and the annotations meta.helm.sh/release-name and -namespace first, or run Helm 3.17 or later with --take-ownership';

/** The changes, with a note where a resource leaves one release and comes to another of the same environment. */
export function noteMoves(changes: readonly Change[], upgrades: readonly Upgrade[]): readonly Change[] {
  const byId = new Map(upgrades.map(upgrade => [upgrade.id, upgrade]));
  const keyOf = (change: Change): string => {
    const { apiVersion, kind, namespace, name } = change.resource;
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    return JSON.stringify([byId.get(change.upgrade)?.environment, group, kind, namespace, name]);
  };
  const whole = changes.filter(change => change.path === '');
  const gone = new Map(whole.filter(({ op }) => op === 'removed').map(change => [keyOf(change), change]));
  const come = new Map(whole.filter(({ op }) => op === 'added').map(change => [keyOf(change), change]));
  return changes.map(change => {
    if (change.path !== '') return change;
    const other = (change.op === 'added' ? gone : come).get(keyOf(change));
    if (!other) return change;
    const [from, to] = change.op === 'added' ? [other, change] : [change, other];
    return { ...change, risk: 'high', note: moveNote(from, to, deployerOf(byId.get(to.upgrade))) };
  });
}

function moveNote(from: Change, to: Change, deployer: Deployer): string {
  const moves = `moves from ${from.upgrade || 'one release'} to ${to.upgrade || 'another'}`;
  if (deployer === 'argocd')
    return `${moves}: the Application that gives it up prunes it, also after the other has taken it on; sync the giving one first`;
  return `${moves}: Helm refuses to install what another release owns. Let the giving release go first (it is then missing for a moment), or ${TAKE_OVER}`;
}

function deployerOf(upgrade: Upgrade | undefined): Deployer {
  return (upgrade?.after ?? upgrade?.before)?.release.deployer ?? 'unknown';
}
