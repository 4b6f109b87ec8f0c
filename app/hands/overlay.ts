/** Letters laid over each other: their ink adds up, so that what a hand always does is dark and what it seldom does is faint. */
import type { LetterPlace } from './letters.js';

/** CSS pixels of a cell. */
export const cell = 112;
/** Letters that are laid over each other at most. */
const mostLaid = 60;

export interface Source {
  readonly bitmap: ImageBitmap;
  readonly places: readonly LetterPlace[];
}

/**
 * Draws letters over each other, at the scale of their lines and centred.
 * @param colours a colour for each source; its ink is drawn in it
 */
export function drawOverlay(canvas: HTMLCanvasElement, sources: readonly Source[], colours: readonly string[]): void {
  const side = cell * devicePixelRatio;
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, side, side);
  context.globalCompositeOperation = 'multiply';
  for (const [index, source] of sources.entries()) {
    const places = spread(source.places, mostLaid);
    context.globalAlpha = Math.max(0.08, Math.min(1, 2.5 / Math.max(1, places.length)));
    for (const place of places) {
      const letter = inked(source.bitmap, place, side, colours[index] ?? '#000000');
      if (letter) context.drawImage(letter, 0, 0);
    }
  }
}

/** One letter as it stands on the page. */
export function drawLetter(canvas: HTMLCanvasElement, bitmap: ImageBitmap, place: LetterPlace): void {
  const side = (cell / 2) * devicePixelRatio;
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (context) context.drawImage(bitmap, ...cutOf(place), 0, 0, side, side);
}

/** A square around the letter, as high as its line: letters keep their sizes to each other. */
function cutOf({ x, y, width, height }: LetterPlace): [number, number, number, number] {
  const side = Math.max(width, height);
  return [x + width / 2 - side / 2, y + height / 2 - side / 2, side, side];
}

/** The letter's ink in a colour on white. */
function inked(bitmap: ImageBitmap, place: LetterPlace, side: number, colour: string): OffscreenCanvas | undefined {
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  // What is beside the letter in its square belongs to its neighbours.
  const [x, y, width] = cutOf(place);
  const scale = side / width;
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, side, side);
  context.beginPath();
  for (const [px, py] of place.polygon) context.lineTo((px - x) * scale, (py - y) * scale);
  context.clip();
  context.filter = 'grayscale(1) contrast(2.2) brightness(1.1)';
  context.drawImage(bitmap, ...cutOf(place), 0, 0, side, side);
  context.filter = 'none';
  context.globalCompositeOperation = 'lighten';
  context.fillStyle = colour;
  context.fillRect(0, 0, side, side);
  return canvas;
}

/** So many of a list, from all parts of it. */
export function spread<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, index) => list[Math.floor((index * list.length) / most)]).flatMap(
    (item) => (item === undefined ? [] : [item]),
  );
}
