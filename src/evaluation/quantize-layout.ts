/** A layout model in fewer bits, and what it costs on pages whose lines are known. */
import { DataError } from '../dataset/index.js';
import { LayoutDetector } from '../layout/index.js';
import { readLayoutModel, writeFloat16LayoutModel, writeInt8LayoutModel } from '../model/index.js';
import { readModelFile } from '../recognition/node.js';
import { coreCount } from '../runtime/index.js';
import { evaluateLayout, type LayoutEvaluation } from './evaluate-layout.js';
import { type QuantizedBits, type QuantizedName, quantizedName } from './quantize-model.js';

export interface QuantizeLayoutOptions {
  /** 8: filters are rounded, and it reads only; 16: stored so, and trained on as before. Default: 8. */
  readonly bits?: QuantizedBits | undefined;
  /** Threads that the network may use. Default: all cores. */
  readonly threads?: number | undefined;
  readonly progress?:
    | ((progress: { readonly name: QuantizedName; readonly done: number; readonly pages: number }) => void)
    | undefined;
  /** Ends the comparison: the call rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface QuantizedLayoutModel {
  /** The model in fewer bits as an .onnx file. */
  readonly bytes: Uint8Array;
  readonly original: LayoutEvaluation;
  readonly quantized: LayoutEvaluation;
}

/**
 * A layout model in fewer bits: with filters in 8 it has a quarter of the size, is as fast, and can't be trained on; stored in 16
 * it has half of the size and is used as before. Finds the lines of pages with both.
 *
 * @param path of a layout model
 * @param data pages that somebody described, to compare both on
 * @throws ModelError when the model can't be read or is in 8 bits already; DataError for paths that name nothing, and where no
 * page can be compared
 */
export async function quantizeLayoutModel(
  path: string,
  data: readonly string[],
  { bits = 8, threads = coreCount(), progress, signal }: QuantizeLayoutOptions = {},
): Promise<QuantizedLayoutModel> {
  const original = await readModelFile(path);
  const write = bits === 8 ? writeInt8LayoutModel : writeFloat16LayoutModel;
  const bytes = write(readLayoutModel(original, path));
  const evaluated = async (name: QuantizedName, model: Uint8Array) => {
    await using detector = await LayoutDetector.load(model, { threads });
    const told = (done: number, pages: number) => progress?.({ name, done, pages });
    return await evaluateLayout(detector, data, { progress: told, signal });
  };
  const before = await evaluated('float32', original);
  if (before.pages.length === 0) {
    throw new DataError(`${data.join(' ')}: no page could be compared`, { code: 'data/no-lines' });
  }
  return { bytes, original: before, quantized: await evaluated(quantizedName(bits), bytes) };
}
