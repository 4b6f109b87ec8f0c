/** Reading in the worker: one reader is open, and used with the language once there is one. */
import { type Page, PageReader } from 'ductus/web';
import { Held } from './held.js';
import type { AnswerOf, PageEvent } from './messages.js';

let plain: Held<PageReader> | undefined;
let guided: Held<PageReader> | undefined;

function current(): Held<PageReader> {
  const reader = guided ?? plain;
  if (!reader) throw new Error('the reader is not open yet');
  return reader;
}

/** What reads with the ones before reads to its end. */
export const open: AnswerOf<'open'> = async ({ model, layout }) => {
  const before = [plain, guided];
  const opened = new Held(PageReader.load({ model, layout, language: false }));
  [plain, guided] = [opened, undefined];
  try {
    const { alphabet, threads } = await opened.value;
    return { threads, characters: alphabet.characters };
  } catch (error) {
    if (plain === opened) plain = undefined;
    throw error;
  } finally {
    for (const reader of before) await reader?.giveUp();
  }
};

export const language: AnswerOf<'language'> = async (address) => {
  const reader = plain;
  if (!reader) throw new Error('the reader is not open yet');
  const next = address === undefined ? undefined : await withLanguage(reader, address);
  // Another may have been opened meanwhile.
  const before = plain === reader ? guided : next;
  if (plain === reader) guided = next;
  await before?.giveUp();
};

/** @returns nothing where it can't be had: reading goes on without it */
async function withLanguage(reader: Held<PageReader>, address: string): Promise<Held<PageReader> | undefined> {
  const next = await reader.use((open) => open.withLanguage(address)).catch(() => undefined);
  return next && new Held(Promise.resolve(next));
}

export const read: AnswerOf<'read'> = async ({ image, name, single }, tell, signal) =>
  current().use(async (reader) => {
    if (single) return readSingle(reader, image, name, tell, signal);
    const page = await reader.read(image, {
      signal,
      located: (located) => tell({ kind: 'located', page: { ...located, image: name } }),
      lineRead: (line) => tell({ kind: 'line', line }),
      warned: ({ code }) => tell({ kind: 'warning', code }),
    });
    return { ...page, image: name };
  });

/** The image of a line as a page that has nothing else. */
async function readSingle(
  reader: PageReader,
  image: Blob,
  name: string,
  tell: (event: PageEvent) => void,
  signal: AbortSignal,
): Promise<Page> {
  const bitmap = await createImageBitmap(image);
  const { width, height } = bitmap;
  bitmap.close();
  const polygon = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ] as const;
  const page: Page = {
    image: name,
    width,
    height,
    regions: [{ id: 'r1', polygon, lines: [{ id: 'r1l1', text: '', untranscribed: true, polygon }] }],
  };
  tell({ kind: 'located', page });
  return reader.readLines(image, page, { signal, lineRead: (line) => tell({ kind: 'line', line }) });
}

export const readLines: AnswerOf<'readLines'> = async ({ image, page, only }, tell, signal) =>
  current().use((reader) =>
    reader.readLines(image, page, { only, signal, lineRead: (line) => tell({ kind: 'line', line }) }),
  );
