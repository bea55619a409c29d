/**
 * Charts of Istio in code and other languages: Pulumi, the AWS CDK, CUE, Nix, tasks of Ansible, and comments for Renovate. Chart,
 * version and line are taken off the text around the chart's name; values are not read, and that is said.
 */

import { append } from '../../append.js';
import type { Position, Release } from '../../model.js';
import { isTestName } from '../../tree/candidates.js';
import { ISTIO_REPOSITORY, isOwnChart, type NamedChart, readChartReference } from '../chart-reference.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { isChartName, isDistinctive } from '../istio/charts.js';
import { nixCharts } from '../nix/charts.js';
import { isBazel } from '../scripts/bazel.js';
import type { CodeFile } from './blocks.js';
import { madeIn, ofNix } from './by-kind.js';
import { calledCharts } from './called-charts.js';
import { inComments } from './comments.js';
import { callingOf, type Decided, decide, decideInCue, placeOf, type Source } from './decided.js';
import { CODE_ALONE, evidenceFiles, NEEDS_REPOSITORY } from './files.js';
import { guardedOut } from './guards.js';
import { handedTo } from './handed.js';
import { noteWhy, whySwitchedOff } from './item-switches.js';
import { withConstant } from './joined-names.js';
import type { LoopedChart } from './loops.js';
import { LIBRARY, type Named, namesIn, ofLoopedChart } from './names.js';
import { installsHanded, quietPrograms } from './quiet.js';
import {
  handedRepository,
  itemRepository,
  onlyRepository,
  repositoryIn,
  spreadRepository,
} from './repositories.js';
import { callPlaces, repositoryAtCalls, versionAtCalls } from './said-at-calls.js';
import { scopeOf } from './scope.js';
import { around, task } from './spans.js';
import { offAt } from './switches.js';
import { withoutComments } from './text.js';
import { versionOf } from './versions-beside.js';

export interface CodeEvidence {
  readonly tool: string;
  readonly chart: NamedChart;
  readonly version: string | undefined;
  /** One for each environment, where they differ. */
  readonly versions?: Release['versions'] | undefined;
  readonly at: Position;
  readonly declared: Position;
  /** Where to look for a version that is not given. */
  readonly look?: string | undefined;
  /** Where its name is said, where another place installs it. */
  readonly said?: Position | undefined;
  /** A setting that has it installed, which nothing in the tree switches on. */
  readonly offBy?: string | undefined;
  /** Another file than the one that names it installs it. */
  readonly isHandedOn?: true;
}

/** Of the code below Pulumi and CDK projects, and of candidates in CUE, YAML and scripts. */
export async function codeEvidence(context: DetectContext): Promise<readonly CodeEvidence[]> {
  const found: CodeEvidence[] = [];
  const quiet = new Set((await quietPrograms(context)).map(({ path }) => path));
  for (const [path, tool] of await evidenceFiles(context)) {
    const text = await context.text(path);
    if (
      text === undefined ||
      !(namesIstio(text) || quiet.has(path) || (isOfProject(tool) && installsHanded({ path, text })))
    )
      continue;
    // Its calls are read with scripts, wherever their names come from.
    if (isBazel(path) && text.includes('import_repository')) continue;
    if (tool === CODE_ALONE && isTestName(path) && !LIBRARY.test(text)) continue;
    append(found, tool === 'Renovate' ? inComments(path, text) : await inCode(context, path, tool, text));
  }
  // In code the names of former charts are those of anything: a namespace, a folder.
  const all = found.filter(
    ({ chart }) => (isChartName(chart.name) || chart.unpacked) && isOwnChart(context, chart),
  );
  // Settings that name a chart beside its version install it where the program takes both from them.
  const taken = new Set(all.flatMap(({ chart, at, said }) => (said ? [placesKey(chart, at, said)] : [])));
  const installed = installedElsewhere(all);
  const own = all.filter(
    one => !taken.has(placesKey(one.chart, one.at, one.declared)) && !installed.has(one),
  );
  // A component called after its chart names it twice.
  return [
    ...new Map(
      own.map(one => [`${one.chart.name} ${one.declared.file} ${one.at.file}:${one.at.line}`, one]),
    ).values(),
  ];
}

function isOfProject(tool: string): boolean {
  return tool !== CODE_ALONE && tool !== 'Renovate';
}

/** What a file names beside what else it says of it, where it hands that to another one which installs it. */
function installedElsewhere(all: readonly CodeEvidence[]): ReadonlySet<CodeEvidence> {
  const key = ({ chart, declared }: CodeEvidence): string =>
    JSON.stringify([chart.name, declared.file, declared.line]);
  const isKnown = ({ version, versions }: CodeEvidence): boolean => (version ?? versions) !== undefined;
  const known = new Set(all.filter(one => one.isHandedOn && isKnown(one)).map(key));
  return new Set(all.filter(one => !one.isHandedOn && known.has(key(one))));
}

function placesKey({ name }: NamedChart, at: Position, said: Position): string {
  return `${name} ${at.file}:${at.line} ${said.file}:${said.line}`;
}

/** A task that takes the release away. */
const REMOVED = /^[ \t]*(?:release_)?state:[ \t]*["']?(?:absent|uninstalled)\b/m;
async function inCode(
  context: DetectContext,
  path: string,
  tool: string,
  written: string,
): Promise<readonly CodeEvidence[]> {
  const found: CodeEvidence[] = [];
  const text = withoutComments(path, written);
  const scope = await scopeOf(context, path, text);
  const source: Source = { context, path, tool, text, scope };
  const called = tool === 'Ansible' ? [] : await calledCharts(callingOf(source), { path, text });
  const nix = path.endsWith('.nix') ? await nixCharts(context, { path, text }) : undefined;
  append(found, nix ? ofNix(context, nix, tool) : []);
  // What a file names that never speaks of Istio is none of its charts.
  const others = called.filter(({ source: home }) => (home?.path ?? path) !== path);
  // Helm's library is handed istiod or ztunnel there: what else it is handed is of the same mesh.
  const located = new Set(
    called.flatMap(({ name, index }) =>
      /^LocateChart\(/.test(text.slice(index, index + 20)) && isDistinctive(readChartReference(name).name)
        ? [index]
        : [],
    ),
  );
  for (const named of namesIstio(written)
    ? await namesIn(source, called)
    : others.map(one => ofOther(source, one))) {
    if (nix?.isRead(named.index)) continue;
    if (!isChartName(readChartReference(named.name).name)) continue;
    const span = tool === 'Ansible' ? task(text, named.index) : around(text, named.index);
    if (tool === 'Ansible' && REMOVED.test(span.text)) continue;
    const own = tool === 'Ansible' ? span.text : around(text, named.index, 1).text;
    const places = await callPlaces(source, named);
    const repository =
      // What the items before it say in a list is of their own charts.
      repositoryIn(path, own, scope, named.loop) ??
      repositoryIn(path, span.text, scope, named.loop) ??
      (await itemRepository(source, named.loop, span.text)) ??
      (await handedRepository(source, span)) ??
      (await spreadRepository(source, around(text, named.index, 1), named.loop)) ??
      (await repositoryAtCalls(places)) ??
      (named.isConstant || named.loop ? onlyRepository(scope) : undefined);
    const reference = readChartReference(named.name, repository);
    const isLocated =
      located.has(named.index) && named.loop !== undefined && reference.repository === undefined;
    const chart =
      isLocated || isBesideIstiod(reference, text, span.text)
        ? { ...reference, repository: ISTIO_REPOSITORY }
        : reference;
    const beside = chart.unpacked ? undefined : await versionOf(source, named, span);
    const atCall = chart.unpacked || beside ? undefined : await versionAtCalls(places);
    const version = beside ?? atCall?.said;
    // A name that only Istio's chart has, with a version, is one in languages that declare things.
    const isSure =
      /^istio\//.test(named.name) ||
      (tool !== CODE_ALONE &&
        (version !== undefined || chart.unpacked === true) &&
        isDistinctive(named.name));
    if (NEEDS_REPOSITORY.has(tool) && chart.repository === undefined && !isSure) continue;
    const home = named.loop?.source ?? source;
    const declared = placeOf(home.path, home.text, named.declared);
    const inCue = version && (await decideInCue(source, version, named.index));
    const [saying, loop] = atCall ? [atCall.place.source, atCall.place.loop] : [source, named.loop];
    const decided = inCue ?? (version && (await decide(saying, version, loop)));
    const given = { version: chart.version, at: declared, ...decided };
    const reached = await whereReached(source, home, named.declared, given);
    const off = inCue?.offBy === undefined ? await offAt(source, named.index) : { offBy: inCue.offBy };
    const handedOn = home.path === path ? {} : { isHandedOn: true as const };
    found.push({ tool, chart, declared, said: named.said, ...off, ...handedOn, ...(reached.left ?? given) });
    if (tool === 'Ansible') continue;
    const item = named.loop?.item.text ?? own;
    noteWhy(context, chart.name, declared, reached.why ?? (await whySwitchedOff(callingOf(source), item)));
  }
  append(found, await madeIn(source));
  return found;
}

function ofOther({ scope }: Source, chart: LoopedChart): Named {
  const named = ofLoopedChart(chart);
  return { ...named, name: withConstant(scope, named.name) };
}

/** What is left of the versions where some environments never come to a place; why nothing is, where none does. */
async function whereReached(
  source: Source,
  { path, text }: CodeFile,
  place: number,
  decided: Decided,
): Promise<Reached> {
  const { versions } = decided;
  const names = versions?.map(({ environment }) => environment) ?? [''];
  const out = await guardedOut(source.context, { path, text }, place, names, (file, expression) =>
    handedTo(
      { ...callingOf(source), isCondition: true, constant: async () => undefined },
      file,
      expression,
      expression.start,
    ),
  );
  if (out.size === 0) return { left: decided };
  const left = versions?.filter(({ environment }) => !out.has(environment)) ?? [];
  const [first] = left;
  const [condition = ''] = out.values();
  return first
    ? { left: { ...decided, at: first.at, versions: left } }
    : { why: `the code comes there only where \`${condition}\`, which nothing in this repository asks for` };
}

interface Reached {
  readonly left?: Decided;
  readonly why?: string;
}

/** `base` of a repository that code puts together is Istio's where the file installs istiod, and says so of this one too. */
function isBesideIstiod({ name, repository }: NamedChart, file: string, span: string): boolean {
  return repository === undefined && !isDistinctive(name) && ISTIOD.test(file) && /istio/i.test(span);
}

const ISTIOD = /\b[cC]hart(?:_?[nN]ame)?["']?\s*[:=]\s*["'`]istiod["'`]/;
