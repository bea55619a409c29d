/** Commands of npm (https://docs.npmjs.com/cli/v11/using-npm/scripts): the texts of a package.json that run a tool. */

const TEXT = /"[\w:.@/-]{1,100}"\s*:\s*"((?:[^"\\\n]|\\.)*)"/g;

export function isPackage(path: string): boolean {
  return /(?:^|\/)package\.json$/.test(path);
}

/** The commands, each at its line; undefined where it has none. */
export function packageCommands(text: string): string | undefined {
  const rows: string[] = [];
  let line = 0;
  let from = 0;
  for (const match of text.matchAll(TEXT)) {
    line += text.slice(from, match.index).split('\n').length - 1;
    from = match.index;
    const command = (match[1] ?? '').replace(/\\(["\\])/g, '$1');
    if (/\b(?:helm|istioctl|kubectl)\b/.test(command))
      rows[line] = [rows[line], command].filter(Boolean).join(' ; ');
  }
  return rows.length === 0 ? undefined : Array.from(rows, row => row ?? '').join('\n');
}
