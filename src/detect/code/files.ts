/** Files in which charts may be named in code or in a language of its own, and what each of them is called. */
import { append } from '../../append.js';
import { isReadAsTasks } from '../ansible/helm.js';
import type { DetectContext } from '../detector.js';
import { leaveBeyond } from '../limits.js';
import { ancestors, baseName, folderOf, isWithin } from '../tree-path.js';
import { quietPrograms } from './quiet.js';

/** Files that say that the code below them deploys something, and what that code is called. */
const PROJECTS: Readonly<Record<string, string>> = {
  'Pulumi.yaml': 'Pulumi',
  'Pulumi.yml': 'Pulumi',
  'cdk.json': 'CDK',
  'cdk8s.yaml': 'cdk8s',
  'cdktf.json': 'CDKTF',
};
const CODE = /\.(ts|mts|cts|js|mjs|cjs|py|go|java|kt|cs|fs)$/;
/** Languages that declare things wherever they stand; a chart there is Istio's where its repository says so. */
const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['cue', 'CUE'],
  ['nix', 'Nix'],
  ['jsonnet', 'Jsonnet'],
  ['libsonnet', 'Jsonnet'],
]);
/** Lists of a package's dependencies, by which code in no project of its own is known to deploy something. */
const PACKAGE = /(?:^|\/)(?:go\.mod|package\.json|requirements\.txt|pyproject\.toml)$/;
const LIBRARIES: readonly (readonly [RegExp, string])[] = [
  [/@pulumi\/kubernetes|github\.com\/pulumi\/pulumi-kubernetes|\bpulumi[_-]kubernetes\b/, 'Pulumi'],
  [/"aws-cdk-lib"|github\.com\/aws\/aws-cdk-go|\baws-cdk-lib\b/, 'CDK'],
  [/\bcdk8s\b/, 'cdk8s'],
  [/\bcdktf\b/, 'CDKTF'],
];
/** More packages than a repository has that deploys things by code. */
const MAX_PACKAGES = 200;
const VENDORED = /(?:^|\/)(?:node_modules|vendor)\//;
/** The task that installs a chart, in any file (https://docs.ansible.com/projects/ansible/latest/collections/kubernetes/core/helm_module.html). */
const HELM_TASK = /^[ \t-]*(?:(?:kubernetes\.core|community\.kubernetes)\.)?helm(?:_template)?:[ \t]*$/m;
/** More files of code than a program that deploys things has. */
const MAX_FILES = 2000;
/** Code that is in no project which is known to deploy things: a chart there is Istio's where its repository says so. */
export const CODE_ALONE = 'code';
export const NEEDS_REPOSITORY: ReadonlySet<string> = new Set([...LANGUAGES.values(), CODE_ALONE]);

/** Folders of Pulumi and CDK projects. */
export function codeRoots({ tree, isSetAside }: DetectContext): readonly string[] {
  return tree.paths.filter(path => PROJECTS[baseName(path)] !== undefined && !isSetAside(path)).map(folderOf);
}

/** The code below Pulumi and CDK projects, with the tool's name. */
export function codeFiles(context: DetectContext): readonly (readonly [path: string, tool: string])[] {
  const { paths } = context.tree;
  return paths.flatMap(project => {
    const tool = PROJECTS[baseName(project)];
    if (tool === undefined || context.isSetAside(project)) return [];
    return codeBelow(context, folderOf(project)).map(path => [path, tool] as const);
  });
}

/** The code of a project, as much of it as such a program has; what is left out is told. */
export function codeBelow(context: DetectContext, folder: string): readonly string[] {
  const all = codeIn(context, folder);
  const beyond = new Set(all.slice(MAX_FILES));
  const matter = beyond.size > 0 ? context.code.filter(path => beyond.has(path)) : [];
  leaveBeyond(context, matter, MAX_FILES, `files of code below ${folder || 'the root'}`);
  return all.slice(0, MAX_FILES);
}

/** All of it below a folder. */
export function codeIn({ tree, isSetAside }: DetectContext, folder: string): readonly string[] {
  return tree.paths.filter(path => CODE.test(path) && isWithin(folder, path) && !isSetAside(path));
}

/** The code of packages that depend on a library which deploys charts. */
async function packageFiles(
  context: DetectContext,
): Promise<readonly (readonly [path: string, tool: string])[]> {
  const { paths } = context.tree;
  const found: (readonly [string, string])[] = [];
  const packages = paths.filter(
    path => PACKAGE.test(path) && !context.isSetAside(path) && !VENDORED.test(path),
  );
  // Those first that hold code which speaks of Istio: no others need be read.
  const folders = new Set(context.code.flatMap(ancestors));
  const own = packages.filter(path => folders.has(folderOf(path)));
  leaveBeyond(context, own.slice(MAX_PACKAGES), MAX_PACKAGES, 'packages of code that speaks of Istio');
  for (const path of [...new Set([...own, ...packages])].slice(0, MAX_PACKAGES)) {
    const text = (await context.text(path)) ?? '';
    const library = LIBRARIES.find(([pattern]) => pattern.test(text));
    if (library)
      append(
        found,
        codeBelow(context, folderOf(path)).map(code => [code, library[1]] as const),
      );
  }
  return found;
}

/** Every file that may name a chart in a language of its own, with what reads it. */
export async function evidenceFiles(
  context: DetectContext,
): Promise<readonly (readonly [path: string, tool: string])[]> {
  const projects = codeFiles(context);
  const inProjects = new Set(projects.map(([path]) => path));
  const packages = (await packageFiles(context)).filter(([path]) => !inProjects.has(path));
  const files: (readonly [string, string])[] = [...projects, ...packages];
  for (const path of context.candidates) {
    if (context.isSetAside(path) || context.charts.isTemplate(path)) continue;
    const language = LANGUAGES.get(path.slice(path.lastIndexOf('.') + 1));
    if (language !== undefined) files.push([path, language]);
    else if (
      /\.ya?ml$/.test(path) &&
      HELM_TASK.test((await context.text(path)) ?? '') &&
      !(await isReadAsTasks(context, path))
    )
      files.push([path, 'Ansible']);
    if (language === undefined) files.push([path, 'Renovate']);
  }
  const known = new Set(files.flatMap(([path, tool]) => (tool === 'Renovate' ? [] : [path])));
  const quiet = (await quietPrograms(context)).map(({ path }) => path);
  for (const path of [...context.code, ...context.tests, ...quiet])
    if (!known.has(path) && !context.isSetAside(path)) files.push([path, CODE_ALONE]);
  return [...new Map(files.map(entry => [entry.join('\n'), entry])).values()];
}
