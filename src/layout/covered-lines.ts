/** A page without the lines that are known: covered by paper, so that what else is written there stands alone. */
import { percentiles, type Raster } from '../image/index.js';
import { forEachInside } from './drawn-shapes.js';
import type { FoundLine } from './found-lines.js';
import { lineOutline } from './line-outline.js';

/** Tails and loops reach beyond the usual height of a line. */
const grownBy = 1.25;
/** Most pixels of a line are paper. */
const paperShare = 0.7;

/** @param light levels, 0 black to 255 white; it is not changed */
export function withoutLines(light: Raster, lines: readonly FoundLine[]): Raster {
  const data = light.data.slice();
  for (const { baseline, ascender, descender } of lines) {
    const outline = lineOutline(baseline, { ascender: grownBy * ascender, descender: grownBy * descender }, light);
    const inside: number[] = [];
    forEachInside(outline, light, (at) => inside.push(at));
    const levels = Uint8Array.from(inside, (at) => light.data[at] ?? 0);
    if (levels.length === 0) continue;
    const [paper] = percentiles({ width: levels.length, height: 1, data: levels }, [paperShare]);
    for (const at of inside) data[at] = paper;
  }
  return { ...light, data };
}
