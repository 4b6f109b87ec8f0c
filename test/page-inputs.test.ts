/** Pages as people have them: exports as they lie, photographs without a description, descriptions without lines. */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../src/dataset/node.js';
import { Recognizer } from '../src/recognition/index.js';
import { readImages } from '../src/recognition/node.js';
import { encodePng } from '../src/runtime/index.js';
import { sharedProcess } from './cli-runner.js';
import { temporaryFolder, untrainedModel } from './lines.js';

const ductus = sharedProcess();
let folder: string;
const inFolder = (...parts: readonly string[]) => join(folder, ...parts);
const [width, height] = [600, 800];

beforeAll(async () => {
  folder = await temporaryFolder();
  await put('page.png', await blank(width, height));
  await put('line.png', await blank(300, 64));
  await put('model.onnx', untrainedModel());
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function blank(w: number, h: number): Promise<Uint8Array> {
  return encodePng({ width: w, height: h, data: new Uint8Array(w * h).fill(230) });
}

async function put(name: string, contents: string | Uint8Array): Promise<string> {
  await mkdir(dirname(inFolder(name)), { recursive: true });
  await writeFile(inFolder(name), contents);
  return inFolder(name);
}

/** The page's picture under other names. */
async function picture(...names: readonly string[]): Promise<void> {
  for (const name of names) await cp(inFolder('page.png'), await put(name, ''));
}

const texts = ['the first of the lines', 'the second of the lines', 'the third of the lines'];
const coords = (y: number) => `<Coords points="20,${y} 580,${y} 580,${y + 60} 20,${y + 60}"/>`;
const equiv = (text: string) => `<TextEquiv><Unicode>${text}</Unicode></TextEquiv>`;
const lines = texts.map((text, i) => `<TextLine id="l${i}">${coords(100 + 100 * i)}${equiv(text)}</TextLine>`).join('');

function page(image: string, inside = `<TextRegion id="r">${coords(90)}${lines}</TextRegion>`): string {
  return `<PcGts><Page imageFilename="${image}" imageWidth="${width}" imageHeight="${height}">${inside}</Page></PcGts>`;
}

function alto(image: string): string {
  const line = (text: string, i: number) =>
    `<TextLine ID="l${i}" HPOS="20" VPOS="${100 + 100 * i}" WIDTH="560" HEIGHT="60"><String CONTENT="${text}"/></TextLine>`;
  return `<alto><Description><MeasurementUnit>pixel</MeasurementUnit><sourceImageInformation><fileName>${image}</fileName></sourceImageInformation></Description><Layout><Page WIDTH="${width}" HEIGHT="${height}"><PrintSpace><TextBlock ID="b">${texts.map(line).join('')}</TextBlock></PrintSpace></Page></Layout></alto>`;
}

const textsOf = async (...data: readonly string[]) => (await openDataset(data)).samples.map(({ text }) => text);
const recognize = (...args: readonly string[]) => ductus(['recognize', inFolder('model.onnx'), ...args]);
const idsIn = (out: string) =>
  [...out.matchAll(/^(.*)#(\S+)\t/gm)].map(([, path = '', id]) => [path.slice(folder.length + 1), id]);

describe('exports', () => {
  it("Transkribus' is read as it lies, its lists of files passed over and each page once", async () => {
    await picture('doc/0001.png', 'doc/0002.png');
    for (const name of ['0001', '0002']) {
      // Transkribus writes jpg whatever the image is.
      await put(`doc/page/${name}.xml`, page(`${name}.jpg`));
      await put(`doc/alto/${name}.xml`, alto(`${name}.jpg`));
    }
    await put('doc/mets.xml', '<ns3:mets xmlns:ns3="http://www.loc.gov/METS/"/>');
    await put('doc/metadata.xml', '<trpDocMetadata><docId>1</docId></trpDocMetadata>');
    const { samples, skipped, passedOver, warnings } = await openDataset([inFolder('doc')]);
    expect(samples.map(({ key }) => key)).toEqual(
      ['0001', '0002'].flatMap((name) => [1, 2, 3].map((n) => `page/${name}_00${n}`)),
    );
    expect(skipped).toEqual([]);
    expect(passedOver.map((path) => path.slice(folder.length + 5)).sort()).toEqual([
      'alto/0001.xml',
      'alto/0002.xml',
      'metadata.xml',
      'mets.xml',
    ]);
    expect(warnings).toEqual([expect.stringContaining('2 pages are described in PAGE and in ALTO; PAGE is read')]);
    expect(await textsOf(inFolder('doc', 'alto'))).toHaveLength(6);
    expect(await textsOf(inFolder('doc', '0001.png'))).toEqual(texts);

    const { code, out, err } = await recognize(inFolder('doc'));
    expect(idsIn(out)).toEqual(
      ['0001', '0002'].flatMap((name) => ['l0', 'l1', 'l2'].map((id) => [`doc/page/${name}.xml`, id])),
    );
    expect([code, err]).toEqual([0, expect.stringContaining('2 pages are described in PAGE and in ALTO')]);
  });

  it("eScriptorium's is read as it lies", async () => {
    await picture('escriptorium/a.png');
    await put('escriptorium/a.xml', alto('a.png'));
    await put('escriptorium/METS.xml', '<mets/>');
    const { samples, skipped } = await openDataset([inFolder('escriptorium')]);
    expect([samples.length, skipped]).toEqual([3, []]);
    expect(await recognize(inFolder('escriptorium'))).toMatchObject({ code: 0, err: '' });
    const named = await recognize(inFolder('escriptorium', 'METS.xml'));
    expect([named.code, named.err]).toEqual([1, expect.stringContaining('neither PAGE nor ALTO')]);
  });

  it("OCR-D's paths are meant from above the folder of the description", async () => {
    await picture('ocrd/OCR-D-IMG/x.png');
    await put('ocrd/OCR-D-GT/x.xml', page('OCR-D-IMG/x.png'));
    expect(await textsOf(inFolder('ocrd'))).toEqual(texts);
  });

  it('ALTO is read where the PAGE of an image can not be used', async () => {
    await picture('broken/a.png');
    await put('broken/page/a.xml', page('a.png').slice(0, -20));
    await put('broken/alto/a.xml', alto('a.png'));
    const { samples, skipped } = await openDataset([inFolder('broken')]);
    expect(samples.map(({ text }) => text)).toEqual(texts);
    expect(skipped.map(({ reason }) => reason)).toEqual(["the page description can't be read"]);
  });
});

/** Whoever looks for lines on an empty page. */
const nothingThere = /Hardly anything on the page|does not look like lines of writing/;

describe('recognize', () => {
  it('an image that is named alone is the page that a file beside it describes', async () => {
    await picture('alone/scan.png', 'alone/other.png');
    await put('alone/scan.xml', page('scan.png'));
    // The description of another image is none of this one.
    await put('alone/other.xml', page('scan.png'));
    const out = inFolder('alone-read');
    const { code } = await recognize(inFolder('alone', 'scan.png'), '--out', out, '--format', 'json');
    expect([code, await readdir(out)]).toEqual([0, ['ductus-results.jsonl', 'recognized.tsv', 'scan.json']]);
    const both = await recognize(inFolder('alone', 'scan.png'), inFolder('alone', 'scan.xml'));
    expect(idsIn(both.out)).toHaveLength(3);
    const foreign = await recognize(inFolder('alone', 'other.png'));
    expect([foreign.code, foreign.out, foreign.err]).toEqual([0, '', expect.stringMatching(nothingThere)]);
  });

  it('of a page without a description the lines are found, unless it is said to be one', async () => {
    await picture('photo.png');
    const out = inFolder('photo-read');
    const found = await recognize(inFolder('photo.png'), '--out', out, '--format', 'pdf');
    expect(found.code).toBe(0);
    expect(found.err).toMatch(nothingThere);
    expect(found.err).toContain('lines of pages that nothing describes were found by');
    expect(await readdir(out)).toEqual(['ductus-results.jsonl', 'photo.pdf', 'recognized.tsv']);
    const mixed = await recognize(inFolder('photo.png'), inFolder('line.png'));
    expect(mixed.out.split('\n').filter(Boolean)).toHaveLength(1);
    expect(await recognize(inFolder('photo.png'), '--lines')).toMatchObject({ code: 0, err: '' });
  });

  it('readImages leaves pages to others, of few images and of many', async () => {
    const recognizer = await Recognizer.load(inFolder('model.onnx'));
    const problems = async (images: readonly string[], options = {}) => {
      const found: boolean[] = [];
      for await (const read of readImages(recognizer, images, options)) found.push('problem' in read && read.isPage);
      return found;
    };
    const [one, other] = [inFolder('page.png'), inFolder('line.png')];
    const many = [one, ...['a', 'b', 'c', 'd'].map((name) => inFolder(`${name}.png`))];
    for (const path of many.slice(1)) await cp(other, path);
    expect(await problems([one, other])).toEqual([true, false]);
    expect(await problems(many)).toEqual([true, false, false, false, false]);
    expect(await problems([one], { lines: true })).toEqual([false]);
    await recognizer.dispose();
  });

  it('a folder of HEIC is named with what to do', async () => {
    await put('phone/IMG_1.HEIC', 'x');
    const { code, err } = await recognize(inFolder('phone'));
    expect([code, err]).toEqual([
      1,
      expect.stringContaining(`convert ${inFolder('phone', 'IMG_1.HEIC')} and its like`),
    ]);
  });
});

describe('what a description lacks is named', () => {
  it.each([
    ['lines', '<TextRegion id="r"/>', 'the page description has no lines'],
    [
      'lines, though regions have texts',
      `<TextRegion id="r7">${equiv('all')}</TextRegion>`,
      'texts of regions only, such as of r7',
    ],
  ])('%s', async (name, inside, message) => {
    await picture(`${name}/a.png`);
    await put(`${name}/a.xml`, page('a.png', inside));
    const { samples, skipped } = await openDataset([inFolder(name)]);
    expect(samples).toEqual([]);
    expect(skipped).toHaveLength(1);
    expect(`${skipped[0]?.reason} (${skipped[0]?.detail})`).toContain(message);
    // To read, it says only that its image is a page.
    const { code, err, out } = await recognize(inFolder(name));
    expect([code, out, err]).toEqual([0, '', expect.stringContaining('a.xml describes a page without lines')]);
  });

  it('lines of some regions only', async () => {
    const inside = `<TextRegion id="r">${lines}</TextRegion><TextRegion id="lost">${equiv('a text')}</TextRegion>`;
    await picture('some/a.png');
    await put('some/a.xml', page('a.png', inside));
    const { samples, skipped } = await openDataset([inFolder('some')]);
    expect(samples).toHaveLength(3);
    expect(skipped).toMatchObject([{ name: `${inFolder('some', 'a.xml')}, region lost` }]);
  });
});

it('a page with its whole text is no line to learn; a large word is one, and is told', async () => {
  await picture('whole/a.png', 'whole/b.png');
  await put('whole/a.gt.txt', texts.join('\n'));
  await put('whole/b.gt.txt', 'Wort');
  const { samples, skipped, warnings } = await openDataset([inFolder('whole')]);
  expect(samples.map(({ text }) => text)).toEqual(['Wort']);
  expect(skipped).toMatchObject([{ name: inFolder('whole', 'a.png'), detail: '600 × 800 px' }]);
  expect(warnings).toEqual([expect.stringContaining('1 image looks like a page and not a line')]);
});
