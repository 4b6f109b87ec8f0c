/** The model that a run goes on from. */
import { type Model, readTrainableModel } from '../model/index.js';
import { readModelFile } from '../recognition/node.js';

/** @throws ModelError when it can't be read, or is no model to train on from */
export async function readBase(from: string, folder?: string): Promise<Model> {
  return readTrainableModel(await readModelFile(from, folder), from);
}
