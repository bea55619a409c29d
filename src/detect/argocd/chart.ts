/** Which chart an Application's source is, where it is none of this tree. */
import type { Positioned, Problem, PublishedChart } from '../../model.js';
import { withoutTrailing } from '../../trailing.js';
import { stringAt } from '../data.js';
import { decidedBy } from '../fingerprint.js';
import { hasPlaceholder } from '../istio/published-release.js';
import { chartOfSource, type SourceChart } from '../istio/source.js';
import { istioVersionOf } from '../istio/version.js';
import { resolveFromRoot } from '../tree-path.js';
import { UNDECIDED_VERSION } from '../values/open.js';
import type { ApplicationSource } from './applications.js';

interface PublishedSource {
  readonly chart: PublishedChart;
  readonly problems: Problem[];
  /** It is out of Istio's source. */
  readonly source?: SourceChart;
}

/** `chart` of a Helm repository or registry; or, since Argo CD 3.1, an `oci://` address with the path `.`. */
export function publishedChart(source: ApplicationSource): PublishedSource | undefined {
  const { data } = source;
  const address = stringAt(data.value, ['repoURL']) ?? '';
  const named = stringAt(data.value, ['chart']);
  const wholeAddress = named === undefined && address.startsWith('oci://');
  if (named === undefined && !wholeAddress) return undefined;
  const trimmed = withoutTrailing(address, '/');
  const cut = trimmed.lastIndexOf('/');
  const name = named ?? trimmed.slice(cut + 1);
  const repository = withScheme(wholeAddress ? trimmed.slice(0, cut) : trimmed);
  const hasVersion = stringAt(data.value, ['targetRevision']) !== undefined;
  const place = data.at([hasVersion ? 'targetRevision' : 'chart']);
  const at = { file: place.file, line: place.lineOf([]) };
  const version = decided(stringAt(data.value, ['targetRevision']));
  const problems: Problem[] = [];
  if (version === null) {
    const why = `${UNDECIDED_VERSION}: \`targetRevision\` is missing or filled in elsewhere`;
    problems.push({ what: `chart ${name}`, why, ...at, blocking: true, ...asWritten(data) });
  }
  return {
    chart: { kind: 'published', name, ...(repository === '' ? {} : { repository }), version, at },
    problems,
  };
}

/** A chart out of Istio's source, at the tag of a release; a folder of this tree is one of this tree. */
export function sourceChart(
  { data }: ApplicationSource,
  isInTree: (folder: string) => boolean,
): PublishedSource | undefined {
  const path = stringAt(data.value, ['path']) ?? '';
  const folder = resolveFromRoot(path);
  const known = chartOfSource(stringAt(data.value, ['repoURL']) ?? '', path);
  if (!known || (folder !== undefined && isInTree(folder))) return undefined;
  const place = data.at(['targetRevision']);
  const at = { file: place.file, line: place.lineOf([]) };
  const revision = decided(stringAt(data.value, ['targetRevision']));
  const version = istioVersionOf(revision) === null ? null : revision;
  const { name, repository } = known;
  const problems: Problem[] = [];
  if (version === null) {
    const why = `${UNDECIDED_VERSION}: \`targetRevision\` names no release of Istio, so that what is deployed moves by itself`;
    problems.push({ what: `chart ${name}`, why, ...at, blocking: true, ...asWritten(data) });
  }
  return { chart: { kind: 'published', name, repository, version, at }, problems, source: known };
}

/** What names a chart and its version decides it, unless something fills that in; values are compared by themselves. */
function asWritten({ value }: Positioned): Pick<Problem, 'selfContained' | 'digest'> {
  const words = ['repoURL', 'chart', 'path', 'targetRevision'].map(key => stringAt(value, [key]) ?? '');
  return words.some(hasPlaceholder) ? {} : decidedBy(words);
}

/** Argo CD writes registries without `oci://`. */
function withScheme(repository: string): string {
  return repository === '' || /^[a-z]+:\/\//i.test(repository) ? repository : `oci://${repository}`;
}

/** A version with a placeholder in it is decided by whoever fills it in. */
function decided(written: string | undefined): string | null {
  // What a file brings ends with its line.
  const version = written?.trim();
  return version === undefined || version === '' || /\$\{|\$\(|^\$\w|\{\{|<[^=]|%/.test(version)
    ? null
    : version;
}
