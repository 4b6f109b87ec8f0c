import type { Page } from 'ductus/web';
import { describe, expect, it } from 'vitest';
import { newPage } from './new-page.js';

const image = new Blob(['x']);
const sized = (width: number, height: number) => ({ width, height, thumbnail: image });
const about = { document: 'd', name: 'a.jpg', image };

function described(...texts: readonly string[]): Page {
  const lines = texts.map((text, index) => ({ id: `l${index}`, text }));
  return { image: 'a.jpg', width: 300, height: 40, regions: [{ id: 'r', lines }] };
}

describe('a new page', () => {
  it('is a line or a page by its shape, and one of a PDF always a page', () => {
    expect(newPage({ ...about, picture: sized(900, 80) }).page.single).toBe(true);
    expect(newPage({ ...about, picture: sized(900, 1200) }).page.single).toBeUndefined();
    expect(newPage({ ...about, picture: sized(900, 80), isPage: true }).page.single).toBeUndefined();
  });

  it('waits for the reader unless it is described with texts', () => {
    const stateOf = (page: Page) =>
      newPage({
        ...about,
        picture: sized(300, 40),
        description: { name: 'a.xml', format: 'page', bytes: new Uint8Array(), page },
      }).page.state;
    expect(stateOf(described('', 'text'))).toBe('read');
    expect(stateOf(described('', ' '))).toBe('waiting');
    expect(stateOf({ ...described(), regions: [] })).toBe('waiting');
    expect(newPage({ ...about, picture: sized(900, 1200) }).page).toMatchObject({
      state: 'waiting',
      page: { image: 'a.jpg', width: 900, height: 1200, regions: [] },
    });
  });
});
