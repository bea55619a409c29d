/** The published form of a plan: exactly these fields, in this order. */
import type { FleetRow, Hop, Plan, PlanBulletin, Statement } from '../model.js';

export function planToJson(plan: Plan): Record<string, unknown> {
  const { from, to, method, direction, kubernetes, support, bulletins } = plan;
  return {
    from,
    to,
    method,
    direction,
    hops: plan.hops.map(hopToJson),
    kubernetes: { supported: kubernetes.supported, given: kubernetes.given, ok: kubernetes.ok },
    support: support.map(({ version, ends, ended, source }) => ({ version, ends, ended, source })),
    bulletins: {
      mended: bulletins.mended.map(bulletinToJson),
      open: bulletins.open.map(bulletinToJson),
    },
    fleet: plan.fleet.map(fleetToJson),
    notes: plan.notes.map(statementToJson),
  };
}

function hopToJson(hop: Hop): Record<string, unknown> {
  const { from, to, why, kubernetes, gatewayApi, findings, mends, rollback, pullRequest } = hop;
  return {
    from,
    to,
    why,
    kubernetes: kubernetes && { from: kubernetes.from, to: kubernetes.to },
    gatewayApi,
    before: hop.before.map(statementToJson),
    during: hop.during.map(statementToJson),
    after: hop.after.map(statementToJson),
    findings,
    mends,
    rollback: { safe: rollback.safe, blockers: rollback.blockers.map(statementToJson) },
    pullRequest: {
      title: pullRequest.title,
      edits: pullRequest.edits.map(edit => ({
        chart: edit.chart,
        from: edit.from,
        to: edit.to,
        file: edit.file,
        line: edit.line,
      })),
    },
  };
}

function fleetToJson({ environment, wave, charts, stops, skew }: FleetRow): Record<string, unknown> {
  return { environment, wave, charts, stops, skew: skew.map(statementToJson) };
}

function bulletinToJson({ id, cvss, about, concerns, source }: PlanBulletin): Record<string, unknown> {
  return { id, cvss, about, concerns, source };
}

function statementToJson({ text, source }: Statement): Record<string, unknown> {
  return { text, source };
}
