/** Plans of charts that are nothing but a version, against the real facts, rules and data of releases. */
import { loadFacts } from '../../src/knowledge/facts.js';
import { releasesOf } from '../../src/knowledge/releases.js';
import { resourcesOf } from '../../src/mesh/collect.js';
import type { Change, Finding, Installation, IstioChart, Plan, Upgrade } from '../../src/model.js';
import { makePlan, type PlanInput } from '../../src/plan/plan.js';
import { parseYaml } from '../../src/yaml/positioned.js';
import { readRules } from '../../tools/pack-knowledge.js';
import { readReleases } from '../../tools/pack-releases.js';
import { chartState, chartUpgrade } from './chart-state.js';

export const facts = loadFacts('knowledge/facts');
export const { rules } = await readRules('knowledge');
export const { file: releasesFile, errors: releasesErrors } = await readReleases('knowledge');
export const releases = releasesOf(releasesFile);

export interface UpgradeOptions {
  readonly chart?: IstioChart;
  readonly revision?: string;
  readonly environment?: string;
  readonly id?: string;
  readonly at?: { readonly file: string; readonly line: number };
  /** As written, where that is more than the version. */
  readonly written?: string;
  readonly deployer?: Installation['release']['deployer'];
}

export interface PlanOptions
  extends Partial<Omit<PlanInput, 'upgrades' | 'resources' | 'resourcesBefore' | 'findings' | 'changes'>> {
  /** YAML of `config/resources.yaml`. */
  readonly resources?: string;
  readonly findings?: readonly (Pick<Finding, 'rule' | 'exposure' | 'introducedIn'> & Partial<Finding>)[];
  readonly changes?: readonly Partial<Change>[];
  /** Installations besides those that move. */
  readonly beside?: readonly Installation[];
}

export function installed(chart: IstioChart, version: string, options: UpgradeOptions = {}): Installation {
  const { installation } = chartState(chart, version);
  const { revision = '', environment = '', id = chart, at = installation.at, deployer } = options;
  const release = deployer ? { ...installation.release, deployer } : installation.release;
  return { ...installation, release, revision, environment, id, at };
}

export function upgradeOf(from: string, to: string, options: UpgradeOptions = {}): Upgrade {
  const { chart = 'istiod', environment = '', written = from } = options;
  const upgrade = chartUpgrade(chartState(chart, from), chartState(chart, to));
  const before = { ...installed(chart, from, options), version: written, istioVersion: from };
  return { ...upgrade, environment, before, after: installed(chart, to, options) };
}

export function planOf(upgrades: readonly Upgrade[], options: PlanOptions = {}): Plan | undefined {
  const { resources = '', findings = [], changes = [], beside = [], ...input } = options;
  return makePlan({
    upgrades,
    installationsBefore: [...upgrades.flatMap(({ before }) => before ?? []), ...beside],
    installations: [...upgrades.flatMap(({ after }) => after ?? []), ...beside],
    resourcesBefore: resourcesOf(parseYaml('config/resources.yaml', resources), 'file'),
    resources: resourcesOf(parseYaml('config/resources.yaml', resources), 'file'),
    findings: findings as readonly Finding[],
    changes: changes as readonly Change[],
    rules,
    facts,
    releases,
    kubeVersion: null,
    clusters: [],
    environments: [],
    lineBefore: () => undefined,
    today: '2026-11-27',
    ...input,
  });
}

export function stopsOf(from: string, to: string, options?: UpgradeOptions): readonly string[] {
  return planOf([upgradeOf(from, to, options)])?.hops.map(hop => hop.to) ?? [];
}

/** Texts of statements, one a line. */
export function saying(statements: readonly { readonly text: string }[] = []): string {
  return statements.map(({ text }) => text).join('\n');
}
