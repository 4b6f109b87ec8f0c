/**
 * Drawing many lines, or pages, on several threads. What is drawn is a function of the seed and the index alone, whatever
 * the number of threads.
 */
import type { Skipped } from '../formats/index.js';
import type { Page } from '../page/index.js';
import { Random } from '../random/index.js';
import type { LineLook } from './draw.js';
import type { PageLook } from './draw-page.js';
import { type FontFaces, facesOf, type HandwritingFont } from './fonts.js';
import { inOrder } from './in-order.js';
import type { TextSource } from './phrases.js';

/** What a drawing thread is asked for. */
export type DrawRequest =
  | {
      readonly kind: 'line';
      readonly text: string;
      readonly font: FontFaces;
      readonly look: LineLook;
      readonly key: readonly (number | string)[];
    }
  | {
      readonly kind: 'page';
      readonly texts: readonly string[];
      readonly font: FontFaces;
      readonly look: PageLook;
      readonly image: string;
      readonly key: readonly (number | string)[];
    };

export interface DrawResult {
  /** PNG of a line, JPEG of a page. */
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly page?: Page;
}

/** A line with its image as a file has it. */
export interface SynthesisedLine {
  /** FAMILY_INDEX */
  readonly name: string;
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface SynthesisedPage extends Omit<SynthesisedLine, 'text'> {
  readonly page: Page;
}

export interface SynthesisOptions {
  readonly texts: TextSource;
  readonly fonts: readonly HandwritingFont[];
  readonly count: number;
  readonly seed: number;
  readonly threads: number;
}

/** A text that can't be drawn is taken for another so many times. */
const attempts = 20;

/** Texts with fonts that have all their characters. */
class Pairing {
  /** By text: those that no font has all characters of. */
  readonly skipped = new Map<string, Skipped>();

  constructor(private readonly options: Pick<SynthesisOptions, 'texts' | 'fonts' | 'seed' | 'count'>) {}

  /** @returns `undefined` when none of the texts that were tried for it can be drawn */
  pair(index: number): { readonly text: string; readonly font: HandwritingFont } | undefined {
    const { texts, fonts, seed, count } = this.options;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const text = texts(index + attempt * count);
      const able = fonts.filter((font) => font.covers(text.replaceAll(' ', '')));
      if (able.length > 0) return { text, font: new Random(seed, 'font', index).pick(able) };
      this.skipped.set(text, { name: text, reason: 'no font has all its characters', detail: this.lacking(text) });
    }
    return undefined;
  }

  /** Characters that no font has, or that no one font has together. */
  private lacking(text: string): string {
    const missing = [...new Set(text)].filter(
      (character) => !this.options.fonts.some((font) => font.covers(character)),
    );
    return missing.length > 0 ? missing.join(' ') : 'not in one font together';
  }
}

/** Lines drawn, and texts left out so far. */
export interface Synthesis<T> {
  readonly drawn: AsyncGenerator<T>;
  skipped(): readonly Skipped[];
}

/** Draws lines in the order of their indices. Texts that no font can draw are named, and others taken for them. */
export function synthesiseLines(options: SynthesisOptions & { readonly look: LineLook }): Synthesis<SynthesisedLine> {
  const pairing = new Pairing(options);
  const { seed, look } = options;
  const drawn = inOrder<DrawRequest, DrawResult, SynthesisedLine>(options, async (index, pool) => {
    const pair = pairing.pair(index);
    if (!pair) return undefined;
    const { text, font } = pair;
    const { bytes, width, height } = await pool.ask({
      kind: 'line',
      text,
      font: facesOf(font),
      look,
      key: [seed, index],
    });
    return { name: nameOf(font, index), text, bytes, width, height };
  });
  return { drawn, skipped: () => [...pairing.skipped.values()] };
}

/** Texts that a page may take; it goes through them again where they are few. */
export const textsOfPage = 150;

/** Draws pages in the order of their indices, each in one font. */
export function synthesisePages(options: SynthesisOptions & { readonly look: PageLook }): Synthesis<SynthesisedPage> {
  const { seed, look, fonts } = options;
  const skipped = new Map<string, Skipped>();
  const drawn = inOrder<DrawRequest, DrawResult, SynthesisedPage>(options, async (index, pool) => {
    const font = new Random(seed, 'font', index).pick(fonts);
    const all = Array.from({ length: textsOfPage }, (_, n) => options.texts(index * textsOfPage + n));
    const texts = all.filter((text) => font.covers(text.replaceAll(' ', '')));
    if (texts.length === 0) {
      skipped.set(font.family, { name: font.family, reason: 'the font has not all characters of any text' });
      return undefined;
    }
    const name = nameOf(font, index);
    const { page, ...image } = await pool.ask({
      kind: 'page',
      texts,
      font: facesOf(font),
      look,
      image: `${name}.jpg`,
      key: [seed, index],
    });
    return { name, ...image, page: page as Page };
  });
  return { drawn, skipped: () => [...skipped.values()] };
}

/** FAMILY_INDEX */
export function nameOf({ family }: FontFaces, index: number): string {
  return `${family}_${String(index + 1).padStart(6, '0')}`;
}
