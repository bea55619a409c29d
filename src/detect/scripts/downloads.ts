/** Istio's own download scripts, as scripts run them. */
import { oncePer } from '../../memo.js';
import type { Position } from '../../model.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { mayBring } from '../said.js';
import type { ScriptFile } from './file.js';
import { onlyVersion } from './only-version.js';
import { type Command, commandsIn, type Word } from './text.js';

/** Scripts of https://istio.io/latest/docs/setup/additional-setup/download-istio-release/, and what they were called before. */
const FETCHES = /\bistio\.io\/downloadIstio(?:ctl)?\b|\bgit\.io\/getLatestIstio\b/;

export function fetches({ words }: Pick<Command, 'words'>): boolean {
  return words.some(({ text }) => FETCHES.test(text));
}

/** `… | ISTIO_VERSION=1.22.2 sh -`: the release that a script has Istio's own download script fetch, if it is but one. */
export const fetchedBy = oncePer(readFetched);

async function readFetched(script: ScriptFile): Promise<DecidedVersion | undefined> {
  const given = [...givenIn(script.commands), ...withinTexts(script.commands)];
  // What is fetched first, and run later, finds its release in the environment.
  return onlyVersion(script, given.length > 0 || !downloadIn(script) ? given : exportedIn(script.commands));
}

/** `export ISTIO_VERSION=${VERSION}` */
function exportedIn(commands: readonly Command[]): readonly Word[] {
  return commands.flatMap(({ words }) => (words[0]?.text === 'export' ? releasesIn(words) : []));
}

function releasesIn(words: readonly Word[]): readonly Word[] {
  return words.flatMap(({ text, line }) => {
    const value = /^ISTIO_VERSION=(.+)$/.exec(text)?.[1];
    return value === undefined ? [] : [{ text: value, line }];
  });
}

/** What the command is given that a download script is fed to. */
function givenIn(commands: readonly Command[]): readonly Word[] {
  const words = commands.flatMap((command, index) =>
    commands[index - 1]?.words.some(({ text }) => FETCHES.test(text)) ? command.words : [],
  );
  return releasesIn(words);
}

/** `sh "curl -L https://istio.io/downloadIstio | ISTIO_VERSION=1.22.2 sh -"` of Jenkins, `bash -c '…'`: text that a shell is handed. */
function withinTexts(commands: readonly Command[]): readonly Word[] {
  return commands.flatMap(({ words }) =>
    words.flatMap(({ text, line }, index) => {
      const isRun = RUNS_TEXT.test(words[index - 1]?.text ?? '-');
      return isRun && FETCHES.test(text) && /\sISTIO_VERSION=/.test(text)
        ? givenIn(commandsIn(text, line))
        : [];
    }),
  );
}

/** What stands before a text that is run: `sh`, `-c`, `-lc`; a key or a dash of YAML. */
const RUNS_TEXT = /^(?:\S{0,100}\/)?(?:ba|da|k|z)?sh$|^-\w{0,5}c$|^-$|^[\w-]{1,60}:$/;

/** Tools that bring other tools at a version. */
const MANAGER = /^(?:\S*\/)?(?:arkade|ark|asdf|mise|proto|brew|go|krew)$/;

/**
 * The istioctl that a script has a manager of tools bring: `arkade get istioctl --version 1.22.2`, `asdf install istioctl 1.22.2`,
 * `go install istio.io/istio/istioctl/cmd/istioctl@1.22.2`; if it is but one.
 */
export async function broughtTool(script: ScriptFile): Promise<DecidedVersion | undefined> {
  const found = script.commands.flatMap(({ words }) => {
    const tool = words.findIndex(({ text }) => /(?:^|\/)istioctl(?:@|$)/.test(text));
    const word = words[tool];
    if (!word || !words.slice(0, tool).some(({ text }) => MANAGER.test(text))) return [];
    const own = /@v?(.+)$/.exec(word.text)?.[1];
    if (own !== undefined) return [{ ...word, text: own }];
    const [next, after] = words.slice(tool + 1);
    const version = /^(?:--version|-v)$/.test(next?.text ?? '') ? after : next;
    return version && /^(?:v?\d|\$)/.test(version.text) ? [version] : [];
  });
  return onlyVersion(script, found);
}

/** Where releases of Istio lie, by their versions. Source: release/downloadIstioCandidate.sh of Istio, and the buckets before it. */
const ARCHIVES = /\/istio\/istio\/releases\/download\/([^/\s]+)\/|\/istio-release\/releases\/([^/\s]+)\//;

/** `https://github.com/istio/istio/releases/download/$(VERSION)/…`, where it is but one release. */
export async function archivedBy(script: ScriptFile): Promise<DecidedVersion | undefined> {
  const found = script.commands.flatMap(({ words }) =>
    words.flatMap(({ text, line }) => {
      // `${RELEASES}/${VERSION}/istioctl-…`: where they lie may have a name of its own.
      const address = text.replace(/^\$\{\w{1,60}\}(?=\/)/, name => script.expand(name));
      const [, ofGitHub, ofBucket] = ARCHIVES.exec(address) ?? [];
      const version = ofGitHub ?? ofBucket;
      return version === undefined ? [] : [{ text: version, line }];
    }),
  );
  return onlyVersion(script, found);
}

/**
 * `curl -L https://istio.io/downloadIstio | sh -`, `cd istio-*`: a script that has the newest release fetched and takes its tools out
 * of that does not run the istioctl that other files of the tree name.
 * @param at the command that is run so
 */
export function newestFetched({ commands }: ScriptFile, at: Position): DecidedVersion | undefined {
  const words = commands.flatMap(command => (removes(command) ? [] : command.words));
  const download = words.find(({ text }) => FETCHES.test(text));
  if (!download || words.some(({ text }) => ASKS.test(text)) || !words.some(({ text }) => TAKEN.test(text)))
    return undefined;
  const look = `the newest release is fetched (${at.file}:${download.line}) when this runs`;
  const texts = commands.map(({ words: own, heredoc }) =>
    [...own.map(({ text }) => text), heredoc?.text ?? ''].join(' '),
  );
  return {
    version: null,
    at,
    look,
    decidedBy: texts.filter(mayBring),
    contradicted: true,
  };
}

/** What asks the download script for a release, wherever it gets that from. */
const ASKS = /\bISTIO_VERSION\b/i;
/** The release whose version nobody knows: `cd istio*`, `PATH=$PWD/istio-1.*\/bin:$PATH`; where the script for istioctl alone puts that. */
const TAKEN = /(?:^|[\s/="':])istio(?:-[\d.]{0,9})?\*(?=$|[\s/"':)])|\.istioctl\/bin\b/;

function removes({ words }: Command): boolean {
  return words.slice(0, 2).some(({ text }) => /^@?rm(?:dir)?$/.test(text));
}

/** Where a script runs a download script of Istio's. */
export function downloadIn({ commands }: ScriptFile): Word | undefined {
  return commands.flatMap(({ words }) => words).find(({ text }) => FETCHES.test(text));
}
