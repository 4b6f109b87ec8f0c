/** Many clients at once, for a short while; `npm run service-load` does it for long. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodePng } from '../src/runtime/index.js';
import { drawPage } from './drawn-page.js';
import { temporaryFolder } from './lines.js';
import { writingModel } from './service.js';
import { loadService } from './service-load.js';
import { cases } from './thorough.js';

let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder, 'model.onnx'), writingModel());
});

afterAll(() => rm(folder, { recursive: true }));

it('64 clients at once get answers, or are told to come again, and memory stays flat', async () => {
  const widths = [300, 420, 560];
  const images = await Promise.all(widths.map((width) => encodePng(drawPage(1, { width, height: 130 }).light)));
  const flags = ['--model', join(folder, 'model.onnx')];
  const report = await loadService({ seconds: cases(20, 300), clients: 64, images, flags });
  console.log(`service under load: ${JSON.stringify(report)}`);
  expect(report.errors).toBe(0);
  expect(Object.keys(report.statuses).filter((status) => !['200', '429', '503'].includes(status))).toEqual([]);
  expect(report.statuses['200']).toBeGreaterThan(20);
  const [before, after] = report.memory;
  expect(after).toBeLessThan(1.25 * before + 30);
});
