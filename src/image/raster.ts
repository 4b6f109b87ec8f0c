import { histogram } from './kernel.js';

/** A grey image: one byte a pixel, row by row. What the byte means is said where it is used (light or ink). */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** height · width values, 0 to 255 */
  readonly data: Uint8Array;
}

/** The level below which a share of all pixels lies, for several shares in rising order. */
export function percentiles(raster: Raster, shares: readonly number[]): readonly number[] {
  const counts = histogram(raster);
  const pixels = raster.data.length;
  return shares.map((share) => {
    let below = 0;
    for (let level = 0; level < 256; level++) {
      below += counts[level] as number;
      if (below >= share * pixels) return level;
    }
    return 255;
  });
}
