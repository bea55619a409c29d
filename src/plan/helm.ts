/** Which Helm deploys the charts of a release. Sources: `knowledge/releases/helm.yaml`; what it is built with is a fact. */
import type { Facts } from '../knowledge/facts.js';
import type { Releases } from '../knowledge/releases.js';
import type { Deployer, Hop, Statement } from '../model.js';
import type { Installed } from './steps.js';

/** Who runs Helm to change the cluster, as far as the tree tells; Argo CD only renders with it. */
const RUN_HELM: readonly Deployer[] = ['helm', 'helmfile', 'terraform', 'flux', 'unknown'];

export function helmOf(version: string, facts: Facts, releases: Releases): Hop['helm'] {
  const window = releases.helmWindow(version);
  if (!window) return undefined;
  const builtWith = facts.defaultAt('floor', 'helm', 'built-against', version);
  return {
    range: window.helm,
    ...(builtWith === undefined ? {} : { builtWith: builtWith.replace(/^v/, '') }),
  };
}

/** Which Helm to have before the hop, and which charts some of them refuse. */
export function helmSteps(
  to: string,
  { charts, deployers }: Installed,
  facts: Facts,
  releases: Releases,
): readonly Statement[] {
  const window = releases.helmWindow(to);
  const helm = helmOf(to, facts, releases);
  const runs = RUN_HELM.some(deployer => deployers.has(deployer));
  const refusals = [...charts].flatMap(chart =>
    releases.refusals(chart, to).map(({ helm: refusing, source }) => ({
      text: `The ${chart} chart of ${to} is refused by Helm ${refusing} through its own schema: deploy with an older Helm, or with --skip-schema-validation`,
      source,
    })),
  );
  const [source] = window?.sources.slice(-1) ?? [];
  if (!runs || !window || !helm || source === undefined) return refusals;
  const built = helm.builtWith === undefined ? '' : `; ${to} is built with Helm ${helm.builtWith}`;
  return [{ text: `Helm for the charts of ${to}: ${inWords(window.helm)}${built}`, source }, ...refusals];
}

/** `3.6 or later, not yet 4`. */
function inWords(range: string): string {
  const [, floor = '', ceiling] = /^>=(\d+\.\d+)\.0(?: <(\d+)\.0\.0)?$/.exec(range) ?? [];
  if (floor === '') return range;
  return `${floor} or later${ceiling === undefined ? '' : `, not yet ${ceiling}: its charts write what istiod owns, and an upgrade by server-side apply ends in a conflict`}`;
}
