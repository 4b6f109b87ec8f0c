/** Help of commands with many options: in groups, the common ones first. */
import { type Command, Option } from 'commander';
import { textChoices } from '../text/index.js';

/** What comes last. */
export const moreOptions = 'More options:';

/** What texts are written down by (`textFlags`). */
export const textFlagNames = Object.values(textChoices).map(({ option }) => option);

/**
 * @param groups headings with the long names of their options; what is in none comes last. Groups stand in the order
 * of their first options on the command.
 */
export function groupOptions(command: Command, groups: Readonly<Record<string, readonly string[]>>): Command {
  for (const option of command.options) {
    const heading = Object.entries(groups).find(([, names]) => names.includes(option.name()))?.[0];
    option.helpGroup(heading ?? moreOptions);
  }
  return command.addHelpOption(new Option('-h, --help', 'display help for command').helpGroup(moreOptions));
}
