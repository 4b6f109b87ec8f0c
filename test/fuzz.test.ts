import { expect, it } from 'vitest';
import { fuzz } from './fuzzing.js';

it('no damaged file crashes or hangs a reader, or ends the reading of others: ten seconds of them', async () => {
  expect(await fuzz({ seconds: 10, seed: 1 })).toBeGreaterThan(200);
});
