/** `istioctl install` with IstioOperator files or flags, and IstioOperators that something else installs. */
import { append } from '../../append.js';
import type { IstioChart, Problem, PublishedChart, Release } from '../../model.js';
import { stringAt } from '../data.js';
import type { DetectContext, Detector } from '../detector.js';
import { istioctlGateway } from '../istio/charts.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { istioVersionOf } from '../istio/version.js';
import { patchesOfEnvironment } from '../kustomize/patches.js';
import { isSameWay } from '../kustomize/variants.js';
import { manifestsWith } from '../manifests.js';
import { oncePerTree } from '../once.js';
import { halfBump } from '../pairing/half-bump.js';
import { leftBehind, leftBehindOf, sidecarsLeftBehind } from '../rendered/left-behind.js';
import { changedSettings } from '../rendered/settings.js';
import { type Rendered, type RenderedWorkload, readRendered } from '../rendered/workloads.js';
import { folderOf, isWithin } from '../tree-path.js';
import { unknownFields } from '../values/open.js';
import { controllerVersion } from './controllers.js';
import { type OperatorCandidate, operatorCandidates } from './installs.js';
import { operatorReleases } from './releases.js';
import { settleVersion } from './settled-version.js';

export const istioOperator: Detector = {
  form: 'istio-operator',
  async detect(context) {
    const found = await releasesOfOperators(context);
    return { releases: found.flatMap(({ releases }) => releases), problems: [] };
  },
};

export interface ReleasesOfOperator {
  readonly candidate: OperatorCandidate;
  readonly releases: readonly Release[];
}

/** What each IstioOperator comes to. Read once per tree. */
export const releasesOfOperators = oncePerTree(
  async (context: DetectContext): Promise<readonly ReleasesOfOperator[]> => {
    const all: ReleasesOfOperator[] = [];
    const rendered = await readRendered(context);
    for (const candidate of await operatorCandidates(context)) {
      const releases: Release[] = [];
      // What istioctl is handed is none of an operator's in the cluster.
      const operator =
        candidate.tag?.version || candidate.tool?.version || candidate.command || candidate.mayBeHanded
          ? undefined
          : await controllerVersion(context, candidate.declared.file);
      const settled = await settleVersion(context, operator ? { ...candidate, tool: operator } : candidate);
      const ways = generatedBy(rendered, candidate);
      for (const way of ways.length > 0 ? ways : [undefined]) {
        const { version, problems } = againstRendered(settled, way);
        const found = operatorReleases({
          ...candidate,
          ...(way && ways.length > 1 ? asOverlaid(candidate, way) : {}),
          version,
          problems: [...candidate.problems, ...problems],
        });
        const made = await Promise.all(
          found.map(one => asRendered(context, one, candidate.files, rendered, way)),
        );
        const whole = made.map(one => withNodes(one, candidate.files, rendered, way));
        append(releases, way ? await withPatches(context, whole, way, rendered) : whole);
      }
      all.push({ candidate, releases });
    }
    return all;
  },
);

/** Several overlays of what was rendered are as many installations. */
function asOverlaid({ id }: OperatorCandidate, { manifest: { declared } }: RenderedWorkload) {
  return { id: `${id}:${declared.file}`, declared };
}

/**
 * The control plane that was rendered from an IstioOperator, below its folder, or in the folder of its own name: once for
 * each overlay that takes it in.
 */
function generatedBy({ workloads }: Rendered, { files }: OperatorCandidate): readonly RenderedWorkload[] {
  const [file] = files;
  if (file === undefined) return [];
  const planes = workloads.filter(
    ({ chart, manifest }) => chart === 'istiod' && isWithin(folderOf(file), manifest.file),
  );
  const stem = file.replace(/\.[^./]+$/, '');
  const beside = planes.filter(({ manifest }) => folderOf(manifest.file) === folderOf(file));
  const named =
    planes.find(({ manifest }) => isWithin(stem, manifest.file)) ??
    (new Set(beside.map(({ manifest }) => manifest.written)).size === 1 ? beside[0] : undefined);
  const written = new Set(planes.map(({ manifest }) => manifest.written));
  const wanted = named?.manifest.written ?? (written.size === 1 ? planes[0]?.manifest.written : undefined);
  return planes.filter(({ manifest }) => manifest.written === wanted);
}

/** Workloads of a chart that were rendered from beside an IstioOperator on, as the same way brings them. */
function besideOf(
  { workloads }: Rendered,
  files: readonly string[],
  chart: IstioChart,
  plane: RenderedWorkload | undefined,
): readonly RenderedWorkload[] {
  const [file] = files;
  if (file === undefined) return [];
  const { way } = plane?.manifest ?? {};
  const found = workloads.filter(
    ({ chart: own, manifest }) =>
      own === chart && isWithin(folderOf(file), manifest.file) && (!way || isSameWay(manifest.way, way)),
  );
  // What stands in other files is another rendering, where the control plane's file has its own.
  const together = found.filter(({ manifest }) => manifest.file === plane?.manifest.file);
  return together.length > 0 ? together : found;
}

/** What runs on nodes is what was rendered of it; so is what istiod puts into pods, which may be of another release than it. */
function withNodes(
  release: Release,
  files: readonly string[],
  rendered: Rendered,
  plane: RenderedWorkload | undefined,
): Release {
  const { chart, problems } = release;
  if (!plane || chart.kind !== 'published') return release;
  if (chart.name === 'istiod') return withProblems(release, sidecarsLeftBehind(plane, rendered));
  if (chart.name !== 'cni' && chart.name !== 'ztunnel') return release;
  const workloads = besideOf(rendered, files, chart.name, plane);
  const [workload] = workloads;
  if (!workload || workloads.length > 1)
    return withProblems(
      release,
      workloads.flatMap(one => leftBehindOf(one, chart.version)),
    );
  return {
    ...release,
    chart: { ...chart, ...versionAt(workload, chart, plane) },
    problems: [...problems, ...leftBehind(workload)],
  };
}

function withProblems(release: Release, more: readonly Problem[]): Release {
  return more.length === 0 ? release : { ...release, problems: [...release.problems, ...more] };
}

/** Where a workload says another version, or the control plane's says it in place of the IstioOperator, that is the place. */
function versionAt(
  { version }: RenderedWorkload,
  chart: PublishedChart,
  plane: RenderedWorkload | undefined,
): Partial<Pick<PublishedChart, 'version' | 'at'>> {
  const own = istioVersionOf(version.version);
  const byPlane = plane?.version.at.file === chart.at.file && plane.version.at.line === chart.at.line;
  return own === null || (own === chart.version && !byPlane) ? {} : { version: own, at: version.at };
}

/** A gateway whose manifests were rendered into the tree, from beside its IstioOperator on: those are deployed, not the chart. */
async function asRendered(
  context: DetectContext,
  release: Release,
  files: readonly string[],
  rendered: Rendered,
  plane: RenderedWorkload | undefined,
): Promise<Release> {
  const { chart, releaseName } = release;
  const [file] = files;
  if (file === undefined || chart.kind !== 'published' || !istioctlGateway(chart)) return release;
  const isOwn = ({ manifest }: RenderedWorkload): boolean => manifest.written.name === releaseName;
  const together = besideOf(rendered, files, 'gateway', plane).filter(isOwn);
  // Other kustomizations than the control plane's may bring it.
  const workloads =
    together.length > 0 ? together : besideOf(rendered, files, 'gateway', undefined).filter(isOwn);
  const [workload] = workloads;
  if (!workload || new Set(workloads.map(({ manifest }) => manifest.written)).size > 1) return release;
  const folder = folderOf(workload.manifest.file);
  const objects = (await manifestsWith(context, /operator\.istio\.io\/component/)).filter(
    ({ file: own, name, base, data }) =>
      folderOf(own) === folder &&
      base.length === 0 &&
      (name === releaseName || name.startsWith(`${releaseName}-`)) &&
      /Gateways$/.test(stringAt(data.value, ['metadata', 'labels', 'operator.istio.io/component']) ?? ''),
  );
  const manifests = objects.map(({ file: own, document }) => ({ file: own, document }));
  const { afterHelm: _, ...rest } = release;
  return {
    ...rest,
    chart: { ...chart, rendered: manifests, ...versionAt(workload, chart, plane) },
    problems: [...release.problems, ...leftBehind(workload)],
  };
}

/** What was rendered is what is deployed: where it is of another version, that one counts. */
function againstRendered(
  settled: { readonly version: DecidedVersion; readonly problems: readonly Problem[] },
  generated: RenderedWorkload | undefined,
): { readonly version: DecidedVersion; readonly problems: readonly Problem[] } {
  const actual = generated?.version;
  if (!generated || !actual?.version) return settled;
  if (istioVersionOf(actual.version) === istioVersionOf(settled.version.version))
    return { ...settled, problems: [...settled.problems, ...leftBehind(generated)] };
  if (settled.version.version === null) return { version: actual, problems: leftBehind(generated) };
  const why = `it says ${settled.version.version}, the manifests that were rendered from it are ${actual.version} (${actual.at.file}:${actual.at.line}): judged as ${actual.version}`;
  const { version: said } = settled.version;
  const bump = { chart: 'istiod', version: said, judged: actual.version, effect: 'other-charts' } as const;
  const problem = halfBump(bump, { what: 'IstioOperator', why, at: settled.version.at });
  return { version: actual, problems: [...settled.problems, problem, ...leftBehind(generated)] };
}

/** Kustomize patches what was rendered. */
async function withPatches(
  context: DetectContext,
  releases: readonly Release[],
  generated: RenderedWorkload,
  rendered: Rendered,
): Promise<readonly Release[]> {
  const { manifest } = generated;
  const patches = manifest.way
    ? changedSettings(generated, rendered)
    : await patchesOfEnvironment(context, folderOf(manifest.file));
  return releases.map(release =>
    release.chart.name !== 'istiod'
      ? release
      : {
          ...release,
          values: [...release.values, ...patches.layers],
          problems: [...release.problems, ...patches.problems],
          ...unknownFields(release.valuesUnknown === true || patches.unknown, [
            ...(release.openValues ?? []),
            ...(patches.open ?? []),
          ]),
        },
  );
}
