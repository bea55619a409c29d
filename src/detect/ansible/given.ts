/** What a command line gives a variable of Ansible. */

/** `name=value`, `"a=b name=value"`, `'{"name": "value"}'` */
export function givenIn(piece: string, name: string): string | undefined {
  for (let from = piece.indexOf(name); from >= 0; from = piece.indexOf(name, from + 1)) {
    if (/[\w.]/.test(piece[from - 1] ?? '')) continue;
    const rest = piece.slice(from + name.length, from + name.length + MAX_GIVEN);
    const value = /^["']?\s?[=:]\s?["']?([^"',}\s][^"',}\s]*)/.exec(rest)?.[1];
    if (value !== undefined) return value;
  }
  return undefined;
}

const MAX_GIVEN = 200;
