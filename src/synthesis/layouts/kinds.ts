/** The kinds of layouts by their names. */
import { layChapter } from './chapter.js';
import { layColumns } from './columns.js';
import type { Desk, Laid, Layout } from './layout.js';
import { layLetter } from './letter.js';
import { layOpening } from './opening.js';
import { layRegister } from './register.js';
import { layTable } from './table.js';
import { layVerse } from './verse.js';

/** Of one page. */
const single = {
  letter: layLetter,
  register: layRegister,
  columns: layColumns,
  chapter: layChapter,
  verse: layVerse,
  table: layTable,
} as const satisfies Readonly<Record<string, Layout>>;

type SingleName = keyof typeof single;
const singleNames: readonly SingleName[] = ['letter', 'register', 'columns', 'chapter', 'verse', 'table'];

/** Kinds of pages; `opening` is two of the others that face each other. */
export type LayoutName = SingleName | 'opening';
export const layoutNames: readonly LayoutName[] = [...singleNames, 'opening'];

export function isLayoutName(name: string): name is LayoutName {
  return layoutNames.some((known) => known === name);
}

/** A page, or two, laid out; a function of the desk. */
export function layOut(name: LayoutName, desk: Desk): Laid {
  if (name !== 'opening') return single[name](desk);
  const left = desk.random.pick(singleNames);
  // Pages of one book are mostly alike.
  const right = desk.random.uniform() < 0.8 ? left : desk.random.pick(singleNames);
  return layOpening(desk, [single[left], single[right]]);
}
