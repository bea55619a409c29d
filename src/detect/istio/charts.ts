/** Which charts are Istio's. Names that could be anybody's count only when they come from where Istio's charts are. */
import { ISTIO_RELEASES } from '../../charts/sources.js';
import type { DataPath, IstioChart, PublishedChart } from '../../model.js';
import { withoutTrailing } from '../../trailing.js';
import { listAt, stringAt } from '../data.js';
import { formerChart } from './former-charts.js';
import { partNamed, renamedChart } from './renamed-charts.js';

const CHARTS: ReadonlySet<string> = new Set<IstioChart>([
  'base',
  'istiod',
  'gateway',
  'cni',
  'ztunnel',
  'ambient',
]);

/** Nobody else's chart is called this. */
const DISTINCTIVE: ReadonlySet<string> = new Set<IstioChart>(['istiod', 'ztunnel']);

/** The charts that the `ambient` archive holds, by the key of their values (manifests/sample-charts/ambient of Istio). */
export const AMBIENT_PARTS: readonly { readonly chart: IstioChart; readonly condition?: string }[] = [
  { chart: 'base' },
  { chart: 'cni' },
  { chart: 'istiod', condition: 'istiod.enabled' },
  { chart: 'ztunnel' },
];

/** istioctl's own charts of gateways, and where the values of the gateway stand in theirs. */
const ISTIOCTL_GATEWAYS: Readonly<Record<string, DataPath>> = {
  'istio-ingress': ['gateways', 'istio-ingressgateway'],
  'istio-egress': ['gateways', 'istio-egressgateway'],
};

/** Where the gateway's values stand, for a chart out of Istio's release archives; undefined for any other. */
export function istioctlGateway({
  name,
  repository,
}: Pick<PublishedChart, 'name' | 'repository'>): DataPath | undefined {
  return repository === ISTIO_RELEASES && Object.hasOwn(ISTIOCTL_GATEWAYS, name)
    ? ISTIOCTL_GATEWAYS[name]
    : undefined;
}

export function isChartName(name: string): name is IstioChart {
  return CHARTS.has(name);
}

/** True for a chart name that says by itself that the chart is Istio's. */
export function isDistinctive(name: string): boolean {
  return DISTINCTIVE.has(name);
}

/**
 * Which of Istio's charts a declaration names.
 * @param repository as declared; undefined where none is
 * @param mirrors repositories (normalised) that are known to serve Istio's charts
 * @param version as far as it is known: Istio's charts of before 1.6 had names that could be anybody's
 */
export function recogniseChart(
  name: string,
  repository: string | undefined,
  mirrors: ReadonlySet<string>,
  version?: string | null,
): IstioChart | undefined {
  if (!isChartName(name))
    return formerChart(name, repository, version) ?? renamedChart(name, repository, version);
  if (isDistinctive(name)) return name;
  if (repository === undefined || repository === '') return undefined;
  return isIstioRepository(repository) || mirrors.has(normaliseRepository(repository)) ? name : undefined;
}

/**
 * True for Istio's own repositories, and for mirrors whose address has the word `istio` in it.
 * Sources: https://istio.io/latest/docs/setup/install/helm/
 */
export function isIstioRepository(repository: string): boolean {
  return /(^|[^a-z0-9])istio([^a-z0-9]|$)/i.test(repository);
}

/** Two spellings of one repository compare equal. */
export function normaliseRepository(repository: string): string {
  return withoutTrailing(repository.trim().replace(/^[a-z]+:\/\//i, ''), '/').toLowerCase();
}

function nameOfCopy(name: string): IstioChart | undefined {
  return isChartName(name) ? name : partNamed(name);
}

/** What a Chart.yaml says of itself that makes it Istio's own: unpacked copies are kept in many repositories. */
export function recogniseOwnChart(metadata: Readonly<Record<string, unknown>>): IstioChart | undefined {
  const { name: given } = metadata;
  const name = typeof given === 'string' ? nameOfCopy(given) : undefined;
  if (name === undefined) return undefined;
  // Istio's own charts depend on nothing but each other in `ambient`: one that brings its namesake is a wrapper of it.
  if (listAt(metadata, ['dependencies']).some(entry => stringAt(entry, ['name']) === name)) return undefined;
  const sources = Array.isArray(metadata.sources) ? metadata.sources : [];
  const fromIstio = sources.some(
    source =>
      typeof source === 'string' &&
      /github\.com\/istio\/(?:istio|cni)(\/|$)|^https?:\/\/istio\.io/.test(source),
  );
  // A copy under the name of its release.
  if (given !== name) return fromIstio ? name : undefined;
  const aboutIstio = Array.isArray(metadata.keywords) && metadata.keywords.includes('istio');
  return fromIstio || (aboutIstio && typeof metadata.appVersion === 'string') ? name : undefined;
}
