/** Commands of npm (https://docs.npmjs.com/cli/v11/using-npm/scripts): the texts of a package.json that run a tool. */
import { lineAt } from '../code/text.js';
import { place, placedText } from './placed.js';

const TEXT = /"[\w:.@/-]{1,100}"\s*:\s*"((?:[^"\\\n]|\\.)*)"/g;

/** More than anybody's package has. */
const MAX_COMMANDS = 200;

export function isPackage(path: string): boolean {
  return /(?:^|\/)package\.json$/.test(path);
}

/** The commands, each at its line; undefined where it has none, or more than people write. */
export function packageCommands(text: string): string | undefined {
  const lines: string[] = [];
  let left = MAX_COMMANDS;
  for (const match of text.matchAll(TEXT)) {
    const command = (match[1] ?? '').replace(/\\(["\\])/g, '$1');
    if (!/\b(?:helm|istioctl|kubectl)\b/.test(command)) continue;
    if (left-- === 0) return undefined;
    place(lines, [{ line: lineAt(text, match.index), text: command }]);
  }
  return placedText(lines);
}
