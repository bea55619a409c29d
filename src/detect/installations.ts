/** Istio's charts inside a release: at the top, or anywhere inside an umbrella. */
import { valid } from 'semver';
import { append } from '../append.js';
import type {
  ChartDependency,
  DataPath,
  IstioChart,
  Position,
  Problem,
  PublishedChart,
  Release,
  TreeChart,
} from '../model.js';
import { takenOff } from './aside/taken-off.js';
import { addsIstio, allCharts } from './chart-relevance.js';
import { isBeforeCharts, isFromSource } from './dependency-version.js';
import type { DetectContext } from './detector.js';
import { AMBIENT_PARTS, istioctlGateway } from './istio/charts.js';
import { foreignChart, isIstiosOwn } from './istio/former-charts.js';
import { releaseByTag, releaseOfImage } from './istio/image-tags.js';
import { renamedChart, takenForCopy } from './istio/renamed-charts.js';
import { isOtherRelease, istioVersionOf } from './istio/version.js';
import { lookup } from './values/values.js';

/** An installation before it has a name and an environment. */
export interface FoundInstallation {
  readonly release: Release;
  readonly chart: IstioChart;
  readonly version: string | null;
  readonly istioVersion: string | null;
  readonly at: Position;
  readonly valuesPath: DataPath;
  readonly valuesInChart?: DataPath;
  readonly chartPath: string;
  readonly revision: string;
  /** The `ambient` installation whose archive brings it along. */
  readonly partOf?: FoundInstallation;
}

/** More charts of Istio than any honest release holds. */
const MAX_INSTALLATIONS = 100;

export function installationsOf(
  release: Release,
  recognise: DetectContext['recognise'],
): { readonly installations: readonly FoundInstallation[]; readonly problems: readonly Problem[] } {
  const installations: FoundInstallation[] = [];
  const { chart } = release;
  if (chart.kind === 'published') {
    const inside = istioctlGateway(chart);
    if (inside)
      add(installations, release, {
        chart: 'gateway',
        version: chart.version,
        at: chart.at,
        valuesPath: inside,
        valuesInChart: inside,
        chartPath: chart.name,
      });
    const known = recognise(chart.name, chart.repository, chart.version);
    if (!known) return { installations, problems: inside ? [] : [unknownChart(release, chart)] };
    const copied = renamedChart(chart.name, chart.repository, chart.version);
    // Whose chart is not decided runs the image that is: behaviour inside the binary is of that.
    const tag = copied
      ? releaseByTag(copied, release.values, [])
      : chart.version === null
        ? releaseOfImage(known, release.values)
        : undefined;
    const byTag = tag?.version === istioVersionOf(chart.version) ? undefined : tag;
    add(
      installations,
      release,
      {
        chart: known,
        version: chart.version,
        at: byTag?.at ?? chart.at,
        valuesPath: [],
        chartPath: chart.name,
      },
      byTag?.version,
    );
    return { installations, problems: copied ? [takenForCopy(release, chart, copied)] : [] };
  }
  const problems: Problem[] = [];
  let steps = 0;
  const pending: Level[] = [{ chart, valuesPath: [], chartPath: chart.name }];
  for (let level = pending.shift(); level; level = pending.shift()) {
    if (++steps > MAX_INSTALLATIONS || installations.length > MAX_INSTALLATIONS) {
      const why = `it holds more than ${MAX_INSTALLATIONS} charts; the rest was not looked at`;
      return {
        installations,
        problems: [{ what: `chart ${chart.name}`, why, ...release.declared, blocking: true }],
      };
    }
    const { chart: current, valuesPath, chartPath } = level;
    if (current.own) {
      // A copy that is numbered by whoever keeps it says in `appVersion` what it is of.
      const isNumbered = isOtherRelease(current.version, current.appVersion);
      const at = level.at ?? (isNumbered ? current.appVersionAt : current.at) ?? release.declared;
      const own = { chart: current.own, version: current.version ?? null, at, valuesPath, chartPath };
      // The release of such a copy is that of its images; where their tag names none, what it is taken for.
      const fromSource = isFromSource(current)
        ? (releaseByTag(current.own, release.values, valuesPath) ?? level.asked ?? { version: null })
        : undefined;
      add(
        installations,
        release,
        fromSource ? { ...own, ...fromSource } : own,
        fromSource ? undefined : current.appVersion,
        current.dependencies.length > 0,
      );
    }
    for (const dependency of current.dependencies) {
      const off = offBy(dependency, release, valuesPath);
      if (off) {
        append(problems, leftOut(dependency, off, release, valuesPath));
        continue;
      }
      const below = [...valuesPath, dependency.key];
      const path = `${chartPath}/charts/${dependency.key}`;
      if (dependency.tree) {
        pending.push({ chart: dependency.tree, valuesPath: below, chartPath: path, ...asked(dependency) });
      } else if (dependency.chart) {
        const { chart: known, version, at } = dependency;
        add(installations, release, { chart: known, version, at, valuesPath: below, chartPath: path });
      } else if (isIstiosOwn(dependency.repository)) {
        const { name, repository, at } = dependency;
        const why = foreignChart(name, repository);
        problems.push({
          what: `chart ${name}`,
          why,
          file: at.file,
          line: at.line,
          blocking: true,
          unjudged: true,
        });
      }
    }
  }
  return { installations, problems };
}

/** Its version may show only late that a chart is none of Istio's. */
function unknownChart({ declared }: Release, { name, repository }: PublishedChart): Problem {
  return {
    what: `chart ${name}`,
    why: foreignChart(name, repository),
    ...declared,
    blocking: true,
    unjudged: true,
  };
}

interface Level {
  readonly chart: TreeChart;
  readonly valuesPath: DataPath;
  readonly chartPath: string;
  readonly at?: Position;
  /** The release of Istio that whoever depends on the chart says it is. */
  readonly asked?: { readonly version: string; readonly at: Position };
}

function asked({ declared, repository, tree, at }: ChartDependency): Pick<Level, 'asked' | 'at'> {
  const version = declared === null || valid(declared) === null ? null : istioVersionOf(declared);
  const isRelease = version !== null && !isBeforeCharts(version);
  // What `helm dependency update` unpacked is changed by asking for another one.
  const isFetched = repository !== undefined && declared !== null && tree?.version === declared;
  return isRelease ? { asked: { version, at }, ...(isFetched ? { at } : {}) } : {};
}

type Place = Pick<
  FoundInstallation,
  'chart' | 'version' | 'at' | 'valuesPath' | 'valuesInChart' | 'chartPath'
>;

function add(
  installations: FoundInstallation[],
  release: Release,
  place: Place,
  appVersion?: string,
  partsAreInTree = false,
): void {
  const found: FoundInstallation = {
    release,
    ...place,
    istioVersion: istioVersionOf(appVersion) ?? istioVersionOf(place.version),
    revision: revisionOf(release, place.valuesInChart ? [] : place.valuesPath),
  };
  installations.push(found);
  if (place.chart !== 'ambient' || partsAreInTree) return;
  for (const { chart, condition } of AMBIENT_PARTS) {
    if (condition && lookup(release.values, condition.split('.'), place.valuesPath)?.value === false)
      continue;
    const valuesPath = [...place.valuesPath, chart];
    const chartPath = `${place.chartPath}/charts/${chart}`;
    installations.push({
      ...found,
      chart,
      valuesPath,
      chartPath,
      revision: revisionOf(release, valuesPath),
      partOf: found,
    });
  }
}

/** The revision that a chart's values name; '' where they name none. */
export function revisionOf(release: Release, valuesPath: DataPath): string {
  const value = lookup(release.values, ['revision'], valuesPath)?.value;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/**
 * Helm's order: the first path of `condition` that holds a boolean decides; else `tags`, of which one that is true is
 * enough; else the chart is there. Source: https://helm.sh/docs/topics/charts/#tags-and-condition-fields-in-dependencies
 */
export function isEnabled(dependency: ChartDependency, release: Release, parentPath: DataPath): boolean {
  return offBy(dependency, release, parentPath) === undefined;
}

/** The value that keeps a dependency out of its release. */
function offBy(
  { condition, tags = [] }: ChartDependency,
  release: Release,
  parentPath: DataPath,
): Switch | undefined {
  for (const one of condition?.split(',') ?? []) {
    const key = one.trim();
    const found = lookup(release.values, key.split('.'), parentPath);
    if (typeof found?.value === 'boolean') return found.value ? undefined : { key, at: found };
  }
  let off: Switch | undefined;
  for (const tag of tags) {
    const found = lookup(release.values, ['tags', tag]);
    if (found?.value === true) return undefined;
    if (found?.value === false) off ??= { key: `tags.${tag}`, at: found };
  }
  return off;
}

interface Switch {
  readonly key: string;
  readonly at: Position;
}

/** A chart of Istio's that the values of whoever deploys it leave out; where those are not all known, that is told elsewhere. */
function leftOut(
  dependency: ChartDependency,
  off: Switch,
  release: Release,
  parentPath: DataPath,
): readonly Problem[] {
  const { name, key, version, at, tree } = dependency;
  const isKnown = release.form !== 'helm-chart' && !release.valuesUnknown;
  if (!isKnown || !addsIstio(dependency)) return [];
  const parts = tree
    ? allCharts(tree).flatMap(inner => [inner.version, ...inner.dependencies.map(one => one.version)])
    : [];
  const reason = `\`${off.key}\` is off at ${off.at.file}:${off.at.line}`;
  const about = [release.id, parentPath, key, version, parts];
  return [takenOff(`chart ${name} of ${release.releaseName}`, reason, at, about)];
}
