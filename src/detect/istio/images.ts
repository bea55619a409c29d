/** Istio's images, under the names that it and those who mirror or rebuild it give them (`rancher/mirrored-istio-pilot`, `istio-proxyv2-rhel9`). */

const NAME = /(?:^|\/)(?:[\w.-]*istio-)?(pilot|proxyv2|install-cni|ztunnel)(?:-rhel\d{1,2})?(?=[:@]|$)/;

/** Products with a control plane of their own, which has parts of Istio's names and versions of its own: https://higress.ai */
const OTHERS = /\bhigress\b/;

export type IstioImage = 'pilot' | 'proxyv2' | 'install-cni' | 'ztunnel';

/** @param image with or without tag and digest */
export function istioImage(image: string): IstioImage | undefined {
  return OTHERS.test(image) ? undefined : (NAME.exec(image)?.[1] as IstioImage | undefined);
}

const OF_CHARTS: ReadonlyMap<string, readonly IstioImage[]> = new Map([
  ['istiod', ['pilot', 'proxyv2']],
  ['gateway', ['proxyv2']],
  ['cni', ['install-cni']],
  ['ztunnel', ['ztunnel']],
]);

/** Images that a chart of Istio's runs, or has others run. */
export function imagesOfChart(chart: string): readonly IstioImage[] {
  return OF_CHARTS.get(chart) ?? [];
}
