/** What a layout is: from writers and chance to blocks of writing at their places on a flat sheet. */
import type { Point } from '../../page/index.js';
import type { Random } from '../../random/index.js';
import type { PlacedWord } from '../writing.js';
import type { Writer } from './writer.js';

/** As PAGE XML names them. */
export type BlockType = 'paragraph' | 'heading' | 'header' | 'page-number' | 'marginalia' | 'footnote' | 'catch-word';

/** How a line lies on the sheet. */
export interface Pose {
  /** Its beginning, pixels. */
  readonly x: number;
  readonly y: number;
  /** Radians, clockwise on the screen. */
  readonly angle: number;
  /** Pixels that its middle hangs below the straight line between its ends. */
  readonly sag: number;
}

export interface WrittenLine {
  readonly text: string;
  readonly words: readonly PlacedWord[];
  readonly writer: Writer;
  readonly pose: Pose;
}

/** Lines that belong together, in reading order. */
export interface Block {
  readonly type: BlockType;
  readonly lines: readonly WrittenLine[];
}

/** A straight stroke that is no writing: a rule, a frame, a caret. */
export interface Stroke {
  readonly from: Point;
  readonly to: Point;
  /** Pixels. */
  readonly thickness: number;
  /** Share of full ink. */
  readonly level: number;
}

/** A sheet with all that is on it. */
export interface Laid {
  /** In reading order. */
  readonly blocks: readonly Block[];
  readonly strokes: readonly Stroke[];
}

/** What lies before the one who lays out a page. */
export interface Desk {
  /** Pixels of the flat page. */
  readonly width: number;
  readonly height: number;
  /** The one of the text first, then those of headings, notes and additions. */
  readonly writers: readonly [main: Writer, ...others: Writer[]];
  /** Share of pages that have ruled paper, and of tables with rules. */
  readonly rules: number;
  readonly random: Random;
}

export type Layout = (desk: Desk) => Laid;

/** Pixels of the flat page. */
export interface TextBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The place where writing is, with margins by chance, each at least a share of the width. */
export function textBox({ width, height, random }: Desk, least = 0.06, most = 0.14): TextBox {
  const margin = () => width * random.between(least, most);
  return { left: margin(), right: width - margin(), top: margin(), bottom: height - margin() };
}

export function happens(random: Random, share: number): boolean {
  return random.uniform() < share;
}

/** Blocks and strokes together; what has no lines is left out. */
export function laid(blocks: readonly Block[], strokes: readonly Stroke[] = []): Laid {
  return { blocks: blocks.filter(({ lines }) => lines.length > 0), strokes };
}
