/**
 * Charts that tasks of Ansible install, with their values.
 * Source: https://docs.ansible.com/ansible/latest/collections/kubernetes/core/helm_module.html
 */
import { append } from '../../append.js';
import { addTo } from '../../grouped.js';
import type { DataPath, Position, Problem, Release } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { isOwnChart, type NamedChart, readChartReference, speaksOfIstio } from '../chart-reference.js';
import { isRecord, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext, Detector } from '../detector.js';
import { foreignChart } from '../istio/former-charts.js';
import { type DecidedVersion, decideVersion, publishedRelease } from '../istio/published-release.js';
import { UNPACKED } from '../istio/release-folder.js';
import { oncePerTree } from '../once.js';
import { baseName, isWithin } from '../tree-path.js';
import { type CalledTask, calledTasks } from './calls.js';
import { clonedRelease } from './cloned.js';
import { filledByAnsible } from './filled.js';
import { genericTasks } from './generic.js';
import { hasJinja, variableIn } from './jinja.js';
import { type Turn, turnsOver } from './loops.js';
import { ansiblePlaces, roleOf } from './places.js';
import { argumentsOf, HELM_MODULES, type Task, tasksIn } from './tasks.js';
import { treeRelease } from './tree-charts.js';
import { unseenVariables } from './unseen-variables.js';
import { ansibleHelmValues } from './values.js';

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
    const { tasks, repositories, open } = await helmTasks(context);
    append(problems, open);
    const found: { readonly task: HelmTask; readonly chart: NamedChart }[] = [];
    for (const task of tasks) found.push({ task, chart: await chartOf(context, task, repositories) });
    for (const { chart } of found) context.learn(chart.name, chart.repository);
    const claimedCharts: string[] = [];
    for (const { task, chart } of found) {
      const local = await treeRelease(context, task, repositories, (chart, version) =>
        release(context, task, chart, version),
      );
      if (local) {
        claimedCharts.push(local.folder);
        append(releases, local.releases);
      } else if (isOwnChart(context, { ...chart, ...versionBeside(task) }))
        releases.push(await release(context, task, chart));
      else if (speaksOfIstio(chart)) {
        const at = { file: task.data.file, line: task.data.lineOf([...task.module, 'chart_ref']) };
        problems.push({
          what: `chart ${chart.name} (Ansible)`,
          why: foreignChart(chart.name, chart.repository),
          ...at,
          blocking: true,
          unjudged: true,
        });
      }
    }
    return { releases: distinct(releases), problems, claimedCharts };
  },
};

/** Turns and calls that say the same at the same line are one; others at one line are told apart. */
function distinct(releases: readonly Release[]): readonly Release[] {
  const found = new Map<string, Release>();
  const ids = new Set<string>();
  for (const release of releases) {
    const { id, chart, versions } = release;
    const { file, line } = chart.kind === 'published' ? chart.at : release.declared;
    const key = JSON.stringify([
      id,
      chart.kind === 'published' ? chart.version : chart.path,
      file,
      line,
      versions?.map(({ environment }) => environment),
      // A turn for each cluster may take a file of values of its own.
      release.values.map(layer => [
        layer.file,
        layer.line,
        layer.kind === 'document' ? layer.text : layer.value,
      ]),
    ]);
    if (found.has(key)) continue;
    const isTaken = ids.has(id) && versions === undefined;
    found.set(key, isTaken ? { ...release, id: `${id}:${file}:${line}` } : release);
    ids.add(id);
  }
  return [...found.values()];
}

/** True where tasks of a file that name a chart are read here. */
export async function isReadAsTasks(context: DetectContext, file: string): Promise<boolean> {
  return (await helmTasks(context)).files.has(file);
}

export interface HelmTask extends Turn {
  /** Where its arguments stand in it. */
  readonly module: DataPath;
  /** The tasks of its file: some of them write the files that it names. */
  readonly others: readonly Task[];
  /** What calls its file, where that decides what it installs. */
  readonly call?: CalledTask;
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
  /** Of tasks that install whatever charts a loop names that nobody can follow. */
  readonly open: readonly Problem[];
}

const helmTasks = oncePerTree(async (context): Promise<HelmTasks> => {
  const tasks: HelmTask[] = [];
  const repositories = new Map<string, string>();
  const files = new Set<string>();
  const open: Problem[] = [];
  const byCall = await tasksByCall(context);
  const generic = await genericTasks(context);
  for (const called of byCall.values())
    append(
      tasks,
      called.filter(task => !isRemoval(task, task.module)),
    );
  for (const file of [...context.candidates, ...generic]) {
    if (!/\.ya?ml$/i.test(file) || context.isSetAside(file) || context.charts.isTemplate(file)) continue;
    const text = (await context.text(file)) ?? '';
    if (!/\bhelm(?:_template|_repository)?:/.test(text)) continue;
    const others = await tasksIn(context, file);
    for (const task of others) {
      const repository = argumentsOf(task.data, REPOSITORIES);
      const address = repository && stringAt(task.data.value, [...repository, 'repo_url']);
      const alias = repository && stringAt(task.data.value, [...repository, 'name']);
      if (alias !== undefined && address !== undefined)
        repositories.set(alias, await filledByAnsible(context, address, file));
      const module = argumentsOf(task.data, HELM_MODULES);
      const reference = module && stringAt(task.data.value, [...module, 'chart_ref']);
      if (!module || reference === undefined) continue;
      const isCalled = byCall.has(placeOf(task, module));
      const turns = isCalled ? [] : await turnsOver(context, task);
      // Whatever it goes through, it is the chart that it names.
      const own = turns ?? (hasJinja(reference) ? undefined : [{ ...task, environment: '' }]);
      if (!own) {
        if (namesIstio(JSON.stringify(task.data.value))) open.push(openLoop(task, module));
        continue;
      }
      files.add(file);
      for (const turn of own)
        if ((namesIstio(text) || hasJinja(reference)) && !isRemoval(turn, module))
          tasks.push({ ...turn, module, others });
    }
  }
  return { tasks, repositories, files, open };
});

function openLoop({ data }: Task, module: DataPath): Problem {
  const path = [...module, 'chart_ref'];
  const reference = stringAt(data.value, path) ?? '';
  const why = `it installs the charts \`${reference}\` of a loop, and what that goes through is not decided in this repository. Give the versions with --from and --to`;
  return { what: 'task of Ansible', why, file: data.file, line: data.lineOf(path), blocking: true };
}

/** Tasks that install the chart, or the version, that their caller names: what others install by them is nothing of theirs alone. */
async function tasksByCall(context: DetectContext): Promise<ReadonlyMap<string, readonly HelmTask[]>> {
  const found = new Map<string, HelmTask[]>();
  const plays = new Set((await ansiblePlaces(context)).plays.map(({ file }) => file));
  for (const call of await calledTasks(context)) {
    const { written, others } = call;
    const module = argumentsOf(call.data, HELM_MODULES);
    if (!module || stringAt(call.data.value, [...module, 'chart_ref']) === undefined) continue;
    const isGiven = (name: string): boolean => {
      const path = [...module, name];
      return stringAt(written.data.value, path) !== stringAt(call.data.value, path);
    };
    // What plays give the parameters of a role is a matter of its variables.
    const isVersion = isGiven('chart_version') && !plays.has(call.data.at([...module, 'chart_version']).file);
    if (isGiven('chart_ref') || isVersion)
      addTo(found, placeOf(written, module), { ...call, module, others, call });
  }
  return found;
}

function placeOf({ data, path }: Task, module: DataPath): string {
  return JSON.stringify([data.file, path, module]);
}

/** A task that takes the release away. */
function isRemoval({ data }: Task, module: DataPath): boolean {
  const state =
    stringAt(data.value, [...module, 'release_state']) ?? stringAt(data.value, [...module, 'state']);
  return state === 'absent' || state === 'uninstalled';
}

async function chartOf(
  context: DetectContext,
  { data, module }: HelmTask,
  repositories: ReadonlyMap<string, string>,
): Promise<NamedChart> {
  const written = (name: string): string | undefined => stringAt(data.value, [...module, name]);
  const known = async (name: string, text: string): Promise<string> =>
    hasJinja(text) ? filledByAnsible(context, text, startOf(data, [...module, name]).file) : text;
  const reference = written('chart_ref') ?? '';
  // A version in the folder or the address keeps the name that it has there.
  const named = hasJinja(baseName(reference)) ? await known('chart_ref', reference) : reference;
  const repository = written('chart_repo_url');
  const address = repository && (await known('chart_repo_url', repository));
  const chart = readChartReference(named, address, repositories);
  // An address may say whose it is by the name of its variable alone.
  const asWritten = readChartReference(named, repository, repositories);
  return !isOwnChart(context, chart) && isOwnChart(context, asWritten) ? asWritten : chart;
}

/** What tells an old chart from somebody else's of its name. */
function versionBeside({ data, module }: HelmTask): Pick<NamedChart, 'version'> {
  const version = stringAt(data.value, [...module, 'chart_version']);
  return version === undefined ? {} : { version };
}

async function versionOf(context: DetectContext, task: HelmTask, chart: NamedChart): Promise<DecidedVersion> {
  const { data, module, environment, item } = task;
  const text = chart.unpacked ? undefined : stringAt(data.value, [...module, 'chart_version']);
  // `{{ istio['version'] }}`
  const written = text?.replace(/\[['"](\w{1,100})['"]\](?=[^{}]{0,200}\}\})/g, '.$1');
  const at = startOf(data, [...module, written === undefined ? 'chart_ref' : 'chart_version']);
  const isFolder = /^[~./]/.test(stringAt(data.value, [...module, 'chart_ref']) ?? '');
  const cloned =
    isFolder && chart.version === undefined ? await clonedRelease(context, task.others) : undefined;
  if (cloned) return cloned;
  if (chart.unpacked && chart.version === undefined) return { version: null, at, look: UNPACKED };
  const own = await withoutCall(context, task, written, at);
  const decided = own ?? (await decideVersion(context, written ?? chart.version, at));
  if (environment === '') return decided;
  const { version, environments = [] } = decided;
  const fitting = environments.filter(
    ({ environment: other }) => isWithin(other, environment) || isWithin(environment, other),
  );
  if (fitting.length > 0) return { ...decided, environments: fitting };
  const isOfItem = item !== undefined && startOf(item, Object.keys(item.value as object)).file === at.file;
  return version !== null && isOfItem
    ? { version: null, at: decided.at, environments: [{ environment, version, at: decided.at }] }
    : decided;
}

/** What a name is that other callers give a value, where this one doesn't: theirs is nothing of it. */
async function withoutCall(
  context: DetectContext,
  { call, data, module }: HelmTask,
  text: string | undefined,
  at: Position,
): Promise<DecidedVersion | undefined> {
  const [name, ...keys] = (text === undefined ? undefined : variableIn(text))?.split('.') ?? [];
  const { file } = call?.written.data ?? {};
  if (!call || name === undefined || at.file !== file) return undefined;
  const others = (await calledTasks(context)).filter(({ written }) => written.data.file === file);
  if (!others.some(({ given }) => given.some(({ value }) => isRecord(value) && Object.hasOwn(value, name))))
    return undefined;
  const role = roleOf(file);
  const places = (await ansiblePlaces(context)).variables.get(name) ?? [];
  const own = places.find(({ kind, home }) => kind === 'defaults' && home === role);
  const path = [name, ...keys];
  const value = own && stringAt(own.data.value, path);
  return own === undefined || value === undefined
    ? {
        version: null,
        at: startOf(data, [...module, 'chart_ref']),
        look: `what installs it here gives no \`${name}\``,
      }
    : decideVersion(context, value, startOf(own.data, path));
}

/** @param known its version, where that is not for the task to say */
async function release(
  context: DetectContext,
  task: HelmTask,
  chart: NamedChart,
  known?: DecidedVersion,
): Promise<Release> {
  const { data, module } = task;
  const argument = (...names: readonly string[]): string | undefined =>
    names.map(name => stringAt(data.value, [...module, name])).find(text => text !== undefined);
  const declared = startOf(data, [...module, 'chart_ref']);
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
    version: known ?? (await versionOf(context, task, chart)),
    values: layers,
    problems: [...problems, ...(await unseenVariables(context, releaseName, declared))],
    valuesUnknown: unknown,
    openValues: open,
  });
}
