/**
 * Copies of Istio's charts that somebody publishes under names of their own: `istio-base`, `istio-helm-istiod`. Whether such
 * a chart is a copy or wraps something else shows only in it; its name and a version as Istio numbers its releases make
 * it one here, and that is told. The tag of its images weighs more than its version, which may be anything.
 */
import { minor } from 'semver';
import type { IstioChart, Position, Problem, PublishedChart, Release } from '../model.js';
import { isIstiosOwn } from './former-charts.js';
import { forcedTag, sharedTag } from './image-tags.js';
import { istioVersionOf } from './istio-version.js';

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
};

/** Charts of people are numbered below that, as a rule; Istio's have been beyond it since 2021. */
const FIRST_MINOR = 10;

/**
 * Which of Istio's charts a chart seems to be a copy of.
 * @param repository where it comes from: it has to be somewhere, and no place of Istio's own, which have no such charts
 */
export function renamedChart(
  name: string,
  repository: string | undefined,
  version: string | null | undefined,
): IstioChart | undefined {
  const words = name.toLowerCase().split(/[-_]/);
  if (!words.includes('istio') || !repository || isIstiosOwn(repository)) return undefined;
  const rest = words.filter(word => !['istio', 'helm', 'chart', 'charts'].includes(word)).join('');
  const exact = istioVersionOf(version);
  if (exact === null || !exact.startsWith('1.') || minor(exact) < FIRST_MINOR) return undefined;
  return Object.hasOwn(PARTS, rest) ? PARTS[rest] : undefined;
}

/** The release of Istio that the values of such a copy name by the tag of its images; undefined where they name none. */
export function releaseByTag(
  { values }: Release,
  chart: IstioChart,
): { readonly version: string; readonly at: Position } | undefined {
  const tag = forcedTag(chart, values, []) ?? sharedTag(values);
  if (!tag || tag.version === null) return undefined;
  return { version: tag.version, at: { file: tag.found.file, line: tag.found.line } };
}

/** What is taken to be so. */
export function takenForCopy(
  { declared }: Release,
  { name, repository }: PublishedChart,
  chart: IstioChart,
): Problem {
  const why = `it is taken for a copy of Istio's chart ${chart}, by its name and its version; ${repository} may say otherwise`;
  return { what: `chart ${name}`, why, ...declared, blocking: false, assumption: true };
}
