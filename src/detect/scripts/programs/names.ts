/** Names in commands of a program that stand for what a file of data says: `deps.charts.istio.version`. */
import { oncePer } from '../../../memo.js';
import type { CodeFile } from '../../code/blocks.js';
import type { Constant } from '../../code/constants.js';
import { dataConstant } from '../../code/data.js';
import { decodedSetting } from '../../code/decoded-settings.js';
import { dotted } from '../../code/expressions.js';
import type { Scope } from '../../code/scope.js';
import type { DetectContext } from '../../detector.js';
import type { DecidedVersion } from '../../istio/published-release.js';

/** More names of such a kind than a program that runs Helm has. */
const MAX_NAMES = 200;
const PATH =
  /(?<![\w.$])[A-Za-z_$][\w$]{0,80}(?:\.[A-Za-z_$][\w$]{0,80}|\[["'][\w-]{1,80}["']\]){1,5}(?![\w$(])/g;

/** Versions that commands of a program have from elsewhere, by the file, in the order in which they are handed on. */
const placesByFile = oncePer((_: DetectContext) => new Map<string, DecidedVersion[]>());

/** `at__3` */
const HANDED_ON = /^at__(\d{1,5})$/;

/** The version that a name of such a command stands for. */
export function handedOn(context: DetectContext, path: string, name: string): DecidedVersion | undefined {
  const index = HANDED_ON.exec(name)?.[1];
  return index === undefined ? undefined : placesByFile(context).get(path)?.[Number(index)];
}

/** What stands for a version in a command: its place is found again by it. */
export function handedAs(context: DetectContext, path: string, { version, at }: Constant): string {
  const known = placesByFile(context).get(path) ?? [];
  placesByFile(context).set(path, known);
  const index = known.findIndex(
    one => one.version === version && one.at.file === at.file && one.at.line === at.line,
  );
  if (index < 0) known.push({ version, at });
  return `\${at__${index < 0 ? known.length - 1 : index}}`;
}

const namesByFile = oncePer((_: DetectContext) => new Map<string, Promise<ReadonlyMap<string, string>>>());

/** What such names of a program are written as in its commands. */
export function namesOfData(
  context: DetectContext,
  file: CodeFile,
  scope: Scope,
): Promise<ReadonlyMap<string, string>> {
  const known = namesByFile(context);
  const found = known.get(file.path) ?? readNames(context, file, scope);
  known.set(file.path, found);
  return found;
}

async function readNames(
  context: DetectContext,
  { path, text }: CodeFile,
  scope: Scope,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const names = new Set<string>();
  for (const [words] of text.matchAll(PATH)) if (names.add(dotted(words)).size > MAX_NAMES) break;
  for (const name of names) {
    const constant =
      (await dataConstant(context, scope, name)) ??
      (/istio|mesh/i.test(name) ? await decodedSetting(context, { path, text }, name) : undefined);
    if (constant) found.set(name, handedAs(context, path, constant));
  }
  return found;
}
