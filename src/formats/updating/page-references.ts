/** PAGE's ReadingOrder: references to regions, in groups. */
import { known } from '../../known.js';
import { child, numberAttribute } from '../xml.js';
import type { Ids } from '../xml-writer.js';
import { risingIndices } from './custom.js';
import type { Habits, NewElement } from './new-elements.js';
import { type SourceElement, withinSource } from './source.js';

const isReference = ({ name }: SourceElement) => /^RegionRef(Indexed)?$/.test(name);
const isGroup = ({ name }: SourceElement) => /^(Uno|O)rderedGroup(Indexed)?$/.test(name);

/** The references in the order in which they are read. */
function referencesIn(element: SourceElement): readonly SourceElement[] {
  if (isReference(element)) return [element];
  return inOrder(element.children).flatMap(referencesIn);
}

function inOrder(members: readonly SourceElement[]): readonly SourceElement[] {
  const index = (member: SourceElement) => numberAttribute(member, 'index') ?? 0;
  return [...members].sort((a, b) => index(a) - index(b));
}

/** The reference that counts: of several to the same region the last one. */
function referenceTo(order: SourceElement, region: SourceElement | undefined): SourceElement | undefined {
  const id = region?.attributes.get('id') ?? '';
  return id === ''
    ? undefined
    : referencesIn(order).findLast((reference) => reference.attributes.get('regionRef') === id);
}

/** Lists a region right behind another one, or first. */
export function addReference(
  habits: Habits,
  order: SourceElement,
  region: SourceElement,
  behind: SourceElement | undefined,
): void {
  const sibling = referenceTo(order, behind);
  const [first] = referencesIn(order);
  const group = (sibling ?? (behind ? undefined : first))?.parent ?? order.children.find(isGroup);
  if (!group) return;
  const members = inOrder(group.children.filter((member) => isReference(member) || isGroup(member)));
  const place = sibling ? members.indexOf(sibling) + 1 : behind ? members.length : 0;
  const isIndexed = group.name.startsWith('Ordered');
  const indices = risingIndices(
    [...members.slice(0, place), undefined, ...members.slice(place)].map(
      (member) => member && numberAttribute(member, 'index'),
    ),
  );
  const reference = habits.make(referenceElement(region, isIndexed ? indices[place] : undefined));
  const [before, after] = [members[place - 1], members[place]];
  if (before) habits.addAfter(before, reference);
  else if (after) habits.addBefore(after, reference);
  else habits.addLast(group, reference);
  if (!isIndexed) return;
  for (const [i, member] of members.entries()) member.setAttribute('index', indices[i < place ? i : i + 1]);
}

function referenceElement(region: SourceElement, index: number | undefined): NewElement {
  const name = index === undefined ? 'RegionRef' : 'RegionRefIndexed';
  return { name, attributes: { index, regionRef: region.attributes.get('id') } };
}

/** The references to regions take each other's places, so that they stand in the order of these. */
export function permuteReferences(order: SourceElement, regions: readonly SourceElement[]): void {
  const listed = regions.filter((region) => referenceTo(order, region));
  const places = new Set(listed.map((region) => referenceTo(order, region)));
  const slots = referencesIn(order).filter((reference) => places.has(reference));
  for (const [i, slot] of slots.entries()) {
    slot.setAttribute('regionRef', known(listed[i], 'a region that is listed').attributes.get('id'));
  }
}

/** Lists each of these regions by itself, where so far only one is listed that it lies in, or none. */
export function listAll(habits: Habits, ids: Ids, order: SourceElement, regions: readonly SourceElement[]): void {
  giveIds(ids, regions);
  const listed = new Set(regions.map((region) => region.attributes.get('id')));
  for (const element of withinSource(order)) {
    if (isGroup(element) && listed.has(element.attributes.get('regionRef')))
      element.setAttribute('regionRef', undefined);
  }
  let behind: SourceElement | undefined;
  for (const region of regions) {
    if (!referenceTo(order, region)) addReference(habits, order, region, behind);
    behind = region;
  }
}

/** What the schema has in a page before what follows its reading order. */
const followers = ['ReadingOrder', 'Layers', 'Relations', 'TextStyle', 'UserDefined', 'Labels'];

export function createOrder(habits: Habits, ids: Ids, page: SourceElement, regions: readonly SourceElement[]): void {
  giveIds(ids, regions);
  const references = regions.map(referenceElement);
  const group = { name: 'OrderedGroup', attributes: { id: ids.take(undefined, 'ro') }, inside: references };
  const order = habits.make({ name: 'ReadingOrder', inside: [group] });
  const behind = page.children.find(({ name }) => followers.includes(name) || /Region$/.test(name));
  if (behind) habits.addBefore(behind, order);
  else habits.addLast(page, order);
}

function giveIds(ids: Ids, regions: readonly SourceElement[]): void {
  for (const region of regions) {
    if (!region.attributes.get('id')) region.setAttribute('id', ids.take(undefined, 'region'));
  }
}

/** What may not be there with nothing in it. */
const containers = /^(Relation|Relations|Layer|Layers|(Uno|O)rderedGroup(Indexed)?|ReadingOrder)$/;

/** Takes out what refers to regions that are gone, and what holds nothing then. */
export function dropPageReferences(page: SourceElement, gone: ReadonlySet<string>): void {
  const referring = [...withinSource(page)].filter(({ attributes }) => gone.has(attributes.get('regionRef') ?? ''));
  for (const element of referring) {
    element.setAttribute('regionRef', undefined);
    if (!isGroup(element)) removeWithEmpty(element);
  }
}

function removeWithEmpty(element: SourceElement): void {
  const { parent } = element;
  if (!parent) return;
  parent.remove(element);
  // A relation of one side is none.
  const isEmpty = parent.name === 'Relation' || !parent.children.some(({ name }) => isMember(name));
  if (containers.test(parent.name) && isEmpty) removeWithEmpty(parent);
}

function isMember(name: string): boolean {
  return containers.test(name) || /RegionRef(Indexed)?$/.test(name);
}

export function orderOf(page: SourceElement): SourceElement | undefined {
  const order = child(page, 'ReadingOrder');
  return order?.children.some(isGroup) ? order : undefined;
}
