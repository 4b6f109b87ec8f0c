/** Pieces set beside each other on paper: the gaps of the hand between words, strokes that meet in them. */
import type { Raster } from '../../image/index.js';
import { known } from '../../known.js';
import { Random } from '../../random/index.js';
import type { ChosenPiece } from './choose-pieces.js';
import type { CharacterDrawer } from './drawn-character.js';
import type { Hand } from './hand.js';
import { type HandForm, shiftsOf } from './line-forms.js';
import { bent, inkOfPiece, type PieceInk, scaledInk } from './piece-ink.js';
import type { CutPiece } from './pieces.js';
import { withRule } from './rules.js';

/** How far pieces are bent so that strokes meet, in heights of small letters: up and down, and along. */
const mostBent = 0.35;
const bendReach = 0.6;
/** By how much a piece may be made darker or lighter. */
const mostInk = 1.6;
/** Gaps of the hand that are not looked at: the widest and the narrowest. */
const oddGaps = 0.1;
/** Paper at the ends, in line heights. */
const margins = [0.03, 0.2] as const;

/** @returns light levels */
export function setLine(
  hand: Hand,
  chosen: readonly ChosenPiece[],
  drawer: CharacterDrawer | undefined,
  random: Random,
): Raster {
  const inks = chosen.map((_, n) => inkAt(hand, chosen, n, drawer));
  const starts = startsOf(hand, chosen, inks, random);
  const ink = assembled(hand.form, inks, starts);
  return onPaperOf(hand, cropped(ink, random), random);
}

function inkAt(hand: Hand, chosen: readonly ChosenPiece[], n: number, drawer: CharacterDrawer | undefined): PlacedInk {
  const { piece, isAfterSpace } = known(chosen[n], 'a piece');
  const behind = chosen[n + 1];
  const joins = { left: n > 0 && !isAfterSpace, right: behind !== undefined && !behind.isAfterSpace };
  const { xHeight } = hand.form;
  if (piece.kind === 'drawn') {
    const drawn = known(drawer, 'who draws').draw(piece.character, hand.name);
    return { ink: scaledInk(drawn.ink, xHeight / drawn.xHeight), darkness: hand.darkness / 255 };
  }
  const neighbours = [chosen[n - 1]?.piece, behind?.piece] as const;
  const rises = {
    left: joins.left ? -0.5 * stepBetween(neighbours[0], piece) * xHeight : 0,
    right: joins.right ? 0.5 * stepBetween(piece, neighbours[1]) * xHeight : 0,
  };
  const ink = bent(inkOfPiece(piece, hand.form, joins), rises, bendReach * xHeight);
  const darkness = Math.min(mostInk, Math.max(1 / mostInk, hand.darkness / Math.max(1, piece.line.darkness)));
  return { ink, darkness };
}

/** How much lower the stroke goes on behind a cut, in heights of small letters; 0 where none goes on. */
function stepBetween(before: ChosenPiece['piece'] | undefined, behind: ChosenPiece['piece'] | undefined): number {
  if (before?.kind !== 'cut' || behind?.kind !== 'cut') return 0;
  const [a, b] = [crossing(before, 'right'), crossing(behind, 'left')];
  if (a === undefined || b === undefined) return 0;
  return Math.min(mostBent, Math.max(-mostBent, b - a));
}

function crossing(piece: CutPiece, side: 'left' | 'right'): number | undefined {
  const { baseline, xHeight } = piece.hand.form;
  const row = piece[side].crossing;
  return row === undefined ? undefined : (row - baseline) / xHeight;
}

interface PlacedInk {
  readonly ink: PieceInk;
  readonly darkness: number;
}

/** The column at which each piece begins. */
function startsOf(
  { gaps, form }: Hand,
  chosen: readonly ChosenPiece[],
  inks: readonly PlacedInk[],
  random: Random,
): readonly number[] {
  const usual = gaps.slice(Math.floor(oddGaps * gaps.length), Math.ceil((1 - oddGaps) * gaps.length));
  let end = 0;
  return inks.map(({ ink }, n) => {
    const gap = usual.length > 0 ? random.pick(usual) : form.xHeight;
    const start = n > 0 && chosen[n]?.isAfterSpace ? end + gap : end;
    end = start + ink.to - ink.from;
    return start;
  });
}

/** All pieces in one raster of ink, slanted as the hand is. */
function assembled(form: HandForm, inks: readonly PlacedInk[], starts: readonly number[]): Raster {
  const { shifts, room } = shiftsOf(form);
  const lefts = inks.map(({ ink }, n) => Math.round((starts[n] ?? 0) - ink.from));
  const first = Math.min(...lefts) - room;
  const width = Math.max(...inks.map(({ ink }, n) => (lefts[n] ?? 0) + ink.width)) - first;
  const data = new Uint8Array(width * form.height);
  for (const [n, { ink, darkness }] of inks.entries()) {
    const down = Math.round(form.baseline - ink.baseline);
    for (let y = Math.max(0, -down); y < Math.min(ink.height, form.height - down); y++) {
      const row = (y + down) * width + known(lefts[n], 'the place of a piece') - first - (shifts[y + down] ?? 0);
      for (let x = 0; x < ink.width; x++) {
        const level = Math.min(255, (ink.data[y * ink.width + x] ?? 0) * darkness);
        if (level > (data[row + x] ?? 0)) data[row + x] = level;
      }
    }
  }
  return { width, height: form.height, data };
}

/** From the first column with ink to the last, and some paper. */
function cropped({ width, height, data }: Raster, random: Random): Raster {
  let [left, right] = [width, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
    }
  }
  const paper = () => Math.round(random.between(...margins) * height);
  const [before, behind] = [paper(), paper()];
  const size = Math.max(1, before + right - left + behind);
  const line = new Uint8Array(size * height);
  for (let y = 0; y < height; y++)
    line.set(data.subarray(y * width + left, y * width + Math.max(left, right)), y * size + before);
  return { width: size, height, data: line };
}

/** What keeps the deviation: each pixel has half of the one before, and a sum of two uniform numbers, which deviates by 1/√6. */
const grainShare = Math.sqrt(0.75 * 6);

function onPaperOf({ lines }: Hand, ink: Raster, random: Random): Raster {
  const { paper, grain, rule } = random.pick(lines);
  const { width, height, data } = rule ? withRule(ink, rule) : ink;
  const noise = new Random('grain', random.uint32());
  const light = new Uint8Array(data.length);
  let before = 0;
  for (const [at, taken] of data.entries()) {
    // Grain is coarser than a pixel.
    before = 0.5 * before + grainShare * grain * (noise.uniform() + noise.uniform() - 1);
    light[at] = Math.min(255, Math.max(0, Math.round((paper + before) * (1 - taken / 255))));
  }
  return { width, height, data: light };
}
