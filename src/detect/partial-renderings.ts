/** Renderings of a chart of which only objects beside its workload are applied: tags of a revision, webhooks, roles. */
import type { FoundInstallation } from './installations.js';
import { NOTHING_ASIDE, type TakenAside, takenAside } from './taken-aside.js';

export function partialRenderings(installations: readonly FoundInstallation[]): TakenAside {
  const found = installations.filter(isPartial);
  if (found.length === 0) return NOTHING_ASIDE;
  return {
    releases: new Set(found.map(({ release }) => release)),
    problems: found.map(one => {
      const { release } = one;
      const why = `only ${release.showOnly?.join(', ')} of the chart ${one.chart} is applied: it is taken to install none by itself`;
      return takenAside(`release ${release.releaseName}`, why, release.declared, [one]);
    }),
  };
}

/** In all of their releases, Istio's charts keep what runs in `templates/deployment.yaml` or `templates/daemonset.yaml`. */
function isPartial({ chart, release: { showOnly = [] } }: FoundInstallation): boolean {
  const runs = chart === 'istiod' || chart === 'gateway' || chart === 'cni' || chart === 'ztunnel';
  return runs && showOnly.length > 0 && !showOnly.some(path => /deployment|daemonset|\*/.test(path));
}
