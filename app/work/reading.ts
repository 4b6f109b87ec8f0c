/** Reading in the worker: one reader is open, and used with the language once there is one. */
import { type Page, PageReader } from 'ductus/web';
import type { AnswerOf, PageEvent } from './messages.js';

let plain: Promise<PageReader> | undefined;
let guided: Promise<PageReader> | undefined;

function current(): Promise<PageReader> {
  const reader = guided ?? plain;
  if (!reader) throw new Error('the reader is not open yet');
  return reader;
}

export const open: AnswerOf<'open'> = async ({ model, layout }) => {
  const before = [plain, guided];
  guided = undefined;
  plain = PageReader.load({ model, layout, language: false });
  for (const reader of before) await (await reader)?.dispose();
  const { alphabet, threads } = await plain;
  return { threads, characters: alphabet.characters };
};

export const language: AnswerOf<'language'> = async (address) => {
  const [reader, before] = [plain, guided];
  if (!reader) throw new Error('the reader is not open yet');
  // Reading goes on without it where it can't be had.
  guided = address === undefined ? undefined : (await reader).withLanguage(address).catch(() => reader);
  await guided;
  if (before !== reader) await (await before)?.dispose();
};

export const read: AnswerOf<'read'> = async ({ image, name, single }, tell, signal) => {
  const reader = await current();
  if (single) return readSingle(reader, image, name, tell, signal);
  const page = await reader.read(image, {
    signal,
    located: (located) => tell({ kind: 'located', page: { ...located, image: name } }),
    lineRead: (line) => tell({ kind: 'line', line }),
    warned: ({ code }) => tell({ kind: 'warning', code }),
  });
  return { ...page, image: name };
};

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

export const readLines: AnswerOf<'readLines'> = async ({ image, page, only }, tell, signal) => {
  const reader = await current();
  return reader.readLines(image, page, { only, signal, lineRead: (line) => tell({ kind: 'line', line }) });
};
