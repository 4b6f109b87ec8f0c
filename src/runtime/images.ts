/** Image files; Node and browsers have each their own way to decode and encode them. */
import { encodePng } from '#variant/runtime/images';
import type { GreyImage } from './grey-image.js';

export { decodeImage, encodeJpeg, encodePng, imageSize } from '#variant/runtime/images';

/** A raster of light levels as a PNG that stands in a page itself. */
export async function pngDataUri(raster: GreyImage): Promise<string> {
  return dataUri(await encodePng(raster), 'png');
}

/** Bytes that one call may take as arguments. */
const chunk = 2 ** 15;

/** An encoded image as a URI that a page can have inside. */
export function dataUri(bytes: Uint8Array, type: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += chunk) text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return `data:image/${type};base64,${btoa(text)}`;
}
