/** Versions that a script reads out of a file by jq or yq; of a file for each environment, one for each. */
import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { filesFitting } from '../fitting.js';
import { type DecidedVersion, decideVersion } from '../published-release.js';
import { folderOf, resolveInTree } from '../tree-path.js';
import { namedVersions } from '../version-index.js';

/** `$(jq -er .istio_version cluster.json)`, `$(cat cluster.json | jq -r .istio_version)`: what a file has under a key. */
const ASKED =
  /^["']?\$\(\s*(?:cat\s+["']?([^\s|()"']{1,200})["']?\s*\|\s*)?(?:jq|yq)\s[^|()]{0,200}?\.["']?([A-Za-z_][\w-]{0,100})["']?(?:\s+["']?([^\s|()"']{1,200}))?(?=["'\s)])/;
/** `$(cat ISTIO_VERSION)`, `$(shell cat .istio-version)` of Make, `$(<.istio-version)`: all that a file holds. */
const PRINTED =
  /^["']?\$\((?:shell[ \t]+)?(?:cat[ \t]+|<[ \t]*)["']?(?:\$\{?\w{1,80}\}?\/|\$\([\w ]{1,80}\)\/)?([\w./-]{1,200})["']?[ \t]*\)["']?$/;
const VARIABLE = /\$(?:\w+|\{\w+\})/;

/** @returns undefined where the text asks no file for anything */
export async function askedVersion(
  context: DetectContext,
  script: string,
  text: string,
  at: Position,
): Promise<DecidedVersion | undefined> {
  const printed = PRINTED.exec(text)?.[1];
  if (printed !== undefined) return wholeFile(context, script, printed);
  const [whole, piped, key, named] = ASKED.exec(text) ?? [];
  if (whole === undefined || key === undefined) return undefined;
  const environments = await environmentsOf(context, script, piped ?? named ?? '', key);
  const [first, ...others] = environments;
  if (!first || others.length === 0) return decideVersion(context, `\${${key}}`, at);
  if (others.every(({ version }) => version === first.version))
    return { version: first.version, at: first.at, environments };
  const places = environments.map(({ version, at: { file, line } }) => `${version} in ${file}:${line}`);
  return { version: null, at, look: `\`${key}\` is ${places.slice(0, 4).join(', ')}`, environments };
}

/** What the files have under the key that `environments/$CLUSTER.json` may mean, from the root or beside the script. */
async function environmentsOf(context: DetectContext, script: string, name: string, key: string) {
  const parts = name.split(VARIABLE);
  if (parts.length < 2) return [];
  const files = ['', folderOf(script)].flatMap(folder => filesFitting(context.tree, folder, parts));
  const all = await namedVersions(context);
  return [...new Set(files)].flatMap(file => {
    const found = all.find(one => one.name === key && one.at.file === file);
    if (!found) return [];
    const [start = '', end = ''] = [parts.at(0), parts.at(-1)];
    const from = start === '' ? 0 : file.lastIndexOf(start) + start.length;
    const environment = file.slice(from, file.length - end.length);
    return [{ environment, version: found.version.replace(/^v/, ''), at: found.at }];
  });
}

/** From the root, or beside the script. */
async function wholeFile(
  context: DetectContext,
  script: string,
  name: string,
): Promise<DecidedVersion | undefined> {
  const places = [resolveInTree(folderOf(script), `./${name}`), resolveInTree('', `./${name}`)];
  const file = places.find(place => place !== undefined && context.tree.has(place));
  const lines = file === undefined ? [] : ((await context.text(file)) ?? '').slice(0, MAX_FILE).split('\n');
  const line = lines.findIndex(one => one.trim() !== '');
  const version = /^v?(\d+\.\d+\.\d+[\w.+-]{0,60})$/.exec(lines[line]?.trim() ?? '')?.[1];
  const isAll = lines.filter(one => one.trim() !== '').length === 1;
  return file !== undefined && version !== undefined && isAll
    ? { version, at: { file, line: line + 1 } }
    : undefined;
}

/** Longer than files that hold nothing but a version. */
const MAX_FILE = 500;
