/** Charts of Istio by the folder of another repository that something deploys: which version they have is decided there. */
import type { IstioChart, Position, PublishedChart, Release } from '../../model.js';
import { ISTIO_REPOSITORY } from '../chart-reference.js';
import { publishedRelease, type ReleaseDeclaration } from './published-release.js';

/**
 * Names of folders that say what is in them; `istio-gateway` as often holds what a gateway is told to do.
 * `istio-crds` and `istio-install` are those of https://github.com/kubeflow/manifests (common/istio).
 */
const FOLDERS: Readonly<Record<string, IstioChart>> = {
  'istio-base': 'base',
  'istio-crds': 'base',
  istiod: 'istiod',
  'istio-discovery': 'istiod',
  'istio-install': 'istiod',
  'istio-cni': 'cni',
  ztunnel: 'ztunnel',
};

/** What a folder of that name holds, or a release of that name is of. */
export function chartCalled(name: string): IstioChart | undefined {
  return Object.hasOwn(FOLDERS, name) ? FOLDERS[name] : undefined;
}

/** @param at what decides which state of the other repository is deployed */
export function chartElsewhere(path: string, at: Position): PublishedChart | undefined {
  const folder = path.toLowerCase().split('/').findLast(chartCalled);
  const name = folder === undefined ? undefined : chartCalled(folder);
  return name && { kind: 'published', name, repository: ISTIO_REPOSITORY, version: null, at };
}

/**
 * A release of such a chart, with its version undecided.
 * @param look where that is decided, as it stands after "the tree does not decide its version: "
 * @param digest of all that is said of it here
 */
export function releaseElsewhere(
  { name, repository, at }: PublishedChart,
  look: string,
  digest: string,
  declared: Pick<ReleaseDeclaration, 'id' | 'form' | 'deployer' | 'declared' | 'releaseName' | 'namespace'>,
): Release {
  const version = { version: null, at, look };
  const known = { name, repository, version, values: [], problems: [], valuesUnknown: true };
  const release = publishedRelease({ ...declared, ...known });
  return { ...release, problems: release.problems.map(one => ({ ...one, digest })) };
}
