/**
 * Writing apart from paper and everything that is wider than a stroke: the closing of the light (what fills each dark place
 * that a square doesn't fit into) less the light. Edges of pages, dark tables and shadows are wider than the square, so
 * they leave nothing behind (black top hat, Serra 1982).
 */
import { boxAcross, boxDown, emptyField, extremesAcross, type Field, shrunk, turned } from './field.js';

/** Of the longer side: a stroke is thinner. */
const strokeShare = 0.01;
/** Of the levels of darkness in a square, the one that stands for its strokes. */
const inkShare = 0.97;
const squareShare = 1 / 24;
/** Strokes that are fainter than this share of the page's are noise, or the other side shining through. */
const faintest = 0.4;
/** Darkness against paper that no stroke falls short of. */
const leastContrast = 0.06;

export interface Ink {
  /** 0 to 1; strokes are about 1 whatever their darkness. */
  readonly ink: Field;
  /** How much darker than paper, 0 to 1. */
  readonly contrast: Field;
  /** Light of the paper under the writing. */
  readonly paper: Field;
}

/** @param light 0 to 255 */
export function inkOf(light: Field): Ink {
  const smooth = boxDown(boxAcross(light, 1), 1);
  const radius = Math.max(3, Math.round(strokeShare * Math.max(light.width, light.height)));
  const paper = closed(smooth, radius);
  const contrast = emptyField(light.width, light.height);
  for (let i = 0; i < contrast.data.length; i++) {
    const level = paper.data[i] ?? 0;
    contrast.data[i] = level > 1 ? Math.max(0, 1 - (smooth.data[i] ?? 0) / level) : 0;
  }
  return { ink: evened(contrast), contrast, paper };
}

/** At half the size, which is enough for what is wider than strokes. */
function closed(field: Field, radius: number): Field {
  const small = shrunk(field, Math.ceil(field.width / 2), Math.ceil(field.height / 2));
  const reach = Math.ceil(radius / 2);
  const widened = extremesAcross(turned(extremesAcross(small, reach, 'most')), reach, 'most');
  return enlarged(extremesAcross(turned(extremesAcross(widened, reach, 'least')), reach, 'least'), field);
}

function enlarged(small: Field, { width, height }: Field): Field {
  const result = emptyField(width, height);
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor((x * small.width) / width));
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * small.height) / height) * small.width;
    for (let x = 0; x < width; x++) result.data[y * width + x] = small.data[row + (columns[x] ?? 0)] ?? 0;
  }
  return result;
}

/** Contrast over that of the strokes around, from a grid of squares. */
function evened(contrast: Field): Field {
  const { width, height, data } = contrast;
  const size = Math.max(16, Math.round(squareShare * Math.max(width, height)));
  const [columns, rows] = [Math.ceil(width / size), Math.ceil(height / size)];
  const levels = strokeLevels(contrast, size, columns, rows);
  const sorted = [...levels].sort((a, b) => a - b);
  const strong = sorted[Math.floor(sorted.length * 0.8)] ?? 0;
  const least = Math.max(leastContrast, faintest * strong);
  const around = levels.map((_, i) => {
    return Math.max(least, aroundSquare(levels, columns, rows, i % columns, Math.floor(i / columns)));
  });
  const result = emptyField(width, height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / size);
    for (let x = 0; x < width; x++) {
      const level = around[row * columns + Math.floor(x / size)] ?? least;
      const value = ((data[y * width + x] ?? 0) / level - 0.25) / 0.5;
      result.data[y * width + x] = Math.min(1, Math.max(0, value));
    }
  }
  return result;
}

function strokeLevels({ width, height, data }: Field, size: number, columns: number, rows: number): Float32Array {
  const result = new Float32Array(columns * rows);
  const counts = new Int32Array(256);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      counts.fill(0);
      const [right, bottom] = [Math.min(width, (column + 1) * size), Math.min(height, (row + 1) * size)];
      let total = 0;
      for (let y = row * size; y < bottom; y++) {
        for (let x = column * size; x < right; x++) {
          const level = Math.min(255, Math.floor(256 * (data[y * width + x] ?? 0)));
          counts[level] = (counts[level] ?? 0) + 1;
          total++;
        }
      }
      let [below, level] = [0, 0];
      while (level < 255 && below + (counts[level] ?? 0) < inkShare * total) below += counts[level++] ?? 0;
      result[row * columns + column] = level / 256;
    }
  }
  return result;
}

/** The mean of a square's level and those around it. */
function aroundSquare(levels: Float32Array, columns: number, rows: number, column: number, row: number): number {
  let [sum, count] = [0, 0];
  for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
      sum += levels[y * columns + x] ?? 0;
      count++;
    }
  }
  return sum / count;
}
