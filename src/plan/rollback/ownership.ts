/**
 * What becomes of Istio's definitions on the way back. Through 1.23 the base chart brings them in `crds/`, which Helm
 * writes when it installs and never again; from 1.24 on its templates write them, Helm owns them, and they are annotated to
 * be kept, but for one (`deleted.ts`). Sources: the charts (`manifests/charts/base` at 1.23.6 and 1.24.0), and
 * https://helm.sh/docs/chart_best_practices/custom_resource_definitions/.
 */
import { lookup } from '../../detect/values/values.js';
import type { Deployer, Installation, Statement } from '../../model.js';
import { type Ages, isTemplated } from './crds.js';

const OLD_CHART = 'https://github.com/istio/istio/tree/1.23.6/manifests/charts/base/crds';
const NEW_CHART = 'https://github.com/istio/istio/blob/1.24.0/manifests/charts/base/templates/crds.yaml';
const HELM_CRDS = 'https://helm.sh/docs/chart_best_practices/custom_resource_definitions/';
const FLUX_CRDS =
  'https://fluxcd.io/flux/components/helm/helmreleases/#controlling-the-lifecycle-of-custom-resource-definitions';

type Words = (ages: Ages) => { readonly text: string; readonly source: string };

/** Across the border: what is in the cluster stays, or is written anew, as whoever deploys does it. */
const ACROSS: Partial<Readonly<Record<Deployer, Words>>> = {
  helm: keptByHelm,
  helmfile: keptByHelm,
  terraform: keptByHelm,
  flux: ({ older, newer }) => ({
    text: `Flux leaves the definitions of ${newer} that are annotated to be kept in place: the chart of ${older} has them in crds/, and an upgrade skips those unless spec.upgrade.crds says otherwise`,
    source: FLUX_CRDS,
  }),
  argocd: ({ older, newer }) => ({
    text: `Argo CD writes the definitions of ${older} over those of ${newer}, since it renders crds/ like any other manifest: fields that only ${newer} knows are gone with them`,
    source: OLD_CHART,
  }),
};

/** While both charts have the definitions in `crds/`. Argo CD writes them like any other manifest: nothing is to be said. */
const BEFORE: Partial<Readonly<Record<Deployer, Words>>> = {
  helm: neverWritten,
  helmfile: neverWritten,
  terraform: neverWritten,
  flux: ({ older, newer }) => ({
    text: `Both base charts have the definitions in crds/, which an upgrade by Flux skips unless spec.upgrade.crds says otherwise: without it neither ${newer} nor ${older} changes them`,
    source: FLUX_CRDS,
  }),
};

/** One statement for each tool that deploys a base chart; what does it without a chart is not known. */
export function definitionsAfterwards(
  ages: Ages,
  installations: readonly Installation[],
): readonly Statement[] {
  const bases = installations.filter(base => base.chart === 'base' && !writesDefinitions(base));
  const deployers = [...new Set(bases.map(({ release }) => release.deployer))].toSorted();
  return deployers.flatMap(deployer => {
    const words = wordsFor(deployer, ages);
    if (!words) return [];
    const own = bases.filter(({ release }) => release.deployer === deployer);
    return [{ ...words(ages), at: own.map(({ at: { file, line } }) => ({ file, line })) }];
  });
}

function wordsFor(deployer: Deployer, { older, newer }: Ages): Words | undefined {
  if (!isTemplated(newer)) return BEFORE[deployer];
  return isTemplated(older) ? undefined : ACROSS[deployer];
}

function keptByHelm({ older, newer }: Ages): { readonly text: string; readonly source: string } {
  return {
    text: `Helm leaves the definitions of ${newer} that are annotated to be kept in place when the base chart goes back to ${older}, and Helm never writes what ${older} has in crds/. Going forward again needs nothing, since they still carry Helm's marks`,
    source: NEW_CHART,
  };
}

function neverWritten({ older, newer }: Ages): { readonly text: string; readonly source: string } {
  return {
    text: `Both base charts have the definitions in crds/, which Helm writes only when it installs: neither going to ${newer} nor back to ${older} changes them, they are applied by hand`,
    source: HELM_CRDS,
  };
}

/** Before 1.24 a value made templates of them, too. */
function writesDefinitions({ release, valuesPath }: Installation): boolean {
  return lookup(release.values, ['base', 'enableCRDTemplates'], valuesPath)?.value === true;
}
