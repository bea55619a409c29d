/** Texts that may declare an installation of Istio, told without reading them as what they are: they may be broken. */

/** What something else installs, by its API group. */
const DECLARES =
  /\b(?:argoproj\.io|toolkit\.fluxcd\.io|sailoperator\.io|helm\.cattle\.io|helm\.(?:m\.)?crossplane\.io)\/|\bkind:\s*HelmChartInflationGenerator\b/;

/** A chart by the name that Istio's has, which need not say whose it is. */
const OWN_CHART =
  /\bchart(?:Name)?:\s*["']?(?:[\w./-]+\/)?(?:base|cni|gateway|istiod|ztunnel|ambient)["']?\s*(?:[,}#]|$)/m;

const NAMES_ISTIO = /istio|ztunnel/i;

export function namesIstio(text: string): boolean {
  return NAMES_ISTIO.test(text);
}

/** True for a text in which something is deployed by Argo CD, Flux, k3s, Crossplane, Kustomize or Sail. */
export function declares(text: string): boolean {
  return DECLARES.test(text);
}

/** True for one that names a chart as Istio's are named. */
export function namesOwnChart(text: string): boolean {
  return OWN_CHART.test(text);
}
