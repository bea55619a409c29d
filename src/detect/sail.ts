/** The Sail operator's resources: `Istio`, `IstioRevision`, `IstioCNI`, `ZTunnel`. */
import type { IstioChart, Release, ValuesLayer } from '../model.js';
import { assembledLayer, inlineLayer, type Part } from './assembled.js';
import { ISTIO_REPOSITORY } from './chart-reference.js';
import { isRecord, recordAt, stringAt } from './data.js';
import type { DetectContext, Detector } from './detector.js';
import { isChartProfile } from './istio-operator/profiles.js';
import { computedLayer } from './istio-operator/values.js';
import { istioVersionOf } from './istio-version.js';
import { type Manifest, manifestsWith } from './manifests.js';
import { decideVersion, publishedRelease } from './published-release.js';
import { scriptManifests } from './scripts/manifests.js';
import { isSetAside } from './set-aside.js';

export const sail: Detector = {
  form: 'sail',
  async detect(context) {
    const releases: Release[] = [];
    const manifests = [...(await manifestsWith(context, SAIL)), ...(await scriptManifests(context, SAIL))];
    for (const manifest of manifests) {
      const chart = chartOf(manifest);
      if (chart) releases.push(await release(context, manifest, chart));
    }
    return { releases, problems: [] };
  },
};

const SAIL = /(sailoperator|operator\.istio)\.io\//;

const CHARTS: Readonly<Record<string, IstioChart>> = {
  Istio: 'istiod',
  IstioRevision: 'istiod',
  IstioCNI: 'cni',
  ZTunnel: 'ztunnel',
};

function chartOf({ apiVersion, kind, file }: Manifest): IstioChart | undefined {
  if (!/^(sailoperator|operator\.istio)\.io\//.test(apiVersion) || isSetAside(file)) return undefined;
  return Object.hasOwn(CHARTS, kind) ? CHARTS[kind] : undefined;
}

async function release(context: DetectContext, manifest: Manifest, chart: IstioChart): Promise<Release> {
  const { data, file, name, kind } = manifest;
  const at = { file, line: data.lineOf(['spec', 'version']) };
  const version = await decideVersion(context, stringAt(data.value, ['spec', 'version']), at);
  const declared = { file, line: data.lineOf([]) };
  return publishedRelease({
    id: `sail:${file}:${kind}:${name}`,
    form: 'sail',
    deployer: 'operator',
    declared,
    releaseName: name || chart,
    namespace: stringAt(data.value, ['spec', 'namespace']) ?? 'istio-system',
    name: chart,
    repository: ISTIO_REPOSITORY,
    version:
      version.version === null && version.look?.startsWith('none is given')
        ? { ...version, look: 'none is given: the operator’s own default counts' }
        : version,
    values: valuesOf(manifest, chart, version.version),
    problems: [],
  });
}

/** The profile, then `spec.values`; the control plane's revision is the resource's name, `default` being none. */
function valuesOf(manifest: Manifest, chart: IstioChart, version: string | null): readonly ValuesLayer[] {
  const { data, document, base, embedded } = manifest;
  const layers: (ValuesLayer | undefined)[] = [];
  const profile = data.at(['spec', 'profile']);
  if (typeof profile.value === 'string' && isChartProfile(profile.value))
    layers.push(assembledLayer([{ path: ['profile'], data: profile }]));
  const values = data.at(['spec', 'values']);
  if (isRecord(values.value)) {
    if (chart === 'ztunnel') layers.push(assembledLayer(flattened(manifest)));
    else
      layers.push(
        inlineLayer(values, embedded ? undefined : { document, path: [...base, 'spec', 'values'] }),
      );
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

function flattened({ data }: Manifest): readonly Part[] {
  const keys = Object.keys(recordAt(data.value, ['spec', 'values', 'ztunnel']) ?? {});
  const own = keys.map(key => ({ path: [key], data: data.at(['spec', 'values', 'ztunnel', key]) }));
  const global = data.at(['spec', 'values', 'global']);
  return global.value === undefined ? own : [{ path: ['global'], data: global }, ...own];
}
