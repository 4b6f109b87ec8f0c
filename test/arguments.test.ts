/** The same files however they are named, each once, and what a folder has beside what was meant. */
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset, packSamples } from '../src/dataset/node.js';
import { encodePng } from '../src/runtime/index.js';
import { ductus } from './cli-runner.js';
import { temporaryFolder, untrainedModel } from './lines.js';

const here = process.cwd();
let folder: string;

const texts = ['the first of the lines', 'the second of the lines', 'the third of the lines'];

beforeAll(async () => {
  folder = await temporaryFolder();
  // Relative arguments are meant from here.
  process.chdir(folder);
  await writeFile('model.onnx', untrainedModel());
  for (const [i, text] of texts.entries()) {
    for (const place of ['lines/a', 'lines/b', 'lines2/a']) await line(`${place}_${i}`, `${text} ${place}`);
  }
});

afterAll(async () => {
  process.chdir(here);
  await rm(folder, { recursive: true, force: true });
});

async function line(name: string, text: string): Promise<void> {
  await mkdir(dirname(name), { recursive: true });
  await writeFile(`${name}.png`, await encodePng({ width: 200, height: 40, data: new Uint8Array(8000).fill(200) }));
  await writeFile(`${name}.gt.txt`, `${text}\n`);
}

const keysOf = async (...data: readonly string[]) => (await openDataset(data)).samples.map(({ key }) => key);
const warningsOf = async (...data: readonly string[]) => (await openDataset(data)).warnings;
const six = ['a_0', 'a_1', 'a_2', 'b_0', 'b_1', 'b_2'];

describe('one folder', () => {
  it.each([
    ['./lines', true],
    ['lines/', true],
    ['lines/../lines', true],
    ['.//lines//', true],
    ['lines/*.png', true],
    ['./lines/*.png', true],
    [() => join(folder, 'lines'), false],
  ])('%s gives the keys and names of lines', async (argument, isRelative) => {
    const plain = await openDataset(['lines']);
    const { samples } = await openDataset([typeof argument === 'string' ? argument : argument()]);
    expect(samples.map(({ key }) => key)).toEqual(six);
    if (isRelative) expect(samples.map(({ name }) => name)).toEqual(plain.samples.map(({ name }) => name));
  });

  it('named twice is read once, and a file of it as well', async () => {
    expect(await keysOf('lines', './lines/', join(folder, 'lines'), 'lines/a_0.png')).toEqual(six);
    expect(await keysOf('lines/a_0.png', './lines/a_0.png')).toEqual(['a_0']);
  });

  it('is not the beginning of another of a longer name', async () => {
    expect(await keysOf('lines2', 'lines')).toEqual([
      'a_0',
      'a_1',
      'a_2',
      '2/a_0',
      '2/a_1',
      '2/a_2',
      'b_0',
      'b_1',
      'b_2',
    ]);
    const out = await ductus(['recognize', 'model.onnx', 'lines', 'lines2', '--out', 'read'], folder);
    expect([out.code, out.err]).toEqual([
      1,
      expect.stringContaining(`${join('lines', 'a_0.png')} and ${join('lines2', 'a_0.png')} would both be written as`),
    ]);
    const printed = await ductus(['recognize', 'model.onnx', 'lines/', './lines2'], folder);
    expect(printed).toMatchObject({ code: 0, err: '' });
    expect(printed.out.trim().split('\n')).toHaveLength(9);
  });

  it('that is linked is read below the link, once, and a link that leads back ends', async () => {
    await mkdir('linked/inner', { recursive: true });
    await cp('lines/a_0.png', 'linked/inner/x.png');
    await cp('lines/a_0.gt.txt', 'linked/inner/x.gt.txt');
    await symlink(join(folder, 'linked'), 'linked/inner/back');
    await symlink(join(folder, 'lines2'), 'linked/aside');
    await symlink('aside', 'linked/aside-again');
    expect(await keysOf('linked')).toEqual(['aside/a_0', 'aside/a_1', 'aside/a_2', 'inner/x']);
  });
});

describe('results', () => {
  it('are not written over each other, over the table, nor over what is read', async () => {
    await cp('lines/a_0.png', 'other/recognized.png');
    const write = (...args: readonly string[]) => ductus(['recognize', 'model.onnx', ...args], folder);
    const table = await write('other', '--out', 'read2', '--format', 'tsv');
    expect([table.code, table.err]).toEqual([1, expect.stringContaining('the table of all lines and')]);
    const page = '<PcGts><Page imageFilename="p.png" imageWidth="9" imageHeight="9"/></PcGts>';
    await cp('lines/a_0.png', 'described/p.png');
    await writeFile('described/p.xml', page);
    const over = await write('described/p.xml', '--out', './described', '--format', 'page');
    expect([over.code, over.err]).toEqual([2, expect.stringContaining('would be overwritten')]);
  });
});

describe('a folder warns', () => {
  it('that holds training and validation lines', async () => {
    for (const part of ['train', 'val']) await line(`set/${part}/x_${part}`, part);
    expect(await warningsOf('set')).toEqual([expect.stringContaining('set holds the parts train and val')]);
    expect(await warningsOf('.')).toEqual(expect.arrayContaining([expect.stringContaining(`set holds the parts`)]));
    expect(await warningsOf('set/train', 'set/val')).toEqual([]);
    const { err } = await ductus(['inspect', 'set'], folder);
    expect(err).toContain('warning: set holds the parts train and val');
  });

  it('that holds lines and their pages, or lines and the file that they were packed into', async () => {
    const box = (y: number) => `<Coords points="0,${y} 200,${y} 200,${y + 9} 0,${y + 9}"/>`;
    const lineXml = (text: string, i: number) =>
      `<TextLine id="l${i}">${box(i * 10)}<TextEquiv><Unicode>${text.toUpperCase()}. </Unicode></TextEquiv></TextLine>`;
    await cp('lines/a_0.png', 'twice/pages/p.png');
    await writeFile(
      'twice/pages/p.xml',
      `<PcGts><Page imageFilename="p.png" imageWidth="200" imageHeight="40"><TextRegion id="r">${texts.map(lineXml).join('')}</TextRegion></Page></PcGts>`,
    );
    for (const [i, text] of texts.entries()) await line(`twice/lines/y_${i}`, text);
    expect(await warningsOf('twice')).toEqual([
      `the lines of a page seem to be there twice, such as ${join('twice', 'pages', 'p_001')} and ${join('twice', 'lines', 'y_0')}: they count twice; name one of the two`,
    ]);
    expect(await warningsOf('twice/pages')).toEqual([]);
    await packSamples((await openDataset(['twice/lines'])).samples, 'twice/lines/all.parquet');
    expect(await warningsOf('twice/lines')).toEqual([expect.stringContaining('the lines of a packed file')]);
  });
});
