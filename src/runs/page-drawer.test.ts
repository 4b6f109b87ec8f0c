import { afterAll, beforeAll, expect, it } from 'vitest';
import { linesOf } from '../page/index.js';
import { imageSize } from '../runtime/index.js';
import { PageDrawer } from './page-drawer.js';

let drawer: PageDrawer;

beforeAll(async () => {
  drawer = await PageDrawer.open(3);
});

afterAll(() => drawer.dispose());

it('a drawn page is a function of its number, with exact heights of all lines and an image of its size', async () => {
  const { image, truth, key, ascender } = await drawer.page(1);
  expect(key).toBe('drawn/1');
  if (image.kind !== 'bytes') throw new Error('in memory');
  expect(await imageSize(image.bytes)).toMatchObject({ width: truth.page.width, height: truth.page.height });
  const lines = linesOf(truth.page);
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(truth.heights.get(line)?.ascender).toBeGreaterThan(1);
  expect(ascender).toBeGreaterThan(3);
  expect(truth.typed).toBe(true);
  await using again = { drawer: await PageDrawer.open(3), [Symbol.asyncDispose]: () => again.drawer.dispose() };
  expect((await again.drawer.page(1)).truth.page).toEqual(truth.page);
  expect((await again.drawer.page(2)).truth.page).not.toEqual(truth.page);
});
