/** IstioOperators of the tree and runs of istioctl: which of them belong together, and at what version. */

import { append } from '../../append.js';
import { addTo, groupBy } from '../../grouped.js';
import { oncePer } from '../../memo.js';
import type { DataPath, Position, Positioned, Problem } from '../../model.js';
import { istioctlOfRole } from '../ansible/istioctl.js';
import { carriedManifests } from '../carried.js';
import type { DetectContext } from '../detector.js';
import { sharedFolders } from '../distance.js';
import { isOfRelease } from '../istio/of-release.js';
import { type DecidedVersion, hasPlaceholder } from '../istio/published-release.js';
import { isOtherRelease, istioVersionOf } from '../istio/version.js';
import type { Layered } from '../layered.js';
import type { Manifest } from '../manifests.js';
import { oncePerTree } from '../once.js';
import { asWritten, type OverlaidManifest, overlaidManifests } from '../overlaid.js';
import { halfBump } from '../pairing/half-bump.js';
import { withoutPath } from '../reshaped.js';
import { type ScriptFile, scriptFiles } from '../scripts/file.js';
import { type IstioctlCommand, istioctlCommands } from '../scripts/istioctl.js';
import type { MissingFile } from '../scripts/operator-files.js';
import { fromOwnFolder } from '../scripts/own-folder.js';
import { baseName, folderOf } from '../tree-path.js';
import { openOutcome } from '../values/open.js';
import { variantId } from '../variants.js';
import { byJob } from './by-job.js';
import { isBesideOpenCopy } from './controllers.js';
import { glooCandidates } from './gloo-mesh.js';
import { jobCandidates } from './jobs.js';
import { recordsOnly } from './not-installed.js';
import type { OperatorInstall } from './releases.js';
import { type RoleChoice, roleChoices, sharedProfile } from './role-choices.js';
import { type OperatorDocument, operatorSpec } from './spec.js';
import { tagOf } from './tag.js';

/** One installation, and what else may tell its version. */
export interface OperatorCandidate extends Omit<OperatorInstall, 'version'> {
  /** Its own `tag`. */
  readonly tag: DecidedVersion | undefined;
  /** The istioctl that runs it. */
  readonly tool: DecidedVersion | undefined;
  /** Where that is run. */
  readonly command?: Position;
  /** What it comes to is written somewhere, and not applied there. */
  readonly renders?: true;
  /** The `kind` of the resource itself, where `declared` is an overlay or the start of the document. */
  readonly written?: Position;
  /** Files that its IstioOperators stand in. */
  readonly files: readonly string[];
  /** A command of istioctl beside it names its files only when it runs: no operator need be what installs it. */
  readonly mayBeHanded?: true;
  /** What it is run with could not be found: it may be any of the tree's own. */
  readonly isOpen?: true;
}

export const operatorCandidates = oncePerTree(readAll);

const OPERATOR = /IstioOperator/;

function isOperator(apiVersion: string, kind: string): boolean {
  return kind === 'IstioOperator' && apiVersion.startsWith('install.istio.io/');
}

function alone(found: Manifest): readonly [OverlaidManifest, readonly OverlaidManifest[]] {
  return [asWritten(found), []];
}

function placeOf(data: Positioned): string {
  return `${data.file}:${data.lineOf([])}`;
}

async function readAll(context: DetectContext): Promise<readonly OperatorCandidate[]> {
  const overlaid = await overlaidManifests(context, OPERATOR, isOperator);
  const manifests = overlaid.manifests.filter(({ file }) => !context.isSetAside(file));
  const commands: IstioctlCommand[] = [];
  for (const script of await scriptFiles(context))
    append(
      commands,
      (await istioctlCommands(context, script)).filter(({ open }) => !open),
    );

  // What a command of a script is handed is its own.
  const handed = new Set(commands.flatMap(({ documents }) => documents.map(({ data }) => placeOf(data))));
  const carried = (await carriedManifests(context, OPERATOR, isOperator)).filter(
    ({ data }) => !handed.has(placeOf(data)),
  );

  const taken = new Set<string>();
  const openFolders = new Map<string, DecidedVersion | undefined>();
  const found: OperatorCandidate[] = [];
  const choosing = await roleChoices(context, commands, [...manifests, ...carried]);
  for (const choice of choosing) found.push(await ofChoice(context, choice));
  const choices = new Set(choosing.flatMap(({ among }) => among.map(({ file }) => file)));
  const chosen = new Set(choosing.flatMap(({ run }) => run));
  const opened: (readonly IstioctlCommand[])[] = [];
  for (const group of grouped(commands.filter(one => !one.controller && !chosen.has(one)))) {
    const [first] = group;
    if (!first) continue;
    // What a script names only when it runs may be any of the tree's own.
    const isOpen = first.missing.some(mayBe(manifests)) && (first.alternatives ?? []).length === 0;
    if (first.documents.length === 0 && isOpen && manifests.length > 0) {
      opened.push(group);
      continue;
    }
    for (const file of [...first.files, ...(first.alternatives ?? [])]) taken.add(file);
    found.push(await ofCommands(context, first, group));
  }
  // Where each that it may be is another command's, it is none of them.
  const free = manifests.filter(({ file }) => !taken.has(file));
  for (const group of opened) {
    const [first] = group;
    if (!first) continue;
    if (free.length > 0 && first.missing.some(mayBe(free))) {
      const { tag } = await ofCommands(context, first, group);
      const folder = folderOf(first.at.file);
      openFolders.set(folder, openFolders.get(folder) ?? tag);
    } else found.push(await ofCommands(context, first, group));
  }
  const isRecorded = await recordsOnly(context, manifests);
  const rest = manifests.filter(
    manifest =>
      !taken.has(manifest.file) &&
      !choices.has(manifest.file) &&
      !isOfRelease(context.tree, manifest.file) &&
      !isRecorded(manifest),
  );
  const jobs = await jobCandidates(context);
  const open = manifests.length > 0 ? jobs.filter(({ isOpen }) => isOpen) : [];
  append(
    found,
    jobs.filter(job => !open.includes(job)),
  );
  const loose = looseTools(commands, open);
  for (const [manifest, overlays] of [
    ...withOverlays(rest),
    ...carried.filter(({ file }) => !choices.has(file)).map(alone),
  ]) {
    const spec = operatorSpec([manifest, ...overlays].flatMap(({ writings }) => documentsOf(writings)));
    const { declared } = manifest;
    const tag = (await tagOf(context, spec)) ?? openFolders.get(folderOf(manifest.file));
    if (!tag && isForOtherRelease(manifest.file, taken)) continue;
    const [own] = manifest.writings;
    const left = openOutcome(
      `IstioOperator ${manifest.name}`,
      (manifest.open ?? []).filter(
        ({ path }) => path.length === 0 || (path[0] === 'spec' && path.at(-1) !== 'tag'),
      ),
      declared,
    );
    found.push({
      id: `istio-operator:${declared.file}:${manifest.document}`,
      form: 'istio-operator',
      declared,
      ...(own ? { written: { file: own.data.file, line: own.data.lineOf(['kind']) } } : {}),
      spec,
      tag,
      // A tag of its own says more than a script that may mean other files.
      tool: tag?.version
        ? undefined
        : ((await looseTool(context, loose, manifest.file)) ??
          (await istioctlOfRole(context, manifest.file))),
      problems: [...overlaid.problems, ...left.problems],
      ...(left.problems.some(({ blocking }) => blocking) ? { valuesUnknown: true } : {}),
      files: [manifest.file, ...overlays.map(({ file }) => file)],
      ...(openFolders.has(folderOf(manifest.file)) ? { mayBeHanded: true as const } : {}),
    });
  }
  append(found, await glooCandidates(context));
  return found;
}

/** An IstioOperator with its patches: a patch replaces lists, so that what they are laid over has none. */
function documentsOf(writings: Layered): readonly OperatorDocument[] {
  return writings.map(({ data, document, path }, index) => {
    const home = document === undefined || path === undefined ? {} : { home: { document, path } };
    const later = writings.slice(index + 1);
    const lost = LISTS.filter(list => later.some(writing => writing.data.at(list).value !== undefined));
    return { data: lost.reduce(withoutPath, data), ...home };
  });
}

const LISTS: readonly DataPath[] = ['env', 'overlays'].map(key => [
  'spec',
  'components',
  'pilot',
  'k8s',
  key,
]);

/** One of several IstioOperators that an istioctl of Ansible is handed. */
async function ofChoice(
  context: DetectContext,
  { run, among, tool }: RoleChoice,
): Promise<OperatorCandidate> {
  const [first] = run;
  const candidate = await ofCommands(context, first, run.map(withoutMissing));
  const { at } = first;
  const names = [...new Set(among.map(({ file }) => file))];
  const shown = names.slice(0, MAX_NAMED).join(', ') + (names.length > MAX_NAMED ? ' …' : '');
  const why = `which of ${shown} it is handed, if any, shows only when it runs: what those set is not known`;
  return {
    ...candidate,
    spec: operatorSpec([], [...sharedProfile(among), ...candidate.spec.sets]),
    tool,
    problems: [...candidate.problems, { what: 'istioctl -f', why, ...at, blocking: true }],
    valuesUnknown: true,
    files: names,
  };
}

/** As many names as a sentence bears. */
const MAX_NAMED = 6;

/** What is missing is one of those. */
function withoutMissing(command: IstioctlCommand): IstioctlCommand {
  return { ...command, missing: [] };
}

async function ofCommands(
  context: DetectContext,
  first: IstioctlCommand,
  group: readonly IstioctlCommand[],
): Promise<OperatorCandidate> {
  const sets = group.flatMap(command => command.sets);
  const unique = [...new Map(sets.map(set => [`${set.key}\n${set.value}`, set])).values()];
  const spec = operatorSpec(first.documents, unique);
  const [document] = first.documents;
  const inFile = document?.home !== undefined;
  const declared: Position = inFile ? { file: document.data.file, line: document.data.lineOf([]) } : first.at;
  const tool =
    group.find(({ version }) => version?.version ?? version?.contradicted)?.version ??
    group.find(({ version }) => version?.environments)?.version;
  const problems = group.flatMap(command => [
    ...command.problems,
    ...command.missing.map(({ problem }) => problem),
    ...otherTool(command, tool),
  ]);
  return {
    id: variantId(
      inFile && !first.isOfEnvironment
        ? `istio-operator:${declared.file}`
        : `istioctl:${first.at.file}:${group.map(({ sets: own }) => own.find(({ key }) => key === 'revision')?.value ?? '').join('')}`,
      first.variant ?? '',
    ),
    form: inFile ? 'istio-operator' : 'istioctl',
    declared,
    spec,
    tag: await tagOf(context, spec),
    tool: tool ?? (await toolElsewhere(first.script)) ?? (await istioctlOfRole(context, first.at.file)),
    problems,
    ...(problems.some(({ blocking }) => blocking) ? { valuesUnknown: true } : {}),
    command: first.at,
    files: first.files,
    ...(group.every(({ renders }) => renders) ? { renders: true } : {}),
  };
}

/** Another run of the same installation, by an istioctl of another release. */
function otherTool({ version }: IstioctlCommand, judged: DecidedVersion | undefined): readonly Problem[] {
  if (!version || !isOtherRelease(version.version, judged?.version)) return [];
  const [own, other] = [istioVersionOf(version.version) ?? '', istioVersionOf(judged?.version) ?? ''];
  const why = `this run is by the istioctl of ${own}, another one of the same installation by that of ${other}: judged as ${other}`;
  const bump = { chart: 'istiod', version: own, judged: other, effect: 'other-charts' } as const;
  return [halfBump(bump, { what: 'istioctl', why, at: version.at })];
}

/** A script that takes its version from another: what the tool's own word stands for. */
const toolElsewhere = oncePer(async (script: ScriptFile): Promise<DecidedVersion | undefined> => {
  for (const { words } of script.commands) {
    for (const word of words) {
      const name =
        /istio(?:ctl)?-v?(\$\{?\w+\}?)/.exec(word.text)?.[1] ??
        /^ISTIO_VERSION=(\$\{?\w+\}?)$/.exec(word.text)?.[1];
      if (name === undefined || !hasPlaceholder(name)) continue;
      const decided = await script.version(
        { text: name, line: word.line },
        { file: script.path, line: word.line },
      );
      if (decided.version !== null) return decided;
    }
  }
  return undefined;
});

/**
 * Runs of one script over the same files are one installation (`manifest generate` for several parts); what it is handed in the
 * script itself, its profile and its tag tell one from another.
 */
function grouped(commands: readonly IstioctlCommand[]): readonly (readonly IstioctlCommand[])[] {
  // One line that is run for several clusters, of a loop or a function, is one run.
  const lines = new Map(commands.toReversed().map(one => [`${one.at.file}:${one.at.line}`, one.cluster]));
  const keyOf = ({ files, script, at, sets, documents, variant = '' }: IstioctlCommand): string => {
    const cluster = lines.get(`${at.file}:${at.line}`) ?? '';
    const given = ['revision', 'profile', 'tag'].map(
      name => sets.find(({ key }) => key === name)?.value ?? '',
    );
    const own = documents.filter(({ home }) => home === undefined).map(({ data }) => placeOf(data));
    return JSON.stringify([files.length > 0 ? files : [script.path], own, given, variant, cluster]);
  };
  return [...groupBy(commands, keyOf).values()].flatMap(byRelease).flatMap(byWay).flatMap(byJob);
}

/** Whether a file that is not found may be one of the tree's: by its name, or as that shows only when it runs. */
function mayBe(manifests: readonly OverlaidManifest[]): (missing: MissingFile) => boolean {
  const names = new Set(manifests.map(({ file }) => baseName(file)));
  return ({ name }) => {
    if (name === undefined) return false;
    const plain = fromOwnFolder(name) ?? name;
    return plain === '-' || hasPlaceholder(plain) || names.has(baseName(plain));
  };
}

/**
 * Scripts that hand the same files to istioctls of different releases, or of a release that each of them names for itself, are not one;
 * which says none may be any of them.
 */
function byRelease(group: readonly IstioctlCommand[]): readonly (readonly IstioctlCommand[])[] {
  const known = groupBy(
    group.filter(command => releasesOf(command) !== undefined),
    command => `${command.script.path} ${releasesOf(command)}`,
  );
  const releases = new Set(
    group.flatMap(command => {
      const own = releasesOf(command);
      return own === undefined ? [] : [`${own} ${command.version?.at.file}`];
    }),
  );
  const scripts = new Set(
    group.flatMap(command => (releasesOf(command) === undefined ? [] : [command.script])),
  );
  if (releases.size < 2 || scripts.size < 2) return [group];
  const [first = [], ...others] = known.values();
  return [[...first, ...group.filter(command => releasesOf(command) === undefined)], ...others];
}

/** One, or those of a matrix. */
function releasesOf({ version }: IstioctlCommand): string | undefined {
  const several = version?.environments?.flatMap(one => one.version ?? []) ?? [];
  return version?.version ?? (several.length > 0 ? several.join(' ') : undefined);
}

/** One command that is run with several releases, in a way of its own for each, installs each of them. */
function byWay(group: readonly IstioctlCommand[]): readonly (readonly IstioctlCommand[])[] {
  const [first] = group;
  const isOne = group.every(({ at, way }) => way !== undefined && at.line === first?.at.line);
  if (!isOne || new Set(group.map(({ version }) => version?.version ?? null)).size < 2) return [group];
  return [...groupBy(group, ({ way }) => way).values()].map(own =>
    own.map(command => ({ ...command, variant: [command.variant, command.way].filter(Boolean).join('-') })),
  );
}

/** `istio-config-1.14.6.yaml` beside an `istio-config-default.yaml` that istioctl is handed: for who hands it that one instead, if it names no tag. */
function isForOtherRelease(file: string, handed: ReadonlySet<string>): boolean {
  const stem = /^(.+?[-_.])v?\d+\.\d+(?:\.\d+)?\.ya?ml$/.exec(baseName(file))?.[1];
  return (
    stem !== undefined &&
    [...handed].some(other => folderOf(other) === folderOf(file) && baseName(other).startsWith(stem))
  );
}

/** The version of an istioctl that is run on files which only show when it runs, or that installs the operator. */
function looseTools(
  commands: readonly IstioctlCommand[],
  jobs: readonly OperatorCandidate[],
): readonly DecidedVersion[] {
  const ofCommands = commands.flatMap(({ version, documents, missing, controller }) =>
    (controller || (documents.length === 0 && missing.length > 0)) && version?.version ? [version] : [],
  );
  const versions = [...ofCommands, ...jobs.flatMap(({ tool }) => (tool?.version ? [tool] : []))];
  const [first] = versions;
  return versions.every(({ version }) => version === first?.version) ? versions : [];
}

/** What a script of elsewhere runs is none for what stands beside an operator of its own, whose release is left open. */
async function looseTool(
  context: DetectContext,
  loose: readonly DecidedVersion[],
  file: string,
): Promise<DecidedVersion | undefined> {
  const tool = nearest(loose, file);
  const isElsewhere = tool !== undefined && folderOf(tool.at.file) !== folderOf(file);
  return isElsewhere && (await isBesideOpenCopy(context, file)) ? undefined : tool;
}

/** Of several that say the same, the one that stands nearest. */
function nearest(versions: readonly DecidedVersion[], file: string): DecidedVersion | undefined {
  return versions.toSorted(
    (left, right) => sharedFolders(right.at.file, file) - sharedFolders(left.at.file, file),
  )[0];
}

/** Files called overlay or patch beside exactly one other are laid over it. */
function withOverlays(
  manifests: readonly OverlaidManifest[],
): readonly (readonly [OverlaidManifest, readonly OverlaidManifest[]])[] {
  const isOverlay = ({ file }: OverlaidManifest): boolean => /overlay|patch/i.test(baseName(file));
  const bases = manifests.filter(manifest => !isOverlay(manifest));
  const overlays = new Map<OverlaidManifest, OverlaidManifest[]>();
  const alone: OverlaidManifest[] = [];
  for (const overlay of manifests.filter(isOverlay)) {
    const [base, ...others] = bases.filter(({ file }) => folderOf(file) === folderOf(overlay.file));
    if (base && others.length === 0) addTo(overlays, base, overlay);
    else alone.push(overlay);
  }
  return [...bases, ...alone].map(manifest => [manifest, overlays.get(manifest) ?? []] as const);
}
