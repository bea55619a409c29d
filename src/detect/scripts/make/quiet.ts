/** How recipes of Makefiles are made quiet: `$(Q)helm upgrade`, where Q is `@` or nothing. */
import type { Command } from '../text.js';

const PREFIX = /^[@+-]{0,3}\$[({](\w{1,40})[)}](?=[\w$./@])/;
/** What changes nothing about what is run. */
const MARKS = /^[@+-]{0,3}$/;
/** Names by which that goes where nothing in the file sets them. */
const USUAL = /^(?:Q|AT|V|E|QUIET|SILENT|VERBOSE|HIDE|[VQ]?ECHO|Q[0-9]?)$/i;

/**
 * Commands without what only decides whether make prints them.
 * @param variables what names are set to in that file; of several values, any
 */
export function spoken(
  commands: readonly Command[],
  variables: ReadonlyMap<string, string>,
): readonly Command[] {
  return commands.map(command => {
    const [first, ...rest] = command.words;
    const [head, name = ''] = PREFIX.exec(first?.text ?? '') ?? [];
    if (!first || head === undefined) return command;
    const value = variables.get(name)?.trim();
    if (value === undefined ? !USUAL.test(name) : !MARKS.test(value)) return command;
    return { ...command, words: [{ ...first, text: first.text.slice(head.length) }, ...rest] };
  });
}
