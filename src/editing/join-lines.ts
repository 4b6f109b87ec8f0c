/** Joining lines: where what is one line of writing was found in pieces. */
import { lineOutline } from '../layout/index.js';
import { type Line, linesOf, type Page, type Point, type Word } from '../page/index.js';
import { courseOf, courseOfLine, type Extent, extentAround, extentOf } from './course.js';
import { type PiecedLine, piecesOf } from './pieces.js';
import { lineOf, onPage, replaceLine, sizeOf } from './whole-page.js';
import { spreadWords } from './words.js';

/**
 * The page with lines joined: texts with a space between them, words and glyphs as they are, the baselines one after the
 * other, around them an outline that reaches as far up and down as the highest. They follow one another as they are read
 * along their common direction, or as on the page where they lie under each other. The joined line has the id and the
 * place of the first.
 * @param ids two or more, each once, in any order
 * @throws RangeError when no line has an id, and when there are fewer than two
 */
export function joinLines(page: Page, ids: readonly string[]): Page {
  const wanted = new Set(ids.map((id) => lineOf(page, id).line));
  if (wanted.size < 2) {
    throw new RangeError(`editing: lines to be joined must be two or more, got ${JSON.stringify(ids)}`);
  }
  const onCourse = alongDirection(linesOf(page).filter((line) => wanted.has(line)));
  const isBackwards = onCourse.some(({ pieced }) => pieced.isBackwards);
  const asRead = (isBackwards ? [...onCourse].reverse() : onCourse).map(({ line }) => line);
  const [first, ...rest] = asRead;
  if (!first) return page;
  const joined = {
    ...textsOf(asRead, page),
    ...shapeOf(
      onCourse.map(({ line }) => line),
      page,
    ),
    id: first.id,
  };
  const without = rest.reduce((left, { id }) => replaceLine(left, lineOf(left, id)), page);
  return replaceLine(without, lineOf(without, first.id), joined);
}

interface LineOnCourse {
  /** Its baseline runs with the others. */
  readonly line: Line;
  readonly pieced: PiecedLine;
  /** Along the common direction. */
  readonly from: number;
  readonly to: number;
}

/** Of the shorter of two lines: with more in common they lie under each other. */
const mostShared = 0.5;

/** Lines in the order in which they follow each other, from the beginning of their common direction. */
function alongDirection(lines: readonly Line[]): readonly LineOnCourse[] {
  const direction = commonDirection(lines);
  const placed = lines.map((line) => onDirection(line, direction));
  const sorted = [...placed].sort((a, b) => a.from + a.to - b.from - b.to);
  const overlap = sorted.some((line, index) => {
    const next = sorted[index + 1];
    if (!next) return false;
    const shared = Math.min(line.to, next.to) - Math.max(line.from, next.from);
    return shared > mostShared * Math.min(line.to - line.from, next.to - next.from);
  });
  if (!overlap) return sorted;
  // Of text that runs backwards the order is turned round again.
  return placed.some(({ pieced }) => pieced.isBackwards) ? [...placed].reverse() : placed;
}

/** From the beginnings to the ends of the baselines, or of the outlines: not of any length. */
function commonDirection(lines: readonly Line[]): Point {
  let [x, y] = [0, 0];
  for (const line of lines) {
    const parts = courseOfLine(line)?.parts ?? [];
    for (const { direction, length } of parts) [x, y] = [x + direction[0] * length, y + direction[1] * length];
  }
  return x === 0 && y === 0 ? [1, 0] : [x, y];
}

function onDirection(line: Line, [dx, dy]: Point): LineOnCourse {
  const far = ([x, y]: Point) => x * dx + y * dy;
  const points = line.baseline ?? line.polygon ?? line.words?.flatMap(({ polygon }) => polygon ?? []) ?? [];
  const places = points.map(far);
  const [from, to] = places.length > 0 ? [Math.min(...places), Math.max(...places)] : [0, 0];
  const [first, last] = [line.baseline?.[0], line.baseline?.at(-1)];
  const isTurned = first !== undefined && last !== undefined && far(last) < far(first);
  const turned = isTurned && line.baseline ? { ...line, baseline: [...line.baseline].reverse() } : line;
  return { line: turned, pieced: piecesOf(turned), from, to };
}

/** @param lines as they are read */
function textsOf(lines: readonly Line[], page: Page): Omit<Line, 'id' | 'baseline' | 'polygon'> {
  const written = lines.filter(({ text }) => text.trim() !== '');
  const text = written.map((line) => line.text.trim()).join(' ');
  // One line with words would say that the joined one has no others.
  const words = lines.some((line) => line.words) ? lines.flatMap((line) => wordsOf(line, page)) : [];
  return {
    text,
    ...(lines.every(({ untranscribed }) => untranscribed) ? { untranscribed: true } : {}),
    ...confidenceOf(written),
    ...(words.length > 0 ? { words } : {}),
  };
}

function wordsOf(line: Line, page: Page): readonly Word[] {
  if (line.words || line.text.trim() === '') return line.words ?? [];
  const pieced = piecesOf(line);
  const { course } = pieced;
  const across = course && extentOf(course, line.polygon);
  const extent: Extent | undefined = across && { ...across, from: 0, to: course.length };
  return spreadWords(line.text, pieced, extent, page);
}

/** The mean over the characters, where all lines have one. */
function confidenceOf(lines: readonly Line[]): Pick<Line, 'confidence'> {
  let [sum, characters] = [0, 0];
  for (const { text, confidence } of lines) {
    if (confidence === undefined) return {};
    const length = [...text].length;
    [sum, characters] = [sum + confidence * length, characters + length];
  }
  return characters > 0 ? { confidence: sum / characters } : {};
}

/** @param lines as they follow each other on the page */
function shapeOf(lines: readonly Line[], page: Page): Pick<Line, 'baseline' | 'polygon'> {
  const points = lines.flatMap((line) => line.baseline ?? courseLine(line));
  const course = courseOf(points);
  if (!course) return {};
  const baseline = points.map((point) => onPage(page, point));
  const heights = extentAround(
    lines.flatMap((line) => {
      const course = courseOfLine(line);
      return (course && extentOf(course, line.polygon)) ?? [];
    }),
  );
  if (!heights) return { baseline };
  const outline = lineOutline(baseline, { ascender: -heights.top, descender: heights.bottom }, sizeOf(page));
  return { baseline, polygon: outline.map((point) => onPage(page, point)) };
}

/** What stands in for the baseline of a line that has none. */
function courseLine(line: Line): readonly Point[] {
  const course = courseOfLine(line);
  const [first] = course?.parts ?? [];
  if (!course || !first) return [];
  const { from, direction } = first;
  return [from, [from[0] + direction[0] * course.length, from[1] + direction[1] * course.length]];
}
