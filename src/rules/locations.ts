/** Where a finding points: what is acted on, and what decided the behaviour besides the release itself. */
import type { Behaviour } from '../behaviour/behaviour.js';
import type { Layer } from '../behaviour/in-force.js';
import type { InstallationState } from '../behaviour/state.js';
import type { Facts } from '../knowledge/facts.js';
import type { Mesh } from '../mesh/mesh.js';
import type { KubernetesVersion, ViewContext, ViewItem } from '../mesh/view.js';
import type { Condition, DataPath, Location, Scope, Upgrade } from '../model.js';
import type { Rule } from './rule.js';

export interface JudgeInput {
  readonly upgrade: Upgrade;
  readonly before: InstallationState;
  readonly after: InstallationState;
  /** The resources of the upgrade's environment, as they will be. */
  readonly mesh: Mesh;
  readonly scope: Scope;
  readonly facts: Facts;
  readonly kubernetes: KubernetesVersion;
  /** How it is where the conditions that the tree leaves open don't hold; absent where it leaves none open. */
  readonly otherwise?: Otherwise;
}

/** The same installation and mesh without all that hangs on a condition. */
export interface Otherwise {
  readonly mesh: Mesh;
  /** Paths of the mesh config whose value hangs on one. */
  readonly meshConfig: readonly DataPath[];
  readonly conditions: readonly Condition[];
}

/**
 * What happens to the behaviour: it changes, or would but for a pin, or goes back to what it was, or can't be told. Half
 * pinned: the rule's own setting is held, and not what has to be held with it.
 */
export type Transition = 'changes' | 'pinned' | 'half-pinned' | 'reverts' | 'unknown' | 'silent';

/** All that a finding is made from. */
export interface FindingContext {
  readonly rule: Rule;
  readonly input: JudgeInput;
  readonly sides: ViewContext;
  readonly before: Behaviour;
  readonly after: Behaviour;
  readonly transition: Exclude<Transition, 'silent'>;
  /** Proxies that set the rule's variable themselves. */
  readonly own: readonly Location[];
}

/** The place of an item that the rule points at, with what happens to it. */
export function place({ rule, input }: FindingContext, item: ViewItem, message: string): Location {
  const at = item.places[rule.at ?? 'at'] ?? item.places.at;
  return at ? { ...at, resource: item.subject, message } : { ...versionLocation(input), message };
}

/** Where the behaviour was decided, besides the release itself: the pin that holds, the pin that went or died. */
export function causeLocations(context: FindingContext): Location[] {
  const { rule, before, after, transition } = context;
  const name = rule.knob?.name ?? rule.id;
  if (!after.known || !before.known) {
    const why = !after.known ? after.why : !before.known ? before.why : '';
    const at = after.known || !('at' in after) ? undefined : (after.at as Location | undefined);
    return at ? [{ ...at, message: `${name} can't be told: ${why}` }] : [];
  }
  const setting = after.setting;
  if (transition === 'half-pinned' && setting?.at) {
    const missing = (rule.pin?.also ?? []).filter(({ isEssential }) => isEssential);
    const names = missing.map(({ kind, value, name: other }) => `${kind} ${other}: ${value}`).join(', ');
    return [
      { ...setting.at, message: `${name} is ${after.value} here, which holds nothing back without ${names}` },
    ];
  }
  if (transition === 'pinned' && setting?.at) {
    const until = rule.knob?.removed ? `; read until ${rule.knob.removed}` : '';
    return [{ ...setting.at, message: `${name} is ${after.value}: ${LAYER_WORDS[setting.layer]}${until}` }];
  }
  if (!after.read && setting?.at) {
    return [{ ...setting.at, message: `${name} set here is no longer read: it pins nothing any more` }];
  }
  if (after.invalid && setting?.at) {
    const message = `${name}: ${JSON.stringify(setting.value)} is no truth value, so the default holds: ${after.value}`;
    return [{ ...setting.at, message }];
  }
  const shadowed = (setting?.shadowed ?? []).map(at => ({
    ...at,
    message: `${name} written here has no effect`,
  }));
  return [...shadowed, ...removedPin(context)];
}

/** The line of the version that the upgrade goes to, or of what it moved. */
export function versionLocation({ upgrade, after }: JudgeInput): Location {
  const at = upgrade.moved?.at ?? after.installation.at;
  return { ...at, message: `${after.installation.chart} ${after.installation.version ?? ''}`.trim() };
}

/** Why the resources of this repository do not decide. */
export function whatIsMissing(missing: readonly string[], { mesh, scope }: JudgeInput): string {
  if (scope !== 'partial') return `no ${missing.join(', ')} of workloads here: what lives elsewhere decides`;
  const here = missing.map(kind => `${mesh.count(kind)} ${kind}`).join(', ');
  return `looked at ${here} here: none is affected, but the scope is partial, and what lives elsewhere decides`;
}

const LAYER_WORDS: Readonly<Record<Layer, string>> = {
  values: 'set here',
  compatibility: 'set through this compatibilityVersion',
  profile: 'set through this profile',
  chart: 'set by the chart',
  binary: 'not set',
};

/** The pin that held until this change, and is gone: told at the version, since its own line is in the old tree only. */
function removedPin({ rule, input, before, after }: FindingContext): Location[] {
  if (!before.known || !after.known || !before.setting?.at || !after.read) return [];
  const isGone = before.value !== before.byDefault && after.value === after.byDefault && !after.setting?.at;
  if (!isGone) return [];
  const { file, line } = before.setting.at;
  const how = LAYER_WORDS[before.setting.layer].replace('here', 'there');
  const message = `${rule.knob?.name ?? rule.id} was ${before.value} by ${file}:${line} (${how}) before this change, and no longer is`;
  return [{ ...versionLocation(input), message }];
}
