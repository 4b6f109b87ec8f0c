/**
 * A line brought into the common form of its hand: small letters of one height, the baseline level and in one row, slanted
 * letters upright. Upright letters are parted by cuts that go straight down. Rows and columns move by whole pixels, so that
 * nothing is blurred on the way there and back; only a line of another height than its hand's is scaled.
 */
import { type Raster, resample, scaleMap } from '../../image/index.js';
import type { LineZones } from './line-zones.js';

/** What all lines of a hand have in common. */
export interface HandForm {
  /** Rows of all lines. */
  readonly height: number;
  /** Row below the small letters. */
  readonly baseline: number;
  readonly xHeight: number;
  /** Tangent, over 0 to the right. */
  readonly slant: number;
}

export interface UprightLine {
  readonly ink: Raster;
  /** From a column of the line as it was, at half the height of small letters. */
  columnOf(x: number): number;
}

/** Heights that differ by less (of logarithms) stay as they are. */
const nearHeight = 0.1;
const mostScale = 1.8;

export function uprightLine(ink: Raster, zones: LineZones, form: HandForm): UprightLine {
  const scale = scaleOf(zones, form);
  const source = scale === 1 ? ink : scaledBy(ink, scale);
  const drop = (x: number) => Math.round(zones.slope * (x - source.width / 2) + scale * zones.baseline - form.baseline);
  const { room, shifts } = shiftsOf(form);
  const width = source.width + room;
  const data = new Uint8Array(width * form.height);
  for (let x = 0; x < source.width; x++) {
    const down = drop(x);
    for (let y = Math.max(0, -down); y < Math.min(form.height, source.height - down); y++) {
      data[y * width + x + (shifts[y] ?? 0)] = source.data[(y + down) * source.width + x] ?? 0;
    }
  }
  const middle = shifts[Math.max(0, Math.round(form.baseline - form.xHeight / 2))] ?? 0;
  return { ink: { width, height: form.height, data }, columnOf: (x) => x * scale + middle };
}

function scaleOf({ xHeight }: LineZones, form: HandForm): number {
  const scale = Math.min(mostScale, Math.max(1 / mostScale, form.xHeight / xHeight));
  return Math.abs(Math.log(scale)) < nearHeight ? 1 : scale;
}

export function scaledBy(ink: Raster, scale: number): Raster {
  const [width, height] = [Math.max(1, Math.round(ink.width * scale)), Math.max(1, Math.round(ink.height * scale))];
  return resample(ink, scaleMap(ink, width, height));
}

/** How far each row moves to the right to stand upright, and by how much a line becomes wider. */
export function shiftsOf({ height, baseline, slant }: HandForm) {
  const shifts = Array.from({ length: height }, (_, y) => Math.round(slant * (y - baseline)));
  const least = Math.min(...shifts);
  return { shifts: shifts.map((shift) => shift - least), room: Math.max(...shifts) - least };
}
