/** Declarations that only repeat what another one says. */
import type { Release } from '../model.js';
import { SAIL_VALUES } from './sail/values.js';
import { LISTED_CHART, MIRRORED_CHART, NAMED_CHART } from './weak-evidence.js';

/**
 * What merely speaks of a chart is no release where something else takes its version from there, nor where it is a list that
 * repeats what something else declares, nor in one of what is copied to a registry for something else to install, nor in a file that something else fills and takes in.
 * @param takenIn those files
 */
export function withoutEchoes(
  releases: readonly Release[],
  takenIn: ReadonlySet<string> = new Set(),
): readonly Release[] {
  const surer = releases.filter(({ form }) => !ECHOES.has(form));
  const places = new Set(surer.flatMap(versionPlaces));
  const versions = new Set(surer.flatMap(chartVersions));
  const names = new Set(surer.flatMap(chartNames));
  return releases.filter(release => {
    if (!ECHOES.has(release.form)) return true;
    if (takenIn.has(release.declared.file)) return false;
    if (versionPlaces(release).some(place => places.has(place))) return false;
    if (release.form === MIRRORED_CHART) return !names.has(release.chart.name);
    return release.form !== LISTED_CHART || !chartVersions(release).some(version => versions.has(version));
  });
}

const ECHOES: ReadonlySet<string> = new Set([
  'renovate',
  NAMED_CHART,
  LISTED_CHART,
  MIRRORED_CHART,
  SAIL_VALUES,
]);

/** What a list says of a chart, wherever in it; undefined for what is no entry of a list. */
export function echoKey({ form, declared, chart }: Release): string | undefined {
  return form === LISTED_CHART && chart.kind === 'published'
    ? JSON.stringify([declared.file, chart.name, chart.version])
    : undefined;
}

/** The same for the only entry of a chart in its file, at whatever version. */
export function soleEchoKey({ declared, chart }: Release): string {
  return JSON.stringify([declared.file, chart.kind === 'published' ? chart.name : '']);
}

/** Keys of the entries that are left out, as both of them name them. */
export function echoKeys(all: readonly Release[], kept: ReadonlySet<Release>): ReadonlySet<string> {
  const entries = all.filter(release => echoKey(release) !== undefined);
  const counts = new Map<string, number>();
  for (const key of entries.map(soleEchoKey)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const left = entries.filter(release => !kept.has(release));
  return new Set([
    ...left.flatMap(release => echoKey(release) ?? []),
    ...left.map(soleEchoKey).filter(key => counts.get(key) === 1),
  ]);
}

/** Names of charts with their versions, dependencies included. */
function chartVersions({ chart }: Release): readonly string[] {
  if (chart.kind === 'published') return [`${chart.name}@${chart.version}`];
  const own = chart.own ? [`${chart.own}@${chart.version}`] : [];
  return [...own, ...chart.dependencies.map(({ name, version }) => `${name}@${version}`)];
}

function chartNames({ chart }: Release): readonly string[] {
  return chart.kind === 'published' ? [chart.name] : chart.dependencies.map(({ name }) => name);
}

function versionPlaces({ chart }: Release): readonly string[] {
  const places =
    chart.kind === 'published' ? [chart.at] : chart.dependencies.flatMap(dependency => dependency.at);
  return places.map(({ file, line }) => `${file}:${line}`);
}
