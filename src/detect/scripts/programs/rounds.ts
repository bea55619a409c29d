/**
 * Commands that a program runs for several charts, word by word: in a loop over a list, or in a function that others call with a name.
 * What a version is stands elsewhere, so that it is handed on by its place.
 */
import type { CodeFile } from '../../code/blocks.js';
import { handedAround } from '../../code/called-charts.js';
import { chosenAt } from '../../code/choices.js';
import { type Constant, constantIn } from '../../code/constants.js';
import { dataConstant } from '../../code/data.js';
import { dotted } from '../../code/expressions.js';
import { loopsIn } from '../../code/items.js';
import { literalIn, type Piece, piecesOf } from '../../code/literals.js';
import { valueIn } from '../../code/loops.js';
import { optionConstant } from '../../code/options.js';
import { filesAround } from '../../code/projects.js';
import { type Scope, scopeOf } from '../../code/scope.js';
import { lineAt } from '../../code/text.js';
import type { DetectContext } from '../../detector.js';
import { handedAs, namesOfData } from './names.js';

/** What words of the code are in one round. */
type Round = (words: string) => (Piece & { readonly source?: CodeFile }) | 'absent' | undefined;

/** More rounds, and more words of a command, than people have. */
const MAX_ROUNDS = 60;
const MAX_WORDS = 60;
/** A text in which nothing is filled in. */
const LITERAL = /^["'`]([^"'`$]{0,300})["'`]$/;
const VERSION = /^v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60}$/;

/**
 * @param index where the first word of the command stands
 * @returns the command as a shell writes it, once for each round; undefined where nothing tells them apart
 */
export async function roundCommands(
  context: DetectContext,
  file: CodeFile,
  scope: Scope,
  index: number,
): Promise<readonly string[] | undefined> {
  const open = openBefore(file.text, index);
  const pieces = open === undefined ? [] : piecesOf(file.text, open);
  if (pieces.length < 2 || pieces.length > MAX_WORDS) return undefined;
  const words = flattened(file.text, pieces);
  const filledIn = words.flatMap(({ text }) => namesIn(file.path, text));
  const rounds = await roundsAt(context, file, index, filledIn);
  const isOfRound = (round: Round): boolean => filledIn.some(name => typeof round(name) === 'object');
  const meant = rounds.filter(isOfRound);
  if (meant.length === 0) return undefined;
  if (meant.length > MAX_ROUNDS) {
    const why = 'it comes to more commands than a person writes: those beyond were not looked at';
    context.leave(file.path, why, lineAt(file.text, index));
  }
  const names = await namesOfData(context, file, scope);
  const handed = (constant: Constant): string => `"${handedAs(context, file.path, constant)}"`;
  const found = new Set<string>();
  for (const round of meant.slice(0, MAX_ROUNDS)) {
    const written: string[] = [];
    for (const word of words)
      written.push(await shellWord(context, file, scope, word, round, { names, handed }));
    found.add(written.join(' '));
  }
  return [...found];
}

/** The bracket in which a command is written word by word: `["helm", …]`, `exec.Command("helm", …)` */
function openBefore(text: string, index: number): number | undefined {
  const place = index - 1 - (/\s{0,200}$/.exec(text.slice(Math.max(0, index - 200), index))?.[0].length ?? 0);
  return /[[({]/.test(text[place] ?? '') ? place : undefined;
}

/** `"helm", ["upgrade", …]` of Node as one list. */
function flattened(text: string, pieces: readonly Piece[]): readonly Piece[] {
  return pieces.flatMap((piece, index) => {
    const start = piece.start + piece.text.length - piece.text.trimStart().length;
    // `{ stdio: "inherit" }` says how it is run.
    if (text[start] === '{' && index > 0) return [];
    return text[start] === '[' ? piecesOf(text, start) : [piece];
  });
}

async function roundsAt(
  context: DetectContext,
  file: CodeFile,
  index: number,
  names: readonly string[],
): Promise<readonly Round[]> {
  const loops = (await loopsIn(context, file)).filter(
    ({ body }) => body.start <= index && index < body.start + body.text.length,
  );
  const inLoops = loops.flatMap(({ items, names, order }) =>
    items.map(
      (item): Round =>
        words =>
          valueIn(item, words, names, order),
    ),
  );
  if (inLoops.length > 0) return inLoops;
  const files = (): ReturnType<typeof filesAround> => filesAround(context, file.path, file.text);
  return handedAround({ context, files }, file, index, names);
}

const FILLED = /\$?\{([^{}]{1,100})\}/g;

/** Names of which a word is made. */
function namesIn(path: string, text: string): readonly string[] {
  const written = text.trim();
  if (/^[frb]?["'`]/.test(written) && !/^(["'`])[^"'`]*\1\s*\+/.test(written)) {
    const isFilled = written.startsWith('`') || (path.endsWith('.py') && written.startsWith('f'));
    return isFilled ? [...written.matchAll(FILLED)].map(([, name = '']) => name.trim()) : [];
  }
  return [...written.matchAll(/[A-Za-z_$][\w$]{0,80}(?:\.[A-Za-z_$][\w$]{0,80}){0,3}/g)].map(
    ([name]) => name,
  );
}

interface Handing {
  /** What names are that stand for what a file of data says. */
  readonly names: ReadonlyMap<string, string>;
  readonly handed: (constant: Constant) => string;
}

async function shellWord(
  context: DetectContext,
  file: CodeFile,
  scope: Scope,
  piece: Piece,
  round: Round,
  { names, handed }: Handing,
): Promise<string> {
  const text = piece.text.trim();
  const start = piece.start + piece.text.length - piece.text.trimStart().length;
  const literal = LITERAL.exec(text)?.[1];
  if (literal !== undefined) return quoted(literal);
  const given = (words: string): string | undefined => {
    const value = round(words);
    return typeof value === 'object' ? literalIn(value.text) : undefined;
  };
  const versionOf = async (words: string): Promise<Constant | undefined> => {
    const value = round(words);
    return typeof value === 'object' ? placedVersion(context, value.source ?? file, scope, value) : undefined;
  };
  const decided =
    typeof round(text) === 'object' ? await versionOf(text) : chosenAt(scope, file, start, given);
  if (decided) return handed(decided);
  const own = given(text);
  if (own !== undefined) return quoted(own);
  // `"istio-" + chart`, f"istio-{chart}", `--version=${version}`
  const parts = partsOf(file.path, text);
  const ofData = (name: string): string | undefined => {
    const found = names.get(dotted(name));
    return found === undefined ? undefined : `"${found}"`;
  };
  if (!parts) return ofData(text) ?? variable(text);
  const shown = async (name: string): Promise<string> => {
    const version = await versionOf(name);
    if (version) return handed(version);
    const literal = given(name);
    return literal === undefined ? (ofData(name) ?? variable(name)) : quoted(literal);
  };
  const found: string[] = [];
  for (const part of parts) found.push('literal' in part ? quoted(part.literal) : await shown(part.name));
  return found.join('');
}

async function placedVersion(
  context: DetectContext,
  file: CodeFile,
  scope: Scope,
  value: Piece,
): Promise<Constant | undefined> {
  const text = value.text.trim();
  const literal = literalIn(text);
  if (literal !== undefined)
    return VERSION.test(literal)
      ? { version: literal.replace(/^v/, ''), at: { file: file.path, line: lineAt(file.text, value.start) } }
      : undefined;
  if (!/^[A-Za-z_$][\w$.]{0,160}$/.test(text)) return undefined;
  const seen = file.path === scope[0]?.path ? scope : await scopeOf(context, file.path, file.text);
  return (await dataConstant(context, seen, text)) ?? constantIn(seen, text) ?? optionConstant(seen, text);
}

type Part = { readonly literal: string } | { readonly name: string };

function partsOf(path: string, text: string): readonly Part[] | undefined {
  const python = path.endsWith('.py') ? /^f(["'])([^"'\n]{0,300})\1$/.exec(text)?.[2] : undefined;
  const template = python ?? /^`([^`]{0,300})`$/.exec(text)?.[1];
  if (template !== undefined) {
    const found: Part[] = [];
    let end = 0;
    for (const match of template.matchAll(FILLED)) {
      if (match.index > end) found.push({ literal: template.slice(end, match.index) });
      found.push({ name: (match[1] ?? '').trim() });
      end = match.index + match[0].length;
    }
    return end < template.length ? [...found, { literal: template.slice(end) }] : found;
  }
  if (!text.includes('+')) return undefined;
  const found = text.split(/\s*\+\s*/).map((one): Part => {
    const literal = LITERAL.exec(one)?.[1];
    return literal === undefined ? { name: one } : { literal };
  });
  return found.length > 6 ? undefined : found;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", '').replaceAll('\n', ' ')}'`;
}

function variable(name: string): string {
  const last = /([A-Za-z_]\w{0,80})$/.exec(name)?.[1];
  return last === undefined ? `"\${}"` : `"\${${last}}"`;
}
