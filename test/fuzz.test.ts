import { expect, it } from 'vitest';
import { fuzz } from './fuzzing.js';

it('no damaged file crashes or hangs a reader, or ends the reading of others: 400 of them', async () => {
  expect(await fuzz({ cases: 400, seed: 1 })).toBe(400);
});
