/** What a crop shows, and what is known of it: by one map, so that both stay together however it is distorted. */
import { describe, expect, it } from 'vitest';
import { drawSamples } from '../../test/page-files.js';
import type { Raster } from '../image/index.js';
import { known } from '../known.js';
import type { Page, Point } from '../page/index.js';
import { cropInk, layoutInk, pageInk } from './crop-ink.js';
import { makeCrops } from './crop-loader.js';
import { CropMap, type CropPlan } from './crop-map.js';
import { canonicalAscender, drawCrop, largestScale } from './crop-plan.js';
import { truthInCrop } from './crop-truth.js';
import { layoutSample } from './layout-sample.js';
import { PageCache } from './page-cache.js';
import { layoutTargets } from './targets.js';

const [width, height] = [240, 160];
const plan: CropPlan = {
  width: 128,
  height: 128,
  x: 120,
  y: 80,
  scale: 1,
  angle: 0,
  shear: 0,
  tilt: [0, 0],
  curl: { amplitude: 0, length: 128, phase: 0 },
};

const baseline: readonly Point[] = [
  [60, 80],
  [180, 80],
];
const outline: readonly Point[] = [
  [60, 64],
  [180, 64],
  [180, 88],
  [60, 88],
];

/** A page with one line, a black stroke of two rows on its baseline. */
function ruledPage(): { light: Raster; page: Page } {
  const data = new Uint8Array(width * height).fill(255);
  for (let y = 79; y < 81; y++) data.fill(0, y * width + 60, y * width + 180);
  const lines = [{ id: 'l', text: 'a', baseline, polygon: outline }];
  return { light: { width, height, data }, page: { image: '', width, height, regions: [{ id: 'r', lines }] } };
}

function sampleOf(page: Page) {
  const about = { name: 'p', key: 'p', document: 'p', image: { kind: 'file', path: 'p.png' } as const };
  const sample = layoutSample({ ...about, page, zones: { unknown: [], empty: [], made: [] } });
  if ('reason' in sample) throw new Error(sample.reason);
  return sample;
}

describe('a crop', () => {
  const { light, page } = ruledPage();
  const sample = sampleOf(page);

  it.each<[string, Partial<CropPlan>]>([
    ['straight', {}],
    ['smaller', { scale: 0.6 }],
    ['larger', { scale: 1.7 }],
    ['turned', { angle: 0.3 }],
    ['slanted', { shear: 0.2 }],
    ['tilted', { tilt: [0.06, -0.05] }],
    ['curled', { curl: { amplitude: 4, length: 110, phase: 1 } }],
    [
      'all at once',
      { scale: 1.3, angle: -0.2, shear: 0.1, tilt: [-0.05, 0.05], curl: { amplitude: 3, length: 150, phase: 2 } },
    ],
  ])('%s: ink lies where the baseline is wanted, and nowhere far from it', (_, change) => {
    const map = new CropMap({ ...plan, ...change });
    const ink = cropInk(pageInk(light, 2), map);
    const { maps } = layoutTargets(
      truthInCrop(sample.truth, map),
      { x: 0, y: 0, scale: 1, width: 128, height: 128 },
      [],
    );
    const wanted = maps.subarray(0, 64 * 64);
    let [sum, near, count] = [0, 0, 0];
    for (const [at, isLine] of wanted.entries()) {
      const [x, y] = [2 * (at % 64), 2 * Math.floor(at / 64)];
      const level = (ink.data[y * 128 + x] ?? 0) + (ink.data[(y + 1) * 128 + x + 1] ?? 0);
      sum += level;
      if (isLine === 1) {
        near += level;
        count++;
      }
    }
    expect(count).toBeGreaterThan(80);
    expect(near / sum).toBeGreaterThan(0.93);
  });

  it('of a large page is the same whether its ink was made smaller before or not', () => {
    const data = new Uint8Array(960 * 640);
    for (let y = 0; y < 640; y++) {
      for (let x = 0; x < 960; x++) data[y * 960 + x] = light.data[Math.floor(y / 4) * width + Math.floor(x / 4)] ?? 0;
    }
    const large = { width: 960, height: 640, data };
    const map = new CropMap({ ...plan, x: 480, y: 320, scale: 0.25, angle: 0.1 });
    const [whole, reduced] = [pageInk(large, 1), pageInk(large, 0.25)];
    expect(reduced.ink.width).toBe(240);
    const [a, b] = [cropInk(whole, map), cropInk(reduced, map)];
    const differences = a.data.map((level, at) => Math.abs(level - (b.data[at] ?? 0)));
    expect(differences.reduce((x, y) => x + y, 0) / differences.length).toBeLessThan(2);
  });

  it('beyond the page is paper', () => {
    const black = { width: 20, height: 20, data: new Uint8Array(400) };
    const far = cropInk(pageInk(black, 1), new CropMap({ ...plan, x: -500, y: 10 }));
    expect(far.data.every((level) => level === 0)).toBe(true);
  });

  it('knows heights at its own scale, and leaves out lines that can not be seen', () => {
    const truth = truthInCrop(sample.truth, new CropMap({ ...plan, scale: 2 }));
    expect([...(truth.heights?.values() ?? [])]).toEqual([{ ascender: 32, descender: 16 }]);
    const away = truthInCrop(sample.truth, new CropMap({ ...plan, x: 900 }));
    expect(away.page.regions.flatMap(({ lines }) => lines)).toEqual([]);
  });
});

it('ink is light turned around', () => {
  expect([...layoutInk({ width: 3, height: 1, data: Uint8Array.of(0, 200, 255) }).data]).toEqual([255, 55, 0]);
});

describe('drawCrop', () => {
  it('is a function of its key', async () => {
    const sample = known((await drawSamples(1))[0], 'a page');
    const options = { size: 128, strength: 1 };
    expect(drawCrop(sample, options, 1, 2)).toEqual(drawCrop(sample, options, 1, 2));
    expect(drawCrop(sample, options, 1, 2)).not.toEqual(drawCrop(sample, options, 1, 3));
  });

  it('keeps scales about the canonical one, and at strength 0 is at it and straight', async () => {
    const sample = known((await drawSamples(1))[0], 'a page');
    const canonical = canonicalAscender / sample.ascender;
    for (let n = 0; n < 200; n++) {
      const { scale } = drawCrop(sample, { size: 128, strength: 1 }, n).plan;
      expect(scale).toBeGreaterThanOrEqual(0.6 * canonical);
      expect(scale).toBeLessThanOrEqual(largestScale(sample) * 1.0001);
    }
    const { plan: plain, look } = drawCrop(sample, { size: 128, strength: 0 }, 1);
    expect(plain.scale).toBe(canonical);
    const bends = [
      plain.angle,
      plain.shear,
      ...plain.tilt,
      plain.curl.amplitude,
      look.brightness,
      look.blur,
      look.noise,
    ];
    expect(bends.every((amount) => amount === 0)).toBe(true);
    expect([look.gamma, look.contrast, look.light, look.quality]).toEqual([1, 1, undefined, undefined]);
  });
});

describe('makeCrops', () => {
  it('makes tensors of all crops, and names those that can not be decoded', async () => {
    const sample = known((await drawSamples(1))[0], 'a page');
    const { image } = sample;
    if (image.kind !== 'bytes') throw new Error('the image is in memory');
    const drawn = drawCrop(sample, { size: 128, strength: 1 }, 7);
    const truth = truthInCrop(sample.truth, new CropMap(drawn.plan));
    const crop = { page: 'a', image: image.bytes, largest: largestScale(sample), ...drawn, truth };
    const broken = { ...crop, page: 'b', image: Uint8Array.of(1, 2, 3) };
    const cache = new PageCache(1e6);
    const made = await makeCrops({ crops: [crop, broken, crop], size: 128, regionTypes: ['header'] }, cache);
    expect(made.indices).toEqual([0, 2]);
    expect(made.failed).toEqual([{ index: 1, reason: expect.stringContaining('the image') }]);
    expect(Object.values(made.tensors).map(({ length }) => length / (64 * 64))).toEqual([8, 12, 12, 4, 4]);
    expect(made.tensors.image.slice(0, 128 * 128)).toEqual(made.tensors.image.slice(128 * 128));
  });
});
