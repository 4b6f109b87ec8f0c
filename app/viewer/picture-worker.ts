/**
 * Decodes the image of a page and makes it smaller, away from the page's thread and from the worker that reads: that one is
 * busy for minutes, and the page wants to be seen at once.
 */
import { levelSizes } from './levels.js';
import type { PictureAnswer } from './picture.js';

self.onmessage = async ({ data }: MessageEvent<Blob>) => {
  try {
    // Turned as the file's EXIF data say, as the library has it as well.
    const whole = await createImageBitmap(data, { imageOrientation: 'from-image' });
    const levels = await levelsOf(whole);
    const { width, height } = whole;
    if (levels[0] !== whole) whole.close();
    send({ width, height, levels }, levels);
  } catch (error) {
    send({ problem: error instanceof Error ? error.message : String(error) }, []);
  }
};

async function levelsOf(whole: ImageBitmap): Promise<[ImageBitmap, ...ImageBitmap[]]> {
  const [finest, ...coarser] = levelSizes(whole);
  let last = finest.width === whole.width ? whole : await smaller(whole, finest);
  const levels: [ImageBitmap, ...ImageBitmap[]] = [last];
  for (const size of coarser) {
    last = await smaller(last, size);
    levels.push(last);
  }
  return levels;
}

function smaller(image: ImageBitmap, { width, height }: { readonly width: number; readonly height: number }) {
  return createImageBitmap(image, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
}

function send(answer: PictureAnswer, transfer: Transferable[]): void {
  self.postMessage(answer, { transfer });
}
