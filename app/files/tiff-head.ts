/** Which images a TIFF has, before anything is decoded: a small file may be a huge image, and a chain of images may be a circle. */

export interface TiffImage {
  /** Its place among all that the file has. */
  readonly index: number;
  /** Pixels, as the file has them. */
  readonly width: number;
  readonly height: number;
  /** As EXIF's, 1 to 8. */
  readonly orientation: number;
}

/** More than any scanner writes into one file. */
const mostImages = 10_000;

/**
 * The images of a TIFF in their order, without those that are another one at a smaller size.
 * @returns `undefined` for what is no TIFF or is cut off; BigTIFF is none here
 */
export function tiffImages(bytes: Uint8Array): readonly TiffImage[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return [...imagesIn(view)];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function* imagesIn(view: DataView): Generator<TiffImage> {
  const little = view.getUint16(0) === 0x4949;
  if (!little && view.getUint16(0) !== 0x4d4d) throw new RangeError('neither order of bytes');
  if (view.getUint16(2, little) !== 42) throw new RangeError('not 42');
  const seen = new Set<number>();
  for (let at = view.getUint32(4, little), index = 0; at !== 0; index++) {
    if (seen.has(at) || seen.size >= mostImages) throw new RangeError('a circle of images');
    seen.add(at);
    const count = view.getUint16(at, little);
    const tags = new Map(Array.from({ length: count }, (_, i) => tagAt(view, at + 2 + 12 * i, little)));
    const [width = 0, height = 0, reduced = 0] = [0x100, 0x101, 0xfe].map((tag) => tags.get(tag));
    const orientation = tags.get(0x112) ?? 1;
    if (width > 0 && height > 0 && (reduced & 1) === 0) yield { index, width, height, orientation };
    at = view.getUint32(at + 2 + 12 * count, little);
  }
}

/** A tag with its first value, where that stands in the tag itself. */
function tagAt(view: DataView, at: number, little: boolean): [number, number] {
  const isShort = view.getUint16(at + 2, little) === 3;
  return [view.getUint16(at, little), isShort ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little)];
}
