/** Columns moved up and down so that lines that fall or rise become level: near enough to turning, and nothing is lost. */
import { columnsMoved, type Field } from './field.js';

export interface Levelling {
  /** A field of the size that this is for; the result is higher. */
  level(field: Field): Field;
  /** The height before levelling of a place after it. */
  back(x: number, y: number): number;
}

/** @param slope rise over run of the lines */
export function levelling(width: number, height: number, slope: number): Levelling {
  const most = Math.ceil((Math.abs(slope) * width) / 2);
  const lift = Int32Array.from({ length: width }, (_, x) => most - Math.round(slope * (x - width / 2)));
  return {
    level(field) {
      const data = new Float32Array(width * (height + 2 * most));
      data.set(field.data);
      return columnsMoved({ width, height: height + 2 * most, data }, lift);
    },
    back: (x, y) => y - (lift[Math.min(width - 1, Math.max(0, Math.round(x)))] ?? 0),
  };
}
