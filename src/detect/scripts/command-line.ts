/** The flags and positions of one command. */
import type { Command, Word } from './text.js';

export interface CommandLine {
  /** Words after the tool that are no flags. */
  readonly positions: readonly Word[];
  readonly flags: readonly Flag[];
}

export interface Flag {
  /** Long name without dashes. */
  readonly name: string;
  readonly value: Word | undefined;
}

/** Which flags of a tool take a value, and what their short forms mean. */
export interface Grammar {
  readonly withValue: ReadonlySet<string>;
  readonly short: Readonly<Record<string, string>>;
}

/** Words that only talk about a command. */
const TALK =
  /^@?(echo|printf|cat|which|type|grep|egrep|sed|awk|log|info|warn|warning|error|fail|die|fatal|has|need|require|curl|wget|brew|apt|apt-get|apk|yum|choco|test|\[|\[\[|description:|name:|desc:|summary:|help:|-?\s*name:)$/i;

/** Functions of scripts that say something: `log_error`, `print_status`, `Write-Host`. */
const TALKING = /^@?(?:(?:log|print|echo|msg|say)[_-]?\w+|write-\w+)$/i;

export function isTalk({ text }: Word): boolean {
  return TALK.test(text) || TALKING.test(text);
}

/** Shells in shells: `x=$(aws ssm send-command --parameters 'commands=["sudo istioctl install"]')` is three deep. */
const MAX_QUOTES = 2;

/** The words from the tool on, where a command runs it; looks into quoted commands (`bash -c "…"`) too. */
export function toolWords(
  command: Command,
  tool: RegExp,
  parse: (text: string, line: number) => readonly Command[],
  depth = 0,
): readonly Word[] | undefined {
  const { words } = command;
  const at = words.findIndex(({ text }) => tool.test(withoutExpressions(text).replace(/^[@-]+/, '')));
  const before = words.slice(0, at < 0 ? 6 : at);
  if (before.some(isTalk)) return undefined;
  if (at >= 0 && at <= 12) return words.slice(at);
  if (depth > MAX_QUOTES) return undefined;
  for (const { text, line } of words) {
    if (!/\s/.test(text) || !/helm|istioctl|kubectl|\boc\b/i.test(text)) continue;
    // `output=$(istioctl install …)` runs what is in the brackets.
    const substituted = /\$\(([\s\S]*)\)/.exec(text)?.[1];
    for (const inner of parse(substituted ?? text, line)) {
      const found = toolWords(inner, tool, parse, depth + 1);
      if (found) return found;
    }
  }
  return undefined;
}

/** An expression of GitHub Actions in a path holds blanks: `./istio-${{ env.VERSION }}/bin/istioctl`. */
function withoutExpressions(text: string): string {
  return text.replace(/\$\{\{[^{}]*\}\}|<<[^<>]{1,200}>>|\$\[\[[^[\]]{1,200}\]\]/g, '');
}

export function readCommandLine(words: readonly Word[], grammar: Grammar): CommandLine {
  const positions: Word[] = [];
  const flags: Flag[] = [];
  for (let index = 1; index < words.length; index++) {
    const word = words[index];
    if (!word) break;
    // What stands behind it is the command of a container: `kubectl run … -- install`.
    if (word.text === '--') continue;
    const match = /^(--?)([A-Za-z][\w-]*)(?:=([\s\S]*))?$/.exec(word.text);
    if (!match) {
      positions.push(word);
      continue;
    }
    const [, dashes, raw = '', given] = match;
    const short = dashes === '-' ? grammar.short[raw] : undefined;
    // `-nistio-system`
    const glued = dashes === '-' && short === undefined ? grammar.short[raw[0] ?? ''] : undefined;
    const name = short ?? glued ?? raw;
    if (given !== undefined) flags.push({ name, value: { ...word, text: given } });
    else if (glued && raw.length > 1) {
      const rest = { ...word, text: raw.slice(1) };
      flags.push({ name, value: grammar.withValue.has(name) ? rest : undefined });
    } else if (grammar.withValue.has(name)) flags.push({ name, value: words[++index] });
    else flags.push({ name, value: undefined });
  }
  return { positions, flags };
}

export function flagValue({ flags }: CommandLine, name: string): Word | undefined {
  return flags.findLast(flag => flag.name === name)?.value;
}

export function flagValues({ flags }: CommandLine, name: string): readonly Word[] {
  return flags.flatMap(flag => (flag.name === name && flag.value ? [flag.value] : []));
}

export function hasFlag({ flags }: CommandLine, name: string): boolean {
  return flags.some(flag => flag.name === name && flag.value?.text !== 'false');
}

/** `a=1,b={x,y},c=d\,e` as its assignments. */
export function splitAssignments(text: string): readonly { readonly key: string; readonly value: string }[] {
  const parts: string[] = [''];
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text[index] ?? '';
    if (char === '\\') {
      parts[parts.length - 1] += char + (text[++index] ?? '');
      continue;
    }
    if (char === '{') depth++;
    if (char === '}') depth--;
    if (char === ',' && depth <= 0) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts.flatMap(part => {
    const cut = part.indexOf('=');
    return cut <= 0 ? [] : [{ key: part.slice(0, cut), value: part.slice(cut + 1) }];
  });
}
