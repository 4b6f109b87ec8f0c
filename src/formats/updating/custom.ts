/** The attribute `custom` as Transkribus fills it: `readingOrder {index:3;} structure {type:heading;}`. */
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

function setCustom(element: SourceElement, custom: string): void {
  element.setAttribute('custom', custom.trim() === '' ? undefined : custom);
}
