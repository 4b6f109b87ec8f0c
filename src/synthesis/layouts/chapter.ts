/** A page of a book or treatise: headings between paragraphs, running header, notes at the foot. */
import { withAdditions } from './additions.js';
import { footnotesOf, footOf, headingOf, headOf, marginNotes } from './furniture.js';
import { type Block, type Desk, happens, type Laid, laid, type Stroke, type TextBox, textBox } from './layout.js';
import { bottomOf, fillBox } from './lines.js';
import { ruledPaper } from './ruling.js';

export function layChapter(desk: Desk): Laid {
  const { random, width, height } = desk;
  const box = textBox(desk, 0.08, 0.16);
  const notes = happens(random, 0.35) ? footnotesOf(desk, box) : undefined;
  const text = sectionsOf(desk, notes?.above ?? box);
  const margin = { ...box, left: 0.03 * width, right: box.left - 0.015 * width };
  const beside = happens(random, 0.25) ? marginNotes(desk, margin) : [];
  return laid(
    [...headOf(desk, box), ...text.blocks, ...beside, ...(notes ? [notes.block] : []), ...footOf(desk, box, height)],
    [...ruledPaper(desk, box), ...text.strokes, ...(notes?.strokes ?? [])],
  );
}

/** Headings, each with its text below it. */
function sectionsOf(
  desk: Desk,
  box: TextBox,
): { readonly blocks: readonly Block[]; readonly strokes: readonly Stroke[] } {
  const { random, writers } = desk;
  const [writer] = writers;
  const blocks: Block[] = [];
  const strokes: Stroke[] = [];
  const share = happens(random, 0.3) ? random.between(0.02, 0.1) : 0;
  const sections = 1 + random.below(3);
  let top = box.top;
  for (let n = 0; n < sections && top < box.bottom - 3 * writer.spacing; n++) {
    if (n > 0 || happens(random, 0.6)) {
      const heading = headingOf(desk, { ...box, top });
      blocks.push(heading.block);
      top = heading.bottom;
    }
    const rest = box.bottom - top;
    const bottom = n === sections - 1 ? box.bottom : top + rest * random.between(0.3, 0.7);
    const lines = fillBox({ ...box, top, bottom }, writer, random, { ends: 0.12, indent: random.pick([0, 1, 2]) });
    const text = withAdditions({ type: 'paragraph', lines }, desk, share);
    blocks.push(text.block);
    strokes.push(...text.strokes);
    top = bottomOf(lines, top) + writer.spacing * random.between(0.4, 1.5);
  }
  return { blocks, strokes };
}
