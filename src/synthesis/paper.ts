/** The paper of a page: what shows through from its back, its grain, drops, its edges, and what lies around it. */
import { type Augmentation, blurred, type Raster, stained, textured } from '../image/index.js';
import type { Random } from '../random/index.js';
import type { Binding } from './photograph.js';

/** A sheet with what surrounds it. */
export interface Scene {
  /** Light levels. */
  readonly raster: Raster;
  /** Where the sheet's upper left corner is on it. */
  readonly left: number;
  readonly top: number;
}

/**
 * Ink on a sheet and what befell the sheet.
 * @param pitch pixels from a line of writing to the next, for the size of grain and drops
 */
export function befallenSheet(ink: Raster, pitch: number, degradation: Augmentation, random: Random): Raster {
  const some = (share: number) => random.uniform() < share * degradation.strength;
  const { height } = ink;
  let result = ink;
  // As often as paper is uneven, and twice: thin paper lets the back through.
  if (some(2 * degradation.texture)) result = withBack(result, pitch, random);
  if (some(2 * degradation.texture)) {
    const cell = (pitch / height) * random.between(0.3, 8);
    result = textured(result, random.between(0.03, 0.25), cell, random.uint32());
  }
  for (let n = 0; n < 6; n++) {
    if (!some(2 * degradation.stains)) continue;
    const radius = (pitch / height) * random.between(0.2, 3);
    result = stained(result, { x: random.uniform(), y: random.uniform(), radius, level: random.between(0.08, 0.4) });
  }
  return result;
}

/** The writing of the back, mirrored and pale: that of the front, since they look alike. */
function withBack(ink: Raster, pitch: number, random: Random): Raster {
  const { width, height, data } = ink;
  const [dx, dy] = [Math.round(width * random.between(-0.04, 0.04)), Math.round(pitch * random.between(-3, 3))];
  const mirrored = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const from = (y - dy + height) % height;
    mirrored.set(
      data
        .subarray(from * width, (from + 1) * width)
        .slice()
        .reverse(),
      y * width,
    );
  }
  let back: Raster = { width, height, data: mirrored };
  for (let n = random.below(4); n >= 0; n--) back = blurred(back, 1);
  const level = random.between(0.06, 0.3);
  const seen = data.slice();
  for (let y = 0; y < height; y++) {
    for (let x = Math.max(0, dx); x < Math.min(width, width + dx); x++) {
      const place = y * width + x;
      seen[place] = Math.min(255, (data[place] ?? 0) + Math.round(level * (back.data[place - dx] ?? 0)));
    }
  }
  return { width, height, data: seen };
}

/** What a scene is to hold, in pixels of the sheet. */
export interface SceneBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * A sheet laid on something: black, the grey or white of a scanner, a table; leaves below it, the next page of the book.
 * @param shade share of the light that comes back from the paper at each x
 */
export function sceneOf(
  sheet: Raster,
  shade: (x: number) => number,
  box: SceneBox,
  binding: Binding,
  random: Random,
): Scene {
  const [left, top] = [Math.ceil(Math.max(0, -box.left)), Math.ceil(Math.max(0, -box.top))];
  const width = left + Math.max(sheet.width, Math.ceil(box.right));
  const height = top + Math.max(sheet.height, Math.ceil(box.bottom));
  const around = surroundings(sheet, left, width, binding, random);
  const data = new Uint8Array(width * height);
  const shades = Float64Array.from({ length: sheet.width }, (_, x) => shade(x + 0.5));
  for (let y = 0; y < height; y++) {
    const row = y - top;
    const isBeside = row >= 0 && row < sheet.height;
    data.set(isBeside ? around.beside : around.above, y * width);
    if (!isBeside) continue;
    const to = y * width + left;
    for (let x = 0; x < sheet.width; x++) {
      data[to + x] = Math.round((sheet.data[row * sheet.width + x] ?? 0) * (shades[x] ?? 0));
    }
  }
  return { raster: { width, height, data }, left, top };
}

/** Rows of light levels: of what is above and below the sheet, and of what is beside it. */
function surroundings(
  sheet: Raster,
  left: number,
  width: number,
  binding: Binding,
  random: Random,
): { readonly above: Uint8Array; readonly beside: Uint8Array } {
  const chance = random.uniform();
  const ground =
    chance < 0.55 ? random.between(0, 45) : chance < 0.8 ? random.between(215, 255) : random.between(60, 170);
  const above = new Uint8Array(width).fill(ground);
  const beside = above.slice();
  const right = left + sheet.width;
  for (const side of [0, 1] as const) {
    const isBound = binding === side;
    const reach = isBound
      ? sheet.width
      : random.uniform() < 0.4
        ? Math.round(sheet.width * random.between(0.005, 0.03))
        : 0;
    const paper = random.between(120, 230);
    const [leaf, seed] = [random.between(3, 9), random.uniform()];
    for (let n = 0; n < reach; n++) {
      const x = side === 0 ? left - 1 - n : right + n;
      if (x < 0 || x >= width) break;
      // The next page comes up out of the fold; leaves below the sheet are stripes.
      const fold = Math.min(1, 0.35 + n / (0.12 * sheet.width));
      beside[x] = paper * (isBound ? fold : 0.75 + 0.25 * Math.cos(2 * Math.PI * (n / leaf + seed)));
    }
    // The shadow of the edge.
    if (!isBound && reach === 0) for (let n = 0; n < 3; n++) darken(beside, side === 0 ? left - 1 - n : right + n);
  }
  return { above, beside };
}

function darken(row: Uint8Array, x: number): void {
  if (x >= 0 && x < row.length) row[x] = (row[x] ?? 0) * 0.6;
}
