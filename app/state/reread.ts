/** Reading single lines again: those that a person has drawn, cut or joined. */
import { linesOf } from 'ductus/web';
import { tellError } from './notices.js';
import { edit, openDocument, openImage, sheet } from './open-page.js';
import { guide, openReader, work } from './reader.js';

/** Reads a line of the open page as it stands there now; what it says can be undone. */
export async function rereadLine(id: string): Promise<void> {
  const [image, now] = [openImage.value, sheet.value];
  if (!image || !now) return;
  try {
    await openReader(openDocument.value?.model);
    await guide();
    const read = await work.ask('readLines', { image, page: now.page, only: [id] });
    const line = linesOf(read).find((candidate) => candidate.id === id);
    if (!line) return;
    edit('read', ({ page, checked, written }) => ({
      page: {
        ...page,
        regions: page.regions.map((region) => ({
          ...region,
          lines: region.lines.map((before) => (before.id === id ? line : before)),
        })),
      },
      checked: checked.filter((kept) => kept !== id),
      written: written.filter((kept) => kept !== id),
    }));
  } catch (error) {
    tellError(error);
  }
}
