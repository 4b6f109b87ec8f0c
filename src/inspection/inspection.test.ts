import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sharedProcess } from '../../test/cli-runner.js';
import { drawLines, temporaryFolder } from '../../test/lines.js';
import type { Sample } from '../dataset/index.js';
import { openDataset } from '../dataset/node.js';
import { Random } from '../random/index.js';
import { encodePng } from '../runtime/index.js';
import { usualRules } from '../text/index.js';
import { type Examination, examine, fixSamples, renderInspectionReport, sharedBetween, writeFixes } from './index.js';

const ductus = sharedProcess();
let folder: string;
let samples: readonly Sample[];
let examination: Examination;

const texts: Readonly<Record<string, string>> = {
  nfd_001: 'e\u0301te\u0301',
  nfc_001: 'été',
  cyrillic_001: 'cаt and cat',
  quotes_001: 'l’ami dit l\'ami – "oui" - «non»',
  space_001: '  two  spaces\u00a0here ',
  hebrew_001: 'שלום world',
  same_001: 'abc',
  same_002: 'abc',
  same_003: 'other',
  blank_001: 'nothing',
  long_001: 'abcdefghij'.repeat(60),
  narrow_001: 'a few letters more than it has',
};

beforeAll(async () => {
  folder = join(await temporaryFolder(), 'lines');
  await drawLines(folder, 10);
  const image = async (name: string, width: number) =>
    encodePng({
      width,
      height: 40,
      data: Uint8Array.from({ length: width * 40 }, (_, i) =>
        name === 'blank' ? 250 : new Random(name, i).below(256),
      ),
    });
  for (const [name, text] of Object.entries(texts)) {
    const stem = name.split('_')[0] as string;
    await writeFile(join(folder, `${name}.png`), await image(stem, stem === 'narrow' ? 110 : 600));
    await writeFile(join(folder, `${name}.gt.txt`), text);
  }
  await writeFile(join(folder, 'broken_001.png'), (await image('broken', 600)).slice(0, 300));
  await writeFile(join(folder, 'broken_001.gt.txt'), 'abc');
  samples = (await openDataset([folder], { text: 'raw' })).samples;
  examination = await examine(samples, { lineHeight: 40, frames: (width) => Math.ceil(width / 4), images: true });
});

afterAll(() => rm(join(folder, '..'), { recursive: true }));

const names = (found: readonly Sample[]) => found.map(({ name }) => name.split('/').pop());

it('finds texts in other Unicode forms, white space and directions', () => {
  expect(names(examination.notNfc)).toEqual(['nfd_001']);
  expect(examination.notNfd).toBe(1);
  expect(names(examination.untidySpace)).toEqual(['space_001']);
  expect(names(examination.bothDirections)).toEqual(['hebrew_001']);
  expect(examination.rightToLeft).toBe(1);
});

it('counts characters and groups those that look alike', () => {
  const count = (character: string) => examination.alphabet.find((one) => one.character === character)?.count;
  expect(count('é')).toBe(2);
  expect(count('\u0301')).toBe(2);
  const groups = examination.lookAlikes.map(({ kind, characters }) => [
    kind,
    characters.map(({ character }) => character).sort(),
  ]);
  expect(groups).toContainEqual(['letters of several alphabets', ['a', 'а']]);
  expect(groups).toContainEqual(['single quotes and apostrophes', ["'", '’']]);
  expect(groups).toContainEqual(['double quotes', ['"', '«', '»']]);
  expect(groups).toContainEqual(['dashes and hyphens', ['-', '–']]);
  expect(groups).toContainEqual(['spaces', [' ', '\u00a0']]);
});

it('finds images that are damaged, empty or the same, and lines that are too narrow for their text', () => {
  expect(examination.unreadable.map(({ problem }) => problem.name.split('/').pop())).toEqual(['broken_001.png']);
  expect(names(examination.empty)).toEqual(['blank_001']);
  expect(examination.sameImages.map(names)).toEqual([['same_001', 'same_002', 'same_003']]);
  expect(examination.infeasible.map(({ sample }) => names([sample])[0]).sort()).toEqual(['long_001', 'narrow_001']);
  expect(examination.infeasible.find(({ sample }) => sample.name.endsWith('long_001'))?.detail).toBe(
    '600 needed, 150 there',
  );
  const suspicious = examination.suspicious.map(({ sample }) => names([sample])[0]);
  expect(suspicious).toContain('narrow_001');
});

it('says what stands in both splits', () => {
  const validation = samples.filter(({ name }) => /same_00[13]/.test(name));
  const training = samples.filter((sample) => !validation.includes(sample));
  const shared = sharedBetween(training, validation, examination);
  expect(shared.images.map(names)).toEqual([['same_001', 'same_002', 'same_003']]);
  expect(shared.texts).toContainEqual({ text: 'abc', training: 2, validation: 1 });
});

it('mends by rule, names each change, and leaves out what can not be used', () => {
  const { samples: kept, fixes } = fixSamples(samples, examination, usualRules);
  const what = new Map(fixes.map((fix) => [fix.name.split('/').pop(), fix]));
  expect(what.get('nfd_001')).toMatchObject({ what: 'text', before: 'e\u0301te\u0301', after: 'été' });
  expect(what.get('space_001')?.after).toBe('two spaces here');
  expect(what.get('same_001')).toBeUndefined();
  expect(what.get('same_002')?.what).toContain('the same pixels with the same text');
  expect(what.get('same_003')).toBeUndefined();
  expect(what.get('blank_001')?.what).toContain('nothing on it');
  expect(what.get('broken_001')?.what).toMatch(/^left out: the image/);
  expect(kept.length).toBe(samples.length - 5);
  expect(writeFixes([{ name: 'a', what: 'text', before: 'x\ty\\', after: 'z\n' }])).toBe(
    'name\twhat\tbefore\tafter\na\ttext\tx\\ty\\\\\tz\\n\n',
  );
});

it('the report shows what is odd with its image, and escapes texts', async () => {
  const odd = { ...(samples[0] as Sample), text: '<b>&' };
  const html = await renderInspectionReport({
    title: 'Data',
    examination: { ...examination, bothDirections: [odd] },
    skipped: [{ name: 'x.png', reason: 'is <broken>' }],
    shared: undefined,
    nameOf: (character) => `NAME OF ${character}`,
  });
  expect(html).toContain('&lt;b&gt;&amp;');
  expect(html).toContain('is &lt;broken&gt;');
  expect(html).toContain('NAME OF é');
  expect(html.match(/<img src="data:image\/png;base64,/g)?.length).toBeGreaterThan(10);
});

it('the command writes a cleaned copy elsewhere, never in place', async () => {
  const before = await readdir(folder);
  const into = join(folder, '..', 'clean');
  const { code, out } = await ductus(['inspect', folder, '--fix', into]);
  expect(code).toBe(0);
  expect(out).toMatch(/19 lines in .*: 2 texts changed, 4 lines left out/);
  expect(await readFile(join(into, 'nfd_001.gt.txt'), 'utf8')).toBe('été\n');
  expect(await readFile(join(into, 'fixes.tsv'), 'utf8')).toContain('the same pixels with the same text');
  expect(await readdir(folder)).toEqual(before);
  for (const taken of [folder, into]) {
    const again = await ductus(['inspect', folder, '--fix', taken]);
    expect(again.code).toBe(2);
    expect(again.err).toContain('--fix must name a folder that is new or empty');
  }
  await mkdir(join(folder, '..', 'empty'));
  expect((await ductus(['inspect', folder, '--fix', join(folder, '..', 'empty')])).code).toBe(0);
});

it('a dot of ink on a wide clean line is something', async () => {
  const short = join(folder, '..', 'short');
  await mkdir(short);
  for (const [name, ink] of Object.entries({ dash: 80, blank: 0 })) {
    const data = Uint8Array.from({ length: 2000 * 80 }, (_, i) => (i >= 90_000 && i < 90_000 + ink ? 20 : 250));
    await writeFile(join(short, `${name}.png`), await encodePng({ width: 2000, height: 80, data }));
    await writeFile(join(short, `${name}.gt.txt`), '-');
  }
  const lines = (await openDataset([short])).samples;
  const seen = await examine(lines, { lineHeight: 40, frames: (width) => Math.ceil(width / 4), images: true });
  expect(names(seen.empty)).toEqual(['blank']);
});

it('a line of a page that can not be cut costs no other line of it its place', async () => {
  const pages = join(folder, '..', 'pages');
  await mkdir(pages);
  const data = Uint8Array.from({ length: 300 * 200 }, (_, i) => new Random('page', i).below(256));
  await writeFile(join(pages, 'a.png'), await encodePng({ width: 300, height: 200, data }));
  const line = (id: string, y: number) =>
    `<TextLine id="${id}"><Coords points="10,${y} 290,${y} 290,${y + 40} 10,${y + 40}"/><TextEquiv><Unicode>${id}</Unicode></TextEquiv></TextLine>`;
  await writeFile(
    join(pages, 'a.xml'),
    `<PcGts><Page imageFilename="a.png" imageWidth="300" imageHeight="200"><TextRegion id="r">${line('in', 20)}${line('out', 400)}</TextRegion></Page></PcGts>`,
  );
  const lines = (await openDataset([pages])).samples;
  const seen = await examine(lines, { lineHeight: 40, frames: (width) => Math.ceil(width / 4), images: true });
  const { samples: kept, fixes } = fixSamples(lines, seen, usualRules);
  expect([kept.map(({ text }) => text), fixes.map(({ what }) => what)]).toEqual([
    ['in'],
    [expect.stringContaining('the line lies outside the page')],
  ]);
});
