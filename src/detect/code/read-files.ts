/**
 * Files of data that a program reads: those that it names, `"config/prod.yaml"`, `` `config/${env}.yaml` ``, those of a folder that it
 * lists, and the context of an app of the CDK.
 */

import { escapeForRegExp } from '../../escape-regexp.js';
import { groupBy } from '../../grouped.js';
import { oncePer } from '../../memo.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { ancestors, baseName, folderOf, inFolder, isWithin, resolveInTree } from '../tree-path.js';
import type { CodeFile } from './blocks.js';
import { namesIn, PUT_TOGETHER } from './named-settings.js';
import { ENDINGS, isSettingsFile, settingsOf } from './settings-files.js';

/** One object that a program reads, or one key of the context. */
export interface ReadData {
  readonly file: string;
  readonly value: unknown;
}

/** More files than a program keeps its settings in. */
const MAX_FILES = 200;
/** More texts than a file of code has that name one. */
const MAX_NAMES = 500;

/** What code reads that stands in a file, or a part of one. */
export async function dataReadIn(
  context: DetectContext,
  { path, text }: CodeFile,
): Promise<readonly ReadData[]> {
  const names = await namesIn(context, { path, text });
  const files = [...new Set(names.flatMap(name => filesNamed(context, path, name)))];
  const found: ReadData[] = [];
  for (const file of [...files, ...filesListed(context, path, text)].slice(0, MAX_FILES))
    for (const { value } of await settingsOf(context, file))
      if (!isObject(value)) found.push({ file, value });
  return [...found, ...(await contextAsked(context, path, text))];
}

/** What is applied as it stands. */
function isObject(value: unknown): boolean {
  return isRecord(value) && value.apiVersion !== undefined && value.kind !== undefined;
}

/** What whoever runs the program fills in. */
const FILLED_IN = /\$?\{[^{}]{1,80}\}|%[sv]/;

/** From the nearest folder above that has any. */
function filesNamed(context: DetectContext, path: string, name: string): readonly string[] {
  const parts = name.replace(/^(?:\.{1,2}\/|\/){1,9}/, '').split(FILLED_IN);
  if (parts.length > MAX_PARTS || !parts.every(part => /^[\w./@ -]*$/.test(part))) return [];
  if (parts.every(part => ONLY_END.test(part))) return [];
  const plain = parts.length === 1 ? parts[0] : undefined;
  for (const folder of foldersAbove(path)) {
    const only = plain === undefined ? undefined : resolveInTree(folder, plain);
    if (only !== undefined && context.tree.has(only)) return isSettings(only) ? [only] : [];
    const fits = new RegExp(`^${parts.map(escapeForRegExp).join('[^/]{1,100}')}$`);
    const start = folder === '' ? 0 : folder.length + 1;
    const found =
      plain === undefined ? dataBelow(context, folder).filter(one => fits.test(one.slice(start))) : [];
    if (found.length > 0) return found;
  }
  return [];
}

const MAX_PARTS = 4;
const ONLY_END = new RegExp(`^[./]*${ENDINGS}?$`);

/** What a program for the JVM finds by a name lies with its resources, too. */
function foldersAbove(path: string): readonly string[] {
  const folders = ancestors(path);
  if (!/\.(?:java|kts?|scala|groovy)$/.test(path)) return folders;
  return folders.flatMap(folder => [folder, inFolder(folder, 'resources')]);
}

/** What lists a folder, or ends a name that is filled in. */
const LISTS =
  /\b(?:readdir\w{0,10}|listdir|scandir|iterdir|r?glob\w{0,10}|walk\w{0,10}|list_?files|os\.ReadDir|WalkDir|(?:Get|Enumerate)Files|newDirectoryStream)\(|["'`]\.(?:json|ya?ml)["'`]/i;
/** The name of a folder, perhaps with what is looked for there: `"config"`, `"config/*.yaml"`. */
const FOLDER = /["'`]([\w./-]{1,150}?)(?:\/(?:\*\*\/)?\*[\w.*]{0,20})?\/?["'`]/g;

function filesListed(context: DetectContext, path: string, text: string): readonly string[] {
  if (!LISTS.test(text)) return [];
  const names = [...text.replace(PUT_TOGETHER, '/').matchAll(FOLDER)].slice(0, MAX_NAMES);
  const found = names.flatMap(([, name = '']) => {
    const plain = name.replace(/^(?:\.{1,2}\/){1,9}/, '');
    if (/^[./]*$/.test(plain)) return [];
    const folders = ancestors(path).map(folder => inFolder(folder, plain));
    return folders.map(folder => foldersOf(context).get(folder) ?? []).find(files => files.length > 0) ?? [];
  });
  return [...new Set(found)];
}

function dataBelow(context: DetectContext, folder: string): readonly string[] {
  return [...foldersOf(context)].flatMap(([own, files]) => (isWithin(folder, own) ? files : []));
}

/** Files of data, by the folder that they stand in. */
const foldersOf = oncePer(({ tree }: DetectContext) => groupBy(tree.paths.filter(isSettings), folderOf));

function isSettings(path: string): boolean {
  return isSettingsFile(path) && !OF_TOOLS.test(baseName(path));
}

/** What tools read, and settings of Pulumi, which are asked for by their keys. */
const OF_TOOLS =
  /^(?:pyproject|Cargo|uv|poetry|mise)\.toml$|^(?:setup|tox)\.(?:cfg|ini)$|^(?:package(?:-lock)?|tsconfig[\w.-]*|cdk|cdk\.context|cdktf)\.json$|^Pulumi\.[\w.-]*ya?ml$|^Chart\.ya?ml$|[.-]lock\.(?:json|ya?ml)$/;

/** `app.node.tryGetContext("mesh")`, `self.node.try_get_context("mesh")`, `app.Node().TryGetContext(jsii.String("mesh"))` */
const ASKS =
  /(?:try_?)?get_?context(?:<[^<>()]{1,60}>)?\(\s{0,20}(?:jsii\.String\(\s{0,9})?(?:f?["'`]([\w:./@${}() -]{1,100})["'`]|([A-Za-z_]\w{0,80})\s{0,9}\))/gi;

/** Source: https://docs.aws.amazon.com/cdk/v2/guide/context.html */
async function contextAsked(
  context: DetectContext,
  path: string,
  text: string,
): Promise<readonly ReadData[]> {
  const patterns = keysAsked(text);
  const found: ReadData[] = [];
  for (const [name, isWhole] of patterns.length > 0 ? CONTEXTS : []) {
    const file = ancestors(path)
      .map(folder => inFolder(folder, name))
      .find(one => context.tree.has(one));
    const value = file === undefined ? undefined : (await context.yaml(file)).documents[0]?.data.value;
    const said = isWhole || !isRecord(value) ? value : value.context;
    for (const [key, value] of file !== undefined && isRecord(said) ? Object.entries(said) : [])
      if (file !== undefined && patterns.some(one => one.test(key)))
        found.push({ file, value: { [key]: value } });
  }
  return found;
}

/** Which keys the context is asked for: by a text, by a constant that is one, and by what is filled into one; else it may be any. */
function keysAsked(text: string): readonly RegExp[] {
  const asked = [...text.matchAll(ASKS)].slice(0, MAX_NAMES);
  const patterns = asked.flatMap(([, key, name = '']) => {
    const held = new RegExp(
      `(?<![\\w.])${name}\\s{0,9}(?::[^=\\n]{1,80})?:?=\\s{0,9}f?["'\`]([^"'\`\\n]{1,100})["'\`]`,
    );
    const parts = (key ?? held.exec(text)?.[1])?.split(FILLED_IN);
    if (parts === undefined || parts.length > MAX_PARTS) return [ANY_KEY];
    if (parts.every(part => part === '')) return [ANY_KEY];
    return [new RegExp(`^${parts.map(escapeForRegExp).join('.{1,100}')}$`)];
  });
  return ASKS_BY_OTHERS.test(text) ? [...patterns, ANY_KEY] : patterns;
}

/** But for switches of the CDK itself. */
const ANY_KEY = /^(?!@aws-cdk\/|aws:cdk)/;
/** `tryGetContext(process.env.STAGE ?? "dev")`, `tryGetContext(this.node.tryGetContext("stage"))` */
const ASKS_BY_OTHERS =
  /get_?context(?:<[^<>()]{1,60}>)?\(\s{0,20}(?:jsii\.String\(\s{0,9})?(?!f?["'`]|[A-Za-z_]\w{0,80}\s{0,9}\)|\))/i;

/** Files of the context, and whether they hold nothing else. */
const CONTEXTS: readonly (readonly [name: string, isWhole: boolean])[] = [
  ['cdk.json', false],
  ['cdktf.json', false],
  ['cdk.context.json', true],
];
