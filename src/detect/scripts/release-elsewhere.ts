/** The release that a script unpacks, where neither the folder that it works in nor its search path names one. */
import { oncePer } from '../../memo.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { isIstiosSource } from '../istio/source.js';
import { istioVersionOf } from '../istio/version.js';
import { onlyIstioVersion } from '../resolved-versions.js';
import { saidOfTools } from '../said.js';
import { folderOf } from '../tree-path.js';
import { isIstioVersionName } from '../version-index.js';
import { archivedBy, downloadIn, fetchedBy } from './downloads.js';
import { type ScriptFile, scriptFiles } from './file.js';
import { onlyVersion } from './only-version.js';
import { releaseAround, releaseIn, releaseVersion } from './release-folder.js';
import type { Command, Word } from './text.js';

/**
 * The version of a release that a command takes something from: what the word that names it says, else the folder that the
 * script is in, else what it names or fetches.
 * @param look what is said of it where nothing tells
 */
export async function releaseUsed(
  context: DetectContext,
  script: ScriptFile,
  command: Command,
  word: Word,
  look: string,
): Promise<DecidedVersion> {
  const release = releaseIn(script, word) ?? releaseAround(script, command);
  if (release) return releaseVersion(script, release);
  const at = { file: script.path, line: word.line };
  return (await releaseElsewhere(context)(script)) ?? { version: null, at, look };
}

/** The one release that scripts of a folder fetch, for what that folder takes out of it by other means. */
export async function releaseFetchedIn(
  context: DetectContext,
  folder: string,
): Promise<DecidedVersion | undefined> {
  const found: DecidedVersion[] = [];
  for (const script of await scriptFiles(context)) {
    const own = folderOf(script.path) === folder ? await fetchedOrArchived(script) : undefined;
    if (own?.version) found.push(own);
  }
  const [first] = found;
  return found.every(({ version }) => version === first?.version) ? first : undefined;
}

async function fetchedOrArchived(script: ScriptFile): Promise<DecidedVersion | undefined> {
  return (await fetchedBy(script)) ?? (await archivedBy(script)) ?? (await ofClone(script));
}

/** `git clone --branch 1.22.2 https://github.com/istio/istio`, where it is but one. */
async function ofClone(script: ScriptFile): Promise<DecidedVersion | undefined> {
  const found = script.commands.flatMap(({ words }) => {
    const texts = words.map(({ text }) => text);
    const clone = texts.indexOf('clone');
    if (texts[clone - 1] !== 'git' || !texts.some(isIstiosSource)) return [];
    const flag = texts.findIndex(text => /^(?:-b|--branch(?:=.*)?)$/.test(text));
    const [, own] = /^--branch=(.+)$/.exec(texts[flag] ?? '') ?? [];
    const word = words[own === undefined ? flag + 1 : flag];
    return flag < 0 || !word ? [] : [own === undefined ? word : { ...word, text: own }];
  });
  const decided = await onlyVersion(script, found);
  return decided?.version && istioVersionOf(decided.version) === null
    ? { ...decided, version: null, look: `the branch \`${decided.version}\` is no release` }
    : decided;
}

/** What the script names or fetches, else the only version of the tree, else its only download: looked for once. */
const releaseElsewhere = oncePer((context: DetectContext) =>
  oncePer((script: ScriptFile) => lookElsewhere(context, script)),
);

async function lookElsewhere(
  context: DetectContext,
  script: ScriptFile,
): Promise<DecidedVersion | undefined> {
  const own = (await fetchedOrArchived(script)) ?? (await named(script));
  if (own) return own;
  const anywhere = await onlyIstioVersion(context, script.path);
  if (anywhere.found) return { version: anywhere.found.version.replace(/^v/, ''), at: anywhere.found.at };
  return ofDownload(context);
}

async function named(script: ScriptFile): Promise<DecidedVersion | undefined> {
  const versions = script.versions.filter(({ name }) => isIstioVersionName(name) && /^\w+$/.test(name));
  const [first] = versions;
  if (!first || versions.some(({ version }) => version !== first.version)) return undefined;
  return script.version({ text: `\${${first.name}}`, line: first.at.line }, first.at);
}

/** The one download of the tree, where its version is not told: that fetches the newest release. */
async function ofDownload(context: DetectContext): Promise<DecidedVersion | undefined> {
  const downloads = (await scriptFiles(context)).flatMap(script => {
    const word = downloadIn(script);
    return word ? [{ script, word }] : [];
  });
  const [first, ...others] = downloads;
  if (!first || others.length > 0) return undefined;
  const fetched = await fetchedBy(first.script);
  if (fetched) return fetched;
  const at = { file: first.script.path, line: first.word.line };
  const decidedBy = await saidOfTools(context, at.file, true);
  return {
    version: null,
    at,
    look: 'the newest release is fetched when this runs',
    ...(decidedBy ? { decidedBy } : {}),
  };
}
