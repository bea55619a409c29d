/**
 * Installations of Istio that the tree plainly declares, in forms that are not read yet. Each is named, with a digest of
 * what decides it: where that differs between two trees, something moved that was not looked at.
 */

import { append } from '../../append.js';
import { oncePer } from '../../memo.js';
import type { Detection, Release, Tree } from '../../model.js';
import { linesWithoutNotes } from '../../notes.js';
import { isNobodys, switchedOff } from '../chart-yaml/switches.js';
import { contextOf } from '../context.js';
import { namesIstio } from '../declaring-text.js';
import { detect } from '../detect.js';
import type { DetectContext } from '../detector.js';
import { fingerprintOf } from '../fingerprint.js';
import { includingTemplates } from '../included-texts.js';
import { operatorCandidates } from '../istio-operator/installs.js';
import { scriptFiles } from '../scripts/file.js';
import { usesOf } from '../scripts/handed.js';
import type { HelmCommand } from '../scripts/helm.js';
import { isProgram, partlyRead } from '../scripts/programs/commands.js';
import { mayRunCommands } from '../scripts/runs.js';
import { readScripts } from '../scripts/scripts.js';
import { folderOf } from '../tree-path.js';
import { unreadArgo } from './argocd.js';
import { versionsSeen } from './mentions.js';
import { unreadChartTemplate } from './templates.js';
import { type UnreadText, unreadCodeCommand, unreadCommands, unreadTemplate, versionLines } from './text.js';
import { recogniseUnread } from './yaml.js';

export interface UnreadForm {
  readonly what: string;
  /** That this form is not read, and which one it is. */
  readonly why: string;
  readonly file: string;
  readonly line: number;
  /** The same in two trees: nothing that decides this installation moved between them. */
  readonly fingerprint: string;
  /** It says only what was read elsewhere in this tree. */
  readonly repeats?: true;
  /** It merely names Istio: what stays as it was is not worth a word. */
  readonly weak?: true;
  /** Files of the installation that it is a setting of: where that moves, comes or goes, so does this. */
  readonly of?: readonly string[];
}

/**
 * All of them, in order of file and line.
 * @param detection what was read of the tree; absent: it is read here
 */
export async function unreadForms(
  tree: Tree,
  detection?: Pick<Detection, 'readTemplates' | 'releases'>,
): Promise<readonly UnreadForm[]> {
  const { readTemplates = new Map(), releases } = detection ?? (await detect(tree));
  const context = await contextOf(tree);
  const found: Found[] = [...(await unreadArgo(context))];
  append(found, await ofLibraries(context, readTemplates));
  const versions: string[] = [];
  const programs = new Set(context.code.filter(isProgram));
  for (const path of context.candidates) {
    const text = await context.text(path);
    if (text === undefined) continue;
    if (context.charts.isTemplate(path)) {
      // An app of apps may name Istio in its values alone.
      append(found, asFound(path, await unreadChartTemplate(context, path, text, readTemplates)));
    }
    if (!namesIstio(text)) continue;
    if (!isReadAlready(path)) append(versions, versionLines(text));
    if (!programs.has(path)) append(found, await inFile(context, path, text));
  }
  const { paths: read, open } = await readScripts(context);
  append(found, open.map(asOpen));
  for (const path of context.code) {
    const text = read.has(path) && !partlyRead(context).has(path) ? undefined : await context.text(path);
    const command = text === undefined ? undefined : unreadCodeCommand(text);
    if (text === undefined || !command) continue;
    const relevant = [...command.relevant, ...(await versionsSeen(context, path, text))];
    append(found, asFound(path, { ...command, relevant }));
  }
  // A version that is filled in from somewhere else may move without the declaration.
  const everywhere = [...new Set(versions)].sort();
  const forms = found.map(({ form, why, relevant, ...rest }) => ({
    ...rest,
    why: why ?? whyOf(form),
    fingerprint: fingerprintOf([relevant, everywhere]),
  }));
  return [...forms, ...releases.flatMap(offByDefault)].sort((left, right) =>
    left.file === right.file ? left.line - right.line : left.file < right.file ? -1 : 1,
  );
}

/** Templates that take what they declare from another chart, and by themselves speak of nothing. */
async function ofLibraries(
  context: DetectContext,
  read: NonNullable<Detection['readTemplates']>,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const folder of context.charts.folders) {
    for (const { path, text, from } of await includingTemplates(context, folder)) {
      if (from.every(file => context.charts.holding(file) === folder)) continue;
      const unread = await unreadChartTemplate(context, path, text, read);
      if (unread) found.push({ ...unread, file: path, line: 1 });
    }
  }
  return found;
}

/** What moves there reaches whoever deploys the chart; what stays is nobody's here. */
function offByDefault(release: Release): readonly UnreadForm[] {
  return switchedOff(release).map(({ name, version, at, condition, tags = [] }) => {
    const key = condition ?? tags.map(tag => `tags.${tag}`).join(', ');
    return {
      what: `chart ${name} of ${isNobodys(release) ? release.declared.file : at.file}`,
      why: isNobodys(release)
        ? `\`${key}\` is off in the chart’s own values, and nothing in this repository deploys the chart: whoever does so with other values gets a version that was not judged`
        : `\`${key}\` is off as far as the values are known with which ${release.declared.file}:${release.declared.line} deploys the chart, and more of them are filled in when that runs: where these switch it on, a version is installed that was not judged`,
      file: at.file,
      line: at.line,
      fingerprint: fingerprintOf([release.declared.file, name, version]),
      weak: true,
    };
  });
}

interface Found {
  readonly what: string;
  readonly form: string;
  readonly why?: string;
  readonly file: string;
  readonly line: number;
  readonly relevant: unknown;
  readonly weak?: true;
}

function whyOf(form: string): string {
  return `it installs Istio in a form that is not read yet (${form}): what changes there is not known`;
}

/** Its versions reach the detection itself. */
function isReadAlready(path: string): boolean {
  return /(^|\/)(Chart\.yaml|Chart\.lock|requirements\.(yaml|lock))$/.test(path);
}

async function inFile(context: DetectContext, path: string, text: string): Promise<readonly Found[]> {
  if (context.charts.isTemplate(path)) return [];
  const documents = /\.(ya?ml|json|gotmpl)$/i.test(path) ? await inDocuments(context, path, text) : [];
  if (documents.length > 0) return documents;
  if (!mayRunCommands(path, text) || (await readScripts(context)).paths.has(path)) return [];
  const command = unreadCommands(text);
  if (!command) return [];
  return asFound(path, { ...command, relevant: [...command.relevant, ...(await handedTo(context, path))] });
}

/** What workflows and actions are handed by those that call them decides as much as what stands in them. */
async function handedTo(context: DetectContext, path: string): Promise<readonly string[]> {
  return usesOf(await scriptFiles(context), path).flatMap(({ use: { inputs } }) =>
    [...inputs].map(([name, { text }]) => `${name}: ${text}`),
  );
}

async function inDocuments(context: DetectContext, path: string, text: string): Promise<Found[]> {
  const file = await context.yaml(path);
  const found: Found[] = [];
  for (const { data } of file.documents) {
    const unread = recogniseUnread(data);
    if (!unread || (await isReadOperator(context, unread.what))) continue;
    const relevant = [
      data.value,
      await settingsBeside(context, path),
      await placeholderLines(context, data.value),
    ];
    found.push({ ...unread, file: path, relevant });
  }
  if (found.length > 0 || file.errors.length === 0) return found;
  // Templates of other tools are no YAML: what they are is read off their text.
  return [...asFound(path, unreadTemplate(text))];
}

/** The operator in the cluster is read with the IstioOperators that it installs. */
async function isReadOperator(context: DetectContext, what: string): Promise<boolean> {
  return /^Deployment istio-operator/.test(what) && (await operatorCandidates(context)).length > 0;
}

/** Values, patches and settings in the same folder, each as a digest. */
async function settingsBeside(context: DetectContext, path: string): Promise<readonly string[]> {
  const known = settingsByFolder(context);
  const folder = folderOf(path);
  const all = known.get(folder) ?? settingsOf(context, folder);
  known.set(folder, all);
  return (await all).flatMap(({ file, digest }) => (file === path ? [] : [digest]));
}

const settingsByFolder = oncePer(
  (_context: DetectContext) => new Map<string, ReturnType<typeof settingsOf>>(),
);

async function settingsOf(
  context: DetectContext,
  folder: string,
): Promise<readonly { readonly file: string; readonly digest: string }[]> {
  const files = context.candidates.filter(
    file =>
      folderOf(file) === folder &&
      /values|config|settings|version|kustomiz|release|patch/i.test(file.slice(folder.length)),
  );
  return Promise.all(
    files.map(async file => {
      const lines = linesWithoutNotes(file, (await context.text(file)) ?? '');
      return { file, digest: fingerprintOf(lines) };
    }),
  );
}

/** Lines anywhere in the tree that give a value to what is filled in: `${version}` for Flux. */
async function placeholderLines(context: DetectContext, value: unknown): Promise<readonly string[]> {
  const names = new Set([...JSON.stringify(value).matchAll(/\$\{(\w+)/g)].map(match => match[1] ?? ''));
  if (names.size === 0) return [];
  const lines: string[] = [];
  for (const path of context.candidates) {
    const text = await context.text(path);
    for (const line of text?.split('\n') ?? []) {
      if (names.has(/^\s*(?:-\s*)?["']?(\w+)["']?\s*[:=]/.exec(line)?.[1] ?? ''))
        lines.push(`${path}: ${line.trim()}`);
    }
  }
  return lines;
}

/** A command among others that are read. */
function asOpen({ script, line, at }: HelmCommand): Found {
  const words = [...line.positions, ...line.flags.flatMap(({ value }) => value ?? [])];
  const relevant = words.map(({ text }) => script.expand(text));
  return { what: 'helm in a script', form: 'script', ...at, relevant };
}

function asFound(file: string, text: UnreadText | undefined): readonly Found[] {
  return text ? [{ ...text, file }] : [];
}
