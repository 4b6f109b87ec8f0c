/**
 * What a layout network is to find in a part of a page: the maps of lines and regions at half the size of the network's
 * image, and for each pixel of each map whether anything is known there. After the targets of ParseNet in PERO-OCR (Kodym
 * & Hradiš 2021): baselines with a bar at either end, and near them how high the writing is.
 */
import { type Line, linesOf, type Page, type Point, type Region } from '../page/index.js';
import { forEachInside, type Grid, NearestLine } from './drawn-shapes.js';
import { type WritingHeights, writingHeights } from './line-heights.js';

/** A page as somebody described it, with what that description leaves open. */
export interface LayoutTruth {
  readonly page: Page;
  /** Outlines of zones that have no lines in the description: what is found there is neither right nor wrong. */
  readonly unknown?: readonly (readonly Point[])[];
  /** The ids of regions whose outlines are made up: boxes around lines. */
  readonly made?: ReadonlySet<string>;
  /** How high the writing is. Default: `writingHeights`, which one had better do once for many crops of a page. */
  readonly heights?: ReadonlyMap<Line, WritingHeights>;
  /** Whether the regions' types are said where they have one. Default: yes. */
  readonly typed?: boolean;
}

/** The part of the page that the network sees. */
export interface Crop {
  /** Its upper left corner, pixels of the page. */
  readonly x: number;
  readonly y: number;
  /** Pixels of the network's image for each of the page. */
  readonly scale: number;
  /** Pixels of the network's image; even. */
  readonly width: number;
  readonly height: number;
}

/** Values and weights as the training graph of a layout network takes them, one image. */
export interface LayoutTargets {
  /** 0 or 1: [maps, height/2, width/2]; baseline, start, end, border, region, and one for each type of region. */
  readonly maps: Float32Array;
  /** 1, or 0 where nothing is known; of types within regions only, more where they are. */
  readonly mapWeights: Float32Array;
  /** log₂ of the ascender's and the descender's height in pixels of the network's image: [2, height/2, width/2]. */
  readonly heights: Float32Array;
  /** 1 near baselines whose heights are known. */
  readonly heightWeights: Float32Array;
}

/** Map pixels on either side of a thin line's middle that are of it, and beyond them those that may be. */
const halfThickness = 1.5;
const doubt = 1;
/** Map pixels from the end of a line to the middle of its bar. */
const barDistance = 2;
/** What a pixel of a type counts, one of other text being 1: a page's number is a hundredth of its text. */
const typeWeight = 8;
/** Around a region whose outline is made up, of the crop's pixels: about the height of a line at the usual scale. */
const madeMargin = 32;
const [baselineMap, startMap, endMap, borderMap, regionMap, firstType] = [0, 1, 2, 3, 4, 5];

/**
 * @param regionTypes those that have a map, in their order
 * @throws when the crop's sides are odd
 */
export function layoutTargets(truth: LayoutTruth, crop: Crop, regionTypes: readonly string[]): LayoutTargets {
  if (crop.width % 2 !== 0 || crop.height % 2 !== 0) {
    throw new Error(`layoutTargets: the sides of a crop must be even, got ${crop.width} × ${crop.height}`);
  }
  const drawing = new Drawing(truth, crop, regionTypes);
  drawing.regions();
  drawing.lines();
  drawing.ignoreUnknown();
  return drawing.targets;
}

/** A line with its heights, in pixels of the maps. */
interface DrawnLine {
  readonly baseline: readonly Point[];
  readonly heights: WritingHeights | undefined;
}

class Drawing {
  readonly targets: LayoutTargets;
  private readonly grid: Grid;
  private readonly pixels: number;
  private readonly mapCount: number;

  constructor(
    private readonly truth: LayoutTruth,
    private readonly crop: Crop,
    private readonly regionTypes: readonly string[],
  ) {
    this.grid = { width: crop.width / 2, height: crop.height / 2 };
    this.pixels = this.grid.width * this.grid.height;
    this.mapCount = firstType + regionTypes.length;
    this.targets = {
      maps: new Float32Array(this.mapCount * this.pixels),
      mapWeights: new Float32Array(this.mapCount * this.pixels).fill(1),
      heights: new Float32Array(2 * this.pixels),
      heightWeights: new Float32Array(2 * this.pixels),
    };
  }

  regions(): void {
    const { page, made, typed = true } = this.truth;
    const borders = new NearestLine(this.grid, halfThickness + doubt);
    for (const [index, region] of page.regions.entries()) {
      if (!region.polygon || made?.has(region.id)) continue;
      const outline = this.placed(region.polygon);
      const type = region.type === undefined ? -1 : this.regionTypes.indexOf(region.type);
      this.fill(outline, type < 0 ? [regionMap] : [regionMap, firstType + type]);
      const [first] = outline;
      if (first) borders.draw([...outline, first], index);
    }
    this.thin(borders, borderMap);
    for (const map of this.typeMaps()) this.countWithinText(map, typed);
    for (const region of page.regions) {
      if (!region.polygon || made?.has(region.id)) this.ignoreAround(region);
    }
  }

  /** Types are told of text only, and where they are they count more: the rare ones would hardly count otherwise. */
  private countWithinText(map: number, typed: boolean): void {
    const text = this.mapOf(this.targets.maps, regionMap);
    const values = this.mapOf(this.targets.maps, map);
    const weights = this.mapOf(this.targets.mapWeights, map);
    for (const [at, isText] of text.entries()) {
      if (!typed || isText === 0) weights[at] = 0;
      else if (values[at] === 1) weights[at] = typeWeight;
    }
  }

  /** Whose outline nobody drew: its lines are text, but where the region ends is not known. */
  private ignoreAround({ polygon, lines }: Region): void {
    const points = polygon ?? lines.flatMap((line) => line.polygon ?? line.baseline ?? []);
    if (points.length === 0) return;
    const placed = this.placed(points);
    const [xs, ys] = [placed.map(([x]) => x), placed.map(([, y]) => y)];
    const margin = madeMargin / 2;
    const [left, right] = [Math.min(...xs) - margin, Math.max(...xs) + margin];
    const [top, bottom] = [Math.min(...ys) - margin, Math.max(...ys) + margin];
    const box: readonly Point[] = [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ];
    this.ignore(box, [borderMap, regionMap, ...this.typeMaps()]);
  }

  lines(): void {
    const { page } = this.truth;
    const known = this.truth.heights ?? writingHeights(page);
    for (const line of linesOf(page)) this.ignoreWithoutBaseline(line);
    const drawn = linesOf(page).flatMap((line): DrawnLine[] => {
      const baseline = this.placed(line.baseline ?? []);
      return baseline.length < 2 ? [] : [{ baseline, heights: this.placedHeights(known.get(line)) }];
    });
    const cores = new NearestLine(this.grid, halfThickness + doubt);
    const [starts, ends] = [new NearestLine(this.grid, halfThickness), new NearestLine(this.grid, halfThickness)];
    for (const [index, { baseline, heights }] of drawn.entries()) {
      cores.draw(baseline, index);
      if (!heights) continue;
      starts.draw(barBefore(baseline, heights), index);
      ends.draw(
        barBefore([...baseline].reverse(), { ascender: heights.descender, descender: heights.ascender }),
        index,
      );
    }
    this.thin(cores, baselineMap);
    this.thin(starts, startMap);
    this.thin(ends, endMap);
    this.heightsNear(cores, drawn);
  }

  /** A line that somebody saw but drew no baseline of. */
  private ignoreWithoutBaseline({ baseline, polygon }: Line): void {
    if ((baseline?.length ?? 0) < 2 && polygon) this.ignore(this.placed(polygon), [baselineMap, startMap, endMap]);
  }

  private heightsNear({ line, distance }: NearestLine, drawn: readonly DrawnLine[]): void {
    const { heights, heightWeights } = this.targets;
    const logs = drawn.map(
      ({ heights: high }) => high && [high.ascender, high.descender].map((height) => Math.log2(2 * height)),
    );
    for (let at = 0; at < this.pixels; at++) {
      const values = (distance[at] ?? Number.POSITIVE_INFINITY) <= halfThickness ? logs[line[at] ?? -1] : undefined;
      if (!values) continue;
      for (const [map, value] of values.entries()) {
        heights[map * this.pixels + at] = value;
        heightWeights[map * this.pixels + at] = 1;
      }
    }
  }

  /** Nothing is right or wrong in unknown zones, in any map. */
  ignoreUnknown(): void {
    const all = Array.from({ length: this.mapCount }, (_, map) => map);
    for (const polygon of this.truth.unknown ?? []) this.ignore(this.placed(polygon), all);
  }

  private typeMaps(): readonly number[] {
    return this.regionTypes.map((_, index) => firstType + index);
  }

  private mapOf(values: Float32Array, map: number): Float32Array {
    return values.subarray(map * this.pixels, (map + 1) * this.pixels);
  }

  /** A line is 1, what is hardly further away is ignored. */
  private thin({ distance }: NearestLine, map: number): void {
    const [values, weights] = [this.mapOf(this.targets.maps, map), this.mapOf(this.targets.mapWeights, map)];
    for (let at = 0; at < this.pixels; at++) {
      const far = distance[at] ?? Number.POSITIVE_INFINITY;
      if (far <= halfThickness) values[at] = 1;
      else if (far <= halfThickness + doubt) weights[at] = 0;
    }
  }

  private fill(polygon: readonly Point[], maps: readonly number[]): void {
    const targets = maps.map((map) => this.mapOf(this.targets.maps, map));
    forEachInside(polygon, this.grid, (at) => {
      for (const values of targets) values[at] = 1;
    });
  }

  private ignore(polygon: readonly Point[], maps: readonly number[]): void {
    const weights = maps.map((map) => this.mapOf(this.targets.mapWeights, map));
    forEachInside(polygon, this.grid, (at) => {
      for (const values of weights) values[at] = 0;
    });
  }

  private placed(points: readonly Point[]): readonly Point[] {
    const { x, y, scale } = this.crop;
    return points.map(([px, py]): Point => [((px - x) * scale) / 2, ((py - y) * scale) / 2]);
  }

  private placedHeights(heights: WritingHeights | undefined): WritingHeights | undefined {
    const by = this.crop.scale / 2;
    return heights && { ascender: heights.ascender * by, descender: heights.descender * by };
  }
}

/** The bar just before a line's first point, across it: from the ascender's height to the descender's. */
function barBefore(baseline: readonly Point[], { ascender, descender }: WritingHeights): readonly Point[] {
  const [first] = baseline;
  const next = baseline.find(([x, y]) => first !== undefined && (x !== first[0] || y !== first[1]));
  if (!first || !next) return [];
  const length = Math.hypot(next[0] - first[0], next[1] - first[1]);
  const [ux, uy] = [(next[0] - first[0]) / length, (next[1] - first[1]) / length];
  const [x, y] = [first[0] - barDistance * ux, first[1] - barDistance * uy];
  return [
    [x + ascender * uy, y - ascender * ux],
    [x - descender * uy, y + descender * ux],
  ];
}
