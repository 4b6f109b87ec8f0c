/** Ink by how far it goes on from top to bottom: letters are tall, rules and specks low, and the edges of pages long. */
import { emptyField, type Field } from './field.js';

/** In pitches: a run of ink in a column that is no less than a small letter, and no more than letters of two lines. */
const leastRun = 0.11;
const mostRun = 2.6;
/** Ink over this is a stroke. */
const strokeLevel = 0.35;

/** 1 where ink is as tall as letters are. */
export function tallInk(ink: Field, pitch: number): Field {
  return runsDown(ink, leastRun * pitch, mostRun * pitch);
}

/** 1 where ink goes on from top to bottom for so many pixels. */
export function runsDown({ width, height, data }: Field, least: number, most: number): Field {
  const result = emptyField(width, height);
  const starts = new Int32Array(width).fill(-1);
  for (let y = 0; y <= height; y++) {
    for (let x = 0; x < width; x++) {
      const start = starts[x] ?? -1;
      if (y < height && (data[y * width + x] ?? 0) >= strokeLevel) {
        if (start < 0) starts[x] = y;
        continue;
      }
      if (start < 0) continue;
      if (y - start >= least && y - start <= most) {
        for (let row = start; row < y; row++) result.data[row * width + x] = 1;
      }
      starts[x] = -1;
    }
  }
  return result;
}
