/** ONNX Runtime in Node. */
import type { Onnx } from './onnx.js';

/**
 * ONNX Runtime (1.30) gathers facts about the process when it starts. Nothing of a user's documents is to be gathered, their
 * names in the command line included; and its regular expressions overflow the stack where that is longer than 30 kB,
 * as it is with some hundred files. To be called on the main thread, before the runtime is loaded on any.
 */
export function beforeOnnx(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}

/** Each session has threads of its own. */
export function loadOnnx(_threads: number): Promise<Onnx> {
  return import('onnxruntime-node');
}
