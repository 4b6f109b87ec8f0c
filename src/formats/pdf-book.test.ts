import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { boxPolygon, type Page } from '../page/index.js';
import type { PageImage } from './pdf.js';
import { PdfBook } from './pdf-book.js';

const run = promisify(execFile);
const grey = { create: { width: 300, height: 200, channels: 3, background: '#ccc' } } as const;

function pageWith(...words: readonly string[]): Page {
  const placed = words.map((text, index) => ({
    text,
    polygon: boxPolygon({ x: 20 + 90 * index, y: 50, width: 80, height: 40 }),
  }));
  const line = {
    id: 'l1',
    text: words.join(' '),
    polygon: boxPolygon({ x: 20, y: 50, width: 260, height: 40 }),
    words: placed,
  };
  return { image: 'a.jpg', width: 300, height: 200, regions: [{ id: 'r1', lines: [line] }] };
}

async function jpeg(): Promise<PageImage> {
  return { bytes: await sharp(grey).jpeg().toBuffer(), type: 'jpeg', orientation: 1, dpi: 100 };
}

async function png(): Promise<PageImage> {
  return { bytes: await sharp(grey).png().toBuffer(), type: 'png', orientation: 1, dpi: 300 };
}

async function book(pages: readonly (readonly [Page, PageImage])[]): Promise<Uint8Array> {
  const begun = await PdfBook.begin('Grüße');
  const parts: Uint8Array[] = [];
  for (const [page, image] of pages) parts.push(await begun.add(page, image));
  return new Uint8Array(Buffer.concat([...parts, begun.end()]));
}

async function textsOf(bytes: Uint8Array): Promise<readonly string[]> {
  const task = getDocument({ data: bytes.slice(), verbosity: 0 });
  const opened = await task.promise;
  const texts: string[] = [];
  for (let number = 1; number <= opened.numPages; number++) {
    const { items } = await (await opened.getPage(number)).getTextContent();
    texts.push(items.map((item) => ('str' in item ? item.str : '')).join(''));
  }
  await task.destroy();
  return texts;
}

describe('a PDF of many pages', () => {
  it('has them in their order, each with its text, whatever characters come later', async () => {
    const bytes = await book([
      [pageWith('one', 'two'), await jpeg()],
      [pageWith('Grüße', 'aus'), await png()],
      [pageWith('אבג', 'three'), await jpeg()],
    ]);
    expect((await textsOf(bytes)).map((text) => text.trim())).toEqual(['one two', 'Grüße aus', 'אבג three']);
  });

  it('gives out the image of a page with the page, and keeps nothing of it', async () => {
    const begun = await PdfBook.begin('a');
    const image = await jpeg();
    const sizes: number[] = [];
    for (let i = 0; i < 5; i++) {
      const bytes = Buffer.from(await begun.add(pageWith('a'), image));
      expect(bytes.includes(Buffer.from(image.bytes))).toBe(true);
      sizes.push(bytes.length);
    }
    expect(sizes.at(-1)).toBeLessThan(image.bytes.length + 2000);
    expect(begun.end().length).toBeLessThan(10_000);
  });

  it('is whole for readers that are strict with tables of places', async ({ skip }) => {
    const folder = await mkdtemp(join(tmpdir(), 'ductus-'));
    try {
      const path = join(folder, 'a.pdf');
      await writeFile(
        path,
        await book([
          [pageWith('one'), await jpeg()],
          [pageWith('two'), await png()],
        ]),
      );
      const info = await run('pdfinfo', [path]).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      });
      if (!info) return skip('pdfinfo of poppler is not installed');
      expect(info.stdout).toMatch(/Title:\s+Grüße[\s\S]*Pages:\s+2/);
      // What is mended is told there.
      expect(info.stderr).toBe('');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('without pages is a PDF still', async () => {
    expect(Buffer.from((await PdfBook.begin('a')).end()).toString('latin1')).toMatch(/^%PDF-1\.7[\s\S]*%%EOF\n$/);
  });
});
