/**
 * Objects of the Sail operator that code makes: `{ apiVersion: "sailoperator.io/v1", kind: "Istio", spec: { version: "v1.24.2" } }` of
 * TypeScript, `kind="Istio", spec={"version": VERSION}` of Python, `map[string]any{"kind": "Istio", …}` of Go.
 * Source: https://github.com/istio-ecosystem/sail-operator/blob/main/docs/api-reference/sailoperator.io.md
 */
import type { IstioChart } from '../../model.js';
import type { TellMore } from '../limits.js';
import { fieldAmong, literalIn, objectAt, openOf, type Piece, piecesOf, trimmed } from './literals.js';

const API =
  /\bapi_?[vV]ersion["']?\s{0,9}[:=]\s{0,9}(?:\w{1,30}\.String\()?["'`](?:sailoperator|operator\.istio)\.io\/v\w{1,20}["'`]/gi;
const CHARTS: ReadonlyMap<string, IstioChart> = new Map([
  ['Istio', 'istiod'],
  ['IstioCNI', 'cni'],
  ['ZTunnel', 'ztunnel'],
]);
/** Where Pulumi keeps what an object has beside the fields that all objects have. */
const OTHERS = ['OtherFields', 'other_fields', 'otherFields'];
/** More than a program makes. */
const MAX_OBJECTS = 1000;
/** Further from its bracket than people write the version of the API. */
const MAX_BEFORE = 5000;

export interface MadeObject {
  readonly chart: IstioChart;
  readonly kind: string;
  /** Where it says what it is. */
  readonly index: number;
  /** What it asks for; without it, the operator's own default counts. */
  readonly version?: Piece;
  /** Its `spec` is put together elsewhere. */
  readonly isOpen?: true;
}

/** @param text of a file, without comments */
export function sailObjectsIn(text: string, more: TellMore): readonly MadeObject[] {
  const found: MadeObject[] = [];
  for (const { index } of text.matchAll(API)) {
    const open = bracketBefore(text, index);
    const pieces = open === undefined ? [] : piecesOf(text, open);
    const kind = literalIn(field(pieces, 'kind')?.text ?? '') ?? '';
    const chart = CHARTS.get(kind);
    if (chart === undefined) continue;
    if (found.length >= MAX_OBJECTS) {
      more();
      break;
    }
    found.push({ chart, kind, index, ...askedOf(text, pieces) });
  }
  return found;
}

function askedOf(text: string, pieces: readonly Piece[]): Pick<MadeObject, 'version' | 'isOpen'> {
  const spec = field(pieces, 'spec') ?? within(text, pieces, OTHERS, 'spec');
  if (!spec) return {};
  const inner = partsOf(text, spec);
  if (!inner) return { isOpen: true };
  const version = field(inner, 'version');
  if (version) return { version: trimmed(version) };
  return inner.some(piece => /^\s*(?:\.{3}|\*\*)/.test(piece.text)) ? { isOpen: true } : {};
}

/** A field within another one. */
function within(
  text: string,
  pieces: readonly Piece[],
  names: readonly string[],
  name: string,
): Piece | undefined {
  for (const one of names) {
    const outer = fieldAmong(pieces, one);
    const inner = outer && partsOf(text, outer);
    if (inner) return field(inner, name);
  }
  return undefined;
}

/** In the case of the language. */
function field(pieces: readonly Piece[], name: string): Piece | undefined {
  return fieldAmong(pieces, name) ?? fieldAmong(pieces, `${name[0]?.toUpperCase()}${name.slice(1)}`);
}

/** What an object holds that stands there, or has a name. */
function partsOf(text: string, piece: Piece): readonly Piece[] | undefined {
  const name = /^\s*([A-Za-z_$][\w$]{0,80})\s*$/.exec(piece.text)?.[1];
  const open = name === undefined ? openOf(piece) : objectAt(text, name.replaceAll('$', '\\$'));
  return open === undefined || text[open] === '[' ? undefined : piecesOf(text, open);
}

function bracketBefore(text: string, index: number): number | undefined {
  let depth = 0;
  for (let at = index - 1; at >= 0 && index - at < MAX_BEFORE; at--) {
    const character = text[at] ?? '';
    if (')}]'.includes(character)) depth++;
    else if ('({['.includes(character) && depth-- === 0) return at;
  }
  return undefined;
}
