/** Pages that are drawn while a run trains, among those of its data: their truth is exact to the pixel. */
import type { LayoutSample } from '../layout/index.js';

/** Where drawn pages come from. */
export interface DrawnPages {
  /**
   * The n-th page, a function of n and of what the source was made with; its key is of no other page, its image is bytes
   * in memory. Some pages are asked for again and again, then never more: those of the last windows are worth keeping.
   */
  page(n: number): Promise<LayoutSample>;
}

/** More crops are drawn while a network learns what a line is; at last few, of what real pages can't teach. */
const earlyPart = 0.6;
const lateShare = 0.3;

/** The share of crops that are drawn. @param share in the first part of the run @param done share of the run that is done */
export function drawnShare(share: number, done: number): number {
  return done < earlyPart ? share : lateShare * share;
}

/** So many pages are drawn for so many batches: drawing a page takes as long as some steps. */
const pagesOfWindow = 6;
const batchesOfWindow = 32;

/** The first of the pages that the crops of a batch are from, and how many there are. @param batch of the whole run */
export function drawnWindow(batch: number): { readonly first: number; readonly count: number } {
  return { first: Math.floor(batch / batchesOfWindow) * pagesOfWindow, count: pagesOfWindow };
}
