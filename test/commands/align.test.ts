/** Pages and their text without line breaks, by the command. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../src/dataset/node.js';
import { readPageFile, writePdf } from '../../src/formats/index.js';
import { augmentationOf } from '../../src/image/index.js';
import { known } from '../../src/known.js';
import { linesOf } from '../../src/page/index.js';
import { decodeImage, encodePng } from '../../src/runtime/index.js';
import { createDrawer, openFonts } from '../../src/synthesis/node.js';
import { sharedProcess } from '../cli-runner.js';
import { workspace } from './workspace.js';

const { folder, model } = workspace();
const ductus = sharedProcess();

const texts = [
  'Nous avons reçu votre lettre du mois dernier, et je',
  'vous remercie de la réponse que vous avez bien voulu',
  'nous donner. Les membres du conseil seront prévenus',
];
const pages = join(folder, 'pages');
const textPath = join(folder, 'edition.txt');

/** A page of three lines, one above the other, with an old text that is wrong; and the first line as an image. */
beforeAll(async () => {
  const font = known((await openFonts(['caveat'])).at(0), 'the font');
  const draw = await createDrawer();
  const rasters = texts.map((text) => draw(text, font, { lineHeight: 64, degradation: augmentationOf(0) }, 1));
  const width = Math.max(...rasters.map((raster) => raster.width));
  const data = new Uint8Array(width * 64 * rasters.length).fill(255);
  for (const [n, raster] of rasters.entries()) {
    for (let y = 0; y < 64; y++) {
      data.set(raster.data.subarray(y * raster.width, (y + 1) * raster.width), (n * 64 + y) * width);
    }
  }
  await mkdir(pages);
  await writeFile(join(pages, 'one.png'), await encodePng({ width, height: 64 * rasters.length, data }));
  const coords = (top: number, bottom: number, right: number) =>
    `<Coords points="0,${top} ${right},${top} ${right},${bottom} 0,${bottom}"/>`;
  const lines = rasters.map(
    (raster, n) =>
      `<TextLine id="l${n}">${coords(64 * n, 64 * (n + 1), raster.width)}<TextEquiv><Unicode>old</Unicode></TextEquiv></TextLine>`,
  );
  await writeFile(
    join(pages, 'one.xml'),
    `<PcGts><Page imageFilename="one.png" imageWidth="${width}" imageHeight="${64 * rasters.length}"><TextRegion id="r">${coords(0, 64 * rasters.length, width)}${lines.join('')}</TextRegion></Page></PcGts>`,
  );
  await writeFile(textPath, `A heading that the page has not.\n\n${texts.join(' ')}\n`);
  await mkdir(join(folder, 'images'));
  for (const [n, raster] of rasters.entries())
    await writeFile(join(folder, 'images', `${n + 9}.png`), await encodePng(raster));
});

it('align writes ground truth that training reads, and lists what was not matched', async () => {
  const out = join(folder, 'truth');
  const { code, out: printed, err } = await ductus(['align', pages, textPath, '--out', out]);
  expect([code, err]).toEqual([0, '']);
  expect(printed).toContain('3 lines of 3 matched (100.0%)');
  expect(printed).toContain('not matched: 0 lines; 1 part of the text, 32 characters');
  expect((await readdir(out)).sort()).toEqual(['aligned.tsv', 'lines', 'pages']);
  const { page } = await readPageFile(await readFile(join(out, 'pages', 'one.xml')));
  expect(linesOf(page).map(({ text }) => text)).toEqual(texts);
  expect((await openDataset([join(out, 'lines')])).samples.map(({ text }) => text)).toEqual(texts);
  const rows = (await readFile(join(out, 'aligned.tsv'), 'utf8'))
    .trim()
    .split('\n')
    .map((row) => row.split('\t'));
  expect(rows.map(([kind]) => kind)).toEqual(['kind', 'matched', 'matched', 'matched', 'text']);
  expect(rows.at(-1)?.[8]).toBe('A heading that the page has not.');
});

it('lines that are not matched have no text, not even the one that they had', async () => {
  const short = join(folder, 'short.txt');
  await writeFile(short, `${texts[0]} ${texts[1]}`);
  const out = join(folder, 'short');
  const { code, out: printed } = await ductus(['align', pages, short, '--out', out, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(printed)).toMatchObject({
    out,
    lines: 3,
    matched: 2,
    unmatchedLines: [
      { document: join(pages, 'one.xml'), line: 'l2', read: expect.any(String), confidence: expect.any(Number) },
    ],
    unmatchedText: [],
  });
  const { page } = await readPageFile(await readFile(join(out, 'pages', 'one.xml')));
  expect(linesOf(page).map(({ text, untranscribed }) => [text, untranscribed])).toEqual([
    [texts[0], undefined],
    [texts[1], undefined],
    ['', true],
  ]);
});

it('images of lines come in the order of their names, 9 before 10', async () => {
  const out = join(folder, 'of-images');
  expect((await ductus(['align', join(folder, 'images'), textPath, '--out', out])).code).toBe(0);
  expect((await readdir(out)).sort()).toEqual(['aligned.tsv', 'lines']);
  expect(await readFile(join(out, 'lines', '9.gt.txt'), 'utf8')).toBe(`${texts[0]}\n`);
  expect(await readFile(join(out, 'lines', '11.gt.txt'), 'utf8')).toBe(`${texts[2]}\n`);
});

it('pages of a PDF are found, and come with their images', async () => {
  const lines = await Promise.all(texts.map((_, n) => decodeImage(join(folder, 'images', `${n + 9}.png`))));
  const [width, height, margin, pitch] = [1700, 700, 120, 130];
  const data = new Uint8Array(width * height).fill(255);
  for (const [n, line] of lines.entries()) {
    for (let y = 0; y < line.height; y++) {
      const row = line.data.subarray(y * line.width, (y + 1) * line.width);
      data.set(row, (margin + n * pitch + y) * width + margin);
    }
  }
  const image = { bytes: await encodePng({ width, height, data }), type: 'png', orientation: 1, dpi: 150 } as const;
  const scan = join(folder, 'scan.pdf');
  await writeFile(scan, await writePdf({ image: 'one.png', width, height, regions: [] }, image));
  const out = join(folder, 'of-pdf');
  const { code, out: printed, err } = await ductus(['align', scan, textPath, '--out', out]);
  expect([code, err]).toEqual([0, '']);
  expect(printed).toMatch(/[23] lines of 3 matched/);
  expect((await readdir(join(out, 'pages'))).sort()).toEqual(['scan_0001.jpg', 'scan_0001.xml']);
  const { page } = await readPageFile(await readFile(join(out, 'pages', 'scan_0001.xml')));
  expect(page.image).toBe('scan_0001.jpg');
  // Of lines that are found not each is cut so that it is surely read.
  const matched = linesOf(page).flatMap(({ text }) => (text === '' ? [] : [text]));
  expect(texts.filter((text) => matched.includes(text))).toEqual(matched);
  expect((await openDataset([join(out, 'pages')])).samples.map(({ text }) => text)).toEqual(matched);
});

it('a text of another document ends with exit code 1, says why, and writes nothing', async () => {
  const other = join(folder, 'other.txt');
  await writeFile(
    other,
    'The boats on the coast were painted blue and white, and nobody knew the captain of the last one.',
  );
  const out = join(folder, 'nothing');
  const { code, err } = await ductus(['align', pages, other, '--out', out]);
  expect(code).toBe(1);
  expect(err).toContain('other.txt: none of the 3 lines fits a part of the text; one reads about "');
  expect(err).toContain('Is it the text of these pages, in their order');
  await expect(readdir(out)).rejects.toThrow('ENOENT');
});

it('what is there is replaced only by --overwrite, and texts of before are told', async () => {
  const out = join(folder, 'twice');
  await ductus(['align', pages, textPath, '--out', out]);
  const again = await ductus(['align', pages, textPath, '--out', out]);
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('or replace them by --overwrite')]);
  await writeFile(join(out, 'lines', 'old.gt.txt'), 'old\n');
  const replaced = await ductus(['align', pages, textPath, '--out', out, '--overwrite']);
  expect(replaced.code).toBe(0);
  expect(replaced.err).toContain(`1 text of before is still in ${join(out, 'lines')}`);
});

it('nothing is written into the folder that is read', async () => {
  const { code, err } = await ductus(['align', pages, textPath, '--out', pages, '--overwrite']);
  expect([code, err]).toEqual([1, expect.stringContaining('is read from there, and might be overwritten')]);
});

it('a page that can’t be read is named, and ends with exit code 1, the others are written', async () => {
  const broken = join(folder, 'broken.xml');
  await writeFile(broken, '<PcGts>');
  const out = join(folder, 'beside-broken');
  const { code, err } = await ductus(['align', join(pages, 'one.xml'), broken, textPath, '--out', out]);
  expect([code, err]).toEqual([1, expect.stringContaining("broken.xml: the page description can't be read")]);
  expect(await readdir(join(out, 'lines'))).toHaveLength(6);
});

describe('wrong usage ends with exit code 2 and says what to do', () => {
  it.each([
    [['align', 'pages'], 'align needs the text of the pages after them'],
    [['align', 'text.txt'], 'align needs pages before the text'],
    [['align', 'text.txt', 'pages', '--out', 'x'], 'takes the text last: ductus align pages text.txt'],
    [['align', 'pages', 'a.txt', 'b.txt'], 'one text for all pages, got a.txt and b.txt'],
    [['align', model, 'pages', 'a.txt'], `takes the model by --model: --model ${model}`],
    [['align', 'pages', 'a.txt'], 'align needs --out DIR'],
    [['align', 'pages', 'a.txt', '--out', 'x', '--hyphens', 'some'], 'read, none, -, ¬, ='],
  ])('ductus %j', async (args, message) => {
    const { code, err } = await ductus(args);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it('an empty text is no text', async () => {
    const empty = join(folder, 'empty.txt');
    await writeFile(empty, '\n');
    const { code, err } = await ductus(['align', pages, empty, '--out', join(folder, 'x')]);
    expect([code, err]).toEqual([1, expect.stringContaining('empty.txt: there is no text in it')]);
  });
});
