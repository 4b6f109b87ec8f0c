/** Texts that are empty or hold what is no writing, in every format that texts come from. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePng } from '../runtime/index.js';
import { Alphabet } from '../text/index.js';
import { openDataset, writePacked } from './node.js';

let folder: string;
let image: Uint8Array;
const [width, height] = [120, 40];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ductus-texts-'));
  image = await encodePng({ width, height, data: new Uint8Array(width * height).fill(200) });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const page = (lines: string) =>
  `<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2013-07-15"><Page imageFilename="p.png" imageWidth="${width}" imageHeight="${height}"><TextRegion id="r">${lines}</TextRegion></Page></PcGts>`;
const alto = (lines: string) =>
  `<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Description><MeasurementUnit>pixel</MeasurementUnit><sourceImageInformation><fileName>p.png</fileName></sourceImageInformation></Description><Layout><Page ID="p" WIDTH="${width}" HEIGHT="${height}"><PrintSpace><TextBlock ID="b">${lines}</TextBlock></PrintSpace></Page></Layout></alto>`;
const coords = '<Coords points="5,5 100,5 100,35 5,35"/>';
const box = 'HPOS="5" VPOS="5" WIDTH="95" HEIGHT="30"';

/** One line of each format with a text. */
const formats: Readonly<Record<string, (at: string, text: string) => Promise<string>>> = {
  'line pairs': async (at, text) => {
    await writeFile(join(at, 'a.png'), image);
    await writeFile(join(at, 'a.gt.txt'), text);
    return at;
  },
  lists: async (at, text) => {
    await writeFile(join(at, 'a.png'), image);
    await writeFile(join(at, 'list.tsv'), `a.png\t${text}\n`);
    return join(at, 'list.tsv');
  },
  'JSON lines': async (at, text) => {
    await writeFile(join(at, 'a.png'), image);
    await writeFile(join(at, 'list.jsonl'), `${JSON.stringify({ image: 'a.png', text })}\n`);
    return join(at, 'list.jsonl');
  },
  PAGE: async (at, text) => {
    await writeFile(join(at, 'p.png'), image);
    const line = `<TextLine id="l">${coords}<TextEquiv><Unicode>${text}</Unicode></TextEquiv></TextLine>`;
    await writeFile(join(at, 'p.xml'), page(line));
    return at;
  },
  ALTO: async (at, text) => {
    await writeFile(join(at, 'p.png'), image);
    await writeFile(join(at, 'p.xml'), alto(`<TextLine ID="l" ${box}><String CONTENT="${text}" ${box}/></TextLine>`));
    return at;
  },
  Parquet: async (at, text) => {
    async function* lines() {
      yield { name: 'a', path: 'a.png', text, width, height, bytes: image };
    }
    await writePacked(lines(), join(at, 'packed.parquet'));
    return at;
  },
};

async function openOne(format: string, name: string, text: string, keepEmpty = false) {
  const at = join(folder, `${format} ${name}`);
  await mkdir(at, { recursive: true });
  return openDataset([await (formats[format] as (typeof formats)[string])(at, text)], { keepEmpty });
}

describe.each(Object.keys(formats))('%s', (format) => {
  it('a text with a control character is refused by name, character and reason', async () => {
    const { samples, skipped } = await openOne(format, 'control', 'a\u0085b');
    expect(samples).toEqual([]);
    expect(skipped).toHaveLength(1);
    expect(skipped[0]?.reason).toBe(
      'the text has U+0085, a control character. Windows-1252 taken for Latin-1? Save it as UTF-8',
    );
    expect(basename(skipped[0]?.name ?? '')).toMatch(/^a(\.gt\.txt|\.png)?$|^p\.xml, line l$/);
  });

  it('an empty text is no sample to learn from, and one to be measured on', async () => {
    const { samples, skipped } = await openOne(format, 'empty', '');
    expect(samples).toEqual([]);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^(the text is empty|the line has no text)$/),
    ]);
    const measured = await openOne(format, 'empty', '', true);
    expect(measured.samples.map(({ text }) => text)).toEqual(['']);
    expect(measured.skipped).toEqual([]);
  });
});

it('UTF-16 without a byte order mark makes no letter of U+0000', async () => {
  const at = join(folder, 'utf16');
  await mkdir(at);
  for (const [name, text] of [
    ['good', Buffer.from('abc')],
    ['wide', Buffer.from('abc', 'utf16le')],
  ] as const) {
    await writeFile(join(at, `${name}.png`), image);
    await writeFile(join(at, `${name}.gt.txt`), text);
  }
  const { samples, skipped } = await openDataset([at]);
  expect(Alphabet.of(samples.map(({ text }) => text)).characters).toEqual(['a', 'b', 'c']);
  expect(skipped).toEqual([
    {
      name: join(at, 'wide.gt.txt'),
      reason: 'the text has U+0000, a control character. UTF-16 without a byte order mark? Save it as UTF-8',
    },
  ]);
});

it('a line that nobody transcribed stays skipped where empty ones are kept', async () => {
  const at = join(folder, 'untranscribed');
  // In folders of their own: of one image's PAGE and ALTO only one is read.
  for (const kind of ['a', 'p']) {
    await mkdir(join(at, kind), { recursive: true });
    await writeFile(join(at, kind, 'p.png'), image);
  }
  const empty = '<TextEquiv><Unicode></Unicode></TextEquiv>';
  await writeFile(
    join(at, 'p', 'page.xml'),
    page(`<TextLine id="blank">${coords}${empty}</TextLine><TextLine id="unread">${coords}</TextLine>`),
  );
  await writeFile(
    join(at, 'a', 'alto.xml'),
    alto(`<TextLine ID="blank" ${box}><String CONTENT="" ${box}/></TextLine><TextLine ID="unread" ${box}></TextLine>`),
  );
  const { samples, skipped } = await openDataset([at], { keepEmpty: true });
  expect(samples.map(({ key, text }) => [key, text])).toEqual([
    ['a/alto_001', ''],
    ['p/page_001', ''],
  ]);
  expect(skipped).toEqual([
    { name: `${join(at, 'a', 'alto.xml')}, line unread`, reason: 'the line has no text' },
    { name: `${join(at, 'p', 'page.xml')}, line unread`, reason: 'the line has no text' },
  ]);
});
