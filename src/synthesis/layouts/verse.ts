/** Verses, or a list: short lines that begin below each other, in groups. */
import { footOf, headingOf, headOf } from './furniture.js';
import { type Block, type Desk, happens, type Laid, laid, textBox } from './layout.js';
import { bottomOf, fillBox } from './lines.js';
import { ruledPaper } from './ruling.js';

export function layVerse(desk: Desk): Laid {
  const { random, writers, height } = desk;
  const [writer] = writers;
  const box = textBox(desk, 0.07, 0.2);
  const heading = happens(random, 0.5) ? headingOf(desk, box) : undefined;
  const verses = 3 + random.below(12);
  const least = random.between(0.25, 0.6);
  const ragged = [least, Math.min(1, least + random.between(0.05, 0.35))] as const;
  const stanzas: Block[] = [];
  for (let top = heading?.bottom ?? box.top; top < box.bottom - writer.spacing; ) {
    const lines = fillBox({ ...box, top }, writer, random, { ends: 0, ragged, lines: verses });
    if (lines.length === 0) break;
    stanzas.push({ type: 'paragraph', lines });
    top = bottomOf(lines, top) + writer.spacing * random.between(0.4, 1.2);
    if (happens(random, 0.08)) break;
  }
  return laid(
    [...headOf(desk, box), ...(heading ? [heading.block] : []), ...stanzas, ...footOf(desk, box, height)],
    ruledPaper(desk, box),
  );
}
