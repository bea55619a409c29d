/**
 * The release of Istio that a program fetches by its address: `f"…/istio/istio/releases/download/{version}/istioctl-…"`,
 * `fmt.Sprintf("…/releases/download/%s/…", version)`. Source: release/downloadIstioCandidate.sh of Istio
 */

import { constantIn } from '../../code/constants.js';
import { dotted } from '../../code/expressions.js';
import { scopeOf } from '../../code/scope.js';
import { lineAt, withoutComments } from '../../code/text.js';
import type { DetectContext } from '../../detector.js';
import type { DecidedVersion } from '../../istio/published-release.js';

/** An address, and what stands for the release in it: a text that is gone on with in the next line, too. */
const ADDRESS =
  /\/(?:istio\/istio\/releases\/download|istio-release\/releases)\/(?:["'`]\s{0,200}[+.]?\s{0,200}(?:[frb]?["'`])?)?(?:[$#]?\{([\w.]{1,100})\}|(%[sv]|\{\})|(\d{1,4}\.\d{1,4}\.\d{1,4})(?![\w.])|([A-Za-z_][\w.]{1,100})\s{0,9}[+,)])/g;
/** The first that is filled in for `%s`. */
const GIVEN = /^[^"'`\n]{0,300}["'`](?:\.format\(|\s{0,9}[,%]\s{0,99}\(?)\s{0,99}([A-Za-z_][\w.]{0,100})/;
const MAX_PLACES = 50;

/** @returns undefined where it fetches none, or several */
export async function programDownload(
  context: DetectContext,
  path: string,
): Promise<DecidedVersion | undefined> {
  const written = await context.text(path);
  if (written === undefined) return undefined;
  const text = withoutComments(path, written);
  const scope = await scopeOf(context, path, text);
  const found: (DecidedVersion | undefined)[] = [];
  for (const match of text.matchAll(ADDRESS)) {
    if (found.length > MAX_PLACES) return undefined;
    const [whole, braced, filled, literal, bare] = match;
    const end = match.index + whole.length;
    const behind = text.slice(end, end + 800);
    const name = filled === undefined ? (braced ?? bare) : GIVEN.exec(behind)?.[1];
    const known = name === undefined ? undefined : constantIn(scope, dotted(name));
    if (literal === undefined) found.push(known && { version: known.version, at: known.at });
    else found.push({ version: literal, at: { file: path, line: lineAt(text, end - 1) } });
  }
  const [first] = found;
  return found.every(one => one?.version === first?.version) ? first : undefined;
}
