/** What of a page was there before: regions, lines, words and glyphs, by their ids. */
import { known } from '../../known.js';

interface WithId {
  readonly id?: string;
}

/**
 * For each thing after the place of the same thing before; `undefined` for what is new. Where an id is missing or stands
 * more than once, those that are equal in all belong together, and then the others in their order.
 */
export function pairUp(before: readonly WithId[], after: readonly WithId[]): readonly (number | undefined)[] {
  const pairs = after.map((): number | undefined => undefined);
  const left = placesById(before);
  for (const [id, places] of placesById(after)) {
    const candidates = left.get(id) ?? [];
    for (const place of places) {
      const equal = candidates.findIndex((candidate) => isSame(before[candidate], after[place]));
      if (equal >= 0) [pairs[place]] = candidates.splice(equal, 1);
    }
    for (const place of places) pairs[place] ??= candidates.shift();
  }
  return pairs;
}

function placesById(things: readonly WithId[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [place, { id = '' }] of things.entries()) {
    const alike = places.get(id);
    if (alike) alike.push(place);
    else places.set(id, [place]);
  }
  return places;
}

/** Whether two plain values are equal in all; what is undefined counts as not there. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [inA, inB] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return [...new Set([...inA.keys(), ...inB.keys()])].every((key) => isSame(inA.get(key), inB.get(key)));
}

/** Pairs as lists: each thing after with what it was. */
export function withBefore<T extends WithId>(
  before: readonly T[],
  after: readonly T[],
): readonly { readonly after: T; readonly before: T | undefined; readonly place: number | undefined }[] {
  const pairs = pairUp(before, after);
  return after.map((thing, i) => {
    const place = pairs[i];
    return { after: thing, place, before: place === undefined ? undefined : known(before[place], 'what was there') };
  });
}
