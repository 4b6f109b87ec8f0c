/** A letter: place and date, salutation, paragraphs, and who signs it. */
import { withAdditions } from './additions.js';
import { footOf } from './furniture.js';
import { type Block, type Desk, happens, type Laid, laid, type TextBox, textBox } from './layout.js';
import { bottomOf, fillBox, fitWords, putLine, type Side } from './lines.js';
import { ruledPaper } from './ruling.js';

export function layLetter(desk: Desk): Laid {
  const { random, writers, height } = desk;
  const [writer] = writers;
  const box = textBox(desk);
  const isFirst = happens(random, 0.6);
  const opening = isFirst ? openingOf(desk, box) : [];
  const top = opening.length > 0 ? bottomOf(opening.at(-1)?.lines ?? [], box.top) + 0.4 * writer.spacing : box.top;
  // A last page is not full.
  const isLast = happens(random, 0.5);
  const bottom = isLast ? top + (box.bottom - top) * random.between(0.3, 0.8) : box.bottom;
  const indent = random.pick([0, 1, 2.5]);
  const angle = random.normal() * 0.008;
  const text: Block = {
    type: 'paragraph',
    lines: fillBox({ ...box, top, bottom }, writer, random, { ends: 0.1, indent, angle }),
  };
  const body = withAdditions(text, desk, happens(random, 0.4) ? random.between(0.03, 0.2) : 0);
  const closing = isLast ? closingOf(desk, { ...box, top: bottomOf(text.lines, top) + 0.3 * writer.spacing }) : [];
  const foot = isLast ? [] : footOf(desk, box, height);
  return laid([...opening, body.block, ...closing, ...foot], [...ruledPaper(desk, box), ...body.strokes]);
}

/** Date and salutation, each a block. */
function openingOf({ random, writers: [writer] }: Desk, box: TextBox): readonly Block[] {
  const width = box.right - box.left;
  const date = fitWords(writer, width * 0.5, random, 2 + random.below(4));
  const salutation = fitWords(writer, width * 0.6, random, 1 + random.below(4));
  const y = box.top + writer.ascender;
  const side = random.pick<Side>(['right', 'right', 'left']);
  const second = y + writer.spacing * random.between(1.2, 3);
  const indented = { ...box, left: box.left + width * random.between(0, 0.2) };
  return [
    { type: 'paragraph', lines: date ? [putLine(date, writer, box, y, { side })] : [] },
    { type: 'paragraph', lines: salutation ? [putLine(salutation, writer, indented, second)] : [] },
  ];
}

/** A formula and a name, as far as there is room for them. */
function closingOf({ random, writers }: Desk, box: TextBox): readonly Block[] {
  const [writer] = writers;
  const width = box.right - box.left;
  const closing = fillBox({ ...box, left: box.left + width * random.between(0.2, 0.5) }, writer, random, {
    lines: 1 + random.below(3),
    ragged: [0.4, 0.9],
  });
  const signer = random.pick(writers).scaled(random.between(1, 1.6));
  const name = fitWords(signer, width * 0.5, random, 2);
  const y = bottomOf(closing, box.top) + signer.ascender + writer.spacing * random.between(0.2, 1);
  const angle = random.between(-0.12, 0.03);
  const fits = name !== undefined && y + signer.descender < box.bottom;
  return [
    { type: 'paragraph', lines: closing },
    { type: 'paragraph', lines: fits ? [putLine(name, signer, box, y, { side: 'right', angle })] : [] },
  ];
}
