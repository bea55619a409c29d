/**
 * Functions of programs that run Helm or istioctl with what they are handed: `def helm(*args)`, `func helm(ctx context.Context, args
 * ...string)`, `const helm = (...args) => execFileSync("helm", args)`, `def helm(text): run(f"helm {text}")`; and where they are called.
 */

import { namesOf } from '../../code/arguments.js';
import { arrowsOf, callableAround } from '../../code/arrows.js';
import { bracketsIn, type CodeFile } from '../../code/blocks.js';
import { type Piece, piecesOf } from '../../code/literals.js';
import type { Scope } from '../../code/scope.js';
import type { DetectContext } from '../../detector.js';

export interface ToolFunction {
  readonly name: string;
  readonly tool: string;
  /** Where its words begin in what it is handed: all that follows, one list, or one text. */
  readonly position: number;
}

/** More functions of that kind than a program has, and more calls of them. */
const MAX_FUNCTIONS = 20;
const MAX_PLACES = 300;
const MAX_CALLS = 300;
/** What is handed on stands within this behind the tool. */
const MAX_BEHIND = 200;
/** The tool as a word of its own, or before words that are filled in or added. */
const TOOL = /(["'`])(helm3?|istioctl)(?:\1|[ ](?=\1|\$?\{|%s\1))/g;

/** Those that a file sees. */
export function toolFunctions(context: DetectContext, scope: Scope): readonly ToolFunction[] {
  const found = new Map<string, ToolFunction>();
  let places = 0;
  for (const { path, text } of scope) {
    if (!/helm|istioctl/.test(text)) continue;
    const file = { path, text };
    const arrows = arrowsOf(context, file);
    for (const match of text.matchAll(TOOL)) {
      if (++places > MAX_PLACES || found.size >= MAX_FUNCTIONS) return [...found.values()];
      const callable = callableAround(context, file, arrows, match.index);
      if (!callable || callable.params.length === 0) continue;
      const end = match.index + match[0].length;
      const behind = text
        .slice(end, end + MAX_BEHIND)
        .split(/[;\n]/, 3)
        .join('\n');
      const position = callable.params.findIndex(param =>
        namesOf(path, rested(param)).some(name => isHandedOn(path, name, match[0], behind)),
      );
      if (position >= 0)
        found.set(callable.name, { name: callable.name, tool: match[2] ?? 'helm', position });
    }
  }
  return [...found.values()];
}

/** `...args` of JavaScript, `*args` of Python, as a name. */
function rested({ text, start }: Piece): Piece {
  return { text: text.replace(/^(\s*)(?:\.\.\.|\*(?!\*))/, '$1'), start };
}

/** As all that follows the tool: `args...`, `*args`, `...args`, `] + args`, `"helm", args)`, `helm ${args}`. */
function isHandedOn(path: string, name: string, tool: string, behind: string): boolean {
  const word = `${name.replaceAll('$', '\\$')}\\b(?!\\s{0,9}[\\w([])`;
  const ways = tool.endsWith(' ')
    ? [
        `^\\$?\\{${word}(?:\\.join\\(["' ,]{1,4}\\))?\\}`,
        `^["'\`]\\s{0,9}\\+\\s{0,9}(?:["'] ["']\\.join\\()?${word}`,
        `^%s["'\`]\\s{0,9}[,%]\\s{0,9}(?:strings\\.Join\\()?${word}`,
      ]
    : [
        `^[^()]{0,120}?[,[]\\s{0,9}(?:\\.\\.\\.|\\*)${word}`,
        `^[^()]{0,120}?\\]\\s{0,9}\\+\\s{0,9}(?:list\\()?${word}`,
        `^[^()]{0,120}?\\]\\.concat\\(${word}`,
        ...(path.endsWith('.go') ? [`^[^()]{0,120}?[,}]\\s{0,9}${name}\\.\\.\\.`] : []),
        ...(/\.[mc]?[jt]sx?$/.test(path) ? [`^\\s{0,9},\\s{0,9}${word}`] : []),
      ];
  return ways.some(way => new RegExp(way).test(behind));
}

export interface ToolCall {
  readonly tool: string;
  readonly name: string;
  /** Where the first of its words stands, or the text with all of them. */
  readonly index: number;
}

/** Where a file calls them. */
export function toolCalls(
  context: DetectContext,
  file: CodeFile,
  functions: readonly ToolFunction[],
): readonly ToolCall[] {
  const { text } = file;
  const found: ToolCall[] = [];
  for (const { name, tool, position } of functions) {
    const calls = new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}\\(`, 'g');
    for (const { 0: whole, index } of text.matchAll(calls)) {
      if (found.length >= MAX_CALLS) return found;
      const open = index + whole.length - 1;
      if (DEFINES.test(text.slice(Math.max(0, index - 60), index))) continue;
      if (bracketsIn(context, file).closeOf.get(open) === undefined) continue;
      const piece = piecesOf(text, open)[position];
      const inner = piece && /^\s*(?:&?\[\]string\s{0,9}\{|\[|\{)?\s*/.exec(piece.text)?.[0].length;
      if (piece && inner !== undefined) found.push({ tool, name, index: piece.start + inner });
    }
  }
  return found;
}

const DEFINES = /\b(?:def|function|func)\s{1,9}(?:\([^()\n]{0,50}\)\s{0,9})?$/;
