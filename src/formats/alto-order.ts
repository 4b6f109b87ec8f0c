/**
 * ALTO 4's ReadingOrder: groups of references to blocks, lines and what is in them. Where it lists an element twice, or
 * gives several orders, the first counts; groups without an order are taken as they stand.
 */
import { child, type XmlElement } from './xml.js';

/** The place of each element that is listed, by its ID. */
export type ReadingOrder = ReadonlyMap<string, number>;

export function readingOrder(root: XmlElement): ReadingOrder {
  const places = new Map<string, number>();
  const walk = (element: XmlElement): void => {
    for (const id of element.attributes.get('REF')?.split(/\s+/).filter(Boolean) ?? []) {
      if (!places.has(id)) places.set(id, places.size);
    }
    element.children.forEach(walk);
  };
  const order = child(root, 'ReadingOrder');
  if (order) walk(order);
  return places;
}

/** Where an element stands: as it is listed itself, else as the first of what is in it; `undefined` where nothing is. */
export function placeIn(order: ReadingOrder, element: XmlElement): number | undefined {
  if (order.size === 0) return undefined;
  const listed = order.get(element.attributes.get('ID') ?? '');
  if (listed !== undefined) return listed;
  const inner = element.children.map((part) => placeIn(order, part)).filter((place) => place !== undefined);
  return inner.length > 0 ? inner.reduce((least, place) => Math.min(least, place)) : undefined;
}

/** By place; what has none stays behind, in the order of the file. */
export function byPlace<T extends { readonly place: number | undefined }>(elements: readonly T[]): readonly T[] {
  const rank = ({ place = Infinity }: T) => place;
  return [...elements].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}
