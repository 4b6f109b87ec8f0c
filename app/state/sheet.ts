/** The page that is open: what stands on it, which line is active, and everything that can be undone. */
import { computed, effect, signal } from '@preact/signals';
import {
  begin,
  doubtfulCharacters,
  type History,
  nextDoubtful,
  record as recorded,
  redo,
  undo,
  withText,
} from '../../src/editing/index.js';
import { type Line, linesOf, type Page } from '../../src/page/index.js';
import { readDocument, readPage, readPages, savePages } from '../store/documents.js';
import type { DocumentRecord, PageRecord } from '../store/records.js';
import { kept } from './notices.js';
import { latest } from './reading.js';

/** What undo brings back. */
export interface Sheet {
  readonly page: Page;
  readonly checked: readonly string[];
}

/** What the person does, for the words of undo (`words.page.edits`). */
export type Edit = 'text' | 'check' | 'cut' | 'join' | 'order' | 'reverse' | 'delete' | 'draw' | 'points' | 'replace' | 'read';

export const openDocument = signal<DocumentRecord | undefined>(undefined);
export const openPage = signal<PageRecord | undefined>(undefined);
const history = signal<History<Sheet> | undefined>(undefined);
