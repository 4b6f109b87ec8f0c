/** Files that are no model, or can't be used as one, in a person's words. */
import { DuctusError, type ErrorAbout } from '../error.js';

/** A file that is not a ductus model, or of another version. */
export class ModelError extends DuctusError {
  override readonly name = 'ModelError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'model/unusable', ...about });
  }
}

export const damaged = { code: 'model/damaged' } as const;
export const foreign = { code: 'model/foreign' } as const;

/** Of a model in 8 bits that is to be trained on. */
export function readsOnly(path: string): ModelError {
  return new ModelError(`${path}: an int8 model only reads. Give the float32 model that it was made from`, {
    code: 'model/precision',
  });
}

/** What to do with a file that can't be used. */
export const nextStep = 'get the file anew, from where it was copied or from the folder of its run (best.onnx)';

export function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  return line;
}
