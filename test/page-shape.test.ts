/** What looks like a page: every page and no line of the real ones at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDataset } from '../src/dataset/node.js';
import { isLineImage } from '../src/formats/index.js';
import { looksLikePage } from '../src/page/index.js';
import { imageSize, mapConcurrently } from '../src/runtime/index.js';

const shared = process.env.DUCTUS_SHARED ?? '../shared';

/** Images of `KIND/SET/PART`. */
function imagesIn(kind: string, parts: readonly string[]): readonly string[] {
  return readdirSync(join(shared, kind)).flatMap((set) =>
    parts
      .map((part) => join(shared, kind, set, part))
      .filter(existsSync)
      .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
      .filter(isLineImage),
  );
}

/** By the frame's segment: of 19,000 files libvips takes twenty seconds to say the same. */
function jpegSize(path: string): { width: number; height: number } {
  const bytes = readFileSync(path);
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt16BE(at);
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
  }
  throw new Error(`${path}: no frame`);
}

it.skipIf(!existsSync(shared))('all real pages look like pages (skipped without ../shared)', async () => {
  for (const pages of [imagesIn('pages', ['train', 'val']), imagesIn('lines', ['pages'])]) {
    expect(pages.length).toBeGreaterThan(20);
    const sizes = await mapConcurrently(pages, 4, imageSize);
    expect(sizes.filter(looksLikePage).length).toBe(pages.length);
  }
});

it.skipIf(!existsSync(shared))('no ready line looks like a page (skipped without ../shared)', () => {
  const lines = imagesIn('lines', ['train', 'val']);
  expect(lines.length).toBeGreaterThan(19_000);
  expect(lines.map(jpegSize).filter(looksLikePage)).toEqual([]);
});

it.skipIf(!existsSync(shared))(
  'no line as it was photographed on its page looks like a page (skipped without ../shared)',
  async () => {
    const folders = readdirSync(join(shared, 'lines')).map((set) => join(shared, 'lines', set, 'pages'));
    const { samples } = await openDataset(folders.filter(existsSync));
    expect(samples.length).toBeGreaterThan(700);
    expect(samples.filter(looksLikePage)).toEqual([]);
  },
);

it('a word, a letter and a strip of a few lines are no pages', () => {
  const sizes = [
    [200, 300],
    [480, 480],
    [3000, 480],
    [4000, 600],
  ] as const;
  for (const [width, height] of sizes) expect(looksLikePage({ width, height })).toBe(false);
  for (const [width, height] of [
    [2000, 3000],
    [3000, 2000],
    [400, 600],
  ] as const)
    expect(looksLikePage({ width, height })).toBe(true);
});
