/** The files of a model: of a kept one, or of the one that comes with the app. */
import { readModelRecord } from '../store/models.js';
import { shippedFiles } from './reader.js';

export interface ModelFiles {
  readonly reads: string | Uint8Array;
  readonly trains: string | Uint8Array;
}

/** A model in 8 bits has no file to go on from. */
export class ReadsOnlyError extends Error {
  override readonly name = 'ReadsOnlyError';
}

/**
 * @param id of a kept model; without, or where it is kept no more, the one that comes with the app
 * @throws ReadsOnlyError for a model that can't be trained on
 */
export async function filesOfModel(id: string | undefined): Promise<ModelFiles> {
  const record = id === undefined ? undefined : await readModelRecord(id);
  if (!record) return shippedFiles;
  if (!record.trains) throw new ReadsOnlyError(`the model “${record.name}” is in 8 bits, which can't be trained on`);
  return { reads: await bytesOf(record.reads), trains: await bytesOf(record.trains) };
}

async function bytesOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}
