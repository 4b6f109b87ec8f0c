import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.js';
import {
  augmentationOf,
  drawDistortion,
  percentiles,
  plainInput,
  prepareLine,
  type Raster,
  resample,
  scaledWidth,
  scaleMap,
  toInk,
} from './index.js';

function raster(width: number, height: number, level: (x: number, y: number) => number): Raster {
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, i) => level(i % width, Math.floor(i / width))),
  };
}

/** Dark strokes on lighter paper, with noise. */
function writing(width: number, height: number, paper = 200, ink = 60): Raster {
  const random = new Random('writing');
  return raster(width, height, (x, y) => (x % 17 < 3 && y > 6 && y < height - 6 ? ink : paper) + random.below(8));
}

describe('percentiles', () => {
  it('gives the level below which a share lies', () => {
    const image = raster(10, 10, (x, y) => y * 10 + x);
    expect(percentiles(image, [0.01, 0.5, 1])).toEqual([0, 49, 99]);
  });
});

describe('resample', () => {
  it('leaves an image as it is at its own size', () => {
    const image = writing(40, 20);
    expect(resample(image, scaleMap(image, 40, 20)).data).toEqual(image.data);
  });

  it('keeps a ramp a ramp, larger and smaller', () => {
    const ramp = raster(64, 8, (x) => 2 * x);
    for (const width of [32, 128]) {
      const scaled = resample(ramp, scaleMap(ramp, width, 8));
      for (let x = 4; x < width - 4; x++) {
        expect(Math.abs((scaled.data[width * 3 + x] as number) - 2 * ((x + 0.5) * (64 / width) - 0.5))).toBeLessThan(
          1.6,
        );
      }
    }
  });

  it('averages when it shrinks much: thin strokes keep their share of ink', () => {
    const strokes = raster(256, 256, (x) => (x % 8 === 0 ? 255 : 0));
    const small = resample(strokes, scaleMap(strokes, 32, 32));
    const mean = small.data.reduce((a, b) => a + b, 0) / small.data.length;
    expect(Math.abs(mean - 255 / 8)).toBeLessThan(6);
  });

  it('sees nothing outside the source', () => {
    const full = raster(10, 10, () => 255);
    const map = scaleMap(full, 10, 10);
    const moved = resample(full, { ...map, columnX: map.columnX.map((x) => x + 20) });
    expect(moved.data.every((v) => v === 0)).toBe(true);
  });
});

describe('toInk', () => {
  it('gives ink 255 and paper 0, whatever the contrast', () => {
    for (const [paper, ink] of [
      [200, 60],
      [240, 170],
      [120, 20],
    ] as const) {
      const image = toInk(writing(170, 48, paper, ink));
      expect(image.data[0]).toBeLessThan(40);
      expect(image.data[170 * 20 + 1]).toBeGreaterThan(215);
    }
  });

  it('turns light writing on dark ground around', () => {
    const image = toInk(writing(170, 48, 30, 220));
    expect(image.data[0]).toBeLessThan(40);
    expect(image.data[170 * 20 + 1]).toBeGreaterThan(215);
  });

  it('does not stretch the noise of an empty line to ink', () => {
    const random = new Random('empty');
    const image = toInk(raster(200, 48, () => 200 + random.below(6)));
    expect(Math.max(...image.data)).toBeLessThan(60);
  });
});

describe('prepareLine', () => {
  it('scales to the line height and keeps the aspect', () => {
    const line = prepareLine(writing(300, 96), plainInput(48));
    expect([line.width, line.height]).toEqual([150, 48]);
    expect(scaledWidth(3, 400, 48)).toBe(1);
  });

  it('a distortion is a function of its key, has its planned width, and keeps most of the ink', () => {
    const image = writing(400, 64);
    const width = scaledWidth(400, 64, 48);
    for (let i = 0; i < 30; i++) {
      const distortion = drawDistortion(width, augmentationOf(1), 'test', i);
      expect(drawDistortion(width, augmentationOf(1), 'test', i)).toEqual(distortion);
      const line = prepareLine(image, plainInput(48), distortion);
      expect(line.width).toBe(distortion.width);
      expect(line.width / width).toBeGreaterThan(0.79);
      expect(line.width / width).toBeLessThan(1.26);
      const ink = (r: Raster) => r.data.reduce((a, b) => a + b, 0) / r.data.length;
      expect(ink(line) / ink(prepareLine(image, plainInput(48)))).toBeGreaterThan(0.35);
    }
  });

  it('strength 0 changes nothing but rounding', () => {
    const image = writing(400, 64);
    const plain = prepareLine(image, plainInput(48));
    const distorted = prepareLine(image, plainInput(48), { ...drawDistortion(plain.width, augmentationOf(0), 'none') });
    const worst = plain.data.reduce((most, v, i) => Math.max(most, Math.abs(v - (distorted.data[i] as number))), 0);
    expect(worst).toBeLessThanOrEqual(1);
  });
});
