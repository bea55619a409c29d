/** What Istio's own releases hold beside their charts: profiles, samples, tools, and until 1.5 renderings (`install/kubernetes`). */

import type { Tree } from '../../model.js';

const OF_RELEASE =
  /(?:^|\/)istio-\d+\.\d+\.\d+[^/]*\/(?:samples|tools|(?:manifests\/)?(?:profiles|examples|deploy)|install)\/(?!kubernetes\/helm\/)|(?:^|\/)manifests\/(?:profiles|examples)\//;

/** The same below a folder of any name, known by a chart that it holds as well. */
const BESIDE_CHARTS: readonly (readonly [folder: RegExp, chart: string])[] = [
  [/^((?:.*?\/)?)(?:samples|tools)\//, 'manifests/charts/istio-control/istio-discovery/Chart.yaml'],
  // What the operator of Sail carries (https://github.com/istio-ecosystem/sail-operator/tree/main/resources).
  [/^((?:.*\/)?)profiles\/[^/]+$/, 'charts/istiod/Chart.yaml'],
];

/** A file of an unpacked release that asks for nothing until somebody names it. */
export function isOfRelease(tree: Pick<Tree, 'has'>, file: string): boolean {
  if (OF_RELEASE.test(file)) return true;
  return BESIDE_CHARTS.some(([folder, chart]) => {
    const home = folder.exec(file)?.[1];
    return home !== undefined && tree.has(`${home}${chart}`);
  });
}
