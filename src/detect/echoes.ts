/** Declarations that only repeat what another one says. */
import type { Release } from '../model.js';
import { LISTED_CHART, NAMED_CHART } from './weak-evidence.js';

/**
 * What merely speaks of a chart is no release where something else takes its version from there, nor where it is a list that
 * repeats what something else declares.
 */
export function withoutEchoes(releases: readonly Release[]): readonly Release[] {
  const surer = releases.filter(({ form }) => !ECHOES.has(form));
  const places = new Set(surer.flatMap(versionPlaces));
  const versions = new Set(surer.flatMap(chartVersions));
  return releases.filter(release => {
    if (!ECHOES.has(release.form)) return true;
    if (versionPlaces(release).some(place => places.has(place))) return false;
    return release.form !== LISTED_CHART || !chartVersions(release).some(version => versions.has(version));
  });
}

const ECHOES: ReadonlySet<string> = new Set(['renovate', NAMED_CHART, LISTED_CHART]);

/** Names of charts with their versions, dependencies included. */
function chartVersions({ chart }: Release): readonly string[] {
  if (chart.kind === 'published') return [`${chart.name}@${chart.version}`];
  const own = chart.own ? [`${chart.own}@${chart.version}`] : [];
  return [...own, ...chart.dependencies.map(({ name, version }) => `${name}@${version}`)];
}

function versionPlaces({ chart }: Release): readonly string[] {
  const places =
    chart.kind === 'published' ? [chart.at] : chart.dependencies.flatMap(dependency => dependency.at);
  return places.map(({ file, line }) => `${file}:${line}`);
}
