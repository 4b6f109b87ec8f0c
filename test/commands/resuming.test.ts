/** recognize into a folder that has results: what is skipped, refused and replaced. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readTsv } from '../../src/formats/index.js';
import { encodePng } from '../../src/runtime/index.js';
import { sharedProcess } from '../cli-runner.js';
import { pdfOf, scan } from '../documents.js';
import { workspace } from './workspace.js';

const { lines, model, folder } = workspace();
const ductus = sharedProcess();
const images = join(folder, 'images');
const names = ['doc0_000', 'doc0_001', 'doc0_002'];
const recognize = (out: string, ...flags: readonly string[]) =>
  ductus(['recognize', model, images, '--out', join(folder, out), ...flags]);

beforeAll(async () => {
  await mkdir(images);
  for (const name of names) await copyFile(join(lines, `${name}.png`), join(images, `${name}.png`));
});

it('what was read is not read again, and says so; with --overwrite it is', async () => {
  await recognize('out');
  const text = join(folder, 'out', 'doc0_001.txt');
  await writeFile(text, 'corrected\n');
  await rm(join(folder, 'out', 'doc0_002.txt'));
  const again = await recognize('out');
  expect([again.code, again.err]).toEqual([0, '']);
  expect(again.out).toContain('3 texts written to');
  expect(again.out).toContain('2 files and pages read before');
  expect(await readFile(text, 'utf8')).toBe('corrected\n');
  expect(readTsv(await readFile(join(folder, 'out', 'recognized.tsv'), 'utf8'))).toHaveLength(3);
  await recognize('out', '--overwrite');
  expect(await readFile(text, 'utf8')).not.toBe('corrected\n');
});

it('a file of somebody else is refused before anything is read', async () => {
  await mkdir(join(folder, 'taken'));
  const place = join(folder, 'taken', 'doc0_002.txt');
  await writeFile(place, 'mine');
  const { code, out, err } = await recognize('taken');
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain(`${place}: it is there already. Give another folder, or replace it by --overwrite`);
  expect(await readFile(place, 'utf8')).toBe('mine');
});

it('results that were read otherwise are not mixed with new ones', async () => {
  await recognize('beam', '--beam', '4');
  const { code, err } = await recognize('beam');
  expect([code, err]).toEqual([1, expect.stringContaining('--overwrite')]);
  expect((await recognize('beam', '--beam', '4')).code).toBe(0);
});

it('--lines and --pages decide what shapes do not', async () => {
  await mkdir(join(folder, 'mixed'));
  await writeFile(join(folder, 'mixed', 'page.png'), await encodePng(scan(400, 600)));
  await copyFile(join(lines, 'doc0_000.png'), join(folder, 'mixed', 'line.png'));
  const mixed = join(folder, 'mixed');
  const found = await ductus(['recognize', model, mixed]);
  expect(found.err).toContain('1 image is a page (such as');
  expect(found.err).toContain('--lines or --pages decides it for all');
  expect((await ductus(['recognize', model, mixed, '--lines'])).out.trim().split('\n')).toHaveLength(2);
  expect((await ductus(['recognize', model, mixed, '--pages'])).out).not.toMatch(/line\.png\t/);
  const both = await ductus(['recognize', model, mixed, '--pages', '--lines']);
  expect([both.code, both.err]).toEqual([2, expect.stringContaining('say the opposite')]);
});

it('each page of a PDF is named', async () => {
  const path = join(folder, 'book.pdf');
  await writeFile(path, await pdfOf([1, 2].map((n) => ({ width: 60, height: 80, image: scan(120, 160, n) }))));
  const { out, err } = await ductus(['recognize', model, path]);
  for (const page of [1, 2]) expect(`${out}${err}`).toContain(`${path}#${page}`);
});
