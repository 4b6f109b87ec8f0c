/** Lines of text drawn in handwriting fonts: paper, ink, size, spacing and slope differ from line to line. */
import type { Raster } from '../image/index.js';
import { Random } from '../random/index.js';
import { type HandwritingFont, importOptional, SynthesisError } from './fonts.js';

export interface Drawer {
  /**
   * Draws a line, a function of (text, font, key).
   * @returns light levels, dark ink on light paper
   * @throws SynthesisError when the font lacks a character of the text
   */
  draw(text: string, font: HandwritingFont, ...key: readonly (number | string)[]): Raster;
}

/** Pixels of the font's em square: lines come out about this high and are scaled down later. */
const emPixels = 56;
/** Room around the text for what hangs over its box. */
const margin = 24;

export async function createDrawer(): Promise<Drawer> {
  const { createCanvas, GlobalFonts } = await importOptional(() => import('@napi-rs/canvas'), '@napi-rs/canvas');
  const registered = new Set<string>();
  const measure = createCanvas(8, 8).getContext('2d');
  return {
    draw(text, font, ...key) {
      if (!font.covers(text)) throw new SynthesisError(`the font ${font.family} lacks a character of "${text}"`);
      const family = `ductus ${font.family}`;
      if (!registered.has(font.path)) {
        if (!GlobalFonts.registerFromPath(font.path, family))
          throw new SynthesisError(`${font.path}: not a usable font`);
        registered.add(font.path);
      }
      const random = new Random('draw', text, font.family, ...key);
      const face = `${emPixels}px "${family}"`;
      measure.font = face;
      const spacing = `${random.between(-0.5, 2).toFixed(2)}px`;
      measure.letterSpacing = spacing;
      const box = measure.measureText(text);
      const width = Math.ceil(box.width + box.actualBoundingBoxLeft + 2 * margin);
      const height = Math.ceil(box.actualBoundingBoxAscent + box.actualBoundingBoxDescent + 2 * margin);
      const canvas = createCanvas(width, height);
      const context = canvas.getContext('2d');
      const paper = Math.round(random.between(190, 255));
      const ink = Math.round(random.between(0, 110));
      context.fillStyle = `rgb(${paper}, ${paper}, ${paper})`;
      context.fillRect(0, 0, width, height);
      context.translate(width / 2, height / 2);
      context.rotate(random.between(-0.012, 0.012));
      context.translate(-width / 2, -height / 2);
      context.font = face;
      context.letterSpacing = spacing;
      context.fillStyle = `rgb(${ink}, ${ink}, ${ink})`;
      context.fillText(text, margin + box.actualBoundingBoxLeft, margin + box.actualBoundingBoxAscent);
      return trimmed(context.getImageData(0, 0, width, height), paper, random);
    },
  };
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Grey, cut to the ink with a little paper around it, as a line segmenter would cut it. */
function trimmed({ width, height, data }: Pixels, paper: number, random: Random): Raster {
  const level = (x: number, y: number) => data[(y * width + x) * 4] as number;
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (paper - level(x, y) < 20) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  const room = () => 2 + random.below(6);
  const [x0, x1] = [Math.max(0, left - room()), Math.min(width, right + 1 + room())];
  const [y0, y1] = [Math.max(0, top - room()), Math.min(height, bottom + 1 + room())];
  const cut = new Uint8Array((x1 - x0) * (y1 - y0));
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) cut[(y - y0) * (x1 - x0) + x - x0] = level(x, y);
  return { width: x1 - x0, height: y1 - y0, data: cut };
}
