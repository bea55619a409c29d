/**
 * Charts that tasks of Ansible install, with their values.
 * Source: https://docs.ansible.com/ansible/latest/collections/kubernetes/core/helm_module.html
 */
import type { DataPath, Problem, Release } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { isOwnChart, type NamedChart, readChartReference, speaksOfIstio } from '../chart-reference.js';
import { stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext, Detector } from '../detector.js';
import { foreignChart } from '../former-charts.js';
import { oncePerTree } from '../once.js';
import { type DecidedVersion, decideVersion, publishedRelease } from '../published-release.js';
import { UNPACKED } from '../release-folder.js';
import { isSetAside } from '../set-aside.js';
import { baseName } from '../tree-path.js';
import { argumentsOf, type Task, tasksIn } from './tasks.js';
import { ansibleHelmValues } from './values.js';

const MODULES = [
  'kubernetes.core.helm',
  'community.kubernetes.helm',
  'helm',
  'kubernetes.core.helm_template',
  'community.kubernetes.helm_template',
  'helm_template',
];
const REPOSITORIES = [
  'kubernetes.core.helm_repository',
  'community.kubernetes.helm_repository',
  'helm_repository',
];

export const ansibleHelm: Detector = {
  form: 'ansible',
  async detect(context) {
    const releases: Release[] = [];
    const problems: Problem[] = [];
    const { tasks, repositories } = await helmTasks(context);
    const found = tasks.map(task => ({ task, chart: chartOf(task, repositories) }));
    for (const { chart } of found) context.learn(chart.name, chart.repository);
    for (const { task, chart } of found) {
      if (isOwnChart(context, { ...chart, ...versionBeside(task) }))
        releases.push(await release(context, task, chart));
      else if (speaksOfIstio(chart)) {
        const at = { file: task.data.file, line: task.data.lineOf([...task.module, 'chart_ref']) };
        problems.push({
          what: `chart ${chart.name} (Ansible)`,
          why: foreignChart(chart.name, chart.repository),
          ...at,
          blocking: true,
        });
      }
    }
    return { releases, problems };
  },
};

/** True where tasks of a file that name a chart are read here. */
export async function isReadAsTasks(context: DetectContext, file: string): Promise<boolean> {
  return (await helmTasks(context)).files.has(file);
}

export interface HelmTask extends Task {
  /** Where its arguments stand in it. */
  readonly module: DataPath;
  /** The tasks of its file: some of them write the files that it names. */
  readonly others: readonly Task[];
}

/** What tasks set a value to that install the chart of that name, wherever they take it from. */
export async function ansibleValueOf(
  context: DetectContext,
  chart: string,
  key: string,
): Promise<readonly DecidedVersion[]> {
  const { tasks } = await helmTasks(context);
  const found = tasks.map(({ data, module }) => {
    if (baseName(stringAt(data.value, [...module, 'chart_ref']) ?? '') !== chart) return undefined;
    const path = ['release_values', 'values'].map(name => [...module, name, key]);
    const written = path.find(one => stringAt(data.value, one) !== undefined);
    return written && decideVersion(context, stringAt(data.value, written), startOf(data, written));
  });
  return (await Promise.all(found)).filter(one => one !== undefined);
}

interface HelmTasks {
  readonly tasks: readonly HelmTask[];
  readonly repositories: ReadonlyMap<string, string>;
  readonly files: ReadonlySet<string>;
}

const helmTasks = oncePerTree(async (context): Promise<HelmTasks> => {
  const tasks: HelmTask[] = [];
  const repositories = new Map<string, string>();
  const files = new Set<string>();
  for (const file of context.candidates) {
    if (!/\.ya?ml$/i.test(file) || isSetAside(file) || context.charts.isTemplate(file)) continue;
    const text = (await context.text(file)) ?? '';
    if (!/\bhelm(?:_template|_repository)?:/.test(text)) continue;
    const others = await tasksIn(context, file);
    for (const task of others) {
      const repository = argumentsOf(task.data, REPOSITORIES);
      const address = repository && stringAt(task.data.value, [...repository, 'repo_url']);
      const alias = repository && stringAt(task.data.value, [...repository, 'name']);
      if (alias !== undefined && address !== undefined) repositories.set(alias, address);
      const module = argumentsOf(task.data, MODULES);
      if (!module || stringAt(task.data.value, [...module, 'chart_ref']) === undefined) continue;
      files.add(file);
      if (namesIstio(text) && !isRemoval(task, module)) tasks.push({ ...task, module, others });
    }
  }
  return { tasks, repositories, files };
});

/** A task that takes the release away. */
function isRemoval({ data }: Task, module: DataPath): boolean {
  const state =
    stringAt(data.value, [...module, 'release_state']) ?? stringAt(data.value, [...module, 'state']);
  return state === 'absent' || state === 'uninstalled';
}

function chartOf({ data, module }: HelmTask, repositories: ReadonlyMap<string, string>): NamedChart {
  const text = (name: string): string | undefined => stringAt(data.value, [...module, name]);
  return readChartReference(text('chart_ref') ?? '', text('chart_repo_url'), repositories);
}

/** What tells an old chart from somebody else's of its name. */
function versionBeside({ data, module }: HelmTask): Pick<NamedChart, 'version'> {
  const version = stringAt(data.value, [...module, 'chart_version']);
  return version === undefined ? {} : { version };
}

async function versionOf(context: DetectContext, { data, module }: HelmTask, chart: NamedChart) {
  const written = chart.unpacked ? undefined : stringAt(data.value, [...module, 'chart_version']);
  const at = startOf(data, [...module, written === undefined ? 'chart_ref' : 'chart_version']);
  if (chart.unpacked && chart.version === undefined) return { version: null, at, look: UNPACKED };
  return decideVersion(context, written ?? chart.version, at);
}

async function release(context: DetectContext, task: HelmTask, chart: NamedChart): Promise<Release> {
  const { data, module } = task;
  const argument = (...names: readonly string[]): string | undefined =>
    names.map(name => stringAt(data.value, [...module, name])).find(text => text !== undefined);
  const declared = { file: data.file, line: data.lineOf([...module, 'chart_ref']) };
  const named = argument('release_name', 'name') ?? '';
  const releaseName = named === '' || named.includes('{{') ? chart.name : named;
  const namespace = argument('release_namespace', 'namespace') ?? '';
  const { layers, problems, unknown, open } = await ansibleHelmValues(context, task, releaseName);
  return publishedRelease({
    id: `ansible:${declared.file}:${declared.line}:${releaseName}`,
    form: 'ansible',
    deployer: 'helm',
    declared,
    releaseName,
    namespace: namespace === '' || namespace.includes('{{') ? 'istio-system' : namespace,
    name: chart.name,
    repository: chart.repository,
    version: await versionOf(context, task, chart),
    values: layers,
    problems,
    valuesUnknown: unknown,
    openValues: open,
  });
}
