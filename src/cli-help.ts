/** How the command line explains itself: Commander's help with small amendments. */
import { type Command, Help, type HelpConfiguration, type Option } from 'commander';

/** For the end of the help of commands that end with a verdict. */
export const EXIT_CODES = `
Exit codes:
  0  pass, attention or no-upgrade; any verdict with \`mode: advise\`
  1  fail: an exposed finding at or above --fail-on
  2  wrong usage or configuration
  3  incomplete: something that matters could not be analysed
  4  internal error`;

/** Without saying of lists that nobody giving them leaves them empty. */
export const helpConfiguration: HelpConfiguration = {
  optionDescription(option: Option): string {
    const isEmptyList = Array.isArray(option.defaultValue) && option.defaultValue.length === 0;
    const shown = isEmptyList
      ? (Object.assign(Object.create(option), { defaultValue: undefined }) as Option)
      : option;
    return Help.prototype.optionDescription.call(this, shown);
  },
};

/** What to say where a command is named that needs another after it: `check, plan or fix`. */
export function commandsOf(command: Command): string {
  const names = command.commands.map(sub => sub.name());
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`;
}
