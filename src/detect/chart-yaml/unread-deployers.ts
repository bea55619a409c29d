/**
 * Who deploys a chart of the tree in a way that is read nowhere: a program, a package, a command of another tool. The chart is found
 * all the same; what it is handed is not known.
 */
import type { Position, Problem, Release } from '../../model.js';
import { withoutTrailing } from '../../trailing.js';
import { isTestName } from '../../tree/candidates.js';
import { matters } from '../chart-relevance.js';
import { codeFiles } from '../code/files.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { isProgram } from '../scripts/programs/commands.js';
import { isTiltfile } from '../scripts/tilt.js';
import { type SettingText, settingTexts } from '../setting-texts.js';
import { baseName, folderOf, isWithin, resolveFromRoot, resolveInTree } from '../tree-path.js';

/** Longer lines than people write a path in: made by programs, for programs. */
const MAX_LINE = 1000;
/** Longer files than they write to deploy something. */
const MAX_TEXT = 400_000;

/** What only records, checks or packs charts. */
const NO_DEPLOYER =
  /(?:^|\/)(?:renovate[^/]*|\.renovaterc[^/]*|dependabot\.ya?ml|labeler\.ya?ml|release-please[^/]*|\.release-please[^/]*|\.pre-commit-config\.ya?ml|\.?ct[^/]*\.ya?ml|cr\.ya?ml|Chart\.(?:ya?ml|lock)|requirements\.(?:ya?ml|lock)|package(?:-lock)?\.json|\.gitlab-ci-lint[^/]*)$/i;
/** Of a release of Istio, which bring their own. */
const SAMPLE = /(?:^|\/)samples\//;
const COMMENT = /^\s*(?:#|\/\/|\*|;)/;
/** Keys of YAML that hold the folder of a chart by themselves, and those that may be anything's. */
const CHART_KEY =
  /^[\s-]*["']?(?:chart_ref|chartRef|chart_path|chartPath|chart-path|helm_chart|helmChartDir|localPath|chart)["']?\s*[:=]/;
const PATH_KEY = /^[\s-]*["']?(?:path|src|source|sourceDir|name)["']?\s*[:=]/;
const DEPLOYS = /helm|\bchart\b|argocd|\bApplication\b/i;
/** Programs also check charts, list and draw them. */
const LIBRARY = /\bhelm[\w.]*(?:Chart|Release)\w*\b|addHelmChart|\bnew\s+Helm\(/i;
const COMMAND =
  /\bargocd\s+app\s+(?:create|set)\b|\bhelm\w*\s+(?:install|upgrade)\b|\bwerf\s+(?:converge|helm)\b/;
/** Lines around a path that say what is done with it. */
const AROUND = 10;

/**
 * Charts that install Istio by themselves or by what they declare, as far as something names them that is not read.
 * @param releases of charts that nothing else of the tree deploys
 * @returns by the chart's folder
 */
export async function unreadDeployers(
  context: DetectContext,
  releases: readonly Release[],
): Promise<ReadonlyMap<string, Problem>> {
  const found = new Map<string, Problem>();
  for (const { form, chart, declared, values } of releases) {
    if (form !== 'helm-chart' || chart.kind !== 'tree' || chart.path === '') continue;
    if (!(await matters(context, chart, values))) continue;
    const texts = await deployingTexts(context);
    const at = mentionOf(context, texts.read, chart.path);
    if (at) found.set(chart.path, unread(chart.path, at));
    else if (!texts.isAll) found.set(chart.path, unsearched(chart.path, declared));
  }
  return found;
}

function unread(folder: string, at: Position): Problem {
  const why = 'what deploys it there is not read: which values it is given is not known';
  return { what: `values of chart ${folder}`, why, ...at, blocking: true };
}

function unsearched(folder: string, at: Position): Problem {
  const why =
    'this repository has more files than are searched for what deploys a chart; those that speak of Istio do not: it is judged with the values that are its own';
  return { what: `values of chart ${folder}`, why, ...at, blocking: false, assumption: true };
}

interface Deploying extends SettingText {
  /** It names all folders in one: `charts/*`. */
  readonly hasGlobs: boolean;
}

interface Searched {
  readonly read: readonly Deploying[];
  /** False where only what speaks of Istio was looked at. */
  readonly isAll: boolean;
}

/** Files that may deploy a chart. Those that are read for it claim the chart: nobody asks who else names it then. */
const deployingTexts = oncePerTree(async (context: DetectContext): Promise<Searched> => {
  const settings = await settingTexts(context);
  const known = new Map(settings?.map(one => [one.path, one]));
  const others = [
    ...context.code,
    ...codeFiles(context).map(([path]) => path),
    ...(settings ? context.tree.paths.filter(isTiltfile) : context.candidates),
  ];
  for (const path of others)
    if (!known.has(path)) known.set(path, { path, text: (await context.text(path)) ?? '' });
  const read = [...known.values()].filter(({ path }) => mayDeploy(path) && !context.isSetAside(path));
  return {
    read: read.map(one => ({ ...one, hasGlobs: GLOB.test(one.text) })),
    isAll: settings !== undefined,
  };
});

/** What begins a comment stands behind no name. */
const GLOB = /[\w}"']\/\*/;

function mayDeploy(path: string): boolean {
  return !NO_DEPLOYER.test(path) && !isTestName(path) && !SAMPLE.test(path);
}

function mentionOf(
  context: DetectContext,
  texts: readonly Deploying[],
  folder: string,
): Position | undefined {
  const name = baseName(folder);
  for (const { path, text, hasGlobs } of texts) {
    if (isWithin(folder, path)) continue;
    if (isWerf(path, text) && baseName(folder) === '.helm') return { file: path, line: 1 };
    if (!hasGlobs && !text.includes(name)) continue;
    if (text.length > MAX_TEXT) {
      const why = `is longer than what people write to deploy a chart: whether it deploys ${folder} was not looked at`;
      if (text.includes(folder)) context.leave(path, why);
      continue;
    }
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      const isMeant = line.includes(name) || (hasGlobs && line.includes('/*'));
      if (line.length > MAX_LINE || !isMeant || COMMENT.test(line)) continue;
      const token = tokensOf(line).find(one => isFolder(one, folder, path));
      if (token !== undefined && deploys(path, lines, index, token)) return { file: path, line: index + 1 };
      if (tokensOf(line).some(one => isAmong(one, folder, path)) && deploysBelow(lines, index))
        return { file: path, line: index + 1 };
    }
  }
  return undefined;
}

function tokensOf(line: string): readonly string[] {
  return line
    .split(/[\s"'`(),=[\]{};]+/)
    .map(token => withoutTrailing(token, '/'))
    .filter(token => token.includes('/'));
}

/** `charts/mesh`, `../charts/mesh` or `${path.module}/../charts/mesh`: from the file, from the root, or behind a folder that is filled in. */
function isFolder(token: string, folder: string, file: string): boolean {
  const plain = token.replace(/^\$\w*\//, '').replace(/^\/+/, '');
  const isBehind = plain !== token;
  return (
    resolveInTree(folderOf(file), plain) === folder ||
    resolveFromRoot(plain) === folder ||
    (isBehind && plain.includes('/') && `/${folder}`.endsWith(`/${plain.replace(/^(?:\.\.?\/)+/, '')}`))
  );
}

/** `for chart in charts/*`: any folder of these. */
function isAmong(token: string, folder: string, file: string): boolean {
  return token.endsWith('/*') && isFolder(token.slice(0, -2), folderOf(folder), file);
}

/** A loop says below what it does with each. */
function deploysBelow(lines: readonly string[], index: number): boolean {
  return COMMAND.test(lines.slice(index, index + AROUND).join('\n'));
}

/** Its chart is the folder .helm beside it where it names no other: https://werf.io/docs/v2/reference/werf_yaml.html */
function isWerf(path: string, text: string): boolean {
  return /(?:^|\/)werf\.yaml$/.test(path) && !text.includes('helmChartDir');
}

const SHELL =
  /\.(?:sh|bash|ps1|mk|groovy)$|(?:^|\/)(?:Makefile|justfile|Jenkinsfile)[^/]*$|(?:^|\/)\.github\/workflows\/|(?:^|\/)[^./]+$/i;
/** An item of a list, or a list of them. */
const LISTED = /^\s*-\s+["']?[^\s:]+$|\[[^\]]{0,500}\]\s*$/;
const YAML = /\.(?:ya?ml|json|j2)$/i;

/** Whether the line is one of those that deploy what they name, in the language of its file. */
function deploys(path: string, lines: readonly string[], index: number, token: string): boolean {
  const line = lines[index] ?? '';
  if (isTiltfile(path)) return /\bhelm\b/.test(line);
  const before = lines.slice(Math.max(0, index - 3), index + 1).join('\n');
  if (YAML.test(path) && (CHART_KEY.test(line) || COMMAND.test(before))) return true;
  if (SHELL.test(path)) return COMMAND.test(before);
  const around = lines
    .slice(Math.max(0, index - AROUND), index + AROUND)
    .filter(one => one.length <= MAX_LINE)
    .join('\n')
    .replaceAll(token, '');
  // `args: [upgrade, --install, mesh, charts/mesh]` of a container.
  if (YAML.test(path) && LISTED.test(line))
    return /\b(?:upgrade|install)\b/.test(around) && /helm/i.test(around);
  if (YAML.test(path) && !PATH_KEY.test(line)) return false;
  return isProgram(path) ? installs(around) : DEPLOYS.test(around);
}

/** By Helm's command, its verb behind it, or by a library. */
function installs(text: string): boolean {
  const command = text.search(/\bhelm\b/i);
  return LIBRARY.test(text) || (command >= 0 && /\b(?:install|upgrade|template)/i.test(text.slice(command)));
}
