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
import { type NixCharts, nixCharts } from '../nix/charts.js';
import { isBazel } from '../scripts/bazel.js';
import { addOnsIn } from './addons.js';
import type { CodeFile } from './blocks.js';
import { calledCharts } from './called-charts.js';
import { inComments } from './comments.js';
import { chartConstants, constantIn } from './constants.js';
import {
  callingOf,
  type Decided,
  decide,
  decideInCue,
  openWord,
  placeOf,
  type Said,
  type Source,
  valuesOf,
} from './decided.js';
import type { Expression } from './expressions.js';
import { CODE_ALONE, evidenceFiles, NEEDS_REPOSITORY } from './files.js';
import { guardedOut } from './guards.js';
import { handedTo } from './handed.js';
import { noteWhy, whySwitchedOff } from './item-switches.js';
import { literalIn, withoutInner } from './literals.js';
import { type LoopedChart, loopedCharts } from './loops.js';
import { leaveMore } from './names.js';
import { sailObjectsIn } from './objects.js';
import { installsHanded, quietPrograms } from './quiet.js';
import {
  handedRepository,
  itemRepository,
  onlyRepository,
  repositoryIn,
  spreadRepository,
} from './repositories.js';
import { scopeOf } from './scope.js';
import { around, type Span, task } from './spans.js';
import { spreadFields } from './spreads.js';
import { switchedOffAt } from './switches.js';
import { withoutComments } from './text.js';

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
  const all = found.filter(({ chart }) => isChartName(chart.name) && isOwnChart(context, chart));
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

const CHART =
  /(?<!\btype )(?:(?:\b[cC]hart(?:_?[rR]ef|_?[nN]ame)?|"chart"|\b[nN]ame)\b["']?\s*(?::=|[:=])|\.chart\((?=["'`][^"'`]*["'`]\))|\b(?:LocateChart|WithChart)\()\s*(?:pulumi\.String\(|jsii\.String\()?["'`]([\w./:-]+)["'`]/g;
const CHART_IN_YAML = /^[ \t-]*chart_ref:[ \t]*["']?((?:[\w./:-]|\{\{[^{}\n]{1,80}\}\})+)["']?[ \t]*$/gm;
/** Helm's library for Go, and that of its tests of clusters: https://pkg.go.dev/sigs.k8s.io/e2e-framework/third_party/helm */
const LIBRARY = /\b(?:LocateChart|WithChart)\(/;
/** Longer than the name of a call. */
const MAX_CALL = 16;
/** A task that takes the release away. */
const REMOVED = /^[ \t]*(?:release_)?state:[ \t]*["']?(?:absent|uninstalled)\b/m;
const VERSION =
  /(?:\b(?:[vV]ersion|chart_?[vV]ersion|targetRevision)["']?\s*(?::=|[:=])|\.version\(|\bWithVersion\()\s*(?:pulumi\.String\(|jsii\.String\()?(["'`]?)([^\s,;)"'`}]+(?: \}\})?|\{\{.*?\}\})\1/;
/** `{ chart: "istiod", version }` of JavaScript: a constant under the name of the key. */
const SHORTHAND = /(?<![\w.$"'`])()(version|chartVersion)(?=\s*[,}])/;
/** `helmFlags: ["--version", props.version]` */
const FLAG = /["'`]--version["'`]\s{0,99},\s{0,99}(["'`]?)([^\s,;)"'`}\]]{1,200})\1/;
/** `.version(…)` of a builder, whatever is called `version` before that. */
const OF_BUILDER = /\.version\(\s{0,99}(["']?)([^\s,;)"'}]{1,200})\1/;
const BUILDS = /\.(?:java|kt)$/;
const JAVASCRIPT = /\.[mc]?[jt]s$/;
/** A chart that a file names, and where that decides something. */
interface Named {
  readonly name: string;
  /** Where its version and repository stand around. */
  readonly index: number;
  /** Where it is named. */
  readonly declared: number;
  readonly isConstant?: true;
  /** The field of an object that it is. */
  readonly said?: Position;
  /** The list and the loop that it is of. */
  readonly loop?: LoopedChart;
}

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
  append(found, nix ? ofNix(nix, tool) : []);
  // What a file names that never speaks of Istio is none of its charts.
  const others = called.filter(({ source: home }) => (home?.path ?? path) !== path);
  for (const named of namesIstio(written) ? namesIn(source, called) : others.map(ofLoopedChart)) {
    if (nix?.isRead(named.index)) continue;
    if (!isChartName(readChartReference(named.name).name)) continue;
    const span = tool === 'Ansible' ? task(text, named.index) : around(text, named.index);
    if (tool === 'Ansible' && REMOVED.test(span.text)) continue;
    const own = tool === 'Ansible' ? span.text : around(text, named.index, 1).text;
    const repository =
      // What the items before it say in a list is of their own charts.
      repositoryIn(path, own, scope, named.loop) ??
      repositoryIn(path, span.text, scope, named.loop) ??
      (await itemRepository(source, named.loop, span.text)) ??
      (await handedRepository(source, span)) ??
      (await spreadRepository(source, around(text, named.index, 1), named.loop)) ??
      (named.isConstant || named.loop ? onlyRepository(scope) : undefined);
    const reference = readChartReference(named.name, repository);
    const chart = isBesideIstiod(reference, text, span.text)
      ? { ...reference, repository: ISTIO_REPOSITORY }
      : reference;
    const version = chart.unpacked ? undefined : await versionOf(source, named, span);
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
    const decided = inCue ?? (version && (await decide(source, version, named.loop)));
    const given = { version: chart.version, at: declared, ...decided };
    const reached = await whereReached(source, home, named.declared, given);
    const off = inCue?.offBy === undefined ? await offAt(source, named.index) : { offBy: inCue.offBy };
    const handedOn = home.path === path ? {} : { isHandedOn: true as const };
    found.push({ tool, chart, declared, said: named.said, ...off, ...handedOn, ...(reached.left ?? given) });
    if (tool === 'Ansible') continue;
    const item = named.loop?.item.text ?? own;
    noteWhy(context, chart.name, declared, reached.why ?? (await whySwitchedOff(callingOf(source), item)));
  }
  if (JAVASCRIPT.test(path)) append(found, await ofAddOns(source));
  if (PROGRAM.test(path)) append(found, await ofSail(source));
  return found;
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

/** Of sets of Nix; a name that only Istio's chart has needs no repository that is known. */
function ofNix({ charts }: NixCharts, tool: string): readonly CodeEvidence[] {
  return charts.flatMap(({ name, repository, version, at, declared }) => {
    const chart = readChartReference(name, repository);
    const isKnown = chart.repository !== undefined || isDistinctive(name);
    const own = /^v?(\d+\.\d+\.\d+.*)$/.exec(version ?? '')?.[1];
    return isKnown && isChartName(chart.name)
      ? [{ tool, chart, version: own ?? openWord('version'), at, declared }]
      : [];
  });
}

const PROGRAM = /\.(?:[mc]?[jt]sx?|py|go)$/;
const OF_OPERATOR = 'none is given: the operator’s own default counts';

/** Of the Sail operator, which knows the repository. */
async function ofSail(source: Source): Promise<readonly CodeEvidence[]> {
  const { path, tool, text } = source;
  const found: CodeEvidence[] = [];
  for (const { chart: name, kind, index, version, isOpen } of sailObjectsIn(text)) {
    const declared = placeOf(path, text, index);
    const chart = readChartReference(name, ISTIO_REPOSITORY);
    const literal = version && literalIn(version.text);
    const said = version && {
      word: literal ?? version.text,
      isQuoted: literal !== undefined,
      start: version.start,
      index: version.start,
    };
    const look = isOpen ? `what is asked of its ${kind} is put together elsewhere` : OF_OPERATOR;
    const decided = said && (await decide(source, said, undefined));
    const off = await offAt(source, index);
    found.push({ tool, chart, declared, ...off, ...(decided ?? { version: undefined, at: declared, look }) });
  }
  return found;
}

async function offAt(
  { context, path, tool, text }: Source,
  index: number,
): Promise<Pick<CodeEvidence, 'offBy'>> {
  const off = PROGRAM.test(path) ? await switchedOffAt(context, { path, text }, index, tool) : undefined;
  return off ? { offBy: off.key } : {};
}

const OF_LIBRARY = 'none is given, so that the version of eks-blueprints says which one is taken';

/** Of EKS Blueprints, which know the repository. */
async function ofAddOns(source: Source): Promise<readonly CodeEvidence[]> {
  const { path, tool, text, scope } = source;
  const found: CodeEvidence[] = [];
  for (const { chart: name, index, version, settings } of addOnsIn(text)) {
    const declared = placeOf(path, text, index);
    const chart = readChartReference(name, ISTIO_REPOSITORY);
    const literal = version && literalIn(version.text);
    const decided =
      version &&
      (await decide(
        source,
        {
          word: literal ?? version.text,
          isQuoted: literal !== undefined,
          start: version.start,
          index: version.start,
        },
        undefined,
      ));
    const other = settings === undefined ? undefined : constantIn(scope, `${settings}.version`);
    const open = settings
      ? { version: openWord(`${settings}.version`), at: declared }
      : { version: undefined, at: declared, look: OF_LIBRARY };
    found.push({ tool, chart, declared, ...(await offAt(source, index)), ...(decided ?? other ?? open) });
  }
  return found;
}

/** By its name in a text, by a constant, and in lists that a loop goes through; those are no more than that. */
function namesIn(
  { context, path, tool, text, scope }: Source,
  called: readonly LoopedChart[],
): readonly Named[] {
  const literals = [...text.matchAll(tool === 'Ansible' ? CHART_IN_YAML : CHART)].map(match => ({
    name: match[1] ?? '',
    index: match.index,
    declared: match.index,
  }));
  if (tool === 'Ansible') return literals;
  // What a test names is what it looks at, but for what it has Helm's own library install.
  const counts = ({ index }: { readonly index: number }): boolean =>
    tool !== CODE_ALONE || !isTestName(path) || LIBRARY.test(text.slice(index, index + MAX_CALL));
  const charts = literals.filter(({ index }) => !isNameBesideChart(text, index));
  const looped = [...loopedCharts(path, scope), ...called].map(ofLoopedChart);
  const isInList = (index: number): boolean =>
    looped.some(
      ({ loop: { item, source } }) =>
        (source?.path ?? path) === path && index >= item.start && index < item.start + item.text.length,
    );
  // `install("istiod", { chart: "istiod" })`, whose function spreads what it is handed.
  const isHanded = (index: number): boolean =>
    called.some(
      ({ item, source, isSpread }) =>
        isSpread &&
        (source?.path ?? path) === path &&
        index < item.start &&
        FIELD_BEFORE.test(text.slice(index, item.start)),
    );
  const inLoops = new Set(looped.map(({ index }) => index));
  const more = (): void => leaveMore(context, { path, text }, 'names that stand for charts');
  const byConstant = tool === CODE_ALONE ? [] : chartConstants(text, scope, more);
  const constants = byConstant.flatMap(({ index, name, said }): readonly Named[] =>
    inLoops.has(index) ? [] : [{ name, index, declared: index, isConstant: true, ...(said ? { said } : {}) }],
  );
  return [
    ...charts.filter(({ index }) => !isInList(index) && !isHanded(index)),
    ...looped,
    ...constants,
  ].filter(counts);
}

function ofLoopedChart(loop: LoopedChart): Named & { readonly loop: LoopedChart } {
  return { name: loop.name, index: loop.index, declared: loop.item.start, loop };
}

const FIELD_BEFORE = /^["']?[cC]hart["']?\s{0,9}[:=]\s{0,20}$/;

/** `{ name: "istiod", chart: "istiod" }`: what a release is called, where it says which chart it is of. */
function isNameBesideChart(text: string, index: number): boolean {
  if (!/^name\b/i.test(text.slice(index, index + 5))) return false;
  const own = around(text, index, 1);
  return SAYS_CHART.test(withoutInner(own.text));
}

const SAYS_CHART = /\bchart(?:_?(?:ref|name))?["']?\s*[:=]\s*(?:\w{1,40}\.String\()?["'`][\w./:-]/i;

/** Beside the chart's name, else what the object there takes from others that are spread into it. */
async function versionOf(
  source: Source,
  { index, loop }: Pick<Named, 'index' | 'loop'>,
  span: Span,
): Promise<Said | undefined> {
  const { path, tool, text } = source;
  const beside = versionBeside(source, index, span);
  if (tool === 'Ansible' || tool === CODE_ALONE) return beside;
  const fields = spreadFields(path, around(text, index, 1), 'version');
  const expression = await fieldSaid(source, beside, fields, loop);
  if (!expression) return beside;
  const { name = '', start } = expression;
  return { word: name, isQuoted: false, start, index: start, expression };
}

/** The field that counts of several objects; what one call hands over behind what stands there outweighs that. */
async function fieldSaid(
  source: Source,
  beside: Said | undefined,
  fields: readonly Expression[],
  loop: LoopedChart | undefined,
): Promise<Expression | undefined> {
  for (const field of fields) {
    const own = loop?.itemOf(field.name ?? '');
    if (own === 'absent' || (beside && (own === undefined || field.start < beside.start))) continue;
    const values = own ? undefined : await valuesOf(source, field);
    if (values?.every(({ isAbsent }) => isAbsent) !== true) return field;
  }
  return undefined;
}

/** In the brackets around a chart's name, else in those around them, where no other chart says it of itself. */
function versionBeside({ path, tool, text }: Source, index: number, span: Span): Said | undefined {
  if (tool === 'Ansible') return saidIn(path, span);
  const own = around(text, index, 1);
  const outer = withoutInner(span.text.slice(0, Math.max(0, own.start - span.start)), namesChart);
  const rest = span.text.slice(outer.length);
  return (
    saidIn(path, { ...own, text: withoutInner(own.text) }) ??
    saidIn(path, own) ??
    saidIn(path, { ...span, text: outer + rest })
  );
}

function namesChart(group: string): boolean {
  return [...group.matchAll(CHART)].some(([, name = '']) => isChartName(readChartReference(name).name));
}

function saidIn(path: string, { text, start }: Span): Said | undefined {
  const found =
    (BUILDS.test(path) ? OF_BUILDER.exec(text) : null) ??
    VERSION.exec(text) ??
    (JAVASCRIPT.test(path) ? SHORTHAND.exec(text) : null) ??
    FLAG.exec(text);
  if (!found) return undefined;
  const [whole, quote = '', word = ''] = found;
  const place = start + found.index + whole.lastIndexOf(word);
  return { word, isQuoted: quote !== '', start: place, index: start + found.index };
}

/** `base` of a repository that code puts together is Istio's where the file installs istiod, and says so of this one too. */
function isBesideIstiod({ name, repository }: NamedChart, file: string, span: string): boolean {
  return repository === undefined && !isDistinctive(name) && ISTIOD.test(file) && /istio/i.test(span);
}

const ISTIOD = /\b[cC]hart(?:_?[nN]ame)?["']?\s*[:=]\s*["'`]istiod["'`]/;
