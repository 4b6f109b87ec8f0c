/** Flags that take DATA. */
import { DataError, type Sample } from '../dataset/index.js';
import { openDataset } from '../dataset/node.js';
import type { TextRules } from '../text/index.js';

/**
 * The lines with texts that a flag names.
 * @param flag for the message
 * @throws DataError when there are none
 */
export async function samplesOf(flag: string, data: readonly string[], text: TextRules): Promise<readonly Sample[]> {
  const { samples, skipped } = await openDataset(data, { text });
  if (samples.length > 0) return samples;
  const [first] = skipped;
  const such = first ? `, such as ${first.name}: ${first.reason}` : '';
  throw new DataError(`${flag} ${data.join(' ')}: no line with a text is there${such}`, { code: 'data/no-lines' });
}
