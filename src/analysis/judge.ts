/** All that is judged of one upgrade: the rules, and what facts and renders show by themselves. */
import { conditionalValues } from '../behaviour/conditions.js';
import type { InstallationState } from '../behaviour/state.js';
import { withoutTold } from '../findings/already-told.js';
import { baseBehind } from '../findings/base-behind.js';
import { cniBinDir } from '../findings/cni-bin-dir.js';
import { compatibilityGaps } from '../findings/compatibility-gap.js';
import { crdRejects } from '../findings/crd-rejects.js';
import { deadKeys } from '../findings/dead-key.js';
import { deadProviders } from '../findings/dead-provider.js';
import { deadRuntimeFlags } from '../findings/dead-runtime-flag.js';
import { deadSettings } from '../findings/dead-setting.js';
import { deadValues } from '../findings/dead-value.js';
import { defaultChanged } from '../findings/default-changed.js';
import { envoyFiltersLeftBehind } from '../findings/envoy-filter-left-behind.js';
import { envoyFilterTriage } from '../findings/envoy-filter-triage.js';
import { gatewaysDropped } from '../findings/gateway-dropped.js';
import { halfBumps } from '../findings/half-bump.js';
import { helmSchema } from '../findings/helm-schema.js';
import { kubernetesVersion } from '../findings/kubernetes-version.js';
import { renderFails } from '../findings/render-fails.js';
import { retiredSources } from '../findings/retired-source.js';
import { unknownSettings } from '../findings/unknown-setting.js';
import type { Facts } from '../knowledge/facts.js';
import type { Mesh } from '../mesh/mesh.js';
import type { KubernetesVersion } from '../mesh/view.js';
import type { Finding, Problem, Upgrade } from '../model.js';
import { type Judged, judgeRule } from '../rules/engine.js';
import type { Otherwise } from '../rules/locations.js';
import { uniqueConditions } from '../rules/ways.js';
import { underConditions } from './conditional.js';
import { knowledgeProblems } from './known.js';
import type { Meshes } from './meshes.js';
import type { AnalysisOptions, AnalysisPorts } from './ports.js';

export interface UpgradeStates {
  readonly upgrade: Upgrade;
  readonly before: InstallationState | null;
  readonly after: InstallationState | null;
}

export interface UpgradeJudgement {
  readonly judged: readonly Judged[];
  readonly others: readonly Finding[];
  readonly problems: readonly Problem[];
}

/**
 * Judges one upgrade. What could not be rendered is judged from values and facts.
 * @param all every upgrade of the change, this one among them
 * @param fallback the version of Kubernetes for releases that name none
 */
export function judgeUpgrade(
  { upgrade, before, after }: UpgradeStates,
  all: readonly UpgradeStates[],
  meshes: Meshes,
  options: AnalysisOptions,
  ports: AnalysisPorts,
  fallback: KubernetesVersion,
): UpgradeJudgement {
  const { facts, rules } = ports;
  const problems = knowledgeProblems(upgrade, facts, ports.curated);
  if (!after) return { judged: [], others: [], problems };
  const others = [
    ...failure(upgrade, before, after, all, facts),
    ...helmSchema(upgrade, before, after, ports.releases),
    ...cniBinDir(upgrade, after),
  ];
  if (!before || problems.some(({ blocking }) => blocking)) return { judged: [], others, problems };

  const beside = all.flatMap(state => (state.after && state.after !== after ? [state.after] : []));
  const mesh = meshes.of(after, before);
  const declared = after.installation.release.kubeVersion;
  const kubernetes = declared === undefined ? fallback : { version: declared, declared: true };
  const otherwise = otherwiseOf(after, before, mesh, meshes);
  const judgements = rules.map(rule =>
    judgeRule(rule, { upgrade, before, after, mesh, scope: options.scope, facts, kubernetes, ...otherwise }),
  );
  const judged = judgements.flatMap(judgement => judgement.judged);
  const shown = [
    ...others,
    ...deadSettings(upgrade, before, after, facts),
    ...deadRuntimeFlags(upgrade, before, after, mesh, ports.envoy),
    ...deadProviders(upgrade, before, after),
    ...deadKeys(upgrade, before, after, mesh, facts),
    ...gatewaysDropped(upgrade, before, after, all),
    ...halfBumps(upgrade, before, after),
    ...crdRejects(upgrade, before, after, mesh),
    ...retiredSources(upgrade, after),
    ...deadValues(upgrade, before, after, facts, beside),
    ...compatibilityGaps(upgrade, before, after, facts, all),
    ...defaultChanged(upgrade, before, after, facts, rules),
    ...baseBehind(upgrade, before, after, meshes.installations),
    ...kubernetesVersion(upgrade, before, after, meshes.clustersOf(after), kubernetes, facts),
    ...unknownSettings(upgrade, before, after, facts, beside),
    ...envoyFiltersLeftBehind(upgrade, before, after, mesh),
    ...envoyFilterTriage(upgrade, before, after, mesh, ports.envoyMoves, options.scope),
  ];
  const told = judged.map(({ finding }) => finding);
  return {
    judged,
    others: withoutTold(underConditions(shown, after.installation, mesh.resources), told),
    problems: [...problems, ...judgements.flatMap(judgement => judgement.problems)],
  };
}

/** How it is where conditions that the tree leaves open don't hold; nothing where it leaves none open. */
function otherwiseOf(
  after: InstallationState,
  before: InstallationState,
  mesh: Mesh,
  meshes: Meshes,
): { readonly otherwise?: Otherwise } {
  const without = meshes.unconditional(after, before);
  const values = conditionalValues(after.installation).filter(({ path }) => path[0] === 'meshConfig');
  if (!without && values.length === 0) return {};
  const conditions = [
    ...meshes.conditionsIn(after.installation.environment),
    ...values.map(({ condition }) => condition),
  ];
  return {
    otherwise: {
      mesh: without ?? mesh,
      meshConfig: values.map(({ path }) => path.slice(1)),
      conditions: uniqueConditions(conditions),
    },
  };
}

/** The new chart refuses what the old one took. Where the old one failed as well, that is no news of this change. */
function failure(
  upgrade: Upgrade,
  before: InstallationState | null,
  after: InstallationState,
  all: readonly UpgradeStates[],
  facts: Facts,
): Finding[] {
  const { rendering } = after;
  if (!rendering || rendering.ok || rendering.reason === 'timeout' || rendering.reason === 'helm') return [];
  const siblings = all.flatMap(state =>
    state.after?.installation.release.id === after.installation.release.id ? state.after : [],
  );
  if (!before?.rendering?.ok || !isBlamed(after, siblings, rendering.message)) return [];
  const mesh = all.flatMap(state =>
    state.after?.installation.environment === after.installation.environment ? state.after : [],
  );
  return [renderFails(upgrade, after, rendering.message, siblings, facts, mesh)];
}

/** Of several charts in one release, the one whose template the message names; the first, where it names none. */
function isBlamed(
  { installation }: InstallationState,
  siblings: readonly InstallationState[],
  message: string,
): boolean {
  const named = siblings.filter(sibling => message.includes(`${sibling.installation.chartPath}/`));
  return (named[0] ?? siblings[0])?.installation.id === installation.id;
}
