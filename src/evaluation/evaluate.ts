/** Reading lines whose texts are known, and counting what is wrong. */
import type { Loader, Sample } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { type ReadLine, type Recognizer, readSamples } from '../recognition/index.js';
import { compareLines, type Evaluation, summarise } from './compare-lines.js';

/** Reads every sample and compares; the lines come back in the order of the samples. */
export async function evaluate(
  recognizer: Recognizer,
  samples: readonly Sample[],
  loader: Loader,
  progress: (linesDone: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Evaluation> {
  const rules = recognizer.model.metadata.text;
  const read = new Map<Sample, ReadLine>();
  const skipped: Skipped[] = [];
  for await (const batch of readSamples(recognizer, samples, loader, { signal })) {
    for (const [sample, line] of batch.read) read.set(sample, line);
    skipped.push(...batch.skipped);
    progress(read.size);
  }
  const texts = samples.flatMap((sample) => {
    const line = read.get(sample);
    return line ? [{ ...sample, prediction: line.text, read: line }] : [];
  });
  const compared = compareLines(texts, rules);
  return summarise(compared.lines, [...skipped, ...compared.skipped]);
}
