/** What went wrong or was done, for the person to see and to dismiss. */
import { signal } from '@preact/signals';
import { StoreError } from '../store/database.js';
import { hasUnkept } from '../store/unkept.js';
import { words } from '../words/index.js';
import { WorkError } from '../work/client.js';

export interface Notice {
  readonly id: number;
  readonly kind: 'bad' | 'good';
  readonly text: string;
}

export const notices = signal<readonly Notice[]>([]);
/** Whether the last change could be kept. */
export const unsaved = signal(false);
let last = 0;

export function tell(kind: Notice['kind'], text: string): void {
  // The same again, such as a full disk at each letter, is said once.
  if (notices.value.some((notice) => notice.text === text)) return;
  notices.value = [...notices.value, { id: ++last, kind, text }];
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** An error in the person's words; nothing for what the person has stopped. */
export function tellError(error: unknown): void {
  if (error instanceof WorkError && error.stopped) return;
  tell('bad', messageOf(error));
}

export function messageOf(error: unknown): string {
  const { store } = words.value;
  if (error instanceof StoreError) return store[error.reason];
  if (error instanceof WorkError && error.code === 'storage/full') return store.fullOfRuns;
  if (error instanceof WorkError && error.code === 'storage/unavailable') return store.refused;
  // Of a place that the person chose to save to: what is kept here has errors of its own.
  if (error instanceof DOMException && error.name === 'QuotaExceededError') return words.value.files.noRoom;
  return error instanceof Error ? error.message : String(error);
}

/** Does what keeps something, and says so where it could not be kept. @returns whether it was */
export async function kept(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    unsaved.value = hasUnkept();
    return true;
  } catch (error) {
    unsaved.value = true;
    tellError(error);
    return false;
  }
}
