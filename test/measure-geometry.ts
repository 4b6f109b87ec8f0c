/**
 * How well lines are found on real pages that are turned or curled:
 *
 *   npm run page-geometry -- PAGES… [--layout M | --method classical]
 *
 * PAGES are folders of pages with their descriptions. Each page is drawn anew as if it had lain so under the camera, with its
 * baselines; what comes from beside the page is of the colour of its border. F of baselines (cBAD), the mean over the pages.
 */
import { parseArgs } from 'node:util';
import { openPages } from '../src/dataset/node.js';
import type { Raster } from '../src/image/index.js';
import { findLayout, openLineFinder, scoreBaselines } from '../src/layout/index.js';
import { linesOf, type Point } from '../src/page/index.js';
import { decodeImage } from '../src/runtime/index.js';

const { values: flags, positionals: sets } = parseArgs({
  allowPositionals: true,
  options: { layout: { type: 'string' }, method: { type: 'string' } },
});

/** Where a point of the page is seen, and which point is seen somewhere. */
interface View {
  readonly name: string;
  readonly there: (point: Point, size: Raster) => Point;
  readonly back: (point: Point, size: Raster) => Point;
}

function turned(degrees: number): View {
  const turn =
    (angle: number) =>
    ([x, y]: Point, { width, height }: Raster): Point => {
      const [cos, sin, cx, cy] = [Math.cos(angle), Math.sin(angle), width / 2, height / 2];
      return [cx + cos * (x - cx) - sin * (y - cy), cy + sin * (x - cx) + cos * (y - cy)];
    };
  const angle = (degrees * Math.PI) / 180;
  return { name: `${degrees}°`, there: turn(angle), back: turn(-angle) };
}

/** Lifted at the left, as a page is at the fold of a book. */
function curled(share: number): View {
  const lift = (x: number, { width, height }: Raster) => share * height * Math.exp((-4 * x) / width);
  return {
    name: `curl ${share}`,
    there: ([x, y], size) => [x, y - lift(x, size)],
    back: ([x, y], size) => [x, y + lift(x, size)],
  };
}

const views: readonly View[] = [turned(0), ...[-15, -7, 7, 15].map(turned), curled(0.02), curled(0.04)];

function seen(light: Raster, { back }: View): Raster {
  const { width, height, data } = light;
  const border = data[0] ?? 255;
  const pixels = new Uint8Array(width * height).fill(border);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = back([x + 0.5, y + 0.5], light);
      const [column, row] = [Math.floor(fromX), Math.floor(fromY)];
      if (column >= 0 && row >= 0 && column < width && row < height)
        pixels[y * width + x] = data[row * width + column] ?? 0;
    }
  }
  return { width, height, data: pixels };
}

/** With points every few pixels, since straight lines become curves. */
function finely(line: readonly Point[]): readonly Point[] {
  return line.flatMap(([x, y], at): readonly Point[] => {
    const next = line[at + 1];
    if (!next) return [[x, y]];
    const steps = Math.max(1, Math.round(Math.hypot(next[0] - x, next[1] - y) / 10));
    return Array.from({ length: steps }, (_, step): Point => {
      const share = step / steps;
      return [x + share * (next[0] - x), y + share * (next[1] - y)];
    });
  });
}

if (sets.length === 0) throw new Error('page-geometry: name folders of pages');
const finder = await openLineFinder({ layout: flags.method === 'classical' ? false : flags.layout });
const sums = views.map(() => ({ f: 0, pages: 0 }));
for (const set of sets) {
  const { pages } = await openPages([set]);
  for (const { image, page, zones } of pages) {
    const light = await decodeImage(image.path);
    const baselines = linesOf(page).flatMap(({ baseline }) =>
      baseline && baseline.length > 1 ? [finely(baseline)] : [],
    );
    for (const [index, view] of views.entries()) {
      const truth = baselines.map((line) => line.map((point) => view.there(point, light)));
      const unknown = zones.unknown.map((zone) => zone.map((point) => view.there(point, light)));
      const { lines } = await findLayout(finder, seen(light, view));
      const { f } = scoreBaselines(
        truth,
        lines.map(({ baseline = [] }) => baseline),
        unknown,
      );
      const sum = sums[index];
      if (sum) {
        sum.f += f;
        sum.pages++;
      }
    }
  }
  console.error(`${set}: done`);
}
await finder.dispose();
for (const [index, { name }] of views.entries()) {
  const { f = 0, pages = 0 } = sums[index] ?? {};
  console.log(`${name.padEnd(10)} F ${(f / pages).toFixed(3)} on ${pages} pages`);
}
