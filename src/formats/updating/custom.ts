/** The attribute `custom` as Transkribus fills it: `readingOrder {index:3;} structure {type:heading;}`. */
import { alignTexts } from '../../text/index.js';
import { customIndex, customOf } from '../page-xml.js';
import type { SourceElement } from './source.js';

/** Elements get indices that rise in their order; what is as it should be stays. */
export function numberInOrder(elements: readonly SourceElement[]): void {
  const indices = risingIndices(elements.map(customIndex));
  for (const [i, element] of elements.entries()) if (customIndex(element) !== indices[i]) setIndex(element, indices[i]);
}

/** Where all have different ones, the same in another order; else each that is too low rises as little as it must. */
export function risingIndices(indices: readonly (number | undefined)[]): readonly number[] {
  const present = indices.filter((index) => index !== undefined);
  if (new Set(present).size === indices.length) return [...present].sort((a, b) => a - b);
  let last = (present.length > 0 ? Math.min(...present) : 0) - 1;
  return indices.map((index) => {
    last = index !== undefined && index > last ? index : last + 1;
    return last;
  });
}

function setIndex(element: SourceElement, index: number | undefined): void {
  const custom = customOf(element);
  const changed =
    customIndex(element) === undefined
      ? `readingOrder {index:${index};} ${custom}`.trimEnd()
      : custom.replace(/(readingOrder\s*\{[^}]*index:\s*)\d+/, (_, before: string) => `${before}${index}`);
  element.setAttribute('custom', changed);
}

export function dropIndex(element: SourceElement): void {
  if (customIndex(element) === undefined) return;
  setCustom(element, customOf(element).replace(/readingOrder\s*\{[^}]*\}\s*/, ''));
}

/** @param type `undefined` takes it away */
export function setStructureType(element: SourceElement, type: string | undefined): void {
  const custom = customOf(element);
  const there = /structure\s*\{[^}]*type:\s*[^;}]+/;
  if (type === undefined) setCustom(element, custom.replace(/\s*structure\s*\{[^}]*type:[^}]*\}/, ''));
  else if (there.test(custom)) {
    setCustom(
      element,
      custom.replace(/(structure\s*\{[^}]*type:\s*)[^;}]+/, (_, before) => `${before}${named(type)}`),
    );
  } else setCustom(element, `${custom} ${structureOf(type)}`.trimStart());
}

export function structureOf(type: string): string {
  return `structure {type:${named(type)};}`;
}

function named(type: string): string {
  return type.replace(/[;{}]/g, ' ');
}

/**
 * Tags that say of which letters they are (`person {offset:12; length:7;}`, in units of UTF-16) stay on these when a text changes; one
 * goes where none of its letters is left.
 */
export function moveTags(element: SourceElement, before: string, after: string): void {
  const custom = customOf(element);
  if (before === after || !/offset:/.test(custom)) return;
  const places = placesAfter(before, after);
  const moved = custom.replace(/\s*[\w.-]+\s*\{[^}]*\}/g, (tag) => {
    const [offset, length] = ['offset', 'length'].map((name) =>
      Number(new RegExp(`\\b${name}:\\s*(\\d+)`).exec(tag)?.[1]),
    );
    if (offset === undefined || length === undefined || Number.isNaN(offset + length)) return tag;
    const kept = places.slice(offset, offset + length).flatMap((place) => place ?? []);
    const [first, last] = [kept[0], kept.at(-1)];
    if (first === undefined || last === undefined) return '';
    const numbers = { offset: first, length: last + 1 - first };
    return tag.replace(
      /\b(offset|length):(\s*)\d+/g,
      (_, name: 'offset' | 'length', space: string) => `${name}:${space}${numbers[name]}`,
    );
  });
  if (moved !== custom) setCustom(element, moved.trimStart());
}

/** Of each unit of UTF-16 of a text its place in what became of the text, if it is there. */
function placesAfter(before: string, after: string): readonly (number | undefined)[] {
  const places: (number | undefined)[] = [];
  let place = 0;
  for (const { kind, reference, prediction } of alignTexts(before, after)) {
    const isLeft = kind === 'equal' || kind === 'substitute';
    for (let unit = 0; unit < reference.length; unit++) {
      places.push(isLeft ? place + Math.min(unit, prediction.length - 1) : undefined);
    }
    place += prediction.length;
  }
  return places;
}

/** An outline that a person drew is none that was made up. */
export function dropMade(element: SourceElement): void {
  const custom = customOf(element);
  const left = custom.replace(/\s*box\s*\{[^}]*made:\s*true[^}]*\}/, '');
  if (left !== custom) setCustom(element, left);
}

function setCustom(element: SourceElement, custom: string): void {
  element.setAttribute('custom', custom.trim() === '' ? undefined : custom);
}
