/** Fields of numbers over a page, and the filters that the classical method is made of. */

/** One number a pixel, row by row. */
export interface Field {
  readonly width: number;
  readonly height: number;
  /** height · width values */
  readonly data: Float32Array;
}

export function emptyField(width: number, height: number): Field {
  return { width, height, data: new Float32Array(width * height) };
}

/** Rows as columns. */
export function turned({ width, height, data }: Field): Field {
  const result = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) result[x * height + y] = data[y * width + x] as number;
  }
  return { width: height, height: width, data: result };
}

/** A source of numbers that may be bytes. */
interface Levels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Float32Array;
}

/**
 * Means over the pixels of the source that fall into each pixel of the result. Reads the source row by row where it lies: no
 * copy of a large page is made.
 * @param width of the result, no more than the source's
 */
export function shrunk(source: Levels, width: number, height: number): Field {
  const sums = new Float32Array(width * height);
  const starts = Int32Array.from({ length: width + 1 }, (_, x) => Math.ceil((x * source.width) / width));
  const line = new Float32Array(source.width);
  for (let row = 0; row < height; row++) {
    const from = Math.ceil((row * source.height) / height);
    const to = Math.ceil(((row + 1) * source.height) / height);
    for (let y = from; y < to; y++) {
      line.set(source.data.subarray(y * source.width, (y + 1) * source.width));
      addMeans(line, starts, sums, row * width, to - from);
    }
  }
  return { width, height, data: sums };
}

/** Adds to a row of the result its share of a row of the source. */
function addMeans(line: Float32Array, starts: Int32Array, sums: Float32Array, at: number, rows: number): void {
  for (let x = 0; x + 1 < starts.length; x++) {
    const from = starts[x] as number;
    const to = starts[x + 1] as number;
    let sum = 0;
    for (let i = from; i < to; i++) sum += line[i] as number;
    sums[at + x] = (sums[at + x] as number) + sum / ((to - from) * rows);
  }
}

/** Means over 2 · radius + 1 pixels of each row; beyond the edge is nothing. */
export function boxAcross({ width, height, data }: Field, radius: number): Field {
  const result = new Float32Array(data.length);
  const share = 1 / (2 * radius + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = 0; x < Math.min(radius, width); x++) sum += data[row + x] as number;
    for (let x = 0; x < width; x++) {
      if (x + radius < width) sum += data[row + x + radius] as number;
      if (x - radius > 0) sum -= data[row + x - radius - 1] as number;
      result[row + x] = sum * share;
    }
  }
  return { width, height, data: result };
}

/** The same over columns. */
export function boxDown({ width, height, data }: Field, radius: number): Field {
  const result = new Float32Array(data.length);
  const share = 1 / (2 * radius + 1);
  const sums = new Float64Array(width);
  const add = (row: number, sign: number) => {
    for (let x = 0; x < width; x++) sums[x] = (sums[x] as number) + sign * (data[row * width + x] as number);
  };
  for (let y = 0; y < Math.min(radius, height); y++) add(y, 1);
  for (let y = 0; y < height; y++) {
    if (y + radius < height) add(y + radius, 1);
    if (y - radius > 0) add(y - radius - 1, -1);
    for (let x = 0; x < width; x++) result[y * width + x] = (sums[x] as number) * share;
  }
  return { width, height, data: result };
}

/** About a Gaussian: three boxes one after the other (Wells 1986). @param deviation pixels */
export function blurAcross(field: Field, deviation: number): Field {
  const radius = boxRadius(deviation);
  return radius < 1 ? field : boxAcross(boxAcross(boxAcross(field, radius), radius), radius);
}

export function blurDown(field: Field, deviation: number): Field {
  const radius = boxRadius(deviation);
  return radius < 1 ? field : boxDown(boxDown(boxDown(field, radius), radius), radius);
}

/** A box of 2r + 1 pixels has a variance of ((2r + 1)² − 1)/12; three are wanted to have the square of the deviation. */
function boxRadius(deviation: number): number {
  return Math.round((Math.sqrt(4 * deviation * deviation + 1) - 1) / 2);
}

/** Each column moved down by a number of pixels; what is moved in is nothing. */
export function columnsMoved({ width, height, data }: Field, by: Int32Array): Field {
  const result = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = y - (by[x] as number);
      if (from >= 0 && from < height) result[y * width + x] = data[from * width + x] as number;
    }
  }
  return { width, height, data: result };
}

/**
 * The largest (or smallest) values over 2 · radius + 1 pixels of each row, cut at the edge (van Herk 1992, Gil and Werman
 * 1993: three comparisons a pixel whatever the radius).
 */
export function extremesAcross({ width, height, data }: Field, radius: number, pick: 'most' | 'least'): Field {
  const size = 2 * radius + 1;
  const sign = pick === 'most' ? 1 : -1;
  const result = new Float32Array(data.length);
  const padded = Math.ceil((width + 2 * radius) / size) * size;
  const values = new Float32Array(padded);
  const ahead = new Float32Array(padded);
  const behind = new Float32Array(padded);
  for (let y = 0; y < height; y++) {
    values.fill(Number.NEGATIVE_INFINITY);
    for (let x = 0; x < width; x++) values[x + radius] = sign * (data[y * width + x] as number);
    for (let i = 0; i < padded; i++) {
      const value = values[i] as number;
      ahead[i] = i % size === 0 ? value : Math.max(value, ahead[i - 1] as number);
    }
    for (let i = padded - 1; i >= 0; i--) {
      const value = values[i] as number;
      behind[i] = i % size === size - 1 ? value : Math.max(value, behind[i + 1] as number);
    }
    for (let x = 0; x < width; x++) {
      result[y * width + x] = sign * Math.max(behind[x] as number, ahead[x + size - 1] as number);
    }
  }
  return { width, height, data: result };
}
