/** `helm install`, `helm upgrade` and `helm template` of Istio's charts. */
import type { Position, Problem, Release } from '../../model.js';
import { withoutTrailing } from '../../trailing.js';
import { isOwnChart, type NamedChart, readChartReference, speaksOfIstio } from '../chart-reference.js';
import { withoutComments } from '../code/text.js';
import type { DetectContext } from '../detector.js';
import { decidedBy } from '../fingerprint.js';
import { isIstioRepository } from '../istio/charts.js';
import { foreignChart, releaseOfRepository } from '../istio/former-charts.js';
import {
  type DecidedVersion,
  hasPlaceholder,
  namespaceFor,
  publishedRelease,
} from '../istio/published-release.js';
import { PLACEHOLDER } from '../placeholder.js';
import { saidOfNamesIn } from '../said.js';
import { folderOf, resolveInTree } from '../tree-path.js';
import { onTreeChart } from '../values/tree-release.js';
import { type CommandLine, flagValue, hasFlag, readCommandLine, toolWords } from './command-line.js';
import type { ScriptFile } from './file.js';
import { HELM, HELM_GRAMMAR } from './helm-command.js';
import { helmCommandValues } from './helm-values.js';
import { servedFromTree } from './own-charts.js';
import { mayBeAdded } from './programs/added-flags.js';
import { isProgram } from './programs/commands.js';
import { pulledChart } from './pulled.js';
import { releaseUsed } from './release-elsewhere.js';
import { whereNamed } from './release-folder.js';
import { type Command, commandsIn, type Word } from './text.js';

/** Commands that show or check what they are given. */
const FILTER =
  /^(?:\S*\/)?(?:yq|jq|grep|egrep|less|head|tail|diff|dyff|wc|awk|sed|kubeconform|kubeval|conftest|pluto|sort|uniq)$/;

export interface HelmCommand {
  readonly script: ScriptFile;
  readonly command: Command;
  readonly line: CommandLine;
  readonly at: Position;
  readonly chart: NamedChart;
  /** As written, for charts that are folders. */
  readonly chartWord: Word;
  readonly releaseName: string;
  /** It renders the chart to be looked at, not to be applied. */
  readonly onlyLooks: boolean;
  /** What it writes down is a copy: the same script installs the chart itself. */
  readonly isCopy?: true;
}

export function helmCommands(
  script: ScriptFile,
  aliases: ReadonlyMap<string, string>,
): readonly HelmCommand[] {
  const found: HelmCommand[] = [];
  for (const [index, command] of script.commands.entries()) {
    const words = toolWords(command, HELM, commandsIn);
    if (!words) continue;
    const line = withoutPlugin(readCommandLine(words, HELM_GRAMMAR));
    const [verb, ...rest] = line.positions;
    if (!verb || !/^(install|upgrade|template)$/.test(verb.text)) continue;
    const generated = hasFlag(line, 'generate-name') || rest.length === 1;
    const chartWord = rest[generated ? 0 : 1];
    if (!chartWord) continue;
    const repository = flagValue(line, 'repo');
    const chart = readChartReference(
      withoutTrailing(script.expand(chartWord.text), '/'),
      repository && script.expand(repository.text),
      aliases,
    );
    // Helm 2 takes the name as a flag, Helm 3 a template of it.
    const given =
      flagValue(line, 'name') ?? flagValue(line, 'name-template') ?? (generated ? undefined : rest[0]);
    const name = given && script.expand(given.text);
    const releaseName = name === undefined || name === '' || hasPlaceholder(name) ? chart.name : name;
    const first = words[0]?.line ?? 1;
    const receiver = command.piped ? (script.commands[index + 1]?.words[0]?.text ?? '') : '';
    const onlyLooks =
      verb.text === 'template' &&
      (FILTER.test(receiver) || flagValue(line, 'show-only') !== undefined || isThrownAway(script, index));
    found.push({
      script,
      command,
      line,
      at: { file: script.path, line: first },
      chart,
      chartWord,
      releaseName,
      onlyLooks,
    });
  }
  const installed = new Set(found.flatMap(one => (renders(one) ? [] : [chartKey(one)])));
  return found.map(one =>
    renders(one) && !one.command.piped && installed.has(chartKey(one))
      ? { ...one, onlyLooks: true, isCopy: true }
      : one,
  );
}

/** `helm secrets upgrade …`: a plugin that opens files of values for Helm (https://github.com/jkroepke/helm-secrets). */
function withoutPlugin(line: CommandLine): CommandLine {
  const [plugin, ...positions] = line.positions;
  return plugin && /^(?:secrets|vault)$/.test(plugin.text) ? { ...line, positions } : line;
}

function renders({ line }: HelmCommand): boolean {
  return line.positions[0]?.text === 'template';
}

function chartKey({ chart: { name, repository } }: HelmCommand): string {
  return JSON.stringify([name, repository]);
}

/** `> /dev/null`, or into a file of `mktemp` that is only looked at and removed. */
function isThrownAway({ commands, expand }: ScriptFile, index: number): boolean {
  const { output } = commands[index] ?? {};
  if (output === undefined || output === '/dev/null') return output !== undefined;
  if (!/^\$\(mktemp\b/.test(expand(output))) return false;
  const uses = commands.filter(({ words }) => words.some(({ text }) => text.includes(output)));
  return uses.every(
    ({ words, piped }) =>
      !piped && words.slice(0, 3).some(({ text }) => FILTER.test(text) || REMOVES.test(text)),
  );
}

const REMOVES = /^(?:rm|trap|test|\[\[?)$/;

export interface HelmFound {
  /** Istio's chart, which is not installed here. */
  readonly looked?: true;
  /** A chart of Istio's repository that only running the command tells, or that a program takes at such a version. */
  readonly open?: true;
  readonly release?: Release;
  readonly problem?: Problem;
  readonly claimed?: string;
}

/** What a command installs; nothing for somebody else's chart. */
export async function readHelmCommand(context: DetectContext, found: HelmCommand): Promise<HelmFound> {
  const given = flagValue(found.line, 'version');
  const folder =
    chartFolder(context, found) ??
    (await servedFromTree(context, found.chart, given && found.script.expand(given.text)));
  const pulled = folder === undefined ? await pulledChart(context, found) : undefined;
  const { script, line, at, releaseName } = found;
  const chart = pulled?.chart ?? found.chart;
  if (folder === undefined && !isOwnChart(context, withVersion(found, chart))) {
    if (isOpen(found, chart)) return { open: true };
    if (!speaksOfIstio(chart)) return {};
    const why = foreignChart(chart.name, chart.repository);
    const asked = found.command.words.map(({ text }) => script.expandAll(text));
    const said = await saidOfNamesIn(context, script.path, asked);
    const alone = said ? decidedBy(said) : {};
    const what = `helm command in ${script.path}`;
    return { problem: { what, why, ...at, blocking: true, unjudged: true, ...alone } };
  }
  if (found.onlyLooks) return { looked: true };
  const values = await helmCommandValues(context, found);
  const namespaceWord = flagValue(line, 'namespace');
  const namespace = namespaceWord ? script.expand(namespaceWord.text) : 'default';
  const kubeVersion = flagValue(line, 'kube-version');
  const settled = {
    id: `script:${script.path}:${releaseName}:${namespace}`,
    form: 'script',
    deployer: 'helm',
    declared: at,
    releaseName,
    namespace: namespaceFor(chart.name, namespace) ?? 'default',
    ...values,
    ...(kubeVersion && !hasPlaceholder(script.expand(kubeVersion.text))
      ? { kubeVersion: script.expand(kubeVersion.text) }
      : {}),
    skipCrds: hasFlag(line, 'skip-crds'),
  } as const;
  if (folder !== undefined) {
    const loaded = await context.chart(folder);
    if (!loaded) return {};
    const version: DecidedVersion = { version: loaded.chart.version ?? '', at };
    const base = publishedRelease({ ...settled, name: loaded.chart.name, version });
    return { release: await onTreeChart(context, loaded, base), claimed: folder };
  }
  const version =
    pulled?.version ?? (chart.unpacked ? await unpackedVersion(context, found) : await versionOf(found));
  if (isProgram(script.path) && version.version === null && (await mayGiveVersion(context, found)))
    return { open: true };
  return {
    release: publishedRelease({ ...settled, name: chart.name, repository: chart.repository, version }),
  };
}

/** Whether a program gives a command a version that is not read: it may add flags to what stands in one place. */
async function mayGiveVersion(
  context: DetectContext,
  { script, line, chart, at }: HelmCommand,
): Promise<boolean> {
  if (flagValue(line, 'version') || chart.version !== undefined) return true;
  const text = withoutComments(script.path, (await context.text(script.path)) ?? '');
  const all = [...text.matchAll(/["'`\s]--version\b/g)].map(({ index }) => index);
  if (at.file === script.path && mayBeAdded(context, { path: script.path, text }, at.line, all).length === 0)
    return false;
  const written = all.length;
  // Those of other commands that are read are theirs; what is repeated for several charts stands there once.
  const ofCommands = script.commands.filter(({ words }) => words.some(word => word.text === '--version'));
  return written > new Set(ofCommands.map(({ words }) => words[0]?.line)).size;
}

/** `istio/$chart` of a list that is made elsewhere; what a function is given is read where it is called. */
function isOpen({ script, chartWord }: HelmCommand, { name, repository }: NamedChart): boolean {
  const isArgument = /\$\{?[1-9@*]/.test(script.expand(chartWord.text));
  return hasPlaceholder(name) && !isArgument && isIstioRepository(repository ?? '');
}

async function versionOf(found: HelmCommand): Promise<DecidedVersion> {
  const { script, line, at, chart, chartWord } = found;
  const word = flagValue(line, 'version');
  if (word) return script.version(word, at);
  const ofRepository = releaseOfRepository(script.expand(chart.repository ?? ''));
  if (ofRepository !== undefined)
    return { version: ofRepository, at: whereNamed(script, ofRepository) ?? at };
  if (chart.version === undefined) return script.version(undefined, at);
  // The variable as it is written says where its value stands; what it was filled in with doesn't.
  const text = VERSION_IN_NAME.exec(chartWord.text)?.[1] ?? chart.version;
  return script.version({ ...chartWord, text }, at);
}

/** `…/istiod-${ISTIO_VERSION}.tgz`, `oci://…/istiod:$ISTIO_VERSION` */
const VERSION_IN_NAME = new RegExp(`(?:-v?|:)(${PLACEHOLDER})(?:\\.tgz)?$`);

/** A chart of the tree, named by its path. */
export function chartFolder(
  context: DetectContext,
  { script, chartWord, line }: Pick<HelmCommand, 'script' | 'chartWord' | 'line'>,
): string | undefined {
  const raw = script.expand(chartWord.text);
  if (/^[a-z]+:\/\//i.test(raw) || flagValue(line, 'repo')) return undefined;
  const relative = raw.replace(/^(\$\{[^}]*\}|\$\([^)]*\)|\$\w+|\{\{[^}]*\}\})\/+/, '');
  // One word is a folder where nothing stands before it; `$REPO/istiod` is a chart of a repository.
  if (!/[./]/.test(relative) && relative !== raw) return undefined;
  if (relative === '' || hasPlaceholder(relative)) return undefined;
  for (let folder = folderOf(script.path); ; folder = folderOf(folder)) {
    const path = resolveInTree(folder, relative.replace(/^\/+/, ''));
    if (path !== undefined && path !== '' && context.charts.has(path)) return path;
    if (folder === '') break;
  }
  return script.moves ? folderAfterMove(context, script, relative) : undefined;
}

/** The only chart of the tree that a path may mean from another folder: `cd charts && helm install mesh ./mesh`, `cd charts/mesh && helm install mesh .` */
function folderAfterMove(
  { charts }: DetectContext,
  script: ScriptFile,
  relative: string,
): string | undefined {
  const path = withoutTrailing(relative.replace(/^(?:\.\.?\/)+/, ''), '/');
  const isMeant =
    path === '.' || path === ''
      ? (folder: string) =>
          script.commands.some(({ words }) =>
            goesTo(
              words.map(({ text }) => text),
              folder,
            ),
          )
      : (folder: string) => `/${folder}`.endsWith(`/${path}`);
  const [only, ...others] = charts.folders.filter(folder => folder !== '' && isMeant(folder));
  return others.length === 0 ? only : undefined;
}

function goesTo(words: readonly string[], folder: string): boolean {
  const [command = '', to = ''] = words;
  const path = withoutTrailing(to.replace(/^(?:\.\.?\/)+/, ''), '/');
  return /^@?(?:cd|pushd)$/.test(command) && path !== '' && `/${folder}`.endsWith(`/${path}`);
}

/** Where no repository is named, the version tells whose chart it is. */
function withVersion({ script, line }: HelmCommand, chart: NamedChart): NamedChart {
  const version = flagValue(line, 'version');
  return version ? { ...chart, version: script.expand(version.text) } : chart;
}

/** A folder takes no `--version`: it is the release that was unpacked. */
function unpackedVersion(
  context: DetectContext,
  { script, command, chartWord }: HelmCommand,
): Promise<DecidedVersion> {
  const look = `it is that of the release which was unpacked before, and \`${chartWord.text}\` does not name it`;
  return releaseUsed(context, script, command, chartWord, look);
}
