/**
 * How far characters and words reach along their line.
 *
 * CTC says where a character is recognised, within a frame or two, and not where it begins and ends. Over all alignments
 * a character has a mean beginning and end (`symbolSpans`); the blanks between two neighbours in a word are shared between
 * them in halves. Words end where the ink does: between the last letter of one and the first of the next lies the gap
 * (ink-columns.ts), which is what the space of the text stands for.
 */
import { type DecodedSymbol, type FrameScores, symbolSpans } from '@ductus/ctc';
import { known } from '../known.js';
import { gapBetween, type InkColumns, type Stretch, thinnestBetween, writingEdge } from './ink-columns.js';

/** What the network saw of a line. */
export interface LineColumns {
  /** Columns that a frame stands for. */
  readonly stride: number;
  readonly ink: InkColumns;
}

/** Symbols that an alignment may be ahead of the one that was read: networks are sure of that, and it costs the least. */
const reach = 1;

/**
 * @param symbols as they stand from left to right
 * @param isSpace whether a label is white space, which parts words
 * @param columns without them words end in the middle between letter and space, and extents are in frames
 * @returns of each symbol, from where to where it reaches, in columns
 */
export function extentsOf(
  line: FrameScores,
  symbols: readonly DecodedSymbol[],
  isSpace: (label: number) => boolean,
  columns?: LineColumns,
): readonly Stretch[] {
  const stride = columns?.stride ?? 1;
  const spans = symbolSpans({ ...line, symbols, reach }).map(({ start, end }) => ({
    from: start * stride,
    to: end * stride,
  }));
  const runs = runsOf(spans, (index) => isSpace(known(symbols[index], 'the symbol of a span').label));
  const gaps = runs.map((run, index) =>
    run.isSpace ? gapAt(run, runs[index - 1], runs[index + 1], columns?.ink) : undefined,
  );
  return runs.flatMap((run, index) => {
    const gap = gaps[index];
    if (gap) return divided(gap, run.spans.length);
    return lettersIn(run, gaps[index - 1]?.to, gaps[index + 1]?.from, columns?.ink);
  });
}

/** Neighbouring symbols that are all white space or all letters: where each is recognised, and the first and the last. */
interface Run {
  readonly isSpace: boolean;
  readonly spans: readonly Stretch[];
  readonly first: Stretch;
  readonly last: Stretch;
}

function runsOf(spans: readonly Stretch[], isSpace: (index: number) => boolean): readonly Run[] {
  const runs: Run[] = [];
  for (const [index, span] of spans.entries()) {
    const before = runs.at(-1);
    if (before?.isSpace === isSpace(index)) {
      runs[runs.length - 1] = { ...before, spans: [...before.spans, span], last: span };
    } else {
      runs.push({ isSpace: isSpace(index), spans: [span], first: span, last: span });
    }
  }
  return runs;
}

/** What is between two words; at an end of the line, between where the space is recognised and the word. */
function gapAt(spaces: Run, before: Run | undefined, after: Run | undefined, ink: InkColumns | undefined): Stretch {
  if (before && after) {
    if (ink) return gapBetween(ink, middleOf(before.last), middleOf(after.first));
    return { from: borderOf(before.last, spaces.first), to: borderOf(spaces.last, after.first) };
  }
  const recognised = { from: spaces.first.from, to: spaces.last.to };
  if (after) {
    const to = edgeOf(after.first, -1, ink) ?? borderOf(spaces.last, after.first);
    return { from: Math.min(recognised.from, to), to };
  }
  if (!before) return recognised;
  const from = edgeOf(before.last, 1, ink) ?? borderOf(before.last, spaces.first);
  return { from, to: Math.max(from, recognised.to) };
}

/**
 * The letters of a word.
 * @param from where the gap before it ends; `undefined` at the beginning of the line
 * @param to where the gap behind it begins; `undefined` at the end
 */
function lettersIn(
  { spans, first, last }: Run,
  from: number | undefined,
  to: number | undefined,
  ink: InkColumns | undefined,
): readonly Stretch[] {
  const inner = spans.slice(1).map((span, index) => letterBorder(spans[index] ?? span, span, ink));
  const left = from ?? edgeOf(first, -1, ink) ?? outwards(first, inner[0] ?? first.to, -1);
  const right = Math.max(left, to ?? edgeOf(last, 1, ink) ?? outwards(last, inner.at(-1) ?? last.from, 1));
  const borders = [left, ...inner.map((at) => Math.min(right, Math.max(left, at))), right];
  return spans.map((_, index) => ({ from: borders[index] ?? left, to: borders[index + 1] ?? right }));
}

function letterBorder(before: Stretch, after: Stretch, ink: InkColumns | undefined): number {
  return ink ? thinnestBetween(ink, before.to, after.from) : borderOf(before, after);
}

function edgeOf(span: Stretch, side: -1 | 1, ink: InkColumns | undefined): number | undefined {
  return ink && writingEdge(ink, middleOf(span), side);
}

/** Where nothing shows how far a letter reaches: outwards as far as inwards, to the border with its neighbour. */
function outwards(span: Stretch, inner: number, side: -1 | 1): number {
  const middle = middleOf(span);
  return Math.max(0, middle + side * Math.abs(inner - middle));
}

function middleOf({ from, to }: Stretch): number {
  return (from + to) / 2;
}

function borderOf(before: Stretch, after: Stretch): number {
  return (before.to + after.from) / 2;
}

function divided({ from, to }: Stretch, parts: number): readonly Stretch[] {
  const step = (to - from) / parts;
  return Array.from({ length: parts }, (_, n) => ({ from: from + n * step, to: from + (n + 1) * step }));
}
