/** What was written in between the lines later: words above a place in a line, sometimes with a caret that points there. */
import type { Random } from '../../random/index.js';
import { type Block, type Desk, happens, type Stroke, type WrittenLine } from './layout.js';
import { fitWords } from './lines.js';
import { type Stance, stanceOf } from './stance.js';
import type { Writer } from './writer.js';

/**
 * Additions to some of a block's lines. Each is a line of its own that is read before the line below it.
 * @param share of the lines
 */
export function withAdditions(
  block: Block,
  { writers, random }: Desk,
  share: number,
): { readonly block: Block; readonly strokes: readonly Stroke[] } {
  const strokes: Stroke[] = [];
  const lines = block.lines.flatMap((line) => {
    if (!happens(random, share)) return [line];
    const addition = additionTo(line, happens(random, 0.6) ? writers[0] : random.pick(writers), random);
    if (!addition) return [line];
    strokes.push(...addition.caret);
    return [addition.line, line];
  });
  return { block: { ...block, lines }, strokes };
}

function additionTo(
  line: WrittenLine,
  writer: Writer,
  random: Random,
): { readonly line: WrittenLine; readonly caret: readonly Stroke[] } | undefined {
  const word = random.pick(line.words);
  const small = writer.scaled((line.writer.hand.size / writer.hand.size) * random.between(0.5, 0.7));
  const room = (line.words.at(-1)?.end ?? word.end) - word.x;
  const fitted = fitWords(small, room, random, 1 + random.below(4));
  if (!fitted) return undefined;
  const above = line.writer.spacing * random.between(0.5, 0.66);
  const stance = stanceOf(line, word);
  const [x, y] = stance.at(word.x, word.y - above);
  const angle = stance.angle + random.normal() * 0.01;
  return {
    line: { ...fitted, writer: small, pose: { x, y, angle, sag: 0 } },
    caret: happens(random, 0.5) ? caret(stance, word.x, word.y, line.writer) : [],
  };
}

/** A roof below the addition, its feet a little under the baseline. */
function caret(stance: Stance, x: number, y: number, { hand, ink }: Writer): readonly Stroke[] {
  const [width, top, foot] = [0.12 * hand.size, y - 0.25 * hand.size, y + 0.08 * hand.size];
  const tip = stance.at(x, top);
  const thickness = Math.max(1, 0.05 * hand.size);
  return [-width, width].map((side) => ({ from: stance.at(x + side, foot), to: tip, thickness, level: ink }));
}
