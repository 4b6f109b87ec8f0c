/** Keeps a model that has learnt, and lets its document use it. */
import type { Outcome } from '../learning/outcome.js';
import { changeDocument, readDocument } from '../store/documents.js';
import { saveModel } from '../store/models.js';
import { type LearningRecord, newId } from '../store/records.js';
import { language, words } from '../words/index.js';
import type { Work } from '../work/client.js';
import type { LearntModel } from '../work/messages.js';

export interface LearntFacts extends Pick<LearningRecord, 'learnt' | 'lines'> {
  readonly outcome: Outcome;
}

/** @returns the id of the model @throws StoreError */
export async function keepLearnt(
  document: string,
  { reads, trains }: LearntModel,
  { learnt, lines, outcome }: LearntFacts,
  work: Pick<Work, 'ask'>,
): Promise<string> {
  const { characters } = await work.ask('inspect', { model: reads, trial: false });
  const created = Date.now();
  const date = new Date(created).toLocaleString(language.value, { dateStyle: 'medium', timeStyle: 'short' });
  const name = words.value.models.named((await readDocument(document))?.name ?? '', date);
  const file = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes], { type: 'application/octet-stream' });
  const { before, after } = outcome;
  const id = newId();
  const known = { before, after, lines, learnt, characters };
  await saveModel({ id, name, created, reads: file(reads), trains: file(trains), ...known });
  await changeDocument(document, (record) => ({ ...record, model: id }));
  return id;
}
