/** Commands that YAML holds in brackets: https://yaml.org/spec/1.2.2/#74-flow-collection-styles */

/** Keys of pipelines and Taskfiles that hold lists of commands. */
const LISTS = /(?<![\w.-])(["']?)([A-Za-z_][\w.-]{0,60})\1:[ \t]{0,9}\[/g;
const OF_COMMANDS = /^(?:(?:before_|after_|pre_|post_)?(?:script|commands|cmds)|run)$/;
/** Lists of the words of one command. */
const OF_WORDS = /^(?:argv|args|command|entrypoint)$/;
/** Of any other key: a short task of Task is nothing but its list. */
const INSTALLS = /^(?:sudo[ \t]+)?(?:helm3?[ \t]+(?:install|upgrade)|istioctl[ \t]+(?:install|upgrade))[ \t]/;

/** `{name: mesh, run: "helm …"}` */
const IN_MAPPING =
  /([{,][ \t]{0,9}["']?(?:run|cmd|script|command|bash|shell|sh)["']?:[ \t]{0,9})("(?:[^"\\\n]|\\.){1,2000}"|'(?:[^'\n]|''){1,2000}')(?=[ \t]{0,9}[,}])/g;

/** `{run: make deploy ISTIO_VERSION=1.22.2}` */
const BARE_IN_MAPPING =
  /([{,][ \t]{0,9}["']?(?:run|cmd|script|command|bash|shell|sh)["']?:[ \t]{0,9})((?:helm3?|istioctl|kubectl|make)[ \t][^,}\]\n"']{1,500})(?=[,}])/g;

/** Longer than a list that people write in brackets, and more of them than a file has. */
const MAX_LIST = 8000;
const MAX_LISTS = 500;

/** A text with each item of such a list as a command of its own, at its line. */
export function withFlowLists(text: string): string {
  if (!/:[ \t]{0,9}\[|\{[ \t]{0,9}["']?\w/.test(text)) return text;
  let found = '';
  let from = 0;
  let left = MAX_LISTS;
  for (const match of text.matchAll(LISTS)) {
    const [whole, , key = ''] = match;
    if (match.index < from) continue;
    if (left-- === 0) break;
    const start = match.index + whole.length;
    const list = listAt(text, start);
    const commands = list && commandsOf(key, list.items);
    if (!list || !commands || commands.length === 0) continue;
    const before = text.slice(from, start - 1);
    found += `${before}; ${commands.join(' ; ')} ;`;
    from = list.end;
  }
  return withMappings(found + text.slice(from));
}

/** Of the words of one command, the text that a shell is given: `[sh, -c, "helm upgrade …"]`. */
function commandsOf(key: string, items: readonly string[]): readonly string[] | undefined {
  if (!OF_WORDS.test(key))
    return OF_COMMANDS.test(key) || items.some(one => INSTALLS.test(one.trimStart())) ? items : undefined;
  const index = items.findIndex(one => GIVES_TEXT.test(one.trim()));
  const isShell = index > 0 && index === items.length - 2 && SHELL.test(items[index - 1]?.trim() ?? '');
  return isShell ? items.map((one, at) => (at > index ? one : one.replace(/[^\n]/g, ''))) : undefined;
}

const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:ba|a|da|z|k)?sh$/;
const GIVES_TEXT = /^-[a-z]{0,6}c$/;

function withMappings(text: string): string {
  return text
    .replace(IN_MAPPING, (whole, key: string, quoted: string) =>
      /\b(?:helm|istioctl|kubectl|make)/.test(quoted) ? `${key}; ${unquoted(quoted)} ; ` : whole,
    )
    .replace(BARE_IN_MAPPING, (_, key: string, bare: string) => `${key}; ${bare} ; `);
}

/** @returns the items as a shell reads them; undefined where nothing closes the list */
function listAt(
  text: string,
  start: number,
): { readonly items: readonly string[]; readonly end: number } | undefined {
  const items: string[] = [];
  const limit = Math.min(text.length, start + MAX_LIST);
  for (let at = start; at < limit; ) {
    const [space = ''] = /^\s{0,200}/.exec(text.slice(at, at + 200)) ?? [];
    const breaks = space.replace(/[^\n]/g, '');
    at += space.length;
    const char = text[at] ?? '';
    const end = char === '"' || char === "'" ? quoteEnd(text, at, limit) : plainEnd(text, at, limit);
    if (end === undefined) return undefined;
    const written = text.slice(at, end);
    const isQuoted = char === '"' || char === "'";
    const item = isQuoted ? unquoted(written) : written.trimEnd();
    const [gap = ''] = /^\s{0,200}/.exec(text.slice(end, end + 200)) ?? [];
    const next = text[end + gap.length];
    // Line breaks stay where they are: every command keeps its line.
    if (item !== '' || breaks !== '') items.push(`${breaks}${item}${gap.replace(/[^\n]/g, '')}`);
    if (next === ']') return { items, end: end + gap.length + 1 };
    if (next !== ',') return undefined;
    at = end + gap.length + 1;
  }
  return undefined;
}

/** Behind the quote that closes it. */
function quoteEnd(text: string, start: number, limit: number): number | undefined {
  const quote = text[start];
  for (let at = start + 1; at < limit; at++) {
    if (quote === '"' && text[at] === '\\') at++;
    else if (text[at] === quote) {
      if (quote === '"' || text[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  return undefined;
}

/** Of what stands without quotes, or is a mapping or list itself. */
function plainEnd(text: string, start: number, limit: number): number | undefined {
  let depth = 0;
  for (let at = start; at < limit; at++) {
    const char = text[at] ?? '';
    if (char === '{' || char === '[') depth++;
    else if (depth > 0 && (char === '}' || char === ']')) depth--;
    else if (depth === 0 && (char === ',' || char === ']')) {
      return at;
    }
  }
  return undefined;
}

/** A break within quotes is a space. */
function unquoted(text: string): string {
  const inner = text.slice(1, -1);
  const bare = text.startsWith("'")
    ? inner.replaceAll("''", "'")
    : inner.replace(/\\(["\\/n])/g, (_, char: string) => (char === 'n' ? ' ; ' : char));
  return bare.replace(/\\?\n/g, '\\\n');
}
