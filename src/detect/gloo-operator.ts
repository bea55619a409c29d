/**
 * Solo's operator of Gloo: a `ServiceMeshController` stands for a whole mesh of the release that it names, rendered by charts of Solo's.
 * Ambient is its default mode; what it sets besides stands in the ConfigMap `gloo-extensions-config`, which is compared, not read.
 * Source: https://docs.solo.io/gloo-mesh/latest/setup/install/gloo-operator/
 */
import { append } from '../append.js';
import type { IstioChart, Problem, Release } from '../model.js';
import { startOf } from '../yaml/positioned.js';
import { carriedManifests } from './carried.js';
import { ISTIO_REPOSITORY } from './chart-reference.js';
import { recordAt, stringAt } from './data.js';
import type { DetectContext, Detector } from './detector.js';
import { decidedBy } from './fingerprint.js';
import { decideVersion, publishedRelease } from './istio/published-release.js';
import { asWritten, type OverlaidManifest, overlaidManifests } from './overlaid.js';

export const glooOperator: Detector = {
  form: 'gloo-operator',
  async detect(context) {
    const overlaid = await overlaidManifests(context, CONTROLLER, isController);
    const carried = (await carriedManifests(context, CONTROLLER, isController)).map(asWritten);
    const found = [...overlaid.manifests, ...carried].filter(({ file }) => !context.isSetAside(file));
    const given = found.length > 0 ? await extensions(context) : [];
    const releases: Release[] = [];
    for (const manifest of found) append(releases, await releasesOf(context, manifest, given));
    return { releases, problems: overlaid.problems };
  },
};

const CONTROLLER = /ServiceMeshController/;
const EXTENSIONS = 'gloo-extensions-config';

function isController(apiVersion: string, kind: string): boolean {
  return kind === 'ServiceMeshController' && apiVersion.startsWith('operator.gloo.solo.io/');
}

/** What the tree says in the operator's ConfigMaps. */
async function extensions(context: DetectContext): Promise<readonly unknown[]> {
  const isConfig = (_: string, kind: string): boolean => kind === 'ConfigMap';
  const { manifests } = await overlaidManifests(context, new RegExp(EXTENSIONS), isConfig);
  const carried = await carriedManifests(context, new RegExp(EXTENSIONS), isConfig);
  return [...manifests, ...carried].flatMap(({ name, data }) =>
    name === EXTENSIONS ? [recordAt(data.value, ['data'])] : [],
  );
}

const SIDECARS: readonly IstioChart[] = ['base', 'istiod'];
const AMBIENT: readonly IstioChart[] = ['base', 'istiod', 'cni', 'ztunnel'];

async function releasesOf(
  context: DetectContext,
  { data, name, declared, destination }: OverlaidManifest,
  given: readonly unknown[],
): Promise<readonly Release[]> {
  const spec = recordAt(data.value, ['spec']) ?? {};
  const mode = stringAt(data.value, ['spec', 'dataplaneMode']) ?? 'Ambient';
  const stated = stringAt(data.value, ['spec', 'version']);
  const at = startOf(data, stated === undefined ? ['kind'] : ['spec', 'version']);
  const version = await decideVersion(context, stated, at);
  const why =
    'the operator of Gloo renders it by charts and with values of Solo’s: what these set beside the resource is not known';
  const problem: Problem = {
    what: `ServiceMeshController ${name}`,
    why,
    ...declared,
    blocking: true,
    // A name that is filled in may have moved in the script that applies it.
    ...(/\$|\{\{/.test(JSON.stringify(spec)) ? {} : decidedBy([spec, given])),
  };
  return (mode === 'Sidecar' ? SIDECARS : AMBIENT).map(chart =>
    publishedRelease({
      id: `gloo-operator:${declared.file}:${declared.line}:${name}:${chart}`,
      form: 'gloo-operator',
      deployer: 'operator',
      declared,
      destination,
      releaseName: chart,
      namespace: stringAt(spec, ['installNamespace']) ?? 'istio-system',
      name: chart,
      repository: ISTIO_REPOSITORY,
      version,
      values: [],
      problems: [problem],
      valuesUnknown: true,
    }),
  );
}
