/**
 * A definition that Helm deletes on the way back, and with it everything of its kind: owned by the newer base chart,
 * not annotated to be kept, and in the `crds/` of the older one, which an upgrade does not write. Sources: the published
 * base charts (a test reads them); Helm looks at the annotation of what is in the cluster before it deletes,
 * https://github.com/helm/helm/blob/v3.17.3/pkg/kube/client.go.
 */
import type { Deployer, Installation, Statement } from '../../model.js';
import { compareReleases } from '../versions.js';
import { type Ages, type ByDefinition, isTemplated } from './crds.js';

/** The one definition without the annotation, and the first release that has it there. */
const UNKEPT = { name: 'workloadgroups.networking.istio.io', until: '1.28.2' } as const;

/** Argo CD renders `crds/` like any other manifest: there the definition stays. */
const BY_HELM: readonly Deployer[] = ['helm', 'helmfile', 'terraform', 'flux', 'unknown'];

/** Definitions that the base chart of a release owns, and that nothing keeps. */
export function unkeptDefinitions(version: string): readonly string[] {
  return isTemplated(version) && compareReleases(version, UNKEPT.until) < 0 ? [UNKEPT.name] : [];
}

/** Blocks where the repository has resources of the kind; else it is to be known, since the cluster may have some. */
export function deletedDefinitions(
  { older, newer }: Ages,
  installations: readonly Installation[],
  resources: ByDefinition,
): { readonly blockers: readonly Statement[]; readonly notes: readonly Statement[] } {
  const none = { blockers: [], notes: [] };
  const [name] = unkeptDefinitions(newer);
  const bases = installations.filter(
    ({ chart, release }) => chart === 'base' && BY_HELM.includes(release.deployer),
  );
  if (name === undefined || isTemplated(older) || bases.length === 0) return none;
  const text = `Helm deletes the definition of ${name}, and everything of its kind with it, when the base chart goes back to ${older}: that of ${newer} is not annotated to be kept. Annotate it in the cluster first: kubectl annotate crd ${name} helm.sh/resource-policy=keep`;
  const source = `https://github.com/istio/istio/blob/${newer}/manifests/charts/base/files/crd-all.gen.yaml`;
  const users = [...resources].flatMap(([definition, members]) =>
    definition.startsWith(`${name}/`) ? members : [],
  );
  const places = users.map(({ data }) => ({ file: data.file, line: data.lineOf([]) }));
  return users.length > 0
    ? { blockers: [{ text, source, at: places }], notes: [] }
    : { blockers: [], notes: [{ text, source }] };
}
