/** ALTO that is changed in place. */
import type { Region } from '../../page/index.js';
import { orderedBlocks } from '../alto.js';
import { placeIn, readingOrder } from '../alto-order.js';
import { child, childrenOf } from '../xml.js';
import { Ids } from '../xml-writer.js';
import { changeLine, newLine } from './alto-line.js';
import { dropAltoReferences, orderBlocks, placeLines } from './alto-order.js';
import { type AltoHabits, altoHabits, altoOrder, changePlace, newPlace } from './alto-place.js';
import type { PageSource } from './changes.js';
import { freeIds, goneIds } from './ids.js';
import { Habits, type NewElement } from './new-elements.js';
import { type SourceElement, withinSource } from './source.js';

/** @param page the element Page of the root's Layout */
export function altoSource(root: SourceElement, page: SourceElement): PageSource {
  const habits = new Habits(root);
  const idsBefore = new Set(idsIn(root));
  let alto = altoHabits(root, habits, new Ids(idsBefore));
  const linesOfBlocks = new Map<SourceElement, readonly SourceElement[]>();
  return {
    regions: () =>
      orderedBlocks<SourceElement>(page, readingOrder(root)).map(({ block, lines }) => ({ element: block, lines })),
    reserveIds(before, plan) {
      alto = { ...alto, ids: freeIds(idsBefore, before, plan) };
    },
    changeLine: (element, before, after) => changeLine(alto, element, before, after),
    makeLine: (line) => habits.make(newLine(alto, line)),
    addLine(block, line, behind) {
      const [first] = childrenOf<SourceElement>(block, 'TextLine');
      if (behind) habits.addAfter(behind, line);
      else if (first) habits.addBefore(first, line);
      else habits.addInOrder(block, line, altoOrder);
    },
    orderLines(block, wanted) {
      linesOfBlocks.set(block, wanted);
      const order = readingOrder(root);
      if (wanted.every((line) => placeIn(order, line) === undefined)) placeLines(block, wanted);
    },
    changeRegion: (element, before, after) => changePlace(alto, element, before.polygon, after.polygon),
    makeRegion: (region) => habits.make(newBlock(alto, region)),
    addRegion(block, behind) {
      const first = [...withinSource(page)].find(({ name }) => name === 'TextBlock');
      if (behind) habits.addAfter(behind, block);
      else if (first) habits.addBefore(first, block);
      else habits.addLast(printSpace(habits, page), block);
    },
    removeRegion: (block) => block.parent?.remove(block),
    orderRegions: (wanted) => orderBlocks({ root, page, habits, ids: alto.ids }, wanted, linesOfBlocks),
    dropReferences: () => dropAltoReferences(root, goneIds(idsBefore, idsIn(root))),
  };
}

function idsIn(root: SourceElement): readonly string[] {
  return [...withinSource(root)].flatMap(({ attributes }) => attributes.get('ID') ?? []);
}

/** A block without its lines. */
function newBlock(alto: AltoHabits, { id, polygon, lines }: Region): NewElement {
  const around = polygon ?? lines.flatMap((line) => line.polygon ?? line.baseline ?? []);
  const { attributes, shape } = newPlace(alto, around, true);
  const inside = polygon ? shape : [];
  return { name: 'TextBlock', attributes: { ID: alto.ids.take(id, 'block'), ...attributes }, inside };
}

/** Where the blocks of a page stand; a new one, as large as the page, where there is none. */
function printSpace(habits: Habits, page: SourceElement): SourceElement {
  const there = child(page, 'PrintSpace');
  if (there) return there;
  const [WIDTH, HEIGHT] = ['WIDTH', 'HEIGHT'].map((name) => page.attributes.get(name));
  const made = habits.make({ name: 'PrintSpace', attributes: { HPOS: 0, VPOS: 0, WIDTH, HEIGHT } });
  habits.addLast(page, made);
  return made;
}
