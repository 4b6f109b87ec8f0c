/**
 * Pages whose last change could not be kept, for want of room or since the browser has cleared their document. As long as the tab is open they are what it says here, so that they can be worked on
 * and exported; they are kept with the next change that can be.
 */
import type { PageRecord } from './records.js';

const pages = new Map<string, PageRecord>();

/** Before they are written. @returns all that are to be written now */
export function withUnkept(changed: readonly PageRecord[]): readonly PageRecord[] {
  for (const page of changed) pages.set(page.id, page);
  return [...pages.values()];
}

/** After they were written, or deleted; what was changed again meanwhile is still to be kept. */
export function forgetUnkept(kept: readonly PageRecord[]): void {
  for (const page of kept) if (pages.get(page.id) === page) pages.delete(page.id);
}

export function forgetUnkeptPages(ids: readonly string[]): void {
  for (const id of ids) pages.delete(id);
}

/** The page as it is, where it could not be kept so. */
export function unkeptPage(id: string): PageRecord | undefined {
  return pages.get(id);
}

/** Whether anything would be lost with the tab. */
export function hasUnkept(): boolean {
  return pages.size > 0;
}
