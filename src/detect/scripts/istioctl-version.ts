/** Which release of istioctl a script runs. */
import type { Position } from '../../model.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { isOtherRelease, istioVersionOf } from '../istio/version.js';
import { isIstioVersionName } from '../version-index.js';
import { BROUGHT_TOOL } from './brought-tool.js';
import { archivedBy, broughtTool, fetchedBy, newestFetched } from './downloads.js';
import type { ScriptFile } from './file.js';
import { ofRows } from './handed.js';
import {
  otherRelease,
  releaseAround,
  releaseIn,
  releaseVersion,
  whereNamed,
  whereWritten,
} from './release-folder.js';
import type { Command, Word } from './text.js';
import type { Handed } from './workflow/matrix.js';

/** From the folder that istioctl is run from, else from the variable of this script that names Istio's version. */
export async function istioctlVersion(
  script: ScriptFile,
  command: Command,
  tool: Word | undefined,
  at: Position,
): Promise<DecidedVersion | undefined> {
  const path = script.expand(tool?.text ?? '');
  // `"$(get_istioctl 1.22.2)" install`
  const brought = BROUGHT_TOOL.exec(tool?.text ?? '')?.[1];
  if (tool && brought !== undefined)
    return { version: brought, at: { file: tool.file ?? script.path, line: tool.line } };
  // `docker run istio/istioctl:1.22.2 install`
  if (tool && IMAGE.test(tool.text)) return ofImage(script, tool, at);
  const filledIn = /istio(?:ctl)?-v?(\$?\{\{[^{}]*\}\}|\$\{\w+\}|\$\(\w+\)|\$\w+|<<[^<>/]{1,120}>>)\//.exec(
    path,
  )?.[1];
  if (tool && filledIn !== undefined) return script.version({ ...tool, text: filledIn }, at);
  const unpacked = tool && releaseIn(script, tool);
  if (unpacked && !/^\d/.test(unpacked.text)) return releaseVersion(script, unpacked);
  const inPath = /istio(?:ctl)?-v?(\d+\.\d+\.\d+[\w.+-]*?)(?:\/|$)/.exec(path)?.[1];
  if (inPath !== undefined) {
    const other = tool && otherRelease(script, { ...tool, text: inPath });
    if (other) return contradicted(script, tool, `it runs an istioctl of ${inPath}`, other);
    const behind = tool?.text.includes(inPath) ? undefined : whereWritten(script, inPath);
    return { version: inPath, at: whereNamed(script, inPath) ?? behind ?? at };
  }
  const isInFolder = /^(?:(?:\.\/)?bin\/)?istioctl$/.test(path);
  const release = isInFolder ? releaseAround(script, command) : undefined;
  if (release) return inFolder(script, release);
  const setUp = await ofSetUp(script, at);
  if (setUp) return setUp;
  // An input is what those give it that run this: its default is told with them.
  const named = script.versions.filter(({ name }) => isIstioVersionName(name) && /^\w+$/.test(name));
  const [first] = named;
  if (first && named.every(({ version }) => version === first.version)) {
    // Of a Makefile, what is given to the goals that this command is run for.
    const { line } = script.comesTo ? at : first.at;
    const decided = await script.version({ text: `\${${first.name}}`, line }, first.at);
    const fetched = await fetchedBy(script);
    return fetched && isOtherRelease(fetched.version, decided.version)
      ? contradicted(script, wordOf(fetched), `it fetches ${fetched.version}`, wordOf(decided))
      : decided;
  }
  const images = script.workflow?.imagesAt?.(at.line) ?? [];
  // What several jobs say, each of them says for itself.
  if (named.length > 0) return ofRows(script, releasesAt(script, at.line)) ?? ofImages(script, images);
  return (
    ofRows(script, releasesAt(script, at.line)) ??
    (await script.givenAt(at.line, isIstioVersionName)) ??
    ofImages(script, images) ??
    (await fetchedBy(script)) ??
    (await broughtTool(script)) ??
    (await archivedBy(script)) ??
    (await ofOnlyImage(script, at)) ??
    (await computedRelease(script, at)) ??
    (await script.handedRelease()) ??
    newestFetched(script, at)
  );
}

/** What the last step before it brings, in the same job. */
async function ofSetUp(script: ScriptFile, at: Position): Promise<DecidedVersion | undefined> {
  const job = script.workflow?.jobAt(at.line);
  const own = script.setUp.filter(({ line }) => line < at.line && script.workflow?.jobAt(line) === job);
  const last = own.at(-1);
  return last && script.version(last, { file: script.path, line: last.line });
}

/** `export ISTIO_VERSION="$(yq .istio versions.yaml)"`, for what the script hands its environment to. */
async function computedRelease(script: ScriptFile, at: Position): Promise<DecidedVersion | undefined> {
  for (const name of ['ISTIO_VERSION', 'ISTIOCTL_VERSION', 'istio_version']) {
    const reference = `\${${name}}`;
    if (!/^["']?\$\(/.test(script.expandOnce(reference))) continue;
    const decided = await script.version({ text: reference, line: at.line }, at);
    if (decided.version !== null) return decided;
  }
  return undefined;
}

/** Each release that the environment of a step names, of a matrix. */
function releasesAt({ workflow }: ScriptFile, line: number): readonly Handed[] {
  const names = workflow?.namesAt(line).filter(isIstioVersionName) ?? [];
  return names.flatMap(name => workflow?.valuesAt(name, line) ?? []);
}

/** `istio/istioctl:1.22.2-distroless` */
const IMAGE = /\/istioctl:(\S+)$/;

/** The release that an image of istioctl is of. */
async function ofImage(script: ScriptFile, word: Word, at: Position): Promise<DecidedVersion> {
  const decided = await script.version({ ...word, text: IMAGE.exec(word.text)?.[1] ?? '' }, at);
  return { ...decided, version: istioVersionOf(decided.version) ?? decided.version };
}

/** The images that jobs run in, where some of them run in one of istioctl. */
function ofImages(script: ScriptFile, images: readonly Handed[]): DecidedVersion | undefined {
  const known = images.filter(({ open }) => !open);
  const decided = ofRows(script, known);
  if (!decided || known.length === images.length) return decided;
  const others = images.flatMap(({ open, line, file = script.path, job = '' }) =>
    open ? [{ environment: job, version: null, at: { file, line } }] : [],
  );
  const own = decided.environments ?? [
    { environment: known[0]?.job ?? '', version: decided.version, at: decided.at },
  ];
  const look = 'some of its jobs run in an image of istioctl, others in one that does not tell its release';
  return { version: null, at: decided.at, look, environments: [...own, ...others] };
}

/** The image that jobs of the pipeline run in, if it is but one. */
async function ofOnlyImage(script: ScriptFile, at: Position): Promise<DecidedVersion | undefined> {
  const images = script.commands.flatMap(({ words }) => words.filter(({ text }) => IMAGE.test(text)));
  const [first, ...others] = images;
  return first && others.every(({ text }) => text === first.text) ? ofImage(script, first, at) : undefined;
}

function wordOf({ version, at }: DecidedVersion): Word {
  return { text: version ?? '', line: at.line };
}

/** The release whose folder the script goes into, or whose tools it finds first, unless it says of another that it is the one. */
async function inFolder(script: ScriptFile, release: Word): Promise<DecidedVersion> {
  const other = otherRelease(script, release);
  if (!other) return releaseVersion(script, release);
  return contradicted(script, release, `it goes into istio-${release.text}`, other);
}

function contradicted(script: ScriptFile, { line }: Word, what: string, other: Word): DecidedVersion {
  const look = `${what}, and line ${other.line} names ${other.text}`;
  return { version: null, at: { file: script.path, line }, look, contradicted: true };
}
