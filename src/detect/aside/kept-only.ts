/**
 * What stands in archives and documentation: kept, and applied by nobody, unless a script or a manifest outside of it names it, or applies
 * all that is around it.
 */
import { append } from '../../append.js';
import { groupBy } from '../../grouped.js';
import type { Detection, Problem } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { holds } from '../holds.js';
import { type SettingText, settingTexts } from '../setting-texts.js';
import { ancestors, baseName, folderOf, isWithin } from '../tree-path.js';
import { DEEP } from './applied-beside.js';
import type { ResourcesLeftOut } from './left-out-resources.js';
import { COMMENT_LINES, namesFile, namesFolder } from './samples.js';
import { isKeptOnly } from './set-aside.js';

const MANIFEST = /\.(?:ya?ml|json)$/i;
const OF_MESH = holds(
  /\bapiVersion["']?\s*:\s*["']?(?:(?:networking|security|telemetry|extensions)\.istio\.io|gateway\.networking\.k8s\.io)\//,
);
const APPLIES = /\b(?:kubectl|oc|kapp)\b[^\n]{0,300}\b(?:apply|create|replace|deploy)\b/;
/** What hands all files of a folder on, in Terraform, Ansible and languages. */
const GLOBS = /\b(?:fileset|with_fileglob|fileglob|glob)\b/;
/** The folder that a script is run in, with all that is below it. */
const ALL_OF_HERE = /(?:\s-\w{0,3}f[ =]?|\bfind\s+)["']?\.\/?["']?(?:\s|$)/m;

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
  const texts = manifests.length === 0 ? undefined : await settingTexts(context);
  const files = new Set<string>();
  const problems: Problem[] = [];
  if (texts === undefined) return { files, problems };
  for (const [folder, own] of groupBy(manifests, keptFolder)) {
    const outside = texts
      .filter(({ path }) => !isWithin(folder, path))
      .map(({ path, text }) => ({ path, text: text.replace(COMMENT_LINES, '') }));
    if (outside.some(said => appliesAround(said, folder))) continue;
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

/** It names the file, or a folder that it is in: a mere word such as `docs` only where something is applied. */
function mayApply({ path, text }: SettingText, file: string, folder: string): boolean {
  // However the folder around it is reached, the path ends so.
  const tail = file.slice(folderOf(folder) === '' ? 0 : folderOf(folder).length + 1);
  if (text.includes(tail) || namesFile(text, file, folderOf(path))) return true;
  const applies = APPLIES.test(text);
  return ancestors(file)
    .filter(one => isWithin(folder, one))
    .some(
      one =>
        ((applies || one !== baseName(one)) && namesFolder(text, one, folderOf(path))) ||
        ((applies || GLOBS.test(text)) && text.includes(`${baseName(one)}/*`)),
    );
}

/** It applies all that is below a folder around this one. */
function appliesAround({ path, text }: SettingText, folder: string): boolean {
  if (!APPLIES.test(text)) return false;
  // It goes through the folders beside it: `for s in services/*`.
  const parent = baseName(folderOf(folder));
  if (parent !== '' && [`${parent}/*`, `${parent}/$`].some(open => text.includes(open))) return true;
  if (!DEEP.test(text)) return false;
  if (isWithin(folderOf(path), folder) && ALL_OF_HERE.test(text)) return true;
  return ancestors(folder).some(around => around !== '' && namesFolder(text, around, folderOf(path)));
}
