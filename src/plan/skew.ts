/**
 * Components of one mesh at different versions: before the change, after it, and while a hop is under way. The rules and
 * their sources are in `knowledge/releases/skew.yaml`.
 */

import { append } from '../append.js';
import { controlPlanesOf, selectedBy } from '../detect/control-planes.js';
import { addTo } from '../grouped.js';
import type { Releases, SkewComponent, SkewRule } from '../knowledge/releases.js';
import type { Installation, IstioChart, Plan, Position, Statement } from '../model.js';
import { type Move, shareOf } from './moves.js';
import { type PinnedProxy, proxiesIn } from './proxies.js';
import { compareReleases, minorNumber } from './versions.js';

const HELM_GUIDE = 'https://istio.io/latest/docs/setup/upgrade/helm/';

const COMPONENT: Partial<Readonly<Record<IstioChart, SkewComponent>>> = {
  gateway: 'proxy',
  cni: 'cni',
  ztunnel: 'ztunnel',
};

/** What of an environment does not fit its control planes: its charts, and proxies that it gives a version of their own. */
export function skewIn(
  installations: readonly Installation[],
  proxies: readonly PinnedProxy[],
  releases: Releases,
): readonly Statement[] {
  const ambient = isAmbient(installations);
  const planes = installations
    .flatMap(({ chart, istioVersion }) => (chart === 'istiod' && istioVersion !== null ? istioVersion : []))
    .toSorted(compareReleases);
  return [
    ...chartsIn(installations, ambient, releases),
    ...proxies.flatMap(proxy => proxyMisfit(proxy, planes, releases) ?? []),
  ];
}

/** It may be any control plane's: only what fits none of them is told. */
function proxyMisfit(
  { id, version, at }: PinnedProxy,
  planes: readonly string[],
  releases: Releases,
): Statement | undefined {
  const found = planes.map(plane =>
    misfit({ id: `The proxy of ${id}`, at }, version, plane, false, releases, 'gateway'),
  );
  return found.every(statement => statement !== undefined) ? found[0] : undefined;
}

function chartsIn(
  installations: readonly Installation[],
  ambient: boolean,
  releases: Releases,
): readonly Statement[] {
  return installations.flatMap(installation => {
    const { chart, istioVersion, partOf } = installation;
    if (istioVersion === null || partOf !== undefined) return [];
    const plane = planeOf(installation, installations);
    if (plane === undefined) return [];
    return misfit(installation, istioVersion, plane, ambient, releases, chart) ?? [];
  });
}

/** Who a component works with: a gateway its own revision, CRDs and node agents the newest and the oldest one. */
function planeOf(component: Installation, all: readonly Installation[]): string | undefined {
  const planes = controlPlanesOf(all, component.environment).filter(
    ({ istioVersion }) => istioVersion !== null,
  );
  if (component.chart === 'gateway') return selectedBy(component.revision, planes)?.istioVersion ?? undefined;
  const versions = planes.flatMap(({ istioVersion }) => istioVersion ?? []).toSorted(compareReleases);
  return component.chart === 'base' ? versions[0] : versions.at(-1);
}

function misfit(
  { id, at }: Pick<Installation, 'id' | 'at'>,
  version: string,
  plane: string,
  ambient: boolean,
  releases: Releases,
  chart: IstioChart,
): Statement | undefined {
  const place: readonly Position[] = [{ file: at.file, line: at.line }];
  const ahead = minorNumber(version) - minorNumber(plane);
  if (chart === 'base')
    return ahead < 0
      ? {
          text: `${id} (${version}) holds older CRDs than its control plane (${plane}) knows`,
          source: HELM_GUIDE,
          at: place,
        }
      : undefined;
  const component = COMPONENT[chart];
  const rule = component && releases.skew(component, plane);
  if (!rule) return undefined;
  const { behind, allowed, source } = limitsOf(rule, ambient);
  if (ahead > allowed)
    return { text: `${id} (${version}) is newer than its control plane (${plane})`, source, at: place };
  if (-ahead > behind)
    return {
      text: `${id} (${version}) is ${-ahead} minors behind its control plane (${plane}); ${behind} is supported`,
      source,
      at: place,
    };
  return undefined;
}

function limitsOf(
  rule: SkewRule,
  ambient: boolean,
): { readonly behind: number; readonly allowed: number; readonly source: string } {
  const { behind, ahead, aheadAmbient, source, sourceAmbient } = rule;
  return ambient
    ? { behind, allowed: aheadAmbient ?? ahead, source: sourceAmbient ?? source }
    : { behind, allowed: ahead, source };
}

export function isAmbient(installations: readonly Installation[]): boolean {
  return installations.some(({ chart }) => chart === 'ztunnel' || chart === 'ambient');
}

export interface SkewInput {
  readonly method: Plan['method'];
  readonly moves: readonly Move[];
  /** Everything that is installed after the change, moved or not. */
  readonly installations: readonly Installation[];
  readonly proxies: readonly PinnedProxy[];
  readonly releases: Releases;
}

/** Steps of a hop in which components of one mesh differ, in their order; what does not move last. */
export function skewDuring(
  hop: { readonly from: string; readonly to: string },
  { method, moves, installations, proxies, releases }: SkewInput,
): readonly Statement[] {
  const { from, to } = hop;
  const steps = minorNumber(to) - minorNumber(from);
  const charts = new Set(installations.map(({ chart }) => chart));
  const ambient = isAmbient(installations);
  const said: Statement[] = [];
  if (steps !== 0) {
    append(said, planeFirst(hop, steps, method, releases));
    for (const chart of ['cni', 'ztunnel'] as const) {
      const rule = releases.skew(chart, steps > 0 ? to : from);
      if (charts.has(chart) && rule) said.push(nodeAgent(hop, steps, chart, limitsOf(rule, ambient)));
    }
  }
  return [
    ...said,
    ...leftBehind(hop, moves, installations, releases, ambient),
    ...proxiesLeftBehind(hop, moves, proxies, releases),
  ];
}

/** The control plane and its proxies: sidecars and gateways, which take the injecting control plane's proxy when they start. */
function planeFirst(
  { from, to }: { readonly from: string; readonly to: string },
  steps: number,
  method: Plan['method'],
  releases: Releases,
): readonly Statement[] {
  const { source } = releases.skew('proxy', steps > 0 ? to : from) ?? { source: releases.sources.skew };
  if (method === 'canary' && steps > 0)
    return [
      {
        text: `Sidecars and gateways stay with istiod ${from} until they are moved, so that none works with a control plane of another minor; only what restarts under the new revision takes ${to}`,
        source: releases.steps.canary.source,
      },
    ];
  if (steps > 0)
    return [
      {
        text: `From the istiod step until the last restart istiod is ${to} and sidecars and gateways ${from}: one minor behind is supported. Pods that start meanwhile take the proxy of ${to}`,
        source,
      },
    ];
  return [
    {
      text: `Going back, istiod ${to} serves proxies that are still ${from}: a data plane newer than its control plane is not supported, so restart sidecars and gateways right after the istiod step`,
      source,
    },
  ];
}

function nodeAgent(
  { from, to }: { readonly from: string; readonly to: string },
  steps: number,
  chart: 'cni' | 'ztunnel',
  { behind, allowed, source }: { readonly behind: number; readonly allowed: number; readonly source: string },
): Statement {
  const words = `Between the istiod step and its own, ${chart} is ${from} under istiod ${to}`;
  const isFine = steps > 0 ? steps <= behind : -steps <= allowed;
  if (isFine) return { text: `${words}: supported, by one minor`, source };
  return steps > 0
    ? { text: `${words}: ${steps} minors behind, which is not supported; go one minor at a time`, source }
    : {
        text: `Going back, ${chart} goes to ${to} before istiod does: it may not be newer than its control plane`,
        source,
      };
}

/** What this change leaves where it is, and what the hop makes of that. */
function leftBehind(
  hop: { readonly from: string; readonly to: string },
  moves: readonly Move[],
  installations: readonly Installation[],
  releases: Releases,
  ambient: boolean,
): readonly Statement[] {
  const planes = new Map(
    moves.flatMap(move => {
      const share = move.upgrade.chart === 'istiod' ? shareOf(move, hop) : undefined;
      return share ? [[move.after, share.to] as const] : [];
    }),
  );
  const moved = new Set(moves.map(({ after }) => after));
  return installations.flatMap(installation => {
    const { chart, istioVersion, partOf, environment, revision } = installation;
    if (istioVersion === null || partOf !== undefined || chart === 'istiod' || moved.has(installation))
      return [];
    const beside = controlPlanesOf(installations, environment).filter(plane => planes.has(plane));
    const plane = chart === 'gateway' ? selectedBy(revision, beside) : beside[0];
    const version = plane && planes.get(plane);
    const found = version && misfit(installation, istioVersion, version, ambient, releases, chart);
    return found ? [{ ...found, text: `${found.text}, and this change does not move it` }] : [];
  });
}

/** Proxies with a version of their own do not follow their control plane, however often they restart. */
function proxiesLeftBehind(
  hop: { readonly from: string; readonly to: string },
  moves: readonly Move[],
  proxies: readonly PinnedProxy[],
  releases: Releases,
): readonly Statement[] {
  const environments = new Map<string, string[]>();
  for (const move of moves) {
    const share = move.upgrade.chart === 'istiod' ? shareOf(move, hop) : undefined;
    const { environment } = move.upgrade;
    if (share) addTo(environments, environment, share.to);
  }
  const told = new Map<string, Statement>();
  for (const [environment, planes] of environments)
    for (const proxy of proxiesIn(proxies, environment)) {
      const found = proxyMisfit(proxy, planes, releases);
      if (found)
        told.set(found.text, {
          ...found,
          text: `${found.text}, and its image is written down: change it with this hop`,
        });
    }
  return [...told.values()];
}
