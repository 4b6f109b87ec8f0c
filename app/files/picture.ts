/** The size and the thumbnail of an image, in a worker. */
import { headLength, readImageHead } from './image-head.js';
import { mostPixels } from './left-out.js';
import type { Picture, Refused } from './paper-messages.js';

/** Pixels of the longer side. */
const thumbnailSize = 320;

export async function lookAt(image: Blob): Promise<Picture | Refused> {
  const head = readImageHead(new Uint8Array(await image.slice(0, headLength).arrayBuffer()));
  // Before it is decoded: a small file may be a huge image.
  if (head && head.width * head.height > mostPixels) return { reason: 'tooLarge' };
  const bitmap = await createImageBitmap(image).catch(() => undefined);
  if (!bitmap) return { reason: 'unreadable' };
  try {
    const { width, height } = bitmap;
    if (width * height > mostPixels) return { reason: 'tooLarge' };
    return { width, height, thumbnail: await thumbnailOf(bitmap) };
  } finally {
    bitmap.close();
  }
}

/** A small picture; transparent parts are white, as the reader sees them. */
export async function thumbnailOf(image: ImageBitmap | OffscreenCanvas): Promise<Blob> {
  const scale = Math.min(1, thumbnailSize / Math.max(image.width, image.height));
  const [width, height] = [image.width, image.height].map((side) => Math.max(1, Math.round(side * scale)));
  const context = contextOf(width ?? 1, height ?? 1);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, context.canvas.width, context.canvas.height);
  return context.canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
}

/** A white canvas. */
export function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false });
  if (!context) throw new Error(`there is no canvas of ${width} × ${height} px`);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  return context;
}
