/**
 * Pages whose last change could not be kept, for want of room or since the browser has cleared their document. As long as the tab is open they are what it says here, so that they can be worked on
 * and exported; they are kept with the next change that can be.
 */
import type { PageRecord } from './records.js';

/** A page that is to be kept. */
export interface Change {
  readonly mine: PageRecord;
  /** As this tab has last seen it kept. */
  readonly base: PageRecord;
}

const changes = new Map<string, Change>();

/** Before they are written. @returns all that are to be written now */
export function withUnkept(changed: readonly Change[]): readonly Change[] {
  for (const change of changed) changes.set(change.mine.id, change);
  return [...changes.values()];
}

/** After they were written, or deleted; what was changed again meanwhile is still to be kept. */
export function forgetUnkept(kept: readonly Change[]): void {
  for (const change of kept) if (changes.get(change.mine.id) === change) changes.delete(change.mine.id);
}

export function forgetUnkeptPages(ids: readonly string[]): void {
  for (const id of ids) changes.delete(id);
}

/** The page as it is, where it could not be kept so. */
export function unkeptPage(id: string): PageRecord | undefined {
  return changes.get(id)?.mine;
}

/** Whether anything would be lost with the tab. */
export function hasUnkept(): boolean {
  return changes.size > 0;
}
