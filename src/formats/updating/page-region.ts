/** A region of PAGE XML as it is to be: its outline, its type, and its text where it says what its lines say. */
import type { Line, Region } from '../../page/index.js';
import { bestReading, knownTypes, outlineOf, regionElements, structureType } from '../page-xml.js';
import { child, childrenOf } from '../xml.js';
import { setStructureType, structureOf } from './custom.js';
import type { NewElement } from './new-elements.js';
import { changeOutline, newCoords, type PageHabits } from './page-line.js';
import type { SourceElement } from './source.js';

/** A region without its lines. */
export function newRegion(page: PageHabits, region: Region): NewElement {
  const { id, type, polygon, lines } = region;
  const isKnown = type !== undefined && knownTypes.has(type);
  const custom = type === undefined || isKnown ? undefined : structureOf(type);
  return {
    name: 'TextRegion',
    attributes: { id: page.ids.take(id, 'region'), type: isKnown ? type : undefined, custom },
    inside: [newCoords(page, polygon ?? lines.flatMap(outlineOf))],
  };
}

export function changeRegion(page: PageHabits, element: SourceElement, before: Region, after: Region): void {
  changeOutline(page, element, before, after);
  if (before.type !== after.type) setType(element, after.type);
  changeText(element, before.lines, after.lines);
}

/** In the attribute where the schema knows the type, and in `custom` where it doesn't or where one stands there. */
function setType(element: SourceElement, type: string | undefined): void {
  const isKnown = element.name === 'TextRegion' && type !== undefined && knownTypes.has(type);
  element.setAttribute('type', isKnown ? type : undefined);
  if (!isKnown || structureType(element) !== undefined) setStructureType(element, type);
}

/** A text that the region has beside its lines follows them, if it said before what they said. */
function changeText(element: SourceElement, before: readonly Line[], after: readonly Line[]): void {
  const [said, says] = [textOf(before), textOf(after)];
  const reading = bestReading<SourceElement>(element);
  const place = reading && (child(reading, 'Unicode') ?? child(reading, 'PlainText'));
  if (!reading || !place || said === says || place.text.trim() !== said.trim()) return;
  if (after.length === 0) element.remove(reading);
  else for (const part of reading.children) if (/^(Unicode|PlainText)$/.test(part.name)) part.setText(says);
  reading.setAttribute('conf', undefined);
}

function textOf(lines: readonly Line[]): string {
  return lines.map(({ text }) => text).join('\n');
}

/** What holds regions that stay, and a table's cell, stays without lines and text: the reader passes over it. */
export function removeRegion(element: SourceElement): void {
  if (regionElements(element).length === 0 && element.name !== 'TableCell') element.parent?.remove(element);
  else for (const reading of childrenOf<SourceElement>(element, 'TextEquiv')) element.remove(reading);
}
