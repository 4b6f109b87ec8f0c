/** Drawn pages with their descriptions, for tests that train and find layout. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePageXml } from '../src/formats/index.js';
import { augmentationOf } from '../src/image/index.js';
import { known } from '../src/known.js';
import { type LayoutSample, layoutSample } from '../src/layout/index.js';
import { Random } from '../src/random/index.js';
import { encodePng } from '../src/runtime/index.js';
import { createPageDrawer, type DrawnPage } from '../src/synthesis/draw-page.js';
import { openFonts } from '../src/synthesis/node.js';

const size = { width: 640, height: 480 };
const words = 'the quick brown fox jumps over a lazy dog while seven wizards box'.split(' ');

/** Pages on clean paper, each of a document of its own. */
export async function drawPages(count: number, seed = 1): Promise<readonly DrawnPage[]> {
  const font = known((await openFonts(['patrick-hand']))[0], 'a font');
  const draw = await createPageDrawer();
  const look = { ...size, degradation: augmentationOf(0) };
  return Array.from({ length: count }, (_, n) => {
    const random = new Random('test pages', seed, n);
    const nextText = () => Array.from({ length: 8 }, () => random.pick(words)).join(' ');
    return draw(nextText, font, look, `page${n}.png`, seed, n);
  });
}

/** As samples, the images in memory. */
export async function drawSamples(count: number, seed = 1): Promise<readonly LayoutSample[]> {
  const pages = await drawPages(count, seed);
  return Promise.all(
    pages.map(async ({ raster, page }, n) => {
      const name = `pages ${seed}/page${n}`;
      const image = { kind: 'bytes', name, bytes: await encodePng(raster) } as const;
      const zones = { unknown: [], empty: [], made: [] };
      const sample = layoutSample({ name, key: name, document: name, image, page, zones });
      if ('reason' in sample) throw new Error(sample.reason);
      return sample;
    }),
  );
}

/** As files: images with PAGE beside them. */
export async function writePages(folder: string, count: number, seed = 1): Promise<string> {
  await mkdir(folder, { recursive: true });
  const about = { created: '2026-01-01T00:00:00', creator: 'test' };
  for (const [n, { raster, page }] of (await drawPages(count, seed)).entries()) {
    await writeFile(join(folder, `page${n}.png`), await encodePng(raster));
    await writeFile(join(folder, `page${n}.xml`), writePageXml(page, about));
  }
  return folder;
}
