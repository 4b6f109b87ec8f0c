/** Letters laid over each other: their ink adds up, so that what a hand always does is dark and what it seldom does is faint. */
import type { LetterPlace } from './letters.js';

/** CSS pixels of a cell. */
const cell = { width: 84, height: 112 };
/** Of letters that are shown one by one, times a cell. */
const small = 0.6;
/** How much of what is beside a letter shows. */
const aside = 0.3;
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
  const context = sized(canvas, 1);
  if (!context) return;
  context.globalCompositeOperation = 'multiply';
  for (const [index, source] of sources.entries()) {
    const places = spread(source.places, mostLaid);
    context.globalAlpha = Math.max(0.08, Math.min(1, 2.5 / Math.max(1, places.length)));
    for (const place of places) {
      const letter = inked(source.bitmap, place, canvas, colours[index] ?? '#000000');
      if (letter) context.drawImage(letter, 0, 0);
    }
  }
}

/** One letter as it stands on the page, its neighbours faint. */
export function drawLetter(canvas: HTMLCanvasElement, bitmap: ImageBitmap, place: LetterPlace): void {
  const context = sized(canvas, small);
  if (!context) return;
  const draw = () => context.drawImage(bitmap, ...cutOf(place), 0, 0, canvas.width, canvas.height);
  context.globalAlpha = aside;
  draw();
  context.globalAlpha = 1;
  clipTo(context, place, canvas);
  draw();
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
interface Size {
  readonly width: number;
  readonly height: number;
}

/** A canvas of a cell's size, white. */
function sized(canvas: HTMLCanvasElement, scale: number): CanvasRenderingContext2D | undefined {
  canvas.width = cell.width * scale * devicePixelRatio;
  canvas.height = cell.height * scale * devicePixelRatio;
  const context = canvas.getContext('2d') ?? undefined;
  if (context) fill(context, canvas, '#ffffff');
  return context;
}

function fill(context: Context, { width, height }: Size, colour: string): void {
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
}

/** As high as the letter's line and as wide as a cell is for that: letters keep their sizes to each other. */
function cutOf({ x, y, width, height }: LetterPlace): [number, number, number, number] {
  const wide = (height * cell.width) / cell.height;
  return [x + width / 2 - wide / 2, y, wide, height];
}

/** What is beside the letter in its cell belongs to its neighbours. */
function clipTo(context: Context, place: LetterPlace, { width }: Size): void {
  const [x, y, wide] = cutOf(place);
  const scale = width / wide;
  context.beginPath();
  for (const [px, py] of place.polygon) context.lineTo((px - x) * scale, (py - y) * scale);
  context.clip();
}

/** The letter's ink in a colour on white. */
function inked(bitmap: ImageBitmap, place: LetterPlace, size: Size, colour: string): OffscreenCanvas | undefined {
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  fill(context, size, '#ffffff');
  clipTo(context, place, size);
  context.filter = 'grayscale(1) contrast(2.2) brightness(1.1)';
  context.drawImage(bitmap, ...cutOf(place), 0, 0, size.width, size.height);
  context.filter = 'none';
  context.globalCompositeOperation = 'lighten';
  fill(context, size, colour);
  return canvas;
}

/** So many of a list, from all parts of it. */
export function spread<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, index) => list[Math.floor((index * list.length) / most)]).flatMap((item) =>
    item === undefined ? [] : [item],
  );
}
