/** How commands and resources name a chart: `alias/name`, `oci://…/name`, the address of an archive, or name and repository. */
import { ISTIO_HOMES } from '../charts/sources.js';
import { withoutTrailing } from '../trailing.js';
import type { DetectContext } from './detector.js';
import { isDistinctive, isIstioRepository, istioctlGateway } from './istio/charts.js';
import { unpackedChart } from './istio/release-folder.js';
import { PLACEHOLDER } from './placeholder.js';

/** Where Istio's own charts are taken from when the tree names no place: one that nobody has to move away from. */
export const ISTIO_REPOSITORY: string = ISTIO_HOMES[0];

export interface NamedChart {
  readonly name: string;
  /** Undefined: nothing says where it comes from. */
  readonly repository?: string;
  /** The version that the address itself names. */
  readonly version?: string;
  /** A folder of an unpacked release, which the tree does not hold: a version beside it says nothing of it. */
  readonly unpacked?: true;
}

/**
 * @param aliases addresses by the names that `helm repo add` gave them
 * @returns the chart; `alias/name` of an alias that speaks of Istio and that nobody defines is Istio's own repository
 */
export function readChartReference(
  text: string,
  repository?: string,
  aliases: ReadonlyMap<string, string> = new Map(),
): NamedChart {
  const cut = text.lastIndexOf('/');
  const archive = ARCHIVE.exec(text.slice(cut + 1));
  if (archive) {
    const [, name = '', version = ''] = archive;
    return withParts(name, homeOf(text.slice(0, Math.max(0, cut)), version), version);
  }
  if (/^[a-z]+:\/\//i.test(text)) {
    const last = text.slice(cut + 1);
    const tag = /^([^:@]+):([^@]+)/.exec(last);
    return withParts(tag?.[1] ?? last.replace(/@.*$/, ''), text.slice(0, cut), tag?.[2]);
  }
  if (cut < 0) return withParts(text, repository || undefined, undefined);
  const unpacked = repository ? undefined : unpackedChart(text);
  if (unpacked) return { ...unpacked, unpacked: true };
  if (repository) return withinRegistry(text, repository);
  const alias = text.slice(0, cut);
  const known = aliases.get(alias);
  return withParts(
    text.slice(cut + 1),
    known ?? (isIstioRepository(alias) ? ISTIO_REPOSITORY : alias),
    undefined,
  );
}

/** `istiod-1.22.2.tgz`, also where something else fills the version in: `istiod-${ISTIO_VERSION}.tgz`. */
const ARCHIVE = new RegExp(`^([a-z][a-z0-9-]*?)-v?(\\d+\\.\\d+\\.\\d+.*|${PLACEHOLDER})\\.tgz$`, 'i');

/** Where an archive lies: an address, or a place that has Istio's name, or a version that has. */
function homeOf(folder: string, version: string): string | undefined {
  if (/^(?:https?|oci):\/\//i.test(folder)) return folder;
  return isIstioRepository(folder.replaceAll('_', '-')) || /istio/i.test(version) ? ISTIO_REPOSITORY : folder;
}

/** `mesh/istiod` of a registry is the chart `istiod` below the path `mesh`; an index of charts knows no such paths. */
export function withinRegistry(text: string, repository: string): NamedChart {
  const [name = '', ...above] = text.split('/').reverse();
  const isIndex = /^https?:/i.test(repository.trim());
  const home = withoutTrailing(repository.trim(), '/');
  return {
    name,
    repository: isIndex || above.length === 0 ? repository : [home, ...above.reverse()].join('/'),
  };
}

/** True for a chart of Istio's own. */
export function isOwnChart(context: DetectContext, { name, repository, version }: NamedChart): boolean {
  if (istioctlGateway({ name, ...(repository === undefined ? {} : { repository }) })) return true;
  return isDistinctive(name) || context.recognise(name, repository, version) !== undefined;
}

/** True for a chart of somebody else that speaks of Istio: what it installs is not known. */
export function speaksOfIstio({ name }: NamedChart): boolean {
  return (
    /^(istio|istio-.*|.*-istio|ztunnel.*|istiod.*)$/i.test(name) && !/kiali|knative|net-istio|csr/i.test(name)
  );
}

function withParts(name: string, repository: string | undefined, version: string | undefined): NamedChart {
  return { name, ...(repository ? { repository } : {}), ...(version ? { version } : {}) };
}
