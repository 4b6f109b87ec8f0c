/** A model and a data set by their names, evaluated. */
import { checkPaths, Loader } from '../dataset/index.js';
import { openDataset, type SourceOptions } from '../dataset/node.js';
import type { LineMetadata } from '../model/index.js';
import { Recognizer, type RecognizerOptions } from '../recognition/index.js';
import { coreCount } from '../runtime/index.js';
import type { Evaluation } from './compare-lines.js';
import { evaluate } from './evaluate.js';

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
  readonly metadata: LineMetadata;
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
