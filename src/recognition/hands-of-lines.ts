/** From lines with their texts to hands whose pieces make other lines (synthesis/recombining). */
import { DataError, type Sample } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { type Hand, HandCollector } from '../synthesis/node.js';
import { type MarkOptions, markLines } from './marked-lines.js';
import type { Recognizer } from './recognizer.js';

export interface CollectOptions extends MarkOptions {
  /** Pixels of the lines that will be made. Default: 64. */
  readonly lineHeight?: number | undefined;
  /** Told how many lines are done. */
  readonly progress?: ((done: number) => void) | undefined;
}

export interface CollectedHands {
  readonly hands: readonly Hand[];
  /** Lines that nothing can be cut from, and why. */
  readonly skipped: readonly Skipped[];
}

/**
 * Places the texts of lines on them and keeps their ink by hand, which is the line's document; a `Recombiner` writes other
 * texts in them.
 *
 * @param recognizer with the option `keepScores`, without a language
 * @throws DataError where no line can be used; the signal's reason
 */
export async function collectHands(
  recognizer: Recognizer,
  samples: readonly Sample[],
  { lineHeight = 64, progress = () => undefined, ...options }: CollectOptions = {},
): Promise<CollectedHands> {
  const collector = new HandCollector(lineHeight);
  const skipped: Skipped[] = [];
  let done = 0;
  for await (const line of markLines(recognizer, samples, options)) {
    if ('reason' in line) skipped.push(line);
    else collector.add(line);
    progress(++done);
  }
  const left = [...skipped, ...collector.skipped];
  const hands = collector.hands();
  if (hands.length === 0) {
    const [first] = left;
    const example = first ? `, such as ${first.name}: ${first.reason}` : '';
    throw new DataError(`none of ${samples.length} lines can be cut into pieces${example}`, { code: 'data/no-lines' });
  }
  return { hands, skipped: left };
}
