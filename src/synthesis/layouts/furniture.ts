/** What stands around the text of a page: running headers, page numbers, headings, notes, catch-words. */
import type { Random } from '../../random/index.js';
import { type Block, type BlockType, type Desk, happens, type Stroke, type TextBox } from './layout.js';
import { bottomOf, type Fitted, fillBox, fitText, fitWords, putLine, type Side } from './lines.js';
import type { Writer } from './writer.js';

/** A page's number, or that of a leaf; words where the font has no digits. */
export function numberText(writer: Writer, random: Random, room: number): Fitted | undefined {
  if (!writer.counts) return fitWords(writer, room, random, 1);
  const number = 1 + random.below(random.pick([20, 200, 900]));
  return fitText(writer, happens(random, 0.2) ? `${number}.` : String(number), room, random);
}

/** A block of one line; empty when there was no room. */
export function lineBlock(
  type: BlockType,
  fitted: Fitted | undefined,
  writer: Writer,
  box: Pick<TextBox, 'left' | 'right'>,
  y: number,
  side: Side,
): Block {
  return { type, lines: fitted ? [putLine(fitted, writer, box, y, { side })] : [] };
}

/** Above the text by chance: a running header, a page number, both or none; the header is read first. */
export function headOf({ random, writers }: Desk, box: TextBox): readonly Block[] {
  const writer = anyOf(writers, random).scaled(random.between(0.7, 1));
  const y = box.top - writer.spacing * random.between(0.5, 1);
  // Where the writing is large no room is left above it.
  if (y - writer.ascender < 0.03 * (box.right - box.left)) return [];
  const room = box.right - box.left;
  const numberSide = random.pick<Side>(['left', 'right']);
  return [
    ...(happens(random, 0.45)
      ? [lineBlock('header', fitWords(writer, room * 0.5, random, 1 + random.below(5)), writer, box, y, 'middle')]
      : []),
    ...(happens(random, 0.5)
      ? [lineBlock('page-number', numberText(writer, random, room * 0.15), writer, box, y, numberSide)]
      : []),
  ];
}

/** Below the text by chance: a page number in the middle, or a catch-word to the right. */
export function footOf({ random, writers: [writer] }: Desk, box: TextBox, height: number): readonly Block[] {
  const y = box.bottom + writer.ascender + 0.3 * writer.spacing;
  if (y + writer.descender > height - 0.03 * (box.right - box.left)) return [];
  const chance = random.uniform();
  const room = (box.right - box.left) * 0.3;
  if (chance < 0.15) return [lineBlock('catch-word', fitWords(writer, room, random, 1), writer, box, y, 'right')];
  if (chance < 0.4) return [lineBlock('page-number', numberText(writer, random, room), writer, box, y, 'middle')];
  return [];
}

/** One of those who write. */
export function anyOf(writers: readonly Writer[], random: Random): Writer {
  return random.pick(writers);
}

/**
 * Larger lines above a text.
 * @returns the heading and where what follows may begin
 */
export function headingOf({ writers, random }: Desk, box: TextBox): { readonly block: Block; readonly bottom: number } {
  const writer = anyOf(writers, random).scaled(random.between(1.1, 1.9));
  const side = random.pick<Side>(['middle', 'middle', 'left']);
  const lines = fillBox(box, writer, random, {
    ends: 0,
    ragged: [0.3, 0.8],
    side,
    lines: 1 + random.below(3),
  });
  return {
    block: { type: 'heading', lines },
    bottom: bottomOf(lines, box.top) + writer.spacing * random.between(0.1, 0.6),
  };
}

/**
 * Notes in a margin, one below the other with gaps.
 * @param margin where they may stand
 */
export function marginNotes({ writers, random }: Desk, margin: TextBox): readonly Block[] {
  const [main, ...others] = writers;
  const writer = (others.length > 0 && happens(random, 0.7) ? anyOf(others, random) : main).scaled(
    random.between(0.55, 0.85),
  );
  const notes: Block[] = [];
  const wanted = 1 + random.below(6);
  let top = margin.top + random.uniform() * (margin.bottom - margin.top) * 0.4;
  while (notes.length < wanted && top < margin.bottom - writer.spacing) {
    const lines = fillBox({ ...margin, top }, writer, random, { ends: 0, lines: 1 + random.below(6) });
    if (lines.length > 0) notes.push({ type: 'marginalia', lines });
    top = bottomOf(lines, top) + writer.spacing * (0.6 + 8 * random.uniform() ** 2);
  }
  return notes;
}

/**
 * Small lines at the foot of a box, below a short rule.
 * @returns them and the box that is left for the text
 */
export function footnotesOf(
  { writers: [main], random }: Desk,
  box: TextBox,
): { readonly block: Block; readonly strokes: readonly Stroke[]; readonly above: TextBox } {
  const writer = main.scaled(random.between(0.6, 0.75));
  const count = 1 + random.below(5);
  const top = box.bottom - (count + 0.2) * writer.spacing;
  const lines = fillBox({ ...box, top }, writer, random, { ends: 0.3, lines: count });
  const y = top - 0.2 * writer.spacing;
  const length = (box.right - box.left) * random.between(0.2, 0.5);
  const rule = { from: [box.left, y], to: [box.left + length, y], thickness: 1.5, level: 0.6 } as const;
  return {
    block: { type: 'footnote', lines },
    strokes: happens(random, 0.7) ? [rule] : [],
    above: { ...box, bottom: top - writer.spacing },
  };
}
