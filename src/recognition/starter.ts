import { currentFolder, FileError, packageFile, pathFrom, readBytes } from '../files/index.js';
import { ModelError } from '../model/index.js';
import { systemProblem } from '../runtime/index.js';
import { nearest } from '../text/index.js';

/** What stands for the path of the starter model. */
export const starterName = 'starter';
/** The same in 8 bits: a quarter as large, reads faster, can't be trained on. */
export const smallStarterName = 'starter.int8';

/** Path of the model that comes with ductus: Latin-alphabet handwriting (packages/models/README.md). */
export function starterModel(precision: 'float32' | 'int8' = 'float32'): string {
  return shipped(`${precision === 'int8' ? smallStarterName : starterName}.onnx`);
}

/** Path of the weights with which the starter model reads each document in its language (packages/models/languages). */
export function starterLanguage(): string {
  return shipped(`${starterName}.lm.json`);
}

/** Path of a language that comes with ductus. @param name one of `languageNames` */
export function languageFile(name: string): string {
  return shipped(`languages/${name}.lm`);
}

function shipped(name: string): string {
  return packageFile('@ductus/models', name) ?? name;
}

/** Path of the model that finds the lines of pages. */
export function layoutModel(): string {
  return shipped('layout.onnx');
}

/** A model's path, or that of the starter model for its name. */
export function modelPath(model: string): string {
  if (model === starterName) return starterModel();
  return model === smallStarterName ? starterModel('int8') : model;
}

/**
 * The bytes of a model's file.
 * @param folder that the path is meant from
 * @throws ModelError when it can't be read
 */
export async function readModelFile(model: string, folder = currentFolder()): Promise<Uint8Array> {
  const shippedPath = modelPath(model);
  const isShipped = shippedPath !== model;
  const path = isShipped ? shippedPath : pathFrom(folder, model);
  try {
    return await readBytes(path);
  } catch (error) {
    if (error instanceof FileError) throw new ModelError(error.message, { code: error.code, details: { path } });
    const problem = isMissing(error) ? missing(path, isShipped) : (systemProblem(error) ?? String(error));
    throw new ModelError(`${path}: ${problem}`, { code: 'model/not-found', details: { path }, cause: error });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function missing(path: string, isShipped: boolean): string {
  if (isShipped) return 'the starter model is not there. Name a model by its path, or make it: npm run starter';
  const meant = nearestStarter(path);
  if (meant !== undefined) return `no such file; did you mean ${meant}, the model that comes with ductus?`;
  const out = path.endsWith('.onnx') ? path : 'model.onnx';
  return `no such file. Is the path right? Train a model with: ductus train DATA --out ${out}; or give ${starterName}, which comes with ductus`;
}

/** The name of the starter that a path without a file may have been meant for. */
export function nearestStarter(path: string): string | undefined {
  return /[\\/]/.test(path) ? undefined : nearest(path.replace(/\.onnx$/, ''), [starterName, smallStarterName]);
}
