import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seer, seerMetadata, seerSpec } from '../../test/layout-seer.js';
import type { Raster } from '../image/index.js';
import { LayoutNetwork } from '../network/index.js';
import type { Point } from '../page/index.js';
import { findLayout, LayoutDetector, openLineFinder, scoreBaselines } from './index.js';

const baselines: readonly (readonly Point[])[] = [200, 420, 640, 860].map((y) => [
  [150, y],
  [1350, y],
]);

/** Paper with a stroke along each baseline. */
function page(width = 1500, height = 1000, thickness = 8): Raster {
  const data = new Uint8Array(width * height).fill(255);
  for (const [[from, y] = [0, 0], [to] = [0, 0]] of baselines) {
    for (let row = y - thickness / 2; row < y + thickness / 2; row++)
      data.fill(0, row * width + from, row * width + to);
  }
  return { width, height, data };
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ductus-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('LayoutDetector', () => {
  it('gives what its network sees in pixels of the page', async () => {
    await using detector = await LayoutDetector.load(seer(20));
    const { lines } = await detector.findLines(page());
    expect(lines.length).toBe(4);
    expect(
      scoreBaselines(
        baselines,
        lines.map(({ baseline }) => baseline),
      ).f,
    ).toBeGreaterThan(0.98);
    for (const { ascender } of lines) expect(ascender).toBeCloseTo((20 * 1500) / 1280, 0);
  });

  it('looks again at the scale that the network knows, in the same pixels', async () => {
    await using detector = await LayoutDetector.load(seer(23));
    const { lines } = await detector.findLines(page());
    expect(
      scoreBaselines(
        baselines,
        lines.map(({ baseline }) => baseline),
      ).f,
    ).toBeGreaterThan(0.98);
    // This network says 23 px at any scale: each of two more looks shows it smaller, for 0.85 of the 20 px that it knows.
    const scale = (1280 / 1500) * ((0.85 * 20) / 23) ** 2;
    for (const { ascender } of lines) expect(ascender).toBeCloseTo(23 / scale, -0.5);
  });

  it('does not look again where the height is near enough', async () => {
    await using detector = await LayoutDetector.load(seer(21));
    const [line] = (await detector.findLines(page())).lines;
    expect(line?.ascender).toBeCloseTo((21 * 1500) / 1280, 0);
  });

  it('is shown three million pixels at most', async () => {
    await using detector = await LayoutDetector.load(seer(5));
    const { lines } = await detector.findLines(page());
    const [{ ascender = 0 } = {}] = lines;
    // The network says 5 px at any scale: the scale is what it is divided by.
    const scale = 5 / ascender;
    expect(scale * scale * 1500 * 1000).toBeLessThanOrEqual(3.01e6);
    expect(scale * scale * 1500 * 1000).toBeGreaterThan(2.9e6);
  });

  it.each([
    ['a pixel', 1, 1, 'too-small'],
    ['a row', 4000, 1, 'too-small'],
    ['white paper', 300, 400, 'no-writing'],
  ])('finds nothing on %s, and says why', async (_, width, height, code) => {
    await using detector = await LayoutDetector.load(seer(20));
    const light = { width, height, data: new Uint8Array(width * height).fill(255) };
    const { lines, regions, warnings } = await findLayout(detector, light);
    expect([lines, regions, warnings]).toEqual([[], [], [{ code }]]);
  });

  it('of a network that has learnt nothing any page comes to an end', async () => {
    const network = new LayoutNetwork(seerSpec);
    await using detector = await LayoutDetector.load(network.inferenceGraph(network.initialWeights(1), seerMetadata));
    const data = Uint8Array.from({ length: 400 * 500 }, (_, at) => (at * 2654435761) >>> 24);
    const { lines } = await findLayout(detector, { width: 400, height: 500, data }, { mostLines: 50 });
    expect(lines.length).toBeLessThanOrEqual(50);
  });

  it('rejects with the reason of a signal, and is usable after it', async () => {
    await using detector = await LayoutDetector.load(seer(20));
    const controller = new AbortController();
    const finding = detector.findLines(page(), { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(finding).rejects.toThrow('enough');
    expect((await detector.findLines(page())).lines.length).toBe(4);
  });

  it('waits for what it finds before it is gone, and then says that it is', async () => {
    const detector = await LayoutDetector.load(seer(20));
    const finding = detector.findLines(page());
    await detector.dispose();
    expect((await finding).lines.length).toBe(4);
    await expect(detector.findLines(page())).rejects.toThrow('was disposed of');
  });

  it('names a file that is no layout model', async () => {
    const path = join(folder, 'other.onnx');
    await writeFile(path, 'nothing');
    for (const model of [path, join(folder, 'lost.onnx')]) {
      await expect(LayoutDetector.load(model)).rejects.toMatchObject({
        name: 'ModelError',
        message: expect.stringContaining(model),
      });
    }
    const network = new LayoutNetwork(seerSpec);
    const lines = network.inferenceGraph(network.initialWeights(1), { ductus: '{"spec":"[1,48,0,1 Lbx8]"}' });
    await expect(LayoutDetector.load(lines)).rejects.toThrow('here one is needed that finds the lines of pages');
  });
});

it('a finder is the network where there is a model, and else the classical method', async () => {
  const path = join(folder, 'layout.onnx');
  await writeFile(path, seer(20));
  const finders = await Promise.all([openLineFinder({ layout: path }), openLineFinder({ layout: false })]);
  expect(finders.map(({ method }) => method)).toEqual(['net', 'classical']);
  await Promise.all(finders.map((finder) => finder.dispose()));
});
