/** The best model of a run in 8 bits. */
import { Loader } from '../dataset/index.js';
import { evaluate } from '../evaluation/index.js';
import { readModel } from '../model/index.js';
import { quantize, Recognizer } from '../recognition/index.js';
import type { QuantizedEvent } from './events.js';
import type { Run } from './kept-run.js';
import type { Prepared } from './prepare.js';

/** Writes OUT.int8.onnx beside OUT.onnx and reads the validation lines with both. */
export async function quantizeBest(best: Uint8Array, run: Run, prepared: Prepared): Promise<QuantizedEvent> {
  const { threads } = run.config;
  const lines = prepared.validation.length > 0 ? prepared.validation : prepared.training;
  const loader = new Loader(Math.max(1, threads - 1));
  const errorRateOf = async (model: Uint8Array) => {
    const recognizer = await Recognizer.load(model, { threads });
    try {
      return (await evaluate(recognizer, lines, loader)).characterErrorRate;
    } finally {
      await recognizer.dispose();
    }
  };
  try {
    const bytes = await quantize(readModel(best), prepared.training, loader);
    const out = await run.saveInt8(bytes);
    const errorRate = await errorRateOf(best);
    return { kind: 'quantized', out, bytes: bytes.length, errorRate, int8ErrorRate: await errorRateOf(bytes) };
  } finally {
    await loader.dispose();
  }
}
