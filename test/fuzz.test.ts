import { expect, it } from 'vitest';
import { fuzzFiles } from './file-fuzzing.js';
import { fuzz } from './fuzzing.js';
import { cases } from './thorough.js';

it('no damaged file crashes or hangs a reader, or ends the reading of others: 400 of them', async () => {
  expect(await fuzz({ cases: 400, seed: 1 })).toBe(400);
});

it('a mutant of a model, a checkpoint, a language or packed lines is refused or read, by name where it has a checksum', async () => {
  const { tried, faults } = await fuzzFiles({ count: cases(8, 20), seed: 1, seconds: 20 });
  expect(faults).toEqual([]);
  expect(Math.min(...Object.values(tried).map(({ used }) => used))).toBeGreaterThan(0);
});
