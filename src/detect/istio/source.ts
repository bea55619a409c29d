/** Charts that are taken out of Istio's source in Git, at the tag of a release, and what is not known of them. */
import type { IstioChart, Problem, Release } from '../../model.js';
import { istioctlGateway } from './charts.js';
import { releaseByTag } from './image-tags.js';
import { chartOfReleaseFolder, type ReleaseFolderChart } from './release-folder.js';

export interface SourceChart extends Pick<ReleaseFolderChart, 'name' | 'repository'> {
  /** Of somebody else's repository of that name. */
  readonly isCopy: boolean;
}

const SOURCE = /(?:^|[/:])([^/:]+)\/istio(?:\.git)?\/?$/;
/** Longer than any address of people. */
const MAX_ADDRESS = 1000;

/** True for the address of Istio's own repository, as Git and Flux are given it. */
export function isIstiosSource(address: string): boolean {
  return address.length <= MAX_ADDRESS && /github\.com[/:]istio\/istio(\.git)?\/?$/.test(address);
}

/** A folder of Istio's source, by the repository that holds it; undefined for any other. */
export function chartOfSource(repository: string, path: string): SourceChart | undefined {
  const owner = repository.length > MAX_ADDRESS ? undefined : SOURCE.exec(repository)?.[1];
  const chart = owner === undefined ? undefined : chartOfReleaseFolder(path);
  return chart && { name: chart.name, repository: chart.repository, isCopy: owner !== 'istio' };
}

/** Charts whose workloads run an image that values name; that of `gateway` is left to the injector. */
const RUNS: readonly string[] = ['istiod', 'cni', 'ztunnel'] satisfies readonly IstioChart[];

/**
 * What building a release fills in is not in its source: there the images are `latest` of `gcr.io/istio-testing`
 * (manifests/charts/istio-control/istio-discovery/values.yaml at any tag).
 */
export function outOfSource(release: Release, { isCopy }: Pick<SourceChart, 'isCopy'>): Release {
  const { chart, values, problems } = release;
  if (chart.kind !== 'published' || chart.version === null) return release;
  const what = `chart ${chart.name}`;
  const found: Problem[] = [];
  if (isCopy) {
    const why = `it is taken out of a copy of Istio’s source, which was not looked at: judged as the chart of ${chart.version}`;
    found.push({ what, why, ...chart.at, blocking: true });
  }
  const runs = RUNS.includes(chart.name) || istioctlGateway(chart) !== undefined;
  const own = RUNS.includes(chart.name) ? (chart.name as IstioChart) : 'gateway';
  if (runs && !releaseByTag(own, values, [])) {
    const why = `it is taken out of Istio’s source, where the tag of its images is \`latest\`: what runs is no release that could be judged. Set \`global.hub\` and \`global.tag\`, or take the chart from Istio’s repository`;
    found.push({ what, why, ...chart.at, blocking: true });
  }
  return found.length === 0 ? release : { ...release, problems: [...problems, ...found] };
}
