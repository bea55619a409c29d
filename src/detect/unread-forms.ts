/**
 * Installations of Istio that the tree plainly declares, in forms that are not read yet. Each is named, with a digest of
 * what decides it: where that differs between two trees, something moved that was not looked at.
 */
import type { Tree } from '../model.js';
import { type Application, readApplications } from './argocd-applications.js';
import { contextOf } from './context.js';
import { stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { fingerprintOf } from './fingerprint.js';
import { folderOf } from './tree-path.js';
import {
  definitionsOf,
  referencedNames,
  type UnreadText,
  unreadCommands,
  unreadTemplate,
  unreadTerraform,
  versionLines,
} from './unread-text.js';
import { recogniseUnread } from './unread-yaml.js';

export interface UnreadForm {
  readonly what: string;
  /** That this form is not read, and which one it is. */
  readonly why: string;
  readonly file: string;
  readonly line: number;
  /** The same in two trees: nothing that decides this installation moved between them. */
  readonly fingerprint: string;
}

/** All of them, in order of file and line. */
export async function unreadForms(tree: Tree): Promise<readonly UnreadForm[]> {
  const context = await contextOf(tree);
  const found: Found[] = [...(await argoForms(context))];
  const versions: string[] = [];
  for (const path of context.candidates) {
    const text = await context.text(path);
    if (text === undefined || !/istio|ztunnel/i.test(text)) continue;
    if (!isReadAlready(path)) versions.push(...versionLines(text));
    found.push(...(await inFile(context, path, text)));
  }
  // A version that is filled in from somewhere else may move without the declaration.
  const everywhere = [...new Set(versions)].sort();
  return found
    .map(({ form, relevant, ...rest }) => ({
      ...rest,
      why: whyOf(form),
      fingerprint: fingerprintOf([relevant, everywhere]),
    }))
    .sort((left, right) =>
      left.file === right.file ? left.line - right.line : left.file < right.file ? -1 : 1,
    );
}

interface Found {
  readonly what: string;
  readonly form: string;
  readonly file: string;
  readonly line: number;
  readonly relevant: unknown;
}

function whyOf(form: string): string {
  return `it installs Istio in a form that is not read yet (${form}): what changes there is not known`;
}

/** Its versions reach the detection itself. */
function isReadAlready(path: string): boolean {
  return /(^|\/)(Chart\.yaml|Chart\.lock|requirements\.(yaml|lock))$/.test(path);
}

async function inFile(context: DetectContext, path: string, text: string): Promise<readonly Found[]> {
  if (context.charts.isTemplate(path)) return asFound(path, unreadTemplate(text));
  const terraform = unreadTerraform(path, text);
  if (terraform)
    return asFound(path, {
      ...terraform,
      relevant: [...terraform.relevant, ...(await terraformDefinitions(context, terraform))],
    });
  const documents = /\.(ya?ml|json|gotmpl)$/i.test(path) ? await inDocuments(context, path, text) : [];
  if (documents.length > 0) return documents;
  return mayRunCommands(path) ? asFound(path, unreadCommands(text)) : [];
}

/** Manifests hold commands of containers, descriptions and annotations: only files that people run are searched for commands. */
function mayRunCommands(path: string): boolean {
  return (
    !/\.(ya?ml|json|tf|tfvars|toml|lock|cue|jsonnet|libsonnet)$/i.test(path) ||
    /(^|\/)(\.github|\.gitlab|\.circleci|\.gitlab-ci\.ya?ml|[Tt]askfile\.ya?ml|tasks|roles|skaffold\.ya?ml|azure-pipelines\.ya?ml)(\/|$)/.test(
      path,
    )
  );
}

async function inDocuments(context: DetectContext, path: string, text: string): Promise<Found[]> {
  const file = await context.yaml(path);
  const found: Found[] = [];
  for (const { data } of file.documents) {
    const unread = recogniseUnread(data, path);
    if (!unread) continue;
    const relevant = [
      data.value,
      await settingsBeside(context, path),
      await placeholderLines(context, data.value),
    ];
    found.push({ ...unread, file: path, relevant });
  }
  if (found.length > 0 || file.errors.length === 0) return found;
  // Templates of other tools are no YAML: what they are is read off their text.
  const helmfile = /(^|\/)helmfile[^/]*$/.test(path) && /chart:\s*\S*(istio|ztunnel)/i.test(text);
  if (helmfile)
    return [
      {
        what: path,
        form: 'helmfile',
        file: path,
        line: 1,
        relevant: [text, await settingsBeside(context, path)],
      },
    ];
  return [...asFound(path, unreadTemplate(text))];
}

/** Values, patches and settings in the same folder. */
async function settingsBeside(
  context: DetectContext,
  path: string,
): Promise<readonly (string | undefined)[]> {
  const folder = folderOf(path);
  const names = context.candidates.filter(
    other =>
      other !== path &&
      folderOf(other) === folder &&
      /values|config|settings|version|kustomiz|release|patch/i.test(other.slice(folder.length)),
  );
  return Promise.all(names.slice(0, 50).map(name => context.text(name)));
}

/** Lines anywhere in the tree that give a value to what is filled in: `${version}` for Flux. */
async function placeholderLines(context: DetectContext, value: unknown): Promise<readonly string[]> {
  const names = new Set([...JSON.stringify(value).matchAll(/\$\{(\w+)/g)].map(match => match[1] ?? ''));
  if (names.size === 0) return [];
  const lines: string[] = [];
  for (const path of context.candidates) {
    const text = await context.text(path);
    for (const line of text?.split('\n') ?? []) {
      if (names.has(/^\s*-?\s*["']?(\w+)["']?\s*[:=]/.exec(line)?.[1] ?? ''))
        lines.push(`${path}: ${line.trim()}`);
    }
  }
  return lines;
}

async function terraformDefinitions(
  context: DetectContext,
  { relevant }: UnreadText,
): Promise<readonly string[]> {
  const names = referencedNames(relevant);
  if (names.size === 0) return [];
  const files = context.tree.paths.filter(path => /\.(tf|tfvars|hcl)$/i.test(path)).slice(0, 500);
  const texts = await Promise.all(files.map(path => context.text(path)));
  return texts.flatMap(text => (text === undefined ? [] : definitionsOf(names, text)));
}

function asFound(file: string, text: UnreadText | undefined): readonly Found[] {
  return text ? [{ ...text, file }] : [];
}

/** ApplicationSets, and Applications of which this file holds only a part (a patch of Kustomize). */
async function argoForms(context: DetectContext): Promise<readonly Found[]> {
  const { applications, sets } = await readApplications(context);
  const found: Found[] = [];
  for (const set of sets) {
    if (/istio|ztunnel/i.test(JSON.stringify(set.data.value)))
      found.push(asArgo(set, 'ApplicationSet', 'Argo CD ApplicationSet'));
  }
  for (const application of applications) {
    const partial = application.sources.some(({ data }) =>
      ['chart', 'path', 'repoURL', 'ref'].every(key => stringAt(data.value, [key]) === undefined),
    );
    if (partial && /istio|ztunnel/i.test(application.name))
      found.push(asArgo(application, 'Application', 'patch of an Argo CD Application'));
  }
  return found;
}

function asArgo({ name, at, data }: Application, kind: string, form: string): Found {
  return { what: `${kind} ${name}`, form, file: at.file, line: at.line, relevant: data.value };
}
