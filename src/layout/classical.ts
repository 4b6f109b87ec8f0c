/**
 * Lines of a page without a trained model: ink, rules, pitch and skew, ridges, cuts, baselines. Fast, and it ends on any
 * image; dense or wild pages want a trained detector.
 *
 * Works on two reduced copies, so time and memory don't grow with the page: ink and rules on one of a fixed size, ridges on
 * one with a fixed pitch.
 */
import type { Raster } from '../image/index.js';
import type { Point } from '../page/index.js';
import { barsOf, type IsBarred } from './classical-bars.js';
import { baselineOf, inkSums } from './classical-baseline.js';
import { heightReach, heightsOf } from './classical-heights.js';
import { inkOf } from './classical-ink.js';
import { joined, pieces } from './classical-join.js';
import { areWriting, evidenceOf, type PageFields } from './classical-judge.js';
import { inkAlong, profileOf } from './classical-profile.js';
import { lineField, type Ridge, ridgesOf } from './classical-ridges.js';
import { type Rule, withoutRules } from './classical-rules.js';
import { tallInk } from './classical-runs.js';
import { pitchOf, skewOf } from './classical-scale.js';
import { wayUpOf } from './classical-way-up.js';
import { type Field, shrunk } from './field.js';
import type { FoundLine, FoundLines, LayoutWarning } from './found-lines.js';
import { type Levelling, levelling } from './levelling.js';
import { simplified } from './polyline.js';

/** Pixels of the longer side that ink and rules are found at. */
const inkSize = 1600;
/** Pixels from line to line that ridges are found at. */
const usualPitch = 20;
/** Pixels of an image that a line may be found in. */
const leastSize = 24;
/** So many dropped, and so few kept, are worth a warning. */
const manyDropped = 30;
const fewKept = 0.25;
/** So many lines that are usually as short as this, in pitches, are rather specks. */
const manyLines = 300;
const shortLine = 4;
/** Of the pitch: how far a baseline may lie from where it was found to have fewer points. */
const bendTolerance = 0.04;

/** @param light levels, 0 black to 255 white */
export function findClassically(light: Raster): FoundLines {
  const nothing = (code: LayoutWarning['code']): FoundLines => ({ lines: [], skew: 0, warnings: [{ code }] });
  if (Math.min(light.width, light.height) < leastSize) return nothing('too-small');
  const page = readable(light);
  if (!page) return nothing('blank');
  const { fields, pitch } = page;
  const bars = barsOf(page.upright, fields, page.levelling, pitch);
  const { ridges, dropped } = writingOf(fields, pitch, bars);
  const lines = ridges.map((ridge) => lineOf(ridge, page));
  if (lines.length === 0) return nothing('no-writing');
  const isNoisy =
    (dropped >= manyDropped && lines.length < fewKept * (lines.length + dropped)) ||
    (lines.length >= manyLines && usualLength(ridges) < shortLine * pitch);
  return { lines, skew: page.skew, warnings: isNoisy ? [{ code: 'noise', count: dropped }] : [] };
}

function usualLength(ridges: readonly Ridge[]): number {
  const lengths = ridges.map(({ heights }) => heights.length).sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}

/** A page made ready: reduced to the usual pitch, its lines level. */
interface ReadablePage {
  readonly fields: PageFields;
  readonly sums: Field;
  /** Pixels of the fields. */
  readonly pitch: number;
  readonly skew: number;
  readonly levelling: Levelling;
  /** Upright rules, in pixels of the fields before they were levelled. */
  readonly upright: readonly Rule[];
  toPage(x: number, y: number): Point;
  /** Pixels of the page for one of the fields. */
  readonly scale: number;
}

function readable(light: Raster): ReadablePage | undefined {
  const first = Math.min(1, inkSize / Math.max(light.width, light.height));
  const size = (length: number, scale: number) => Math.max(1, Math.round(length * scale));
  const { ink, contrast, paper } = inkOf(shrunk(light, size(light.width, first), size(light.height, first)));
  const clean = withoutRules(ink);
  const fullPitch = pitchOf(clean.ink);
  if (fullPitch === undefined) return undefined;
  const skew = skewOf(clean.ink);
  const second = Math.min(1, usualPitch / fullPitch);
  const [width, height] = [size(ink.width, second), size(ink.height, second)];
  const levels = levelling(width, height, skew);
  const reduced = (field: Field) => levels.level(shrunk(field, width, height));
  const level = reduced(clean.ink);
  const pitch = fullPitch * second;
  const [scaleX, scaleY] = [light.width / width, light.height / height];
  return {
    fields: { ink: level, tall: tallInk(level, pitch), contrast: reduced(contrast), paper: reduced(paper) },
    sums: inkSums(level),
    pitch,
    skew: (skew * scaleY) / scaleX,
    levelling: levels,
    upright: clean.upright.map(({ from, to, start, end }) => {
      return { from: from * second, to: to * second, start: start * second, end: end * second };
    }),
    toPage: (x, y) => [
      Math.min(light.width, Math.max(0, (x + 0.5) * scaleX)),
      Math.min(light.height, Math.max(0, levels.back(x, y) * scaleY)),
    ],
    scale: scaleY,
  };
}

function writingOf(
  fields: PageFields,
  pitch: number,
  bars: IsBarred,
): { readonly ridges: readonly Ridge[]; readonly dropped: number } {
  const isBarred = (from: number, to: number, y: number) => {
    for (let x = from; x <= to; x++) if (bars(x, y)) return true;
    return false;
  };
  const chains = joined(ridgesOf(lineField(fields.ink, pitch), pitch), pitch, isBarred);
  const lines = chains.flatMap((ridge) => pieces(ridge, fields, pitch, bars));
  const writing = areWriting(
    lines.map((ridge) => evidenceOf(ridge, fields, pitch)),
    fields.ink.width / pitch,
  );
  const ridges = lines.filter((_, at) => writing[at]);
  return { ridges, dropped: lines.length - ridges.length };
}

function lineOf(ridge: Ridge, { fields, sums, pitch, toPage, scale }: ReadablePage): FoundLine {
  const { columns, heights } = baselineOf(ridge, sums, pitch);
  const smooth = smoothed(heights, Math.round(pitch / 6));
  const course = { columns, heights: smooth };
  const profile = profileOf(course, fields.ink, Math.ceil(heightReach * pitch));
  const reach = heightsOf(profile, pitch);
  const { ascender, descender } = reach;
  const rightWayUp = wayUpOf(profile, inkAlong(course, fields.ink, reach), reach, pitch);
  const points = columns.map((x, i) => toPage(x, smooth[i] ?? 0));
  const end = toPage(ridge.from + ridge.heights.length, smooth.at(-1) ?? 0);
  return {
    baseline: simplified([...points, end], bendTolerance * pitch * scale),
    ascender: ascender * scale,
    descender: descender * scale,
    ...(rightWayUp === undefined ? {} : { rightWayUp }),
  };
}

function smoothed(values: readonly number[], radius: number): readonly number[] {
  return values.map((_, i) => {
    const near = Math.min(radius, i, values.length - 1 - i);
    const part = values.slice(i - near, i + near + 1);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
