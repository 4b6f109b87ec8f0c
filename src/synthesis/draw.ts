/** Lines of text drawn in handwriting fonts, as a camera sees them: hand, pen, paper and what befell it are drawn by chance. */
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import {
  type Augmentation,
  distortInk,
  distortMap,
  drawDistortion,
  type Raster,
  resample,
  scaledWidth,
  throughTable,
} from '../image/index.js';
import { Random } from '../random/index.js';
import { type FontFaces, importOptional, SynthesisError } from './fonts.js';
import { drawHand, type PlacedWord, paintWords, placeWords } from './writing.js';

export interface LineLook {
  /** Pixels. */
  readonly lineHeight: number;
  /** What befalls the drawn line; strength 0 leaves ink on paper. */
  readonly degradation: Augmentation;
}

/** Pixels of the font's em square: about the line's height, so that little is lost or made up when it is scaled. */
const emPixels = 56;
/** Above and below the baseline, in shares of the em: what a line reaches over whatever its letters. */
const ascent = 0.72;
const descent = 0.26;

/**
 * Draws a line; a function of (text, font, look, key).
 * @returns light levels, dark ink on light paper
 * @throws SynthesisError when a font file can't be used
 */
export type DrawLine = (text: string, font: FontFaces, look: LineLook, ...key: readonly (number | string)[]) => Raster;

export async function createDrawer(): Promise<DrawLine> {
  const canvases = await openCanvases();
  return (text, font, { lineHeight, degradation }, ...key) => {
    const random = new Random('draw', text, font.family, ...key);
    const face = canvases.face(font, emPixels);
    const words = placeWords(canvases.measuring(face), text, drawHand(emPixels, random), random);
    const ink = cutToLine(canvases.paint(face, words), random);
    const width = scaledWidth(ink.width, ink.height, lineHeight);
    const distortion = drawDistortion(width, degradation, 'draw', text, font.family, ...key);
    return onPaper(distortInk(resample(ink, distortMap(ink, lineHeight, distortion)), distortion), random);
  };
}

/** Ink on paper of some colour, as light levels. */
export function onPaper(ink: Raster, random: Random): Raster {
  const paper = Math.round(random.between(190, 255));
  const darkest = Math.round(random.between(0, 110));
  const table = Uint8Array.from({ length: 256 }, (_, level) => Math.round(paper - ((paper - darkest) * level) / 255));
  return { ...ink, data: throughTable(ink.data, table) };
}

/** Words painted on a canvas, and where their baseline is. */
interface Painted {
  readonly ink: Raster;
  readonly baseline: number;
}

/** From the left end of the ink to its right one; from what a line reaches over, or from its own letters, up and down. */
function cutToLine({ ink, baseline }: Painted, random: Random): Raster {
  const { left, right, top, bottom } = inkBox(ink);
  // Some line finders go by the letters, others by the spacing of lines.
  const full = random.uniform();
  const room = () => random.between(0.03, 0.12) * emPixels;
  const above = top + full * (Math.min(top, baseline - ascent * emPixels) - top) - room();
  const below = bottom + full * (Math.max(bottom, baseline + descent * emPixels) - bottom) + room();
  return cut(ink, Math.round(left - room()), Math.round(above), Math.round(right + room()), Math.round(below));
}

/** The part from (x0, y0) to (x1, y1), with paper where that is outside. */
function cut({ width, height, data }: Raster, x0: number, y0: number, x1: number, y1: number): Raster {
  const result = { width: Math.max(1, x1 - x0), height: Math.max(1, y1 - y0) };
  const part = new Uint8Array(result.width * result.height);
  const [from, to] = [Math.max(0, x0), Math.min(width, x1)];
  for (let y = Math.max(0, y0); y < Math.min(height, y1); y++) {
    part.set(data.subarray(y * width + from, y * width + to), (y - y0) * result.width + from - x0);
  }
  return { ...result, data: part };
}

/** Levels under this are the edge of a stroke's shadow. */
const leastInk = 20;

function inkBox({ width, height, data }: Raster) {
  const box = { left: width, right: 0, top: height, bottom: 0 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Where no pixel is there is paper.
      if ((data[y * width + x] ?? 0) < leastInk) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x + 1);
      box.top = Math.min(box.top, y);
      box.bottom = y + 1;
    }
  }
  return box.right > box.left ? box : { left: 0, right: width, top: 0, bottom: height };
}

/** Canvases with the fonts that were used so far. */
export interface Canvases {
  /** The CSS font of the faces in a size. */
  face(font: FontFaces, size: number): string;
  /** A context to measure in. */
  measuring(face: string): SKRSContext2D;
  /** The words on a canvas that is large enough for them. */
  paint(face: string, words: readonly PlacedWord[]): Painted;
  create(width: number, height: number): Canvas;
}

export async function openCanvases(): Promise<Canvases> {
  const { createCanvas, GlobalFonts } = await importOptional(() => import('@napi-rs/canvas'), '@napi-rs/canvas');
  const names = new Map<string, string>();
  const nameOf = (path: string): string => {
    const known = names.get(path);
    if (known !== undefined) return known;
    // One file, one name: what a file lacks is then never taken from another font that has its name.
    const name = `ductus ${names.size} ${path.split(/[\\/]/).pop()}`.replaceAll(/["\\]/g, '');
    if (!GlobalFonts.registerFromPath(path, name)) throw new SynthesisError(`${path}: not a font that can be used`);
    names.set(path, name);
    return name;
  };
  const small = createCanvas(8, 8).getContext('2d');
  return {
    face: ({ paths }, size) => `${size}px ${paths.map((path) => `"${nameOf(path)}"`).join(', ')}`,
    measuring(face) {
      small.font = face;
      return small;
    },
    create: createCanvas,
    paint(face, words) {
      const [left, right, top, bottom] = extent(words);
      const [width, height] = [Math.ceil(right - left), Math.ceil(bottom - top)];
      const context = createCanvas(width, height).getContext('2d');
      context.font = face;
      context.translate(-left, -top);
      paintWords(context, words);
      return { ink: inkOf(context, width, height), baseline: -top };
    },
  };
}

/** Room for slant, and for what hangs over. */
function extent(words: readonly PlacedWord[]): readonly [left: number, right: number, top: number, bottom: number] {
  const top = Math.min(0, ...words.map((word) => word.top)) - emPixels * 0.2;
  const bottom = Math.max(0, ...words.map((word) => word.bottom)) + emPixels * 0.2;
  const overhang = (bottom - top) * 0.4;
  return [
    Math.min(0, ...words.map((word) => word.left)) - overhang,
    Math.max(1, ...words.map((word) => word.right)) + overhang,
    top,
    bottom,
  ];
}

/** How much ink is on each pixel. */
export function inkOf(context: SKRSContext2D, width: number, height: number): Raster {
  const { data } = context.getImageData(0, 0, width, height);
  const ink = new Uint8Array(width * height);
  for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i + 3] ?? 0;
  return { width, height, data: ink };
}
