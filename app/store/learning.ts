/** Learning that is under way, so that it can go on after the tab was closed. */
import { database, keeping } from './database.js';
import type { LearningRecord } from './records.js';

export async function listLearning(): Promise<readonly LearningRecord[]> {
  return (await database()).getAll('learning');
}

export async function readLearning(document: string): Promise<LearningRecord | undefined> {
  return (await database()).get('learning', document);
}

/** @throws StoreError */
export async function saveLearning(record: LearningRecord): Promise<void> {
  await keeping((kept) => kept.put('learning', record));
}

export async function deleteLearning(document: string): Promise<void> {
  await keeping((kept) => kept.delete('learning', document));
}
