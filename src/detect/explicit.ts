/** Versions and values that the user gives: `--from`, `--to`, `--values`. */
import { describeReadFailure, UsageError } from '../errors.js';
import type {
  ChartDependency, ChartReference, Detection, IstioChart, Release, TreeChart, ValuesDocument, ValuesLayer,
} from '../model.js'; // biome-ignore format: a list of names
import { assemble } from './detect.js';
import { type FoundInstallation, revisionOf } from './installations.js';
import { isChartName } from './istio/charts.js';
import { istioVersionOf } from './istio/version.js';
import { valuesLayer } from './values/file.js';
import { UNDECIDED_VERSION, unknownFields } from './values/open.js';
import { lookup } from './values/values.js';

/** A version for one chart, or for all. */
export interface VersionOverride {
  readonly chart?: IstioChart;
  /** As given, without a leading `v`. */
  readonly version: string;
  /** The option that gave it. */
  readonly option: string;
}

/**
 * Reads `1.22.2` and `istiod=1.22.2`, as often as they are given.
 * @throws {UsageError} for what is no chart of Istio or no version
 */
export function parseVersionOverrides(option: string, values: readonly string[]): readonly VersionOverride[] {
  return values.map(value => {
    const cut = value.indexOf('=');
    const name = cut < 0 ? undefined : value.slice(0, cut);
    const version = value
      .slice(cut + 1)
      .trim()
      .replace(/^v(?=\d)/, '');
    if (name !== undefined && !isChartName(name)) {
      throw new UsageError(
        `${option} ${clipped(value)}: ${clipped(name)} is not a chart of Istio; give base, istiod, gateway, cni, ztunnel or ambient`,
      );
    }
    if (istioVersionOf(version) === null) {
      throw new UsageError(
        `${option} ${clipped(value)}: this is not a version; give one such as 1.22.2 or istiod=1.22.2`,
      );
    }
    return { version, option, ...(name === undefined ? {} : { chart: name }) };
  });
}

/** Longer than any version: the rest says nothing more. */
const MAX_SHOWN = 60;

function clipped(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/**
 * The values files that the user named, each as a layer, in their order.
 * @throws {UsageError} for one that can't be had, or is no values file
 */
export function readExplicitValues(
  files: readonly string[],
  read: (file: string) => Promise<string>,
): Promise<readonly ValuesDocument[]> {
  return Promise.all(
    files.map(async file => {
      const text = await read(file).catch((error: Error) => {
        throw new UsageError(`--values ${file}: ${describeReadFailure(error)}`);
      });
      return explicitValues(file, text);
    }),
  );
}

/**
 * A values file that the user named, as a layer.
 * @throws {UsageError} where it can't be read as values
 */
export function explicitValues(file: string, text: string): ValuesDocument {
  const result = valuesLayer(file, text);
  if (!result.ok) throw new UsageError(`--values ${file}:${result.problem.line ?? 1}: ${result.problem.why}`);
  return result.layer;
}

/**
 * The detection with other versions in place of the declared ones. A chart that was named and is not in the tree, and
 * istiod where the tree declares no installation at all, become installations of form `explicit`.
 * @param values what `--values` gave: for explicit installations, and for releases whose values are not in the tree
 */
export function applyVersions(
  detection: Detection,
  versions: readonly VersionOverride[],
  values: readonly ValuesLayer[] = [],
): Detection {
  if (versions.length === 0 && values.length === 0) return detection;
  const versionOf = (chart: IstioChart): string | undefined =>
    versions.findLast(override => override.chart === chart)?.version ??
    versions.findLast(override => override.chart === undefined)?.version;
  const releases = new Map(
    detection.releases.map(release => [release.id, withValues(withVersions(release, versionOf), values)]),
  );
  const installations = detection.installations.map(installation => {
    const version =
      versionOf(installation.partOf === undefined ? installation.chart : 'ambient') ?? installation.version;
    const changed = version === installation.version ? installation.istioVersion : istioVersionOf(version);
    const release = releases.get(installation.release.id) ?? installation.release;
    return { ...installation, release, version, istioVersion: changed };
  });
  const added = explicitInstallations(detection, versions, values);
  return {
    ...detection,
    releases: [...releases.values(), ...added.releases],
    installations: [...installations, ...added.installations],
    environments: detection.environments.length > 0 ? detection.environments : added.environments,
    problems:
      versions.length === 0
        ? detection.problems
        : detection.problems.filter(problem => !isDecidedNow(problem.why)),
  };
}

/**
 * One side's versions are no move where nothing is installed: a target alone would make up an installation, and
 * everything that comes with it.
 * @throws {UsageError} where neither tree declares Istio and versions are given for one side only
 */
export function expectInstallation(
  base: { readonly detection: Detection; readonly versions: readonly VersionOverride[] },
  head: { readonly detection: Detection; readonly versions: readonly VersionOverride[] },
): void {
  const [given, ...others] = [base, head].filter(({ versions }) => versions.length > 0);
  if (!given || others.length > 0) return;
  const found = [base, head].flatMap(({ detection }) => detection.installations);
  if (found.some(({ release }) => release.form !== 'explicit')) return;
  const [option, missing] = given === head ? ['--to', '--from'] : ['--from', '--to'];
  throw new UsageError(
    `${option} ${given.versions[0]?.version ?? ''}: no Istio found here; give ${missing} as well, or point to the tree that installs Istio with --repo, --base and --head`,
  );
}

/** What could not be told of a version is told now. */
function isDecidedNow(why: string): boolean {
  return why.startsWith(UNDECIDED_VERSION);
}

/** Another version for a chart of Istio's, by what it is and the version that it has; undefined: that one. */
type VersionOf = (chart: IstioChart, version: string | null) => string | undefined;

/** The release with other versions of Istio's charts, wherever in it they are. */
export function withVersions(release: Release, versionOf: VersionOf): Release {
  const chart = rewrite(release.chart, versionOf);
  return chart === release.chart ? release : { ...release, chart };
}

function rewrite(chart: ChartReference, versionOf: VersionOf): ChartReference {
  if (chart.kind === 'published') {
    const version = isChartName(chart.name) ? versionOf(chart.name, chart.version) : undefined;
    return version === undefined || version === chart.version ? chart : { ...chart, version };
  }
  // A copy of Istio's own chart holds one version only: any other one is fetched.
  const version = chart.own && versionOf(chart.own, chart.version ?? null);
  if (version !== undefined && version !== chart.version) {
    return {
      kind: 'published',
      name: chart.own ?? chart.name,
      version,
      at: chart.at ?? { file: `${chart.path}/Chart.yaml`, line: 1 },
    };
  }
  return rewriteTree(chart, versionOf, []);
}

function rewriteTree(chart: TreeChart, versionOf: VersionOf, trail: readonly TreeChart[]): TreeChart {
  if (trail.includes(chart)) return chart;
  const dependencies = chart.dependencies.map(dependency =>
    rewriteDependency(dependency, versionOf, [...trail, chart]),
  );
  const changed = dependencies.some((dependency, index) => dependency !== chart.dependencies[index]);
  return changed ? { ...chart, dependencies } : chart;
}

function rewriteDependency(
  dependency: ChartDependency,
  versionOf: VersionOf,
  trail: readonly TreeChart[],
): ChartDependency {
  const version = dependency.chart && versionOf(dependency.chart, dependency.version);
  if (version !== undefined && version !== dependency.version) {
    const { tree: _tree, archive: _archive, ...rest } = dependency;
    return { ...rest, declared: version, version };
  }
  if (!dependency.tree) return dependency;
  const tree = rewriteTree(dependency.tree, versionOf, trail);
  return tree === dependency.tree ? dependency : { ...dependency, tree };
}

function withValues(release: Release, values: readonly ValuesLayer[]): Release {
  const { valuesUnknown, openValues = [], ...rest } = release;
  if (values.length === 0 || (!valuesUnknown && openValues.length === 0)) return release;
  const open = openValues.filter(({ path }) => lookup(values, path) === undefined);
  return { ...rest, values: [...release.values, ...values], ...unknownFields(false, open) };
}

function explicitInstallations(
  detection: Detection,
  versions: readonly VersionOverride[],
  values: readonly ValuesLayer[],
): Detection {
  const present = new Set(detection.installations.map(({ chart }) => chart));
  const named = versions.flatMap(({ chart }) => (chart !== undefined && !present.has(chart) ? [chart] : []));
  const charts = new Set<IstioChart>(named);
  if (present.size === 0 && versions.some(({ chart }) => chart === undefined)) charts.add('istiod');
  const found: FoundInstallation[] = [];
  for (const chart of charts) {
    const override =
      versions.findLast(candidate => candidate.chart === chart) ??
      versions.findLast(candidate => candidate.chart === undefined);
    if (!override) continue;
    const at = { file: override.option, line: 1 };
    const release: Release = {
      id: `explicit:${chart}`,
      form: 'explicit',
      deployer: 'unknown',
      declared: at,
      releaseName: chart,
      namespace: chart === 'gateway' ? 'istio-ingress' : 'istio-system',
      destination: '',
      chart: { kind: 'published', name: chart, version: override.version, at },
      values,
      problems: [],
    };
    const { version } = override;
    found.push({
      release,
      chart,
      version,
      istioVersion: istioVersionOf(version),
      at,
      valuesPath: [],
      chartPath: chart,
      revision: revisionOf(release, []),
    });
  }
  return assemble(
    found.map(({ release }) => release),
    found,
    [],
    [],
  );
}
