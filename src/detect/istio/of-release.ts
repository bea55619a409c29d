/** What Istio's own releases hold beside their charts: profiles, samples, tools, and until 1.5 renderings (`install/kubernetes`). */

const OF_RELEASE =
  /(?:^|\/)istio-\d+\.\d+\.\d+[^/]*\/(?:samples|tools|(?:manifests\/)?(?:profiles|examples)|install)\/(?!kubernetes\/helm\/)|(?:^|\/)manifests\/(?:profiles|examples)\//;

/** A file of an unpacked release that asks for nothing until somebody names it. */
export function isOfRelease(file: string): boolean {
  return OF_RELEASE.test(file);
}
