/** The version of what an IstioOperator or istioctl installs. */
import type { Position, Problem } from '../../model.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { isOtherRelease, istioVersionOf } from '../istio/version.js';
import { halfBump } from '../pairing/half-bump.js';
import { onlyIstioVersion } from '../resolved-versions.js';
import { saidOfTools } from '../said.js';
import { fetchedNear, onlyLooking } from '../scripts/fetched-near.js';
import { baseName, folderOf } from '../tree-path.js';
import type { NamedVersion } from '../version-index.js';
import { type OperatorCandidate, operatorCandidates } from './installs.js';

/**
 * Other scripts that run an istioctl whose version they say themselves: that is theirs, and not this command's; nor that of
 * files which no command is handed, unless they speak of them.
 */
async function selfContained(
  context: DetectContext,
  command: Position | undefined,
  files: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const { command: own, tool } of await operatorCandidates(context)) {
    if (!own || !tool?.version || tool.at.file !== own.file || own.file === command?.file) continue;
    if (command && isOfSameRole(own.file, command.file)) continue;
    const text = command ? undefined : await context.text(own.file);
    if (!files.some(file => text?.includes(baseName(file)))) found.add(own.file);
  }
  // What only looks at files installs none of them, in whatever release it does so.
  for (const path of await onlyLooking(context)) found.add(path);
  return found;
}

/** Whether scripts of the tree run an istioctl: what they fetch is for what they hand it then. */
async function isRun(context: DetectContext): Promise<boolean> {
  return (await operatorCandidates(context)).some(({ command }) => command !== undefined);
}

/** Tasks of one role of Ansible prepare hosts for each other. */
function isOfSameRole(file: string, other: string): boolean {
  return folderOf(file) === folderOf(other) && /(?:^|\/)roles\/.+\/tasks$/.test(folderOf(file));
}

/** The version: what the tag says, unless the istioctl that runs it is another one; then what else the tree tells. */
export async function settleVersion(
  context: DetectContext,
  { tag, tool, declared, command, written, files, mayBeHanded }: OperatorCandidate,
): Promise<{ readonly version: DecidedVersion; readonly problems: readonly Problem[] }> {
  if (tag?.version && tool?.version && istioVersionOf(tag.version) !== istioVersionOf(tool.version)) {
    const why = `the tag is ${tag.version}, the istioctl that installs it is ${tool.version} (${tool.at.file}:${tool.at.line}): its charts are those of ${tool.version}`;
    const bump = {
      chart: 'istiod',
      version: tag.version,
      judged: tool.version,
      effect: 'other-image',
    } as const;
    return {
      version: tool,
      problems: [halfBump(bump, { what: 'IstioOperator tag', why, at: tag.at })],
    };
  }
  const own = tag?.version ? tag : tool?.version ? tool : undefined;
  if (own) return { version: own, problems: [] };
  // Of several that are known, another name of the tree does not choose.
  if (tool?.contradicted || (tool?.environments?.length ?? 0) > 1)
    return { version: tool ?? { version: null, at: declared }, problems: [] };
  // A tag that whoever runs the command gives is theirs to say, as far as it is no name of the tree.
  if (tag && !tool && isGiven(tag, command, mayBeHanded && files)) return { version: tag, problems: [] };
  const others = await selfContained(context, command, files);
  const anywhere = await onlyIstioVersion(context, declared.file, others);
  // What is handed to the command is more than that, where that is one of it.
  const isOneOf = tool?.environments?.some(
    ({ version, at }) =>
      version !== null && at.file === anywhere.found?.at.file && at.line === anywhere.found.at.line,
  );
  if (tool && isOneOf && tool.environments?.every(({ version }) => version !== null))
    return { version: tool, problems: [] };
  const other = anywhere.found && command && (await otherFolder(context, command, anywhere.found));
  if (other) return { version: other, problems: [] };
  if (anywhere.found) {
    const { version, at } = anywhere.found;
    return { version: { version: version.replace(/^v/, ''), at }, problems: [] };
  }
  if (anywhere.rivals.length === 0 && !tag && !tool && (command || !(await isRun(context)))) {
    const fetched = await fetchedNear(context, command?.file ?? declared.file, others, command !== undefined);
    if (fetched) return { version: fetched, problems: [] };
  }
  const rivals = anywhere.rivals.map(({ version, at }) => `${version} in ${at.file}:${at.line}`).slice(0, 4);
  const look =
    tag?.look ??
    tool?.look ??
    (rivals.length > 0
      ? `it is that of the istioctl or operator that installs it: ${rivals.join(', ')}`
      : 'it is that of the istioctl or operator that installs it, which this repository does not name');
  const environments = tag?.environments ?? tool?.environments ?? anywhere.environments;
  const at = tag?.at ?? command ?? written ?? declared;
  const isUnnamed = !tag && !tool && rivals.length === 0;
  // Of whatever says where to look.
  const told = tag?.look ? tag : tool?.look ? tool : undefined;
  const decidedBy = isUnnamed ? await saidOfTools(context, at.file, command !== undefined) : told?.decidedBy;
  const version = {
    version: null,
    at,
    look,
    ...(decidedBy ? { decidedBy } : {}),
    ...(environments ? { environments } : {}),
  };
  return { version, problems: [] };
}

/**
 * What the command itself says, in words that only its environment fills in.
 * @param handed files of which any may be what a command is handed
 */
function isGiven(
  { version, at, environments }: DecidedVersion,
  command: Position | undefined,
  handed: readonly string[] | undefined,
): boolean {
  if (version !== null || environments) return false;
  return at.file === command?.file || (handed !== undefined && !handed.includes(at.file));
}

/** A script that has a release of its own at hand does not run the one that is named elsewhere. */
async function otherFolder(
  context: DetectContext,
  command: Position,
  { version, at }: NamedVersion,
): Promise<DecidedVersion | undefined> {
  if (at.file === command.file) return undefined;
  const text = (await context.text(command.file)) ?? '';
  const own = [...text.matchAll(RELEASE_FOLDER)].find(([, release]) => isOtherRelease(release, version))?.[1];
  if (own === undefined) return undefined;
  const look = `it speaks of istio-${own}, and ${at.file}:${at.line} of ${version}`;
  return { version: null, at: command, look };
}

const RELEASE_FOLDER = /\bistio-v?(\d{1,4}\.\d{1,4}\.\d{1,4})\b/g;
