import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawLines, temporaryFolder, tinySpec } from '../../test/lines.js';
import { Loader } from '../dataset/index.js';
import { plainPreprocessing } from '../image/index.js';
import { known } from '../known.js';
import { writeModel } from '../model/index.js';
import { Network } from '../network/index.js';
import { boxAround, type Glyph, linesOf } from '../page/index.js';
import { decodeImage, encodePng } from '../runtime/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import { pageOfLine } from './line-on-page.js';
import { readPage } from './pages.js';
import { Recognizer } from './recognizer.js';

let folder: string;
let recognizer: Recognizer;
const loader = new Loader(1);
const tops = [40, 160];
const left = 60;

beforeAll(async () => {
  folder = await temporaryFolder();
  await drawLines(join(folder, 'lines'), 2);
  const sheet = { width: 700, height: 300, data: new Uint8Array(700 * 300).fill(255) };
  const shapes: string[] = [];
  for (const [n, top] of tops.entries()) {
    const line = await decodeImage(join(folder, 'lines', `doc0_00${n}.png`));
    for (let y = 0; y < line.height; y++) {
      sheet.data.set(line.data.subarray(y * line.width, (y + 1) * line.width), (top + y) * 700 + left);
    }
    const [right, bottom] = [left + line.width - 1, top + line.height - 1];
    shapes.push(
      `<TextLine id="l${n}"><Coords points="${left},${top} ${right},${top} ${right},${bottom} ${left},${bottom}"/></TextLine>`,
    );
  }
  shapes.push('<TextLine id="nowhere"/>');
  await writeFile(join(folder, 'page.png'), await encodePng(sheet));
  await writeFile(
    join(folder, 'page.xml'),
    `<PcGts><Page imageFilename="page.png" imageWidth="700" imageHeight="300"><TextRegion id="r">${shapes.join('')}</TextRegion></Page></PcGts>`,
  );
  const alphabet = Alphabet.of(['abcde ']);
  const network = new Network(tinySpec, alphabet.classes);
  const weights = network.initialWeights(3);
  // It has learnt nothing, but it shall write something.
  weights.get('output.bias')?.fill(-2, 0, 1);
  recognizer = await Recognizer.load(
    writeModel({
      network,
      alphabet,
      weights,
      text: usualRules,
      preprocessing: plainPreprocessing,
      provenance: {},
      metrics: {},
    }),
  );
});

afterAll(async () => {
  await Promise.all([recognizer.dispose(), loader.dispose()]);
  await rm(folder, { recursive: true, force: true });
});

it('reads the lines of a page as it reads their images, and places words and characters', async () => {
  const read = await readPage(recognizer, join(folder, 'page.xml'), loader);
  if ('reason' in read) throw new Error(read.reason);
  expect(read.skipped.map(({ name, reason }) => [name.endsWith('nowhere'), reason])).toEqual([
    [true, "the line can't be cut out"],
  ]);
  const lines = linesOf(read.page);
  expect(lines.map(({ id }) => id)).toEqual(['l0', 'l1', 'nowhere']);
  expect(lines[2]).toEqual({ id: 'nowhere', text: '' });
  for (const [n, top] of tops.entries()) {
    const path = join(folder, 'lines', `doc0_00${n}.png`);
    const image = await decodeImage(path);
    const alone = await recognizer.recognize(image);
    const line = lines[n];
    expect(line?.text).toBe(alone.text);
    expect(line?.confidence).toBeCloseTo(alone.confidence, 3);
    expect((line?.words ?? []).map(({ text }) => text)).toEqual(alone.text.split(' ').filter((word) => word !== ''));
    const glyphs = (line?.words ?? []).flatMap((word) => word.glyphs ?? []);
    const letters = alone.characters.filter(({ character }) => character !== ' ');
    expect(glyphs.map(({ text }) => text)).toEqual(letters.map(({ character }) => character));
    // What `--json` has of a line and what a page's description has of it are the same places; a batch may differ by a
    // rounding.
    const expectAt = (polygon: Glyph['polygon'], at: { start: number; end: number } | undefined) => {
      const box = known(boxAround(polygon), 'a box');
      expect([box.y, box.height]).toEqual([top, image.height]);
      expect(Math.abs(box.x - left - (at?.start ?? Number.NaN))).toBeLessThan(1.01);
      expect(Math.abs(box.x + box.width - left - (at?.end ?? Number.NaN))).toBeLessThan(1.01);
    };
    for (const [i, { polygon }] of glyphs.entries()) expectAt(polygon, letters[i]);
    for (const [i, { polygon }] of (line?.words ?? []).entries()) expectAt(polygon, alone.words[i]);
    const [first, last] = [boxAround(line?.words?.[0]?.polygon), boxAround(line?.words?.at(-1)?.polygon)];
    expect(first?.x).toBeGreaterThanOrEqual(left - 1);
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(left + image.width + 1);
  }
});

it('says why a page can not be read', async () => {
  const lost = join(folder, 'lost.xml');
  await writeFile(lost, '<PcGts><Page imageFilename="lost.png" imageWidth="7" imageHeight="3"/></PcGts>');
  expect(await readPage(recognizer, lost, loader)).toMatchObject({ name: lost, reason: "the page's image is missing" });
});

it('gives up a page once it is told to', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(readPage(recognizer, join(folder, 'page.xml'), loader, { signal })).rejects.toThrow('enough');
});

it('takes a line image for a page of one line, with the places that its characters have', () => {
  const characters = [
    { character: 'a', start: 7, end: 17, confidence: 1 },
    { character: ' ', start: 17, end: 32, confidence: 1 },
    { character: 'b', start: 32, end: 43, confidence: 0.25 },
    { character: 'c', start: 43, end: 52, confidence: 0.5 },
  ];
  const words = [
    { text: 'a', start: 7, end: 17, confidence: 0.9 },
    { text: 'bc', start: 32, end: 52, confidence: 0.25 },
  ];
  const page = pageOfLine('line.png', 60, 20, { text: 'a bc', confidence: 0.5, characters, words });
  const [line] = linesOf(page);
  expect(line).toMatchObject({ text: 'a bc', confidence: 0.5 });
  const placed = ({ text, confidence, polygon }: Glyph) => [text, confidence, boxAround(polygon)];
  expect(line?.words?.map(placed)).toEqual([
    ['a', 0.9, { x: 7, y: 0, width: 10, height: 20 }],
    ['bc', 0.25, { x: 32, y: 0, width: 20, height: 20 }],
  ]);
  expect(line?.words?.[1]?.glyphs?.map(placed)).toEqual([
    ['b', 0.25, { x: 32, y: 0, width: 11, height: 20 }],
    ['c', 0.5, { x: 43, y: 0, width: 9, height: 20 }],
  ]);
});
