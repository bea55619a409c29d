/** Renderings of a chart of which only objects beside its workload are applied: tags of a revision, webhooks, roles. */
import { groupBy } from '../../grouped.js';
import { type TakenAside, takenAside } from '../aside/taken-aside.js';
import type { FoundInstallation } from '../installations.js';

export function partialRenderings(installations: readonly FoundInstallation[]): TakenAside {
  const partial = installations.filter(({ release }) => isPartial(release.showOnly));
  const groups = [...groupBy(partial, ({ release }) => release)].filter(([, own]) =>
    own.some(({ chart }) => RUNS.has(chart)),
  );
  return {
    releases: new Set(groups.map(([release]) => release)),
    problems: groups.map(([{ releaseName, showOnly = [], declared }, own]) => {
      const charts = own.map(({ chart }) => chart).join(', ');
      const why = `only ${showOnly.join(', ')} of the chart ${charts} is applied: it is taken to install none by itself`;
      return takenAside(`release ${releaseName}`, why, declared, own);
    }),
  };
}

/** Charts that run something; others are none but such objects. */
const RUNS: ReadonlySet<string> = new Set(['istiod', 'gateway', 'cni', 'ztunnel']);

/** In all of their releases, Istio's charts keep what runs in `templates/deployment.yaml` or `templates/daemonset.yaml`. */
function isPartial(showOnly: readonly string[] = []): boolean {
  return showOnly.length > 0 && !showOnly.some(path => /deployment|daemonset|\*/.test(path));
}
