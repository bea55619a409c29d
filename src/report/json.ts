/**
 * The report as the contract's JSON: exactly the published fields, in a fixed order of keys, whatever else the
 * objects of the analysis carry. `schema/report.schema.json` describes it.
 */
import type {
  Acceptance,
  Change,
  Condition,
  EnvoyScope,
  Finding,
  Location,
  Override,
  PolicyReview,
  Problem,
  Report,
  ReportUpgrade,
  ReportVersion,
} from '../model.js';
import { byText } from './order.js';
import { planToJson } from './plan-json.js';

/** Steps of an analysis in their order; others follow by name. */
const STEPS = ['detect', 'charts', 'render', 'diff', 'evaluate', 'verify', 'total'];

export function renderJson(report: Report): string {
  return `${JSON.stringify(reportToJson(report), null, 2)}\n`;
}

/** The published form of a report as plain data; absent fields are absent, not null. */
export function reportToJson(report: Report): Record<string, unknown> {
  const { tool, scope } = report;
  return {
    schemaVersion: report.schemaVersion,
    tool: { name: tool.name, version: tool.version, helm: tool.helm, knowledge: tool.knowledge },
    verdict: report.verdict,
    reason: report.reason,
    failOn: report.failOn,
    mode: report.mode,
    scope: {
      declared: scope.declared,
      judged: sortedBy(scope.judged, byText),
      shared: scope.shared,
      assumptions: scope.assumptions?.map(({ what, why, file, line }) => ({ what, why, file, line })),
      envoy: scope.envoy && envoyToJson(scope.envoy),
    },
    policy: report.policy && policyToJson(report.policy),
    kubeVersion: report.kubeVersion,
    upgrades: report.upgrades.map(upgradeToJson),
    knownChanges: report.knownChanges,
    findings: report.findings.map(findingToJson),
    changes: report.changes.map(changeToJson),
    plan: report.plan && planToJson(report.plan),
    restarts: report.restarts.map(({ what, why, meanwhile, upgrade }) => ({ what, why, meanwhile, upgrade })),
    noise: report.noise && sortedBy(report.noise, byText),
    incomplete: report.incomplete.map(problemToJson),
    timings: sortedBy(report.timings, byStep),
  };
}

function policyToJson({ file, origin, idle, head }: PolicyReview): Record<string, unknown> {
  return {
    file,
    origin,
    idle: idle.map(({ of, why, reason, until, file: at, line }) => ({
      of,
      why,
      reason,
      until,
      file: at,
      line,
    })),
    head: head && {
      changes: head.changes.map(({ key, before, after, line }) => ({ key, before, after, line })),
      mistakes: head.mistakes.map(({ line, message }) => ({ line, message })),
    },
  };
}

function envoyToJson({ from, to, rules, flags, unread }: EnvoyScope): Record<string, unknown> {
  return { from, to, rules, flags, unread };
}

function upgradeToJson(upgrade: ReportUpgrade): Record<string, unknown> {
  return {
    id: upgrade.id,
    chart: upgrade.chart,
    releaseName: upgrade.releaseName,
    namespace: upgrade.namespace,
    revision: upgrade.revision,
    environment: upgrade.environment,
    form: upgrade.form,
    kind: upgrade.kind,
    deployer: upgrade.deployer,
    from: versionToJson(upgrade.from),
    to: versionToJson(upgrade.to),
    values: upgrade.values.map(({ source, file, line }) => ({ source, file, line })),
  };
}

function versionToJson(version: ReportVersion | null): Record<string, unknown> | null {
  if (!version) return null;
  const { istioVersion, file, line } = version;
  return { version: version.version, ...(istioVersion ? { istioVersion } : {}), file, line };
}

function findingToJson(finding: Finding): Record<string, unknown> {
  const { knob } = finding;
  return {
    rule: finding.rule,
    title: finding.title,
    summary: finding.summary,
    severity: finding.severity,
    exposure: finding.exposure,
    introducedIn: finding.introducedIn,
    removedIn: finding.removedIn,
    knob: knob && { kind: knob.kind, name: knob.name, from: knob.from, to: knob.to },
    upgrades: [...finding.upgrades],
    component: finding.component,
    evidence: finding.evidence,
    locations: finding.locations.map(locationToJson),
    conditions: finding.conditions?.map(conditionToJson),
    question: finding.question,
    absent: finding.absent && [...finding.absent],
    overrides: finding.overrides.map(overrideToJson),
    references: [...finding.references],
    accepted: acceptanceToJson(finding.accepted),
  };
}

function locationToJson(location: Location): Record<string, unknown> {
  const { file, line, endLine, resource, message, condition } = location;
  return {
    file,
    line,
    endLine: endLine ?? line,
    resource,
    message,
    condition: condition && conditionToJson(condition),
  };
}

function conditionToJson({ what, file, line }: Condition): Record<string, unknown> {
  return { what, file, line };
}

function overrideToJson(override: Override): Record<string, unknown> {
  return {
    kind: override.kind,
    target: override.target,
    file: override.file,
    line: override.line,
    path: override.path,
    value: override.value,
    patch: override.patch,
    worksUntil: override.worksUntil,
    verified: override.verified,
    weakens: override.weakens,
    note: override.note,
  };
}

function acceptanceToJson(accepted: Acceptance | null): Record<string, unknown> | null {
  return (
    accepted && { reason: accepted.reason, until: accepted.until, file: accepted.file, line: accepted.line }
  );
}

function changeToJson(change: Change): Record<string, unknown> {
  const { apiVersion, kind, namespace, name } = change.resource;
  return {
    upgrade: change.upgrade,
    resource: { apiVersion, kind, namespace, name },
    op: change.op,
    path: change.path,
    before: change.before,
    after: change.after,
    truncated: change.truncated,
    digest: change.digest,
    cause: change.cause,
    effect: change.effect,
    risk: change.risk,
    noise: change.noise,
    note: change.note,
  };
}

function problemToJson(problem: Problem): Record<string, unknown> {
  const { what, why, file, line, blocking } = problem;
  return { what, why, file, line, blocking };
}

function sortedBy<T>(
  record: Readonly<Record<string, T>>,
  compare: (left: string, right: string) => number,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([left], [right]) => compare(left, right)));
}

function byStep(left: string, right: string): number {
  const rank = (step: string): number => (STEPS.includes(step) ? STEPS.indexOf(step) : STEPS.length - 1.5);
  return rank(left) - rank(right) || byText(left, right);
}
