/**
 * Who deploys a chart of the tree in a way that is read nowhere: a program, a package, a command of another tool. The chart is found
 * all the same; what it is handed is not known.
 */
import type { Position, Problem, Release } from '../../model.js';
import { isTestName } from '../../tree/candidates.js';
import { bringsIstio, writesDeclarations } from '../chart-relevance.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { type SettingText, settingTexts } from '../setting-texts.js';
import { baseName, folderOf, isWithin, resolveFromRoot, resolveInTree } from '../tree-path.js';

/** Of projects whose programs install charts: https://www.pulumi.com/docs/iac/concepts/projects/, https://docs.aws.amazon.com/cdk/v2/guide/cli.html */
const PROJECT = /(?:^|\/)(?:Pulumi\.ya?ml|cdk\.json|cdktf\.json|cdk8s\.ya?ml)$/;
const PROGRAM = /\.(?:[mc]?[jt]s|py|go|java|kt|cs)$/;
const BUILD_OF_TILT = /(?:^|\/)Tiltfile[^/]*$|\.tiltfile$/;
/** More programs than such projects hold, and longer ones than people write. */
const MAX_PROGRAMS = 1000;
const MAX_TEXT = 400_000;
const MAX_LINE = 1000;

/** What only records, checks or packs charts. */
const NO_DEPLOYER =
  /(?:^|\/)(?:renovate[^/]*|\.renovaterc[^/]*|dependabot\.ya?ml|labeler\.ya?ml|release-please[^/]*|\.release-please[^/]*|\.pre-commit-config\.ya?ml|\.?ct[^/]*\.ya?ml|cr\.ya?ml|Chart\.(?:ya?ml|lock)|requirements\.(?:ya?ml|lock)|package(?:-lock)?\.json|\.gitlab-ci-lint[^/]*)$/i;
/** Of a release of Istio, which bring their own. */
const SAMPLE = /(?:^|\/)samples\//;
const COMMENT = /^\s*(?:#|\/\/|\*|;)/;
/** Keys of YAML that hold the folder of a chart by themselves, and those that may be anything's. */
const CHART_KEY =
  /^[\s-]*["']?(?:chart_ref|chartRef|chart_path|chartPath|helm_chart|localPath|chart)["']?\s*[:=]/;
const PATH_KEY = /^[\s-]*["']?(?:path|src|source|sourceDir)["']?\s*[:=]/;
const DEPLOYS = /helm|\bchart\b|argocd|\bApplication\b/i;
/** Programs also check charts, list and draw them. */
const INSTALLS =
  /\bhelm\b[\s\S]*\b(?:install|upgrade|template)|\bhelm[\w.]*\.?(?:Chart|Release)\w*\b|addHelmChart|\bnew\s+Helm\(/i;
const COMMAND =
  /\bargocd\s+app\s+(?:create|set)\b|\bhelm\w*\s+(?:install|upgrade)\b|\bwerf\s+(?:converge|helm)\b/;
/** Lines around a path that say what is done with it. */
const AROUND = 10;

/**
 * Charts that install Istio by themselves or by what they declare, as far as something names them that is not read.
 * @param releases of charts that nothing else of the tree deploys
 */
export async function unreadDeployers(
  context: DetectContext,
  releases: readonly Release[],
): Promise<ReadonlyMap<Release, Problem>> {
  const found = new Map<Release, Problem>();
  for (const release of releases) {
    const { form, chart } = release;
    if (form !== 'helm-chart' || chart.kind !== 'tree' || chart.path === '') continue;
    if (!bringsIstio(chart) && !(await writesDeclarations(context, chart))) continue;
    const at = mentionOf(await deployingTexts(context), chart.path);
    if (!at) continue;
    const what = `values of chart ${chart.path}`;
    const why = `what deploys it there is not read: which values it is given is not known`;
    found.set(release, { what, why, ...at, blocking: true });
  }
  return found;
}

/** Files that may deploy a chart, with the lines that do so by what is read already among them: who is read claims the chart. */
const deployingTexts = oncePerTree(async (context: DetectContext): Promise<readonly SettingText[]> => {
  const settings = (await settingTexts(context)) ?? [];
  const known = new Set(settings.map(({ path }) => path));
  const projects = context.tree.paths.filter(path => PROJECT.test(path)).map(folderOf);
  const programs = context.tree.paths.filter(
    path =>
      !known.has(path) &&
      (BUILD_OF_TILT.test(path) ||
        (PROGRAM.test(path) &&
          projects.some(folder => isWithin(folder, path)) &&
          !/(?:^|\/)node_modules\//.test(path))),
  );
  const others = [...new Set([...context.code, ...programs.slice(0, MAX_PROGRAMS)])];
  const read = await Promise.all(
    others
      .filter(path => !known.has(path))
      .map(async path => ({ path, text: (await context.text(path)) ?? '' })),
  );
  return [...settings, ...read].filter(
    ({ path, text }) =>
      text.length <= MAX_TEXT &&
      !NO_DEPLOYER.test(path) &&
      !isTestName(path) &&
      !SAMPLE.test(path) &&
      !context.isSetAside(path),
  );
});

function mentionOf(texts: readonly SettingText[], folder: string): Position | undefined {
  const name = baseName(folder);
  for (const { path, text } of texts) {
    if (isWithin(folder, path) || !text.includes(name)) continue;
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      if (line.length > MAX_LINE || !line.includes(name) || COMMENT.test(line)) continue;
      const token = tokensOf(line).find(one => isFolder(one, folder, path));
      if (token !== undefined && deploys(path, lines, index, token)) return { file: path, line: index + 1 };
    }
  }
  return undefined;
}

function tokensOf(line: string): readonly string[] {
  return line
    .split(/[\s"'`(),=[\]{};]+/)
    .map(token => token.replace(/\/+$/, ''))
    .filter(token => token.includes('/') || token !== '');
}

/** `charts/mesh`, `../charts/mesh` or `${path.module}/../charts/mesh`: from the file, from the root, or behind a folder that is filled in. */
function isFolder(token: string, folder: string, file: string): boolean {
  if (!token.includes('/')) return false;
  const plain = token.replace(/^\$\w*\//, '').replace(/^\/+/, '');
  const isBehind = plain !== token;
  return (
    resolveInTree(folderOf(file), plain) === folder ||
    resolveFromRoot(plain) === folder ||
    (isBehind && plain.includes('/') && `/${folder}`.endsWith(`/${plain.replace(/^(?:\.\.?\/)+/, '')}`))
  );
}

const SHELL =
  /\.(?:sh|bash|ps1|mk|groovy)$|(?:^|\/)(?:Makefile|justfile|Jenkinsfile)[^/]*$|(?:^|\/)\.github\/workflows\/|(?:^|\/)[^./]+$/i;
const YAML = /\.(?:ya?ml|json|j2)$/i;

/** Whether the line is one of those that deploy what they name, in the language of its file. */
function deploys(path: string, lines: readonly string[], index: number, token: string): boolean {
  const line = lines[index] ?? '';
  if (BUILD_OF_TILT.test(path)) return /\bhelm\b/.test(line);
  if (SHELL.test(path)) return COMMAND.test(lines.slice(Math.max(0, index - 3), index + 1).join('\n'));
  if (YAML.test(path) && CHART_KEY.test(line)) return true;
  if (YAML.test(path) && !PATH_KEY.test(line)) return false;
  const around = lines
    .slice(Math.max(0, index - AROUND), index + AROUND)
    .join('\n')
    .replaceAll(token, '');
  return PROGRAM.test(path) ? INSTALLS.test(around) : DEPLOYS.test(around);
}
