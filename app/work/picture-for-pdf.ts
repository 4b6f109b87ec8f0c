/** The image of a page as a PDF takes it: JPEG and PNG as they came, whatever else anew. */
import type { PageImage } from 'ductus/web';
import { readImageHead } from '../files/image-head.js';

/** Cameras write 72 and know nothing of the paper. */
const leastDpi = 100;
const usualDpi = 300;
const jpegQuality = 0.92;

export async function pictureForPdf(image: Blob): Promise<PageImage> {
  const bytes = new Uint8Array(await image.arrayBuffer());
  const head = readImageHead(bytes);
  const dpi = head?.dpi !== undefined && head.dpi >= leastDpi ? head.dpi : usualDpi;
  if (head?.type === 'jpeg' || head?.type === 'png') {
    return { bytes, type: head.type, orientation: head.orientation, dpi };
  }
  return { bytes: await asJpeg(image), type: 'jpeg', orientation: 1, dpi };
}

async function asJpeg(image: Blob): Promise<Uint8Array> {
  const bitmap = await createImageBitmap(image);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error(`there is no canvas of ${bitmap.width} × ${bitmap.height} px`);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: jpegQuality });
  return new Uint8Array(await jpeg.arrayBuffer());
}
