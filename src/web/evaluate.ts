/** Measuring a model in a browser, on lines whose texts are known. */
import { Loader, samplesOfLines } from '../dataset/index.js';
import { type Evaluation, evaluate } from '../evaluation/index.js';
import type { ReadOptions, Recognizer } from '../recognition/index.js';
import { coreCount } from '../runtime/index.js';
import { givenLines, type Line, located } from './lines.js';

export interface EvaluateOptions extends ReadOptions {
  /** Told how many lines are read. */
  readonly progress?: ((linesDone: number) => void) | undefined;
}

/**
 * Reads lines and counts what is wrong; a line that can't be read is skipped with its reason.
 * @returns error rates (0 to 1), and each line with its text and what was read; `statisticsOf` tells more of it
 * @throws DataError when a line can't be fetched; the signal's reason
 */
export async function evaluateLines(
  recognizer: Recognizer,
  lines: readonly Line[],
  { progress, signal }: EvaluateOptions = {},
): Promise<Evaluation> {
  const sources = await givenLines(located('evaluateLines: lines', lines));
  const { text } = recognizer.model.metadata;
  const { samples, skipped } = await samplesOfLines(sources, { text, keepEmpty: true });
  const loader = new Loader(Math.max(1, coreCount() - 1));
  try {
    const evaluation = await evaluate(recognizer, samples, loader, progress, signal);
    return { ...evaluation, skipped: [...skipped, ...evaluation.skipped] };
  } finally {
    await loader.dispose();
  }
}
