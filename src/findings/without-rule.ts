/**
 * The findings that no rule is behind, each with when it is made, for `explain`. `docs/settings.md` has the same list with
 * severities; a test holds the two, and the code, together.
 */
export const findingsWithoutRule: ReadonlyMap<string, string> = new Map([
  [
    'base-behind',
    'istiod goes to a newer minor, and the one base chart of its environment, which brings the custom resource definitions, stays on an older one.',
  ],
  [
    'cni-bin-dir',
    'The CNI chart guesses the folder of plugins on GKE, which depends on who runs Helm: the repository can’t tell.',
  ],
  [
    'compatibility-gap',
    'compatibilityVersion leaves out what the profiles beside it restore, or is set for istiod and not for the CNI.',
  ],
  [
    'crd-rejects',
    'The new release’s definition of a kind refuses a resource of this repository that the old one took.',
  ],
  [
    'dead-setting',
    'The new release no longer looks at a setting of this repository that an earlier one did look at. Setting it is without effect, and without a warning.',
  ],
  [
    'default-changed',
    'Defaults moved inside a binary, and no rule judges them. One finding a chart, as a list.',
  ],
  [
    'envoyfilter-left-behind',
    'An EnvoyFilter’s version match holds for the proxies of the old release and for none of the new one.',
  ],
  [
    'envoyfilter-triage',
    'An EnvoyFilter patches what no release promises to keep: it is listed with what it stands on and what is known to have moved under it. Only a test can tell.',
  ],
  [
    'gateway-dropped',
    'From 1.24 on istioctl takes the last list of gateways alone: one that only the profile or an earlier file names is installed no more.',
  ],
  [
    'half-bump',
    'Chart.yaml, Chart.lock, a vendored copy, an image tag, an IstioOperator or the istioctl that runs it name different releases.',
  ],
  [
    'helm-rejects-gateway-schema',
    'The gateway chart of this release ships a schema that newer versions of Helm refuse: which Helm deploys is not in the repository.',
  ],
  [
    'immutable-field',
    'The new manifests differ from the old ones in a field that Kubernetes refuses to change: the deploy stops there.',
  ],
  [
    'kubernetes-version',
    'The new release supports no Kubernetes as old as that of a cluster which is declared here; or, going back, none as new.',
  ],
  [
    'pin-dies-soon',
    'One of the next three minors no longer takes a pin, or a compatibilityVersion, that is in force here.',
  ],
  [
    'pin-not-needed',
    'A setting keeps the old behaviour, and without it nothing in this repository is exposed: all was judged once more with such settings taken out.',
  ],
  ['render-fails', 'The chart rendered before the change, and refuses the author’s own values after it.'],
  [
    'retired-source',
    'Charts or images come from one of Istio’s places at Google, which go in December 2026.',
  ],
  [
    'unknown-setting',
    'No release ever looked at this setting, and it is a near miss of one that is known, or stands where another process would read it.',
  ],
  [
    'version-skew',
    'The change leaves a gateway, ztunnel, the CNI or base at another version than the istiod of its mesh.',
  ],
]);
