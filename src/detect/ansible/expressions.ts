/**
 * Texts that Ansible puts together out of variables: `{{ istio_minor }}.{{ istio_patch }}`, `{{ istio_version | regex_replace('^v', '') }}`,
 * `{{ minor ~ '.' ~ patch }}`, `{{ lookup('env', 'ISTIO_VERSION') | default('1.22.2', true) }}`.
 * Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_filters.html
 */
import type { Position } from '../../model.js';
import { parts } from './combined.js';

/** What a name, or a piece of a text, is in one environment. */
export interface Piece {
  readonly text: string;
  readonly at: Position;
  /** '' where it is the same everywhere. */
  readonly environment: string;
}

/** Longer than any expression of a version. */
const MAX_TEXT = 400;
/** More environments, and more names in one text, than people have. */
const MAX_ENVIRONMENTS = 60;
const MAX_NAMES = 6;
const EXPRESSION = /\{\{-?([^{}]{1,300})-?\}\}/;

/**
 * What a text comes to, once for each environment.
 * @param at where the text stands
 * @param find what a name stands for; empty where nobody says it
 * @returns undefined where a part is not read, or nobody says what it is
 */
export function expressed(
  text: string,
  at: Position,
  find: (name: string) => readonly Piece[],
): readonly Piece[] | undefined {
  if (text.length > MAX_TEXT || !text.includes('{{') || text.includes('{%')) return undefined;
  // Every second one is what stands between braces.
  const pieces = text.split(EXPRESSION);
  if (pieces.length > 2 * MAX_NAMES + 1) return undefined;
  const found: (readonly Piece[])[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 0) {
      if (/[{}]/.test(piece)) return undefined;
      if (piece !== '') found.push([literal(piece, at)]);
      continue;
    }
    const own = sumOf(piece, at, find);
    if (!own) return undefined;
    found.push(own);
  }
  return joined(found);
}

function literal(text: string, at: Position): Piece {
  return { text, at, environment: '' };
}

/** `minor ~ '.' ~ patch` */
function sumOf(
  expression: string,
  at: Position,
  find: (name: string) => readonly Piece[],
): readonly Piece[] | undefined {
  const separator = parts(expression, '~').length > 1 ? '~' : '+';
  const terms = parts(expression, separator);
  if (terms.length > MAX_NAMES) return undefined;
  const found: (readonly Piece[])[] = [];
  for (const term of terms) {
    const own = termOf(term, at, find);
    if (!own) return undefined;
    found.push(own);
  }
  return joined(found);
}

/** `istio_version | regex_replace('^v', '')` */
function termOf(
  term: string,
  at: Position,
  find: (name: string) => readonly Piece[],
): readonly Piece[] | undefined {
  const [first = '', ...filters] = parts(term, '|');
  let found = listOf(first, filters, at, find) ?? operandOf(first, at, find);
  if (!found) return undefined;
  for (const filter of filters) {
    const fallback = DEFAULT.exec(filter)?.[1];
    if (fallback !== undefined) {
      if (found.length === 0) found = operandOf(fallback, at, find) ?? [];
      continue;
    }
    if (JOIN.test(filter) && first.startsWith('[')) continue;
    const change = changeOf(filter);
    if (!change) return undefined;
    found = found.map(piece => ({ ...piece, text: change(piece.text) }));
  }
  return found.length === 0 ? undefined : found;
}

const DEFAULT =
  /^d(?:efault)?\(\s{0,9}('[^']{0,100}'|"[^"]{0,100}"|[\w.]{1,100})\s{0,9}(?:,\s{0,9}[Tt]rue\s{0,9})?\)$/;
const JOIN = /^join\(\s{0,9}(?:'([^']{0,9})'|"([^"]{0,9})")\s{0,9}\)$/;

/** `[minor, patch] | join('.')` */
function listOf(
  first: string,
  [filter = '']: readonly string[],
  at: Position,
  find: (name: string) => readonly Piece[],
): readonly Piece[] | undefined {
  const [, single, double] = JOIN.exec(filter) ?? [];
  const between = single ?? double;
  if (between === undefined || !first.startsWith('[') || !first.endsWith(']')) return undefined;
  const items = parts(first.slice(1, -1), ',').filter(item => item !== '');
  if (items.length > MAX_NAMES) return undefined;
  const found: (readonly Piece[])[] = [];
  for (const [index, item] of items.entries()) {
    const own = operandOf(item, at, find);
    if (!own || own.length === 0) return undefined;
    if (index > 0) found.push([literal(between, at)]);
    found.push(own);
  }
  return joined(found);
}

const QUOTED = /^(?:'([^']{0,100})'|"([^"]{0,100})")$/;
const NUMBER = /^\d{1,9}(?:\.\d{1,9})?$/;
const NAME =
  /^([A-Za-z_]\w{0,100}(?:\.\w{1,100}|\[['"][\w-]{1,100}['"]\]){0,8})(\[1:\]|\.(?:lstrip|strip|replace)\([^()]{1,40}\))?$/;
/** Of the machine that runs the playbook: what stands behind it counts. */
const ENVIRONMENT =
  /^(?:lookup|query|q)\(\s{0,9}['"](?:ansible\.builtin\.)?env['"]\s{0,9},\s{0,9}['"]\w{1,100}['"]\s{0,9}\)$/;

/** Empty where nobody says what it is. */
function operandOf(
  text: string,
  at: Position,
  find: (name: string) => readonly Piece[],
): readonly Piece[] | undefined {
  const quoted = QUOTED.exec(text);
  if (quoted) return [literal(quoted[1] ?? quoted[2] ?? '', at)];
  if (NUMBER.test(text)) return [literal(text, at)];
  if (ENVIRONMENT.test(text)) return [];
  const [, written, method = ''] = NAME.exec(text) ?? [];
  if (written === undefined) return undefined;
  const change = method === '' ? (own: string) => own : changeOf(method);
  const found = find(written.replace(/\[['"]([\w-]{1,100})['"]\]/g, '.$1'));
  // What is itself put together in a way that is not read says nothing.
  if (!change || found.some(piece => /[{}…]/.test(piece.text))) return undefined;
  return found.map(piece => ({ ...piece, text: change(piece.text) }));
}

/** Filters and methods that take away a leading `v`, or nothing. */
function changeOf(filter: string): ((text: string) => string) | undefined {
  if (/^(?:string|trim|quote|ansible\.builtin\.(?:string|trim|quote))(?:\(\))?$/.test(filter))
    return text => text;
  if (WITHOUT_V.test(filter)) return text => text.replace(/^v/, '');
  return undefined;
}

const WITHOUT_V =
  /^(?:\[1:\]|(?:\.(?:lstrip|strip)|trim)\(\s{0,9}['"]v['"]\s{0,9}\)|(?:ansible\.builtin\.)?\.?(?:regex_)?replace\(\s{0,9}['"]\^?v\??['"]\s{0,9}(?:,\s{0,9}['"]{2}\s{0,9})?\))$/;

/** One after the other, in each environment that any of them has. */
function joined(pieces: readonly (readonly Piece[])[]): readonly Piece[] | undefined {
  if (pieces.length === 1) return pieces[0];
  const environments = new Set(pieces.flatMap(own => own.map(({ environment }) => environment)));
  if (environments.size > 1) environments.delete('');
  if (environments.size > MAX_ENVIRONMENTS) return undefined;
  const found: Piece[] = [];
  for (const environment of environments) {
    const own = pieces.map(all => pieceFor(all, environment));
    const known = own.filter(piece => piece !== undefined);
    if (known.length < own.length) return undefined;
    found.push({ text: known.map(({ text }) => text).join(''), at: placeOf(known), environment });
  }
  return found;
}

function pieceFor(all: readonly Piece[], environment: string): Piece | undefined {
  const own = all.filter(piece => piece.environment === environment);
  const around = all.filter(piece => environment.startsWith(`${piece.environment}/`));
  const [only, ...others] =
    [own, around, all.filter(piece => piece.environment === '')].find(fitting => fitting.length > 0) ?? [];
  return others.length === 0 ? only : undefined;
}

/** Where somebody changes a version that is put together: where all of it stands, or the last of its numbers. */
function placeOf(pieces: readonly Piece[]): Position {
  const whole = pieces.find(({ text }) => /^v?\d{1,4}\.\d{1,4}\.\d/.test(text));
  const last = pieces.findLast(({ text }) => /\d/.test(text));
  return (whole ?? last ?? (pieces[0] as Piece)).at;
}
