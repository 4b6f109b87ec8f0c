/** Several models on the same lines. */
import { Loader, type Sample } from '../dataset/index.js';
import { Recognizer } from '../recognition/index.js';
import { coreCount } from '../runtime/index.js';
import type { Evaluation } from './compare-lines.js';
import { evaluate } from './evaluate.js';

export interface ModelToCompare {
  /** What the figures are to be known by. */
  readonly name: string;
  /** Path or bytes, which are read without a language; or a recogniser, which stays open. */
  readonly model: string | Uint8Array | Recognizer;
}

/** What one of the models makes of the lines. */
export interface ComparedModel {
  readonly name: string;
  readonly evaluation: Evaluation;
  /** Decoding of the images included. */
  readonly linesPerSecond: number;
}

export interface ComparisonProgress {
  /** Of the model that reads. */
  readonly name: string;
  readonly done: number;
  readonly lines: number;
}

export interface CompareOptions {
  /** Threads that the network may use. Default: all cores. */
  readonly threads?: number;
  readonly progress?: ((progress: ComparisonProgress) => void) | undefined;
  /** Ends the reading: the call rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the same lines with each model, one after the other.
 * @returns in the order of the models
 * @throws ModelError for a model that can't be read
 */
export async function compareModels(
  models: readonly ModelToCompare[],
  samples: readonly Sample[],
  { threads = coreCount(), progress, signal }: CompareOptions = {},
): Promise<readonly ComparedModel[]> {
  const loader = new Loader(Math.max(1, threads - 1));
  const compared: ComparedModel[] = [];
  try {
    for (const { name, model } of models) {
      const recognizer =
        model instanceof Recognizer ? model : await Recognizer.load(model, { threads, language: false });
      const told = (done: number) => progress?.({ name, done, lines: samples.length });
      try {
        compared.push({ name, ...(await timed(() => evaluate(recognizer, samples, loader, told, signal))) });
      } finally {
        if (recognizer !== model) await recognizer.dispose();
      }
    }
    return compared;
  } finally {
    await loader.dispose();
  }
}

async function timed(work: () => Promise<Evaluation>): Promise<Omit<ComparedModel, 'name'>> {
  const started = performance.now();
  const evaluation = await work();
  return { evaluation, linesPerSecond: (evaluation.lines.length * 1000) / (performance.now() - started) };
}
