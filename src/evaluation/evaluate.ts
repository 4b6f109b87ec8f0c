/** Reading a whole data set and counting what is wrong. */
import { type ImagePlace, Loader, openDataset, type Sample, type SourceOptions } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import type { ModelMetadata } from '../model/index.js';
import { coreCount } from '../platform/index.js';
import { type ReadLine, Recognizer, type RecognizerOptions, readSamples } from '../recognition/index.js';
import {
  applyRules,
  characterEdits,
  type EditCounts,
  errorRate,
  type TextRules,
  usualRules,
  wordEdits,
} from '../text/index.js';

/** A line with what stands there and what was read. */
export interface EvaluatedLine extends Partial<ImagePlace> {
  readonly name: string;
  readonly document: string;
  readonly reference: string;
  readonly prediction: string;
  /** Pixels of the image. */
  readonly width?: number;
  readonly height?: number;
  /** Of a line that a model read. */
  readonly read?: ReadLine;
  readonly characters: EditCounts;
  readonly words: EditCounts;
}

export interface Evaluation {
  readonly lines: readonly EvaluatedLine[];
  readonly skipped: readonly Skipped[];
  readonly characterErrorRate: number;
  readonly wordErrorRate: number;
}

/** Reads every sample and compares; the lines come back in the order of the samples. */
export async function evaluate(
  recognizer: Recognizer,
  samples: readonly Sample[],
  loader: Loader,
  progress: (linesDone: number) => void = () => undefined,
): Promise<Evaluation> {
  const rules = recognizer.model.metadata.text;
  const read = new Map<Sample, ReadLine>();
  const skipped: Skipped[] = [];
  for await (const batch of readSamples(recognizer, samples, loader)) {
    for (const [sample, line] of batch.read) read.set(sample, line);
    skipped.push(...batch.skipped);
    progress(read.size);
  }
  const lines = samples.flatMap((sample) => {
    const line = read.get(sample);
    return line ? [compareLine({ ...sample, prediction: line.text, read: line }, rules)] : [];
  });
  return summarise(lines, skipped);
}

export interface EvaluateOptions extends SourceOptions {
  /** Threads that the network may use. Default: all cores. */
  readonly threads?: number;
  /** A language to write in. Default: none. */
  readonly language?: RecognizerOptions['language'];
  readonly progress?: (linesDone: number, lines: number) => void;
}

/** What a model made of a data set, and the model's own account of itself. */
export interface ModelEvaluation extends Evaluation {
  readonly metadata: ModelMetadata;
  /** Of DATA: what may not be as it was meant. */
  readonly warnings: readonly string[];
}

/**
 * Reads the lines of DATA with a model and compares them with their texts.
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
  const { threads = coreCount(), language, progress, ...source } = options;
  const recognizer = await Recognizer.load(model, { threads, language });
  const loader = new Loader(Math.max(1, threads - 1));
  try {
    const { text } = recognizer.model.metadata;
    const { samples, skipped, warnings } = await openDataset(data, { text, ...source });
    const result = await evaluate(recognizer, samples, loader, (done) => progress?.(done, samples.length));
    return { ...result, skipped: [...skipped, ...result.skipped], metadata: recognizer.model.metadata, warnings };
  } finally {
    await Promise.all([recognizer.dispose(), loader.dispose()]);
  }
}

export interface ComparedTexts extends Partial<ImagePlace> {
  readonly name: string;
  readonly document: string;
  readonly text: string;
  readonly prediction: string;
  readonly width?: number;
  readonly height?: number;
  readonly read?: ReadLine;
}

/** Counts the edits of a line, both texts by the same rules. */
export function compareLine(line: ComparedTexts, rules: TextRules = usualRules): EvaluatedLine {
  const reference = applyRules(line.text, rules);
  const prediction = applyRules(line.prediction, rules);
  return {
    name: line.name,
    ...(line.imagePath === undefined ? {} : { imagePath: line.imagePath }),
    ...(line.packed === undefined ? {} : { packed: line.packed }),
    ...(line.cut === undefined ? {} : { cut: line.cut }),
    document: line.document,
    reference,
    prediction,
    ...(line.width === undefined ? {} : { width: line.width }),
    ...(line.height === undefined ? {} : { height: line.height }),
    ...(line.read === undefined ? {} : { read: line.read }),
    characters: characterEdits({ reference, prediction }),
    words: wordEdits({ reference, prediction }),
  };
}

export function summarise(lines: readonly EvaluatedLine[], skipped: readonly Skipped[]): Evaluation {
  return {
    lines,
    skipped,
    characterErrorRate: errorRate(lines.map(({ characters }) => characters)),
    wordErrorRate: errorRate(lines.map(({ words }) => words)),
  };
}
