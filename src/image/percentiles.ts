/** Levels of light or ink by the share of pixels below them. */
import { histogram } from './kernel.js';
import type { Raster } from './raster.js';

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
