/** A register: entries in one column beside a wide margin with notes. */
import { withAdditions } from './additions.js';
import { headOf, marginNotes } from './furniture.js';
import { type Block, type Desk, happens, type Laid, laid, type TextBox, textBox } from './layout.js';
import { bottomOf, fillBox } from './lines.js';
import { marginLine, ruledPaper, someRules } from './ruling.js';

export function layRegister(desk: Desk): Laid {
  const { random, writers, height } = desk;
  const outer = textBox(desk, 0.05, 0.1);
  const marginWidth = (outer.right - outer.left) * random.between(0.18, 0.33);
  const gap = 0.5 * writers[0].spacing;
  const isLeft = happens(random, 0.75);
  const text: TextBox = isLeft
    ? { ...outer, left: outer.left + marginWidth }
    : { ...outer, right: outer.right - marginWidth };
  const margin: TextBox = isLeft
    ? { ...outer, right: outer.left + marginWidth - gap }
    : { ...outer, left: outer.right - marginWidth + gap };
  const share = happens(random, 0.5) ? random.between(0.02, 0.15) : 0;
  const entries = entriesOf(desk, text).map((entry) => withAdditions(entry, desk, share));
  const notes = marginNotes(desk, margin);
  const drawn = someRules(desk, isLeft ? 0.3 : 0, (rules) => marginLine(text.left, height, 2, rules.between(0.2, 0.6)));
  return laid(
    [...headOf(desk, text), ...entries.map(({ block }) => block), ...notes],
    [...ruledPaper(desk, text), ...drawn, ...entries.flatMap(({ strokes }) => strokes)],
  );
}

/** One entry that fills the page, or several with gaps; some by another hand. */
function entriesOf({ random, writers }: Desk, text: TextBox): readonly Block[] {
  const [main] = writers;
  const count = happens(random, 0.5) ? 1 : 2 + random.below(5);
  const entries: Block[] = [];
  let top = text.top;
  for (let n = 0; n < count && top < text.bottom; n++) {
    const writer = n > 0 && happens(random, 0.25) ? random.pick(writers) : main;
    const lines = fillBox({ ...text, top }, writer, random, {
      ends: 0.05,
      indent: random.pick([0, 0, 1.5]),
      ...(count > 1 ? { lines: 2 + random.below(9) } : {}),
    });
    entries.push({ type: 'paragraph', lines });
    top = bottomOf(lines, top) + main.spacing * random.between(0.5, 1.8);
  }
  return entries;
}
