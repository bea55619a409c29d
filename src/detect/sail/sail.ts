/** The Sail operator's resources: `Istio`, `IstioRevision`, `IstioCNI`, `ZTunnel`. */
import type { DataPath, IstioChart, Positioned, Release, ValuesLayer } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { assembledLayer, inlineLayer, type Part } from '../assembled.js';
import { carriedManifests } from '../carried.js';
import { ISTIO_REPOSITORY } from '../chart-reference.js';
import { isRecord, recordAt, stringAt } from '../data.js';
import type { DetectContext, Detector } from '../detector.js';
import { isOfRelease } from '../istio/of-release.js';
import { publishedRelease } from '../istio/published-release.js';
import { istioVersionOf } from '../istio/version.js';
import { isChartProfile } from '../istio-operator/profiles.js';
import { computedLayer } from '../istio-operator/values.js';
import type { Manifest } from '../manifests.js';
import { asWritten, type OverlaidManifest, overlaidManifests } from '../overlaid.js';
import { writtenVersion } from '../scripts/written-version.js';
import { openOutcome } from '../values/open.js';

export const sail: Detector = {
  form: 'sail',
  async detect(context) {
    const releases: Release[] = [];
    const overlaid = await overlaidManifests(context, SAIL, isOfSail);
    const carried = (await carriedManifests(context, SAIL, isOfSail)).map(asWritten);
    for (const manifest of [...overlaid.manifests, ...carried]) {
      if (isOfRelease(context.tree, manifest.file)) continue;
      const chart = context.isSetAside(manifest.file) ? undefined : chartOf(manifest);
      if (chart) releases.push(await release(context, manifest, chart));
    }
    return { releases, problems: overlaid.problems };
  },
};

const SAIL = /(sailoperator|operator\.istio)\.io\//;

const CHARTS: Readonly<Record<string, IstioChart>> = {
  Istio: 'istiod',
  IstioRevision: 'istiod',
  IstioCNI: 'cni',
  ZTunnel: 'ztunnel',
};

function isOfSail(apiVersion: string, kind: string): boolean {
  return /^(sailoperator|operator\.istio)\.io\//.test(apiVersion) && Object.hasOwn(CHARTS, kind);
}

function chartOf({ apiVersion, kind }: Manifest): IstioChart | undefined {
  return isOfSail(apiVersion, kind) ? CHARTS[kind] : undefined;
}

async function release(
  context: DetectContext,
  manifest: OverlaidManifest,
  chart: IstioChart,
): Promise<Release> {
  const { data, name, kind, declared, destination } = manifest;
  const stated = stringAt(data.value, ['spec', 'version']);
  const at = startOf(data, stated === undefined ? ['kind'] : ['spec', 'version']);
  const version = await writtenVersion(context, stated, at);
  const open = openOutcome(
    `${kind} ${name}`,
    (manifest.open ?? []).flatMap(({ path, gap }) =>
      path.length === 0 ? [{ path, gap }] : isValue(path) ? [{ path: path.slice(VALUES.length), gap }] : [],
    ),
    declared,
  );
  return publishedRelease({
    id: `sail:${declared.file}:${kind}:${name}`,
    form: 'sail',
    deployer: 'operator',
    declared,
    destination,
    releaseName: name || chart,
    namespace: stringAt(data.value, ['spec', 'namespace']) ?? 'istio-system',
    name: chart,
    repository: ISTIO_REPOSITORY,
    version:
      version.version === null && version.look?.startsWith('none is given')
        ? { ...version, look: 'none is given: the operator’s own default counts' }
        : version,
    values: valuesOf(manifest, chart, version.version),
    problems: open.problems,
    valuesUnknown: open.unknown,
    openValues: open.open,
  });
}

const VALUES: DataPath = ['spec', 'values'];

function isValue(path: DataPath): boolean {
  return VALUES.every((key, index) => path[index] === key);
}

/** The profile, then `spec.values`; the control plane's revision is the resource's name, `default` being none. */
function valuesOf(
  manifest: OverlaidManifest,
  chart: IstioChart,
  version: string | null,
): readonly ValuesLayer[] {
  const { data } = manifest;
  const layers: (ValuesLayer | undefined)[] = [];
  const profile = data.at(['spec', 'profile']);
  if (typeof profile.value === 'string' && isChartProfile(profile.value))
    layers.push(assembledLayer([{ path: ['profile'], data: profile }]));
  for (const { data: writing, document, path } of manifest.writings) {
    const values = writing.at(['spec', 'values']);
    if (!isRecord(values.value)) continue;
    const home =
      document === undefined || path === undefined
        ? undefined
        : { document, path: [...path, 'spec', 'values'] };
    layers.push(chart === 'ztunnel' ? assembledLayer(flattened(writing)) : inlineLayer(values, home));
  }
  const revision = chart === 'istiod' ? revisionOf(manifest, version) : undefined;
  if (revision !== undefined)
    layers.push(computedLayer(data.file, data.lineOf(['metadata', 'name']), { revision }));
  return layers.filter(layer => layer !== undefined);
}

function revisionOf({ kind, name, data }: Manifest, version: string | null): string | undefined {
  const strategy = stringAt(data.value, ['spec', 'updateStrategy', 'type']);
  const plain = istioVersionOf(version);
  if (kind === 'Istio' && strategy === 'RevisionBased')
    return plain === null ? undefined : `${name}-v${plain.replaceAll('.', '-')}`;
  return name === '' || name === 'default' ? undefined : name;
}

function flattened(data: Positioned): readonly Part[] {
  const keys = Object.keys(recordAt(data.value, ['spec', 'values', 'ztunnel']) ?? {});
  const own = keys.map(key => ({ path: [key], data: data.at(['spec', 'values', 'ztunnel', key]) }));
  const global = data.at(['spec', 'values', 'global']);
  return global.value === undefined ? own : [{ path: ['global'], data: global }, ...own];
}
