/** inspect: problems first, with their lines; and what data and models of any size are told in. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sharedProcess } from './cli-runner.js';
import { drawLines, temporaryFolder } from './lines.js';

const ductus = sharedProcess();
let folder: string;
let lines: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  lines = await drawLines(join(folder, 'lines'), 10);
  for (let i = 0; i < 12; i++) {
    await copyFile(join(lines, 'doc0_000.png'), join(lines, `copy_${i}.png`));
    await writeFile(join(lines, `copy_${i}.gt.txt`), 'é');
  }
  await writeFile(join(lines, 'broken.png'), 'no image');
  await writeFile(join(lines, 'broken.gt.txt'), 'a');
  await copyFile(join(lines, 'doc0_001.png'), join(lines, 'long.png'));
  await writeFile(join(lines, 'long.gt.txt'), 'ab'.repeat(300));
});

afterAll(() => rm(folder, { recursive: true }));

it('says problems first, with their lines, and of many with the same pixels only some', async () => {
  const report = join(folder, 'report.html');
  const { code, out } = await ductus(['inspect', lines, '--report', report]);
  expect(code).toBe(0);
  const rows = out.split('\n');
  const at = (start: string) => rows.findIndex((row) => row.startsWith(start));
  const order = [
    '23 lines of',
    'skipped 1 file',
    '1 line with more text',
    '2 groups of lines',
    'image height',
    'alphabet',
  ];
  expect(order.map(at)).toEqual(order.map(at).toSorted((a, b) => a - b));
  expect(at('23 lines of')).toBe(0);
  expect(rows[at('1 line with more text') + 1]).toContain('long: “ababab');
  const same = rows[at('2 groups of lines') + 1] as string;
  expect(same).toMatch(/copy_0 = .*copy_1 = .*copy_10 and 10 more$/);
  const html = await readFile(report, 'utf8');
  expect(html).toContain('and 4 more');
  expect(html).toContain('LATIN SMALL LETTER E WITH ACUTE</td><td>12</td>');
  expect(html.indexOf('Can not be read')).toBeLessThan(html.indexOf('Lines with the same pixels'));
});

it('ends with exit code 1 and one sentence where no line can be used', async () => {
  const useless = join(folder, 'useless');
  await mkdir(useless);
  const empty = await ductus(['inspect', useless]);
  expect([empty.code, empty.out]).toEqual([1, '']);
  expect(empty.err).toBe(`ductus: ${useless}: there is no line to look at\n`);
  await copyFile(join(lines, 'long.png'), join(useless, 'long.png'));
  await copyFile(join(lines, 'long.gt.txt'), join(useless, 'long.gt.txt'));
  const long = await ductus(['inspect', useless, '--fix', join(folder, 'nothing')]);
  expect([long.code, long.err]).toEqual([1, expect.stringMatching(/ductus: .*useless: no line can be used, of 1\n$/)]);
});

it('tells of a model what fits on a screen, and with --json all', async () => {
  const { out } = await ductus(['inspect', 'starter']);
  expect(out.length).toBeLessThan(3000);
  expect(out).toMatch(/meanOf: packages\/models\/starter\.onnx/);
  const whole = JSON.parse((await ductus(['inspect', 'starter', '--json'])).out);
  expect(whole.provenance.meanOf[0].startedFrom.meanOf[0].settings).toBeDefined();
});
