/**
 * How a hand writes: words of a line a little larger and smaller, higher and lower, more and less slanted, with gaps that
 * differ, along a baseline that drifts. A word is drawn as a whole, so that the font joins its letters and takes its ligatures.
 */
import type { SKRSContext2D } from '@napi-rs/canvas';
import { known } from '../known.js';
import type { Point } from '../page/index.js';
import type { Random } from '../random/index.js';
import { type DisplayPlace, displayPlaces } from '../text/index.js';

/** What stays the same within a line, or a page. Lengths are shares of the font size. */
export interface Hand {
  /** Pixels of the font's em square. */
  readonly size: number;
  /** Tangent of the slant, beside the font's own. */
  readonly slant: number;
  /** Width in relation to the height. */
  readonly aspect: number;
  readonly gap: number;
  /** How much words differ from each other. */
  readonly unrest: number;
  /** Waves of the baseline: amplitude, length, phase. */
  readonly drift: readonly [amplitude: number, length: number, phase: number];
}

export function drawHand(size: number, random: Random): Hand {
  return {
    size,
    slant: random.between(-0.12, 0.2),
    aspect: Math.exp(random.between(-0.15, 0.15)),
    gap: random.between(0.2, 0.5),
    unrest: random.uniform(),
    drift: [random.between(0, 0.08), random.between(4, 20), random.uniform() * 2 * Math.PI],
  };
}

/** Letters and signs of a word that run the same way: a canvas would place signs as if each word stood alone. */
interface Piece {
  readonly text: string;
  readonly direction: 'ltr' | 'rtl';
  /** Where its left end is, from that of the word; unscaled. */
  readonly x: number;
}

/** A word at its place on the line, whose left end is (0, 0), y downwards. */
export interface PlacedWord {
  readonly text: string;
  /** Which word of the text it is; from left to right they stand as they are seen. */
  readonly index: number;
  /** From left to right. */
  readonly pieces: readonly Piece[];
  readonly x: number;
  readonly y: number;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly slant: number;
  /** Share of full ink. */
  readonly ink: number;
  /** Of the ink, as it was measured without slant. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Where the next one may begin. */
  readonly end: number;
}

/**
 * Places the words of a text, which are separated by spaces, as they are seen from left to right.
 * @param context has the font
 */
export function placeWords(context: SKRSContext2D, text: string, hand: Hand, random: Random): readonly PlacedWord[] {
  const { size, unrest } = hand;
  const spread = (amount: number) => random.between(-amount, amount) * unrest;
  const [amplitude, length, phase] = hand.drift;
  const placed: PlacedWord[] = [];
  let x = 0;
  for (const { text: word, index, runs } of wordsAsSeen(text)) {
    const box = measured(context, word, size);
    const scaleY = Math.exp(spread(0.09));
    const scaleX = scaleY * hand.aspect * Math.exp(spread(0.05));
    const y = size * (amplitude * Math.sin((2 * Math.PI * x) / (length * size) + phase) + spread(0.06));
    const end = x + box.width * scaleX;
    placed.push({
      text: word,
      index,
      pieces: piecesOf(context, runs),
      x,
      y,
      scaleX,
      scaleY,
      slant: hand.slant + spread(0.08),
      ink: 1 - 0.25 * unrest * random.uniform(),
      left: x - box.left * scaleX,
      right: x + box.right * scaleX,
      top: y - box.ascent * scaleY,
      bottom: y + box.descent * scaleY,
      end,
    });
    x = end + size * hand.gap * Math.exp(spread(0.5));
  }
  return placed;
}

/** What a word takes up around its beginning. Boxes of ink that can't be (fonts with contextual letters have them) are not believed. */
function measured(context: SKRSContext2D, word: string, size: number) {
  const box = context.measureText(word);
  const believed = (value: number, otherwise: number, most: number) =>
    Number.isFinite(value) && Math.abs(value) < most ? value : otherwise;
  const width = believed(box.width, word.length * size * 0.5, word.length * size * 4);
  return {
    width,
    left: believed(box.actualBoundingBoxLeft, 0, 3 * size),
    right: Math.max(width, believed(box.actualBoundingBoxRight, width, width + 3 * size)),
    ascent: believed(box.actualBoundingBoxAscent, size, 3 * size),
    descent: believed(box.actualBoundingBoxDescent, size * 0.4, 3 * size),
  };
}

/**
 * The slanted box around a word's ink, from its upper left corner clockwise, as the word lies on its line.
 * @param size of the hand
 */
export function cornersOf(
  { left, right, top, bottom, y, slant }: PlacedWord,
  size: number,
): readonly [Point, Point, Point, Point] {
  // A dash or a comma takes up what a small letter does.
  const [upper, lower] = [Math.min(top, y - 0.4 * size), Math.max(bottom, y + 0.1 * size)];
  const corner = (side: number, level: number): Point => [side - slant * (level - y), level];
  return [corner(left, upper), corner(right, upper), corner(right, lower), corner(left, lower)];
}

/** As the text has them: words are placed from left to right. */
export function asRead(words: readonly PlacedWord[]): readonly PlacedWord[] {
  return [...words].sort((a, b) => a.index - b.index);
}

/** Draws them; the context's origin is the left end of the line. */
export function paintWords(context: SKRSContext2D, words: readonly PlacedWord[]): void {
  for (const { pieces, x, y, scaleX, scaleY, slant, ink } of words) {
    context.save();
    context.transform(scaleX, 0, -slant * scaleY, scaleY, x, y);
    context.globalAlpha = ink;
    context.textAlign = 'left';
    for (const { text, direction, x: from } of pieces) {
      context.direction = direction;
      context.fillText(text, from, 0);
    }
    context.restore();
  }
}

type Run = Omit<Piece, 'x'>;

function piecesOf(context: SKRSContext2D, runs: readonly Run[]): readonly Piece[] {
  let x = 0;
  return runs.map((run, at) => {
    const piece = { ...run, x };
    // Of the last one nobody needs the width.
    if (at < runs.length - 1) x += context.measureText(run.text).width;
    return piece;
  });
}

interface SeenWord {
  readonly text: string;
  readonly index: number;
  readonly runs: readonly Run[];
}

/** Words in the order in which they stand from left to right. */
function wordsAsSeen(text: string): readonly SeenWord[] {
  const characters = [...text];
  const wordAt = wordsOfCharacters(characters);
  const texts = text.split(' ').filter(Boolean);
  const seen = new Map<number, DisplayPlace[]>();
  for (const place of displayPlaces(text)) {
    const word = wordAt[place.index];
    if (word === undefined) continue;
    const places = seen.get(word);
    if (places) places.push(place);
    else seen.set(word, [place]);
  }
  return [...seen].map(([index, places]) => ({
    text: known(texts[index], 'a word of the text'),
    index,
    runs: runsOf(places, characters),
  }));
}

/** Of each character the word that it belongs to, counted from 0; of spaces nothing. */
function wordsOfCharacters(characters: readonly string[]): readonly (number | undefined)[] {
  let word = -1;
  return characters.map((character, at) => {
    if (character === ' ') return undefined;
    if (at === 0 || characters[at - 1] === ' ') word++;
    return word;
  });
}

/** What runs the same way, as it is spoken. */
function runsOf(places: readonly DisplayPlace[], characters: readonly string[]): readonly Run[] {
  const runs: { text: string; readonly direction: 'ltr' | 'rtl' }[] = [];
  for (const { index, direction } of places) {
    const character = known(characters[index], 'a character of the text');
    const last = runs.at(-1);
    if (last?.direction !== direction) runs.push({ text: character, direction });
    else last.text = direction === 'rtl' ? character + last.text : last.text + character;
  }
  return runs;
}
