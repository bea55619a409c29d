/** Versions that a script reads out of a file by jq or yq; of a file for each environment, one for each. */
import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { filesFitting, filledIn } from '../fitting.js';
import { type DecidedVersion, decideVersion } from '../istio/published-release.js';
import { versionsUnder } from '../resolved-versions.js';
import { folderOf } from '../tree-path.js';
import { namedVersions } from '../version-index.js';
import { agreed, type OfEnvironment } from './by-environment.js';
import { moduleVersion } from './go-modules.js';
import { fileNamed } from './own-folder.js';

/** `$(jq -er .istio_version cluster.json)`, `$(cat cluster.json | jq -r .istio_version)`: what a file has under a key. */
const ASKED =
  /^["']?\$\(\s*(?:cat\s+["']?([^\s|()"']{1,200})["']?\s*\|\s*)?(?:jq|yq)\s[^|()]{0,200}?\.["']?([A-Za-z_][\w-]{0,100})["']?(?:\s+["']?([^\s|()"']{1,200}))?(?=["'\s)])/;
/** `$(cat ISTIO_VERSION)`, `$(shell cat .istio-version)` of Make, `$(<.istio-version)`: all that a file holds. */
const PRINTED =
  /^["']?\$\((?:shell[ \t]+)?(?:cat[ \t]+|<[ \t]*)["']?(?:\$\{?\w{1,80}\}?\/|\$\([\w ]{1,80}\)\/)?([\w./-]{1,200})["']?[ \t]*\)["']?$/;
/** `.istio.version`, as jq and yq ask: keys alone. */
const PATH = /(?<![\w\])])((?:\.["']?[A-Za-z_][\w-]{0,100}["']?){1,12})(?=["'\s)|])/;
/** `$(grep '^ISTIO=' versions.env | cut -d= -f2)`, `$(awk -F= '/ISTIO_VERSION/ {print $2}' .env)`, `$(sed -n 's/^ISTIO=//p' .env)` */
const SOUGHT =
  /^["']?\$\((?:shell[ \t]+)?(?:grep|awk|sed)[ \t]([^|()]{0,200}?[ \t])["']?(?:\$\{?\w{1,80}\}?\/)?([\w./-]{1,200})["']?[ \t]*(?:\|[^()]{0,200})?\)["']?$/;
/** The same of a file for each environment: `$(sed -n 's/^istio: //p' "regions/$region/versions.yaml")` */
const SOUGHT_BY_NAME =
  /^["']?\$\((?:shell[ \t]+)?(?:grep|awk|sed)[ \t]([^|()]{0,200}?[ \t])["']?([\w./${}-]{1,200})["']?[ \t]*(?:\|[^()]{0,200})?\)["']?$/;
const VARIABLE = /\$(?:\w+|\{\w+\})/;

/** @returns undefined where the text asks no file for anything */
export async function askedVersion(
  context: DetectContext,
  script: string,
  text: string,
  at: Position,
): Promise<DecidedVersion | undefined> {
  const ofModule = await moduleVersion(context, script, text);
  if (ofModule) return ofModule;
  const printed = PRINTED.exec(text)?.[1];
  if (printed !== undefined) return wholeFile(context, script, printed);
  const [, pattern, sought] = SOUGHT.exec(text) ?? [];
  if (pattern !== undefined && sought !== undefined)
    return CUT.test(text) ? undefined : soughtLine(context, script, pattern, sought);
  const byName = CUT.test(text) ? undefined : await soughtByName(context, script, SOUGHT_BY_NAME.exec(text));
  if (byName) return byName;
  // Which of two keys a filter takes is not known.
  if (OTHERWISE.test(text)) return undefined;
  const [whole, piped, key, named] = ASKED.exec(text) ?? [];
  if (whole === undefined || key === undefined) return undefined;
  const exact = await underPath(context, script, PATH.exec(text)?.[1] ?? '', piped ?? named ?? '');
  if (exact) return exact;
  const environments = await environmentsOf(context, script, piped ?? named ?? '', key);
  const [first, ...others] = environments;
  if (!first || others.length === 0) return decideVersion(context, `\${${key}}`, at);
  return agreed(key, environments, first, at);
}

/** `.versions[$chart] // .versions.default`, `.istio, .other` */
const OTHERWISE = /(?:[\s)\]]\/\/|,)[ \t]{0,20}\./;

/** What the files have under the key that `environments/$CLUSTER.json` may mean, from the root or beside the script. */
async function environmentsOf(
  context: DetectContext,
  script: string,
  name: string,
  key: string,
): Promise<readonly OfEnvironment[]> {
  const parts = name.split(VARIABLE);
  if (parts.length < 2) return [];
  const files = ['', folderOf(script)].flatMap(folder => filesFitting(context.tree, folder, parts));
  const all = await namedVersions(context);
  return [...new Set(files)].flatMap(file => {
    const found = all.find(one => one.name === key && one.at.file === file);
    if (!found) return [];
    const version = found.version.replace(/^v/, '');
    return [{ environment: filledIn(file, parts), version, at: found.at }];
  });
}

/** A file of the tree, from the root or beside the script. */
/** What stands under these keys in that very file. */
async function underPath(
  context: DetectContext,
  script: string,
  path: string,
  name: string,
): Promise<DecidedVersion | undefined> {
  const file = fileNamed(context, script, name);
  if (file === undefined || !/\.(?:ya?ml|json)$/i.test(file)) return undefined;
  const keys = path
    .split('.')
    .slice(1)
    .map(key => key.replace(/["']/g, ''));
  const [found] = await versionsUnder(context, file, keys);
  return found && { ...found, version: found.version.replace(/^v/, '') };
}

/** The version on the only line of the file that a pattern fits: what it looks for is a name of a setting. */
async function soughtLine(
  context: DetectContext,
  script: string,
  pattern: string,
  name: string,
): Promise<DecidedVersion | undefined> {
  const file = fileNamed(context, script, name);
  return file === undefined ? undefined : lineIn(context, file, settingIn(pattern));
}

/** In each of the files that a name may mean; undefined where one of them does not tell. */
async function soughtByName(
  context: DetectContext,
  script: string,
  asked: readonly string[] | null,
): Promise<DecidedVersion | undefined> {
  const [, pattern = '', name = ''] = asked ?? [];
  // A folder that a variable holds is tried as any.
  const parts = name.replace(/^\$(?:\w+|\{\w+\})\/(?=.*\$)/, '').split(VARIABLE);
  const setting = settingIn(pattern);
  if (parts.length < 2 || setting === undefined) return undefined;
  const [fromRoot, beside] = ['', folderOf(script)].map(folder => filesFitting(context.tree, folder, parts));
  const files = fromRoot && fromRoot.length > 0 ? fromRoot : (beside ?? []);
  if (files.length > MAX_FILES) return undefined;
  const found: OfEnvironment[] = [];
  for (const file of files) {
    const one = await lineIn(context, file, setting);
    if (!one) return undefined;
    found.push({ ...one, environment: filledIn(file, parts) });
  }
  const [first] = found;
  return first && agreed(setting, found, first, first.at);
}

/** More environments than a script has. */
const MAX_FILES = 50;

function settingIn(pattern: string): string | undefined {
  return [...pattern.matchAll(SETTING)].map(([word]) => word).find(word => !NO_SETTING.test(word));
}

async function lineIn(
  context: DetectContext,
  file: string,
  setting: string | undefined,
): Promise<Omit<OfEnvironment, 'environment'> | undefined> {
  if (setting === undefined) return undefined;
  const text = ((await context.text(file)) ?? '').slice(0, MAX_SEARCHED);
  const lines = text.split('\n').map((line, index) => ({ line, number: index + 1 }));
  const fitting = lines.filter(({ line }) => line.includes(setting) && !/^\s*#/.test(line));
  const [only, ...others] = fitting;
  const line = only?.line.slice(0, 1000) ?? '';
  // Which of several a tool cuts out is not known.
  const version = [...line.matchAll(ANY_VERSION)].length === 1 ? VERSION_IN.exec(line)?.[1] : undefined;
  return only && version !== undefined && others.length === 0
    ? { version, at: { file, line: only.number } }
    : undefined;
}

/** Other lines than those that it finds (`grep -v`), or a part of a version (`cut -d. -f1,2`). */
export const CUT = /\bgrep[ \t]+-\w{0,9}v|-[dF][ \t]?["']?\.|\btr[ \t]+["']?\./;
const SETTING = /[A-Za-z_][\w-]{2,100}/g;
/** Words of the tools themselves. */
const NO_SETTING = /^(?:print|grep|awk|sed)$|^-/;
const VERSION_IN = /[=:\s"'@]v?(\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})["']?\s*(?:#.*)?,?$/;
const ANY_VERSION = /(?<![\w.])v?\d{1,4}\.\d{1,4}\.\d{1,4}/g;
const MAX_SEARCHED = 200_000;

/** From the root, or beside the script. */
async function wholeFile(
  context: DetectContext,
  script: string,
  name: string,
): Promise<DecidedVersion | undefined> {
  const file = fileNamed(context, script, name);
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
