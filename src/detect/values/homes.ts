/** Which values can be edited where they stand. */
import type { Release, ValuesLayer } from '../../model.js';

/** What several releases read can't be edited for one of them. */
export function withoutSharedHomes(releases: readonly Release[]): readonly Release[] {
  const counts = new Map<string, number>();
  for (const layer of releases.flatMap(({ values }) => values)) {
    const key = homeOf(layer);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return releases.map(release => ({
    ...release,
    values: release.values.map(layer => {
      const key = homeOf(layer);
      if (key === undefined || counts.get(key) === 1 || layer.kind !== 'document') return layer;
      const { home, ...rest } = layer;
      return home ? rest : layer;
    }),
  }));
}

function homeOf(layer: ValuesLayer): string | undefined {
  if (layer.kind !== 'document' || !layer.home || layer.source === 'default') return undefined;
  return JSON.stringify([layer.file, layer.home.document, layer.home.path]);
}
