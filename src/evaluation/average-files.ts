/** The mean of model files, measured on lines with texts. */
import { checkPaths } from '../dataset/index.js';
import { averageModels, type NewModel, readTrainableModel, writeModel } from '../model/index.js';
import { readModelFile } from '../recognition/node.js';
import { version } from '../version.js';
import { calibrate } from './calibration.js';
import type { Evaluation } from './compare-lines.js';
import { type ComparedModel, type CompareOptions, compareModels } from './compare-models.js';
import { samplesOf } from './samples.js';

export interface AverageOptions extends CompareOptions {
  /** Lines with texts that the models are compared on, and the confidences of the mean fitted to. */
  readonly val: readonly string[];
  /** What the mean is called among the models that are compared. Default: `'mean'` */
  readonly name?: string;
}

export interface AveragedModel {
  /** The mean as an .onnx file, with its temperatures and what it came to on the lines. */
  readonly bytes: Uint8Array;
  /** Each model by its path, and the mean last. */
  readonly compared: readonly ComparedModel[];
  /** With a text, of `val`. */
  readonly lines: number;
}

/**
 * The mean of the weights of models that went on from each other, or from one model (`averageModels`), beside what each of
 * them makes of lines with texts.
 *
 * @param paths two or more models of one network, none in 8 bits
 * @throws ModelError when one can't be read, or they have no mean; DataError when there is no line to compare on
 */
export async function averageModelFiles(
  paths: readonly string[],
  { val, name = 'mean', ...options }: AverageOptions,
): Promise<AveragedModel> {
  checkPaths('averageModelFiles: paths', paths);
  const files = await Promise.all(paths.map(async (path) => ({ name: path, model: await readModelFile(path) })));
  const mean = averageModels(files.map(({ name: path, model }) => ({ path, model: readTrainableModel(model, path) })));
  const samples = await samplesOf('val', val, mean.text);
  const compared = await compareModels([...files, { name, model: writeModel(mean) }], samples, options);
  const [measured] = compared.slice(-1);
  const bytes = measured ? measuredModel(mean, measured.evaluation) : writeModel(mean);
  return { bytes, compared, lines: samples.length };
}

/** The model with what it came to on lines with texts, as training writes it. */
function measuredModel(mean: NewModel, { lines, characterErrorRate, wordErrorRate }: Evaluation): Uint8Array {
  return writeModel({
    ...mean,
    calibration: calibrate(lines),
    provenance: { software: `ductus ${version}`, ...mean.provenance },
    metrics: {
      validationCharacterErrorRate: characterErrorRate,
      validationWordErrorRate: wordErrorRate,
      validationLines: lines.length,
    },
  });
}
