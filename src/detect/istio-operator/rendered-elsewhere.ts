/** IstioOperators of which istioctl only writes manifests, where those are read as they stand: the rendering is what is deployed. */
import type { Problem } from '../../model.js';
import { type TakenAside, takenAside } from '../aside/taken-aside.js';
import type { DetectContext } from '../detector.js';
import type { FoundInstallation } from '../installations.js';
import { operatorCandidates } from './installs.js';

export async function renderedElsewhere(
  context: DetectContext,
  installations: readonly FoundInstallation[],
): Promise<TakenAside> {
  const rendering = installations.find(
    ({ chart, release }) => chart === 'istiod' && release.form === 'rendered-manifests',
  );
  const renders = (await operatorCandidates(context)).filter(one => one.renders);
  const groups = renders.map(({ declared }) =>
    installations.filter(
      ({ release: { form, declared: place } }) =>
        form === 'istio-operator' && place.file === declared.file && place.line === declared.line,
    ),
  );
  const found = groups.filter(group => rendering !== undefined && group.length > 0);
  return {
    releases: new Set(found.flatMap(group => group.map(({ release }) => release))),
    problems: found.flatMap(group => (rendering ? [told(group, rendering)] : [])),
  };
}

function told(group: readonly FoundInstallation[], { release }: FoundInstallation): Problem {
  const [first] = group;
  const own = first?.release.declared ?? release.declared;
  const { file, line } = release.declared;
  const why = `istioctl only writes what it comes to, and that is read where it stands (${file}:${line}): it is taken to install nothing by itself`;
  return takenAside(`IstioOperator ${own.file}`, why, own, group);
}
