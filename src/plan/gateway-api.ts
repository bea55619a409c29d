/** Which bundle of the Gateway API's CRDs a release asks for, as its own code says, and which ones the repository installs. */
import type { Facts } from '../knowledge/facts.js';
import { gatewayApiBundles, WHOLE_BUNDLE } from '../mesh/gateway-api-crds.js';
import type { MeshResource, Statement } from '../model.js';
import type { Installed } from './steps.js';
import { compareReleases } from './versions.js';

const FLOORS = /\.gateway\.networking\.k8s\.io$/;

interface Floor {
  /** The CRD's whole name. */
  readonly name: string;
  readonly kind: string;
  readonly oldest: string;
}

/** Oldest bundle from which the release reads all the kinds that it sets a floor for; undefined where it sets none. */
export function gatewayApiFloor(version: string, facts: Facts): string | undefined {
  return floorsAt(version, facts)
    .map(({ oldest }) => oldest)
    .toSorted(compareReleases)
    .at(-1);
}

/** The bundle that a release is built with: `1.4.0`; undefined for one that is not known. */
export function gatewayApiBuiltWith(version: string, facts: Facts): string | undefined {
  const built = facts.defaultAt('floor', 'gateway-api', 'built-against', version);
  return built && /^v?(\d+\.\d+\.\d+)/.exec(built)?.[1];
}

/** Where a floor rises with the hop: for the bundles that are installed here, or else wherever they come from. */
export function gatewayApiSteps(
  { from, to }: { readonly from: string; readonly to: string },
  { gatewayApi }: Installed,
  resources: readonly MeshResource[],
  facts: Facts,
): readonly Statement[] {
  const before = new Map(floorsAt(from, facts).map(({ kind, oldest }) => [kind, oldest]));
  const risen = floorsAt(to, facts).filter(({ kind, oldest }) => {
    const old = before.get(kind);
    return old === undefined || compareReleases(oldest, old) > 0;
  });
  if (risen.length === 0) return [];
  const source = `https://github.com/istio/istio/blob/${to}/pkg/kube/kclient/crdwatcher.go`;
  const installed = gatewayApiBundles(resources).filter(({ version }) => version !== '');
  if (installed.length > 0) return installed.flatMap(bundle => tooOld(bundle, risen, to, source));
  const kinds = risen.map(({ kind, oldest }) => `${kind} of at least ${oldest}`).join(', ');
  const whose = gatewayApi
    ? ''
    : ' (if the clusters have the Gateway API: this repository holds none of its resources)';
  return [{ text: `Gateway API CRDs: ${to} reads ${kinds}, and ignores older ones${whose}`, source }];
}

function tooOld(
  { resource, name, version }: ReturnType<typeof gatewayApiBundles>[number],
  floors: readonly Floor[],
  to: string,
  source: string,
): readonly Statement[] {
  const missed = floors.filter(
    floor => (name === WHOLE_BUNDLE || name === floor.name) && compareReleases(version, floor.oldest) < 0,
  );
  if (missed.length === 0) return [];
  const kinds = missed.map(({ kind, oldest }) => `${kind} of at least ${oldest}`).join(', ');
  return [
    {
      text: `Upgrade the Gateway API CRDs that are installed here, ${version}, first: ${to} reads ${kinds}, and ignores older ones`,
      source,
      at: [{ file: resource.data.file, line: resource.data.lineOf([]) }],
    },
  ];
}

function floorsAt(version: string, facts: Facts): readonly Floor[] {
  return facts.all('floor').flatMap(({ name, component }) => {
    if (component !== 'oldest' || !FLOORS.test(name)) return [];
    const oldest = facts.defaultAt('floor', name, 'oldest', version);
    return oldest === undefined ? [] : [{ name, kind: name.replace(FLOORS, ''), oldest }];
  });
}
