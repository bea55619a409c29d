/**
 * Commands that programs put together call by call: `Command::new("helm").args(["upgrade", …]).arg("--wait")` of Rust, and the texts
 * of that language. Source: https://doc.rust-lang.org/std/process/struct.Command.html, https://doc.rust-lang.org/std/fmt/
 */
import { closing } from '../../code/literals.js';

/** More calls than such a command is put together by. */
const MAX_CALLS = 300;
/** More such commands than a program has; one more tells that there are. */
const MAX_CHAINS = 200;
const NEW = /\bCommand::new\(/g;
const CALL = /\s{0,99}(?:\?\s{0,9})?\.([a-z_]{1,40})(?=\()/y;
/** Behind a name that is given one: `let mut cmd = Command::new("helm");` */
const NAMED = /\blet\s{1,9}(?:mut\s{1,9})?(\w{1,60})\s{0,9}=\s{0,20}(?:[\w:]{1,80}::)?$/;
const LIST = /^&?\s{0,9}(?:vec!\s{0,9})?\[([\s\S]*?),?\s*\]$/;

export interface Chain {
  readonly index: number;
  /** What is run, as it is written, and its arguments with commas between them; undefined where some are put together elsewhere. */
  readonly tool: string;
  readonly args: string | undefined;
}

/**
 * @param text of a program, without comments
 * @param isMeant which of them count, by what is run
 */
export function chainsIn(
  path: string,
  text: string,
  isMeant: (tool: string, index: number) => boolean,
): readonly Chain[] {
  if (!path.endsWith('.rs')) return [];
  const found: Chain[] = [];
  for (const { index, 0: whole } of text.matchAll(NEW)) {
    if (found.length > MAX_CHAINS) break;
    const open = index + whole.length - 1;
    const end = closing(text, open);
    if (end === undefined) continue;
    const tool = text.slice(open + 1, end - 1).trim();
    if (!isMeant(tool, index)) continue;
    const name = NAMED.exec(text.slice(Math.max(0, index - 200), index))?.[1];
    const calls = callsAt(text, end);
    const more = name === undefined ? [] : callsOfName(text, name, end);
    const all = [...calls, ...more];
    const args = all.map(({ method, inner }) => argumentsOf(text, method, inner));
    const isKnown = args.every(one => one !== undefined) && all.length < MAX_CALLS;
    const handed = isKnown || args.filter(one => one !== '').length > 1 ? [] : handedTo(text, index);
    if (handed.length > 0) {
      for (const one of handed) found.push({ ...one, tool });
      continue;
    }
    found.push({ index, tool, args: isKnown ? args.filter(one => one !== '').join(', ') : undefined });
  }
  return found;
}

/** `helm(&["upgrade", …])` of a function that hands on all of it: `fn helm(args: &[&str]) { Command::new("helm").args(args)… }`. */
function handedTo(text: string, index: number): readonly Omit<Chain, 'tool'>[] {
  const before = text.slice(Math.max(0, index - 1000), index);
  const name = [...before.matchAll(/\bfn\s{1,9}(\w{1,60})/g)].at(-1)?.[1];
  const calls = new RegExp(`(?<!\\bfn\\s{1,9}|\\w)${name}\\(`, 'g');
  if (name === undefined) return [];
  return [...text.matchAll(calls)].slice(0, MAX_CALLS).map(({ 0: whole, index: start }) => {
    const open = start + whole.length - 1;
    const end = closing(text, open);
    const inner = end === undefined ? '' : text.slice(open + 1, end - 1);
    return { index: start, args: LIST.exec(inner.trim())?.[1] };
  });
}

interface Method {
  readonly method: string;
  readonly inner: string;
}

function callsAt(text: string, place: number): readonly Method[] {
  const found: Method[] = [];
  for (let at = place; found.length <= MAX_CALLS; ) {
    CALL.lastIndex = at;
    const call = CALL.exec(text);
    const end = call ? closing(text, CALL.lastIndex) : undefined;
    if (!call || end === undefined) break;
    found.push({ method: call[1] ?? '', inner: text.slice(CALL.lastIndex + 1, end - 1) });
    at = end;
  }
  return found;
}

/** `cmd.arg("--wait");`, up to where the function ends. */
function callsOfName(text: string, name: string, place: number): readonly Method[] {
  const rest = text.slice(place, place + 5000);
  const end = /\n\}/.exec(rest)?.index ?? rest.length;
  const calls = new RegExp(`(?<![\\w.])${name}(?=\\s{0,99}\\.args?\\()`, 'g');
  return [...rest.slice(0, end).matchAll(calls)]
    .slice(0, MAX_CALLS)
    .flatMap(match => callsAt(text, place + match.index + name.length));
}

/** Of `arg` and `args`; others say how it is run. */
function argumentsOf(text: string, method: string, inner: string): string | undefined {
  const written = inner.trim();
  if (method === 'arg') return written;
  if (method !== 'args') return '';
  const list = LIST.exec(written)?.[1];
  if (list !== undefined) return list;
  // `const ARGS: &[&str] = &["install", "-y"];`
  const name = /^&?([A-Za-z_]\w{0,80})$/.exec(written)?.[1];
  const held = name && new RegExp(`\\b${name}\\b[^=\\n]{0,80}=\\s{0,20}&?(?:vec!)?(?=\\[)`).exec(text);
  const open = held ? held.index + held[0].length : undefined;
  const end = open === undefined ? undefined : closing(text, open);
  return open === undefined || end === undefined ? undefined : LIST.exec(text.slice(open, end))?.[1];
}

/**
 * Arguments of Rust as others write them: `format!("--version={VERSION}")`, `&url`, `path.to_string()`, `vec!["install"]`, `a::VERSION`.
 */
export function plainRust(text: string): string {
  return text
    .replace(/\.(?:to_string|to_owned|into|as_str|as_ref|clone|display)\(\)/g, '')
    .replace(/\bString::from\(\s{0,20}("(?:[^"\\\n]|\\.){0,300}")\s{0,20}\)/g, '$1')
    .replace(
      /\bformat!\(\s{0,99}"((?:[^"\\\n]|\\.){0,400})"\s{0,20}(?:,([^()"]{0,200}))?,?\s{0,99}\)/g,
      (_, inner: string, names: string | undefined) => `"${withNames(inner, names ?? '')}"`,
    )
    .replace(/(?<=[\s,([]|^)(?:&\s{0,9}(?:mut\s{1,9})?|vec!)(?=[\w"[])/g, '')
    .replace(/(?<=\w)::(?=\w)/g, '.');
}

/** `{}` takes what is behind the text, in that order. */
export function withNames(text: string, names: string): string {
  const given = names.split(',').map(one => one.trim());
  let index = 0;
  return text.replace(/\{\}/g, whole => {
    const name = given[index++] ?? '';
    return /^[\w.:]{1,100}$/.test(name) ? `{${name.replaceAll('::', '.')}}` : whole;
  });
}
