/** Help of commands with many options: in groups, the common ones first. */
import { type Command, Option } from 'commander';

const more = 'More options:';

/** What texts are written down by (`textFlags`). */
export const textFlagNames = ['normalize', 'whitespace', 'quotes', 'dashes', 'direction'];

/**
 * @param groups headings with the long names of their options; what is in none comes last. Groups stand in the order
 * of their first options on the command.
 */
export function groupOptions(command: Command, groups: Readonly<Record<string, readonly string[]>>): Command {
  for (const option of command.options) {
    const heading = Object.entries(groups).find(([, names]) => names.includes(option.name()))?.[0];
    option.helpGroup(heading ?? more);
  }
  return command.addHelpOption(new Option('-h, --help', 'display help for command').helpGroup(more));
}
