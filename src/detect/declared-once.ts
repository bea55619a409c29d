/**
 * What charts of the tree declare, each read with the values of whoever deploys it. By its own values a chart is read only where
 * nobody does; who does may show only from what other charts declare.
 */
import type { Detection, Release } from '../model.js';
import { readArgo } from './argocd/argocd.js';
import { enabledCharts, readDeclarations } from './chart-declarations.js';
import { allCharts } from './chart-relevance.js';
import type { DetectContext, Detector, DetectorResult } from './detector.js';

export interface DeclaredOnce extends Required<Pick<Detection, 'readTemplates'>> {
  /** All releases that files declare. */
  readonly parents: readonly Release[];
  /** Of the files, and last what the charts declare. */
  readonly results: readonly DetectorResult[];
}

/** @param inFiles what was found in files; Applications that were read by mere defaults make way */
export async function withDeclared(
  context: DetectContext,
  inFiles: readonly DetectorResult[],
  detectors: readonly Detector[],
): Promise<DeclaredOnce> {
  const claimed = claimedIn(inFiles);
  const { byDefaults, openTemplates } = await readArgo(context);
  const parents = inFiles.flatMap(({ releases }) => releases).filter(release => !isClaimed(release, claimed));
  const first = await readDeclarations(context, parents, detectors);
  // Not what Applications deploy: an Argo CD that manages itself would make way for nobody.
  const others = parents.filter(({ form }) => form !== 'argocd');
  const deployed = new Set([...others.flatMap(deployedWith), ...first.releases.flatMap(enabledFolders)]);
  const isRedeployed = (file: string): boolean =>
    [...byDefaults].some(
      ([folder, reached]) => deployed.has(folder) && reached.includes(context.charts.holding(file) ?? ''),
    );
  const declaredElsewhere = deployedByOthers(context, parents, first);
  const lasting = parents.filter(
    release => !isRedeployed(release.declared.file) && !isClaimed(release, declaredElsewhere),
  );
  const declared =
    lasting.length === parents.length ? first : await readDeclarations(context, lasting, detectors);
  const kept = inFiles.map(result => ({
    ...result,
    releases: result.releases.filter(release => !isRedeployed(release.declared.file)),
    problems: result.problems.filter(({ file }) => file === undefined || !isRedeployed(file)),
  }));
  const read = [...declared.readTemplates].filter(file => !openTemplates.has(file) || isRedeployed(file));
  const templates = read.map(file => {
    const isDeployed = claimed.has(context.charts.holding(file) ?? '');
    return [file, isDeployed ? 'deployed' : 'by-defaults'] as const;
  });
  const results = [...kept, withoutKnown(declared, kept)];
  return { readTemplates: new Map(templates), parents, results };
}

export function claimedIn(results: readonly DetectorResult[]): ReadonlySet<string> {
  return new Set(results.flatMap(({ claimedCharts }) => claimedCharts ?? []));
}

/** A chart that something deploys, or that is part of another, is no release by itself. */
export function isClaimed(release: Release, claimed: ReadonlySet<string>): boolean {
  return release.form === 'helm-chart' && release.chart.kind === 'tree' && claimed.has(release.chart.path);
}

/** A template that a command is handed as it stands is read as that command's already. */
function withoutKnown(declared: DetectorResult, kept: readonly DetectorResult[]): DetectorResult {
  const keyOf = ({ id, declared: { file, line } }: Release): string => `${file}:${line} ${id}`;
  const known = new Set(kept.flatMap(({ releases }) => releases.map(keyOf)));
  return { ...declared, releases: declared.releases.filter(release => !known.has(keyOf(release))) };
}

/** Charts that others declare, at any depth. Of charts that declare each other alone none is. */
function deployedByOthers(
  context: DetectContext,
  parents: readonly Release[],
  { releases, claimedCharts = [] }: DetectorResult,
): ReadonlySet<string> {
  const claimed = new Set(claimedCharts);
  const byTemplates = new Map<string, string[]>();
  for (const release of releases) {
    const from = context.charts.holding(release.declared.file);
    if (from === undefined) continue;
    byTemplates.set(from, [...(byTemplates.get(from) ?? []), ...enabledFolders(release)]);
  }
  const outermost = parents.filter(release => !isClaimed(release, claimed)).flatMap(enabledFolders);
  const found = new Set<string>();
  const pending = [...outermost];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const folder of byTemplates.get(next) ?? []) {
      if (found.has(folder)) continue;
      found.add(folder);
      pending.push(folder);
    }
  }
  return found;
}

/** The charts of the tree that somebody deploys with the release: of a chart by itself, those inside it. */
function deployedWith(release: Release): readonly string[] {
  const folders = enabledFolders(release);
  if (release.form !== 'helm-chart' || release.chart.kind !== 'tree') return folders;
  const { path } = release.chart;
  return folders.filter(folder => folder !== path);
}

/** The charts of the tree that a release installs: what a condition switches off, somebody else may deploy. */
function enabledFolders(release: Release): readonly string[] {
  return enabledCharts(release).map(({ chart }) => chart.path);
}

/** The charts of the tree that a release may install. */
export function foldersOf({ chart }: Release): readonly string[] {
  return chart.kind === 'tree' ? allCharts(chart).map(({ path }) => path) : [];
}
