/** The judged installation itself: for changes that act on what is installed and how, not on a resource. */
import { coerce } from 'semver';
import { lookupChoice } from '../../behaviour/in-force.js';
import { mergedValuesOf } from '../../behaviour/state.js';
import { lookup, mergedValues } from '../../detect/values/values.js';
import type { Location } from '../../model.js';
import type { Subject, ViewDefinition, ViewItem } from '../view.js';

export const installations: ViewDefinition = {
  name: 'installations',
  summary: 'The installation whose upgrade is judged: always one item, which stands in no resource',
  places: {
    at: 'where its version is written',
    profile: 'its `profile`, where one is written',
    compatibilityVersion: 'its `compatibilityVersion`, where one is written',
    cpuLimit: 'its `resources.limits.cpu`, where one is written',
  },
  fields: {
    chart: '`base`, `istiod`, `gateway`, `cni`, `ztunnel` or `ambient`',
    kind: 'what happens to it: `upgrade`, `downgrade`, `canary`, `repoint` or `values-only`',
    releaseName: "Helm's name of the release",
    namespace: 'where it is installed',
    environment: 'the environment that it belongs to',
    form: 'how it is declared: `argocd`, `flux`, `helm-chart`, …',
    deployer: 'who deploys it: `helm`, `argocd`, `flux`, `terraform`, `helmfile`, `operator` or `unknown`',
    revision: 'its revision; empty for the default one',
    fromVersion: "Istio's version before the change; empty where undecided",
    toVersion: 'the one after it',
    kubeVersion: 'the version of Kubernetes that is judged for, such as `1.29.0`',
    kubeVersionDeclared: 'whether somebody said so; else it is one that the target supports',
    values:
      "the chart's values after the change, as its templates see them (without a render: only what is written); ask `has()` level by level",
    valuesBefore: 'the same before the change',
    valuesKnown: 'false where some of its values come from outside this repository',
    rendered: 'whether Helm rendered it after the change',
    profile: "the profile that its values choose; '' for none",
    platform: "`global.platform` or `platform` of its values; '' for none",
    compatibilityVersion: "the `compatibilityVersion` that its values choose; '' for none",
    cpuLimit: "the `resources.limits.cpu` that somebody wrote, as text; '' for none",
  },
  items: (_mesh, { subject }) => [itemOf(subject)],
};

function itemOf(subject: Subject): ViewItem {
  const { upgrade, before, after, kubernetes } = subject;
  const { installation } = after;
  const { release } = installation;
  const profile = lookupChoice(installation, 'profile');
  const compatibilityVersion = lookupChoice(installation, 'compatibilityVersion');
  const places: Record<string, Location> = { at: upgrade.moved?.at ?? installation.at };
  if (profile) places.profile = profile.at;
  if (compatibilityVersion) places.compatibilityVersion = compatibilityVersion.at;
  const cpuLimit = lookup(release.values, ['resources', 'limits', 'cpu'], installation.valuesPath);
  if (cpuLimit) places.cpuLimit = { file: cpuLimit.file, line: cpuLimit.line };
  return {
    subject: installation.id,
    places,
    paths: {},
    value: {
      chart: installation.chart,
      kind: upgrade.kind,
      releaseName: release.releaseName,
      namespace: release.namespace,
      environment: installation.environment,
      form: release.form,
      deployer: release.deployer,
      revision: installation.revision,
      fromVersion: before.installation.istioVersion ?? '',
      toVersion: installation.istioVersion ?? '',
      // As `1.33`, `v1.33.2-gke.100` or `1.33.0` in the wild; rules compare releases.
      kubeVersion: coerce(kubernetes.version)?.version ?? '',
      kubeVersionDeclared: kubernetes.declared,
      values: valuesOf(after),
      valuesBefore: valuesOf(before),
      valuesKnown:
        (release.valuesUnknown !== true || release.settledByRender === true) &&
        (release.openValues ?? []).length === 0,
      rendered: after.rendering?.ok === true,
      profile: profile?.value ?? '',
      platform: textValue(after, ['global', 'platform']) || textValue(after, ['platform']),
      compatibilityVersion: compatibilityVersion?.value ?? '',
      cpuLimit: cpuLimit?.value == null ? '' : String(cpuLimit.value),
    },
  };
}

/** The values of one side, as the chart's templates see them; without a render, what is written. */
export function valuesOf(state: Subject['after']): Readonly<Record<string, unknown>> {
  const { release, valuesPath } = state.installation;
  return mergedValuesOf(state)?.after ?? mergedValues(release.values, valuesPath);
}

function textValue({ installation }: Subject['after'], path: readonly string[]): string {
  const found = lookup(installation.release.values, path, installation.valuesPath);
  return typeof found?.value === 'string' ? found.value : '';
}
