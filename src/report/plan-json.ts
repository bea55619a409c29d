/** The published form of a plan: exactly these fields, in this order. */
import type { FleetRow, Hop, Plan, PlanBulletin, Statement } from '../model.js';

/** Places that one statement has in JSON. */
const MAX_PLACES = 100;

export function planToJson(plan: Plan): Record<string, unknown> {
  const { from, to, method, direction, kubernetes, support, bulletins } = plan;
  return {
    from,
    to,
    method,
    direction,
    hops: plan.hops.map(hopToJson),
    kubernetes: {
      supported: kubernetes.supported,
      given: kubernetes.given,
      ok: kubernetes.ok,
      clusters: kubernetes.clusters.map(({ version, environments, file, line }) => ({
        version,
        environments,
        file,
        line,
      })),
      source: kubernetes.source,
    },
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
  const { from, to, why, kubernetes, helm, findings, mends, rollback, pullRequest } = hop;
  return {
    from,
    to,
    why,
    reasons: hop.reasons.map(statementToJson),
    kubernetes: kubernetes && { from: kubernetes.from, to: kubernetes.to },
    helm: helm && { range: helm.range, builtWith: helm.builtWith },
    gatewayApi: hop.gatewayApi,
    gatewayApiBuiltWith: hop.gatewayApiBuiltWith,
    before: hop.before.map(statementToJson),
    during: hop.during.map(statementToJson),
    after: hop.after.map(statementToJson),
    skew: hop.skew.map(statementToJson),
    findings,
    mends,
    rollback: {
      safe: rollback.safe,
      blockers: rollback.blockers.map(statementToJson),
      notes: rollback.notes.map(statementToJson),
    },
    pullRequest: {
      title: pullRequest.title,
      edits: pullRequest.edits.map(edit => ({
        chart: edit.chart,
        from: edit.from,
        to: edit.to,
        file: edit.file,
        line: edit.line,
        computed: edit.computed,
      })),
    },
  };
}

function fleetToJson(row: FleetRow): Record<string, unknown> {
  const { environment, wave, charts, stops, kubernetes, gatewayApi, sharesValuesWith } = row;
  return {
    environment,
    wave,
    charts,
    stops,
    kubernetes,
    gatewayApi,
    sharesValuesWith,
    skewNow: row.skewNow.map(statementToJson),
    skew: row.skew.map(statementToJson),
  };
}

function bulletinToJson(bulletin: PlanBulletin): Record<string, unknown> {
  const { id, published, cvss, cves, about, concerns, mendedIn, source } = bulletin;
  return { id, published, cvss, cves, about, concerns, mendedIn, source };
}

function statementToJson({ text, source, at }: Statement): Record<string, unknown> {
  return { text, source, at: at?.slice(0, MAX_PLACES).map(({ file, line }) => ({ file, line })) };
}
