/** A grey image: one byte a pixel, row by row. What the byte means is said where it is used (light or ink). */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** height · width values, 0 to 255 */
  readonly data: Uint8Array;
}

/** What is wrong with a raster that a program gives, and what to give; `undefined` where nothing is. */
export function rasterProblem(raster: unknown): string | undefined {
  const { width, height, data } = (raster ?? {}) as Readonly<Record<keyof Raster, unknown>>;
  const isSize = (value: unknown) => Number.isInteger(value) && (value as number) > 0;
  if (!isSize(width) || !isSize(height)) {
    return `width and height of a raster must be whole numbers of pixels above 0, got ${width} and ${height}. Give a path, the bytes of an image file, or { width, height, data }`;
  }
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) {
    return `data of a raster must be a Uint8Array of light levels, got ${Object.prototype.toString.call(data).slice(8, -1)}`;
  }
  const pixels = (width as number) * (height as number);
  if (data.length === pixels) return undefined;
  return `data of a raster of ${width} × ${height} pixels must have ${pixels} light levels, one for each, got ${data.length}`;
}
