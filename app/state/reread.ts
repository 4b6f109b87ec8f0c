/** Reading single lines again: those that a person has drawn, cut or joined. */
import { linesOf } from 'ductus/web';
import { withLineRead } from './edited-sheet.js';
import { tellError } from './notices.js';
import { openDocument, openImage } from './open-page.js';
import { changeSheet, openId, sheetOf, takeInHand } from './pages-at-hand.js';
import { withReader, work } from './reader.js';

/** Reads a line of the open page as it stands there now; what it says can be undone. */
export async function rereadLine(id: string): Promise<void> {
  const [page, image, model] = [openId.value, openImage.value, openDocument.value?.model];
  const sent = sheetOf(page)?.history.value;
  if (page === undefined || !image || !sent) return;
  try {
    const read = await withReader(model, 'guided', () => work.ask('readLines', { image, page: sent.page, only: [id] }));
    const line = linesOf(read).find((candidate) => candidate.id === id);
    // Another page may be open by now.
    if (!line || !(sheetOf(page) ?? (await takeInHand(page)))) return;
    changeSheet(page, 'read', (now) => withLineRead(now, sent, line));
  } catch (error) {
    tellError(error);
  }
}
