import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { boxPolygon, type Page, type Point } from '../page/index.js';
import { writePdf } from './pdf.js';
import { placedTexts } from './pdf-text.js';

it.each([
  ['down', 1],
  ['up', -1],
] as const)('the words of a line that is written %s the page stand along it, on their feet', (_, sign) => {
  // Pixels along the line and below its baseline, as places on the page.
  const at = (t: number, v: number): Point => [500 - sign * v, 600 + sign * t];
  const band = (from: number, to: number) => [at(from, -30), at(to, -30), at(to, 12), at(from, 12)];
  const words = [
    { text: 'nota', polygon: band(0, 80) },
    { text: 'bene', polygon: band(100, 180) },
  ];
  const line = { id: 'l', text: 'nota bene', baseline: [at(0, 0), at(180, 0)], polygon: band(0, 180), words };
  const page: Page = { image: '', width: 1000, height: 1200, regions: [{ id: 'r', lines: [line] }] };
  const texts = placedTexts(page);
  expect(texts.map(({ text }) => text)).toEqual(['nota', ' ', 'bene']);
  for (const [index, { along, at: foot, length, size }] of texts.entries()) {
    expect([along[0] + 0, along[1]]).toEqual([0, sign]);
    expect(size).toBe(42);
    const [x, y] = at([0, 80, 100][index] ?? 0, 12);
    expect(foot[0]).toBeCloseTo(x);
    expect(foot[1]).toBeCloseTo(y);
    expect(length).toBeCloseTo([80, 20, 80][index] ?? 0);
  }
});

it('words that are written from right to left have the spaces between them, and all of their boxes', () => {
  const word = (text: string, x: number, width: number) => ({
    text,
    polygon: boxPolygon({ x, y: 0, width, height: 40 }),
  });
  const words = [word('אחת', 300, 80), word('שתים', 180, 100), word('שלוש', 40, 120)];
  const line = { id: 'l', text: 'אחת שתים שלוש', polygon: boxPolygon({ x: 40, y: 0, width: 340, height: 40 }), words };
  const page: Page = { image: '', width: 500, height: 100, regions: [{ id: 'r', lines: [line] }] };
  expect(placedTexts(page).map(({ text, at, length }) => [text, at[0], length])).toEqual([
    ['תחא', 300, 80],
    [' ', 280, 20],
    ['םיתש', 180, 100],
    [' ', 160, 20],
    ['שולש', 40, 120],
  ]);
});

it('the text of a line counts where its words are others', () => {
  const word = { text: 'Brief', polygon: boxPolygon({ x: 0, y: 0, width: 80, height: 40 }) };
  const line = { id: 'l', text: 'Briefe', polygon: boxPolygon({ x: 0, y: 0, width: 100, height: 40 }) };
  const textsOf = (words: readonly (typeof word)[], text = line.text) =>
    placedTexts({ image: '', width: 500, height: 100, regions: [{ id: 'r', lines: [{ ...line, text, words }] }] }).map(
      (placed) => placed.text,
    );
  expect([textsOf([word]), textsOf([]), textsOf([word], 'Brief ')]).toEqual([['Briefe'], ['Briefe'], ['Brief']]);
});

const closeWords: Page = {
  image: '',
  width: 1000,
  height: 400,
  regions: [
    {
      id: 'r',
      lines: [
        {
          id: 'l',
          text: 'après deux ans',
          baseline: [
            [100, 200],
            [460, 200],
          ],
          // The second touches the first, and the third begins within it, as words do whose ends are swung.
          words: [
            { text: 'après', polygon: boxPolygon({ x: 100, y: 160, width: 150, height: 50 }) },
            { text: 'deux', polygon: boxPolygon({ x: 250, y: 160, width: 120, height: 50 }) },
            { text: 'ans', polygon: boxPolygon({ x: 360, y: 160, width: 100, height: 50 }) },
          ],
        },
      ],
    },
  ],
};

it('words that touch have room for a space between them, and the line begins and ends where it did', () => {
  const texts = placedTexts(closeWords);
  expect(texts.map(({ text }) => text)).toEqual(['après', ' ', 'deux', ' ', 'ans']);
  for (const [index, { at, length }] of texts.entries()) {
    const next = texts[index + 1];
    if (next) expect(next.at[0]).toBeCloseTo(at[0] + length);
  }
  for (const space of [texts[1], texts[3]]) expect(space?.length).toBeCloseTo(0.3 * 50);
  expect(texts[0]?.at[0]).toBe(100);
  const last = texts.at(-1);
  expect(last && last.at[0] + last.length).toBeCloseTo(460);
});

it('poppler finds words that touch apart from each other', async ({ skip }) => {
  const bytes = await sharp({ create: { width: 1000, height: 400, channels: 3, background: '#ccc' } })
    .png()
    .toBuffer();
  const folder = await mkdtemp(join(tmpdir(), 'ductus-'));
  try {
    const path = join(folder, 'a.pdf');
    await writeFile(path, await writePdf(closeWords, { bytes, type: 'png', orientation: 1, dpi: 150 }));
    const told = await pdftotext(path);
    if (told === undefined) return skip('pdftotext of poppler is not installed');
    expect(told.trim()).toBe('après deux ans');
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** @returns undefined where it is not installed */
async function pdftotext(path: string): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('pdftotext', [path, '-'])).stdout;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
