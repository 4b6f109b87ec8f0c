/** Pages that are turned, curled, in columns or side by side: lines are found, in their order, and their cuts are level. */
import { describe, expect, it } from 'vitest';
import { type DrawnPage, drawPage } from '../../test/drawn-page.js';
import { cutLine, type Raster } from '../image/index.js';
import type { Line, Point } from '../page/index.js';
import { detectLines, type Layout, scoreBaselines } from './index.js';

const paper = 225;

/** A page as it is seen through a map of places; what lies beside the page is paper. */
function seen(
  { light, baselines }: DrawnPage,
  there: (point: Point) => Point,
  back: (point: Point) => Point,
): DrawnPage {
  const { width, height } = light;
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = back([(i % width) + 0.5, Math.floor(i / width) + 0.5]).map(Math.floor);
    if (x === undefined || y === undefined || x < 0 || y < 0 || x >= width || y >= height) return paper;
    return light.data[y * width + x] ?? paper;
  });
  return { light: { width, height, data }, baselines: baselines.map((line) => finely(line).map(there)) };
}

/** A straight line with points all along. */
function finely(line: readonly Point[]): readonly Point[] {
  const [[x, y], [toX, toY]] = [line[0] ?? [0, 0], line.at(-1) ?? [0, 0]];
  return Array.from({ length: 21 }, (_, i): Point => [x + (i / 20) * (toX - x), y + (i / 20) * (toY - y)]);
}

/** Turned about its middle, degrees by which lines fall to the right. */
function turned(page: DrawnPage, degrees: number): DrawnPage {
  const [cx, cy] = [page.light.width / 2, page.light.height / 2];
  const turn = (angle: number) => {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return ([x, y]: Point): Point => [cx + cos * (x - cx) - sin * (y - cy), cy + sin * (x - cx) + cos * (y - cy)];
  };
  const angle = (degrees * Math.PI) / 180;
  return seen(page, turn(angle), turn(-angle));
}

/** Two pages of one height in one picture. */
function beside(left: DrawnPage, right: DrawnPage): DrawnPage {
  const { height } = left.light;
  const width = left.light.width + right.light.width;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    data.set(rowOf(left.light, y), y * width);
    data.set(rowOf(right.light, y), y * width + left.light.width);
  }
  const moved = right.baselines.map((line) => line.map(([x, y]): Point => [x + left.light.width, y]));
  return { light: { width, height, data }, baselines: [...left.baselines, ...moved] };
}

function rowOf({ width, data }: Raster, y: number): Uint8Array {
  return data.subarray(y * width, (y + 1) * width);
}

const scoreOf = ({ baselines }: DrawnPage, { lines }: Layout) => scoreBaselines(baselines, lines.map(baselineOf));

function baselineOf({ baseline = [] }: Line): readonly Point[] {
  return baseline;
}

/** For each line that was found, in its order, the place of the true one whose middle is nearest. */
function orderOf({ baselines }: DrawnPage, { lines }: Layout): readonly number[] {
  const middle = (line: readonly Point[]): Point => {
    const sum = line.reduce(([a, b], [x, y]): Point => [a + x, b + y], [0, 0] as Point);
    return [sum[0] / line.length, sum[1] / line.length];
  };
  const truth = baselines.map(middle);
  return lines.map((line) => {
    const [x, y] = middle(finely(baselineOf(line)));
    const distances = truth.map(([tx, ty]) => Math.hypot(tx - x, ty - y));
    return distances.indexOf(Math.min(...distances));
  });
}

/** Rows between the places that the letters stand on in parts of the cut, at most: the stems are joined there. */
function unevenness(light: Raster, { polygon = [], baseline = [] }: Line, straighten = false): number {
  const cut = cutLine(light, { polygon, baseline }, straighten ? { straighten } : {});
  const parts = 4;
  const rows = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [part, part + 1].map((at) => Math.round((at * cut.width) / parts));
    const ink = Array.from({ length: cut.height }, (_, y) =>
      cut.data.subarray(y * cut.width + (from ?? 0), y * cut.width + (to ?? 0)).reduce((sum, v) => sum + paper - v, 0),
    );
    return ink.indexOf(Math.max(...ink));
  });
  return Math.max(...rows) - Math.min(...rows);
}

describe('on a page that is', () => {
  it.each([-15, -7, 7, 15])('turned by %i°, lines are found in their order and cut level', (degrees) => {
    const page = turned(drawPage(10, { width: 700, height: 700 }), degrees);
    const layout = detectLines(page.light);
    expect(scoreOf(page, layout).f).toBeGreaterThan(0.95);
    expect(Math.abs(layout.skew - degrees)).toBeLessThan(1);
    expect(orderOf(page, layout)).toEqual(page.baselines.map((_, at) => at));
    expect(Math.max(...layout.lines.map((line) => unevenness(page.light, line)))).toBeLessThanOrEqual(3);
  });

  it.each([
    ['bends down in the middle', (x: number) => 30 * Math.sin((Math.PI * x) / 800)],
    ['bends up in the middle', (x: number) => -30 * Math.sin((Math.PI * x) / 800)],
    ['falls into the fold at its right', (x: number) => 40 * (x / 800) ** 3],
  ])('curled so that its lines %s', (_, lift) => {
    const page = seen(
      drawPage(11, { height: 700 }),
      ([x, y]) => [x, y + lift(x)],
      ([x, y]) => [x, y - lift(x)],
    );
    const layout = detectLines(page.light);
    expect(scoreOf(page, layout).f).toBeGreaterThan(0.95);
    expect(orderOf(page, layout)).toEqual(page.baselines.map((_, at) => at));
    expect(Math.max(...layout.lines.map((line) => unevenness(page.light, line, true)))).toBeLessThanOrEqual(3);
  });
});

describe('columns and facing pages', () => {
  const rows = 10;
  const columns = (turn = 0) => {
    const narrow = { width: 450, height: 640 };
    const both = beside(drawPage(rows, { ...narrow, seed: 1 }), drawPage(rows, { ...narrow, seed: 2 }));
    return turn === 0 ? both : turned(both, turn);
  };
  const leftFirst = Array.from({ length: 2 * rows }, (_, at) => at);
  const rightFirst = [...leftFirst.slice(rows), ...leftFirst.slice(0, rows)];

  it.each([-6, 6])('are read one after the other on a page that is turned by %i°', (turn) => {
    const page = columns(turn);
    const layout = detectLines(page.light, { facingPages: false });
    expect(scoreOf(page, layout).f).toBeGreaterThan(0.95);
    expect(orderOf(page, layout)).toEqual(leftFirst);
  });

  it('are read from the right where that is said', () => {
    const page = columns();
    for (const facingPages of [false, true]) {
      expect(orderOf(page, detectLines(page.light, { rightToLeft: true, facingPages }))).toEqual(rightFirst);
    }
  });

  it('are read left page first, even where the right one begins higher', () => {
    const left = drawPage(8, { width: 500, height: 640 });
    const lower = (points: readonly Point[]) => points.map(([x, y]): Point => [x, y + 90]);
    const moved = seen(
      left,
      ([x, y]) => [x, y + 90],
      ([x, y]) => [x, y - 90],
    );
    const page = beside(
      { ...moved, baselines: left.baselines.map(lower) },
      drawPage(11, { width: 500, height: 640, seed: 3 }),
    );
    const layout = detectLines(page.light);
    expect(orderOf(page, layout)).toEqual(page.baselines.map((_, at) => at));
    expect(layout.regions.length).toBe(2);
  });
});
