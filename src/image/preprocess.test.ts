import { describe, expect, it } from 'vitest';
import {
  deskewed,
  deslanted,
  evenPaper,
  inputWidth,
  otsu,
  padded,
  plainInput,
  plainPreprocessing,
  prepareLine,
  type Raster,
  sauvola,
  toInk,
  withoutRules,
} from './index.js';

/** Ink as a function of the place. */
function drawn(width: number, height: number, ink: (x: number, y: number) => number): Raster {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[y * width + x] = ink(x, y);
  return { width, height, data };
}

/** Upright strokes 3 px wide, 20 px apart, in the middle half of the height. */
const strokes = (x: number, y: number) => (x % 20 < 3 && y >= 16 && y < 48 ? 255 : 0);
const writing = drawn(400, 64, strokes);
const sum = ({ data }: Raster) => data.reduce((a, b) => a + b, 0);
const distance = (a: Raster, b: Raster) =>
  a.data.reduce((s, v, i) => s + Math.abs(v - (b.data[i] as number)), 0) / sum(a);
const light = (ink: Raster): Raster => ({ ...ink, data: ink.data.map((level) => 255 - level) });

describe('evenPaper', () => {
  it('takes a shadow away and leaves strokes', () => {
    const shaded = drawn(400, 64, (x, y) => Math.round((255 - 0.9 * strokes(x, y)) * (1 - 0.6 * (x / 400))));
    const even = evenPaper(shaded);
    const papers = [10, 110, 210, 310, 390].map((x) => even.data[4 * 400 + x] as number);
    expect(Math.min(...papers)).toBeGreaterThan(235);
    const inks = [21, 121, 221, 321, 381].map((x) => even.data[32 * 400 + x] as number);
    expect(Math.max(...inks)).toBeLessThan(60);
  });

  it('turns light writing on dark paper around', () => {
    const even = evenPaper(drawn(400, 64, (x, y) => (strokes(x, y) ? 240 : 40)));
    expect(even.data[4 * 400 + 10]).toBeGreaterThan(240);
    expect(even.data[32 * 400 + 1]).toBeLessThan(60);
  });

  it.each([1, 2, 5])('takes images of %i px', (size) => {
    const one = drawn(size, size, () => 128);
    expect(evenPaper(one)).toMatchObject({ width: size, height: size });
  });
});

describe('withoutRules', () => {
  it.each([
    ['whole', 0, 1],
    ['sloping', 0.02, 1],
    ['dotted', 0, 0.5],
    ['sloping and dotted', -0.015, 0.5],
  ])('takes a %s line away and leaves strokes that cross it', (_, slope, duty) => {
    const onRule = (x: number, y: number) =>
      Math.abs(y - 40 - slope * (x - 200)) < 1.2 && (x % 8) / 8 < duty ? 200 : 0;
    const ruled = drawn(400, 64, (x, y) => Math.max(strokes(x, y), onRule(x, y)));
    expect(distance(writing, withoutRules(ruled))).toBeLessThan(0.06);
    expect(distance(writing, ruled)).toBeGreaterThan(0.15);
  });

  it('leaves writing without rules as it is, and joined writing too', () => {
    expect(withoutRules(writing)).toEqual(writing);
    const joined = drawn(400, 64, (x, y) =>
      Math.max(strokes(x, y), Math.abs(y - 32 - 12 * Math.sin(x / 6)) < 1.5 ? 255 : 0),
    );
    expect(distance(joined, withoutRules(joined))).toBeLessThan(0.05);
  });
});

describe('deskewed', () => {
  it.each([-0.06, -0.02, 0.03, 0.08])('levels a slope of %f', (slope) => {
    const skew = drawn(400, 96, (x, y) => strokes(x, Math.round(y - 16 - slope * (x - 200))));
    const level = deskewed(skew);
    const middle = (x: number) => {
      const ys = Array.from({ length: 96 }, (_, y) => y).filter((y) => (level.data[y * 400 + x] as number) > 128);
      return ys.reduce((a, b) => a + b, 0) / ys.length;
    };
    expect(Math.abs(middle(381) - middle(1))).toBeLessThan(3);
  });

  it('leaves level and empty lines as they are', () => {
    expect(deskewed(writing)).toEqual(writing);
    const empty = drawn(50, 20, () => 0);
    expect(deskewed(empty)).toEqual(empty);
  });
});

describe('deslanted', () => {
  it.each([-0.6, -0.2, 0.4, 0.8])('makes a slant of %f upright', (slant) => {
    const slanted = drawn(400, 64, (x, y) => {
      const from = Math.round(x + slant * (y - 31.5));
      return from >= 0 && from < 400 ? strokes(from, y) : 0;
    });
    const upright = deslanted(slanted);
    const columns = Array.from({ length: 300 }, (_, i) =>
      Array.from({ length: 64 }, (_, y) => upright.data[y * upright.width + i + 82] as number).reduce(
        (a, b) => a + b,
        0,
      ),
    );
    expect(columns.filter((ink) => ink > 0.8 * 32 * 255).length).toBeGreaterThan(20);
    expect(columns.filter((ink) => ink < 0.1 * 32 * 255).length).toBeGreaterThan(180);
  });

  it.each([-0.8, 0.5, 1])('cuts nothing off a line whose strokes of slant %f touch its ends', (slant) => {
    // Strokes of the whole height, the outer ones with a corner at either end.
    const edges = drawn(400, 64, (x, y) => ((x + slant * (y - 31.5) + 400) % 20 < 3 ? 255 : 0));
    const upright = deslanted(edges);
    expect(upright.width).toBe(464);
    expect(Math.abs(sum(upright) / sum(edges) - 1)).toBeLessThan(0.005);
  });

  it('leaves upright and empty lines as they are, with paper at either side', () => {
    expect(deslanted(writing)).toEqual(padded(writing, 32));
    const empty = drawn(50, 20, () => 0);
    expect(deslanted(empty)).toEqual(padded(empty, 10));
  });

  it('has the width that is planned for it', () => {
    const preprocessing = { ...plainPreprocessing, deslant: true, padding: 0.25 };
    const input = { lineHeight: 40, preprocessing };
    expect(prepareLine(light(writing), input).width).toBe(inputWidth(400, 64, input));
  });
});

describe('binarization', () => {
  const pale = drawn(400, 64, (x, y) => Math.round(30 + ((x * 7 + y * 3) % 20) + strokes(x, y) * 0.6));
  it.each([
    ['otsu', otsu],
    ['sauvola', sauvola],
  ])('%s tells ink from paper', (_, binarize) => {
    expect(distance(writing, binarize(pale))).toBeLessThan(0.02);
  });

  it("Otsu's threshold is the one of the largest variance between", () => {
    const levels = drawn(64, 4, (x, y) => [20, 30, 140, 200][(x + y) % 4] as number);
    const between = (threshold: number) => {
      const [low, high] = [levels.data.filter((v) => v < threshold), levels.data.filter((v) => v >= threshold)];
      const mean = (part: Uint8Array) => part.reduce((a, b) => a + b, 0) / part.length;
      return low.length * high.length * (mean(low) - mean(high)) ** 2;
    };
    const best = [25, 100, 170].reduce((a, b) => (between(b) > between(a) ? b : a));
    expect([...otsu(levels).data]).toEqual([...levels.data].map((v) => (v >= best ? 255 : 0)));
  });

  it('Sauvola finds ink in a shadow that one threshold loses', () => {
    const shaded = drawn(400, 64, (x, y) =>
      Math.max(Math.round(160 * (x / 400)), Math.round((160 * x) / 400 + 0.35 * strokes(x, y))),
    );
    expect(distance(writing, sauvola(shaded))).toBeLessThan(0.25);
    expect(distance(writing, otsu(shaded))).toBeGreaterThan(1);
  });
});

describe('a prepared line', () => {
  it('has its padding at both sides, and the width that was foretold', () => {
    const input = { lineHeight: 32, preprocessing: { ...plainPreprocessing, padding: 0.5 } };
    const line = prepareLine(light(writing), input);
    expect(line.width).toBe(inputWidth(400, 64, input));
    expect(line.width).toBe(400 / 2 + 2 * 16);
    const plain = prepareLine(light(writing), plainInput(32));
    expect(line).toEqual(padded(plain, 16));
  });

  it('goes through the steps in their order, and none of them changes what it is given', () => {
    const source = light(writing);
    const before = source.data.slice();
    const all = {
      background: true,
      rules: true,
      deskew: true,
      deslant: true,
      binarize: 'sauvola',
      padding: 0,
    } as const;
    const line = prepareLine(source, { lineHeight: 64, preprocessing: all });
    expect(source.data).toEqual(before);
    expect(distance(padded(toInk(source), 32), line)).toBeLessThan(0.05);
  });
});
