import { packageFile } from '../platform/index.js';

/** What commands take for the path of the starter model. */
export const starterName = 'starter';

/**
 * Path of the model that comes with ductus: Latin-alphabet handwriting, to read with at once and to train on from
 * (models/README.md). In 8 bits it is a quarter as large, reads faster and can't be trained on.
 */
export function starterModel(precision: 'float32' | 'int8' = 'float32'): string {
  const file = `models/starter${precision === 'int8' ? '.int8' : ''}.onnx`;
  return packageFile('ductus', file) ?? file;
}
