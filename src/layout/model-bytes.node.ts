/** Where a layout model's bytes come from in Node: a file, and the one that comes with ductus where it is there. */
import { FileError, fileSize, packageFile, readBytes } from '../files/index.js';
import { ModelError } from '../model/index.js';
import { systemProblem } from '../runtime/index.js';

/** @throws ModelError when it can't be read */
export async function modelBytes(path: string): Promise<Uint8Array> {
  try {
    return await readBytes(path);
  } catch (cause) {
    const details = { path };
    if (cause instanceof FileError) throw new ModelError(cause.message, { code: cause.code, details, cause });
    const problem = systemProblem(cause) ?? String(cause);
    throw new ModelError(`${path}: ${problem}`, { code: 'model/not-found', details, cause });
  }
}

const shipped = 'layout.onnx';

/** Path of the layout model that comes with ductus; `undefined` where none does. */
export async function shippedModel(): Promise<string | undefined> {
  const path = packageFile('@ductus/models', shipped) ?? shipped;
  return (await fileSize(path)) === undefined ? undefined : path;
}
