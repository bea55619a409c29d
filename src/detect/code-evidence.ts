/**
 * Charts of Istio in code and other languages: Pulumi, the AWS CDK, CUE, Nix, tasks of Ansible, and comments for Renovate. Chart,
 * version and line are taken off the text around the chart's name; values are not read, and that is said.
 */

import { append } from '../append.js';
import { oncePer } from '../memo.js';
import type { Position, Release } from '../model.js';
import { ISTIO_REPOSITORY, isOwnChart, type NamedChart, readChartReference } from './chart-reference.js';
import { addOnsIn } from './code-addons.js';
import type { CodeFile } from './code-blocks.js';
import { calledCharts } from './code-called-charts.js';
import type { Calling } from './code-calls.js';
import { chosenAt } from './code-choices.js';
import { dotted, type Expression, expressionAt, settingOf } from './code-expressions.js';
import { CODE_ALONE, codeBelow, codeIn, codeRoots, evidenceFiles, NEEDS_REPOSITORY } from './code-files.js';
import { codeTexts, type Handed, handedTo } from './code-handed.js';
import { literalIn, withoutInner } from './code-literals.js';
import { type LoopedChart, loopedCharts } from './code-loops.js';
import {
  type Constant,
  chartConstants,
  constantIn,
  constantRepository,
  lineAt,
  onlyRepository,
  ownOf,
  type Scope,
  scopeOf,
  withoutComments,
} from './code-scope.js';
import { namesIstio } from './declaring-text.js';
import type { DetectContext } from './detector.js';
import { isChartName, isDistinctive } from './istio-charts.js';
import { settingOfStacks } from './pulumi-settings.js';
import { baseName, folderOf, inFolder, isWithin } from './tree-path.js';
import { isIstioVersionName, listedVersion, versionsIn } from './version-index.js';

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
}

/** Lines around the name of a chart in which its version and repository are looked for. */
const MAX_SPAN = 200;

/** Of the code below Pulumi and CDK projects, and of candidates in CUE, YAML and scripts. */
export async function codeEvidence(context: DetectContext): Promise<readonly CodeEvidence[]> {
  const found: CodeEvidence[] = [];
  for (const [path, tool] of await evidenceFiles(context)) {
    const text = await context.text(path);
    if (text === undefined || !namesIstio(text)) continue;
    append(found, tool === 'Renovate' ? inComments(path, text) : await inCode(context, path, tool, text));
  }
  // In code the names of former charts are those of anything: a namespace, a folder.
  const own = found.filter(({ chart }) => isChartName(chart.name) && isOwnChart(context, chart));
  // A component called after its chart names it twice.
  return [
    ...new Map(
      own.map(one => [`${one.chart.name} ${one.declared.file} ${one.at.file}:${one.at.line}`, one]),
    ).values(),
  ];
}

const CHART =
  /(?<!\btype )(?:(?:\b[cC]hart(?:_?[rR]ef|_?[nN]ame)?|"chart"|\b[nN]ame)\b["']?\s*(?::=|[:=])|\.chart\((?=["'`][^"'`]*["'`]\)))\s*(?:pulumi\.String\(|jsii\.String\()?["'`]([\w./:-]+)["'`]/g;
const CHART_IN_YAML = /^[ \t-]*chart_ref:[ \t]*["']?((?:[\w./:-]|\{\{[^{}\n]{1,80}\}\})+)["']?[ \t]*$/gm;
/** A task that takes the release away. */
const REMOVED = /^[ \t]*(?:release_)?state:[ \t]*["']?(?:absent|uninstalled)\b/m;
const VERSION =
  /(?:\b(?:[vV]ersion|chart_?[vV]ersion|targetRevision)["']?\s*(?::=|[:=])|\.version\()\s*(?:pulumi\.String\(|jsii\.String\()?(["'`]?)([^\s,;)"'`}]+(?: \}\})?|\{\{.*?\}\})\1/;
/** `{ chart: "istiod", version }` of JavaScript: a constant under the name of the key. */
const SHORTHAND = /(?<![\w.$"'`])()(version|chartVersion)(?=\s*[,}])/;
/** `helmFlags: ["--version", props.version]` */
const FLAG = /["'`]--version["'`]\s{0,99},\s{0,99}(["'`]?)([^\s,;)"'`}\]]{1,200})\1/;
const JAVASCRIPT = /\.[mc]?[jt]s$/;
const REPOSITORY =
  /\b(?:[rR]epo(?:sitory)?(?:_?[uU][rR][lL])?|chart_repo_url|url)["']?\s*(?::=|[:=]|\()\s*(?:pulumi\.String\(|jsii\.String\()?["'`]((?:https|oci):\/\/[^"'`\s]+)["'`]?/;

/** A chart that a file names, and where that decides something. */
interface Named {
  readonly name: string;
  /** Where its version and repository stand around. */
  readonly index: number;
  /** Where it is named. */
  readonly declared: number;
  readonly isConstant?: true;
  /** The list and the loop that it is of. */
  readonly loop?: LoopedChart;
}

/** The file, and what is seen from it. */
interface Source {
  readonly context: DetectContext;
  readonly path: string;
  readonly tool: string;
  readonly text: string;
  readonly scope: Scope;
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
  for (const named of namesIn(source, called)) {
    if (!isChartName(readChartReference(named.name).name)) continue;
    const span = tool === 'Ansible' ? task(text, named.index) : around(text, named.index);
    if (tool === 'Ansible' && REMOVED.test(span.text)) continue;
    const repository =
      REPOSITORY.exec(span.text)?.[1] ??
      ofItem(named, span) ??
      constantRepository(path, span.text, scope) ??
      (named.isConstant || named.loop ? onlyRepository(scope) : undefined);
    const reference = readChartReference(named.name, repository);
    const chart = isBesideIstiod(reference, text, span.text)
      ? { ...reference, repository: ISTIO_REPOSITORY }
      : reference;
    const version = chart.unpacked ? undefined : versionBeside(source, named.index, span);
    // A name that only Istio's chart has, with a version, is one in languages that declare things.
    const isSure =
      /^istio\//.test(named.name) ||
      (tool !== CODE_ALONE &&
        (version !== undefined || chart.unpacked === true) &&
        isDistinctive(named.name));
    if (NEEDS_REPOSITORY.has(tool) && chart.repository === undefined && !isSure) continue;
    const home = named.loop?.source ?? source;
    const declared = placeOf(home.path, home.text, named.declared);
    const decided = version && (await decide(source, version, named.loop));
    found.push({ tool, chart, declared, ...(decided ?? { version: chart.version, at: declared }) });
  }
  if (JAVASCRIPT.test(path)) append(found, await ofAddOns(source));
  return found;
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
    found.push({ tool, chart, declared, ...(decided ?? other ?? open) });
  }
  return found;
}

/** By its name in a text, by a constant, and in lists that a loop goes through; those are no more than that. */
function namesIn({ path, tool, text, scope }: Source, called: readonly LoopedChart[]): readonly Named[] {
  const literals = [...text.matchAll(tool === 'Ansible' ? CHART_IN_YAML : CHART)].map(match => ({
    name: match[1] ?? '',
    index: match.index,
    declared: match.index,
  }));
  if (tool === 'Ansible') return literals;
  const charts = literals.filter(({ index }) => !isNameBesideChart(text, index));
  const looped = [...loopedCharts(path, scope), ...called].map(loop => ({
    name: loop.name,
    index: loop.index,
    declared: loop.item.start,
    loop,
  }));
  const isInList = (index: number): boolean =>
    looped.some(
      ({ loop: { item, source } }) =>
        (source?.path ?? path) === path && index >= item.start && index < item.start + item.text.length,
    );
  const inLoops = new Set(looped.map(({ index }) => index));
  const byConstant = tool === CODE_ALONE ? [] : chartConstants(text, scope);
  const constants = byConstant.flatMap(([index, name]): readonly Named[] =>
    inLoops.has(index) ? [] : [{ name, index, declared: index, isConstant: true }],
  );
  return [...charts.filter(({ index }) => !isInList(index)), ...looped, ...constants];
}

/** `{ name: "istiod", chart: "istiod" }`: what a release is called, where it says which chart it is of. */
function isNameBesideChart(text: string, index: number): boolean {
  if (!/^name\b/i.test(text.slice(index, index + 5))) return false;
  const own = around(text, index, 1);
  return SAYS_CHART.test(withoutInner(own.text));
}

const SAYS_CHART = /\bchart(?:_?(?:ref|name))?["']?\s*[:=]\s*(?:\w{1,40}\.String\()?["'`][\w./:-]/i;

/** `repositoryOpts: { repo: c.repo }`, of the item of a list. */
function ofItem({ loop }: Named, span: Span): string | undefined {
  const words = loop && (ITEM_REPOSITORY.exec(span.text) ?? REPOSITORY_ALONE.exec(span.text))?.[1];
  const value = words === undefined ? undefined : loop?.itemOf(words);
  const address = typeof value === 'object' ? literalIn(value.text) : undefined;
  return address !== undefined && /^(?:https|oci):\/\//.test(address) ? address : undefined;
}

/** `{ repo }` of JavaScript. */
const REPOSITORY_ALONE = /[{,]\s{0,99}(repo(?:sitory)?(?:Url|URL)?)(?=\s{0,99}[,}])/;
const ITEM_REPOSITORY =
  /\b[rR]epo(?:sitory)?(?:_?[uU][rR][lL])?["']?\s*[:=]\s*(?:\w{1,60}\.String\()?(\w{1,60}(?:\.\w{1,60}|\[["']?\w{1,60}["']?\])?)/;

/** What stands for a version in a text. */
interface Said {
  /** As it is written. */
  readonly word: string;
  readonly isQuoted: boolean;
  /** Where that begins, and where the line does that says it. */
  readonly start: number;
  readonly index: number;
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
    VERSION.exec(text) ?? (JAVASCRIPT.test(path) ? SHORTHAND.exec(text) : null) ?? FLAG.exec(text);
  if (!found) return undefined;
  const [whole, quote = '', word = ''] = found;
  const place = start + found.index + whole.lastIndexOf(word);
  return { word, isQuoted: quote !== '', start: place, index: start + found.index };
}

type Decided = Pick<CodeEvidence, 'version' | 'versions' | 'at'>;

/** What the tree makes of the words for a version; as they are written, where that is nothing. */
async function decide(source: Source, said: Said, loop: LoopedChart | undefined): Promise<Decided> {
  const { context, path, tool, text, scope } = source;
  const own = { file: path, line: lineAt(text, said.index) };
  if (said.isQuoted) return { version: said.word, at: own };
  const expression = expressionAt(text, said.start);
  const chosen = chosenAt(scope, { path, text }, said.start, words => nameIn(loop, words));
  if (chosen) return chosen;
  const item = expression && (await ofLoop(source, expression, loop));
  if (item) return item;
  const handed = expression && (await handedIn(source, expression));
  if (handed) return handed;
  const word = expression?.name !== undefined && expression.words.includes('[') ? expression.name : said.word;
  const isWord = !/^v?\d/.test(word);
  if (!isWord) return { version: (await constantOf(context, scope, word, tool))?.version ?? word, at: own };
  const fallback = await otherwiseOf(source, expression);
  const known = (await constantOf(context, scope, word, tool)) ?? fallback;
  const setting = tool === 'Pulumi' ? settingIn(scope, expression, word) : undefined;
  const configured = setting && (await inStacks(source, setting, known ?? fallback));
  if (configured) return configured;
  const object = tool === 'Pulumi' && !known ? objectSettingIn(scope, expression?.name ?? word) : undefined;
  const ofObject = object && (await inStacks(source, object, undefined, object.path));
  if (ofObject) return ofObject;
  const given = !known || known.isDefault ? await listedVersion(context) : undefined;
  const over = known ? undefined : await handedOver(context, path, tool, word);
  const decided = given ?? known ?? over;
  const key = setting?.key?.replace(/^.*:/, '');
  return { version: decided?.version ?? openWord(key ?? word), at: decided?.at ?? own };
}

/** The text that words of a loop are. */
function nameIn(loop: LoopedChart | undefined, words: string): string | undefined {
  const value = loop?.itemOf(words);
  return typeof value === 'object' ? literalIn(value.text) : undefined;
}

/** What a function or a class is handed for a version, where it is a parameter or a name of its own. */
async function handedIn(source: Source, expression: Expression): Promise<Decided | undefined> {
  const { context, path, tool, text } = source;
  const values = await handedTo(
    {
      ...callingOf(source),
      constant: async (file, other) => constantAt(source, file, other),
    },
    { path, text },
    expression,
    expression.start,
  );
  const [first, ...others] = values ?? [];
  if (first?.isOpen)
    return { version: `{{ ${expression.words} … }}`, at: placeOf(path, text, expression.start) };
  if (!first || !values?.some(({ version }) => version !== undefined)) return undefined;
  if (others.length === 0) {
    const given = first.isDefault ? await listedVersion(context) : undefined;
    return given ?? { version: first.version, at: first.at };
  }
  const versions = values.map(({ environment, version = null, at }) => ({ environment, version, at }));
  return { version: openWord(expression.name ?? tool), at: first.at, versions };
}

function callingOf({ context, path, text }: Source): Calling {
  return { context, files: () => filesAround(context, path, text) };
}

/** What an expression of another file is by constants and by settings. */
async function constantAt(
  { context, tool, path, scope }: Source,
  file: CodeFile,
  expression: Expression,
): Promise<readonly Handed[] | undefined> {
  const own = file.path === path ? scope : await scopeOf(context, file.path, file.text);
  const source: Source = { context, tool, path: file.path, text: file.text, scope: own };
  const { name } = expression;
  const known = name === undefined ? undefined : await constantOf(context, own, name, tool);
  const fallback = await otherwiseOf(source, expression);
  const setting = tool === 'Pulumi' ? settingIn(own, expression, name ?? '') : undefined;
  const configured = setting && (await inStacks(source, setting, known ?? fallback));
  if (configured?.versions)
    return configured.versions.map(({ environment, version, at }) => ({
      environment,
      at,
      version: version ?? undefined,
    }));
  const version = configured?.version;
  const decided =
    configured && version !== undefined && /^\d/.test(version)
      ? { version, at: configured.at }
      : (known ?? fallback);
  return decided && [{ ...decided, environment: '' }];
}

/** The code that may call a file's: that of its project, else the file alone. */
export async function filesAround(
  context: DetectContext,
  path: string,
  text: string,
): Promise<readonly CodeFile[]> {
  const root = projectOf(context, path) ?? folderOf(folderOf(path));
  const known = textsOf(context);
  const found = known.get(root) ?? codeTexts(context, codeAround(context, path));
  known.set(root, found);
  return (await found).some(file => file.path === path) ? found : [{ path, text }];
}

/** Without a project, what stands in folders beside it. */
function codeAround(context: DetectContext, path: string): readonly string[] {
  const root = projectOf(context, path);
  if (root !== undefined && isModule(context, root)) {
    const all = codeIn(context, root).filter(one => one.endsWith('.go'));
    return all.length > MAX_IN_MODULE ? [] : all;
  }
  if (root !== undefined) return codeBelow(context, root);
  const beside = codeIn(context, folderOf(folderOf(path)));
  return beside.length > MAX_BESIDE ? [] : beside;
}

/** A module of Go that is no project of a tool. */
function isModule(context: DetectContext, root: string): boolean {
  return context.tree.has(inFolder(root, 'go.mod')) && !foldersOf(context).roots.includes(root);
}

/** More files than a program in no project of its own has. */
const MAX_BESIDE = 300;
/** Larger modules are products, which install nothing by the way. */
const MAX_IN_MODULE = 2000;

/** Read once for each project. */
const textsOf = oncePer((_: DetectContext) => new Map<string, Promise<readonly CodeFile[]>>());

/** The version of an item of the list; what an item leaves out is what the loop says otherwise. */
async function ofLoop(
  source: Source,
  { words, otherwise }: Expression,
  loop: LoopedChart | undefined,
): Promise<Decided | undefined> {
  const value = loop?.itemOf(words);
  if (value === undefined) return undefined;
  if (value === 'absent') {
    const home = loop?.source ?? source;
    if (!otherwise) return loop && { version: undefined, at: placeOf(home.path, home.text, loop.item.start) };
    const isQuoted = otherwise.literal !== undefined;
    const start = otherwise.start;
    return decide(
      source,
      { word: otherwise.literal ?? otherwise.words, isQuoted, start, index: start },
      loop,
    );
  }
  const written = literalIn(value.text);
  const home = await sourceOf(source, value.source ?? loop?.source);
  const at = placeOf(home.path, home.text, value.start);
  if (written !== undefined) return { version: written, at };
  return decide(
    home,
    { word: value.text, isQuoted: false, start: value.start, index: value.start },
    undefined,
  );
}

/** The source that a file is, and what is seen from it. */
async function sourceOf(source: Source, file: CodeFile | undefined): Promise<Source> {
  if (file === undefined || file.path === source.path) return source;
  const { path, text } = file;
  return { ...source, path, text, scope: await scopeOf(source.context, path, text) };
}

function placeOf(file: string, text: string, index: number): Position {
  return { file, line: lineAt(text, index) };
}

/** `config.get("istioVersion") ?? "1.22.2"`, where it stands for the version itself. */
async function otherwiseOf(
  { context, path, tool, text, scope }: Source,
  expression: Expression | undefined,
): Promise<Constant | undefined> {
  const isAsked = expression?.key !== undefined || OF_ENVIRONMENT.test(expression?.name ?? '');
  const { otherwise } = isAsked ? (expression ?? {}) : {};
  if (!otherwise) return undefined;
  if (otherwise.literal !== undefined)
    return { version: otherwise.literal, at: placeOf(path, text, otherwise.start), isDefault: true };
  const known =
    otherwise.name === undefined ? undefined : await constantOf(context, scope, otherwise.name, tool);
  return known && { ...known, isDefault: true };
}

/** What whoever runs the code may give: `process.env.ISTIO_VERSION`. */
const OF_ENVIRONMENT = /^(?:process|import\.meta|Bun|Deno)\.env\.\w/;

/** The setting that a version is: asked for in its place, or under the name that stands there. */
function settingIn(scope: Scope, expression: Expression | undefined, word: string): Expression | undefined {
  if (expression?.key !== undefined) return expression;
  const name = dotted(word).split('.').at(-1) ?? '';
  for (const { text } of ownOf(scope)) {
    const found = settingOf(text, name);
    if (found) return found;
  }
  return undefined;
}

interface ObjectSetting {
  readonly key: string;
  readonly settings: string;
  /** Keys within what stands there. */
  readonly path: readonly string[];
}

/** More names that stand for parts of one another than people write. */
const MAX_PARTS = 4;
const OBJECT =
  /^((?:[A-Za-z_]\w{0,80}\.){1,3})(?:[gG]et|[rR]equire|[tT]ry)_?(?:[oO]bject)(?:<[^()]{0,200}>)?\(\s{0,9}(?:ctx\s{0,9},\s{0,9})?["'`]([\w:.-]{1,100})["'`]/;

/**
 * `istio.version` of `charts = config.require_object("charts")` and `istio = charts["istio"]`; in Go
 * `cfg.RequireObject("charts", &charts)`.
 */
function objectSettingIn(scope: Scope, name: string): ObjectSetting | undefined {
  let parts = dotted(name).split('.');
  const text = scope[0]?.text ?? '';
  for (let step = 0; step < MAX_PARTS; step++) {
    const [root = '', ...path] = parts;
    if (!/^[A-Za-z_]\w{0,80}$/.test(root)) return undefined;
    const [, filled = '', key] =
      new RegExp(
        `\\b([A-Za-z_]\\w{0,80})\\.(?:Get|Require|Try)Object\\(\\s{0,9}["\`]([\\w:.-]{1,100})["\`]\\s{0,9},\\s{0,9}&${root}\\s{0,9}\\)`,
      ).exec(text) ?? [];
    if (key !== undefined)
      return {
        key,
        settings: filled,
        path: path.map(one => one.replace(/^[A-Z]/, first => first.toLowerCase())),
      };
    const assigned = new RegExp(
      `(?<![\\w.$])${root}\\b(?:\\s{0,9}:[^=\\n]{1,60})?\\s{0,9}:?=(?![=>])\\s{0,20}`,
    ).exec(text);
    if (!assigned) return undefined;
    const behind = text.slice(assigned.index + assigned[0].length, assigned.index + assigned[0].length + 500);
    const asked = OBJECT.exec(behind);
    if (asked) return { key: asked[2] ?? '', settings: (asked[1] ?? '').replace(/\.$/, ''), path };
    const other = expressionAt(behind, 0)?.name;
    if (other === undefined || other === root) return undefined;
    parts = [...other.split('.'), ...path];
  }
  return undefined;
}

/** What the stacks of the project of a file give a setting. */
async function inStacks(
  { context, path, scope }: Source,
  { key = '', settings = '' }: Pick<Expression, 'key' | 'settings'>,
  otherwise: Constant | undefined,
  fields: readonly string[] = [],
): Promise<Decided | undefined> {
  const project = pulumiProjectOf(context, path);
  if (project === undefined) return undefined;
  const space = new RegExp(
    `\\b${settings.replace(/^.*\./, '')}\\b(?:\\s*:\\s*[\\w.]{1,60})?\\s*:?=\\s*(?:new\\s+)?(?:\\w{1,40}\\.){0,2}(?:Config|New)\\(\\s*(?:ctx\\s*,\\s*)?["'\`]([\\w.-]{1,100})["'\`]`,
  );
  const namespace = scope.map(({ text }) => space.exec(text)?.[1]).find(one => one !== undefined);
  const setting = { key, fields, ...(namespace === undefined ? {} : { namespace }) };
  const found = await settingOfStacks(context, project, setting, otherwise);
  if (!found) return undefined;
  const { version, at, environments } = found;
  if (environments) return { version: openWord(key.replace(/^.*:/, '')), at, versions: environments };
  // What stacks say in a way that nobody can read outweighs what the program says otherwise.
  return { version: version ?? openWord(key.replace(/^.*:/, '')), at };
}

/** `props.version`, `args.istioVersion`, `version`: what whoever calls this hands over. */
const IS_GIVEN =
  /^(?:this\.)?(?:(?:props|args|options|opts|config|params|input|inputs|settings)\??\.)?[A-Za-z_]\w*$/;

/** `args.helm.istio.version`: a field of an object for Istio. */
const OF_ISTIO = /\.istio\w{0,40}\??\.(?:chart_?)?version$/i;
const FIELD_OF_ISTIO =
  /\bistio\w{0,40}["']?\s*[:=]\s*\{[^{}]{0,600}?\b(?:chart_?)?version["']?\s*[:=]\s*["'`]v?(\d+\.\d+\.\d+[\w.+-]{0,60})["'`]/gi;

/** What the project of a file says in its settings, or hands to the file. */
async function handedOver(
  context: DetectContext,
  path: string,
  tool: string,
  word: string,
): Promise<Constant | undefined> {
  if (tool === CODE_ALONE || !(IS_GIVEN.test(word) || OF_ISTIO.test(word))) return undefined;
  const root = projectOf(context, path);
  if (root === undefined) return undefined;
  const versions = ofProjects(context);
  const found = versions.get(root) ?? versionsBelow(context, root);
  versions.set(root, found);
  const { named, fields } = await found;
  return IS_GIVEN.test(word) ? onlyOne(named) : onlyOne(fields);
}

/** Folders of projects, and of packages; looked for once. */
const foldersOf = oncePer((context: DetectContext) => ({
  roots: codeRoots(context),
  packages: context.tree.paths.filter(one => /^(?:package\.json|go\.mod)$/.test(baseName(one))).map(folderOf),
}));

/** The nearest folder of a project; without one, of a package. */
function projectOf(context: DetectContext, path: string): string | undefined {
  const { roots, packages } = foldersOf(context);
  return nearest(roots, path) ?? nearest(packages, path);
}

function pulumiProjectOf(context: DetectContext, path: string): string | undefined {
  const projects = context.tree.paths.filter(one => /^Pulumi\.ya?ml$/.test(baseName(one)));
  return nearest(projects.map(folderOf), path);
}

function nearest(folders: readonly string[], path: string): string | undefined {
  return folders
    .filter(folder => isWithin(folder, path))
    .toSorted((left, right) => right.length - left.length)[0];
}

interface ProjectVersions {
  /** Under Istio's own name: `ISTIO_VERSION: "1.22.2"`. */
  readonly named: readonly Constant[];
  /** Fields of objects for Istio: `istio: { version: "1.22.2" }`. */
  readonly fields: readonly Constant[];
}

/** Read once for each project. */
const ofProjects = oncePer((_: DetectContext) => new Map<string, Promise<ProjectVersions>>());

async function versionsBelow(context: DetectContext, root: string): Promise<ProjectVersions> {
  const named: Constant[] = [];
  const fields: Constant[] = [];
  for (const file of codeBelow(context, root)) {
    const written = await context.text(file);
    if (written === undefined || !/istio/i.test(written)) continue;
    const text = withoutComments(file, written);
    append(
      named,
      versionsIn(file, text).filter(({ name }) => isIstioVersionName(name)),
    );
    for (const match of text.matchAll(FIELD_OF_ISTIO)) {
      const [whole, version = ''] = match;
      const at = { file, line: lineAt(text, match.index + whole.lastIndexOf(version)) };
      fields.push({ version, at });
    }
  }
  return { named, fields };
}

function onlyOne(found: readonly Constant[]): Constant | undefined {
  const [first] = found;
  return first && found.every(({ version }) => version === first.version) ? first : undefined;
}

/** `base` of a repository that code puts together is Istio's where the file installs istiod, and says so of this one too. */
function isBesideIstiod({ name, repository }: NamedChart, file: string, span: string): boolean {
  return repository === undefined && !isDistinctive(name) && ISTIOD.test(file) && /istio/i.test(span);
}

const ISTIOD = /\b[cC]hart(?:_?[nN]ame)?["']?\s*[:=]\s*["'`]istiod["'`]/;

/** A name that is filled in elsewhere, perhaps in this tree; or something that only running it tells. */
function openWord(word: string): string {
  if (word.includes('{{')) return word;
  const name = word.replace(/^.*\./, '');
  // A mere `version` is that of anything.
  return /^\w+$/.test(name) && !/^version$/i.test(name) ? `\${${name}}` : `{{ ${word} … }}`;
}

/** `const istioVersion = "1.22.2"`, in what the file sees; for Pulumi also what its stacks configure. */
async function constantOf(
  context: DetectContext,
  scope: Scope,
  word: string,
  tool: string,
): Promise<Constant | undefined> {
  const known = constantIn(scope, word);
  if (known || tool === CODE_ALONE) return known;
  const name = word.replace(/^.*\./, '');
  if (!/^\w{1,100}$/.test(name)) return undefined;
  const configured: { version: string; at: Position }[] = [];
  for (const stack of context.tree.paths.filter(file => /(^|\/)Pulumi\.[\w.-]+\.ya?ml$/.test(file))) {
    const lines = (await context.text(stack))?.split('\n') ?? [];
    for (const [index, line] of lines.entries()) {
      const value = /^\s*[\w-]+:(\w+):\s*["']?v?(\d+\.\d+\.\d+[\w.+-]*)["']?\s*$/.exec(line);
      if (value?.[1] === name && value[2])
        configured.push({ version: value[2], at: { file: stack, line: index + 1 } });
    }
  }
  const [first] = configured;
  return first && configured.every(({ version }) => version === first.version) ? first : undefined;
}

interface Span {
  readonly text: string;
  readonly start: number;
}

/** What the brackets around a place enclose: the arguments among which a chart is named, and those around them. */
function around(text: string, index: number, levels = 2): Span {
  let start = index;
  for (let level = 0, opened = 0, lines = 0; start > 0 && level < levels; start--) {
    const character = text[start - 1] ?? '';
    if (character === '\n') lines++;
    if (lines > MAX_SPAN || index - start > MAX_SPAN * 80) break;
    if (')}]'.includes(character)) opened++;
    else if ('({['.includes(character) && opened-- === 0) {
      level++;
      opened = 0;
    }
  }
  let end = index;
  for (let open = 0, level = 0; end < text.length && level < 1; end++) {
    const character = text[end] ?? '';
    if ('({['.includes(character)) open++;
    else if (')}]'.includes(character) && open-- === 0) level++;
    if (end - index > MAX_SPAN * 80) break;
  }
  // What another chart says, before this one, is its own.
  const before = text.slice(start, index);
  const other = Math.max(
    before.lastIndexOf('new '),
    before.lastIndexOf('addHelmChart'),
    before.lastIndexOf('add_helm_chart'),
    0,
  );
  return { text: text.slice(start + other, end), start: start + other };
}

/** The task of a playbook around a place: from the list item that holds it to the next of the same depth or less. */
function task(text: string, index: number): Span {
  const lineStart = text.lastIndexOf('\n', index - 1) + 1;
  const depth = /^[ \t]*/.exec(text.slice(index))?.[0].length ?? 0;
  let start = 0;
  let indent = 0;
  for (const item of text.slice(0, lineStart).matchAll(/^([ \t]*)- /gm)) {
    if ((item[1]?.length ?? 0) >= depth) continue;
    start = item.index;
    indent = item[1]?.length ?? 0;
  }
  const end = [...text.slice(lineStart).matchAll(/^([ \t]*)- /gm)].find(
    item => (item[1]?.length ?? 0) <= indent,
  );
  return { text: text.slice(start, end ? lineStart + end.index : text.length), start };
}

const COMMENT = /^[ \t]*(?:#|\/\/)[ \t]*renovate:[ \t]*(.*)$/;

/** `# renovate: datasource=helm depName=istiod registryUrl=…` above a line with a version. */
function inComments(path: string, text: string): readonly CodeEvidence[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const [, words] = COMMENT.exec(line) ?? [];
    if (words === undefined || !/\bdatasource=(helm|docker)\b/.test(words)) return [];
    const read = (key: string): string | undefined => new RegExp(`\\b${key}=(\\S+)`).exec(words)?.[1];
    const name = read('depName') ?? read('packageName');
    const version = /["'=: ]v?(\d+\.\d+\.\d+[\w.+-]*)/.exec(lines[index + 1] ?? '')?.[1];
    if (name === undefined || version === undefined) return [];
    const at = { file: path, line: index + 2 };
    const chart = readChartReference(name, read('registryUrl'));
    return [{ tool: 'Renovate', chart, version, at, declared: at }];
  });
}
