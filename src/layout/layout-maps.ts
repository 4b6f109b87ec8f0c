/** What a layout network says of an image, map by map. */

/** Maps of half the size of the network's image, row by row. */
export interface LayoutMaps {
  /** Pixels of the maps. */
  readonly width: number;
  readonly height: number;
  /** Probabilities. */
  readonly baseline: Float32Array;
  readonly start: Float32Array;
  readonly end: Float32Array;
  readonly border: Float32Array;
  /** Of the types of regions that have one. */
  readonly types: ReadonlyMap<string, Float32Array>;
  /** log₂ of pixels of the network's image; they mean something near baselines only. */
  readonly ascender: Float32Array;
  readonly descender: Float32Array;
}

/** As the network gives them, and `layoutTargets` draws them. */
interface StackedMaps {
  /** [maps, height, width]: baseline, start, end, border, region, and one for each type of region */
  readonly maps: Float32Array;
  /** [2, height, width] */
  readonly heights: Float32Array;
}

const firstType = 5;

/** @param size of the maps @param regionTypes those that have a map, in their order */
export function layoutMapsOf(
  { maps, heights }: StackedMaps,
  { width, height }: Pick<LayoutMaps, 'width' | 'height'>,
  regionTypes: readonly string[],
): LayoutMaps {
  const pixels = width * height;
  const expected = (firstType + regionTypes.length) * pixels;
  if (maps.length !== expected || heights.length !== 2 * pixels) {
    throw new Error(
      `layoutMapsOf: expected ${expected} and ${2 * pixels} values, got ${maps.length}, ${heights.length}`,
    );
  }
  const map = (at: number) => maps.subarray(at * pixels, (at + 1) * pixels);
  return {
    width,
    height,
    baseline: map(0),
    start: map(1),
    end: map(2),
    border: map(3),
    types: new Map(regionTypes.map((name, at) => [name, map(firstType + at)])),
    ascender: heights.subarray(0, pixels),
    descender: heights.subarray(pixels),
  };
}
