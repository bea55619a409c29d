/** How commands and resources name a chart: `alias/name`, `oci://…/name`, the address of an archive, or name and repository. */
import { ISTIO_HOMES } from '../charts/sources.js';
import type { DetectContext } from './detector.js';
import { isChartName, isDistinctive, isIstioRepository, istioctlGateway } from './istio-charts.js';
import { chartOfReleaseFolder } from './release-folder.js';

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
  const archive = /^(?:((?:https?|oci):\/\/\S+)\/)?([a-z][a-z0-9-]*?)-v?(\d+\.\d+\.\d+[^/]*)\.tgz$/i.exec(
    text,
  );
  if (archive) return withParts(archive[2] ?? '', archive[1], archive[3]);
  const cut = text.lastIndexOf('/');
  if (/^[a-z]+:\/\//i.test(text)) {
    const last = text.slice(cut + 1);
    const tag = /^([^:@]+):([^@]+)/.exec(last);
    return withParts(tag?.[1] ?? last.replace(/@.*$/, ''), text.slice(0, cut), tag?.[2]);
  }
  if (cut < 0) return withParts(text, repository || undefined, undefined);
  const unpacked = repository ? undefined : chartOfReleaseFolder(text);
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

/** `mesh/istiod` of a registry is the chart `istiod` below the path `mesh`; an index of charts knows no such paths. */
export function withinRegistry(text: string, repository: string): NamedChart {
  const [name = '', ...above] = text.split('/').reverse();
  const isIndex = /^https?:/i.test(repository.trim());
  const home = repository.trim().replace(/\/+$/, '');
  return {
    name,
    repository: isIndex || above.length === 0 ? repository : [home, ...above.reverse()].join('/'),
  };
}

/** True for a chart of Istio's own. */
export function isOwnChart(context: DetectContext, { name, repository }: NamedChart): boolean {
  if (istioctlGateway({ name, ...(repository === undefined ? {} : { repository }) })) return true;
  if (!isChartName(name)) return false;
  return isDistinctive(name) || context.recognise(name, repository) !== undefined;
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
