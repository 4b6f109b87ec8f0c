/** Ink kept small: columns of mostly paper, any stretch of which can be had without the others. */
import type { Raster } from '../../image/index.js';

export interface PackedColumns {
  readonly height: number;
  /** Runs of each column from its top: rows of paper, rows of ink, and the levels of these. */
  readonly bytes: Uint8Array;
  /** Where each column begins, and the last one ends, [width + 1]. */
  readonly starts: Uint32Array;
}

/** Ink of some columns, column by column, [width, height]. */
export interface InkColumnsOf {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Rows that one run may have. */
const longestRun = 255;

export function packColumns({ width, height, data }: Raster): PackedColumns {
  const starts = new Uint32Array(width + 1);
  // A level between two of paper takes three bytes.
  const bytes = new Uint8Array(width * (2 * height + 4));
  let at = 0;
  for (let x = 0; x < width; x++) {
    starts[x] = at;
    for (let y = 0; y < height; ) {
      const top = y;
      while (y < height && y - top < longestRun && data[y * width + x] === 0) y++;
      const first = y;
      while (y < height && y - first < longestRun && data[y * width + x] !== 0) y++;
      if (y === height && first === y) break;
      bytes[at++] = first - top;
      bytes[at++] = y - first;
      for (let row = first; row < y; row++) bytes[at++] = data[row * width + x] ?? 0;
    }
  }
  starts[width] = at;
  return { height, bytes: bytes.slice(0, at), starts };
}

/** Columns from one to another; those beyond the line are paper. */
export function unpackColumns({ height, bytes, starts }: PackedColumns, from: number, to: number): InkColumnsOf {
  const width = Math.max(0, to - from);
  const data = new Uint8Array(width * height);
  const [first, end] = [Math.max(0, from), Math.min(starts.length - 1, to)];
  for (let x = first; x < end; x++) {
    let at = starts[x] ?? 0;
    const stop = starts[x + 1] ?? 0;
    for (let y = 0; at < stop; ) {
      y += bytes[at++] ?? 0;
      const length = bytes[at++] ?? 0;
      data.set(bytes.subarray(at, at + length), (x - from) * height + y);
      at += length;
      y += length;
    }
  }
  return { width, height, data };
}
