/** Ruled and squared paper, margins that are drawn. */
import type { Point } from '../../page/index.js';
import { Random } from '../../random/index.js';
import { type Desk, happens, type Stroke, type TextBox } from './layout.js';

/** Rules over the whole width of the page, by chance with a line down a margin; nothing where the paper is plain. */
export function ruledPaper(desk: Desk, box: TextBox): readonly Stroke[] {
  const { width, height, writers } = desk;
  const [{ spacing }] = writers;
  const random = forRules(desk);
  if (!happens(random, desk.rules)) return [];
  const style = { thickness: Math.max(1, spacing * random.between(0.02, 0.05)), level: random.between(0.12, 0.45) };
  // Writing keeps to the rules, or goes its own way.
  const step = spacing * (happens(random, 0.6) ? 1 : random.between(0.7, 1.4));
  const across: Stroke[] = [];
  for (let y = box.top + step * random.uniform(); y < height - 0.3 * step; y += step) {
    across.push(stroke([0, y], [width, y], style));
  }
  if (happens(random, 0.3)) across.push(...marginLine(box.left, height, style.thickness, random.between(0.2, 0.6)));
  const squared = happens(random, 0.15);
  const down = squared ? Math.floor(width / step) : 0;
  return [...across, ...Array.from({ length: down }, (_, n) => stroke([n * step, 0], [n * step, height], style))];
}

/** A stream of its own, so that the writing is the same with rules and without. */
export function forRules({ random }: Desk): Random {
  return new Random('rules', random.uint32());
}

/** Some single rules, on a share of the pages that may have any. */
export function someRules(desk: Desk, share: number, draw: (random: Random) => readonly Stroke[]): readonly Stroke[] {
  const random = forRules(desk);
  return happens(random, share) && desk.rules > 0 ? draw(random) : [];
}

/** A line from the top of the page to its bottom, a little left of a text. */
export function marginLine(left: number, height: number, thickness: number, level: number): readonly Stroke[] {
  const x = left - 4 * thickness;
  return [stroke([x, 0], [x, height], { thickness, level })];
}

export function stroke(from: Point, to: Point, style: Pick<Stroke, 'thickness' | 'level'>): Stroke {
  return { from, to, ...style };
}
