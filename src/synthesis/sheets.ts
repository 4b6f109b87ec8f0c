/**
 * Laid-out pages in any number: one after the other as files have them, or any of them as raster and truth in memory, for
 * programs that learn from them. A page is a function of the seed, the options and its index alone.
 */
import type { Skipped } from '../formats/index.js';
import { Random } from '../random/index.js';
import { encodeJpeg, type WorkerPool } from '../runtime/index.js';
import type { DrawnSheet, SheetLook } from './draw-sheet.js';
import { facesOf, type HandwritingFont, SynthesisError } from './fonts.js';
import { drawingThreads, inOrder } from './in-order.js';
import type { Scribe } from './layouts/writer.js';
import { nameOf, type Synthesis, type SynthesisedPage, type SynthesisOptions, textsOfPage } from './synthesise.js';

/** What a drawing thread is asked for. */
export interface SheetRequest {
  readonly kind: 'sheet';
  readonly scribes: readonly [Scribe, ...Scribe[]];
  readonly look: SheetLook;
  readonly image: string;
  readonly key: readonly (number | string)[];
}

export interface SheetOptions extends Omit<SynthesisOptions, 'count'> {
  readonly look: SheetLook;
  /** Most hands, and fonts, on one page; at least 1. */
  readonly hands: number;
}

/**
 * What page of an index is to be drawn; the image's name is FAMILY_INDEX.jpg.
 * @returns `undefined` when the font of the page has not all characters of any of its texts
 */
export function sheetRequest(index: number, options: SheetOptions): SheetRequest | undefined {
  const { texts, fonts, seed, look, hands } = options;
  const random = new Random(seed, 'scribes', index);
  const main = random.pick(fonts);
  const others = Array.from({ length: random.below(hands) }, () => random.pick(fonts));
  const all = Array.from({ length: textsOfPage }, (_, n) => texts(index * textsOfPage + n));
  const scribe = scribeOf(main, all);
  if (!scribe) return undefined;
  const helping = others.flatMap((font, n) => {
    // Each begins at another place of the texts.
    const from = Math.floor(((n + 1) * textsOfPage) / (others.length + 1));
    return scribeOf(font, [...all.slice(from), ...all.slice(0, from)]) ?? [];
  });
  return {
    kind: 'sheet',
    scribes: [scribe, ...helping],
    look,
    key: [seed, index],
    image: `${nameOf(main, index)}.jpg`,
  };
}

function scribeOf(font: HandwritingFont, all: readonly string[]): Scribe | undefined {
  const texts = all.filter((text) => font.covers(text.replaceAll(' ', '')) && text.trim() !== '');
  return texts.length > 0 ? { font: facesOf(font), texts, counts: font.covers('0123456789') } : undefined;
}

/** Draws pages in the order of their indices. */
export function synthesiseSheets(options: SheetOptions & { readonly count: number }): Synthesis<SynthesisedPage> {
  const skipped = new Map<string, Skipped>();
  const drawn = inOrder<SheetRequest, DrawnSheet, SynthesisedPage>(options, async (index, pool) => {
    const request = sheetRequest(index, options);
    if (!request) {
      const { family } = new Random(options.seed, 'scribes', index).pick(options.fonts);
      skipped.set(family, { name: family, reason: 'the font has not all characters of any text' });
      return undefined;
    }
    const { raster, page } = await pool.ask(request);
    // As cameras and scanners are set.
    const quality = new Random('quality', options.seed, index).below(30) + 65;
    const name = page.image.replace(/\.jpg$/, '');
    return { name, bytes: await encodeJpeg(raster, quality), width: raster.width, height: raster.height, page };
  });
  return { drawn, skipped: () => [...skipped.values()] };
}

/** Pages that are drawn on other threads when they are asked for. */
export class DrawnPages {
  private readonly pool: WorkerPool<SheetRequest, DrawnSheet>;

  constructor(private readonly options: SheetOptions) {
    this.pool = drawingThreads<SheetRequest, DrawnSheet>(options.threads);
  }

  /**
   * The page of an index, whichever were asked for before: its light levels, and its regions and lines in pixels and
   * shares of them, in reading order, with the heights of the writing.
   * @throws SynthesisError when the page's font has not all characters of any of its texts
   */
  async page(index: number): Promise<DrawnSheet> {
    const request = sheetRequest(index, this.options);
    if (!request) throw new SynthesisError(`page ${index}: its font has not all characters of any text`);
    return this.pool.ask(request);
  }

  /** Ends the threads, after what they work on. */
  async dispose(): Promise<void> {
    await this.pool.dispose();
  }
}
