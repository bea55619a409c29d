/** Scripts, Makefiles and pipelines that run Helm on Istio's charts. */
import { append } from '../../append.js';
import { groupBy } from '../../grouped.js';
import type { Problem, Release } from '../../model.js';
import { isOwnChart } from '../chart-reference.js';
import type { DetectContext, Detector } from '../detector.js';
import { operatorCandidates } from '../istio-operator/installs.js';
import { oncePerTree } from '../once.js';
import { variantId } from '../variants.js';
import { appliedMeshes } from './applied.js';
import { downloadIn } from './downloads.js';
import { scriptFiles } from './file.js';
import { type HelmCommand, helmCommands, readHelmCommand } from './helm.js';
import { aliasesOf } from './helm-command.js';
import { istioctlCommands } from './istioctl.js';
import { packedCharts, packedReleases } from './packed-charts.js';
import { isProgram } from './programs/commands.js';
import { clusterOf } from './target-cluster.js';
import { byEnvironment, inOwnEnvironment } from './values-by-environment.js';
import { asCalled } from './workflow/called-charts.js';

export const scripts: Detector = {
  form: 'script',
  async detect(context) {
    const releases: Release[] = [];
    const problems: Problem[] = [];
    const claimedCharts: string[] = [];
    for (const commands of await commandsByFile(context)) {
      const inFile: Found[] = [];
      for (const command of commands) {
        const { release, problem, claimed } = await readHelmCommand(context, command);
        if (release)
          inFile.push({
            release: inOwnEnvironment(release, command.command.job),
            job: jobOf(command),
            choice: choiceOf(command),
            routine: command.script.functionAt(command.at.line),
            cluster: clusterOf(command.script, command.command, command.line),
          });
        if (problem) problems.push(problem);
        if (claimed !== undefined) claimedCharts.push(claimed);
      }
      append(releases, withoutRepeats(byRoutine(inFile)));
    }
    append(releases, await packedReleases(context));
    append(problems, await neverInstalled(context));
    for (const applied of await appliedMeshes(context)) append(releases, applied.releases);
    return { releases, problems, claimedCharts };
  },
};

/** Commands that would install Istio, and never run. */
async function neverInstalled(context: DetectContext): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const file of await scriptFiles(context)) {
    if (file.never.length === 0) continue;
    const script = { ...file, commands: file.never };
    const charts = helmCommands(script, aliasesOf([file])).filter(({ chart }) => isOwnChart(context, chart));
    const places = [...charts, ...(await istioctlCommands(context, script))].map(({ at }) => at);
    const [first] = places;
    if (!first) continue;
    const why = file.whyOff(first.line) ?? '';
    problems.push({ what: `command in ${file.path}`, why, ...first, blocking: false, assumption: true });
  }
  return problems;
}

export interface ReadScripts {
  /** Files whose commands are read: what else they say of Istio serves those. */
  readonly paths: ReadonlySet<string>;
  /** Commands of these files that only running them tells. */
  readonly open: readonly HelmCommand[];
}

export const readScripts = oncePerTree(findReadScripts);

async function findReadScripts(context: DetectContext): Promise<ReadScripts> {
  const paths = new Set<string>();
  const left: HelmCommand[] = [];
  // A program is told as a whole, or not at all.
  const programs = new Set<string>();
  for (const command of (await commandsByFile(context)).flat()) {
    const { release, problem, looked, open } = await readHelmCommand(context, command);
    const { path } = command.script;
    if (release || problem || looked) paths.add(path);
    if (open && isProgram(path)) programs.add(path);
    else if (open) left.push(command);
  }
  for (const script of await scriptFiles(context)) {
    const commands = await istioctlCommands(context, script);
    // The operator in the cluster is read with the IstioOperators that it acts on.
    const isRead = commands.some(({ controller }) => !controller) || (await hasOperators(context));
    if (commands.length > 0 && isRead) paths.add(script.path);
    if (commands.some(({ open }) => open)) programs.add(script.path);
  }
  for (const { script } of await packedCharts(context)) paths.add(script.path);
  for (const path of programs) paths.delete(path);
  const applied = await appliedMeshes(context);
  for (const { script } of applied) paths.add(script.path);
  // What fetches a release that is applied installs nothing by itself.
  if (applied.length > 0)
    for (const script of await scriptFiles(context)) if (downloadIn(script)) paths.add(script.path);
  return { paths, open: left.filter(({ script }) => paths.has(script.path)) };
}

async function hasOperators(context: DetectContext): Promise<boolean> {
  return (await operatorCandidates(context)).length > 0;
}

/** What Helm is run for, file by file. */
export const commandsByFile = oncePerTree(readAll);

async function readAll(context: DetectContext): Promise<readonly (readonly HelmCommand[])[]> {
  const files = await scriptFiles(context);
  const everywhere = aliasesOf(files);
  const found: (readonly HelmCommand[])[] = [];
  for (const script of files) {
    const aliases = new Map([...everywhere, ...aliasesOf([script])]);
    const commands: HelmCommand[] = [];
    for (const one of helmCommands(script, aliases))
      for (const called of await asCalled(context, one, aliases))
        append(commands, await byEnvironment(context, called));
    found.push(commands);
  }
  for (const { chart } of found.flat())
    if (isOwnChart(context, chart)) context.learn(chart.name, chart.repository);
  return found;
}

interface Found {
  readonly release: Release;
  /** Of a workflow: jobs run beside each other, on machines of their own. */
  readonly job: string | undefined;
  /** What asks for this way to run it, or takes the arm of a `case` or an `if` that it stands in; '' for none. */
  readonly choice: string;
  /** The function that it stands in; '' for none. */
  readonly routine: string;
  /** The cluster that it is run on; '' where the script does not say. */
  readonly cluster: string;
}

function jobOf({ script, command, at }: HelmCommand): string | undefined {
  return command.job ?? script.workflow?.jobAt(at.line);
}

function choiceOf({ script, at, command }: HelmCommand): string {
  return command.way ?? script.choiceAt(at.line);
}

/**
 * Functions that install the same release differently are ways to install the mesh of which people take one: all that each of them
 * installs belongs together.
 */
function byRoutine(found: readonly Found[]): readonly Found[] {
  const rivals = new Set<string>();
  for (const same of groupBy(
    found,
    ({ release, job, choice }) => `${release.id} ${job} ${choice}`,
  ).values()) {
    const routines = new Set(same.map(({ routine }) => routine));
    const differ = new Set(same.map(({ release }) => written(release))).size > 1;
    if (differ && routines.size > 1 && !routines.has('')) for (const routine of routines) rivals.add(routine);
  }
  return found.map(one =>
    rivals.has(one.routine)
      ? {
          ...one,
          release: {
            ...one.release,
            id: variantId(one.release.id, one.routine),
            destination: one.release.destination || one.routine,
          },
        }
      : one,
  );
}

/**
 * A release that one file installs twice stays one; where its values differ, neither is sure to be in force. Jobs of a workflow
 * that install it differently do so for themselves, and so is it with clusters whose versions are written in several places.
 */
function withoutRepeats(all: readonly Found[]): readonly Release[] {
  const found = byChart(all);
  return [...groupBy(found, ({ release }) => release.id).values()].flatMap(same => {
    const isOneVersion = new Set(same.map(({ release }) => versionOf(release.chart))).size < 2;
    const byCluster = same.every(({ cluster }) => cluster !== '') && !isOneVersion;
    const jobOrChoice = ({ job, choice, cluster }: Found): string | undefined =>
      job ?? ((isOneVersion ? '' : choice || (byCluster ? cluster : '')) || undefined);
    const ofJobs = [...groupBy(same, jobOrChoice).entries()].map(([job, own]) => ({
      job,
      release: own.map(({ release }) => release).reduce(merged),
    }));
    const [first, ...others] = ofJobs;
    if (!first || others.every(({ release }) => written(release) === written(first.release)))
      return ofJobs.slice(-1).map(({ release }) => release);
    return ofJobs.map(({ job = '', release }) => ({
      ...release,
      id: variantId(release.id, job),
      destination: job,
    }));
  });
}

/** Where several charts come to one name, that is not read as it is run: each is a release of its own. */
function byChart(found: readonly Found[]): readonly Found[] {
  return [...groupBy(found, ({ release }) => release.id).values()].flatMap(same => {
    const charts = new Set(same.map(({ release }) => release.chart.name));
    if (charts.size === 1) return same;
    return same.map(one => ({
      ...one,
      release: { ...one.release, id: variantId(one.release.id, one.release.chart.name) },
    }));
  });
}

function merged(first: Release, last: Release): Release {
  const same = written(first) === written(last);
  if (same) return last;
  const why = `the same file installs it in line ${first.declared.line} too, with other values or another version: which one counts is not known here`;
  const problem: Problem = { what: `release ${last.releaseName}`, why, ...last.declared, blocking: true };
  return { ...last, valuesUnknown: true, problems: [...last.problems, problem] };
}

function versionOf(chart: Release['chart']): string | null {
  return chart.kind === 'published' ? chart.version : chart.path;
}

function written({ chart, values, versions }: Release): string {
  return JSON.stringify([
    versionOf(chart),
    versions,
    values.map(layer => (layer.kind === 'document' ? layer.text : [layer.flag, layer.key, layer.value])),
  ]);
}
