/** The list of documents, as the first screen shows it. */
import { signal } from '@preact/signals';
import { changeDocument, deleteDocument, listDocuments } from '../store/documents.js';
import type { DocumentRecord } from '../store/records.js';
import { kept, tellError } from './notices.js';
import { forgetSheets, keepAll } from './pages-at-hand.js';

export const documents = signal<readonly DocumentRecord[] | undefined>(undefined);

export async function refreshDocuments(): Promise<void> {
  try {
    documents.value = await listDocuments();
  } catch (error) {
    documents.value = [];
    tellError(error);
  }
}

export async function renameDocument(id: string, name: string): Promise<void> {
  const trimmed = name.trim();
  if (trimmed === '') return;
  await kept(() => changeDocument(id, (record) => ({ ...record, name: trimmed })));
  await refreshDocuments();
}

export async function removeDocument(id: string): Promise<void> {
  // What there was no room for may have it now.
  if (await kept(() => deleteDocument(id))) {
    forgetSheets(id);
    await keepAll();
  }
  await refreshDocuments();
}
