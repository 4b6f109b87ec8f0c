import { expect, it } from 'vitest';
import type { Page, Point } from '../page/index.js';
import { placedTexts } from './pdf-text.js';

it.each([
  ['down', 1],
  ['up', -1],
] as const)('the words of a line that is written %s the page stand along it, on their feet', (_, sign) => {
  // Pixels along the line and below its baseline, as places on the page.
  const at = (t: number, v: number): Point => [500 - sign * v, 600 + sign * t];
  const band = (from: number, to: number) => [at(from, -30), at(to, -30), at(to, 12), at(from, 12)];
  const words = [
    { text: 'nota', polygon: band(0, 80) },
    { text: 'bene', polygon: band(100, 180) },
  ];
  const line = { id: 'l', text: 'nota bene', baseline: [at(0, 0), at(180, 0)], polygon: band(0, 180), words };
  const page: Page = { image: '', width: 1000, height: 1200, regions: [{ id: 'r', lines: [line] }] };
  const texts = placedTexts(page);
  expect(texts.map(({ text }) => text)).toEqual(['nota', ' ', 'bene']);
  for (const [index, { along, at: foot, length, size }] of texts.entries()) {
    expect([along[0] + 0, along[1]]).toEqual([0, sign]);
    expect(size).toBe(42);
    const [x, y] = at([0, 80, 100][index] ?? 0, 12);
    expect(foot[0]).toBeCloseTo(x);
    expect(foot[1]).toBeCloseTo(y);
    expect(length).toBeCloseTo([80, 20, 80][index] ?? 0);
  }
});
