/**
 * Charts of Istio in code and other languages: Pulumi, the AWS CDK, CUE, Nix, tasks of Ansible, and comments for Renovate. Chart,
 * version and line are taken off the text around the chart's name; values are not read, and that is said.
 */

import { append } from '../append.js';
import { oncePer } from '../memo.js';
import type { Position } from '../model.js';
import { ISTIO_REPOSITORY, isOwnChart, type NamedChart, readChartReference } from './chart-reference.js';
import { CODE_ALONE, codeBelow, codeRoots, evidenceFiles, NEEDS_REPOSITORY } from './code-files.js';
import {
  type Constant,
  chartConstants,
  constantIn,
  constantRepository,
  lineAt,
  onlyRepository,
  type Scope,
  scopeOf,
  withoutComments,
} from './code-scope.js';
import { namesIstio } from './declaring-text.js';
import type { DetectContext } from './detector.js';
import { isChartName, isDistinctive } from './istio-charts.js';
import { isSetAside } from './set-aside.js';
import { baseName, folderOf, isWithin } from './tree-path.js';
import { isIstioVersionName, namedVersions, versionsIn } from './version-index.js';

export interface CodeEvidence {
  readonly tool: string;
  readonly chart: NamedChart;
  readonly version: string | undefined;
  readonly at: Position;
  readonly declared: Position;
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
  /(?:(?:\b[cC]hart(?:_?[rR]ef|_?[nN]ame)?|"chart"|\b[nN]ame)\b["']?\s*(?::=|[:=])|\.chart\((?=["'`][^"'`]*["'`]\)))\s*(?:pulumi\.String\(|jsii\.String\()?["'`]([\w./:-]+)["'`]/g;
const CHART_IN_YAML = /^[ \t-]*chart_ref:[ \t]*["']?((?:[\w./:-]|\{\{[^{}\n]{1,80}\}\})+)["']?[ \t]*$/gm;
/** A task that takes the release away. */
const REMOVED = /^[ \t]*(?:release_)?state:[ \t]*["']?(?:absent|uninstalled)\b/m;
const VERSION =
  /(?:\b(?:[vV]ersion|chart_?[vV]ersion|targetRevision)["']?\s*(?::=|[:=])|\.version\()\s*(?:pulumi\.String\(|jsii\.String\()?(["'`]?)([^\s,;)"'`}]+(?: \}\})?|\{\{.*?\}\})\1/;
/** `{ chart: "istiod", version }` of JavaScript: a constant under the name of the key. */
const SHORTHAND = /(?<![\w.$"'`])()(version|chartVersion)(?=\s*[,}])/;
const JAVASCRIPT = /\.[mc]?[jt]s$/;
const REPOSITORY =
  /\b(?:[rR]epo(?:sitory)?(?:_?[uU][rR][lL])?|chart_repo_url|url)["']?\s*(?::=|[:=]|\()\s*(?:pulumi\.String\(|jsii\.String\()?["'`]((?:https|oci):\/\/[^"'`\s]+)["'`]?/;

async function inCode(
  context: DetectContext,
  path: string,
  tool: string,
  written: string,
): Promise<readonly CodeEvidence[]> {
  const found: CodeEvidence[] = [];
  const text = withoutComments(path, written);
  const scope = await scopeOf(context, path, text);
  const named = [...text.matchAll(tool === 'Ansible' ? CHART_IN_YAML : CHART)].map(
    match => [match.index, match[1] ?? ''] as const,
  );
  const byConstant = tool === 'Ansible' || tool === CODE_ALONE ? [] : chartConstants(text, scope);
  for (const [index, name] of [...named, ...byConstant]) {
    if (!isChartName(readChartReference(name).name)) continue;
    const span = tool === 'Ansible' ? task(text, index) : around(text, index);
    if (tool === 'Ansible' && REMOVED.test(span.text)) continue;
    const repository =
      REPOSITORY.exec(span.text)?.[1] ??
      constantRepository(span.text, scope) ??
      (byConstant.some(([at]) => at === index) ? onlyRepository(scope) : undefined);
    const reference = readChartReference(name, repository);
    const chart = isBesideIstiod(reference, text, span.text)
      ? { ...reference, repository: ISTIO_REPOSITORY }
      : reference;
    const version = chart.unpacked ? null : (VERSION.exec(span.text) ?? shorthandIn(path, span.text));
    // A name that only Istio's chart has, with a version, is one in languages that declare things.
    const isSure = /^istio\//.test(name) || (tool !== CODE_ALONE && version !== null && isDistinctive(name));
    if (NEEDS_REPOSITORY.has(tool) && chart.repository === undefined && !isSure) continue;
    const line = lineAt(text, index);
    const declared = { file: path, line };
    if (!version) {
      found.push({ tool, chart, version: chart.version, at: declared, declared });
      continue;
    }
    const own = { file: path, line: lineAt(text, span.start + version.index) };
    const word = version[2] ?? '';
    const isWord = version[1] === '' && !/^v?\d/.test(word);
    const constant = version[1] === '' ? await constantOf(context, scope, word, tool) : undefined;
    const given = isWord && (!constant || constant.isDefault) ? await listed(context) : undefined;
    const handed = isWord && !constant ? await handedOver(context, path, tool, word) : undefined;
    const decided = given ?? constant ?? handed;
    const written = isWord ? openWord(word) : word;
    found.push({ tool, chart, version: decided?.version ?? written, at: decided?.at ?? own, declared });
  }
  return found;
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

/** The nearest folder of a project; without one, of a package. */
function projectOf(context: DetectContext, path: string): string | undefined {
  const nearest = (folders: readonly string[]): string | undefined =>
    folders.filter(folder => isWithin(folder, path)).toSorted((left, right) => right.length - left.length)[0];
  const packages = context.tree.paths.filter(one => baseName(one) === 'package.json').map(folderOf);
  return nearest(codeRoots(context)) ?? nearest(packages);
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

function shorthandIn(path: string, text: string): RegExpExecArray | null {
  return JAVASCRIPT.test(path) ? SHORTHAND.exec(text) : null;
}

/** A name that is filled in elsewhere, perhaps in this tree; or something that only running it tells. */
function openWord(word: string): string {
  if (word.includes('{{')) return word;
  const name = word.replace(/^.*\./, '');
  // A mere `version` is that of anything.
  return /^\w+$/.test(name) && !/^version$/i.test(name) ? `\${${name}}` : `{{ ${word} … }}`;
}

/** What a list of versions beside the code has for Istio (`versions.json`), where the tree has one: code is handed it. */
async function listed(context: DetectContext): Promise<Constant | undefined> {
  const found = (await namedVersions(context)).filter(
    ({ name, at }) => /^istio$/i.test(name) && LISTS.test(at.file) && !isSetAside(at.file),
  );
  return found.length === 1 ? found[0] : undefined;
}

const LISTS = /(?:^|\/)[\w.-]*versions?\.(?:json|ya?ml|toml|env)$/i;

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
function around(text: string, index: number): Span {
  let start = index;
  for (let level = 0, opened = 0, lines = 0; start > 0 && level < 2; start--) {
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
