/** Finding the lines of pages by the command, and measuring how well it was done. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPageFile, readPageJson, writePageXml } from '../src/formats/index.js';
import { scoreBaselines } from '../src/layout/index.js';
import { boxPolygon, linesOf, type Page, type Point } from '../src/page/index.js';
import { Random } from '../src/random/index.js';
import { encodePng } from '../src/runtime/index.js';
import { sharedProcess } from './cli-runner.js';
import { drawPage } from './drawn-page.js';
import { temporaryFolder, untrainedModel } from './lines.js';
import { uprightPage } from './upright-page.js';

let folder: string;
const inFolder = (...parts: readonly string[]) => join(folder, ...parts);
const ductus = sharedProcess();
const drawn = drawPage(18);
const written = { created: '2026-01-01T00:00:00', creator: 'test' };

async function put(name: string, contents: string | Uint8Array): Promise<string> {
  await mkdir(dirname(inFolder(name)), { recursive: true });
  await writeFile(inFolder(name), contents);
  return inFolder(name);
}

/** As a program that knows the truth describes it. */
const truth: Page = {
  image: 'a.png',
  width: 800,
  height: 1000,
  regions: [
    {
      id: 'r',
      lines: drawn.baselines.map((baseline, at) => {
        const [[x0, y] = [0, 0], [x1] = [0, 0]] = baseline;
        return {
          id: `t${at}`,
          text: 'a',
          baseline,
          polygon: boxPolygon({ x: x0, y: y - 27, width: x1 - x0, height: 32 }),
        };
      }),
    },
  ],
};

beforeAll(async () => {
  folder = await temporaryFolder();
  await put('scans/a.png', await encodePng(drawn.light));
  await put('model.onnx', untrainedModel());
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const linesIn = async (path: string) => {
  const { page } = await readPageFile(await readFile(path));
  return linesOf(page).map(({ baseline = [] }) => baseline);
};

const segment = (...args: readonly string[]) => ductus(['segment', ...args, '--method', 'classical']);

describe('segment', () => {
  it('describes pages in PAGE, and says by what method', async () => {
    const out = inFolder('page');
    const { code, out: said, err } = await segment(inFolder('scans'), '--out', out);
    expect([code, err]).toEqual([0, '']);
    expect(said).toContain(`found by the classical method; written to ${out}`);
    expect(await readdir(out)).toEqual(['a.xml', 'ductus-results.jsonl']);
    expect(scoreBaselines(drawn.baselines, await linesIn(join(out, 'a.xml'))).f).toBeGreaterThan(0.98);
  });

  it('finds them by the model that comes with ductus, where none is named', async () => {
    const out = inFolder('net');
    const { code, out: said } = await ductus(['segment', inFolder('scans'), '--out', out]);
    expect([code, said]).toEqual([0, expect.stringContaining('found by the layout model that comes with ductus')]);
    expect(scoreBaselines(drawn.baselines, await linesIn(join(out, 'a.xml'))).f).toBeGreaterThan(0.9);
  });

  it('writes ALTO and JSON too, and draws what it found', async () => {
    const out = inFolder('all');
    const formats = ['alto', 'json', 'page'].flatMap((format) => ['--format', format]);
    const { code } = await segment(inFolder('scans', 'a.png'), '--out', out, '--overlay', ...formats);
    expect(code).toBe(0);
    expect(await readdir(out)).toEqual([
      'a.alto.xml',
      'a.json',
      'a.overlay.svg',
      'a.xml',
      'ductus-results.jsonl',
      'overlay.html',
    ]);
    expect(linesOf(readPageJson(await readFile(join(out, 'a.json'), 'utf8')))).toHaveLength(18);
    expect(await linesIn(join(out, 'a.alto.xml'))).toHaveLength(18);
    const html = await readFile(join(out, 'overlay.html'), 'utf8');
    expect(html.split('class="baseline"').length - 1).toBe(18);
    expect(html).toContain('data:image/jpeg;base64,');
  });

  it('prints JSON for programs', async () => {
    const { out } = await segment(inFolder('scans'), '--out', inFolder('json'), '--json');
    const result = JSON.parse(out);
    expect(result).toMatchObject({ image: inFolder('scans', 'a.png'), width: 800, method: 'classical', warnings: [] });
    expect(result.regions.flatMap(({ lines }: { lines: unknown[] }) => lines)).toHaveLength(18);
  });

  it('goes on where it was ended, and leaves what a person has corrected', async () => {
    await put('two/a.png', await encodePng(drawn.light));
    const args = [inFolder('two'), '--out', inFolder('on')];
    expect((await segment(...args)).code).toBe(0);
    const corrected = (await readFile(inFolder('on', 'a.xml'), 'utf8')).replace(
      '</Metadata>',
      '</Metadata><!-- mine -->',
    );
    await put('on/a.xml', corrected);
    await put('two/b.png', await encodePng(drawPage(5).light));
    const { code, out } = await segment(...args);
    expect([code, out]).toEqual([0, expect.stringContaining('5 lines in 1 region on 1 page')]);
    expect(out).toContain('; 1 page found before');
    // Drawn is what the descriptions have now.
    const without = corrected.replace(/<TextLine.*?<\/TextLine>/s, '');
    for (const [description, lines] of [
      [corrected, 18],
      [without, 17],
    ] as const) {
      await put('on/a.xml', description);
      const drawing = await segment(...args, '--overlay');
      expect([drawing.code, drawing.out]).toEqual([0, expect.stringContaining('; 2 pages found before')]);
      const html = await readFile(inFolder('on', 'overlay.html'), 'utf8');
      expect(html.split('class="baseline"').length - 1).toBe(lines + 5);
    }
    const pages = (await segment(...args, '--json')).out.trim().split('\n');
    expect(pages.map((line) => JSON.parse(line))).toMatchObject([{ before: true }, { before: true }]);
    await put('on/a.xml', 'no XML');
    const damaged = await segment(...args, '--overlay');
    expect([damaged.code, damaged.err]).toEqual([
      1,
      expect.stringContaining("a.xml: the description of before can't be read"),
    ]);
    await put('on/a.xml', corrected);
    expect((await segment(...args, '--overlay')).code).toBe(0);
    expect(await readFile(inFolder('on', 'a.xml'), 'utf8')).toBe(corrected);
  });

  it('replaces nothing unless it is told to', async () => {
    const args = [inFolder('scans'), '--out', inFolder('again')];
    expect((await segment(...args)).code).toBe(0);
    const refused = await segment(...args, '--upright');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('--overwrite')]);
    expect((await segment(...args, '--upright', '--overwrite')).code).toBe(0);
    await put('own/a.png', await encodePng(drawn.light));
    await put('own/a.xml', writePageXml(truth, written));
    const own = await segment(inFolder('own'), '--out', inFolder('own'));
    expect([own.code, await readFile(inFolder('own', 'a.xml'), 'utf8')]).toEqual([1, writePageXml(truth, written)]);
  });

  it('finds notes that run up the margin where it is told to', async () => {
    const { light, level, notes } = uprightPage('right', 'left', 1);
    await put('notes/a.png', await encodePng(light));
    const isUpright = ([first = [0, 0], ...rest]: readonly Point[]) => first[1] - (rest.at(-1)?.[1] ?? first[1]) > 200;
    const found = async (...flags: readonly string[]) => {
      const out = inFolder(`notes-${flags.length}`);
      expect((await segment(inFolder('notes'), '--out', out, ...flags)).code).toBe(0);
      return linesIn(join(out, 'a.xml'));
    };
    const [without, standing] = [await found(), await found('--upright')];
    expect(scoreBaselines(notes, standing.filter(isUpright)).f).toBeGreaterThan(0.9);
    expect(standing.filter((line) => !isUpright(line))).toEqual(without);
    expect(without.length).toBeGreaterThanOrEqual(level.length);
  });

  it('turns a photograph as the camera says', async () => {
    const { width, height, data } = drawn.light;
    // Stored lying on its side: what EXIF's 6 turns upright again.
    const lying = await sharp(data, { raw: { width, height, channels: 1 } })
      .rotate(-90)
      .jpeg({ quality: 95 })
      .toBuffer();
    await put('turned/photo.jpg', await sharp(lying).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer());
    await segment(inFolder('turned'), '--out', inFolder('upright'));
    expect(scoreBaselines(drawn.baselines, await linesIn(inFolder('upright', 'photo.xml'))).f).toBeGreaterThan(0.97);
  });

  it.each([
    ['the classical method', ['--method', 'classical'], '3 × Hardly anything on the page is darker than its paper: '],
    ['the model that comes with ductus', [], 'What there is on the page does not look like lines of writing: '],
  ] as const)('of bad pages each is named with what is wrong, and the rest goes on, by %s', async (_, by, empty) => {
    const random = new Random(1, 'bad pages');
    const filled = (width: number, height: number, level: (at: number) => number) =>
      encodePng({ width, height, data: Uint8Array.from({ length: width * height }, (_, at) => level(at)) });
    await put('bad/black.png', await filled(700, 900, () => 0));
    await put('bad/blank.png', await filled(700, 900, () => 255));
    await put('bad/noise.png', await filled(700, 900, () => random.below(256)));
    await put('bad/pixel.png', await filled(1, 1, () => 0));
    // A photograph: soft shapes, and nothing written.
    await put(
      'bad/photo.png',
      await filled(900, 700, (at) => 128 + 90 * Math.sin((at % 900) / 90) * Math.cos(at / 90_000)),
    );
    await put('bad/broken.jpg', 'no image');
    await put('bad/huge.png', headerOnly(20_000, 20_000));
    await put('bad/good.png', await encodePng(drawn.light));
    const rest = inFolder(`rest-${by.length}`);
    const { code, out, err } = await ductus(['segment', inFolder('bad'), '--out', rest, '--overlay', ...by]);
    expect(code).toBe(1);
    expect(out).toContain('on 6 pages');
    expect(err).toContain(empty);
    expect(err).toContain(`The image is too small to have lines that can be found: ${inFolder('bad', 'pixel.png')}`);
    expect(err).toContain(`skipped ${inFolder('bad', 'broken.jpg')}: the image is empty, damaged`);
    expect(err).toContain(`skipped ${inFolder('bad', 'huge.png')}: the image has more than 100 million pixels`);
    expect(scoreBaselines(drawn.baselines, await linesIn(join(rest, 'good.xml'))).f).toBeGreaterThan(0.9);
    for (const name of ['black', 'blank', 'photo', 'pixel'])
      expect(await linesIn(join(rest, `${name}.xml`))).toEqual([]);
    // The classical method takes some of it for writing.
    if (by.length === 0) expect(await linesIn(join(rest, 'noise.xml'))).toEqual([]);
  });

  it('says what is missing or does not go together', async () => {
    const [scans, out] = [inFolder('scans'), inFolder('never')];
    for (const [args, message] of [
      [[scans], 'segment needs --out DIR'],
      [[scans, '--out', out, '--method', 'classical', '--layout', 'x.onnx'], 'leave out --layout'],
      [[scans, '--out', out, '--format', 'docx'], 'one of page, alto, json'],
    ] as const) {
      const { code, err } = await ductus(['segment', ...args]);
      expect([code, err], message).toEqual([2, expect.stringContaining(message)]);
    }
    const lines = await ductus(['segment', scans, '--out', out, '--layout', inFolder('model.onnx')]);
    expect([lines.code, lines.err]).toEqual([
      1,
      expect.stringContaining('here one is needed that finds the lines of pages'),
    ]);
    expect((await ductus(['segment', inFolder('lost'), '--out', out])).err).toContain('no such image or folder');
  });
});

/** A PNG of a size without its pixels. */
function headerOnly(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(25);
  header.writeUInt32BE(13, 0);
  header.write('IHDR', 4, 'latin1');
  header.writeUInt32BE(width, 8);
  header.writeUInt32BE(height, 12);
  header.set([8, 0, 0, 0, 0], 16);
  header.writeUInt32BE(crc32(header.subarray(4, 21)), 21);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), header, Buffer.from('\0\0\0\0IDAT', 'latin1')]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('evaluate-layout', () => {
  beforeAll(async () => {
    const zone = '<UnknownRegion id="u"><Coords points="0,900 800,900 800,1000 0,1000"/></UnknownRegion>';
    for (const set of ['one', 'two']) {
      await put(`data/${set}/a.png`, await encodePng(drawn.light));
      await put(`data/${set}/a.xml`, writePageXml(truth, written).replace(/(<TextRegion)/, `${zone}$1`));
    }
  });

  it('measures the classical method, set by set, and reports', async () => {
    const report = inFolder('report.html');
    const { code, out, err } = await ductus([
      'evaluate-layout',
      '--method',
      'classical',
      inFolder('data'),
      '--report',
      report,
    ]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('found by the classical method');
    expect(out).toMatch(/^one\s+1\s+18\s/m);
    expect(out).toMatch(/^all\s+2\s+36\s/m);
    expect(await readFile(report, 'utf8')).toContain('data:image/jpeg;base64,');
    const json = JSON.parse(
      (await ductus(['evaluate-layout', '--method', 'classical', inFolder('data', 'one'), '--json'])).out,
    );
    expect(json).toMatchObject({ pages: 1, trueLines: 18, missed: 0, sets: [{ set: 'one' }] });
    expect(json.scores.f).toBeGreaterThan(0.98);
  });

  it('measures what other programs found, and names pages that they have not', async () => {
    const lines = truth.regions[0]?.lines ?? [];
    const below = {
      id: 'x',
      text: '',
      baseline: [
        [90, 950],
        [600, 950],
      ] as const,
    };
    const other = { ...truth, regions: [{ id: 'r', lines: [...lines.slice(1), below] }] };
    await put('found/one/a.xml', writePageXml(other, written));
    const { code, out, err } = await ductus([
      'evaluate-layout',
      '--predictions',
      inFolder('found'),
      inFolder('data'),
      '--json',
    ]);
    const json = JSON.parse(out);
    expect(code).toBe(1);
    expect(err).toContain('1 page counted as without lines');
    expect(json.missing).toEqual([inFolder('data', 'two', 'a.xml')]);
    expect(json.named[0]).toMatchObject({ missed: [expect.any(String)], ignored: ['x'], nothing: [] });
    expect(json.sets[0].withoutIgnored.precision).toBe(1);
    expect(json.sets[0].scores.precision).toBeLessThan(1);
  });

  it('says what is missing or does not go together', async () => {
    for (const [args, message] of [
      [['layout.onnx'], 'evaluate-layout needs DATA'],
      [['layout.onnx', inFolder('data'), '--predictions', inFolder('found')], 'leave out the model'],
      [['layout.onnx', inFolder('data'), '--method', 'classical'], 'leave out layout.onnx'],
      [[inFolder('data'), '--predictions', inFolder('found'), '--upright'], 'leave out --upright'],
    ] as const) {
      const { code, err } = await ductus(['evaluate-layout', ...args]);
      expect([code, err], message).toEqual([2, expect.stringContaining(message)]);
    }
    const bare = await ductus(['evaluate-layout', '--method', 'classical', inFolder('scans')]);
    expect([bare.code, bare.err]).toEqual([1, expect.stringContaining('no page whose lines are described')]);
  });
});

describe('recognize', () => {
  it('finds the lines of a page that nothing describes, and says so', async () => {
    const out = inFolder('read');
    const page = inFolder('scans', 'a.png');
    const { code, err } = await ductus(['recognize', inFolder('model.onnx'), page, '--out', out, '--format', 'page']);
    expect([code, err]).toEqual([0, expect.stringContaining('were found by the layout model')]);
    expect(scoreBaselines(drawn.baselines, await linesIn(join(out, 'a.xml'))).f).toBeGreaterThan(0.98);
    const printed = await ductus(['recognize', inFolder('model.onnx'), page]);
    expect(printed.out.trim().split('\n')).toHaveLength(18);
    expect(printed.out).toContain(`${page}#l1\t`);
  });
});
