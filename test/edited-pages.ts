/** Files of pages with an edit written into them, for tests. */
import { readPageFile, updatePageFile } from '../src/formats/index.js';
import type { Line, Page, Region } from '../src/page/index.js';

export const changed = '2026-05-06T07:08:09Z';

export async function readText(text: string): Promise<Page> {
  return (await readPageFile(new TextEncoder().encode(text))).page;
}

/** The file's text after an edit of its page, and the page that it describes then. */
export async function edited(text: string, edit: (page: Page) => Page) {
  const before = await readText(text);
  const after = edit(before);
  const result = await updatePageFile(text, before, after, { changed });
  return { result, after, page: await readText(result) };
}

export const onRegions = (edit: (regions: readonly Region[]) => readonly Region[]) => (page: Page) => ({
  ...page,
  regions: edit(page.regions),
});

export const onRegion = (id: string, edit: (region: Region) => Region) =>
  onRegions((regions) => regions.map((region) => (region.id === id ? edit(region) : region)));

export const onLines = (id: string, edit: (lines: readonly Line[]) => readonly Line[]) =>
  onRegion(id, (region) => ({ ...region, lines: edit(region.lines) }));

export const onLine = (id: string, edit: (line: Line) => Line) =>
  onRegions((regions) =>
    regions.map((region) => ({ ...region, lines: region.lines.map((line) => (line.id === id ? edit(line) : line)) })),
  );

export const withText =
  (text: string) =>
  (line: Line): Line => ({ ...line, text });

/** Each region's id with those of its lines. */
export function idsOf(page: Page): readonly string[] {
  return page.regions.map(({ id, lines }) => [id, ...lines.map((line) => line.id)].join(' '));
}
