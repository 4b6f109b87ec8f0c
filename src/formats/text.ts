/** Plain text: a line of the page a line, an empty one between regions. */
import type { Page } from '../page/index.js';

export function writeText({ regions }: Page): string {
  const blocks = regions
    .filter(({ lines }) => lines.length > 0)
    .map(({ lines }) => lines.map(({ text }) => text.replace(/[\r\n]+/g, ' ')).join('\n'));
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
}
