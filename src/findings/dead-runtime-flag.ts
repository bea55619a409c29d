/**
 * Runtime flags of Envoy that somebody set and the new release's proxies no longer read. A flag holds back a change of
 * Envoy for a few of its releases; Envoy says in its log that it does not know one, and goes on.
 */
import type { InstallationState } from '../behaviour/state.js';
import { spellValue, type WrittenValue, writtenEntries } from '../behaviour/written-values.js';
import { type EnvoyRelease, envoyBetween } from '../knowledge/envoy.js';
import type { Mesh } from '../mesh/mesh.js';
import { matchesProxyVersion } from '../mesh/proxy-version.js';
import { subjectOf } from '../mesh/resource.js';
import { PROXY_CONFIG, runtimeFlagsOf, runtimeValuesIn } from '../mesh/runtime-flags.js';
import type { DataPath, Finding, IstioChart, Location, Upgrade } from '../model.js';
import { placeIn } from '../yaml/positioned.js';
import { deadRemedies } from './remedies.js';

interface Place {
  readonly name: string;
  readonly value: string;
  readonly location: Location;
  /** Where it stands in the values, and can be taken out. */
  readonly written?: DataPath;
}

interface Removed {
  readonly release: EnvoyRelease;
  /** The value that says what is done anyway now. */
  readonly moot: 'true' | 'false';
}

/** Where the values of a chart hold runtime values by name, and where annotations of its pods. */
const HOMES: Partial<Readonly<Record<IstioChart, { readonly values?: DataPath; readonly pods?: DataPath }>>> =
  {
    istiod: { values: ['meshConfig', 'defaultConfig', 'runtimeValues'] },
    gateway: { pods: ['podAnnotations'] },
  };

/** One finding per flag, at all places that set it; those in resources are told with the control plane. */
export function deadRuntimeFlags(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  mesh: Mesh,
  envoy: readonly EnvoyRelease[],
): Finding[] {
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  if (from === null || to === null || upgrade.kind === 'downgrade') return [];
  const removed = removedFlags(envoyBetween(envoy, from, to));
  if (removed.size === 0) return [];
  const places = [...inValues(after), ...(upgrade.chart === 'istiod' ? inResources(mesh, to) : [])];
  return [...removed].flatMap(([name, gone]) => {
    const found = places.filter(place => place.name === name);
    return found.length > 0 ? [finding(upgrade, after, name, found, gone)] : [];
  });
}

function removedFlags(releases: readonly EnvoyRelease[]): ReadonlyMap<string, Removed> {
  const removed = new Map<string, Removed>();
  for (const release of releases) {
    for (const name of release.removedFlags ?? []) removed.set(name, { release, moot: 'true' });
    for (const name of release.removedFlagsOff ?? []) removed.set(name, { release, moot: 'false' });
  }
  return removed;
}

function inValues({ installation }: InstallationState): readonly Place[] {
  const { values, pods } = HOMES[installation.chart] ?? {};
  const byName = values ? writtenEntries(installation, values) : [];
  const texts = pods
    ? writtenEntries(installation, pods).filter(({ keys }) => keys.at(-1) === PROXY_CONFIG)
    : [];
  return [
    ...byName.map(entry => placeOf(entry, entry.keys.at(-1) ?? '', spellValue(entry.value), entry.written)),
    ...texts.flatMap(entry =>
      runtimeValuesIn(spellValue(entry.value)).map(([name, value]) => placeOf(entry, name, value)),
    ),
  ];
}

function placeOf({ place }: WrittenValue, name: string, value: string, written?: DataPath): Place {
  return { name, value, location: place, ...(written ? { written } : {}) };
}

function inResources(mesh: Mesh, to: string): readonly Place[] {
  return runtimeFlagsOf(mesh)
    .filter(({ proxyVersion }) => matchesProxyVersion(proxyVersion, to) !== 'no')
    .map(({ name, value, resource, path }) => ({
      name,
      value,
      location: { ...placeIn(resource.data, path), resource: subjectOf(resource) },
    }));
}

function finding(
  upgrade: Upgrade,
  { installation }: InstallationState,
  name: string,
  places: readonly Place[],
  { release, moot }: Removed,
): Finding {
  const matters = places.some(({ value }) => value !== moot);
  const dead = places.flatMap(({ written }) => (written ? [{ written }] : []));
  const meaning =
    moot === 'true'
      ? 'what it held back is in force'
      : 'what it switched on can no longer be had by a runtime flag';
  return {
    rule: 'dead-setting',
    title: `Envoy ${release.envoy} no longer reads the runtime flag ${name}`,
    summary:
      `The proxies of Istio ${release.istio} are built on Envoy ${release.envoy}, which ignores the flag and says so in its log (Using a ` +
      `removed guard). ${matters ? `From now on ${meaning}: read what Envoy's list of changes says of it, see that this is fine with you, and delete the flag.` : 'It says what is done anyway: delete it.'}`,
    severity: matters ? 'medium' : 'low',
    exposure: 'exposed',
    introducedIn: `${release.istio}.0`,
    knob: { kind: 'runtimeValues', name, from: places[0]?.value ?? '', to: 'ignored' },
    upgrades: [upgrade.id],
    component: 'proxy',
    evidence: places.some(({ location }) => location.resource !== undefined) ? 'resource' : 'value',
    locations: places.map(({ value, location }) => ({
      ...location,
      message: `${name} is ${value} here, and no longer read: ${value === moot ? 'nothing changes' : meaning}`,
    })),
    overrides: [],
    ...(dead.length > 0 ? { remedies: deadRemedies(installation, dead, 'dies') } : {}),
    references: [release.changes, release.source],
    accepted: null,
  };
}
