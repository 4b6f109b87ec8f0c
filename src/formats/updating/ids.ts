/** Which ids new elements may have, and which are gone. */
import type { Page } from '../../page/index.js';
import { Ids } from '../xml-writer.js';
import { idsOf, keptIds, type PlannedRegion } from './plan.js';

/**
 * Gives ids that stand nowhere. Those of what a page had and has no more are free: parts of a line may go to another.
 * @param inFile all ids of the file
 */
export function freeIds(inFile: ReadonlySet<string>, before: Page, plan: readonly PlannedRegion[]): Ids {
  const ofPage = new Set(idsOf(before));
  const foreign = [...inFile].filter((id) => !ofPage.has(id));
  return new Ids([...foreign, ...keptIds(plan)]);
}

export function goneIds(before: ReadonlySet<string>, now: readonly string[]): ReadonlySet<string> {
  const there = new Set(now);
  return new Set([...before].filter((id) => !there.has(id)));
}
