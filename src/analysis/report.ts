/** The report that all surfaces are made from. */
import type {
  Finding,
  Installation,
  Report,
  ReportUpgrade,
  ReportVersion,
  Upgrade,
  ValuesLayer,
} from '../model.js';
import { makePlan } from '../plan/plan.js';
import { acceptanceOf, acceptProblems } from '../policy/accept.js';
import { idleAcceptances } from '../policy/idle.js';
import type { Opened, PreflightInput } from '../preflight.js';
import { decide } from '../verdict.js';
import type { Comparison } from './compare.js';
import { envoyScope } from './envoy.js';
import { foldProblems } from './fold.js';
import type { AnalysisPorts } from './ports.js';
import { withUnseenBlocking } from './unseen.js';

/** Puts the verdict on what was found; everything in an order that does not depend on the run. */
export function createReport(
  input: Pick<PreflightInput, 'options' | 'failOn' | 'policy' | 'headPolicy' | 'today'> &
    Pick<Opened, 'tool'>,
  comparison: Comparison,
  found: readonly Finding[],
  ports: Pick<AnalysisPorts, 'facts' | 'rules' | 'releases' | 'envoy'>,
  timings: Report['timings'],
): Report {
  const { upgrades, changes, restarts } = comparison;
  const { policy, today, failOn } = input;
  const findings = found.map(finding => ({
    ...finding,
    accepted: acceptanceOf(finding, policy.accept, today),
  }));
  const plan = makePlan({
    upgrades,
    installationsBefore: comparison.installationsBefore,
    installations: comparison.installations,
    resourcesBefore: comparison.resourcesBefore,
    resources: comparison.resources,
    changes,
    findings,
    rules: ports.rules,
    facts: ports.facts,
    releases: ports.releases,
    kubeVersion: comparison.givenKubeVersion,
    clusters: comparison.clusters,
    environments: comparison.environments,
    lineBefore: comparison.lineBefore,
    today,
  });
  const { environments } = comparison;
  const open = withUnseenBlocking(comparison.problems, {
    upgrades,
    environments,
    findings,
    rules: ports.rules,
    failOn,
  });
  const told = acceptProblems(open, policy.accept, today);
  const problems = foldProblems(told.filter(({ assumption }) => !assumption));
  const envoy = envoyScope(upgrades, ports.envoy);
  const assumptions = told.filter(({ assumption }) => assumption);
  const { verdict, reason } = decide({ upgrades, findings, problems, failOn, policy });
  return {
    schemaVersion: 1,
    tool: input.tool,
    verdict,
    reason,
    failOn,
    ...(policy.mode === 'advise' ? { mode: policy.mode } : {}),
    scope: {
      declared: input.options.scope,
      judged: comparison.judgedKinds,
      ...(comparison.shared > 0 ? { shared: comparison.shared } : {}),
      ...(assumptions.length > 0 ? { assumptions } : {}),
      ...(envoy ? { envoy } : {}),
    },
    policy: {
      file: policy.file,
      origin: policy.origin,
      idle: idleAcceptances(
        policy.accept,
        { findings, problems: comparison.problems, any: upgrades.length > 0 },
        today,
      ),
      ...(input.headPolicy ? { head: input.headPolicy } : {}),
    },
    ...(comparison.kubeVersion ? { kubeVersion: comparison.kubeVersion } : {}),
    upgrades: upgrades.map(reportUpgrade),
    findings,
    changes,
    restarts,
    ...(Object.keys(comparison.noise).length > 0 ? { noise: comparison.noise } : {}),
    ...(plan ? { plan } : {}),
    incomplete: problems,
    timings,
  };
}

function reportUpgrade(upgrade: Upgrade): ReportUpgrade {
  const installation = upgrade.after ?? upgrade.before;
  const release = installation?.release;
  return {
    id: upgrade.id,
    chart: upgrade.chart,
    releaseName: release?.releaseName ?? '',
    namespace: release?.namespace ?? '',
    revision: installation?.revision ?? '',
    environment: upgrade.environment,
    form: release?.form ?? '',
    kind: upgrade.kind,
    deployer: release?.deployer ?? 'unknown',
    from: version(upgrade.before),
    to: version(upgrade.after),
    values: (release?.values ?? []).map(valuesSource),
  };
}

function version(installation: Installation | null): ReportVersion | null {
  if (!installation) return null;
  const { istioVersion, at } = installation;
  const declared = installation.version ?? installation.istioVersion ?? 'undecided';
  const isOther = istioVersion !== null && istioVersion !== declared.replace(/^v/, '');
  return { version: declared, ...(isOther ? { istioVersion } : {}), file: at.file, line: at.line };
}

function valuesSource({ source, file, line }: ValuesLayer): { source: string; file: string; line: number } {
  return { source, file, line };
}
