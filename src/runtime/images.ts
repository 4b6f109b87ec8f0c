/** Image files; Node and browsers have each their own way to decode and encode them. */
import { decodeImage, encodePng, type ImageSource, isImageSource } from '#variant/runtime/images';
import type { GreyImage } from './grey-image.js';

export {
  decodeImage,
  encodeJpeg,
  encodePng,
  type ImageSource,
  imageSize,
  imageSourceName,
} from '#variant/runtime/images';

/** The light levels of an image, or of a raster, which has them. @throws when it can't be decoded */
export async function lightOf<T>(image: ImageSource | T): Promise<GreyImage | T> {
  return isImageSource(image) ? decodeImage(image) : image;
}

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
