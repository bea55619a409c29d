/** The plan in words that every surface shares; each surface escapes for itself. */
import type { FleetRow, Hop, Plan, PlanBulletin, Position, Statement, VersionEdit } from '../model.js';
import { count } from './order.js';

export const NOTHING_TO_PLAN =
  'Nothing to plan: everything of Istio that is installed here is at the release that was asked for.';

/** Places that one statement names. */
const MAX_PLACES = 3;

/** `1.20.6 → 1.22.2 in 2 hops, one minor at a time`. */
export function planSentence({ from, to, hops, method, direction }: Plan): string {
  const pace = hops.some(isTwoMinors) ? 'two minors at a time' : 'one minor at a time';
  const way = method === 'canary' && direction === 'upgrade' ? `${pace} by revisions` : pace;
  const back = direction === 'downgrade' ? 'back ' : '';
  return `${from} → ${to} ${back}in ${count(hops.length, 'hop')}, ${way}`;
}

function isTwoMinors({ from, to }: Hop): boolean {
  return Math.abs(byMinor(from, to)) > 1;
}

/** `Kubernetes 1.29 is inside what 1.22.2 supports (1.27 to 1.30)`, for each version; nothing where the window is not known. */
function kubernetesSentences({ to, kubernetes }: Plan): readonly Statement[] {
  const { supported, given, clusters, source } = kubernetes;
  if (supported === null) return [];
  const [from, until] = supported;
  const window = `${from} to ${until}`;
  const versions =
    given === null ? [...new Set(clusters.map(({ version }) => version))].toSorted(byMinor) : [given];
  if (versions.length === 0)
    return [
      { text: `${to} supports Kubernetes ${window}; nothing here says which one the clusters run`, source },
    ];
  return versions.map(version => {
    const at = clusters
      .filter(cluster => cluster.version === version)
      .map(({ file, line }) => ({ file, line }));
    const isInside = byMinor(from, version) <= 0 && byMinor(version, until) <= 0;
    return {
      text: `Kubernetes ${version} is ${isInside ? 'inside' : 'outside'} what ${to} supports (${window})`,
      source,
      ...(at.length > 0 ? { at } : {}),
    };
  });
}

/** `1.9` before `1.10`. */
function byMinor(one: string, other: string): number {
  return Number(one.split('.')[1]) - Number(other.split('.')[1]);
}

/** How long each end is supported: `1.20.6: support ended 2024-06-25`. */
function supportSentences({ support }: Plan): readonly Statement[] {
  return support.map(({ version, ends, ended, source }) => ({
    text:
      ends === null
        ? `${version} is supported; no end is announced`
        : ended === true
          ? `support for ${version} ended on ${ends}`
          : `${version} is supported until ${ends}`,
    source,
  }));
}

/** What hangs on vulnerabilities: one statement for each that is mended, or left. */
function bulletinSentences({ bulletins, to, direction }: Plan): readonly Statement[] {
  const { mended, open } = bulletins;
  const move = direction === 'downgrade' ? 'The downgrade' : 'The upgrade';
  return [
    ...mended.map(bulletin => ({
      text: `${move} mends ${named(bulletin)}: ${bulletin.about}`,
      source: bulletin.source,
    })),
    ...open.map(bulletin => ({
      text: `${to} is concerned by ${named(bulletin)}: ${bulletin.about}${fixes(bulletin, to)}. It matters to ${bulletin.concerns}`,
      source: bulletin.source,
    })),
  ];
}

function named({ id, cvss }: PlanBulletin): string {
  return `${id}${cvss === null ? '' : ` (CVSS ${cvss})`}`;
}

/** A fix on a newer minor is none for who stays. */
function fixes({ mendedIn }: PlanBulletin, to: string): string {
  if (mendedIn.length === 0) return '; no release is known to mend it';
  const minor = to.split('.').slice(0, 2).join('.');
  const isOwn = mendedIn.some(version => version.startsWith(`${minor}.`));
  return isOwn
    ? `; mended in ${mendedIn.join(' and ')}`
    : `; no patch of ${minor} mends it, ${mendedIn.join(' and ')} ${mendedIn.length === 1 ? 'does' : 'do'}`;
}

/** All that is to be said of the plan as a whole, in order. */
export function planPoints(plan: Plan): readonly Statement[] {
  return [
    ...kubernetesSentences(plan),
    ...supportSentences(plan),
    ...bulletinSentences(plan),
    ...plan.notes,
    ...fleetPoints(plan),
  ];
}

/** What does not fit now is told as that; what does not fit afterwards is there already, or comes with the change. */
function fleetPoints({ fleet }: Plan): readonly Statement[] {
  return fleet.flatMap(({ skewNow, skew }) => [
    ...skewNow.map(statement => ({ ...statement, text: `Now: ${statement.text}` })),
    ...skew.map(statement => ({ ...statement, text: `After this change: ${statement.text}` })),
  ]);
}

/** What is known of the way back of a hop. */
export function rollbackSentences({ rollback, from, to }: Hop): readonly Statement[] {
  const { safe, blockers, notes } = rollback;
  if (safe === null)
    return [
      {
        text: `What blocks the way between ${from} and ${to} is not known: the knowledge does not hold both releases`,
        source: 'https://github.com/istio/istio/releases',
      },
      ...notes,
    ];
  if (!safe) return [...blockers, ...notes];
  return [
    {
      text: 'Nothing known blocks the way back: the older CRDs serve every kind, version, field and choice that is used here, and list all that is stored; the older release has every chart that is installed here',
      source: 'https://github.com/istio/istio/tree/master/manifests/charts/base',
    },
    ...notes,
  ];
}

/** A few of the places that a statement speaks of, and how many more there are. */
export function placesOf({ at = [] }: Statement): {
  readonly shown: readonly Position[];
  readonly more: number;
} {
  return { shown: at.slice(0, MAX_PLACES), more: Math.max(at.length - MAX_PLACES, 0) };
}

/** A diagram for whatever renders Mermaid. Only releases and counts stand in it: nothing of the repository. */
export function planDiagram({ from, hops }: Plan): string {
  const name = (index: number): string => `r${index}`;
  const lines = hops.map(({ to, findings, rollback }, index) => {
    const bites = findings.length > 0 ? `|"${count(findings.length, 'change')}"| ` : '';
    const mark = rollback.safe === false ? ' (way back blocked)' : '';
    return `  ${name(index)} -->${bites === '' ? ' ' : bites}${name(index + 1)}["${to}${mark}"]`;
  });
  return ['flowchart LR', `  ${name(0)}["${from}"]`, ...lines].join('\n');
}

/** `1.27 to 1.29`. */
export function windowText(kubernetes: Hop['kubernetes']): string {
  if (kubernetes === null) return 'none for both';
  return kubernetes.from === kubernetes.to ? kubernetes.from : `${kubernetes.from} to ${kubernetes.to}`;
}

/** `istiod: 1.20.6 → 1.21.6`, in three parts, and what to know of it. */
export function editWords({ chart, computed }: VersionEdit): {
  readonly chart: string;
  readonly note: string;
} {
  return { chart, note: computed ? ' (put together there: the line does not spell it)' : '' };
}

/** What one column of the table of environments says. */
export function fleetCells({
  environment,
  charts,
  stops,
  kubernetes,
  gatewayApi,
  sharesValuesWith,
}: FleetRow): {
  readonly environment: string;
  readonly charts: string;
  readonly stops: string;
  readonly kubernetes: string;
  readonly gatewayApi: string;
  readonly shares: string;
} {
  const moves = Object.entries(charts).map(([chart, { from, to }]) =>
    from === to ? `${chart} ${from ?? '-'}` : `${chart} ${from ?? '-'} → ${to ?? '-'}`,
  );
  return {
    environment: environment || '.',
    charts: moves.join(', '),
    stops: stops.join(', '),
    kubernetes: kubernetes.join(', ') || '?',
    gatewayApi: gatewayApi.join(', ') || '?',
    shares: sharesValuesWith.map(name => name || '.').join(', '),
  };
}
