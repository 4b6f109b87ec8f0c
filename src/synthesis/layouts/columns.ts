/** Two columns, or three, beside each other, with what manuscripts have around them. */
import { withAdditions } from './additions.js';
import { footOf, headingOf, headOf, marginNotes } from './furniture.js';
import { type Desk, happens, type Laid, laid, type TextBox, textBox } from './layout.js';
import { fillBox } from './lines.js';
import { ruledPaper, someRules, stroke } from './ruling.js';

export function layColumns(desk: Desk): Laid {
  const { random, writers, width, height } = desk;
  const full = textBox(desk, 0.07, 0.13);
  const heading = happens(random, 0.25) ? headingOf(desk, full) : undefined;
  const box = heading ? { ...full, top: heading.bottom } : full;
  const gutter = Math.max(0.5 * writers[0].spacing, width * random.between(0.02, 0.05));
  const columns = columnsIn(box, gutter, happens(random, 0.85) ? 2 : 3, desk);
  const share = happens(random, 0.25) ? random.between(0.02, 0.1) : 0;
  const angle = random.normal() * 0.004;
  const ends = random.between(0, 0.12);
  const texts = columns.map((column) => {
    const lines = fillBox(column, writers[0], random, { angle, ends });
    return withAdditions({ type: 'paragraph', lines }, desk, share);
  });
  const notes = happens(random, 0.3)
    ? marginNotes(desk, { ...box, left: 0.03 * width, right: box.left - 0.01 * width })
    : [];
  const middle = (columns[0]?.right ?? box.left) + gutter / 2;
  const parting = someRules(desk, 0.2, (rules) => [
    stroke([middle, box.top], [middle, box.bottom], { thickness: 1.5, level: rules.between(0.2, 0.7) }),
  ]);
  return laid(
    [
      ...headOf(desk, full),
      ...(heading ? [heading.block] : []),
      ...texts.map(({ block }) => block),
      ...notes,
      ...footOf(desk, full, height),
    ],
    [...ruledPaper(desk, box), ...parting, ...texts.flatMap(({ strokes }) => strokes)],
  );
}

/** Of about the same width; the last one may end higher. */
function columnsIn(box: TextBox, gutter: number, count: number, { random }: Desk): readonly TextBox[] {
  const share = count === 2 ? random.between(0.44, 0.56) : 1 / count;
  const free = box.right - box.left - (count - 1) * gutter;
  const first = free * share;
  const width = (free - first) / (count - 1);
  return Array.from({ length: count }, (_, n) => {
    const left = n === 0 ? box.left : box.left + first + gutter + (n - 1) * (width + gutter);
    const isShort = n === count - 1 && happens(random, 0.2);
    const bottom = isShort ? box.top + (box.bottom - box.top) * random.between(0.3, 0.9) : box.bottom;
    return { left, right: left + (n === 0 ? first : width), top: box.top, bottom };
  });
}
