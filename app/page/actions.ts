/** What can be done on the page screen, by key or by button. */
import { editing } from 'ductus/web';
import {
  active,
  activeIndex,
  activeLine,
  check,
  editPage,
  isChecked,
  lastStep,
  openDocument,
  openPage,
  redoEdit,
  type Step,
  sheet,
  sheetLines,
  undoEdit,
} from '../state/open-page.js';
import { rereadLine } from '../state/reread.js';
import { go } from '../state/route.js';
import { caret, wishedCaret } from './caret.js';
import type { Action } from './keys.js';
import { leastConfidence } from './line-text.js';
import { dialog, palette } from './panels.js';
import { codePoints } from './pointed.js';
import { takeTool, tool } from './tool.js';
import { view } from './view-controls.js';

/** Makes a line the active one. @param cursor whether its text is to be written in at once */
export function activate(id: string, cursor = false): void {
  activeLine.value = id;
  if (cursor) wishedCaret.value = { line: id, index: 'end' };
}

export const actions: Readonly<Record<Action, () => void>> = {
  next: () => {
    if (active.value) check(active.value.id, true);
    step(1);
  },
  previous: () => step(-1),
  below: () => step(1),
  write: () => ofLine((id) => activate(id, true)),
  nextDoubtful: () => toDoubtful('forward'),
  previousDoubtful: () => toDoubtful('backward'),
  undo: () => cursorAfter(undoEdit),
  redo: () => cursorAfter(redoEdit),
  find: () => {
    dialog.value = 'find';
  },
  characters: () => {
    palette.value = !palette.value;
  },
  keys: () => {
    dialog.value = 'keys';
  },
  leave,
  nextPage: () => turnPage(1),
  previousPage: () => turnPage(-1),
  cut: cutHere,
  join: joinWithNext,
  up: () => ofLine((id) => editPage('order', (page) => editing.orderLines(page, [id], 'up'))),
  down: () => ofLine((id) => editPage('order', (page) => editing.orderLines(page, [id], 'down'))),
  reverse: () => ofLine((id) => editPage('reverse', (page) => editing.reverseLine(page, id))),
  remove: removeLine,
  draw: () => takeTool('draw'),
  points: () => takeTool('points'),
  readLine: () => ofLine((id) => void rereadLine(id)),
  zoomIn: () => view.value?.zoomIn(),
  zoomOut: () => view.value?.zoomOut(),
  whole: () => view.value?.whole(),
};

/** The cursor goes to what is another text now, where somebody is writing. */
function cursorAfter(step: () => void): void {
  const isWriting = document.activeElement instanceof HTMLTextAreaElement;
  lastStep.value = undefined;
  step();
  const changed = lastStep.value as Step | undefined;
  if (isWriting && changed) wishedCaret.value = { line: changed.line.id, index: changed.index };
}

function ofLine(work: (id: string) => void): void {
  if (active.value) work(active.value.id);
}

/** To the next line or the one before; the cursor goes along where it is in a text. */
function step(by: 1 | -1): void {
  const line = sheetLines.value[activeIndex.value + by];
  if (!line) return;
  activate(line.id, document.activeElement instanceof HTMLTextAreaElement);
}

function toDoubtful(direction: 'forward' | 'backward'): void {
  const page = sheet.value?.page;
  if (!page) return;
  const at = active.value;
  const offset = caret.value?.line === at?.id ? (caret.value?.offset ?? 0) : 0;
  // The cursor stands behind what is chosen, or before what is typed next.
  let from = at && { lineId: at.id, index: codePoints(at.text, offset) - (offset === 0 ? 1 : 0) };
  for (;;) {
    const place = editing.nextDoubtful(page, from, direction, leastConfidence);
    if (!place) return;
    if (!isChecked(place.lineId)) {
      activeLine.value = place.lineId;
      wishedCaret.value = { line: place.lineId, index: place.index, whole: true };
      return;
    }
    from = place;
  }
}

/** Out of the text, then out of the tool. */
function leave(): void {
  if (document.activeElement instanceof HTMLTextAreaElement) {
    document.querySelector<HTMLElement>('.line-row.active')?.focus();
  } else tool.value = 'look';
}

/** At the cursor; without one, on the image. */
function cutHere(): void {
  const line = active.value;
  if (!line) return;
  const isWriting = document.activeElement instanceof HTMLTextAreaElement && caret.value?.line === line.id;
  if (!isWriting) {
    takeTool('cut');
    return;
  }
  const at = codePoints(line.text, caret.value?.offset ?? 0);
  editPage('cut', (page) => editing.cutLine(page, line.id, at));
}

function joinWithNext(): void {
  const next = sheetLines.value[activeIndex.value + 1];
  if (next) ofLine((id) => editPage('join', (page) => editing.joinLines(page, [id, next.id])));
}

function removeLine(): void {
  const neighbour = sheetLines.value[activeIndex.value + 1] ?? sheetLines.value[activeIndex.value - 1];
  ofLine((id) => editPage('delete', (page) => editing.deleteLine(page, id)));
  if (neighbour) activate(neighbour.id);
}

export function turnPage(by: 1 | -1): void {
  const pages = openDocument.value?.pages ?? [];
  const next = pages[pages.findIndex(({ id }) => id === openPage.value?.id) + by];
  if (next && openDocument.value) go({ screen: 'page', document: openDocument.value.id, page: next.id });
}
