/** Somebody who writes: a hand, a font, a pen, and words without end that the font has all characters of. */
import { known } from '../../known.js';
import { Random } from '../../random/index.js';
import type { Canvases } from '../draw.js';
import type { FontFaces } from '../fonts.js';
import { drawHand, type Hand, type PlacedWord, placeWords } from '../writing.js';

/** What a thread needs to have somebody write. */
export interface Scribe {
  readonly font: FontFaces;
  /** Texts that the font has all characters of, at least one. */
  readonly texts: readonly string[];
  /** Whether it has the digits. */
  readonly counts: boolean;
}

export interface Writer {
  readonly hand: Hand;
  /** The CSS font. */
  readonly face: string;
  /** Pixels from a baseline to the next. */
  readonly spacing: number;
  /** Share of full ink. */
  readonly ink: number;
  /** Pixels that tall letters reach above the baseline, and tails below it, where words are neither larger nor smaller. */
  readonly ascender: number;
  readonly descender: number;
  readonly words: Words;
  /** Whether numbers can be written. */
  readonly counts: boolean;
  /** A text as it is written: a function of the writer, the text and the key. */
  place(text: string, key: number): readonly PlacedWord[];
  /** The same one, writing larger or smaller. */
  scaled(factor: number): Writer;
}

/** Words without end. */
export interface Words {
  peek(): string;
  take(): string;
}

/**
 * @param spacing pixels from a baseline to the next
 * @param random hand, pen and size are drawn from it
 */
export function createWriter(canvases: Canvases, scribe: Scribe, spacing: number, random: Random): Writer {
  const hand = drawHand(spacing * random.between(0.55, 0.85), random);
  return writerOf(canvases, scribe, { hand, spacing, ink: random.between(0.6, 1), words: wordsOf(scribe.texts) });
}

function writerOf(
  canvases: Canvases,
  scribe: Scribe,
  style: Pick<Writer, 'hand' | 'spacing' | 'ink' | 'words'>,
): Writer {
  const face = canvases.face(scribe.font, style.hand.size);
  return {
    ...style,
    face,
    counts: scribe.counts,
    ...heightsOf(canvases, face, style.hand.size),
    place: (text, key) => placeWords(canvases.measuring(face), text, style.hand, new Random('writing', key)),
    scaled: (factor) =>
      writerOf(canvases, scribe, {
        ...style,
        hand: { ...style.hand, size: style.hand.size * factor },
        spacing: style.spacing * factor,
      }),
  };
}

/** Shares of the size where a font's boxes of ink can't be believed. */
const usualHeights = { ascender: 0.72, descender: 0.26 };

/** Of the letters that reach highest and lowest the middle ones, since single letters of a font may have long loops. */
function heightsOf(canvases: Canvases, face: string, size: number): Pick<Writer, 'ascender' | 'descender'> {
  const context = canvases.measuring(face);
  const middle = (letters: string, reach: (metrics: TextMetrics) => number, usual: number) => {
    const reaches = [...letters].map((letter) => reach(context.measureText(letter))).sort((a, b) => a - b);
    const height = reaches[reaches.length >> 1] ?? 0;
    return height > 0.3 * usual * size && height < 2 * usual * size ? height : usual * size;
  };
  return {
    ascender: middle('bdhkl', (box) => box.actualBoundingBoxAscent, usualHeights.ascender),
    descender: middle('gjpqy', (box) => box.actualBoundingBoxDescent, usualHeights.descender),
  };
}

type TextMetrics = ReturnType<ReturnType<Canvases['measuring']>['measureText']>;

/** The words of texts one after the other, and of the first one again after the last. */
function wordsOf(texts: readonly string[]): Words {
  const words = texts.flatMap((text) => text.split(' ').filter(Boolean));
  let next = 0;
  const peek = () => known(words[next % words.length], 'a word to write');
  return {
    peek,
    take() {
      const word = peek();
      next++;
      return word;
    },
  };
}
