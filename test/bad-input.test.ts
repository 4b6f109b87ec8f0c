/** What people's files have wrong with them: each is read rightly, or named with the reason, and none costs another its place. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageName, type Sample } from '../src/dataset/index.js';
import { type Dataset, openDataset } from '../src/dataset/node.js';
import { examine } from '../src/inspection/index.js';
import { decodeImage } from '../src/runtime/index.js';
import { temporaryFolder } from './lines.js';

const [width, height] = [60, 20];
/** A ramp, so that turning and levels can be seen. */
const levels = Uint8Array.from({ length: width * height }, (_, i) => 40 + (i % width) * 3 + Math.floor(i / width));
const grey = () => sharp(levels, { raw: { width, height, channels: 1 } }).toColourspace('b-w');

let folder: string;
let data: Dataset;
let unreadable: ReadonlyMap<string, string>;

/** A PNG whose header claims a size. */
async function claiming(w: number, h: number): Promise<Buffer> {
  const png = await grey().png().toBuffer();
  png.writeUInt32BE(w, 16);
  png.writeUInt32BE(h, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** Little-endian TIFF of one grey strip a page. */
function tiffOfPages(pages: number): Buffer {
  const entries = 9;
  const block = 2 + entries * 12 + 4 + width * height;
  const file = Buffer.alloc(8 + pages * block);
  file.write('II*\0', 0, 'latin1');
  file.writeUInt32LE(8, 4);
  for (let page = 0; page < pages; page++) {
    const at = 8 + page * block;
    const pixels = at + 2 + entries * 12 + 4;
    file.writeUInt16LE(entries, at);
    const fields: readonly (readonly [tag: number, type: 3 | 4, value: number])[] = [
      [256, 4, width],
      [257, 4, height],
      [258, 3, 8],
      [259, 3, 1],
      [262, 3, 1],
      [273, 4, pixels],
      [277, 3, 1],
      [278, 4, height],
      [279, 4, width * height],
    ];
    fields.forEach(([tag, type, value], i) => {
      const field = at + 2 + 12 * i;
      file.writeUInt16LE(tag, field);
      file.writeUInt16LE(type, field + 2);
      file.writeUInt32LE(1, field + 4);
      if (type === 3) file.writeUInt16LE(value, field + 8);
      else file.writeUInt32LE(value, field + 8);
    });
    file.writeUInt32LE(page + 1 < pages ? at + block : 0, at + 2 + entries * 12);
    file.set(levels, pixels);
  }
  return file;
}

beforeAll(async () => {
  folder = await temporaryFolder();
  const utf16 = (text: string, littleEndian: boolean) => {
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    return littleEndian ? bytes : bytes.swap16();
  };
  const images: Readonly<Record<string, Uint8Array>> = {
    'good.png': await grey().png().toBuffer(),
    'jpeg-called.png': await grey().jpeg({ quality: 95 }).toBuffer(),
    '16-bit.png': await grey().toColourspace('grey16').png().toBuffer(),
    '16-bit-tif.tif': await grey().toColourspace('grey16').tiff().toBuffer(),
    'cmyk.jpg': await grey().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
    'turned.jpg': await grey().withMetadata({ orientation: 8 }).jpeg().toBuffer(),
    'one-page.tif': tiffOfPages(1),
    'pages.tif': tiffOfPages(3),
    'truncated.jpg': (await grey().jpeg({ quality: 95 }).toBuffer()).subarray(0, -200),
    'bomb.png': await claiming(40_000, 25_000),
    'zero.png': new Uint8Array(),
    'text.png': new TextEncoder().encode('this is no image'),
    'utf16le.png': await grey().png().toBuffer(),
    'utf16be.png': await grey().png().toBuffer(),
    'bom.png': await grey().png().toBuffer(),
    'crlf.png': await grey().png().toBuffer(),
    'latin1.png': await grey().png().toBuffer(),
    'blank.png': await grey().png().toBuffer(),
  };
  const texts: Readonly<Record<string, Uint8Array | string>> = {
    utf16le: utf16('été', true),
    utf16be: utf16('été', false),
    bom: '\uFEFFété',
    crlf: 'été\r\n',
    latin1: Uint8Array.of(0xe9, 0x74, 0xe9),
    blank: ' \r\n\t',
  };
  for (const [name, bytes] of Object.entries(images)) {
    const stem = name.replace('.tif', '-tif').replace(/\.[^.]+$/, '');
    const path = join(folder, name.startsWith('16-bit.tif') ? '16-bit-tif.tif' : name);
    await writeFile(path, bytes);
    const named =
      path
        .split('/')
        .pop()
        ?.replace(/\.[^.]+$/, '') ?? stem;
    await writeFile(join(folder, `${named}.gt.txt`), texts[named] ?? 'text');
  }
  await writeFile(join(folder, 'lonely.gt.txt'), 'no image');
  data = await openDataset([folder]);
  const seen = await examine(data.samples, { lineHeight: 20, frames: (w) => w, images: true });
  unreadable = new Map(
    [...data.skipped, ...seen.unreadable.map(({ problem }) => problem)].map(({ name, reason }) => [
      name.split('/').pop() ?? '',
      reason,
    ]),
  );
});

afterAll(() => rm(folder, { recursive: true }));

const sample = (name: string) => data.samples.find((one) => one.name.endsWith(`/${name}`)) as Sample;

describe('images', () => {
  it.each(['good', 'jpeg-called', '16-bit', '16-bit-tif', 'one-page'])('%s is read with its levels', async (name) => {
    const { data: read, ...size } = await decodeImage(imageName(sample(name).image));
    expect(size).toEqual({ width, height });
    const worst = read.reduce((most, level, i) => Math.max(most, Math.abs(level - (levels[i] as number))), 0);
    expect(worst).toBeLessThanOrEqual(name === 'jpeg-called' ? 4 : 1);
  });

  it('CMYK is read as it looks: light stays light', async () => {
    const { data: read } = await decodeImage(imageName(sample('cmyk').image));
    const row = (x: number) => read[10 * width + x] as number;
    expect(row(55)).toBeGreaterThan(row(30));
    expect(row(30)).toBeGreaterThan(row(5));
    read.forEach((level, i) => expect(Math.abs(level - (levels[i] as number))).toBeLessThan(32));
  });

  it('EXIF turns the image, also for its size', () => {
    expect(sample('turned')).toMatchObject({ width: height, height: width });
  });

  it.each([
    ['pages.tif', 'one image was expected, got 3 pages in one file'],
    ['truncated.jpg', /^the image can't be decoded/],
    ['bomb.png', 'the image has more than 100 million pixels'],
    ['zero.png', 'the image is empty, damaged, or in a format that is not supported'],
    ['text.png', 'the image is empty, damaged, or in a format that is not supported'],
  ])('%s is named: %s', (name, reason) => {
    expect(unreadable.get(name)).toMatch(reason);
  });
});

describe('texts', () => {
  it.each(['utf16le', 'utf16be', 'bom', 'crlf'])('%s is read', (name) => {
    expect(sample(name).text).toBe('été');
  });

  it.each([
    ['latin1.gt.txt', 'the text is not valid UTF-8'],
    ['blank.gt.txt', 'the text is empty'],
    ['lonely.gt.txt', 'no image beside the text'],
  ])('%s is named: %s', (name, reason) => {
    expect(unreadable.get(name)).toContain(reason);
  });
});

it('nothing else is lost', () => {
  expect(unreadable.size).toBe(8);
});

describe('pages', () => {
  const page = (lines: string, head = '', image = 'page.png') =>
    `<?xml version="1.0"?>${head}<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2013-07-15"><Page imageFilename="${image}" imageWidth="${width}" imageHeight="${height}"><TextRegion id="r">${lines}</TextRegion></Page></PcGts>`;
  const line = (id: string, polygon: string, baseline = '') =>
    `<TextLine id="${id}"><Coords points="${polygon}"/>${baseline && `<Baseline points="${baseline}"/>`}<TextEquiv><Unicode>${id}</Unicode></TextEquiv></TextLine>`;
  const good = line('good', '5,5 50,5 50,15 5,15', '5,12 50,12');

  async function read(name: string, xml: string | Uint8Array) {
    const own = join(folder, 'pages', name);
    await mkdir(own, { recursive: true });
    await copyFile(join(folder, 'good.png'), join(own, 'page.png'));
    await writeFile(join(own, 'page.xml'), xml);
    const found = await openDataset([own]);
    const seen = await examine(found.samples, { lineHeight: 20, frames: (w) => w, images: true });
    const bad = [...found.skipped, ...seen.unreadable.map(({ problem }) => problem)].map(
      ({ reason, detail = '' }) => `${reason}: ${detail}`,
    );
    return { texts: found.samples.map(({ text }) => text), bad };
  }

  it.each([
    ['entities', page(good, '<!DOCTYPE x [<!ENTITY a "b">]>'), 'defines entities'],
    [
      'a billion laughs',
      page(
        good,
        `<!DOCTYPE x [<!ENTITY a "lol">${Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i} "${`&a${i || ''};`.repeat(10)}">`).join('')}]>`,
      ),
      'defines entities',
    ],
    ['an external entity', page(good, '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), 'defines entities'],
    ['an end that is missing', page(good).slice(0, -40), "the page description can't be read"],
    ['another kind of XML', '<html/>', 'neither PAGE nor ALTO'],
    ['an image that is missing', page(good, '', 'elsewhere.png').replace('elsewhere.png', 'gone/elsewhere.png'), ''],
  ])('%s: the page is named, or read by its own name', async (name, xml, reason) => {
    const { texts, bad } = await read(name, xml);
    if (reason === '') expect(texts).toEqual(['good']);
    else {
      expect(texts).toEqual([]);
      expect(bad.join('\n')).toContain(reason);
    }
  });

  it('an image that is nowhere is named', async () => {
    const own = join(folder, 'alone');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'page.xml'), page(good, '', 'other.png'));
    const { skipped } = await openDataset([own]);
    expect(skipped).toEqual([
      { name: join(own, 'page.xml'), reason: "the page's image is missing", detail: 'other.png' },
    ]);
  });

  it('a changed extension, and UTF-16, are read', async () => {
    expect((await read('extension', page(good, '', 'page.jpeg'))).texts).toEqual(['good']);
    const utf16 = Buffer.from(
      `\uFEFF${page(good).replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-16"?>')}`,
      'utf16le',
    );
    expect((await read('utf16', utf16)).texts).toEqual(['good']);
  });

  it.each([
    ['a polygon that crosses itself', line('odd', '5,5 50,15 50,5 5,15', '5,12 50,12'), true],
    ['a polygon partly off the page', line('odd', '30,5 500,5 500,15 30,15', '30,12 500,12'), true],
    ['a polygon wholly off the page', line('odd', '900,900 950,900 950,950 900,950'), false],
    ['a baseline without length, with a polygon', line('odd', '5,5 50,5 50,15 5,15', '7,12 7,12'), true],
    ['a baseline without length alone', line('odd', '', '7,12 7,12'), false],
    ['points that are no numbers', line('odd', 'a,b c,d', 'x'), false],
  ])('%s costs no other line its place', async (name, odd, readable) => {
    const { texts, bad } = await read(name, page(good + odd));
    expect(texts[0]).toBe('good');
    if (readable) expect([texts, bad]).toEqual([['good', 'odd'], []]);
    else expect(bad.length).toBe(1);
  });
});
