/** The models that are kept here: listed, opened from files, renamed, deleted, and which one new documents get. */
import { signal } from '@preact/signals';
import { keepChoice, keptChoice } from '../store/choice.js';
import { changeDocument, listDocuments } from '../store/documents.js';
import { deleteModel, listModels, readModelRecord, saveModel } from '../store/models.js';
import { type ModelRecord, newId } from '../store/records.js';
import { words } from '../words/index.js';
import type { ModelFacts } from '../work/messages.js';
import { kept, messageOf, tell, tellError } from './notices.js';
import { keepAll } from './pages-at-hand.js';
import { shippedFiles, work } from './reader.js';

export const models = signal<readonly ModelRecord[] | undefined>(undefined);
/** Of the one that comes with the app. */
export const shippedFacts = signal<ModelFacts | undefined>(undefined);
/** Id of the model that new documents get; `undefined`: the one that comes with the app. */
export const defaultModel = signal<string | undefined>(keptChoice('model') || undefined);
/** Whether a file is being tried. */
export const opening = signal(false);

export async function refreshModels(): Promise<void> {
  try {
    models.value = await listModels();
  } catch (error) {
    models.value = [];
    tellError(error);
  }
  // Such as deleted in another tab.
  const isThere = models.value.some(({ id }) => id === defaultModel.value);
  if (defaultModel.value !== undefined && !isThere) chooseDefault(undefined);
}

export async function inspectShipped(): Promise<void> {
  try {
    shippedFacts.value ??= await work.ask('inspect', { model: shippedFiles.reads, trial: false });
  } catch (error) {
    tellError(error);
  }
}

export function chooseDefault(id: string | undefined): void {
  defaultModel.value = id;
  keepChoice('model', id ?? '');
}

/** Keeps a file as a model where it reads lines, and says in the library's words why not. */
export async function openModelFile(file: File): Promise<void> {
  opening.value = true;
  const { models: said } = words.value;
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const { trainable, errorRate, characters } = await work.ask('inspect', { model: bytes, trial: true });
    // Bytes of its own: a file may change or go away on the disk.
    const reads = new Blob([bytes], { type: 'application/octet-stream' });
    const name = file.name.replace(/\.onnx$/i, '');
    const facts = { after: errorRate, characters, ...(trainable ? { trains: reads } : {}) };
    const isKept = await kept(() => saveModel({ id: newId(), name, created: Date.now(), reads, ...facts }));
    if (isKept) tell('good', said.added(name));
  } catch (error) {
    tell('bad', said.refused(messageOf(error)));
  } finally {
    opening.value = false;
  }
  await refreshModels();
}

export async function renameModel(id: string, name: string): Promise<void> {
  const trimmed = name.trim();
  const record = trimmed === '' ? undefined : await readModelRecord(id);
  if (record) await kept(() => saveModel({ ...record, name: trimmed }));
  await refreshModels();
}

/** How many documents read with a model. */
export async function usesOf(id: string): Promise<number> {
  return (await listDocuments()).filter(({ model }) => model === id).length;
}

/** Deletes a model; its documents go back to the one that comes with the app. */
export async function removeModel(id: string): Promise<void> {
  const isDeleted = await kept(async () => {
    for (const document of await listDocuments()) {
      if (document.model === id) await useModel(document.id, undefined);
    }
    await deleteModel(id);
  });
  // What there was no room for may have it now.
  if (isDeleted) await keepAll();
  await refreshModels();
}

/** Lets a document read with a model from now on. */
export async function useModel(document: string, model: string | undefined): Promise<void> {
  await changeDocument(document, (record) => ({ ...record, model }));
}
