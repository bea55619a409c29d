/** Judges one rule against one upgrade: did the behaviour in force change, and what in this repository does that act on? */

import type { Behaviour } from '../behaviour/behaviour.js';
import {
  behaviourOf,
  canonical,
  effective,
  hasArrived,
  isRead,
  readerOf,
  readingOf,
} from '../behaviour/behaviour.js';
import { inForce, type SettingName } from '../behaviour/in-force.js';
import type { InstallationState } from '../behaviour/state.js';
import { meshConfig } from '../behaviour/state.js';
import { compareVersions } from '../detect/istio/version.js';
import { mergedValues } from '../detect/values/values.js';
import type { Facts } from '../knowledge/facts.js';
import { oncePer } from '../memo.js';
import type { Side, ViewContext, ViewItem } from '../mesh/view.js';
import { views } from '../mesh/views/index.js';
import type { Evidence, Exposure, Finding, IstioChart, Problem, Severity, Upgrade } from '../model.js';
import { compileExpression, type ExpressionContext } from './condition.js';
import { fillingsOf } from './fillings.js';
import {
  causeLocations,
  type FindingContext,
  type JudgeInput,
  place,
  type Transition,
  versionLocation,
  whatIsMissing,
} from './locations.js';
import { ownSettings, withOwn } from './own-proxies.js';
import type { Component, Rule } from './rule.js';
import { missingKinds, severityOfAbsence } from './scope.js';
import { bothWays, type ItemVerdicts, onceFilled, type Told, whateverFills } from './verdicts.js';
import { conditionOfItem, onlyIf, otherSides, uniqueConditions } from './ways.js';

/** A finding with what it was made from, for those who propose overrides. */
export interface Judged {
  readonly finding: Finding;
  readonly rule: Rule;
  readonly upgrade: Upgrade;
  readonly items: readonly ViewItem[];
  /** Value of one of the rule's expressions for an item; undefined where it can't be evaluated. */
  evaluate(expression: string, item: ViewItem): unknown;
}

export interface Judgement {
  readonly judged: readonly Judged[];
  readonly problems: readonly Problem[];
}

/** The charts whose upgrade triggers the rules of a component: proxies follow the istiod that injects them. */
const CHART_OF: Readonly<Record<Component, IstioChart>> = {
  istiod: 'istiod',
  proxy: 'istiod',
  gateway: 'gateway',
  cni: 'cni',
  ztunnel: 'ztunnel',
  base: 'base',
  ambient: 'ambient',
};

/** The chart whose upgrade triggers the rules of a component. */
export function chartOf(component: Component): IstioChart {
  return CHART_OF[component];
}

/** Applies a rule to an upgrade. No finding: the behaviour in force does not change, nor would it without a pin. */
export function judgeRule(rule: Rule, input: JudgeInput): Judgement {
  if (CHART_OF[rule.component] !== input.upgrade.chart) return NOTHING;
  // What the template of the published chart does, istioctl's own does not.
  if (rule.knob?.kind === 'chart-template' && input.after.installation.valuesInChart) return NOTHING;
  if (rule.deployers && !rule.deployers.includes(input.after.installation.release.deployer)) return NOTHING;
  const own = ownSettings(rule, input.mesh);
  const before = withOwn(behaviourOf(rule, input.before, input.facts), own);
  const after = withOwn(behaviourOf(rule, input.after, input.facts), own);
  const transition = classify(rule, input, before, after);
  if (transition === 'silent') return NOTHING;

  const sides = {
    before: sideContext(rule, input.before, before, input.facts),
    after: sideContext(rule, input.after, after, input.facts),
    subject: input,
  };
  const relevant = isRelevant(rule, input, sides);
  if (!relevant.ok)
    return { judged: [], problems: [cannotJudge(rule, `its condition failed: ${relevant.error}`)] };
  if (!relevant.value) return NOTHING;
  const items = judgeItems(rule, input, sides);
  const problems = items.problem ? [items.problem] : [];
  const context: FindingContext = { rule, input, sides, before, after, transition, own: own.some };
  const judged: Judged[] = [];
  if (items.hit.length > 0) judged.push(hitFinding(context, items.hit));
  if (items.maybe.length > 0) judged.push(maybeFinding(context, items.maybe));
  if (judged.length === 0 && !items.problem) judged.push(absentFinding(context, items.looked));
  return { judged, problems };
}

const NOTHING: Judgement = { judged: [], problems: [] };

function classify(rule: Rule, input: JudgeInput, before: Behaviour, after: Behaviour): Transition {
  // A regression speaks where a change lands in it; to leave it is no news.
  const to = input.after.installation.istioVersion;
  if (rule.until && to !== null && !hasArrived(rule, to)) return 'silent';
  if (!before.known && !after.known) return sameRelease(rule, input) ? 'silent' : 'unknown';
  if (!before.known || !after.known) return 'unknown';
  if (before.value !== after.value) {
    return rule.knob && after.value === canonical(rule.knob.old, after.reading) ? 'reverts' : 'changes';
  }
  // Whoever has the new behaviour already, or one of their own, is held back from nothing.
  const pinned = before.byDefault !== after.byDefault && after.value === before.byDefault;
  if (!pinned) return 'silent';
  return isWhole(rule, input) ? 'pinned' : 'half-pinned';
}

/** True unless a setting that belongs to the rule's pin is known to be something else than that. */
function isWhole({ pin }: Rule, { after, facts }: JudgeInput): boolean {
  const { chart, istioVersion } = after.installation;
  return (pin?.also ?? []).every(setting => {
    if (!setting.isEssential || istioVersion === null) return true;
    const { kind, name, value } = setting;
    const found = inForce(setting, after, facts);
    if (!found.known) return true;
    const byDefault = facts.defaultAt('env', name, readerOf(kind, chart), istioVersion) ?? '';
    const reading = readingOf(setting, facts, [value]);
    return effective(found.value, byDefault, reading) === canonical(value, reading);
  });
}

/** True where neither the default nor the reading of the setting differs between the two releases. */
function sameRelease(rule: Rule, { before, after, facts }: JudgeInput): boolean {
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  if (from === null || to === null) return from === to;
  return (
    hasArrived(rule, from) === hasArrived(rule, to) &&
    isRead(rule, before.installation.chart, from, facts) === isRead(rule, after.installation.chart, to, facts)
  );
}

function isRelevant({ relevant }: Rule, { mesh }: JudgeInput, { before, after }: ViewContext): Answer {
  if (relevant === undefined) return { ok: true, value: true };
  return ask(relevant, { item: {}, mesh: mesh.summary, before, after });
}

function judgeItems(rule: Rule, input: JudgeInput, sides: ViewContext): ItemVerdicts {
  const view = views.get(rule.each);
  if (!view)
    return {
      hit: [],
      maybe: [],
      looked: 0,
      problem: cannotJudge(rule, `it names the view ${rule.each}, which does not exist`),
    };
  const items = view(input.mesh, sides);
  const held = judgeWay(rule, input, items, sides);
  const { otherwise } = input;
  const fillings = fillingsOf(rule, input.mesh);
  const settled = fillings
    ? whateverFills(
        held,
        fillings.meshes.map(mesh => judgeWay(rule, input, view(mesh, sides), sides)),
        told =>
          onceFilled(told, items, fillings, one =>
            tell(rule, {
              item: one.value,
              mesh: input.mesh.summary,
              before: sides.before,
              after: sides.after,
            }),
          ),
      )
    : held;
  if (!otherwise) return settled;
  const others = otherSides(sides, otherwise);
  return bothWays(settled, judgeWay(rule, input, view(otherwise.mesh, others), others), otherwise);
}

/** Judges items on one way that open conditions may go. What itself hangs on one is undecided. */
function judgeWay(
  rule: Rule,
  input: JudgeInput,
  items: readonly ViewItem[],
  { before, after }: ViewContext,
): ItemVerdicts {
  const hit: Told[] = [];
  const maybe: Told[] = [];
  let failure: { why: string; item: ViewItem } | undefined;
  for (const item of items) {
    const context: ExpressionContext = { item: item.value, mesh: input.mesh.summary, before, after };
    const acts = ask(rule.when, context);
    if (!acts.ok) {
      failure ??= { why: acts.error, item };
      continue;
    }
    const undecided: Answer = acts.value ? FALSE : rule.possible ? ask(rule.possible, context) : FALSE;
    if (!undecided.ok) {
      failure ??= { why: undecided.error, item };
      continue;
    }
    if (!acts.value && !undecided.value) continue;
    const condition = conditionOfItem(item, rule.at ?? 'at', input);
    const told = { item, message: tell(rule, context), ...(condition ? { condition } : {}) };
    (acts.value && !condition ? hit : maybe).push(told);
  }
  const told = { hit, maybe, looked: items.length };
  return failure
    ? { ...told, problem: cannotJudge(rule, `its condition failed: ${failure.why}`, failure.item) }
    : told;
}

type Answer = { readonly ok: true; readonly value: boolean } | { readonly ok: false; readonly error: string };
const FALSE: Answer = { ok: true, value: false };

function ask(source: string, context: ExpressionContext): Answer {
  const result = evaluate(source, context);
  if (!result.ok) return result;
  if (typeof result.value !== 'boolean') return { ok: false, error: `\`${source}\` gives no boolean` };
  return { ok: true, value: result.value };
}

function tell(rule: Rule, context: ExpressionContext): string {
  const result = evaluate(rule.message, context);
  return result.ok && typeof result.value === 'string' ? result.value : rule.title;
}

function evaluate(source: string, context: ExpressionContext) {
  const compiled = compileExpression(source);
  return compiled.ok ? compiled.evaluate(context) : compiled;
}

function cannotJudge(rule: Rule, why: string, item?: ViewItem): Problem {
  const place = item?.places.at;
  return {
    what: `rule ${rule.id}${item ? ` on ${item.subject}` : ''}`,
    why: `could not be judged: ${why}`,
    ...(place ? { file: place.file, line: place.line } : {}),
    blocking: true,
  };
}

/** The variables `before` and `after` of a rule's conditions. */
function sideContext(rule: Rule, state: InstallationState, behaviour: Behaviour, facts: Facts): Side {
  const env: Record<string, string> = {};
  const proxyMetadata: Record<string, string> = {};
  for (const read of rule.reads ?? []) {
    (read.kind === 'proxyMetadata' ? proxyMetadata : env)[read.name] = settingRead(read, state, facts);
  }
  return {
    value: behaviour.known ? behaviour.value : '',
    version: state.installation.istioVersion ?? '',
    env,
    proxyMetadata,
    meshConfig: meshConfig(state) ?? writtenMeshConfig(state),
  };
}

/** A setting besides the rule's own: '' where its reader does not know it (any more), whatever it is set to. */
function settingRead(setting: SettingName, state: InstallationState, facts: Facts): string {
  const version = state.installation.istioVersion;
  if (version === null) return 'unknown';
  const byDefault = facts.defaultAt(
    'env',
    setting.name,
    readerOf(setting.kind, state.installation.chart),
    version,
  );
  if (byDefault === undefined) return '';
  const written = inForce(setting, state, facts);
  const reading = readingOf(setting, facts, [byDefault]);
  return written.known ? effective(written.value, canonical(byDefault, reading), reading) : 'unknown';
}

/** Without a render the mesh config is what the values say, as far as they do. The same object for all rules. */
const writtenMeshConfig = oncePer((state: InstallationState): Readonly<Record<string, unknown>> => {
  const { release, valuesPath } = state.installation;
  const written = mergedValues(release.values, valuesPath).meshConfig;
  return typeof written === 'object' && written !== null ? (written as Record<string, unknown>) : {};
});

// ---------------------------------------------------------------- findings

function hitFinding(context: FindingContext, hit: readonly Told[]): Judged {
  const exposure: Exposure =
    context.transition === 'pinned' ? 'mitigated' : context.transition === 'unknown' ? 'possible' : 'exposed';
  return finding(context, exposure, hit);
}

function maybeFinding(context: FindingContext, maybe: readonly Told[]): Judged {
  return finding(context, context.transition === 'pinned' ? 'mitigated' : 'possible', maybe);
}

/** Nothing here is acted on: fine where this repository would show it, undecided where it need not. */
function absentFinding(context: FindingContext, looked: number): Judged {
  const { rule, input } = context;
  const missing = missingKinds(rule.kinds, input.mesh, input.scope);
  if (missing.length > 0) {
    const exposure = context.transition === 'pinned' ? 'mitigated' : 'possible';
    const judged = finding(context, exposure, [], whatIsMissing(missing, input));
    if (exposure !== 'possible') return judged;
    const severity = severityOfAbsence(
      { ...rule, severity: judged.finding.severity },
      input.mesh,
      input.scope,
    );
    return { ...judged, finding: { ...judged.finding, severity, absent: missing } };
  }
  const counts = rule.kinds.map(kind => `${input.mesh.count(kind)} ${kind}`).join(', ');
  const summary =
    rule.kinds.length > 0
      ? `looked at ${counts}: none is affected`
      : `looked at ${looked} places: none is affected`;
  return finding(context, 'not-exposed', [], summary);
}

/** Of the releases that brought the change, the newest that this upgrade reaches. */
function introducedIn({ since }: Rule, { before, after }: Upgrade): string {
  const ends = [before, after].flatMap(end => end?.istioVersion ?? []);
  const reached = since.filter(release => ends.some(end => (compareVersions(release, end) ?? 1) <= 0));
  return (reached.length > 0 ? reached : since).at(-1) ?? '';
}

function finding(context: FindingContext, exposure: Exposure, told: readonly Told[], note?: string): Judged {
  const { rule, input, before, after, transition } = context;
  const places = told.map(({ item, message, condition }) =>
    condition
      ? { ...place(context, item, onlyIf(message, condition)), condition }
      : place(context, item, message),
  );
  const conditions = told.every(({ condition }) => condition)
    ? uniqueConditions(told.flatMap(({ condition }) => condition ?? []))
    : [];
  const causes = [...causeLocations(context), ...(exposure === 'not-exposed' ? [] : context.own)];
  const evidence: Evidence =
    told.length === 0 || rule.evidence === 'default-in-force' ? 'default-in-force' : rule.evidence;
  // What was pinned is told first; what is acted on is pointed at first.
  const found = exposure === 'mitigated' ? [...causes, ...places] : [...places, ...causes];
  const noted = note ? [{ ...versionLocation(input), message: note }] : [];
  const locations = exposure === 'mitigated' ? [...found, ...noted] : [...noted, ...found];
  if (locations.length === 0) locations.push(versionLocation(input));
  const isHeld = exposure === 'mitigated' || transition === 'half-pinned';
  return {
    rule,
    upgrade: input.upgrade,
    items: told.map(({ item }) => item),
    evaluate: (expression, item) => {
      const { before, after } = context.sides;
      const result = evaluate(expression, { item: item.value, mesh: input.mesh.summary, before, after });
      return result.ok ? result.value : undefined;
    },
    finding: {
      rule: rule.id,
      title: rule.title,
      summary: rule.summary.trim(),
      severity:
        transition === 'reverts' && input.upgrade.kind !== 'downgrade'
          ? atMost(rule.severity, 'medium')
          : rule.severity,
      exposure,
      introducedIn: introducedIn(rule, input.upgrade),
      ...(rule.knob?.removed ? { removedIn: rule.knob.removed } : {}),
      ...(rule.knob
        ? {
            knob: {
              kind: rule.knob.kind,
              name: rule.knob.name,
              from: before.known ? before.value : 'unknown',
              to: after.known ? (isHeld ? after.byDefault : after.value) : 'unknown',
            },
          }
        : {}),
      upgrades: [input.upgrade.id],
      component: rule.component,
      evidence,
      locations,
      ...(conditions.length > 0 ? { conditions } : {}),
      ...(exposure === 'possible' ? { question: rule.question } : {}),
      overrides: [],
      references: rule.references,
      accepted: null,
    },
  };
}

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

function atMost(severity: Severity, limit: Severity): Severity {
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(limit) ? limit : severity;
}
