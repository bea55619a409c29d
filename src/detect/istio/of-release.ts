/** What Istio's own releases hold beside their charts: profiles, samples, tools, and until 1.5 renderings (`install/kubernetes`). */

import type { Tree } from '../../model.js';

const OF_RELEASE =
  /(?:^|\/)istio-\d+\.\d+\.\d+[^/]*\/(?:samples|tools|(?:manifests\/)?(?:profiles|examples)|install)\/(?!kubernetes\/helm\/)|(?:^|\/)manifests\/(?:profiles|examples)\//;

/** The same below a folder of any name, known by the charts that it holds as well. */
const BESIDE_CHARTS = /^(.*?)(?:samples|tools)\//;

/** A file of an unpacked release that asks for nothing until somebody names it. */
export function isOfRelease({ has }: Pick<Tree, 'has'>, file: string): boolean {
  if (OF_RELEASE.test(file)) return true;
  const home = BESIDE_CHARTS.exec(file)?.[1];
  return home !== undefined && has(`${home}manifests/charts/istio-control/istio-discovery/Chart.yaml`);
}
