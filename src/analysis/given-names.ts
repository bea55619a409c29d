/** What texts of files give to names, in whatever language: a key, an assignment, a value below a name. */

export interface Asked {
  readonly names: ReadonlySet<string>;
  /** Keys of the mapping that a name stands for; undefined where the whole of it is asked for. */
  readonly keysOf: (name: string) => ReadonlySet<string> | undefined;
}

/** `mesh` with `outbound` of `{{ mesh.outbound }}`; no name that is asked for as a whole, too. */
export function keysAsked(texts: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map<string, Set<string>>();
  const whole = new Set<string>();
  for (const text of texts)
    for (const [, name = '', key] of text.matchAll(
      /(?<![\w.])([A-Za-z_][\w-]{1,100})(?:\.([A-Za-z_]\w{0,100})\b(?!\())?/g,
    )) {
      if (key === undefined) whole.add(name);
      else keys.set(name, (keys.get(name) ?? new Set()).add(key));
    }
  for (const name of whole) keys.delete(name);
  return keys;
}

export interface Given {
  /** All that is said of it, line after line. */
  readonly text: string;
  /** The first of them, and all that stand by themselves. */
  readonly line: number;
  readonly lines: readonly number[];
}

const GIVES = /(?<![\w.$-])([A-Za-z_][\w-]{3,100})["']?[ \t]{0,9}(?::?=(?![=~])|:)(?=(.{0,500}))/g;
const NAMED = /^[ \t]*(?:-[ \t]+)?["']?name["']?[ \t]*:[ \t]*["']?([A-Za-z_][\w-]{3,100})["']?[ \t]*,?$/;

/** `MESH_MODE=…`, `mesh_mode: …`; `value: …` below `name: MESH_MODE` or below the name itself. */
export function givenIn(text: string, { names, keysOf }: Asked): ReadonlyMap<string, Given> {
  const found = new Map<string, Given>();
  const add = (name: string, value: string, line: number): void => {
    if (!names.has(name)) return;
    const known = found.get(name);
    found.set(name, {
      text: `${known?.text ?? ''}\n${value.trim()}`,
      line: known?.line ?? line,
      lines: [...(known?.lines ?? []), line],
    });
  };
  let above: { readonly name: string; readonly line: number } | undefined;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (/^\s*(?:#|\/\/)/.test(line)) continue;
    const own = NAMED.exec(line)?.[1];
    if (own !== undefined) above = { name: own, line: index };
    for (const [, name = '', value = ''] of line.matchAll(GIVES)) {
      add(name, value, index + 1);
      if (value.trim() !== '' || !names.has(name)) continue;
      above = { name, line: index };
      // A mapping or a list, or a text of several lines.
      add(name, blockBelow(lines, index, keysOf(name)), index + 1);
    }
    const below = /^[ \t]*["']?(?:value|default)["']?[ \t]*[:=](.*)$/.exec(line)?.[1];
    if (below !== undefined && above && index - above.line <= NEAR) add(above.name, below, index + 1);
  }
  return found;
}

/** More lines than a value of people has. */
const MAX_BLOCK = 200;

/** What stands further in below a line, but for comments; of a mapping only the keys that are asked for, if these are known. */
function blockBelow(lines: readonly string[], index: number, keys?: ReadonlySet<string>): string {
  const margin = (lines[index] ?? '').search(/\S/);
  const below = lines.slice(index + 1, index + 1 + MAX_BLOCK);
  const end = below.findIndex(line => line.trim() !== '' && line.search(/\S/) <= margin);
  const block = end < 0 ? below : below.slice(0, end);
  const said = block.filter(line => !/^\s*(?:#.*)?$/.test(line));
  const inner = said[0]?.search(/\S/) ?? 0;
  let isAsked = true;
  const own = said.filter(line => {
    const key =
      line.search(/\S/) === inner ? /^\s*["']?([\w-]{1,100})["']?[ \t]*:/.exec(line)?.[1] : undefined;
    if (key !== undefined) isAsked = keys?.has(key) ?? true;
    return isAsked;
  });
  return own.join('\n');
}

/** Lines between a name and what it is given. */
const NEAR = 4;
