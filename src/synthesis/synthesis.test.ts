import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedProcess } from '../../test/cli-runner.js';
import { temporaryFolder } from '../../test/lines.js';
import { polygonMask } from '../../test/polygon-mask.js';
import { openDataset } from '../dataset/node.js';
import { packageFile } from '../files/index.js';
import { augmentationOf } from '../image/index.js';
import { known } from '../known.js';
import { linesOf, type Point } from '../page/index.js';
import { Random } from '../random/index.js';
import { decodeImage } from '../runtime/index.js';
import { toDisplay } from '../text/index.js';
import { openCanvases } from './draw.js';
import { createPageDrawer } from './draw-page.js';
import {
  alphabetOf,
  createDrawer,
  familiesFor,
  generatedTexts,
  givenTexts,
  type HandwritingFont,
  handwritingFamilies,
  languageNames,
  openFontFolder,
  openFonts,
  openLanguage,
  phrase,
  synthesiseLines,
  synthesisePages,
} from './node.js';
import { drawHand, placeWords } from './writing.js';

const ductus = sharedProcess();
let folder: string;
let fonts: readonly HandwritingFont[];
const [caveat, patrick] = ['caveat', 'patrick-hand'];

beforeAll(async () => {
  folder = await temporaryFolder();
  fonts = await openFonts([caveat as string, patrick as string]);
});
afterAll(() => rm(folder, { recursive: true }));

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const result: T[] = [];
  for await (const item of items) result.push(item);
  return result;
}

describe('texts', () => {
  it.each(languageNames)('of %s have all its letters and signs, and words of it', async (name) => {
    const language = await openLanguage(name);
    expect(language.words.length).toBeGreaterThan(5000);
    const texts = generatedTexts([language], { least: 15, most: 60 }, 1);
    const counts = new Map<string, number>();
    for (let i = 0; i < 8000; i++) for (const c of texts(i)) counts.set(c, (counts.get(c) ?? 0) + 1);
    const rare = alphabetOf(language).filter((character) => (counts.get(character) ?? 0) < 5);
    expect(rare).toEqual([]);
    // Nothing but them, but for the spaces that French has before signs, and what only months and abbreviations have.
    const known = new Set([...alphabetOf(language), 'º', 'ª', '№', 'ΐ', '²', '"', '’', '“', '”', '«', '»', '„', '‘']);
    expect([...counts.keys()].filter((character) => !known.has(character))).toEqual([]);
  });

  it('keep to their limits, and are functions of the seed and the index', async () => {
    const english = await openLanguage('english');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer(),
        (least, more, seed) => {
          const most = least + more + 15;
          const text = phrase(english, { least, most }, new Random(seed));
          expect([...text].length).toBeGreaterThanOrEqual(least);
          expect([...text].length).toBeLessThanOrEqual(most);
          expect(text).toBe(text.trim());
          expect(text).not.toContain('  ');
          expect(phrase(english, { least, most }, new Random(seed))).toBe(text);
        },
      ),
    );
  });

  it('from a file are broken between words and come again in another order', () => {
    const given = givenTexts(['one two three four', '', '  five  ', 'incomprehensibilities'], { most: 9 }, 7);
    const round = (n: number) => Array.from({ length: 5 }, (_, i) => given?.texts(5 * n + i));
    expect(given?.count).toBe(5);
    expect(round(0).sort()).toEqual(['five', 'four', 'incomprehensibilities', 'one two', 'three']);
    expect(round(3)).not.toEqual(round(0));
    expect(round(3).sort()).toEqual(round(0).sort());
    expect(givenTexts([' ', '\t'], { most: 9 }, 7)).toBeUndefined();
  });
});

describe('fonts', () => {
  it('are at least forty families that draw French', async () => {
    const families = await openFonts(handwritingFamilies);
    expect(families.length).toBeGreaterThanOrEqual(40);
    expect(families.filter((font) => font.covers("l'été çà et là, où né")).length).toBeGreaterThanOrEqual(60);
  });

  it('say what they have, part by part of a family', () => {
    const [first, second] = fonts as [HandwritingFont, HandwritingFont];
    expect(first.covers('Łódź Привет')).toBe(true);
    expect(second.covers('Łódź')).toBe(true);
    expect(second.covers('Привет')).toBe(false);
    expect(first.covers('漢')).toBe(false);
  });

  it('of another script join in where texts have its letters', () => {
    expect(familiesFor('English and Привет')).toEqual(handwritingFamilies);
    expect(familiesFor('abc שלום')).toEqual([...handwritingFamilies, 'gveret-levin']);
  });

  it('come from a folder too; what is no font is named', async () => {
    const mine = join(folder, 'fonts', 'inner');
    await mkdir(mine, { recursive: true });
    await cp(
      packageFile('@fontsource/kalam', 'files/kalam-latin-400-normal.woff2') as string,
      join(mine, 'mine.woff2'),
    );
    await writeFile(join(mine, 'broken.ttf'), 'no font');
    const found = await openFontFolder(join(folder, 'fonts'));
    expect(found.fonts.map(({ family }) => family)).toEqual(['mine']);
    expect(found.skipped).toMatchObject([{ name: join(mine, 'broken.ttf'), reason: "the font can't be read" }]);
    await expect(openFontFolder(join(folder, 'none'))).rejects.toThrow('no font is there');
    await expect(openFonts(['no-such-hand'])).rejects.toThrow('npm install @fontsource/no-such-hand');
  });
});

describe('lines', () => {
  const look = { lineHeight: 48, degradation: augmentationOf(1) };

  it('are the same with one thread and with two, and others with another seed', async () => {
    const texts = generatedTexts([await openLanguage('french')], { least: 15, most: 40 }, 1);
    const draw = (threads: number, seed: number) =>
      all(synthesiseLines({ texts, fonts, count: 12, seed, threads, look }).drawn);
    const [one, two, other] = [await draw(1, 1), await draw(2, 1), await draw(2, 2)];
    expect(two).toEqual(one);
    expect(one.map(({ name }) => name)).toEqual(
      one.map(({ name }, i) => `${name.split('_')[0]}_${String(i + 1).padStart(6, '0')}`),
    );
    expect(one.map(({ bytes }, i) => Buffer.compare(bytes, (other[i] as { bytes: Uint8Array }).bytes))).not.toContain(
      0,
    );
  });

  it('have only texts that a font has all characters of; others are named', async () => {
    const given = ['Привет', '漢字', 'abc'];
    const synthesis = synthesiseLines({
      texts: (index) => given[index % 3] as string,
      fonts,
      count: 3,
      seed: 1,
      threads: 1,
      look,
    });
    const drawn = await all(synthesis.drawn);
    expect(drawn.map(({ text }) => text)).toEqual(['Привет', 'abc']);
    expect(drawn[0]?.name).toMatch(/^caveat_/);
    expect(synthesis.skipped()).toEqual([{ name: '漢字', reason: 'no font has all its characters', detail: '漢 字' }]);
  });

  it('are wide as their text is long, dark on light, and have the height that was asked for', async () => {
    const draw = await createDrawer();
    const clean = { lineHeight: 40, degradation: augmentationOf(0) };
    const [font] = fonts as [HandwritingFont];
    const widths = ['ill', 'ill ill', 'ill ill ill ill'].map((text) => {
      const { width, height, data } = draw(text, font, clean, 1);
      expect(height).toBe(40);
      const sorted = [...data].sort((a, b) => a - b);
      expect(sorted[Math.floor(0.8 * data.length)]).toBeGreaterThanOrEqual(190);
      expect(sorted[0]).toBeLessThan(150);
      return width;
    });
    expect(widths[1]).toBeGreaterThan(1.5 * (widths[0] as number));
    expect(widths[2]).toBeGreaterThan(1.5 * (widths[1] as number));
  });
});

describe('writing from right to left', () => {
  let hebrew: readonly HandwritingFont[];
  beforeAll(async () => {
    hebrew = await openFonts(['solitreo', 'gveret-levin']);
  });

  /** What stands on the line from left to right: each piece as its letters are seen. */
  async function seen(text: string): Promise<string> {
    const canvases = await openCanvases();
    const context = canvases.measuring(canvases.face(known(hebrew[0], 'a font'), 40));
    const words = placeWords(context, text, drawHand(40, new Random(1)), new Random(2));
    return words
      .map(({ pieces }) => {
        expect(pieces.map(({ x }) => x)).toEqual(pieces.map(({ x }) => x).sort((a, b) => a - b));
        const shown = ({ text: piece, direction }: { text: string; direction: 'ltr' | 'rtl' }) =>
          toDisplay(piece, direction);
        return pieces.map(shown).join('');
      })
      .join(' ');
  }

  it.each([
    'שלום, עולם.',
    'בשנת 1890 מכר (12,5) דונם ב-3%!',
    'ראה London, 1905; abc def. [ד]',
    'a letter to משה. (12)',
    'plain words, 12.',
  ])('%s stands as it is seen, signs beside words and numbers within them too', async (text) => {
    expect(await seen(text)).toBe(toDisplay(text));
  });

  it('has a full stop at the left end of its ink', async () => {
    const draw = await createDrawer();
    const clean = { lineHeight: 64, degradation: augmentationOf(0) };
    const { width, height, data } = draw('אאאאא.', known(hebrew[1], 'a font'), clean, 1);
    const lightest = data.reduce((a, b) => Math.max(a, b));
    // The upper half of the line has no ink where the full stop is.
    const upper = Array.from({ length: width }, (_, x) => {
      return Array.from({ length: height >> 1 }, (_, y) => y).some((y) => (data[y * width + x] ?? 0) < lightest - 80);
    });
    expect(upper.indexOf(true)).toBeGreaterThan(width - 1 - upper.lastIndexOf(true) + 4);
  });

  it('fills pages from the right, and their words are described in the order in which they are read', async () => {
    const texts = generatedTexts([await openLanguage('hebrew')], { least: 15, most: 60 }, 1);
    const look = { width: 620, height: 877, degradation: augmentationOf(0) };
    const draw = await createPageDrawer();
    const pages = Array.from({ length: 6 }, (_, index) => {
      let next = 0;
      return draw(() => texts(next++), known(hebrew[1], 'a font'), look, 'page.jpg', index);
    });
    const middle = (points: readonly Point[] = []) => points.reduce((sum, [x]) => sum + x, 0) / points.length;
    for (const { page } of pages) {
      for (const { text, words = [] } of linesOf(page)) {
        expect(words.map((word) => word.text).join(' ')).toBe(text);
        const [first, last] = [words[0], words.at(-1)];
        if (first && last && words.length > 2 && /^[א-ת]+$/.test(first.text) && /^[א-ת]+$/.test(last.text)) {
          expect(middle(first.polygon)).toBeGreaterThan(middle(last.polygon));
        }
      }
      const [one, two] = page.regions.map(({ polygon }) => middle(polygon));
      if (one !== undefined && two !== undefined) expect(one).toBeGreaterThan(two);
    }
    expect(pages.some(({ page }) => page.regions.length === 2)).toBe(true);
  });
});

describe('pages', () => {
  it('are described as they are drawn: what is written lies inside the polygons, the lines hold the words', async () => {
    const texts = generatedTexts([await openLanguage('english')], { least: 15, most: 60 }, 1);
    const look = { width: 620, height: 877, degradation: augmentationOf(0) };
    const pages = await all(synthesisePages({ texts, fonts, count: 3, seed: 3, threads: 2, look }).drawn);
    expect(pages.length).toBe(3);
    for (const { page, bytes } of pages) {
      const raster = await decodeImage(bytes);
      expect([raster.width, raster.height, page.width, page.height]).toEqual([620, 877, 620, 877]);
      const lines = linesOf(page);
      expect(lines.length).toBeGreaterThan(10);
      for (const { text, words = [], baseline = [] } of lines) {
        expect(words.map((word) => word.text).join(' ')).toBe(text);
        expect(baseline.length).toBe(2 * words.length);
      }
      const paper = raster.data.reduce((a, b) => Math.max(a, b), 0);
      const inside = polygonMask(
        lines.map(({ polygon = [] }) => polygon),
        raster.width,
        raster.height,
      );
      let [all_, within] = [0, 0];
      raster.data.forEach((level, i) => {
        if (paper - level < 60) return;
        all_++;
        within += inside[i] as number;
      });
      expect(all_).toBeGreaterThan(2000);
      expect(within / all_).toBeGreaterThan(0.98);
    }
  });
});

describe('ductus synthesize', () => {
  it('writes files, packed files and pages that are read as DATA', async () => {
    const options = ['--words', 'french', '--fonts', 'caveat,kalam', '--line-height', '40'];
    const run = (...more: string[]) => ductus(['synthesize', ...options, ...more]);
    const [files, packed, pages] = ['files', 'packed.parquet', 'pages'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    expect((await run('--lines', '6', '--out', files)).out).toMatch(/^6 lines in .*, 2 fonts/);
    expect((await run('--lines', '6', '--out', packed)).code).toBe(0);
    const drawnPages = JSON.parse((await run('--pages', '2', '--page-width', '400', '--out', pages, '--json')).out);
    expect(drawnPages).toMatchObject({ pages: 2, fonts: 2, skipped: [] });
    const read = async (path: string) =>
      (await openDataset([path])).samples.map(({ text, width, height }) => [text, width, height].join(' ')).sort();
    expect(await read(packed)).toEqual(await read(files));
    expect((await read(files)).length).toBe(6);
    const { samples, skipped } = await openDataset([pages]);
    expect(samples.length).toBeGreaterThan(20);
    expect(skipped).toEqual([]);
    expect((await readdir(pages)).length).toBe(4);
  });

  it('writes pages of the layouts that are named', async () => {
    const out = join(folder, 'laid-out');
    const look = ['--page-width', '500', '--layouts', 'register,opening', '--hands', '2', '--photograph', '0.5'];
    const { err, out: said } = await ductus([
      ...['synthesize', '--words', 'french', '--fonts', 'caveat,kalam', '--pages', '3', '--out', out],
      ...look,
    ]);
    expect(err).not.toMatch(/error/i);
    expect(said).toMatch(/^3 pages in .*, 2 fonts/);
    const { samples, skipped } = await openDataset([out]);
    expect(samples.length).toBeGreaterThan(30);
    expect(skipped).toEqual([]);
    const xml = (await readdir(out)).filter((name) => name.endsWith('.xml'));
    const texts = await Promise.all(xml.map((name) => readFile(join(out, name), 'utf8')));
    expect(texts.join('')).toContain('type="marginalia"');
  });

  it('draws the texts of a file', async () => {
    const text = join(folder, 'text.txt');
    await writeFile(text, 'première ligne\nseconde ligne\n漢字\n');
    const out = join(folder, 'given');
    const { out: said } = await ductus([
      'synthesize',
      '--text',
      text,
      '--fonts',
      'caveat',
      '--lines',
      '4',
      '--out',
      out,
    ]);
    expect(said).toMatch(/4 lines/);
    expect(said).toMatch(/1 × no font has all its characters: 漢字/);
    const texts = (await readdir(out)).filter((name) => name.endsWith('.gt.txt'));
    const written = await Promise.all(texts.map((name) => readFile(join(out, name), 'utf8')));
    expect(new Set(written)).toEqual(new Set(['première ligne\n', 'seconde ligne\n']));
  });

  it.each([
    [['--lines', '3', '--out', 'x'], 'needs --text FILE or --words', 2],
    [['--words', '--text', 'x', '--lines', '3', '--out', 'x'], 'one of them', 2],
    [['--words', '--out', 'x'], 'needs --lines N or --pages N', 2],
    [['--words', '--lines', '3'], 'needs --out DIR', 2],
    [['--words', '--pages', '3', '--out', 'x.parquet'], 'pages go into a folder', 2],
    [['--words', 'klingon', '--lines', '3', '--out', 'x'], 'no language klingon; there are english', 2],
    [['--words', '--lines', '0', '--out', 'x'], 'at least 1', 2],
    [['--words', '--lines', '3', '--out', 'x', '--layouts', 'all'], '--layouts is for pages', 2],
    [['--words', '--pages', '3', '--out', 'x', '--layouts', 'letter,poster'], 'no layout poster; there are letter', 2],
    [['--words', '--pages', '3', '--out', 'x', '--photograph', '1'], '--photograph needs --layouts', 2],
    [['--words', '--pages', '3', '--out', 'x', '--layouts', 'all', '--photograph', '2'], 'at most 1.5', 2],
    [['--words', '--pages', '3', '--out', 'x', '--hands', '2'], '--hands needs --layouts', 2],
    [['--words', '--fonts', 'no-such-folder', '--lines', '3', '--out', 'x'], 'no-such-folder: no font is there', 1],
    [['--text', 'no-such-file', '--lines', '3', '--out', 'x'], 'no-such-file: no such file', 1],
    [['--words', '--lines', '3', '--out', 'x', '--model', 'starter'], '--model needs --from-lines', 2],
    [['--words', '--lines', '3', '--out', 'x', '--group-by', '.'], '--group-by needs --from-lines', 2],
    [['--words', '--pages', '3', '--out', 'x', '--from-lines', 'y'], '--from-lines makes lines', 2],
    [
      ['--words', '--lines', '3', '--out', 'x', '--from-lines', 'y', '--degrade', '1'],
      '--degrade is for what is drawn',
      2,
    ],
    [['--words', '--lines', '3', '--out', 'x', '--from-lines', 'no-such-lines'], 'no-such-lines: no such file', 1],
    [['--text', 'no-such-file', '--lines', '3', '--out', 'x', '--from-lines', 'y'], 'no-such-file: no such file', 1],
  ])('%j is an error: %s', async (args, message, exit) => {
    const { code, err } = await ductus(['synthesize', ...args]);
    expect(err).toContain(message);
    expect(code).toBe(exit);
  });
});
