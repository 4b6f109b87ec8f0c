/** The order of regions and lines in PAGE XML: ReadingOrder, the indices in `custom`, or that of the file. */
import { customIndex, orderedLines, orderedRegions, regionElements } from '../page-xml.js';
import { child } from '../xml.js';
import type { Ids } from '../xml-writer.js';
import { dropIndex, numberInOrder } from './custom.js';
import type { Habits } from './new-elements.js';
import { addReference, createOrder, listAll, orderOf, permuteReferences } from './page-references.js';
import { exchangePlaces, type SourceElement } from './source.js';

type Elements = readonly SourceElement[];

const isIndexed = (element: SourceElement) => customIndex(element) !== undefined;
const isEqual = (a: Elements, b: Elements) => a.length === b.length && a.every((element, i) => element === b[i]);

/** @param usual whether lines of this file have indices, for regions that had no lines */
export function orderLines(
  region: SourceElement,
  wanted: Elements,
  fresh: ReadonlySet<SourceElement>,
  usual: boolean,
): void {
  const old = wanted.filter((line) => !fresh.has(line));
  const areIndexed = old.length > 0 ? old.some(isIndexed) : usual;
  if (!areIndexed) {
    for (const line of fresh) dropIndex(line);
    exchangePlaces(
      region.children.filter(({ name }) => name === 'TextLine'),
      wanted,
    );
  } else if (!isEqual(orderedLines<SourceElement>(region), wanted) || [...fresh].some((line) => !isIndexed(line))) {
    numberInOrder(wanted);
  }
}

export interface PageToOrder {
  readonly page: SourceElement;
  readonly habits: Habits;
  readonly ids: Ids;
}

/** @param all regions as they are to be read, those without lines too */
export function orderRegions(toOrder: PageToOrder, all: Elements, fresh: ReadonlySet<SourceElement>): void {
  const { page, habits, ids } = toOrder;
  const order = orderOf(page);
  if (order) addFresh(habits, order, all, fresh);
  const wanted = all.filter((region) => child(region, 'TextLine'));
  const isRight = () => isEqual(orderedRegions(page), wanted);
  if (isRight() && fresh.size === 0) return;
  const ranks = new Map(wanted.map((region, rank) => [region, rank]));
  orderSiblings(page, ranks, fresh, order === undefined);
  if (isRight()) return;
  if (!order) createOrder(habits, ids, page, wanted);
  else permuteReferences(order, wanted);
  if (!order || isRight()) return;
  listAll(habits, ids, order, wanted);
  permuteReferences(order, wanted);
}

function addFresh(habits: Habits, order: SourceElement, all: Elements, fresh: ReadonlySet<SourceElement>): void {
  for (const [i, region] of all.entries()) if (fresh.has(region)) addReference(habits, order, region, all[i - 1]);
}

/** Regions that lie in the same element come into the order of the first line in each, and so on within them. */
function orderSiblings(
  parent: SourceElement,
  ranks: ReadonlyMap<SourceElement, number>,
  fresh: ReadonlySet<SourceElement>,
  mayMove: boolean,
): void {
  const siblings = regionElements(parent);
  const current = sortedBy(siblings, (region) => customIndex(region) ?? Infinity);
  const rank = (region: SourceElement) => rankWithin(region, ranks);
  const visible = current.filter((region) => rank(region) < Infinity);
  const sorted = sortedBy(visible, rank);
  if (current.some(isIndexed)) {
    const lacks = visible.some((region) => fresh.has(region) && !isIndexed(region));
    if (lacks || !isEqual(visible, sorted)) {
      const next = sorted.values();
      const full = current.map((region) => (visible.includes(region) ? (next.next().value ?? region) : region));
      numberInOrder(full.filter((region) => isIndexed(region) || visible.includes(region)));
    }
  } else if (mayMove) exchangePlaces(visible, sorted);
  for (const region of siblings) orderSiblings(region, ranks, fresh, mayMove);
}

function rankWithin(region: SourceElement, ranks: ReadonlyMap<SourceElement, number>): number {
  const inner = regionElements(region).map((part) => rankWithin(part, ranks));
  return Math.min(ranks.get(region) ?? Infinity, ...inner);
}

function sortedBy(elements: Elements, key: (element: SourceElement) => number): Elements {
  const rank = new Map(elements.map((element) => [element, key(element)]));
  const compare = (a: number, b: number) => (a === b ? 0 : a - b);
  return [...elements].sort((a, b) => compare(rank.get(a) ?? Infinity, rank.get(b) ?? Infinity));
}
