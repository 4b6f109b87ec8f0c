/** Error rates of models and texts. */
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sharedProcess } from '../cli-runner.js';
import { workspace } from './workspace.js';

const { lines, model, folder } = workspace();
const ductus = sharedProcess();

it('evaluate gives rates with intervals, and scores the texts of any system the same way', async () => {
  const report = join(folder, 'report.html');
  const { out, code } = await ductus(['evaluate', model, lines, '--report', report, '--json']);
  expect(code).toBe(0);
  const result = JSON.parse(out);
  expect(result.lines).toHaveLength(30);
  expect(result.documents).toBe(3);
  expect(result.characterInterval.low).toBeLessThanOrEqual(result.characterErrorRate);
  expect(result.characterInterval.high).toBeGreaterThanOrEqual(result.characterErrorRate);
  expect(await readFile(report, 'utf8')).toContain('data:image/png;base64,');
  const texts = join(folder, 'predicted');
  await ductus(['recognize', model, lines, '--out', texts]);
  const scored = JSON.parse((await ductus(['evaluate', '--predictions', texts, lines, '--json'])).out);
  expect(scored.characterErrorRate).toBeCloseTo(result.characterErrorRate, 10);
  expect(scored.wordErrorRate).toBeCloseTo(result.wordErrorRate, 10);
});

it('error rates are also said without lines whose texts are known', async () => {
  const known = join(folder, 'known');
  await mkdir(known);
  for (const name of ['doc0_000', 'doc1_003']) {
    await copyFile(join(lines, 'doc0_000.png'), join(known, `${name}.png`));
    await copyFile(join(lines, `${name}.gt.txt`), join(known, `${name}.gt.txt`));
  }
  const { out } = await ductus(['evaluate', model, lines, '--unseen', known, '--json']);
  const { lines: all, unseen } = JSON.parse(out);
  const texts = await Promise.all(
    ['doc0_000', 'doc1_003'].map(async (name) => (await readFile(join(lines, `${name}.gt.txt`), 'utf8')).trim()),
  );
  const others = all.filter(({ reference }: { reference: string }) => !texts.includes(reference));
  expect(others.length).toBeLessThan(all.length);
  expect(unseen.lines).toBe(others.length);
  expect(unseen.characterInterval.low).toBeLessThanOrEqual(unseen.characterErrorRate);
});
