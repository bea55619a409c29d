/** The plan: from the releases that are found to those that are asked for, hop by hop. */
import { hasArrived } from '../behaviour/behaviour.js';
import type { Facts } from '../knowledge/facts.js';
import { minorOf, type Releases } from '../knowledge/releases.js';
import type {
  Finding,
  Hop,
  Installation,
  MeshResource,
  Plan,
  Statement,
  Upgrade,
  VersionEdit,
} from '../model.js';
import type { Rule } from '../rules/rule.js';
import { bulletinsBetween, mendedBy, silentBulletins } from './bulletins.js';
import { fleetOf } from './fleet.js';
import { gatewayApiFloor, gatewayApiSteps } from './gateway-api.js';
import { type Stop, stopsBetween } from './hops.js';
import { kubernetesSteps, sharedWindow, windowOf } from './kubernetes.js';
import { rollbackOf } from './rollback.js';
import { helmSteps, type Installed, stepsAfter, stepsDuring } from './steps.js';
import { compareReleases } from './versions.js';

export interface PlanInput {
  readonly upgrades: readonly Upgrade[];
  /** Everything that is installed after the change, moved or not. */
  readonly installations: readonly Installation[];
  /** The repository's resources after the change. */
  readonly resources: readonly MeshResource[];
  readonly findings: readonly Finding[];
  readonly rules: readonly Rule[];
  readonly facts: Facts;
  readonly releases: Releases;
  /** Kubernetes as the repository or the user says it; null: nobody does. */
  readonly kubeVersion: string | null;
  /** `YYYY-MM-DD` */
  readonly today: string;
}

/** Undefined where nothing goes from one known release of Istio to another. */
export function makePlan(input: PlanInput): Plan | undefined {
  const moving = input.upgrades.filter(isMove);
  const range = rangeOf(moving);
  if (!range) return undefined;
  const { from, to } = range;
  const { facts, releases, rules, upgrades } = input;
  const kubeVersion = input.kubeVersion === null ? null : minorOf(input.kubeVersion);
  const method = methodOf(upgrades, input.installations);
  const regressions = rules.filter(({ until }) => until !== undefined);
  const regressionsIn = (version: string): readonly string[] =>
    regressions.filter(rule => hasArrived(rule, version)).map(({ id }) => id);
  const stops = (start: string, end: string): readonly Stop[] =>
    stopsBetween({ from: start, to: end, method, known: facts.releases, releases, regressionsIn });
  const kubernetes = windowOf(to, kubeVersion, releases);
  return {
    from,
    to,
    method,
    direction: compareReleases(from, to) > 0 ? 'downgrade' : 'upgrade',
    hops: stops(from, to).map(stop => hopOf(stop, method, moving, { ...input, kubeVersion })),
    kubernetes,
    support: [from, to].flatMap(version => supportOf(version, input)),
    bulletins: bulletinsBetween(from, to, releases),
    fleet: fleetOf({
      upgrades: moving,
      installations: input.installations,
      stopsBetween: (start, end) => stops(start, end).map(stop => stop.to),
      skewSource: releases.sources.skew,
    }),
    notes: notesOf(from, to, kubernetes, method, input),
  };
}

function isMove({ before, after }: Upgrade): boolean {
  return (
    before?.istioVersion != null && after?.istioVersion != null && before.istioVersion !== after.istioVersion
  );
}

/** From the oldest that moves to the newest that is reached; the control planes' own, where some move. */
function rangeOf(moving: readonly Upgrade[]): { readonly from: string; readonly to: string } | undefined {
  const planes = moving.filter(({ chart }) => chart === 'istiod');
  const counted = planes.length > 0 ? planes : moving;
  const isBack =
    counted.length > 0 &&
    counted.every(
      ({ before, after }) => compareReleases(before?.istioVersion ?? '', after?.istioVersion ?? '') > 0,
    );
  const froms = counted.map(({ before }) => before?.istioVersion ?? '').toSorted(compareReleases);
  const tos = counted.map(({ after }) => after?.istioVersion ?? '').toSorted(compareReleases);
  const from = isBack ? froms.at(-1) : froms[0];
  const to = isBack ? tos[0] : tos.at(-1);
  return from !== undefined && to !== undefined && from !== to ? { from, to } : undefined;
}

/** Two minors at a time take two control planes side by side: whoever has named revisions can. */
function methodOf(upgrades: readonly Upgrade[], installations: readonly Installation[]): Plan['method'] {
  const revisions = new Set(
    installations.flatMap(({ chart, revision }) => (chart === 'istiod' && revision !== '' ? revision : [])),
  );
  return upgrades.some(({ kind }) => kind === 'canary') || revisions.size > 0 ? 'canary' : 'in-place';
}

function hopOf(stop: Stop, method: Plan['method'], moving: readonly Upgrade[], input: PlanInput): Hop {
  const { facts, releases, kubeVersion, resources } = input;
  const { from, to, why } = stop;
  const installed = installedBy(input);
  const kubernetes = sharedWindow(from, to, releases);
  const gatewayApi = gatewayApiFloor(to, facts);
  return {
    from,
    to,
    why,
    kubernetes,
    ...(gatewayApi === undefined ? {} : { gatewayApi }),
    before: [
      ...kubernetesSteps({ from, to, kubernetes }, kubeVersion, releases),
      ...gatewayApiSteps({ from, to }, installed, facts),
      ...helmSteps(to, installed, releases),
    ],
    during: stepsDuring(stop, method, installed),
    after: stepsAfter(stop, method, releases),
    findings: findingsAt(stop, input),
    mends: mendedBy(from, to, releases),
    rollback: rollbackOf(stop, resources, facts),
    pullRequest: { title: `Upgrade Istio from ${from} to ${to}`, edits: editsOf(stop, moving) },
  };
}

function installedBy({ installations, resources }: PlanInput): Installed {
  return {
    charts: new Set(installations.map(({ chart }) => chart)),
    deployers: new Set(installations.map(({ release }) => release.deployer)),
    ambient: installations.some(({ chart }) => chart === 'ztunnel' || chart === 'ambient'),
    gatewayApi: resources.some(({ apiVersion }) => apiVersion.startsWith('gateway.networking.k8s.io/')),
  };
}

/** Rules whose change comes with the hop; findings that no rule made, by the release that they name. */
function findingsAt({ from, to }: Stop, { findings, rules }: PlanInput): readonly string[] {
  const known = new Map(rules.map(rule => [rule.id, rule]));
  const [older, newer] = compareReleases(from, to) > 0 ? [to, from] : [from, to];
  const here = findings.filter(({ rule: id, exposure, introducedIn }) => {
    if (exposure === 'not-exposed') return false;
    const rule = known.get(id);
    if (rule) return hasArrived(rule, older) !== hasArrived(rule, newer);
    return compareReleases(introducedIn, older) > 0 && compareReleases(introducedIn, newer) <= 0;
  });
  return [...new Set(here.map(({ rule }) => rule))].toSorted();
}

/** The versions to write, where they are written now; only of what is at the hop's start or below. */
function editsOf({ from, to }: Stop, moving: readonly Upgrade[]): readonly VersionEdit[] {
  const isBack = compareReleases(from, to) > 0;
  return moving.flatMap(({ chart, before, after }) => {
    const [start, end] = [before?.istioVersion, after?.istioVersion];
    if (!before || !start || !end) return [];
    const [low, high] = isBack ? [end, start] : [start, end];
    const [hopLow, hopHigh] = isBack ? [to, from] : [from, to];
    if (compareReleases(low, hopHigh) >= 0 || compareReleases(high, hopLow) <= 0) return [];
    const current = compareReleases(low, hopLow) > 0 && !isBack ? start : from;
    return [{ chart, file: before.at.file, line: before.at.line, from: current, to }];
  });
}

function supportOf(version: string, { releases, today }: PlanInput): Plan['support'] {
  const support = releases.support(version);
  if (!support) return [];
  const { supportEnds: ends, source } = support;
  return [{ version, ends, ended: ends === null ? null : ends < today, source }];
}

function notesOf(
  from: string,
  to: string,
  kubernetes: Plan['kubernetes'],
  method: Plan['method'],
  { releases, facts }: PlanInput,
): readonly Statement[] {
  const notes: Statement[] = [];
  if (kubernetes.given === null)
    notes.push({
      text: `Which Kubernetes do the clusters run? Nothing here says so: give it with --kube-version, or kube-version in the policy`,
    });
  if (!releases.support(to))
    notes.push({
      text: `${to} is beyond the knowledge, which ends with ${facts.newest}: its windows and vulnerabilities are not known`,
    });
  if (facts.answering(from) === undefined)
    notes.push({
      text: `${from} is older than the knowledge, which begins with ${facts.releases[0] ?? ''}: what changes before that is not judged`,
    });
  notes.push(...silentBulletins(to, releases));
  notes.push(
    method === 'canary'
      ? {
          text: 'Two minors at a time, since control planes stand side by side as revisions here',
          source: 'https://istio.io/latest/blog/2021/direct-upgrade/',
        }
      : {
          text: 'One minor at a time: a control plane may be at most one ahead of its proxies',
          source: releases.sources.skew,
        },
  );
  return notes;
}
