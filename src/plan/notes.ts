/** What is to be said of the whole plan. */
import { minorOf } from '../knowledge/releases.js';
import { gatewayApiBundles } from '../mesh/gateway-api-crds.js';
import type { Plan, Position, Statement } from '../model.js';
import { silentBulletins } from './bulletins.js';
import { gatewayApiFloor } from './gateway-api.js';
import type { Move } from './moves.js';
import type { PlanInput } from './plan.js';
import { immutableChanges } from './rollback/immutable.js';
import { byAge, compareReleases, isSameMajor, minorNumber } from './versions.js';

const RELEASES = 'https://github.com/istio/istio/releases';
const OLD_NOTES = 'https://istio.io/latest/news/releases/';

export interface NotesInput {
  readonly from: string;
  readonly to: string;
  readonly kubernetes: Plan['kubernetes'];
  readonly method: Plan['method'];
  readonly reach: number;
  readonly moves: readonly Move[];
  readonly input: PlanInput;
}

export function notesOf(notes: NotesInput): readonly Statement[] {
  const { from, to, input } = notes;
  return [
    ...question(notes),
    ...bundleQuestion(notes),
    ...beyondKnowledge(from, to, input),
    ...otherBuilds(notes),
    ...silentBulletins(from, to, input.releases, input.facts.releases),
    pace(notes),
    ...wholeDiff(notes),
    ...movedTogether(notes),
  ];
}

function question({ kubernetes, input }: NotesInput): readonly Statement[] {
  const { given, clusters } = kubernetes;
  if (given !== null || clusters.length > 0) return [];
  return [
    {
      text: 'Which Kubernetes do the clusters run? Nothing here says so: give it with --kube-version, or kube-version in the policy',
      source: input.releases.sources.table,
    },
  ];
}

/** Where the Gateway API is used here, its CRDs come from elsewhere, and a release on the way minds which they are. */
function bundleQuestion({ to, input }: NotesInput): readonly Statement[] {
  const { resources, facts } = input;
  const isUsed = resources.some(({ apiVersion }) => apiVersion.startsWith('gateway.networking.k8s.io/'));
  const floor = gatewayApiFloor(to, facts);
  if (!isUsed || floor === undefined || gatewayApiBundles(resources).length > 0) return [];
  return [
    {
      text: `Which CRDs of the Gateway API do the clusters have? Nothing here installs them, and ${to} reads some kinds only from ${floor} on: kubectl get crd gateways.gateway.networking.k8s.io -o jsonpath='{.metadata.annotations.gateway\\.networking\\.k8s\\.io/bundle-version}'`,
      source: 'https://gateway-api.sigs.k8s.io/concepts/versioning/',
    },
  ];
}

/** Releases that the facts do not hold: too new, too old, of another series, never published, or of a vendor. */
function beyondKnowledge(from: string, to: string, { facts, releases }: PlanInput): readonly Statement[] {
  const said: Statement[] = [];
  const [oldest = ''] = facts.releases;
  for (const version of [from, to]) {
    if (facts.releases.includes(version) || releases.unpublished(version)) continue;
    if (compareReleases(version, oldest) < 0)
      said.push({
        text: `${version} is older than the knowledge, which begins with ${oldest}: what changes before that is not judged, read the upgrade notes of each minor up to ${minorOf(oldest)}`,
        source: OLD_NOTES,
      });
    else if (!isSameMajor(version, facts.newest))
      said.push({
        text: `${version} is of another series than all releases that are known: how to get there is not known either`,
        source: RELEASES,
      });
    else if (facts.answering(version) === undefined)
      said.push({
        text: `${version} is beyond the knowledge, which ends with ${facts.newest}: what it changes is not judged`,
        source: RELEASES,
      });
    else
      said.push({
        text: `${version} is no release that is known; it is judged like ${facts.answering(version)}, the newest patch of ${minorOf(version)} that is${lastPatch(version, releases)}`,
        source: RELEASES,
      });
  }
  return said;
}

/** Patches hardly come after the end of support. */
function lastPatch(version: string, releases: PlanInput['releases']): string {
  const ends = releases.support(version)?.supportEnds;
  return ends ? ` (support for ${minorOf(version)} ended on ${ends})` : '';
}

/** Builds that are not Istio's own releases: they have the number of one, and are judged like it. */
function otherBuilds({ moves, input }: NotesInput): readonly Statement[] {
  const builds = new Map<string, string>();
  for (const move of moves)
    for (const { version, istioVersion } of [move.before, move.after])
      if (version !== null && istioVersion !== null && version.replace(/^[=v\s]+/, '') !== istioVersion)
        builds.set(version, istioVersion);
  return [...builds].map(([build, release]) => ({
    text: /-(?:alpha|beta|rc|dev)/i.test(build)
      ? `${build} is a pre-release, which Istio does not support: it is judged like ${release}, which it precedes`
      : `${build} is not a build of Istio's own: it is judged like ${release}; how long it is supported, and which fixes it has, its vendor says`,
    source: input.releases.sources.policy,
  }));
}

function pace({ from, to, method, reach, input }: NotesInput): Statement {
  const { releases } = input;
  if (compareReleases(from, to) > 0)
    return {
      text: 'Back one minor at a time: Istio supports a downgrade to the minor before, not further',
      source: `${releases.steps['in-place'].source}#downgrade-prerequisites`,
    };
  if (method === 'canary' && reach === 2)
    return {
      text: 'Two minors at a time, since control planes stand side by side as revisions here',
      source: releases.steps.canary.source,
    };
  if (method === 'canary')
    return {
      text: 'One minor at a time, although control planes are revisions here: the CNI and ztunnel have none, and may be one minor behind at most',
      source: 'https://istio.io/latest/docs/ambient/upgrade/helm/',
    };
  return {
    text: 'One minor at a time: a control plane may be at most one ahead of its proxies',
    source: releases.sources.skew,
  };
}

/** The diff spans the whole plan: over several hops it can't be said which one brings what Kubernetes never changes in place. */
function wholeDiff({ from, to, moves, input }: NotesInput): readonly Statement[] {
  const spans = Math.abs(minorNumber(to) - minorNumber(from)) > 1 && moves.length > 0;
  return spans ? immutableChanges(input.changes, byAge({ from, to })) : [];
}

/** Environments that read their version from one line go together, whatever their waves say. */
function movedTogether({ moves }: NotesInput): readonly Statement[] {
  const places = new Map<string, { readonly at: Position; readonly environments: Set<string> }>();
  for (const { before, upgrade } of moves) {
    const { file, line } = before.at;
    const key = `${file}:${line}`;
    const known = places.get(key) ?? { at: { file, line }, environments: new Set() };
    known.environments.add(upgrade.environment || '.');
    places.set(key, known);
  }
  return [...places.values()].flatMap(({ at, environments }) =>
    environments.size < 2
      ? []
      : [
          {
            text: `${[...environments].toSorted().join(', ')} read their version from one line, and move with one merge: give each its own to let one go first`,
            at: [at],
          },
        ],
  );
}
