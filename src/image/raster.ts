/** A grey image: one byte a pixel, row by row. What the byte means is said where it is used (light or ink). */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** height · width values, 0 to 255 */
  readonly data: Uint8Array;
}

/** The level below which a share of all pixels lies, for several shares in rising order. */
export function percentiles({ data }: Raster, shares: readonly number[]): readonly number[] {
  const counts = new Uint32Array(256);
  for (let i = 0; i < data.length; i++) counts[data[i] as number] = (counts[data[i] as number] as number) + 1;
  return shares.map((share) => {
    let below = 0;
    for (let level = 0; level < 256; level++) {
      below += counts[level] as number;
      if (below >= share * data.length) return level;
    }
    return 255;
  });
}

/** Each level replaced by the table's entry for it. */
export function throughTable(data: Uint8Array, table: Uint8Array): Uint8Array {
  const result = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) result[i] = table[data[i] as number] as number;
  return result;
}
