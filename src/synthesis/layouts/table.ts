/**
 * A table: a head, columns of numbers and texts, rows of one line or several, with rules, with some, or without. A column
 * is a block, and its lines are read downwards; the cells of the head are one block.
 */
import { headOf, numberText } from './furniture.js';
import {
  type Block,
  type Desk,
  happens,
  type Laid,
  laid,
  type Stroke,
  type TextBox,
  textBox,
  type WrittenLine,
} from './layout.js';
import { type Fitted, fitWords, putLine } from './lines.js';
import { forRules, stroke } from './ruling.js';
import type { Writer } from './writer.js';

interface Column {
  readonly left: number;
  readonly right: number;
  readonly kind: 'number' | 'words' | 'text';
  /** Share of cells that have something. */
  readonly full: number;
}

export function layTable(desk: Desk): Laid {
  const { random, writers } = desk;
  const box = textBox(desk, 0.04, 0.1);
  const columns = columnsIn(box, desk);
  const head = happens(random, 0.8) ? headRow(desk, columns, box.top) : undefined;
  const top = head?.bottom ?? box.top;
  const cells: WrittenLine[][] = columns.map(() => []);
  const rows: number[] = [top];
  for (let y = top; ; ) {
    const row = columns.map((column) => cellOf(column, writers[0], y, desk));
    const bottom = y + Math.max(1, ...row.map(({ length }) => length)) * writers[0].spacing;
    if (bottom + 0.3 * writers[0].spacing > box.bottom) break;
    for (const [n, lines] of row.entries()) cells[n]?.push(...lines);
    y = bottom;
    rows.push(y);
  }
  const body = cells.map((lines): Block => ({ type: 'paragraph', lines }));
  return laid(
    [...headOf(desk, box), ...(head ? [head.block] : []), ...body],
    rulesOf(desk, box, columns, [box.top, ...rows]),
  );
}

/** Narrow ones for numbers, wide ones for texts. */
function columnsIn(box: TextBox, { random, writers: [{ spacing, counts }] }: Desk): readonly Column[] {
  const count = 3 + random.below(5);
  const kinds = Array.from({ length: count }, (): Column['kind'] => {
    const chance = random.uniform();
    return chance < 0.4 && counts ? 'number' : chance < 0.75 ? 'words' : 'text';
  });
  const weights = kinds.map((kind) => random.between(0.8, 1.3) * { number: 0.8, words: 1.6, text: 3.2 }[kind]);
  const unit = (box.right - box.left) / weights.reduce((a, b) => a + b, 0);
  let left = box.left;
  return kinds.map((kind, n) => {
    const right = left + (weights[n] ?? 1) * unit;
    const inner = Math.min(0.25 * spacing, 0.1 * (right - left));
    const column = { left: left + inner, right: right - inner, kind, full: random.between(0.5, 1) };
    left = right;
    return column;
  });
}

/** The lines of a cell whose top is given; few where it is empty. */
function cellOf({ left, right, kind, full }: Column, writer: Writer, top: number, { random }: Desk): WrittenLine[] {
  if (!happens(random, full)) return [];
  const room = right - left;
  const count = kind === 'text' && happens(random, 0.5) ? 2 + random.below(3) : 1;
  const lines: WrittenLine[] = [];
  for (let n = 0; n < count; n++) {
    const fitted = contentOf(kind, writer, room, random);
    if (!fitted) break;
    const y = top + n * writer.spacing + 0.75 * writer.spacing + random.normal() * 0.03 * writer.spacing;
    const side = kind === 'number' ? 'right' : 'left';
    lines.push(putLine(fitted, writer, { left, right }, y, { side, angle: random.normal() * 0.006 }));
  }
  return lines;
}

function contentOf(kind: Column['kind'], writer: Writer, room: number, random: Desk['random']): Fitted | undefined {
  if (kind === 'number') return numberText(writer, random, room);
  return fitWords(writer, room, random, kind === 'words' ? 1 + random.below(2) : Number.POSITIVE_INFINITY);
}

/** Titles of columns, by another hand or in another size. */
function headRow(
  { random, writers }: Desk,
  columns: readonly Column[],
  top: number,
): { readonly block: Block; readonly bottom: number } {
  const writer = random.pick(writers).scaled(random.between(0.6, 0.9));
  const height = writer.spacing * random.between(1.3, 2.5);
  const y = top + (height + writer.ascender) / 2;
  const lines = columns.flatMap(({ left, right }) => {
    const fitted = fitWords(writer, right - left, random, 2);
    return fitted ? [putLine(fitted, writer, { left, right }, y, { side: 'middle' })] : [];
  });
  return { block: { type: 'heading', lines }, bottom: top + height };
}

/** All rules, those between columns, those between rows, or none. */
function rulesOf(desk: Desk, box: TextBox, columns: readonly Column[], rows: readonly number[]): readonly Stroke[] {
  const random = forRules(desk);
  const kind = desk.rules > 0 ? random.pick(['all', 'all', 'columns', 'columns', 'rows', 'none'] as const) : 'none';
  if (kind === 'none') return [];
  const style = { thickness: random.between(1, 3), level: random.between(0.3, 0.95) };
  const bottom = rows.at(-1) ?? box.bottom;
  const across = rows.map((y) => stroke([box.left, y], [box.right, y], style));
  const ends = [
    box.left,
    ...columns.slice(1).map(({ left }, n) => (left + (columns[n]?.right ?? left)) / 2),
    box.right,
  ];
  const down = ends.map((x) => stroke([x, box.top], [x, bottom], style));
  if (kind === 'all') return [...across, ...down];
  return kind === 'rows' ? across : [...across.slice(0, 2), ...down];
}
