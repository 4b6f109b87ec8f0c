/** The order of blocks and lines in ALTO: ReadingOrder, or that of the file. */

import { known } from '../../known.js';
import { orderedBlocks } from '../alto.js';
import { readingOrder } from '../alto-order.js';
import { child, childrenOf } from '../xml.js';
import type { Ids } from '../xml-writer.js';
import type { Habits, NewElement } from './new-elements.js';
import { exchangePlaces, type SourceElement, withinSource } from './source.js';

type Elements = readonly SourceElement[];

export interface AltoToOrder {
  readonly root: SourceElement;
  readonly page: SourceElement;
  readonly habits: Habits;
  readonly ids: Ids;
}

const isEqual = (a: Elements, b: Elements) => a.length === b.length && a.every((element, i) => element === b[i]);
const idOf = (element: SourceElement) => element.attributes.get('ID') ?? '';

/** @param lines of each block as they are to be read; they stand so in the file where ReadingOrder has none of them */
export function orderBlocks(alto: AltoToOrder, wanted: Elements, lines: ReadonlyMap<SourceElement, Elements>): void {
  const { root, page } = alto;
  const order = child(root, 'ReadingOrder');
  const now = () => orderedBlocks<SourceElement>(page, readingOrder(root));
  const blocks = () => now().map(({ block }) => block);
  const isRight = () =>
    isEqual(blocks(), wanted) && now().every((block) => isEqual(block.lines, lines.get(block.block) ?? []));
  if (isRight()) return;
  if (!order || readingOrder(root).size === 0) {
    exchangePlaces(blocks(), wanted);
    return;
  }
  permuteReferences(order, wanted);
  for (const inBlock of lines.values()) permuteReferences(order, inBlock);
  if (!isRight()) writeOrder(alto, order, wanted, lines);
}

/** Lines in the order of the file. */
export function placeLines(block: SourceElement, wanted: Elements): void {
  exchangePlaces(childrenOf<SourceElement>(block, 'TextLine'), wanted);
}

/** References to single elements take each other's places. */
function permuteReferences(order: SourceElement, wanted: Elements): void {
  const ids = new Set(wanted.map(idOf).filter((id) => id !== ''));
  const slots = new Map<string, SourceElement>();
  for (const element of withinSource(order)) {
    const reference = element.attributes.get('REF')?.trim() ?? '';
    if (ids.has(reference) && !slots.has(reference)) slots.set(reference, element);
  }
  const listed = wanted.map(idOf).filter((id) => slots.has(id));
  for (const [i, slot] of [...slots.values()].entries()) slot.setAttribute('REF', known(listed[i], 'a listed element'));
}

/** A new list for an order that the old one can't say: of all blocks, and then of all lines. */
function writeOrder(
  { habits, ids }: AltoToOrder,
  order: SourceElement,
  wanted: Elements,
  lines: ReadonlyMap<SourceElement, Elements>,
): void {
  const elements = [...wanted, ...wanted.flatMap((block) => lines.get(block) ?? [])];
  const references = elements.map((element): NewElement => {
    if (idOf(element) === '') element.setAttribute('ID', ids.take(undefined, 'line'));
    return { name: 'ElementRef', attributes: { ID: ids.take(undefined, 'ref'), REF: idOf(element) } };
  });
  const attributes = { ID: ids.take(undefined, 'order') };
  const group = habits.make({ name: 'OrderedGroup', attributes, inside: references });
  const old = order.children;
  if (old[0]) habits.addBefore(old[0], group);
  else habits.addLast(order, group);
  for (const element of old) order.remove(element);
}

const containers = /^(ReadingOrder|OrderedGroup|UnorderedGroup)$/;

/** Takes out what refers to elements that are gone, and what holds nothing then. */
export function dropAltoReferences(root: SourceElement, gone: ReadonlySet<string>): void {
  for (const element of [...withinSource(root)]) {
    if (gone.has(element.attributes.get('IDNEXT') ?? '')) element.setAttribute('IDNEXT', undefined);
    const references = element.attributes.get('REF')?.split(/\s+/).filter(Boolean) ?? [];
    const left = references.filter((id) => !gone.has(id));
    if (left.length === references.length) continue;
    element.setAttribute('REF', left.length > 0 ? left.join(' ') : undefined);
    if (left.length === 0 && element.name === 'ElementRef') removeWithEmpty(element);
  }
}

function removeWithEmpty(element: SourceElement): void {
  const { parent } = element;
  parent?.remove(element);
  if (parent && containers.test(parent.name) && parent.children.length === 0) removeWithEmpty(parent);
}
