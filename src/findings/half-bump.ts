/** Half a bump: places that should agree on Istio's version, of which the change moved only some. */
import { major, minor } from 'semver';
import type { InstallationState } from '../behaviour/state.js';
import { type ForcedTag, forcedTag, imageAt } from '../detect/istio/image-tags.js';
import { istioVersionOf } from '../detect/istio/version.js';
import { HALF_A_BUMP } from '../detect/pairing/half-bump.js';
import type { DataPath, Finding, HalfBump, Installation, Position, Severity, Upgrade } from '../model.js';

/** One finding per place that contradicts the version that is compared; one that was there before is told as lesser. */
export function halfBumps(upgrade: Upgrade, before: InstallationState, after: InstallationState): Finding[] {
  const old = new Set(contradictions(before.installation).map(keyOf));
  return contradictions(after.installation).map(found => finding(upgrade, found, old.has(keyOf(found))));
}

interface Contradiction extends HalfBump {
  readonly at: Position;
  readonly why: string;
}

function keyOf({ effect, version, judged }: HalfBump): string {
  return `${effect} ${version} ${judged}`;
}

function contradictions(installation: Installation): readonly Contradiction[] {
  const { chart, release } = installation;
  const declared = release.problems.flatMap(({ halfBump, why, file, line }) =>
    halfBump?.chart === chart && file !== undefined && line !== undefined
      ? [{ ...halfBump, why: why.slice(HALF_A_BUMP.length), at: { file, line } }]
      : [],
  );
  return [...declared, ...otherTag(installation), ...otherProxy(installation)];
}

/** Images that pods are given, where values name another release's as a whole. */
const PROXIES: readonly DataPath[] = [
  ['global', 'proxy', 'image'],
  ['global', 'proxy_init', 'image'],
];

function otherProxy(installation: Installation): readonly Contradiction[] {
  if (installation.chart !== 'istiod') return [];
  const forced = imageAt(PROXIES, installation.release.values, installation.valuesPath);
  return otherImage(
    installation,
    forced,
    (version, own) => `gives pods the proxy of ${version}, beside an istiod of ${own}`,
  );
}

/** A tag among the values that is of another release than the chart. */
function otherTag(installation: Installation): readonly Contradiction[] {
  const { chart, release, valuesPath } = installation;
  // What an operator is told as tag is told with its own version.
  if (release.deployer === 'operator') return [];
  return otherImage(
    installation,
    forcedTag(chart, release.values, valuesPath),
    (version, own) => `runs the image of ${version}, with the manifests of the chart ${own}`,
  );
}

function otherImage(
  { chart, istioVersion }: Installation,
  forced: ForcedTag | undefined,
  says: (version: string, own: string) => string,
): readonly Contradiction[] {
  if (istioVersion === null || !forced || forced.version === null || forced.version === istioVersion)
    return [];
  const { path, version, found } = forced;
  const why = `\`${path.join('.')}\` ${says(version, istioVersion)}`;
  const at = { file: found.file, line: found.line };
  return [{ chart, version, judged: istioVersion, effect: 'other-image', at, why }];
}

const EFFECTS: Readonly<Record<HalfBump['effect'], string>> = {
  'deploy-fails': 'Building the dependencies fails, and with it the deploy.',
  'missing-image':
    'A cluster that fetches nothing by itself does not have the image that the chart asks for: its pods don’t start.',
  'other-charts': 'Who deploys may install the one or the other.',
  'other-image':
    'Defaults inside the binary are those of the image, everything that the manifests set is that of the chart: a ' +
    'combination that nobody tests. What is judged here is the release of the chart.',
  'other-manifests':
    'Defaults inside the binary are those of the image, and are what is judged here; everything that the manifests set ' +
    'is still that of the older release: a combination that nobody tests.',
};

function finding(upgrade: Upgrade, found: Contradiction, isOld: boolean): Finding {
  const { chart, version, judged, effect, at, why } = found;
  return {
    rule: 'half-bump',
    title: `Half a bump: ${chart} is ${judged} in one place and ${version || 'nothing'} in another`,
    summary: `${capital(why)}. ${EFFECTS[effect]}${isOld ? ' It was so before this change.' : ''}`,
    severity: isOld ? 'low' : severityOf(found),
    exposure: 'exposed',
    introducedIn: istioVersionOf(judged) ?? '',
    upgrades: [upgrade.id],
    component: chart,
    evidence: 'value',
    locations: [{ ...at, message: `${version || 'no version'} here, ${judged} there` }],
    overrides: [],
    references: [],
    accepted: null,
  };
}

/** A deploy that fails, images that are not there, and binaries beside manifests of another minor, are what breaks. */
function severityOf({ effect, version, judged }: HalfBump): Severity {
  if (effect === 'deploy-fails' || effect === 'missing-image') return 'high';
  if (effect === 'other-charts') return 'medium';
  const [one, other] = [istioVersionOf(version), istioVersionOf(judged)];
  if (one === null || other === null) return 'medium';
  return major(one) === major(other) && minor(one) === minor(other) ? 'low' : 'high';
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/\.$/, '');
}
