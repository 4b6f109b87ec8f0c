/** Reading a whole data set and counting what is wrong. */
import { checkPaths, Loader, openDataset, type Sample, type SourceOptions } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import type { ModelMetadata } from '../model/index.js';
import { type ReadLine, Recognizer, type RecognizerOptions, readSamples } from '../recognition/index.js';
import { coreCount } from '../runtime/index.js';
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

export interface EvaluateOptions extends SourceOptions {
  /** Threads that the network may use. Default: all cores. */
  readonly threads?: number;
  /** A language to write in; `false`: none. Default: what lies beside the model, as `Recognizer.load` takes it. */
  readonly language?: RecognizerOptions['language'];
  readonly progress?: (linesDone: number, lines: number) => void;
  /** Ends the reading: the call rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What a model made of a data set, and the model's own account of itself. */
export interface ModelEvaluation extends Evaluation {
  readonly metadata: ModelMetadata;
  /** Of DATA: what may not be as it was meant. */
  readonly warnings: readonly string[];
}

/**
 * Reads the lines of DATA with a model and compares them with their texts. Lines whose text is empty are read too, and
 * stand by themselves (`withoutText`).
 *
 * @param model path or bytes of a model
 * @param data folders, images or patterns of line images with texts
 * @throws ModelError, DataError for what they name
 */
export async function evaluateModel(
  model: string | Uint8Array,
  data: readonly string[],
  options: EvaluateOptions = {},
): Promise<ModelEvaluation> {
  checkPaths('evaluateModel: data', data);
  const { threads = coreCount(), language, progress, signal, ...source } = options;
  const recognizer = await Recognizer.load(model, { threads, language });
  const loader = new Loader(Math.max(1, threads - 1));
  try {
    const { text } = recognizer.model.metadata;
    const { samples, skipped, warnings } = await openDataset(data, { text, keepEmpty: true, ...source });
    const result = await evaluate(recognizer, samples, loader, (done) => progress?.(done, samples.length), signal);
    return { ...result, skipped: [...skipped, ...result.skipped], metadata: recognizer.model.metadata, warnings };
  } finally {
    await Promise.all([recognizer.dispose(), loader.dispose()]);
  }
}
