/** Real pages with their PAGE or ALTO: every line is read, with its text, and cut out where the ready lines were. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { openDataset } from '../src/dataset/node.js';
import { readPageFile, toPixels } from '../src/formats/index.js';
import { cutLine, type Raster } from '../src/image/index.js';
import { lineSpacing, linesOf } from '../src/page/index.js';
import { decodeImage } from '../src/runtime/index.js';
import { cases } from './thorough.js';

const shared = join(process.env.DUCTUS_SHARED ?? '../shared', 'lines');
/** Median correlation of the cut lines with the ready ones, whose scaling was as smooth as a triangle's, that must be reached. */
const sets = [
  ['copiste-fr', 0.9],
  ['lathrop-en', 0.9],
  ['poilus-fr', 0.9],
  ['tapus-fr', 0.9],
  ['timeus-fr', 0.9],
] as const;

interface Listed {
  readonly xml: string;
  readonly lines: readonly { readonly index: number; readonly file: string; readonly text: string }[];
}

/** The ready lines' texts have straight quotes, long dashes and no markers. */
function plain(text: string): string {
  const straight = text.normalize('NFC').replace(/[’‘]/g, "'").replace(/[“”]/g, '"').replace(/[–—]/g, '—');
  return straight.replace(/[\^_]/g, '').replace(/\s+/g, ' ').trim();
}

function scaled({ data, width, height }: Raster, to: Raster): Promise<Buffer> {
  const image = sharp(data, { raw: { width, height, channels: 1 } });
  return image.resize(to.width, to.height, { fit: 'fill', kernel: 'linear' }).toColourspace('b-w').raw().toBuffer();
}

function correlation(a: Uint8Array, b: Uint8Array): number {
  const mean = (values: Uint8Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    const [da, db] = [value - ma, (b[i] as number) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  });
  return ab / Math.sqrt(aa * bb);
}

it.skipIf(!existsSync(shared)).each(sets)(
  '%s: all lines with their texts, cut out like the ready lines (skipped without ../shared)',
  async (set, least) => {
    const folder = join(shared, set, 'pages');
    const listed = Object.entries(
      JSON.parse(readFileSync(join(folder, 'lines.json'), 'utf8')) as Record<string, Listed>,
    );
    const correlations: number[] = [];
    for (const [image, { xml, lines }] of listed.slice(0, cases(4, listed.length))) {
      const bytes = readFileSync(join(folder, xml));
      const raster = await decodeImage(join(folder, image));
      const page = toPixels(await readPageFile(bytes), raster);
      const found = linesOf(page);
      expect(found.length).toBe(bytes.toString('utf8').match(/<TextLine[\s>]/g)?.length);
      const spacing = lineSpacing(page);
      for (const [n, { index, file, text }] of lines.entries()) {
        const line = found[index - 1];
        if (!line) throw new Error(`${xml}: no line ${index}`);
        expect(plain(line.text)).toBe(plain(text));
        if (n % cases(3, 1) !== 0) continue;
        const ready = await decodeImage(join(shared, set, file));
        const cut = cutLine(raster, line, spacing === undefined ? {} : { spacing });
        correlations.push(correlation(await scaled(cut, ready), ready.data));
      }
    }
    const sorted = correlations.sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeGreaterThan(least);
    // As DATA: whatever has a text.
    const { samples, skipped } = await openDataset([folder]);
    const described = readdirSync(folder).filter((name) => name.endsWith('.xml'));
    const pages = await Promise.all(described.map((name) => readPageFile(readFileSync(join(folder, name)))));
    const all = pages.flatMap(({ page }) => linesOf(page));
    expect(samples.length).toBe(all.filter(({ text }) => text.trim() !== '').length);
    expect(skipped.every(({ reason }) => reason === 'the line has no text')).toBe(true);
  },
  60_000,
);
