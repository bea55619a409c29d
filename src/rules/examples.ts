/**
 * A rule's examples as small repositories: one chart of Istio that goes from one release to another, its values, and
 * resources, taken through the whole analysis.
 */
import { parseDocument } from 'yaml';
import { type Comparison, compare as compareSides } from '../analysis/compare.js';
import type { AnalysisPorts } from '../analysis/ports.js';
import { proposeForRule } from '../analysis/proposals.js';
import { readSide } from '../analysis/side.js';
import { readerOf } from '../analysis/trials.js';
import { hasArrived, isSetting } from '../behaviour/behaviour.js';
import { valuesPathsOf } from '../behaviour/in-force.js';
import type { Facts } from '../knowledge/facts.js';
import type { Finding, IstioChart, Position, Problem } from '../model.js';
import { combineChanges } from '../overrides/changes.js';
import { memoryTree } from '../tree/memory.js';
import { overlay } from '../tree/overlay.js';
import { chartOf } from './engine.js';
import type { Rule, RuleExample } from './rule.js';

const RESOURCES_FILE = 'config/resources.yaml';
const VALUES_FILE = 'istio/values.yaml';

/** Where the example says that its finding points, in the repository that is made of it; undefined where it does not say. */
export function placeOf({ line, valuesLine, deployer = 'helm' }: RuleExample): Position | undefined {
  if (line !== undefined) return { file: RESOURCES_FILE, line };
  if (valuesLine === undefined) return undefined;
  const { file, above } = DECLARATIONS[deployer].values;
  return { file, line: valuesLine + above };
}

export interface ExampleResult {
  /** What the rule found. */
  readonly findings: readonly Finding[];
  /** What could not be analysed. */
  readonly problems: readonly Problem[];
}

/** Takes an example through the analysis, with this rule alone. */
export async function runExample(
  rule: Rule,
  example: RuleExample,
  ports: AnalysisPorts,
): Promise<ExampleResult> {
  const { comparison } = await compareExample(rule, example, ports);
  return resultOf(comparison);
}

/**
 * Takes an example through the analysis once more, with all that the rule's fixes write in its files; undefined where they
 * write nothing. Those that give up security are left out.
 */
export async function runMended(
  rule: Rule,
  example: RuleExample,
  ports: AnalysisPorts,
): Promise<ExampleResult | undefined> {
  const { before, after, comparison, options } = await compareExample(rule, example, ports);
  const read = readerOf(after);
  const proposer = { facts: ports.facts, rules: [rule], read, sharedFiles: new Set<string>() };
  const proposed = await Promise.all(comparison.judged.map(judged => proposeForRule(judged, proposer)));
  const changes = proposed
    .flatMap(({ candidates }) => candidates)
    .filter(({ override }) => override.kind === 'fix' && override.weakens === null)
    .flatMap(candidate => candidate.changes);
  if (changes.length === 0) return undefined;
  const { edits } = await combineChanges(changes, read);
  const mended = await readSide(overlay(after.tree, edits), { versions: [], values: [] });
  return resultOf(await compareSides(before, mended, options, { ...ports, rules: [rule] }));
}

function resultOf({ judged, problems }: Comparison): ExampleResult {
  return { findings: judged.map(({ finding }) => finding), problems };
}

async function compareExample(rule: Rule, example: RuleExample, ports: AnalysisPorts) {
  const { from, to } = releasesOf(rule, example, ports.facts);
  const given = { versions: [], values: [] };
  const valuesBefore = example.valuesBefore ?? example.values;
  const [before, after] = await Promise.all([
    readSide(memoryTree(filesOf(rule, example, from, valuesBefore)), given),
    readSide(memoryTree(filesOf(rule, example, to, example.values)), given),
  ]);
  const options = {
    scope: 'complete',
    explicit: false,
    ...(example.kubeVersion ? { kubeVersion: example.kubeVersion } : {}),
  } as const;
  const comparison = await compareSides(before, after, options, { ...ports, rules: [rule] });
  return { before, after, options, comparison };
}

/**
 * The releases that an example goes from and to: as it says, else from the last one without the change, on the branch
 * before, to the one that brought it.
 * @throws where no release without the change comes before
 */
export function releasesOf(
  rule: Rule,
  example: RuleExample,
  facts: Facts,
): { readonly from: string; readonly to: string } {
  const to = example.to ?? rule.since.at(-1) ?? '';
  if (example.from !== undefined) return { from: example.from, to };
  const older = facts.releases.slice(0, Math.max(facts.releases.indexOf(to), 0));
  const from = older.findLast(release => !hasArrived(rule, release));
  if (from === undefined) throw new Error(`${rule.id}: no release before ${to} is without the change`);
  return { from, to };
}

/** An example with the rule's own setting at its old value: what holds the change back. */
export function withPin(rule: Rule, example: RuleExample): RuleExample | undefined {
  const { knob } = rule;
  if (!knob || !isSetting(knob) || !rule.pin) return undefined;
  if (knob.old === '') return undefined;
  const values = parseDocument(example.values || '{}');
  for (const setting of [{ ...knob, value: knob.old }, ...(rule.pin.also ?? [])]) {
    const [path] = valuesPathsOf(setting, chartOf(rule.component));
    if (!path) return undefined;
    values.setIn(path, setting.value);
  }
  return { ...example, name: `${example.name}, pinned`, values: String(values) };
}

function filesOf(
  rule: Rule,
  example: RuleExample,
  version: string,
  values = '',
): Readonly<Record<string, string>> {
  const chart = chartOf(rule.component);
  const deployer = example.deployer ?? 'helm';
  return {
    [RESOURCES_FILE]: example.resources,
    ...DECLARATIONS[deployer].declare(chart, version, values),
  };
}

interface Declaration {
  /** The file that the values stand in, and how many lines of it stand above them. */
  readonly values: { readonly file: string; readonly above: number };
  declare(chart: IstioChart, version: string, values: string): Readonly<Record<string, string>>;
}

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';

/** The ways in which an example can be deployed. */
const DECLARATIONS: Readonly<Record<NonNullable<RuleExample['deployer']>, Declaration>> = {
  helm: {
    values: { file: VALUES_FILE, above: 1 },
    declare: (chart, version, values) => ({
      'istio/Chart.yaml': [
        'apiVersion: v2',
        'name: istio',
        'version: 0.1.0',
        'dependencies:',
        `- {name: ${chart}, version: ${version}, repository: ${REPOSITORY}}`,
        '',
      ].join('\n'),
      ...(values.trim() === '' ? {} : { [VALUES_FILE]: `${chart}:\n${indented(values, 2)}` }),
    }),
  },
  argocd: {
    values: { file: VALUES_FILE, above: 1 },
    declare: (chart, version, values) => ({
      'istio/application.yaml': [
        'apiVersion: argoproj.io/v1alpha1',
        'kind: Application',
        `metadata: {name: ${chart}, namespace: argocd}`,
        'spec:',
        '  destination: {server: https://kubernetes.default.svc, namespace: istio-system}',
        '  sources:',
        `  - {repoURL: ${REPOSITORY}, chart: ${chart}, targetRevision: ${version}, helm: {valueFiles: [$tree/${VALUES_FILE}]}}`,
        '  - {repoURL: https://git.example.com/platform.git, targetRevision: main, ref: tree}',
        '',
      ].join('\n'),
      [VALUES_FILE]: `# values of ${chart}\n${values}`,
    }),
  },
  operator: {
    values: { file: 'istio/operator.yaml', above: 7 },
    declare: (_chart, version, values) => ({
      'istio/operator.yaml': [
        'apiVersion: install.istio.io/v1alpha1',
        'kind: IstioOperator',
        'metadata: {name: istio, namespace: istio-system}',
        'spec:',
        `  tag: ${version}`,
        '  profile: minimal',
        ...(values.trim() === '' ? [] : ['  values:', indented(values, 4)]),
      ].join('\n'),
    }),
  },
  flux: {
    values: { file: 'istio/release.yaml', above: 6 },
    declare: (chart, version, values) => ({
      'istio/repository.yaml': [
        'apiVersion: source.toolkit.fluxcd.io/v1',
        'kind: HelmRepository',
        'metadata: {name: istio, namespace: istio-system}',
        `spec: {url: ${REPOSITORY}}`,
        '',
      ].join('\n'),
      'istio/release.yaml': [
        'apiVersion: helm.toolkit.fluxcd.io/v2',
        'kind: HelmRelease',
        `metadata: {name: ${chart}, namespace: istio-system}`,
        'spec:',
        `  chart: {spec: {chart: ${chart}, version: ${version}, sourceRef: {kind: HelmRepository, name: istio}}}`,
        ...(values.trim() === '' ? [] : ['  values:', indented(values, 4)]),
      ].join('\n'),
    }),
  },
};

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}
