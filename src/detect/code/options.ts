/**
 * Options that a program takes from whoever runs it, and what they are otherwise: `parser.add_argument("--istio-version",
 * default="1.22.2")` for `args.istio_version`, `.option("--istio-version <v>", "…", "1.22.2")` for `opts.istioVersion`,
 * `flag.String("istio-version", "1.22.2", "…")`. Source: https://docs.python.org/3/library/argparse.html,
 * https://click.palletsprojects.com/en/stable/options/, https://github.com/tj/commander.js, https://pkg.go.dev/flag
 */

import type { Constant } from './constants.js';
import { dotted } from './expressions.js';
import { fieldAmong, literalIn, type Piece, piecesOf, wholeVersion } from './literals.js';
import { ownOf, type Scope } from './scope.js';
import { lineAt } from './text.js';

/** More places at which a program names one option. */
const MAX_PLACES = 50;
/** An option says its name within this. */
const MAX_BEFORE = 300;
/** What declares an option, before its bracket. */
const DECLARES =
  /(?:\badd_argument|\badd_option|\boption|\b(?:typer\.)?Option|\brequiredOption|\.(?:String|StringP|StringVar|StringVarP))\s{0,9}$/;

/** @param words what the program calls it: `args.istio_version`, `opts.istioVersion`, `*istioVersion` */
export function optionConstant(scope: Scope, words: string): Constant | undefined {
  const name = dotted(words.replace(/^\*/, '')).split('.').at(-1) ?? '';
  if (!/^[A-Za-z_]\w{2,80}$/.test(name)) return undefined;
  const [own] = scope;
  const flag = own?.path.endsWith('.go') ? flagAsked(own.text, name) : undefined;
  for (const { path, text } of ownOf(scope)) {
    const piece = path.endsWith('.go')
      ? (ofGo(text, name) ?? ofDestination(text, name) ?? (flag && ofFlag(text, flag)))
      : ofName(text, name);
    const version = piece && wholeVersion(literalIn(piece.text));
    if (!piece || version === undefined) continue;
    const line = lineAt(text, piece.start + piece.text.length - piece.text.trimStart().length);
    return { version, at: { file: path, line }, isDefault: true };
  }
  return undefined;
}

/** The call that declares the option of that name. */
function ofName(text: string, name: string): Piece | undefined {
  const dashed = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
  const written = new RegExp(
    `["'\`](?:-\\w,\\s{0,9})?(?:--)?(?:${dashed}|${name})(?:[ =][<[][\\w.-]{1,60}[>\\]])?["'\`]|\\bdest=["']${name}["']`,
    'g',
  );
  for (const { index } of [...text.matchAll(written)].slice(0, MAX_PLACES)) {
    // `"istio-version": { type: "string", default: "1.22.2" }`
    const within = /^["'`][\w-]{1,80}["'`]\s{0,9}:\s{0,9}\{/.exec(text.slice(index, index + 120))?.[0].length;
    if (within !== undefined) {
      const found = fieldAmong(piecesOf(text, index + within - 1), 'default');
      if (found) return found;
    }
    const open = openBefore(text, index);
    if (open === undefined || !DECLARES.test(text.slice(Math.max(0, open - 40), open))) continue;
    const pieces = piecesOf(text, open);
    const options = pieces.find(piece => piece.text.trim().startsWith('{'));
    const inner = options ? piecesOf(text, options.start + options.text.indexOf('{')) : [];
    const found = fieldAmong(pieces, 'default') ?? fieldAmong(inner, 'default') ?? pieces.find(isVersion);
    if (found) return found;
  }
  return undefined;
}

function isVersion({ text }: Piece): boolean {
  return wholeVersion(literalIn(text)) !== undefined;
}

function openBefore(text: string, index: number): number | undefined {
  let depth = 0;
  for (let at = index - 1; at >= 0 && index - at < MAX_BEFORE; at--) {
    const character = text[at] ?? '';
    if (')]}'.includes(character)) depth++;
    else if ('([{'.includes(character) && --depth < 0) return character === '(' ? at : undefined;
  }
  return undefined;
}

/** `v := flag.String("istio-version", "1.22.2", "…")`, `cmd.Flags().StringVar(&v, "istio-version", "1.22.2", "…")` */
function ofGo(text: string, name: string): Piece | undefined {
  const pattern = new RegExp(
    `\\b${name}\\b\\s{0,9}:?=\\s{0,9}[\\w.()]{1,80}\\.StringP?\\(|\\.StringVarP?\\(\\s{0,9}&(?:\\w{1,40}\\.){0,3}${name}\\b`,
    'g',
  );
  for (const { 0: whole, index } of [...text.matchAll(pattern)].slice(0, MAX_PLACES)) {
    const found = piecesOf(text, index + whole.lastIndexOf('(')).find(isVersion);
    if (found) return found;
  }
  return undefined;
}

/** The flag that a name is asked of, if it is but one: `v, err := cmd.Flags().GetString("istio-version")`, `v := c.String("istio-version")`. */
function flagAsked(text: string, name: string): string | undefined {
  const asks = new RegExp(
    `(?<![\\w.])${name}\\b(?:\\s{0,9},\\s{0,9}\\w{1,40})?\\s{0,9}:?=\\s{0,9}[\\w.()]{1,80}\\.(?:GetString|String)\\(\\s{0,9}"([\\w.-]{1,80})"\\s{0,9}\\)`,
    'g',
  );
  const flags = new Set([...text.matchAll(asks)].map(([, flag = '']) => flag));
  const [only] = flags;
  return flags.size === 1 ? only : undefined;
}

/** `cmd.Flags().String("istio-version", "1.22.2", "…")`, `&cli.StringFlag{Name: "istio-version", Value: "1.22.2"}` */
function ofFlag(text: string, flag: string): Piece | undefined {
  const written = flag.replaceAll('.', '\\.');
  const declares = new RegExp(`\\.StringP?(\\()\\s{0,20}"${written}"\\s{0,9},`, 'g');
  for (const { 0: whole, index } of [...text.matchAll(declares)].slice(0, MAX_PLACES)) {
    const found = piecesOf(text, index + whole.indexOf('(')).find(isVersion);
    if (found) return found;
  }
  return valueOfCli(text, fields => literalIn(fieldAmong(fields, 'Name')?.text ?? '') === flag);
}

/** `&cli.StringFlag{Name: "istio-version", Value: "1.22.2", Destination: &o.istioVersion}` */
function ofDestination(text: string, name: string): Piece | undefined {
  const held = new RegExp(`^\\s*&(?:\\w{1,40}\\.){0,3}${name}\\s*$`);
  return valueOfCli(text, fields => held.test(fieldAmong(fields, 'Destination')?.text ?? ''));
}

/** The default of a flag: https://cli.urfave.org/v2/examples/flags/ */
function valueOfCli(text: string, isMeant: (fields: readonly Piece[]) => boolean): Piece | undefined {
  for (const { 0: whole, index } of [...text.matchAll(/\bStringFlag\{/g)].slice(0, MAX_PLACES)) {
    const fields = piecesOf(text, index + whole.length - 1);
    if (isMeant(fields)) return fieldAmong(fields, 'Value');
  }
  return undefined;
}
