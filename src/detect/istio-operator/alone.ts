/**
 * Istio's operator where no IstioOperator is in the tree, nor any other control plane: somebody else writes what it acts on. It
 * moves the mesh all the same, as what it installs is of its own release.
 */
import type { Problem, Release, ValuesAssignment } from '../../model.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { controllersOf } from './controllers.js';
import { operatorCandidates } from './installs.js';
import { operatorReleases } from './releases.js';
import { operatorSpec } from './spec.js';

export async function operatorsAlone(context: DetectContext): Promise<readonly Release[]> {
  if ((await operatorCandidates(context)).length > 0) return [];
  return (await controllersOf(context)).flatMap(releasesOf);
}

function releasesOf(version: DecidedVersion): readonly Release[] {
  const { at } = version;
  const why =
    'the IstioOperators that it acts on are not in this repository: what it installs, and with which settings, is not known';
  const problem: Problem = { what: 'Istio’s operator', why, ...at, blocking: true };
  // A control plane is what they all have.
  const profile: ValuesAssignment = {
    kind: 'assignment',
    source: 'set',
    flag: '--set',
    ...at,
    key: 'profile',
    value: 'minimal',
  };
  return operatorReleases({
    id: `istio-operator:${at.file}:operator`,
    form: 'istio-operator',
    declared: at,
    spec: operatorSpec([], [profile]),
    version,
    problems: [problem],
    valuesUnknown: true,
  });
}
