/**
 * The last net: files in which an address, a chart or an image of Istio's stands beside a version, and of which nothing was read. What
 * they install is not known; where what they say moves, a change of Istio may have been passed over.
 */
import type { Detection, Release, Tree } from '../../model.js';
import { scopeOf } from '../code/scope.js';
import { lineAt, withoutComments } from '../code/text.js';
import { contextOf } from '../context.js';
import type { DetectContext } from '../detector.js';
import { fingerprintOf } from '../fingerprint.js';
import { holds } from '../holds.js';
import { istioVersionOf } from '../istio/version.js';
import { readRendered } from '../rendered/workloads.js';
import type { UnreadForm } from './forms.js';
import { onlyScans } from './scans.js';

/** Words that no file has which does not speak of installing Istio. */
const NAMED = new RegExp(
  [
    // Where Istio's charts come from, and charts by alias.
    /istio-release\.storage\.googleapis\.com\/charts|gcr\.io\/istio-release\/charts|ghcr\.io\/istio\/release\/charts|blob\.istio\.io/,
    /(?<![\w./-])istio\/(?:istiod|base|gateway|cni|ztunnel)\b(?!:)/,
    /(?<!helm\.sh\/)chart\w{0,20}["']?\s*[:=]\s*["']?(?:istio\/)?istiod\b/,
    // Kinds that install Istio; those of Gloo Mesh carry an IstioOperator's spec.
    /kind["']?\s*:\s*["']?(?:IstioOperator|IstioCNI|ZTunnel)\b|apiVersion["']?\s*:\s*["']?sailoperator\.io\/|\bistioOperatorSpec\b/,
    // Entries of lists in any language that call themselves after one of its charts.
    /\bname["']?\s*[:=]\s*["']istio-(?:base|istiod|cni|ztunnel|(?:ingress-?|egress-?)?gateway[\w-]*)["'].{0,200}\bversion\b/,
    // Its images, by the names that mirrors give them too, and where they come from.
    /\bistio(?:-release)?\/(?:pilot|proxyv2|install-cni|ztunnel|operator|istioctl)\b|\bistio-(?:pilot|proxyv2|install-cni|ztunnel):/,
    /\b(?:hub|registry)["']?\s*[:=]\s*["']?(?:(?:[\w.-]+\/){1,4}istio(?:-release|-testing)?|registry\.istio\.io\/release)["']?\s*$/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'm',
);
/** A chart called like one of Istio's, which need not say whose it is: it counts where Istio is named around it. */
const NAMESAKE = /\bchart(?:Name)?["']?\s*[:=]\s*["']?(?:base|cni|gateway|ambient)["']?,?\s*$/m;
const namesIstio = holds(new RegExp(`${NAMED.source}|${NAMESAKE.source}`, 'm'));
/** A version of Istio's, as opposed to that of an API or of another chart. */
const VERSION = /(?<![\w.])v?1\.\d{1,2}\.\d{1,3}(?:[-+][\w.+-]*)?(?![\w.])/;
/** Files that record, publish or look for versions, and install none. */
export const RECORDS =
  /(^|\/)(Chart\.lock|requirements\.lock|index\.ya?ml|\.?renovate[\w.-]*\.json5?|\.renovaterc[\w.]*|package-lock\.json)$/;
/** How many lines the two may stand apart. */
const NEAR = 8;
/** Longer lines are nobody’s writing: a program’s, of settings without any breaks. */
const MAX_LINE = 2000;

export async function unreadMentions(tree: Tree, detection: Detection): Promise<readonly UnreadForm[]> {
  const context = await contextOf(tree);
  // What was rendered for an installation is read with it.
  const rendered = (await readRendered(context)).workloads.map(({ manifest }) => manifest.file);
  const read = new Set([...filesRead(detection), ...rendered]);
  const known = knownVersions(detection);
  const code = new Set(context.code);
  const found: UnreadForm[] = [];
  for (const path of new Set([...context.candidates, ...context.code])) {
    if (read.has(path) || RECORDS.test(path) || context.isSetAside(path) || context.charts.isTemplate(path))
      continue;
    const text = await context.text(path);
    if (text === undefined || !namesIstio(path, text) || onlyScans(path, text)) continue;
    const far = code.has(path) ? await farIn(context, path, text) : undefined;
    const mention = mentionIn(text) ?? far;
    if (!mention) continue;
    const versions = [...new Set([...mention.versions, ...(far?.versions ?? [])])];
    found.push({
      what: path,
      why: 'it names Istio beside a version, in a form that is not read: what it installs is not known',
      file: path,
      line: mention.line,
      fingerprint: fingerprintOf([path, mention.names, versions]),
      // A list that repeats what was read says nothing new.
      weak: true,
      ...(versions.every(version => isKnown(known, version)) ? { repeats: true } : {}),
    });
  }
  return found;
}

interface Mention {
  readonly line: number;
  readonly names: readonly string[];
  readonly versions: readonly string[];
}

function mentionIn(text: string): Mention | undefined {
  const written = piecesOf(text);
  const pieces = written.map(piece => piece.text);
  const found = written.flatMap(({ text: piece, line }, index) => {
    const name = NAMED.exec(piece)?.[0] ?? namesakeAt(pieces, index);
    const version = name === undefined ? undefined : nearestVersion(pieces, index);
    return name === undefined || version === undefined ? [] : [{ line, name, version }];
  });
  const [first] = found;
  return (
    first && {
      line: first.line,
      names: found.map(({ name }) => name),
      versions: found.map(({ version }) => version.replace(/^v/, '')),
    }
  );
}

export interface Piece {
  readonly text: string;
  readonly line: number;
}

/** Lines without comments; those that nobody writes come in the pieces that their commas make, each cut at `longest` characters. */
export function piecesOf(text: string, longest = MAX_LINE): readonly Piece[] {
  const found: Piece[] = [];
  for (const [index, whole] of text.split('\n').entries()) {
    const pieces = whole.length > longest ? whole.split(/(?<=,)/) : [whole];
    for (const piece of pieces)
      found.push({ text: isComment(piece) ? '' : piece.slice(0, longest), line: index + 1 });
  }
  return found;
}

const ADDRESS = /istio-release/;
const IN_QUOTES = /["'`](v?1\.\d{1,2}\.\d{1,3}(?:[-+][\w.+-]{1,60})?)["'`]/g;

/**
 * Code that names the repository of Istio's charts takes its version from anywhere in what it sees: from a constant at its top, from a
 * file that it imports.
 */
async function farIn(context: DetectContext, path: string, text: string): Promise<Mention | undefined> {
  const own = withoutComments(path, text);
  const index = own.search(ADDRESS);
  if (index < 0) return undefined;
  const versions = await versionsSeen(context, path, text);
  return versions.length === 0 ? undefined : { line: lineAt(own, index), names: [], versions };
}

/** Versions that code says in quotes, or what it imports does. */
export async function versionsSeen(
  context: DetectContext,
  path: string,
  text: string,
): Promise<readonly string[]> {
  const scope = await scopeOf(context, path, withoutComments(path, text));
  const all = scope.flatMap(({ text: seen }) => [...seen.matchAll(IN_QUOTES)]);
  return all.map(([, version = '']) => version.replace(/^v/, ''));
}

function namesakeAt(lines: readonly string[], index: number): string | undefined {
  const name = NAMESAKE.exec(lines[index] ?? '')?.[0];
  const around = name === undefined ? [] : lines.slice(Math.max(0, index - NEAR), index + NEAR + 1);
  return around.some(line => /istio/i.test(line)) ? name : undefined;
}

function nearestVersion(lines: readonly string[], index: number): string | undefined {
  for (let distance = 0; distance <= NEAR; distance++) {
    const version =
      VERSION.exec(lines[index + distance] ?? '') ?? VERSION.exec(lines[index - distance] ?? '');
    if (version) return version[0];
  }
  return undefined;
}

function isComment(line: string): boolean {
  return /^\s*(?:#|\/\/|--|;)/.test(line);
}

/** Versions that installations of the tree are at, with and without what vendors put behind them. */
export function knownVersions({ installations }: Detection): ReadonlySet<string | null> {
  return new Set(installations.flatMap(({ version, istioVersion }) => [version, istioVersion]));
}

/** Lines that decide an installation, or of which something is said already, as `file:line`. */
export function linesTold({ installations, problems }: Detection): ReadonlySet<string> {
  return new Set(
    [...installations.map(({ at }) => at), ...problems].map(({ file, line }) => `${file}:${line}`),
  );
}

export function isKnown(known: ReadonlySet<string | null>, version: string): boolean {
  const plain = version.replace(/^v/, '');
  const release = istioVersionOf(plain);
  return known.has(plain) || (release !== null && known.has(release));
}

/** Files of which something was read, or of which it is said that it was not. */
export function filesRead({ releases, problems }: Detection): ReadonlySet<string> {
  return new Set([
    ...releases.flatMap(placesOf),
    ...problems.flatMap(({ file }) => (file === undefined ? [] : [file])),
  ]);
}

function placesOf({ declared, chart, values }: Release): readonly string[] {
  const charts =
    chart.kind === 'published' ? [chart.at] : chart.dependencies.flatMap(dependency => dependency.at);
  return [declared.file, ...charts.map(({ file }) => file), ...values.map(({ file }) => file)];
}
