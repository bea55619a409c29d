/**
 * What npm hands to the scripts of a package: `config` of its package.json, under `npm_package_config_istio`.
 * Source: https://docs.npmjs.com/cli/v11/using-npm/scripts#packagejson-vars
 */
import type { Position } from '../model.js';
import { startOf } from '../yaml/positioned.js';
import { wholeVersion } from './code/literals.js';
import { isRecord, recordAt } from './data.js';
import type { DetectContext } from './detector.js';
import { ancestors, inFolder } from './tree-path.js';

const NAME = /^npm_package_config_(\w{1,100})$/;
/** Objects in objects. */
const MAX_DEPTH = 4;

/** By the nearest package.json above a file that has such a key. */
export async function versionOfPackage(
  context: DetectContext,
  name: string,
  file: string,
): Promise<{ readonly name: string; readonly version: string; readonly at: Position } | undefined> {
  const asked = NAME.exec(name)?.[1];
  if (asked === undefined) return undefined;
  for (const folder of ancestors(file)) {
    const path = inFolder(folder, 'package.json');
    const data = context.tree.has(path) ? (await context.yaml(path)).documents[0]?.data : undefined;
    const keys = data && pathOf(recordAt(data.value, ['config']), asked, 0);
    if (!data || !keys) continue;
    const within = ['config', ...keys];
    const version = wholeVersion(String(data.at(within).value));
    return version === undefined ? undefined : { name, version, at: startOf(data, within) };
  }
  return undefined;
}

/** Whatever is no letter or digit of a key is `_` in a name, and so is what is between the keys. */
function pathOf(value: unknown, asked: string, depth: number): readonly string[] | undefined {
  if (!isRecord(value) || depth > MAX_DEPTH) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const written = key.replace(/\W/g, '_');
    if (written === asked && typeof inner === 'string') return [key];
    const rest = asked.startsWith(`${written}_`)
      ? pathOf(inner, asked.slice(written.length + 1), depth + 1)
      : undefined;
    if (rest) return [key, ...rest];
  }
  return undefined;
}
