/** Pins that the author's own values hold at the new release, and what is to be said of them: they are debt. */
import { minor } from 'semver';
import { behaviourOf, canonical, isSetting } from '../behaviour/behaviour.js';
import { lookupChoice, type SettingName, valuesPathsOf } from '../behaviour/in-force.js';
import type { InstallationState } from '../behaviour/state.js';
import { lookup } from '../detect/values/values.js';
import type { Facts } from '../knowledge/facts.js';
import type { DataPath, Finding, Installation, Location, Position, Upgrade } from '../model.js';
import { firstWithout } from '../overrides/compatibility.js';
import { chartOf } from '../rules/engine.js';
import type { Rule } from '../rules/rule.js';

export interface PinInForce {
  readonly rule: Rule;
  readonly upgrade: Upgrade;
  /** Below the chart's values, as it is written. */
  readonly path: DataPath;
  readonly value: string;
  readonly at: Position;
  /** What belongs to it, as far as it is written. */
  readonly also: readonly DataPath[];
}

/** Minors ahead of the target in which a pin's end is worth a word. */
const MINORS_AHEAD = 3;

/** The pins of one installation: written, read by its release, and other than what that does by itself. */
export function pinsInForce(
  upgrade: Upgrade,
  after: InstallationState,
  rules: readonly Rule[],
  facts: Facts,
): readonly PinInForce[] {
  const { installation } = after;
  return rules.flatMap(rule => {
    const { knob } = rule;
    if (!knob || !isSetting(knob) || chartOf(rule.component) !== upgrade.chart) return [];
    const behaviour = behaviourOf(rule, after, facts);
    if (!behaviour.known || !behaviour.read || behaviour.setting?.layer !== 'values') return [];
    const { value, byDefault, setting, reading } = behaviour;
    if (value === byDefault || value !== canonical(knob.old, reading) || !setting.at) return [];
    const path = writtenPath(knob, installation);
    const also = (rule.pin?.also ?? []).flatMap(beside => {
      const written = writtenPath(beside, installation);
      return written ? [written] : [];
    });
    return path ? [{ rule, upgrade, path, value, at: setting.at, also }] : [];
  });
}

function writtenPath(
  setting: SettingName,
  { chart, release, valuesPath }: Installation,
): DataPath | undefined {
  return valuesPathsOf(setting, chart).find(path => lookup(release.values, path, valuesPath) !== undefined);
}

/** A pin without which nothing in this repository is exposed. */
export function unneededPin({ rule, upgrade, path, value, at }: PinInForce): Finding {
  const name = path.join('.');
  return {
    ...base(upgrade, at, name),
    rule: 'pin-not-needed',
    title: `${rule.knob?.name ?? name} is pinned, and nothing here needs that`,
    summary:
      `Judged without ${name}: ${value}, nothing in this repository is exposed to the change that it holds back ` +
      `(${rule.title}). A pin is debt: take it out, unless configuration that lives elsewhere needs it.`,
    locations: [{ ...at, message: `${name}: ${value} holds nothing back` }],
    references: rule.references,
  };
}

/** The pins of one installation that later releases will no longer read, in one finding; none where all will last. */
export function dyingPins(
  upgrade: Upgrade,
  after: InstallationState,
  pins: readonly PinInForce[],
  facts: Facts,
): readonly Finding[] {
  const target = after.installation.istioVersion;
  if (target === null) return [];
  const isNear = (end: string | undefined): end is string =>
    end !== undefined && minor(end) > minor(target) && minor(end) - minor(target) <= MINORS_AHEAD;
  // Several rules may speak of one setting.
  const ends = new Map(pins.map(({ rule, path, at }) => [path.join('.'), { end: rule.knob?.removed, at }]));
  const locations: Location[] = [...ends].flatMap(([name, { end, at }]) =>
    isNear(end) ? [{ ...at, message: `${name} is read until ${end}` }] : [],
  );
  const choice = lookupChoice(after.installation, 'compatibilityVersion');
  const end =
    choice && facts.releases.includes(target)
      ? firstWithout(facts, after.installation.chart, target, choice.value)
      : undefined;
  if (choice && isNear(end))
    locations.push({
      ...choice.at,
      message: `compatibilityVersion ${choice.value} is taken until ${end}, whose chart refuses it`,
    });
  const [first] = locations;
  if (!first) return [];
  const count = locations.length === 1 ? 'A pin dies' : `${locations.length} pins die`;
  return [
    {
      ...base(upgrade, first, 'pins'),
      rule: 'pin-dies-soon',
      title: `${count} within the next minors of ${after.installation.chart}`,
      summary:
        'These settings keep an old behaviour that later releases no longer offer. Mend what needs them before that upgrade: ' +
        'a setting that is no longer read is ignored without a word, and a compatibility version that is no longer known stops the deploy.',
      locations,
      references: [],
    },
  ];
}

function base(
  upgrade: Upgrade,
  { file, line }: Position,
  name: string,
): Omit<Finding, 'rule' | 'title' | 'summary' | 'references'> {
  return {
    severity: 'info',
    exposure: 'exposed',
    introducedIn: upgrade.after?.istioVersion ?? '',
    knob: { kind: 'values', name, from: 'pinned', to: 'pinned' },
    upgrades: [upgrade.id],
    component: upgrade.chart,
    evidence: 'value',
    locations: [{ file, line }],
    overrides: [],
    accepted: null,
  };
}
