/** A layout model in 8 bits, and what it costs on pages whose lines are known. */
import { DataError } from '../dataset/index.js';
import { LayoutDetector } from '../layout/index.js';
import { readLayoutModel, writeInt8LayoutModel } from '../model/index.js';
import { readModelFile } from '../recognition/node.js';
import { coreCount } from '../runtime/index.js';
import { evaluateLayout, type LayoutEvaluation } from './evaluate-layout.js';

export interface QuantizeLayoutOptions {
  /** Threads that the network may use. Default: all cores. */
  readonly threads?: number | undefined;
  readonly progress?:
    | ((progress: { readonly name: 'float32' | 'int8'; readonly done: number; readonly pages: number }) => void)
    | undefined;
  /** Ends the comparison: the call rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface QuantizedLayoutModel {
  /** The model in 8 bits as an .onnx file. */
  readonly bytes: Uint8Array;
  readonly float32: LayoutEvaluation;
  readonly int8: LayoutEvaluation;
}

/**
 * A layout model with filters in 8 bits: a quarter of the size, as fast, not to be trained on. Finds the lines of pages with
 * both.
 *
 * @param path of a layout model
 * @param data pages that somebody described, to compare both on
 * @throws ModelError when the model can't be read or is in 8 bits already; DataError for paths that name nothing, and where no
 * page can be compared
 */
export async function quantizeLayoutModel(
  path: string,
  data: readonly string[],
  { threads = coreCount(), progress, signal }: QuantizeLayoutOptions = {},
): Promise<QuantizedLayoutModel> {
  const original = await readModelFile(path);
  const bytes = writeInt8LayoutModel(readLayoutModel(original, path));
  const evaluated = async (name: 'float32' | 'int8', model: Uint8Array) => {
    await using detector = await LayoutDetector.load(model, { threads });
    const told = (done: number, pages: number) => progress?.({ name, done, pages });
    return await evaluateLayout(detector, data, { progress: told, signal });
  };
  const float32 = await evaluated('float32', original);
  if (float32.pages.length === 0) {
    throw new DataError(`${data.join(' ')}: no page could be compared`, { code: 'data/no-lines' });
  }
  return { bytes, float32, int8: await evaluated('int8', bytes) };
}
