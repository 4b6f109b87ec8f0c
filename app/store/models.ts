/** Models that were trained or opened here. */
import { database, keeping } from './database.js';
import type { ModelRecord } from './records.js';

/** The last made first. */
export async function listModels(): Promise<readonly ModelRecord[]> {
  return (await (await database()).getAll('models')).sort((a, b) => b.created - a.created);
}

export async function readModelRecord(id: string): Promise<ModelRecord | undefined> {
  return (await database()).get('models', id);
}

/** @throws StoreError */
export async function saveModel(model: ModelRecord): Promise<void> {
  await keeping((kept) => kept.put('models', model));
}

export async function deleteModel(id: string): Promise<void> {
  await keeping((kept) => kept.delete('models', id));
}
