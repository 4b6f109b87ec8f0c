/** Lines with texts that an option names. */
import { DataError, type Sample } from '../dataset/index.js';
import { openDataset } from '../dataset/node.js';
import type { TextRules } from '../text/index.js';

/**
 * The lines of DATA, of which there must be one at least.
 * @param option that names them, for the message
 * @throws DataError when there are none (`data/no-lines`), or a path names nothing
 */
export async function samplesOf(option: string, data: readonly string[], text: TextRules): Promise<readonly Sample[]> {
  const { samples, skipped } = await openDataset(data, { text });
  if (samples.length > 0) return samples;
  const [first] = skipped;
  const such = first ? `, such as ${first.name}: ${first.reason}` : '';
  throw new DataError(`\`${option}\` ${data.join(' ')}: no line with a text is there${such}`, {
    code: 'data/no-lines',
    details: { options: [option] },
  });
}
