/** Lines of known text brought together by hand, with what is alike in all lines of each. */

import type { Skipped } from '../../formats/index.js';
import { type Raster, slantOf } from '../../image/index.js';
import { known } from '../../known.js';
import { bordersOf } from './borders.js';
import type { Border, Hand, HandLine, HandPlace } from './hand.js';
import { type HandForm, uprightLine } from './line-forms.js';
import { inkOfLine } from './line-ink.js';
import { type LineZones, zonesOf } from './line-zones.js';
import type { MarkedLine } from './marked-line.js';
import { type PackedColumns, packColumns, unpackColumns } from './packed-columns.js';
import { ruleOf } from './rules.js';
import { TextIndex } from './text-index.js';

/** A line as it was, kept small until all of its hand are there. */
interface KeptLine {
  readonly name: string;
  readonly ink: PackedColumns;
  readonly characters: MarkedLine['characters'];
  readonly zones: LineZones;
  readonly paper: number;
  readonly grain: number;
  readonly darkness: number;
  readonly stroke: number;
  /** Known of the first lines of a hand only. */
  readonly slant: number | undefined;
}

/** Lines that a hand's slant is measured on. */
const slantLines = 12;

/** Takes lines one by one. */
export class HandCollector {
  private readonly kept = new Map<string, KeptLine[]>();
  readonly skipped: Skipped[] = [];

  /** @param lineHeight pixels of the lines that will be made */
  constructor(private readonly lineHeight: number) {}

  add({ name, document, raster, characters }: MarkedLine): void {
    const { ink, paper, grain } = inkOfLine(raster, this.lineHeight);
    const scale = this.lineHeight / raster.height;
    const scaled = characters.map((mark) => ({ ...mark, from: mark.from * scale, to: mark.to * scale }));
    const zones = zonesOf(ink, scaled);
    if (!zones) {
      this.skipped.push({ name, reason: 'too few small letters to know its baseline by' });
      return;
    }
    const lines = this.kept.get(document) ?? [];
    this.kept.set(document, lines);
    const strokes = strokesOf(ink);
    const slant = lines.length < slantLines ? slantAbove(ink, zones, strokes.darkness) : undefined;
    lines.push({ name, ink: packColumns(ink), characters: scaled, zones, paper, grain, slant, ...strokes });
  }

  /** The hands of all lines, by name. Lines that were taken are let go. */
  hands(): readonly Hand[] {
    const names = [...this.kept.keys()].sort();
    const hands = names.map((name) => {
      const lines = known(this.kept.get(name), 'the lines of a hand');
      this.kept.delete(name);
      lines.sort((a, b) => (a.name < b.name ? -1 : 1));
      return handOf(name, lines, this.lineHeight);
    });
    return hands.filter((hand) => hand.lines.length > 0);
  }
}

/** How far above the baseline letters reach, in heights of small ones. */
const reachAbove = 2.3;

/** The slant of what stands over the baseline: rules, and lines that reach in from below, have none. */
function slantAbove({ width, data }: Raster, { baseline, xHeight }: LineZones, darkness: number): number {
  const [from, to] = [Math.max(0, Math.round(baseline - reachAbove * xHeight)), Math.round(baseline - 0.15 * xHeight)];
  // Pale writing has strokes too.
  const part = data.slice(from * width, to * width).map((level) => Math.min(255, (230 * level) / darkness));
  return slantOf({ width, height: to - from, data: part });
}

/** How dark strokes are in the middle, and how wide: ink by its length along rows. */
function strokesOf({ width, data }: { readonly width: number; readonly data: Uint8Array }) {
  const counts = new Uint32Array(256);
  let [ink, edges] = [0, 0];
  for (const [at, level] of data.entries()) {
    if (level < 64) continue;
    counts[level] = (counts[level] ?? 0) + 1;
    ink++;
    if (at % width === 0 || (data[at - 1] ?? 0) < 64) edges++;
  }
  let [left, darkness] = [0.25 * ink, 255];
  for (; darkness > 64 && left > 0; darkness--) left -= counts[darkness] ?? 0;
  return { darkness, stroke: edges > 0 ? ink / edges : 1 };
}

function handOf(name: string, kept: readonly KeptLine[], height: number): Hand {
  const form: HandForm = {
    height,
    baseline: Math.round(median(kept.map(({ zones }) => zones.baseline))),
    xHeight: median(kept.map(({ zones }) => zones.xHeight)),
    slant: median(kept.flatMap(({ slant }) => slant ?? [])),
  };
  const lines = kept.map((line) => handLineOf(line, form));
  const texts = kept.map(({ characters }) => characters.map(({ character }) => character));
  return {
    name,
    form,
    lines,
    index: new TextIndex(texts),
    places: [undefined, ...lines.flatMap((line) => placesOf(line))],
    gaps: gapsOf(lines, texts),
    lengths: texts.map(({ length }) => length).sort((a, b) => a - b),
    darkness: median(kept.map(({ darkness }) => darkness)),
    stroke: median(kept.map(({ stroke }) => stroke)),
  };
}

function handLineOf(line: KeptLine, form: HandForm): HandLine {
  const { name, characters, paper, grain, darkness } = line;
  const width = line.ink.starts.length - 1;
  const { data } = unpackColumns(line.ink, 0, width);
  const upright = uprightLine(turned(data, width, line.ink.height), line.zones, form);
  const ink = packColumns(upright.ink);
  const rule = ruleOf(upright.ink);
  const marks = characters.map((mark) => ({
    character: mark.character,
    from: upright.columnOf(mark.from),
    to: upright.columnOf(mark.to),
  }));
  return {
    name,
    ink,
    width: upright.ink.width,
    borders: bordersOf(ink, marks, form, rule),
    scores: Float32Array.from(characters, ({ score }) => score),
    darkness,
    paper,
    grain,
    rule,
    otherHeight: Math.abs(Math.log(form.xHeight / line.zones.xHeight)),
  };
}

/** Columns as rows. */
function turned(columns: Uint8Array, width: number, height: number) {
  const data = new Uint8Array(columns.length);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) data[y * width + x] = columns[x * height + y] ?? 0;
  }
  return { width, height, data };
}

function placesOf(line: HandLine): readonly (HandPlace | undefined)[] {
  return [...Array.from(line.scores, (_, at) => ({ line, at })), undefined];
}

function gapsOf(lines: readonly HandLine[], texts: readonly (readonly string[])[]): readonly number[] {
  const gaps = lines.flatMap(({ borders }, n) =>
    (texts[n] ?? []).flatMap((character, at) => (character === ' ' ? gapAt(borders[at], borders[at + 1]) : [])),
  );
  return gaps.sort((a, b) => a - b);
}

function gapAt(before: Border | undefined, behind: Border | undefined): readonly number[] {
  return before && behind ? [behind.right - before.left] : [];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
