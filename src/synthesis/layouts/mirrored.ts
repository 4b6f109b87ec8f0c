/** Pages of writing that begins at the right: laid out as the others, and then everything put on the other side. */
import type { Point } from '../../page/index.js';
import type { Laid, Stroke, WrittenLine } from './layout.js';

/**
 * Margins, columns, facing pages and beginnings of lines change sides; the words themselves stay as they are.
 * @param width of the sheet, pixels
 */
export function mirrored({ blocks, strokes }: Laid, width: number): Laid {
  return {
    blocks: blocks.map((block) => ({ ...block, lines: block.lines.map((line) => mirroredLine(line, width)) })),
    strokes: strokes.map((stroke) => mirroredStroke(stroke, width)),
  };
}

/** What was its right end is its left one. */
function mirroredLine(line: WrittenLine, width: number): WrittenLine {
  const { x, y, angle, sag } = line.pose;
  const length = line.words.at(-1)?.end ?? 0;
  const [right, down] = [x + Math.cos(angle) * length, y + Math.sin(angle) * length];
  return { ...line, pose: { x: width - right, y: down, angle: -angle, sag } };
}

function mirroredStroke(stroke: Stroke, width: number): Stroke {
  const turned = ([x, y]: Point): Point => [width - x, y];
  return { ...stroke, from: turned(stroke.from), to: turned(stroke.to) };
}
