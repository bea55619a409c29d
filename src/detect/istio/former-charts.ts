/**
 * Charts that Istio published once, and what is to be made of them. Their names are anybody's by now: where they come from,
 * or their version, makes them Istio's.
 */
import type { IstioChart } from '../../model.js';
import { compareVersions } from './version.js';

/** What Istio installed by Helm until 1.5, and the charts that install that since. Source: install/kubernetes/helm of Istio 1.5. */
const UNTIL_1_5: Readonly<Record<string, IstioChart>> = {
  istio: 'istiod',
  'istio-init': 'base',
  'istio-cni': 'cni',
};

const AFTER_THEM = '1.6.0';

/** Repositories, registries and sources of Istio's own, as far as the first of their parts. */
const OWN_PLACES =
  /^(?:[a-z]+:\/\/)?(?:(?:storage\.googleapis\.com\/|gcsweb\.istio\.io\/gcs\/|gcr\.io\/)istio-(?:pre)?release|istio-(?:pre)?release\.storage\.googleapis\.com|(?:[a-z]+\.)?istio\.io|ghcr\.io\/istio|github\.com\/istio\/istio)(?:\.git)?(?:$|\/)/i;

/** A place where nobody but Istio publishes charts. */
export function isIstiosOwn(repository: string | undefined): boolean {
  return repository !== undefined && OWN_PLACES.test(repository.trim());
}

/**
 * Which of today's charts stands for one that Istio has published until 1.5.
 * @param repository as declared; undefined where none is: the version alone has to tell
 */
export function formerChart(
  name: string,
  repository: string | undefined,
  version: string | null | undefined,
): IstioChart | undefined {
  if (!Object.hasOwn(UNTIL_1_5, name)) return undefined;
  const order = version ? compareVersions(version, AFTER_THEM) : undefined;
  // No later release has such a chart: what is meant is not known.
  if (order !== undefined && order >= 0) return undefined;
  // Many call the chart `cni` of today so: only a version tells the old one.
  if (name === 'istio-cni' && order === undefined) return undefined;
  if (repository) return isIstiosOwn(repository) ? UNTIL_1_5[name] : undefined;
  const isOld = order !== undefined && order < 0 && (compareVersions(version ?? '', '1.0.0') ?? -1) >= 0;
  return isOld ? UNTIL_1_5[name] : undefined;
}

/** The release that a repository of Istio's own is for: until 1.5 each release had one of its own. */
export function releaseOfRepository(repository: string | undefined): string | undefined {
  if (!isIstiosOwn(repository)) return undefined;
  return /\/releases\/v?(\d+\.\d+\.\d+[\w.-]*)\/charts\/?$/i.exec(repository ?? '')?.[1];
}

/** The charts of a release before 1.6, by their folders: `install/kubernetes/helm/istio`. */
export function formerChartFolder(path: string): string | undefined {
  const name = /(?:^|\/)install\/kubernetes\/helm\/([a-z-]+)\/?$/.exec(path)?.[1];
  return name !== undefined && Object.hasOwn(UNTIL_1_5, name) ? name : undefined;
}

const OPERATOR =
  'it installs no mesh by itself, and is gone since 1.24. What IstioOperators ask for is judged where they stand, at the version that they, an istioctl or this chart name; the operator itself is not';

/** What is to be said of Istio's own operator; undefined for any other chart. */
export function ownOperator(name: string, repository: string | undefined): string | undefined {
  return name === 'istio-operator' && isIstiosOwn(repository)
    ? `chart ${name} is Istio's own operator: ${OPERATOR}`
    : undefined;
}

/** What took the place of other charts that Istio published, or keeps in its source under another name. */
const FORMER: Readonly<Record<string, string>> = {
  'istiod-remote':
    'it was merged into istiod in 1.24 (`profile: remote`), and a remote cluster needs the base chart as well since then',
  'istio-operator':
    'the operator in the cluster is gone since 1.24: deploy the charts by Helm, or by istioctl',
  'istio-ingress': 'the gateway chart took its place',
  'istio-egress': 'the gateway chart took its place',
};

/** Why a chart that seems to be Istio's is not analysed: a sentence for a `Problem`. */
export function foreignChart(name: string, repository?: string): string {
  const operator = ownOperator(name, repository);
  if (operator !== undefined) return operator;
  const former = Object.hasOwn(FORMER, name) ? `: ${FORMER[name]}` : ': what it installs is not known';
  return `chart ${name} is not one of Istio's own charts${former}`;
}
