/**
 * Pages as photographs of books and papers show them: laid out in one of several kinds, written by several hands, on
 * paper that is bent and stained, before a camera. With each page goes what is exactly known of it.
 */
import { type Augmentation, inTurn, type Raster, shifted, throughPlane, throughTable } from '../image/index.js';
import { boxAround } from '../page/index.js';
import { Random } from '../random/index.js';
import { baseDirection } from '../text/index.js';
import { type Canvases, inkOf, openCanvases } from './draw.js';
import { type LayoutName, layOut } from './layouts/kinds.js';
import type { Desk, Laid } from './layouts/layout.js';
import { mirrored } from './layouts/mirrored.js';
import { stanceOf } from './layouts/stance.js';
import { createWriter, type Scribe, type Writer } from './layouts/writer.js';
import { developed, drawShade, unevenlyLit } from './light.js';
import { befallenSheet, sceneOf } from './paper.js';
import { type Binding, drawPhotograph, outline, type Photograph, type SheetShape } from './photograph.js';
import { type LaidOutPage, truthOf } from './sheet-truth.js';
import { paintWords } from './writing.js';

export interface SheetLook {
  /** Pixels of a page's photograph; that of two facing pages is √2 times as wide. */
  readonly width: number;
  /** One of them for each page; at least one. */
  readonly layouts: readonly LayoutName[];
  /** 0: the flat sheet alone, evenly lit; 1: as books lie before a camera. 0 to 1.5. */
  readonly photograph: number;
  /** What befalls the sheet: of it the shares of texture (and what shows through), stains, rules, blur and noise are used. */
  readonly degradation: Augmentation;
}

export interface DrawnSheet {
  /** Light levels. */
  readonly raster: Raster;
  readonly page: LaidOutPage;
}

/**
 * Draws a page; a function of (scribes, look, key).
 * @param scribes who may write on it, the one of the text first
 * @param image the file that the description will name
 */
export type DrawSheet = (
  scribes: readonly [Scribe, ...Scribe[]],
  look: SheetLook,
  image: string,
  ...key: readonly (number | string)[]
) => DrawnSheet;

export async function createSheetDrawer(): Promise<DrawSheet> {
  const canvases = await openCanvases();
  return (scribes, look, image, ...key) => {
    // A stream for each, so that a page is laid out alike whatever befalls it.
    const stream = (what: string) => new Random('sheet', what, ...key);
    const { degradation, photograph: strength } = look;
    const layout = stream('layout').pick(look.layouts);
    const shape = drawShape(layout, look.width, stream('shape'));
    const desk = deskFor(layout, shape, scribes, look, canvases, stream('writing'));
    const leftward = baseDirection(scribes[0].texts.join(' ')) === 'rtl';
    const laid = leftward ? mirrored(layOut(layout, desk), shape.width) : layOut(layout, desk);
    const photograph = drawPhotograph(shape, strength, stream('photograph'));
    const pitch = desk.writers[0].spacing;
    const sheet = befallenSheet(inkOfSheet(laid, shape, canvases), pitch, degradation, stream('paper'));
    const seen = photographed(onTonedPaper(sheet, stream('tone')), shape, photograph, strength, stream('light'));
    const { width, height } = photograph;
    return {
      raster: developed(seen, degradation, stream('camera')),
      page: truthOf(laid, photograph.map, { image, width, height }),
    };
  };
}

/** Height in widths of leaves, from square ones to those of registers. */
const ratios = [1.2, 1.55] as const;

function drawShape(layout: LayoutName, width: number, random: Random): SheetShape {
  const ratio = random.between(...ratios);
  if (layout !== 'opening') {
    const binding = random.pick<Binding>(['none', 'none', 0, 1]);
    return { width, height: Math.round(width * ratio), binding };
  }
  const wide = Math.round(width * Math.SQRT2);
  return { width: wide, height: Math.round((wide / 2) * ratio), binding: 0.5 };
}

/** Distances of baselines as shares of the page's height; narrow columns need small writing. */
const pitches: Readonly<Record<LayoutName, readonly [least: number, most: number]>> = {
  letter: [0.018, 0.055],
  register: [0.016, 0.04],
  columns: [0.015, 0.032],
  chapter: [0.016, 0.045],
  verse: [0.018, 0.055],
  table: [0.014, 0.026],
  opening: [0.02, 0.034],
};

function deskFor(
  layout: LayoutName,
  { width, height }: SheetShape,
  [main, ...others]: readonly [Scribe, ...Scribe[]],
  { degradation }: SheetLook,
  canvases: Canvases,
  random: Random,
): Desk {
  const [least, most] = pitches[layout];
  const spacing = height * Math.exp(random.between(Math.log(least), Math.log(most)));
  const writerOf = (scribe: Scribe): Writer =>
    createWriter(canvases, scribe, spacing * random.between(0.85, 1.1), random);
  const writers = [writerOf(main), ...others.map(writerOf)] as const;
  // Of lines one in ten has a rule; of pages more have ruled paper.
  return { width, height, writers, rules: Math.min(1, 4 * degradation.rules * degradation.strength), random };
}

/** How much ink is on each pixel of the flat sheet. */
function inkOfSheet({ blocks, strokes }: Laid, { width, height }: SheetShape, canvases: Canvases): Raster {
  const context = canvases.create(width, height).getContext('2d');
  for (const { from, to, thickness, level } of strokes) {
    context.globalAlpha = level;
    context.lineWidth = thickness;
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  }
  for (const line of blocks.flatMap(({ lines }) => lines)) {
    context.font = line.writer.face;
    for (const word of line.words) {
      const { angle, middle, origin } = stanceOf(line, word);
      context.save();
      context.translate(...origin);
      context.rotate(angle);
      context.translate(-middle, 0);
      paintWords(context, [{ ...word, ink: word.ink * line.writer.ink }]);
      context.restore();
    }
  }
  return inkOf(context, width, height);
}

/** Ink on paper of some colour, as light levels. */
function onTonedPaper(ink: Raster, random: Random): Raster {
  const paper = random.between(150, 250);
  const darkest = random.between(0, 0.45) * paper;
  const levels = Uint8Array.from({ length: 256 }, (_, level) => Math.round(paper - ((paper - darkest) * level) / 255));
  return { ...ink, data: throughTable(ink.data, levels) };
}

/** The sheet on what it lies on, seen by the camera in its light. */
function photographed(
  sheet: Raster,
  { binding }: SheetShape,
  { width, height, map, slope }: Photograph,
  strength: number,
  random: Random,
): Raster {
  const edge = outline({ width, height }).map(([x, y]) => map.back(x, y));
  const { x, y, ...size } = boxAround(edge) ?? { x: 0, y: 0, width, height };
  // A pixel more, since values are taken between pixels.
  const box = { left: x - 2, top: y - 2, right: x + size.width + 2, bottom: y + size.height + 2 };
  const scene = sceneOf(sheet, drawShade(slope, strength, random), box, binding, random);
  const toPicture = inTurn(shifted(-scene.left, -scene.top), map);
  return unevenlyLit(throughPlane(scene.raster, toPicture, width, height), strength, random);
}
