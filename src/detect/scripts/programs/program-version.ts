/** The version that a name of a program's commands stands for: a constant, an option, or a setting of a file. */
import type { CodeFile } from '../../code/blocks.js';
import { constantIn } from '../../code/constants.js';
import { decodedSetting } from '../../code/decoded-settings.js';
import { optionConstant } from '../../code/options.js';
import { type Scope, scopeOf } from '../../code/scope.js';
import { withoutComments } from '../../code/text.js';
import type { DetectContext } from '../../detector.js';
import type { DecidedVersion } from '../../istio/published-release.js';
import { handedOn } from './names.js';

/** The version that a program, or its package, keeps under a name. */
export async function programVersion(
  context: DetectContext,
  path: string,
  name: string,
): Promise<DecidedVersion | undefined> {
  const placed = handedOn(context, path, name);
  if (placed) return placed;
  const text = await context.text(path);
  if (text === undefined) return undefined;
  const scope = await scopeOf(context, path, withoutComments(path, text));
  const setting = await assignedSetting(context, { path, text: withoutComments(path, text) }, name);
  const own = setting ?? constantIn(scope, name);
  return own && isLocalOfOther(path, scope, own)
    ? optionConstant(scope, name)
    : (own ?? optionConstant(scope, name));
}

/** `version := "1.22.2"` of a function in another file of the package. */
function isLocalOfOther(path: string, scope: Scope, { at }: DecidedVersion): boolean {
  if (!path.endsWith('.go') || at.file === path) return false;
  const line = scope.find(one => one.path === at.file)?.text.split('\n')[at.line - 1] ?? '';
  return /^\s.*:=/.test(line);
}

/** `version := cfg.Versions.Istio`, of settings that the program is given by their path. */
async function assignedSetting(
  context: DetectContext,
  file: CodeFile,
  name: string,
): Promise<DecidedVersion | undefined> {
  if (!/^\w{1,80}$/.test(name)) return undefined;
  const assigned = new RegExp(
    `(?<![\\w.$])${name}\\b(?:[ \\t]{0,9}:[^=\\n]{1,60})?[ \\t]{0,9}:?=(?![=>])[ \\t]{0,9}([^\\n;]{1,200})`,
    'g',
  );
  const said = new Set([...file.text.matchAll(assigned)].map(([, words = '']) => words.trim()));
  const [words, ...others] = said;
  return words === undefined || others.length > 0 ? undefined : decodedSetting(context, file, words);
}
