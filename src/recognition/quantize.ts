/** From a trained model to one that reads in 8 bits: ranges are looked at on lines, then the weights are rounded. */
import { type Loader, planReading, type Sample } from '../dataset/index.js';
import { inputOf, type Model, ModelError, writeInt8Model } from '../model/index.js';
import type { Int8 } from '../network/index.js';
import { Random } from '../random/index.js';
import { createSession, int64 } from '../runtime/index.js';

/** Lines that show the ranges; more of them change the error rate by less than the lines' choice does. */
const calibrationLines = 200;
const calibrationPixels = 200_000;

type Ranges = Map<
  string,
  { readonly input: { low: number; high: number }; readonly output: { low: number; high: number } }
>;

/**
 * @param samples lines like those that will be read; 200 of them are looked at
 * @returns the bytes of the model in 8 bits
 * @throws ModelError when the model is in 8 bits already, or none of the lines can be decoded
 */
export async function quantize(model: Model, samples: readonly Sample[], loader: Loader): Promise<Uint8Array> {
  if (model.metadata.precision === 'int8')
    throw new ModelError('the model is an int8 model already', { code: 'model/precision' });
  const chosen = new Random(1, 'calibration').shuffle(samples).slice(0, calibrationLines);
  const ranges = await observe(model, chosen, loader);
  return writeInt8Model(model, ranges);
}

async function observe(model: Model, samples: readonly Sample[], loader: Loader): Promise<Int8['ranges']> {
  const { network, weights } = model;
  const session = await createSession(network.calibrationGraph(weights), { threads: 1 });
  const ranges: Ranges = new Map();
  let lines = 0;
  try {
    const plans = planReading(samples, inputOf(model), calibrationPixels);
    for await (const { shards } of loader.load(plans, inputOf(model), 1)) {
      for (const { image, width, widths } of shards) {
        const seen = await session.run({
          image: { data: image, shape: [widths.length, 1, network.height, width] },
          widths: int64(widths),
        });
        for (const [name, { data }] of Object.entries(seen)) widen(ranges, name, Number(data[0]));
        lines += widths.length;
      }
    }
  } finally {
    await session.dispose();
  }
  if (lines === 0)
    throw new ModelError('no line to calibrate the int8 model on can be decoded', { code: 'data/no-lines' });
  return ranges;
}

/** @param name as `Network.calibrationGraph` has it: LAYER.input.low and so on */
function widen(ranges: Ranges, name: string, value: number): void {
  const [, layer = '', side, end] = /^(.*)\.(input|output)\.(low|high)$/.exec(name) ?? [];
  const none = () => ({ low: 0, high: 0 });
  const range = ranges.get(layer) ?? { input: none(), output: none() };
  const seen = side === 'input' ? range.input : range.output;
  if (end === 'low') seen.low = Math.min(seen.low, value);
  else seen.high = Math.max(seen.high, value);
  ranges.set(layer, range);
}
