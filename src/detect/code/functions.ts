/** Functions and methods by their names, with what their bodies are. Texts are without comments. */
import type { CodeFile } from './blocks.js';
import { closing, piecesOf } from './literals.js';

/** Longer than one is that picks a version. */
const MAX_BODY = 4000;

export interface Defined extends CodeFile {
  readonly params: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** `function NAME(`, `const NAME = (…) =>`, `NAME(…) {`, `public static Type NAME(`, `def NAME(`, `func NAME(` */
export function definedIn({ path, text }: CodeFile, name: string): readonly Defined[] {
  const escaped = name.replaceAll('$', '\\$');
  const head = new RegExp(
    path.endsWith('.py')
      ? `^[ \\t]{0,40}def[ \\t]{1,9}${escaped}[ \\t]{0,9}\\(`
      : path.endsWith('.go')
        ? `^func[ \\t]{1,9}(?:\\([^()\\n]{1,100}\\)[ \\t]{0,9})?${escaped}\\(`
        : `(?:\\bfunction\\s{1,9}${escaped}\\s{0,9}|\\b(?:const|let|var|readonly|static|private|public)\\s{1,9}${escaped}\\b[^=(){};]{0,100}=\\s{0,20}|^[ \\t]{1,20}(?:(?:private|public|protected|static)[ \\t]{1,9}){0,3}${escaped}[ \\t]{0,9}(?==|\\()|^[ \\t]{0,20}(?:(?:private|public|protected|internal|static|final|async)[ \\t]{1,9}){1,4}[\\w.<>?[\\]]{1,80}[ \\t]{1,9}${escaped}[ \\t]{0,9})(?:=\\s{0,20})?\\(`,
    'gm',
  );
  const found: Defined[] = [];
  for (const match of text.matchAll(head)) {
    if (found.length > 1) break;
    const open = match.index + match[0].length - 1;
    const close = closing(text, open);
    const body = close === undefined ? undefined : bodyAt(path, text, match.index, close);
    if (body)
      found.push({ path, text, params: piecesOf(text, open).map(one => paramOf(path, one.text)), ...body });
  }
  return found;
}

function paramOf(path: string, text: string): string {
  const words = text.trim();
  return (
    (path.endsWith('.java') || path.endsWith('.cs') ? /([\w$]{1,80})$/ : /^([\w$]{1,80})/).exec(words)?.[1] ??
    ''
  );
}

function bodyAt(
  path: string,
  text: string,
  head: number,
  close: number,
): { readonly start: number; readonly end: number } | undefined {
  const behind = text.slice(close, close + 300);
  if (path.endsWith('.py')) {
    const line = /^[^\n:]{0,100}:[ \t]{0,20}\n/.exec(behind)?.[0];
    if (line === undefined) return undefined;
    const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', head) + 1, head + 60))?.[0].length ?? 0;
    const start = close + line.length;
    const end = new RegExp(`\\n[ \\t]{0,${indent}}(?=[^\\s])`, 'g');
    end.lastIndex = start;
    return { start, end: Math.min(end.exec(text)?.index ?? text.length, start + MAX_BODY) };
  }
  const braces =
    /^(?:\s{0,20}:[^{};=]{1,100}|[ \t]{1,9}[\w*.]{1,60}|[ \t]{0,9}\([\w*., ]{1,80}\))?\s{0,20}(?:=>\s{0,20})?\{/.exec(
      behind,
    )?.[0];
  if (braces !== undefined) {
    const start = close + braces.length;
    const end = closing(text, start - 1);
    return end === undefined || end - start > MAX_BODY ? undefined : { start, end: end - 1 };
  }
  const arrow = /^(?:\s{0,20}:[^{};=]{1,100})?\s{0,20}=>\s{0,50}(?=\S)/.exec(behind)?.[0];
  if (arrow === undefined) return undefined;
  const start = close + arrow.length;
  const end = text.slice(start, start + MAX_BODY).search(/[;\n](?!\s{0,50}[?:.|])/);
  return { start, end: end < 0 ? Math.min(start + MAX_BODY, text.length) : start + end };
}
