/** Levels of light or ink by the share of pixels below them. */
import { histogram } from './kernel.js';
import type { Raster } from './raster.js';

/** The level below which a share of all pixels lies, for several shares in rising order. */
export function percentiles<const Shares extends readonly number[]>(
  raster: Raster,
  shares: Shares,
): { readonly [Index in keyof Shares]: number } {
  const counts = histogram(raster);
  const pixels = raster.data.length;
  const levels = shares.map((share) => {
    let below = 0;
    for (const [level, count] of counts.entries()) {
      below += count;
      if (below >= share * pixels) return level;
    }
    return 255;
  });
  return levels as { readonly [Index in keyof Shares]: number };
}
