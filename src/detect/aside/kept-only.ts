/**
 * What stands in archives and documentation: kept, and applied by nobody, unless a script or a manifest outside of it names it, or applies
 * all that is around it.
 */
import { append } from '../../append.js';
import { escapeForRegExp } from '../../escape-regexp.js';
import { groupBy } from '../../grouped.js';
import type { Detection, Problem } from '../../model.js';
import { isTestName } from '../../tree/candidates.js';
import type { DetectContext } from '../detector.js';
import { holds } from '../holds.js';
import { isKustomizationPath } from '../kustomize/names.js';
import { firstOf } from '../limits.js';
import { type SettingText, settingTexts } from '../setting-texts.js';
import { ancestors, baseName, folderOf, isWithin } from '../tree-path.js';
import { DEEP } from './applied-beside.js';
import { APPLIES_OR_DEPLOYS, goesThrough, withoutLeaving } from './applies.js';
import type { ResourcesLeftOut } from './left-out-resources.js';
import { namesFile, namesFolder } from './samples.js';
import { isArchived, isKeptOnly } from './set-aside.js';

const MANIFEST = /\.(?:ya?ml|json)$/i;
const OF_MESH = holds(
  /\bapiVersion["']?\s*:\s*["']?(?:(?:networking|security|telemetry|extensions)\.istio\.io|gateway\.networking\.k8s\.io)\//,
);
/** What deploys a folder, or hands its files on. */
const DEPLOYS =
  /\b(?:kubectl|oc|kapp|kustomize|helm|skaffold|kluctl|garden|argocd|flux|make|sh|bash|apply|deploy|manifests|fileset|fileglob|glob)\b/i;
/** Goes there first. */
const GOES = /\b(?:cd|pushd|for|dir|working-directory)\b/;
/** Goes through all folders, or all files, below the one that it is run in. */
const EVERYTHING = /\*\*\/|\bin\s+(?:\.\/)?\*\/|\bls-files\b|["'](?:-R|--recursive)["']/;
/** The folder that a script is run in, with all that is below it. */
const ALL_OF_HERE = /(?:\s-\w{0,3}f[ =]?|\bfind\s+)["']?\.\/?["']?(?:\s|$)/m;
/** Files without an end that run nothing. */
const ABOUT = /(?:^|\/)(?:CODEOWNERS|LICENSE|NOTICE|README|OWNERS|VERSION)[^/.]*$/;
/** Languages in which files are handed on. */
const CODE = /\.(?:[cm]?[jt]s|go|gotmpl|cs|java|kt|rb)$|(?:^|\/)(?:Tiltfile|Earthfile)[^/]*$/;
/** More of it than a repository has. */
const MAX_CODE = 3000;

/** Manifests of a tree that are kept and not deployed; those that hold resources of the mesh are told, folder by folder. */
export async function keptOnly(
  context: DetectContext,
  { deployedFolders = [] }: Pick<Detection, 'deployedFolders'>,
): Promise<ResourcesLeftOut> {
  const isDeployed = (path: string): boolean => deployedFolders.some(({ folder }) => isWithin(folder, path));
  const manifests = context.candidates.filter(
    path => MANIFEST.test(path) && isKeptOnly(path) && !isDeployed(path),
  );
  // Where there is more than is read, nobody knows what nothing says.
  const texts = manifests.length === 0 ? undefined : await textsOf(context);
  const files = new Set<string>();
  const problems: Problem[] = [];
  if (texts === undefined) return { files, problems };
  for (const [folder, own] of groupBy(manifests, keptFolder)) {
    const outside = texts.filter(({ path }) => !isWithin(folder, path));
    if (outside.some(said => mayApplyFolder(said, folder))) continue;
    const kept = own.filter(file => !outside.some(said => mayApply(said, file, folder)));
    for (const file of kept) files.add(file);
    append(problems, await told(context, folder, kept));
  }
  return { files, problems };
}

async function told(
  context: DetectContext,
  folder: string,
  files: readonly string[],
): Promise<readonly Problem[]> {
  const ofMesh: string[] = [];
  for (const file of files) {
    const text = await context.text(file);
    if (text !== undefined && OF_MESH(file, text)) ofMesh.push(file);
  }
  const [first] = ofMesh;
  if (first === undefined) return [];
  const more = ofMesh.length > 1 ? ` and ${ofMesh.length - 1} more of ${folder}` : '';
  return [
    {
      what: `${first}${more}`,
      why: `resources of the mesh there are taken not to be deployed: ${folder} is called like what is only kept, and nothing refers to them`,
      file: first,
      line: 1,
      blocking: false,
      assumption: true,
    },
  ];
}

/** The outermost folder that is called so. */
function keptFolder(file: string): string {
  return (
    ancestors(file)
      .filter(folder => isKeptOnly(`${folder}/`))
      .sort((left, right) => left.length - right.length)[0] ?? folderOf(file)
  );
}

/** What a tree says of files, without comments and what only looks at them. */
async function textsOf(context: DetectContext): Promise<readonly SettingText[] | undefined> {
  const settings = await settingTexts(context);
  if (settings === undefined) return undefined;
  const code = context.tree.paths.filter(path => CODE.test(path) && !isTestName(path));
  const found = [...settings.filter(({ path }) => !ABOUT.test(path))];
  for (const path of firstOf(context, code, MAX_CODE, 'programs that may apply what is kept')) {
    const text = await context.text(path);
    if (text !== undefined) found.push({ path, text });
  }
  return found.map(({ path, text }) => ({ path, text: withoutLeaving(text) }));
}

/** It names the file, or a folder that it is in. */
function mayApply({ path, text }: SettingText, file: string, folder: string): boolean {
  // However the folder around it is reached, the path ends so.
  const tail = file.slice(folderOf(folder) === '' ? 0 : folderOf(folder).length + 1);
  if (text.includes(tail) || namesFile(text, file, folderOf(path))) return true;
  return ancestors(file)
    .filter(one => isWithin(folder, one) && one !== baseName(one))
    .some(one => namesFolder(text, one, folderOf(path)));
}

/**
 * It may mean the folder: what it says the name for is not asked, unless that is a word of every day (`docs`), which has to stand beside
 * what deploys. Or it goes through what is around it.
 */
function mayApplyFolder({ path, text }: SettingText, folder: string): boolean {
  const name = baseName(folder);
  const applies = APPLIES_OR_DEPLOYS.test(text);
  if (text.includes(name)) {
    const isSaid = new RegExp(`(?<![\\w.-])${escapeForRegExp(name)}(?![\\w-])`);
    if (CODE.test(path)) {
      if (isArchived(`${folder}/`) && new RegExp(`["'\`/]${escapeForRegExp(name)}["'\`/]`).test(text))
        return true;
    } else if (isArchived(`${folder}/`) || isKustomizationPath(path)) {
      if (isSaid.test(text)) return true;
    } else if (
      text.split('\n').some(line => isSaid.test(line) && (DEPLOYS.test(line) || (applies && GOES.test(line))))
    )
      return true;
  }
  if (!applies) return false;
  // It goes through the folders beside it: `for s in services/*`.
  if (goesThrough(text, baseName(folderOf(folder)))) return true;
  const isBelow = isWithin(folderOf(path), folder);
  if (isBelow && (EVERYTHING.test(text) || (DEEP.test(text) && ALL_OF_HERE.test(text)))) return true;
  return (
    DEEP.test(text) && ancestors(folder).some(one => one !== '' && namesFolder(text, one, folderOf(path)))
  );
}
