/**
 * Copies of Istio's charts that somebody publishes under names of their own: `istio-base`, `istio-helm-istiod`. Whether such
 * a chart is a copy or wraps something else shows only in it; its name and a version as Istio numbers its releases make
 * it one here, and that is told. The tag of its images weighs more than its version, which may be anything.
 */
import { minor } from 'semver';
import type { IstioChart, Problem, PublishedChart, Release } from '../../model.js';
import { isIstiosOwn } from './former-charts.js';
import { istioVersionOf } from './version.js';

/** What is left of a name without `istio`, `helm` and `chart`. The folders of Istio's own source are among them. */
const PARTS: Readonly<Record<string, IstioChart>> = {
  base: 'base',
  istiod: 'istiod',
  discovery: 'istiod',
  pilot: 'istiod',
  gateway: 'gateway',
  ingress: 'gateway',
  egress: 'gateway',
  ingressgateway: 'gateway',
  egressgateway: 'gateway',
  cni: 'cni',
  ztunnel: 'ztunnel',
  // The whole mesh, by an IstioOperator that its templates make: https://github.com/rancher/charts
  rancher: 'istiod',
};

/** Charts of people are numbered below that, as a rule; Istio's have been beyond it since 2021. */
const FIRST_MINOR = 10;

/** Istio's own repository has had nothing but its releases since then. */
const FIRST_OF_CHARTS = 6;

/** Charts of Istio's own that are gone, or are no published ones: what became of them is told. */
const ONCE_PUBLISHED = /^istio-(ingress|egress|cni)$/;

/**
 * Which of Istio's charts a chart seems to be a copy of. Istio's own repository has no charts called so: whoever writes
 * `istio-base` there means `base`, and gets nothing, which shows where it is fetched.
 * @param repository where it comes from: it has to be somewhere
 */
export function renamedChart(
  name: string,
  repository: string | undefined,
  version: string | null | undefined,
): IstioChart | undefined {
  if (!/(^|[-_])istio([-_]|$)/i.test(name) || !repository) return undefined;
  const exact = istioVersionOf(version);
  // Whatever version is asked for there.
  if (exact === null && isIstiosOwn(repository))
    return ONCE_PUBLISHED.test(name) ? undefined : partNamed(name);
  const first = isIstiosOwn(repository) ? FIRST_OF_CHARTS : FIRST_MINOR;
  if (exact === null || !exact.startsWith('1.') || minor(exact) < first) return undefined;
  return isIstiosOwn(repository) && ONCE_PUBLISHED.test(name) ? undefined : partNamed(name);
}

/** Which of Istio's charts a name speaks of: `ingressgateway`, `istio-base`. */
export function partNamed(name: string): IstioChart | undefined {
  const words = name.toLowerCase().split(/[-_]/);
  const rest = words.filter(word => !['istio', 'helm', 'chart', 'charts'].includes(word)).join('');
  return Object.hasOwn(PARTS, rest) ? PARTS[rest] : undefined;
}

const RANCHERS = /rancher/i;

/** What is taken to be so. */
export function takenForCopy(
  { declared }: Release,
  { name, repository }: PublishedChart,
  chart: IstioChart,
): Problem {
  if (partNamed(name) === 'istiod' && RANCHERS.test(name)) {
    const why = `it runs istioctl with an IstioOperator that its own templates make: with which settings it installs Istio is not known`;
    return { what: `chart ${name}`, why, ...declared, blocking: true };
  }
  const why = isIstiosOwn(repository)
    ? `it is taken for Istio's chart ${chart}: ${repository} has none that is called ${name}`
    : `it is taken for a copy of Istio's chart ${chart}, by its name and its version; ${repository} may say otherwise`;
  return { what: `chart ${name}`, why, ...declared, blocking: false, assumption: true };
}
