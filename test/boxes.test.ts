/** Boxes of what the starter model reads, on drawn pages whose boxes are known. `npm run boxes` measures more of it. */
import { expect, it } from 'vitest';
import { Recognizer, starterModel } from '../src/index.js';
import { known } from '../src/known.js';
import { drawnLines, fitOfBoxes, ways } from './boxes.js';

it.each(['float32', 'int8'] as const)('boxes of words and characters lie on them, read in %s', async (precision) => {
  const size = { width: 1200, height: 500 };
  const lines = [
    ...(await drawnLines({ family: 'caveat', seed: 1, strength: 0, ...size })),
    ...(await drawnLines({ family: 'la-belle-aurore', seed: 2, strength: 1, ...size })),
  ];
  await using recognizer = await Recognizer.load(starterModel(precision), { language: false, keepScores: true });
  const fits = await fitOfBoxes(recognizer, lines);
  const [before, used] = [Object.keys(ways)[0], Object.keys(ways).at(-1)].map((way) =>
    known(fits.get(way ?? ''), 'the fit of a way'),
  );
  expect(used?.right).toBeGreaterThan(0.4);
  expect(used?.words).toBeGreaterThan(0.75);
  expect(used?.characters).toBeGreaterThan(0.5);
  expect(used?.words).toBeGreaterThan(before?.words ?? 1);
  expect(used?.characters).toBeGreaterThan(before?.characters ?? 1);
});
