/** Where something new stands among what is in its order already: a person may have set that order, so it stays. */
import { readingOrder } from '../layout/index.js';
import { linesOf, type Page, type Point } from '../page/index.js';
import { baseDirection } from '../text/index.js';
import { inserted } from './whole-page.js';

/**
 * A list with a new item behind the one that is read before it.
 * @param shapeOf points of an item; what has none says nothing of where the new one stands
 */
export function placedInOrder<T>(
  list: readonly T[],
  item: T,
  shapeOf: (item: T) => readonly Point[],
  page: Page,
): readonly T[] {
  const shaped = [...list, item].filter((each) => shapeOf(each).length > 0);
  const order = readingOrder(shaped.map(shapeOf), { slope: slopeOf(page), rightToLeft: isRightToLeft(page) });
  const read = order.flatMap((at) => shaped.slice(at, at + 1));
  const before = read[read.indexOf(item) - 1];
  return inserted(list, before === undefined ? 0 : list.indexOf(before) + 1, item);
}

/** Of the lines that are wider than high, rise over run, the longer ones counting more. */
function slopeOf(page: Page): number {
  let [run, rise] = [0, 0];
  for (const { baseline = [] } of linesOf(page)) {
    const [first, last] = [baseline[0], baseline.at(-1)];
    if (!first || !last) continue;
    const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
    if (Math.abs(dx) > Math.abs(dy)) [run, rise] = [run + Math.abs(dx), rise + Math.sign(dx) * dy];
  }
  return run > 0 ? rise / run : 0;
}

function isRightToLeft(page: Page): boolean {
  return (
    baseDirection(
      linesOf(page)
        .map(({ text }) => text)
        .join(' '),
    ) === 'rtl'
  );
}
