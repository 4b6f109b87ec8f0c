/** Two pages that face each other; the left one is read first. */
import type { Point } from '../../page/index.js';
import type { Desk, Laid, Layout, Stroke, WrittenLine } from './layout.js';

/**
 * @param desk of both pages together
 * @param layouts of the left and the right page
 */
export function layOpening(desk: Desk, layouts: readonly [left: Layout, right: Layout]): Laid {
  const width = desk.width / 2;
  const [left, right] = layouts.map((layout) => layout({ ...desk, width }));
  return {
    blocks: [
      ...(left?.blocks ?? []),
      ...(right?.blocks ?? []).map((block) => ({ ...block, lines: block.lines.map((line) => movedLine(line, width)) })),
    ],
    strokes: [...(left?.strokes ?? []), ...(right?.strokes ?? []).map((stroke) => movedStroke(stroke, width))],
  };
}

function movedLine(line: WrittenLine, dx: number): WrittenLine {
  return { ...line, pose: { ...line.pose, x: line.pose.x + dx } };
}

function movedStroke(stroke: Stroke, dx: number): Stroke {
  const moved = ([x, y]: Point): Point => [x + dx, y];
  return { ...stroke, from: moved(stroke.from), to: moved(stroke.to) };
}
