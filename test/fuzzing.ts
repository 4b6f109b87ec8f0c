/**
 * Readers of files against files that are damaged: real ones, changed by chance. A file may be read or refused with a reason;
 * it may not crash, hang, or end the reading of the good file beside it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { openDataset } from '../src/dataset/node.js';
import {
  decodeText,
  PackedFile,
  PackedWriter,
  readList,
  readPageFile,
  readPageJson,
  readTsv,
  toPixels,
  writeAlto,
  writePageJson,
  writePageXml,
  writeTsv,
} from '../src/formats/index.js';
import { cutLine, plainInput, prepareLine, type Raster } from '../src/image/index.js';
import { examine } from '../src/inspection/index.js';
import { lineSpacing, linesOf, type Page } from '../src/page/index.js';
import { Random } from '../src/random/index.js';
import { decodeImage, imageSize } from '../src/runtime/index.js';

/** A file to begin with, and what reads it. */
interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly read: (bytes: Uint8Array) => Promise<unknown>;
}

/** A change at a place, 0 to 1 of the file. */
export interface Mutation {
  readonly kind: 'flip' | 'delete' | 'insert' | 'repeat' | 'truncate' | 'number' | 'token';
  readonly at: number;
  readonly size: number;
  readonly value: number;
}

const tokens = [
  ...[
    '<',
    '>',
    '&',
    '"',
    "'",
    '&#0;',
    '&amp;',
    '&x;',
    '<!DOCTYPE a [<!ENTITY x "y">]>',
    '<![CDATA[',
    '\t',
    '\n',
    '\r\n',
  ],
  ...['\0', '\uFEFF', '{', '}', '[', ']', ',', ' ', '|', '<space>', '\u202e', '\u{1F600}', 'e\u0301', '..', '/', '-->'],
];
const numbers = [
  '0',
  '-1',
  '1',
  '1e9',
  '-1e9',
  '1e308',
  'NaN',
  'Infinity',
  '',
  '99999999999',
  '0.0000001',
  '4294967296',
];

export function mutate(bytes: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  let file = Buffer.from(bytes);
  for (const { kind, at, size, value } of mutations) {
    const from = Math.floor(at * file.length);
    const splice = (end: number, piece: string | Uint8Array) => {
      file = Buffer.concat([file.subarray(0, from), Buffer.from(piece as Uint8Array), file.subarray(end)]);
    };
    if (kind === 'flip' && file.length > 0) file[from] = (file[from] as number) ^ (1 << (value % 8));
    else if (kind === 'delete') splice(from + size, '');
    else if (kind === 'insert')
      splice(
        from,
        Uint8Array.from({ length: size % 64 }, (_, i) => (value * (i + 1)) % 256),
      );
    else if (kind === 'repeat') splice(from, file.subarray(from, from + size));
    else if (kind === 'truncate') file = file.subarray(0, from);
    else if (kind === 'token') splice(from, tokens[value % tokens.length] as string);
    else {
      const text = file.toString('latin1');
      const found = /\d+/g;
      found.lastIndex = from;
      const match = found.exec(text);
      const number = numbers[value % numbers.length] as string;
      if (match)
        file = Buffer.from(text.slice(0, match.index) + number + text.slice(match.index + match[0].length), 'latin1');
    }
  }
  return Uint8Array.from(file);
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('flip', 'delete', 'insert', 'repeat', 'truncate', 'number', 'token'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  size: fc.nat({ max: 400 }),
  value: fc.nat({ max: 65535 }),
});

/** Pixels that stand for a page's image. */
const sheet: Raster = { width: 300, height: 200, data: new Uint8Array(300 * 200).fill(200) };

async function readPage(bytes: Uint8Array): Promise<void> {
  const page = toPixels(await readPageFile(bytes), sheet);
  const spacing = lineSpacing(page);
  for (const { polygon, baseline } of linesOf(page).slice(0, 5)) {
    try {
      const line = cutLine(
        sheet,
        { ...(polygon ? { polygon } : {}), ...(baseline ? { baseline } : {}) },
        spacing === undefined ? {} : { spacing },
      );
      if (line.width * line.height < 1e6) prepareLine(line, plainInput(32));
    } catch (error) {
      complain(error);
    }
  }
  // What was read can be written and read again.
  await readPageFile(new TextEncoder().encode(writePageXml(page, { created: '2026-01-01T00:00:00', creator: 'fuzz' })));
  await readPageFile(new TextEncoder().encode(writeAlto(page)));
}

async function readImage(bytes: Uint8Array): Promise<void> {
  const { width, height } = await imageSize(bytes);
  if (width * height > 4e6) return;
  const raster = await decodeImage(bytes);
  prepareLine(raster, plainInput(16));
}

async function readPacked(bytes: Uint8Array): Promise<void> {
  const buffer = bytes.slice().buffer;
  const file = await PackedFile.open({
    byteLength: buffer.byteLength,
    slice: async (start, end) => buffer.slice(start, end),
  });
  for (const group of [...file.groups.keys()].slice(0, 4)) {
    await file.lines(group);
    await file.images(group);
  }
}

const page: Page = {
  image: 'page.png',
  width: 300,
  height: 200,
  regions: [
    {
      id: 'r1',
      lines: [0, 1, 2].map((n) => ({
        id: `l${n}`,
        text: `línea ${n} «&»`,
        confidence: 0.5,
        polygon: [
          [10, 20 + 50 * n],
          [280, 25 + 50 * n],
          [270, 60 + 50 * n],
          [12, 58 + 50 * n],
        ] as const,
        baseline: [
          [10, 50 + 50 * n],
          [280, 52 + 50 * n],
        ] as const,
        words: [
          {
            text: 'línea',
            polygon: [
              [10, 20],
              [80, 20],
              [80, 60],
            ] as const,
          },
        ],
      })),
    },
  ],
};

async function seeds(): Promise<readonly Seed[]> {
  const random = new Random('fuzz seeds');
  const raw = { width: 120, height: 30, channels: 1 } as const;
  const grey = () =>
    sharp(
      Uint8Array.from({ length: 3600 }, () => random.below(256)),
      { raw },
    ).toColourspace('b-w');
  const png = await grey().png().toBuffer();
  const images = {
    'a.png': png,
    'a.jpg': await grey().jpeg().toBuffer(),
    'a.tif': await grey().tiff({ compression: 'lzw' }).toBuffer(),
    'a.webp': await grey().webp({ lossless: true }).toBuffer(),
    '16.png': await grey().toColourspace('grey16').png().toBuffer(),
    'cmyk.jpg': await grey().toColourspace('cmyk').jpeg().toBuffer(),
  };
  const writer = await PackedWriter.create();
  const line = { name: 'a', path: 'a.png', text: 'text', width: 120, height: 30, bytes: png };
  const packed = Buffer.concat([writer.group([line, { ...line, name: 'b' }]), writer.group([line]), writer.finish()]);
  const text = (contents: string) => new TextEncoder().encode(contents);
  const list = (path: string) => async (bytes: Uint8Array) => readList(path, decodeText(bytes));
  const xml = writePageXml(page, { created: '2026-01-01T00:00:00', creator: 'fuzz' });
  return [
    ...Object.entries(images).map(([name, bytes]) => ({ name, bytes, read: readImage })),
    { name: 'a.parquet', bytes: packed, read: readPacked },
    { name: 'page.xml', bytes: text(xml), read: readPage },
    { name: 'alto.xml', bytes: text(writeAlto(page)), read: readPage },
    ...realPages().map((path) => ({ name: 'real.xml', bytes: readFileSync(path), read: readPage })),
    { name: 'page.json', bytes: text(writePageJson(page)), read: async (bytes) => readPageJson(decodeText(bytes)) },
    { name: 'page.tsv', bytes: text(writeTsv([page])), read: async (bytes) => readTsv(decodeText(bytes)) },
    { name: 'list.tsv', bytes: text('a.png\tone\n["a.jpg", "b.png"]\ttwo words\n'), read: list('list.tsv') },
    {
      name: 'list.jsonl',
      bytes: text('{"image": "a.png", "text": "one"}\n{"path": "b.png", "label": "two"}\n'),
      read: list('list.jsonl'),
    },
    { name: 'labels.json', bytes: text('{"a.png": "one", "b.png": "two"}'), read: list('labels.json') },
    {
      name: 'lines.txt',
      bytes: text('# IAM\na01-000u-00 ok 154 19 408 746 1661 89 A|MOVE|to\n'),
      read: list('lines.txt'),
    },
    { name: 'words.txt', bytes: text('a01-000u-00-00 ok 154 408 768 27 51 AT A\n'), read: list('words.txt') },
    { name: 'table.txt', bytes: text('train/a f o r <space> d e t\n'), read: list('table.txt') },
    { name: 'a.gt.txt', bytes: text('a line of text\n'), read: async (bytes) => decodeText(bytes) },
  ];
}

/** One page of each set, if they are there. */
function realPages(): readonly string[] {
  const shared = join(process.env.DUCTUS_SHARED ?? '../shared', 'lines');
  if (!existsSync(shared)) return [];
  return readdirSync(shared).flatMap((set) => {
    const folder = join(shared, set, 'pages');
    const found = existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith('.xml')) : undefined;
    return found === undefined ? [] : [join(folder, found)];
  });
}

/** Errors are reasons; those of the language itself are mistakes of a reader. */
function complain(error: unknown, name = 'a part of it'): void {
  const mistake = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  const encoding = error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
  if ((mistake && !encoding) || !(error instanceof Error)) throw new Error(`${name}: ${error}`, { cause: error });
}

/** A case that computes longer hangs. Of the processor's time, since another program may hold it meanwhile. */
const longestMs = 5000;

export interface FuzzOptions {
  /** Default: until all cases are tried. */
  readonly seconds?: number;
  /** Default: until the time is over. */
  readonly cases?: number;
  readonly seed: number;
}

/** @returns cases that were tried @throws when one crashed or hung, with the smallest change that does it */
export async function fuzz({ seconds, cases: most = Number.MAX_SAFE_INTEGER, seed }: FuzzOptions): Promise<number> {
  const files = await seeds();
  const folder = await mkdtemp(join(tmpdir(), 'ductus-fuzz-'));
  const good = files[0] as Seed;
  let cases = 0;
  const property = fc.asyncProperty(
    fc.constantFrom(...files.keys()),
    fc.array(mutation, { minLength: 1, maxLength: 6 }),
    fc.boolean(),
    async (index, mutations, asData) => {
      const file = files[index] as Seed;
      const bytes = mutate(file.bytes, mutations);
      cases++;
      const began = process.cpuUsage();
      if (asData) await besideGoodFile(join(folder, `case${cases}`), file.name, bytes, good.bytes);
      else {
        await file.read(bytes).catch((error: unknown) => {
          complain(error, file.name);
        });
      }
      const { user, system } = process.cpuUsage(began);
      const took = (user + system) / 1000;
      if (took > longestMs) throw new Error(`${file.name}: took ${Math.round(took)} ms`);
    },
  );
  try {
    await fc.assert(property, {
      seed,
      numRuns: most,
      ...(seconds === undefined ? {} : { interruptAfterTimeLimit: seconds * 1000 }),
      markInterruptAsFailure: false,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return cases;
}

/** The damaged file as DATA, beside a good line: whatever becomes of it, the good line is found. */
async function besideGoodFile(folder: string, name: string, bytes: Uint8Array, png: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'good.png'), png);
  await writeFile(join(folder, 'good.gt.txt'), 'good');
  await writeFile(join(folder, 'page.png'), png);
  await writeFile(join(folder, name), bytes);
  if (/\.(?:png|jpg|tif|webp)$/.test(name)) await writeFile(join(folder, name.replace(/\.[^.]+$/, '.gt.txt')), 'text');
  const named = /list|lines|words|table|labels/.test(name) ? [join(folder, name)] : [];
  const { samples } = await openDataset([folder]);
  if (!samples.some((sample) => sample.name.endsWith('good'))) throw new Error(`${name}: the good line is lost`);
  if (named.length > 0) await openDataset(named).catch((error: unknown) => complain(error, name));
  await examine(
    samples.filter(({ width, height }) => width * height < 4e6),
    { lineHeight: 16, frames: (width) => width, images: true },
  );
  await rm(folder, { recursive: true });
}
