/** Lines of writing: filled with words as far as there is room, and boxes filled with such lines. */
import type { Random } from '../../random/index.js';
import type { PlacedWord } from '../writing.js';
import { happens, type TextBox, type WrittenLine } from './layout.js';
import type { Writer } from './writer.js';

/** A text with its words in their places along the line. */
export interface Fitted {
  readonly text: string;
  readonly words: readonly PlacedWord[];
}

/** Words that are too long for a line are passed over, so many of them. */
const attempts = 12;

/**
 * As many of the next words as have room.
 * @param room pixels
 * @param most words
 * @returns `undefined` when one after the other is too long
 */
export function fitWords(
  writer: Writer,
  room: number,
  random: Random,
  most = Number.POSITIVE_INFINITY,
): Fitted | undefined {
  // All tries of a line have one key, so that words stay where they are while the line is filled.
  const key = random.uint32();
  for (let attempt = 0; attempt < attempts; attempt++) {
    const fitted = fitFrom(writer, room, key, most);
    if (fitted) return fitted;
    writer.words.take();
  }
  return undefined;
}

function fitFrom(writer: Writer, room: number, key: number, most: number): Fitted | undefined {
  let fitted: Fitted | undefined;
  for (let count = 0; count < most; count++) {
    const text = fitted ? `${fitted.text} ${writer.words.peek()}` : writer.words.peek();
    const words = writer.place(text, key);
    if (widthOf(words) > room) break;
    writer.words.take();
    fitted = { text, words };
  }
  return fitted;
}

/** Some text, such as a number; `undefined` when it has no room. */
export function fitText(writer: Writer, text: string, room: number, random: Random): Fitted | undefined {
  const words = writer.place(text, random.uint32());
  return words.length > 0 && widthOf(words) <= room ? { text, words } : undefined;
}

/** Pixels from the beginning of a line to the end of its ink. */
export function widthOf(words: readonly PlacedWord[]): number {
  return Math.max(0, ...words.map(({ right }) => right));
}

/** Where a line stands between the sides of its box. */
export type Side = 'left' | 'middle' | 'right';

/**
 * A line put on its place.
 * @param y pixels, of the baseline where the line begins
 */
export function putLine(
  { text, words }: Fitted,
  writer: Writer,
  { left, right }: Pick<TextBox, 'left' | 'right'>,
  y: number,
  { side = 'left', angle = 0, sag = 0 }: { readonly side?: Side; readonly angle?: number; readonly sag?: number } = {},
): WrittenLine {
  const free = right - left - widthOf(words);
  const shift = side === 'left' ? 0 : side === 'middle' ? free / 2 : free;
  return { text, words, writer, pose: { x: left + shift, y, angle, sag } };
}

export interface Filling {
  /** Share of lines that end a paragraph. */
  readonly ends?: number;
  /** Whether the first line of a paragraph is set in, and how far in spacings. */
  readonly indent?: number;
  /** Shares of the room that lines take up, where they don't fill it: verses, lists. */
  readonly ragged?: readonly [least: number, most: number];
  readonly side?: Side;
  readonly lines?: number;
  /** Radians that the lines rise (under 0) or fall. */
  readonly angle?: number;
}

/**
 * Lines from the top of a box to its bottom. Baselines rise or fall a little, each by its own, and bend.
 * @returns none when the box is too small
 */
export function fillBox(box: TextBox, writer: Writer, random: Random, filling: Filling = {}): readonly WrittenLine[] {
  const { ends = 0.1, indent = 0, ragged, side, lines: most = Number.POSITIVE_INFINITY } = filling;
  const { spacing, hand } = writer;
  const angle = filling.angle ?? random.normal() * 0.004;
  const bend = random.normal() * 0.1;
  const lines: WrittenLine[] = [];
  let begins = true;
  let y = box.top + writer.ascender;
  while (y + writer.descender <= box.bottom && lines.length < most) {
    const ending = happens(random, ends);
    const left = box.left + (begins ? indent : random.between(0, 0.15)) * spacing;
    const share = ragged ? random.between(...ragged) : ending ? random.between(0.25, 0.85) : 1;
    const fitted = fitWords(writer, (box.right - left) * share, random);
    if (fitted) {
      const pose = { angle: angle + random.normal() * 0.002, sag: hand.size * (bend + random.normal() * 0.05) };
      lines.push(putLine(fitted, writer, { left, right: box.right }, y, { ...pose, ...(side ? { side } : {}) }));
    }
    y += spacing * random.between(0.95, 1.05);
    begins = ending;
    if (ending && happens(random, 0.3)) y += spacing * random.between(0.3, 1);
  }
  return lines;
}

/** Where the writing of lines ends downwards; `otherwise` when there are none. */
export function bottomOf(lines: readonly WrittenLine[], otherwise: number): number {
  const last = lines.at(-1);
  return last ? last.pose.y + last.writer.descender : otherwise;
}
