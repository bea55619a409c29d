/**
 * EnvoyFilters patch what istiod generates, which no release promises to keep: each is listed with what it stands on and
 * what is known to have moved under it. What is known to break has a rule; the rest only a test can tell.
 */

import { major, minor } from 'semver';
import type { InstallationState } from '../behaviour/state.js';
import { groupBy } from '../grouped.js';
import type { EnvoyMove } from '../knowledge/envoy-moves.js';
import { type EnvoyFilterPatch, envoyFilterPatchesOf } from '../mesh/envoy-filters.js';
import type { Mesh } from '../mesh/mesh.js';
import { matchesProxyVersion } from '../mesh/proxy-version.js';
import { subjectOf } from '../mesh/resource.js';
import type { Finding, Location, Scope, Upgrade } from '../model.js';
import { movesUnder } from './envoy-filter-moves.js';

const QUESTION = 'kubectl get envoyfilters.networking.istio.io -A';
/** Names of one list in a line of the report; more are counted. */
const SHOWN = 3;
/** Characters of one name: it is anybody's text. */
const LONGEST_NAME = 80;

/** One quiet finding per istiod that goes to another minor, or over something known to have moved under a filter. */
export function envoyFilterTriage(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  mesh: Mesh,
  moves: readonly EnvoyMove[],
  scope: Scope,
): Finding[] {
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  if (upgrade.chart !== 'istiod' || from === null || to === null || from === to) return [];
  const triaged = byFilter(envoyFilterPatchesOf(mesh)).map(patches => triage(patches, moves, from, to));
  const moved = triaged.filter(({ isMoved }) => isMoved);
  const isMinor = major(from) !== major(to) || minor(from) !== minor(to);
  if (triaged.length === 0) {
    if (!isMinor || scope !== 'partial') return [];
    const nothing = { file: after.installation.at.file, line: after.installation.at.line };
    return [finding(upgrade, from, to, 0, [{ ...nothing, message: 'no EnvoyFilter here: look elsewhere' }])];
  }
  if (!isMinor && moved.length === 0) return [];
  const others = triaged.filter(({ isMoved }) => !isMoved);
  const locations = [...moved, ...others].map(({ location }) => location);
  return [finding(upgrade, from, to, moved.length, locations)];
}

function byFilter(patches: readonly EnvoyFilterPatch[]): readonly (readonly EnvoyFilterPatch[])[] {
  return [...groupBy(patches, ({ resource }) => resource).values()];
}

interface Triaged {
  readonly location: Location;
  readonly isMoved: boolean;
}

function triage(
  patches: readonly EnvoyFilterPatch[],
  moves: readonly EnvoyMove[],
  from: string,
  to: string,
): Triaged {
  const [{ resource }] = patches as readonly [EnvoyFilterPatch];
  const hits = new Set(patches.flatMap(patch => movesUnder(patch, moves, from, to)));
  const notes = moves.filter(move => hits.has(move)).map(({ since, note }) => `${since}: ${note}`);
  const verdict = notes.length > 0 ? notes.join('; ') : 'nothing is known to have moved under it: test again';
  return {
    isMoved: notes.length > 0,
    location: {
      file: resource.data.file,
      line: resource.data.lineOf(['metadata', 'name']),
      resource: subjectOf(resource),
      message: [...standing(patches, to), verdict].join('; '),
    },
  };
}

/** What the patches of one EnvoyFilter stand on. */
function standing(patches: readonly EnvoyFilterPatch[], to: string): readonly string[] {
  const anchors = patches.flatMap(patch => patch.anchors.map(({ name }) => name));
  const types = patches.flatMap(patch => patch.extensions.map(({ type, name }) => type || name));
  const left = patches.filter(({ proxyVersion }) => matchesProxyVersion(proxyVersion, to) === 'no');
  return [
    listed(
      'patches',
      patches.map(({ applyTo, operation }) => `${operation} ${applyTo}`.trim()),
    ),
    listed('matches on', anchors),
    listed('brings', types),
    listed(
      `leaves out proxies of ${to} by`,
      left.map(({ proxyVersion }) => proxyVersion),
    ),
  ].filter(part => part !== '');
}

function listed(what: string, names: readonly string[]): string {
  const unique = [...new Set(names.filter(name => name !== ''))];
  if (unique.length === 0) return '';
  const shown = unique.slice(0, SHOWN).map(name => name.slice(0, LONGEST_NAME));
  const more = unique.length > SHOWN ? ` and ${unique.length - SHOWN} more` : '';
  return `${what} ${shown.join(', ')}${more}`;
}

function finding(
  upgrade: Upgrade,
  from: string,
  to: string,
  moved: number,
  locations: readonly Location[],
): Finding {
  return {
    rule: 'envoyfilter-triage',
    title: 'EnvoyFilters patch what is generated: test them with the new release',
    summary:
      `Istio promises nothing about the configuration that EnvoyFilters patch, and ${from} and ${to} come with different releases of ` +
      `Envoy. ${moved === 0 ? 'Under none of these is anything known to have moved' : `Something is known to have moved under ${moved} of these`}` +
      '; whether a patch still lands where it did only a test can tell: compare istioctl proxy-config listeners, routes and clusters of ' +
      'a proxy of each release, and watch pilot_envoy_filter_status and rejected updates (pilot_total_xds_rejects).',
    severity: 'info',
    exposure: 'possible',
    introducedIn: to,
    upgrades: [upgrade.id],
    component: 'istiod',
    evidence: locations.some(({ resource }) => resource !== undefined) ? 'resource' : 'default-in-force',
    locations,
    question: QUESTION,
    overrides: [],
    references: ['https://istio.io/latest/docs/reference/config/networking/envoy-filter/'],
    accepted: null,
  };
}
