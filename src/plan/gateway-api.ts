/** Which bundle of the Gateway API's CRDs a release asks for, as its own code says. */
import type { Facts } from '../knowledge/facts.js';
import type { Hop, Statement } from '../model.js';
import type { Installed } from './steps.js';
import { compareReleases } from './versions.js';

const FLOORS = /\.gateway\.networking\.k8s\.io$/;

/** Oldest bundle from which the release reads all the kinds that it sets a floor for; undefined where it sets none. */
export function gatewayApiFloor(version: string, facts: Facts): string | undefined {
  return floorsAt(version, facts)
    .map(({ oldest }) => oldest)
    .toSorted(compareReleases)
    .at(-1);
}

/** Where a floor rises with the hop. */
export function gatewayApiSteps(
  { from, to }: Pick<Hop, 'from' | 'to'>,
  { gatewayApi }: Installed,
  facts: Facts,
): readonly Statement[] {
  const before = new Map(floorsAt(from, facts).map(({ kind, oldest }) => [kind, oldest]));
  const risen = floorsAt(to, facts).filter(({ kind, oldest }) => {
    const old = before.get(kind);
    return old === undefined || compareReleases(oldest, old) > 0;
  });
  if (risen.length === 0) return [];
  const kinds = risen.map(({ kind, oldest }) => `${kind} of at least ${oldest}`).join(', ');
  const whose = gatewayApi
    ? ''
    : ' (if the clusters have the Gateway API: this repository holds none of its resources)';
  return [
    {
      text: `Gateway API CRDs: ${to} reads ${kinds}, and ignores older ones${whose}`,
      source: `https://github.com/istio/istio/blob/${to}/pkg/kube/kclient/crdwatcher.go`,
    },
  ];
}

function floorsAt(
  version: string,
  facts: Facts,
): readonly { readonly kind: string; readonly oldest: string }[] {
  return facts.all('floor').flatMap(({ name, component }) => {
    if (component !== 'oldest' || !FLOORS.test(name)) return [];
    const oldest = facts.defaultAt('floor', name, 'oldest', version);
    return oldest === undefined ? [] : [{ kind: name.replace(FLOORS, ''), oldest }];
  });
}
