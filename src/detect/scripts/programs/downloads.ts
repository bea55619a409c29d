/**
 * The releases of Istio that a program fetches by their addresses, as a shell does: `f"…/istio/istio/releases/download/{version}/istio-…"`,
 * `fmt.Sprintf("…/releases/download/%s/…", version)`. Source: release/downloadIstioCandidate.sh of Istio
 */
import { lineAt } from '../../code/text.js';
import type { Piece } from '../placed.js';
import { withNames } from './chains.js';
import { continued, MAX_BEHIND, MAX_TEXT, type Names, TEXTS, variable, withArguments } from './texts.js';

/** An archive of a release, at an address or behind a name of where they lie. */
const OF_RELEASE =
  /\/(?:istio\/istio\/releases\/download|istio-release\/releases)\/|^(?:[#$]?\{\w{1,60}\}|%s)\/[^/\s]{1,60}\/istio(?:ctl)?-[^/\s]{1,120}\.(?:tar\.gz|zip)$/;
/** More of them than a program fetches: then nobody knows which. */
const MAX_PLACES = 200;
/** More texts and names than one is put together of. */
const MAX_PARTS = 12;
/** `"…/" + version`, `"…/" . $version` */
const NAME = /^\s{0,200}[+.]\s{0,200}\$?([A-Za-z_][\w.]{0,100})(?![\w(])/;
/** `"…/" f"{version}/…"` */
const TEXT = /^\s{0,200}(?:[+.]\s{0,200})?[frb]?(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`([^`\n]*)`)/;

export function downloadsIn(path: string, text: string, names: Names): readonly Piece[] {
  const found: Piece[] = [];
  for (const match of text.matchAll(TEXTS)) {
    const inner = match[2] ?? match[3] ?? match[4] ?? '';
    if (inner.length > MAX_TEXT || !OF_RELEASE.test(inner)) continue;
    if (found.length >= MAX_PLACES) return [];
    const address = addressOf(path, inner, text.slice(match.index + match[0].length), names);
    if (!/[\s'"]/.test(address)) found.push({ line: lineAt(text, match.index), text: `curl "${address}"` });
  }
  return found;
}

/** With what is added to it, or takes its places. */
function addressOf(path: string, first: string, rest: string, names: Names): string {
  let inner = first;
  let behind = rest.slice(0, MAX_TEXT);
  let address = '';
  for (let part = 0; part < MAX_PARTS; part++) {
    address += filled(path, inner, behind.slice(0, MAX_BEHIND), names);
    for (let name = NAME.exec(behind); name; name = NAME.exec(behind)) {
      address += variable(name[1] ?? '', names);
      behind = behind.slice(name[0].length);
    }
    const next = TEXT.exec(behind);
    if (!next) break;
    inner = next[1] ?? next[2] ?? next[3] ?? '';
    behind = behind.slice(next[0].length);
  }
  return address;
}

function filled(path: string, inner: string, behind: string, names: Names): string {
  const given = (path.endsWith('.rs') ? /^\s{0,20},([^()"]{0,200})/ : /^\.format\(([^()"]{0,200})/).exec(
    behind,
  );
  const text = given ? withNames(inner, given[1] ?? '') : withArguments(inner, behind, names);
  return continued(path, text, names);
}
