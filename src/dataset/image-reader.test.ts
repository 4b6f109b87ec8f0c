/** Images of lines, cut from pages. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drawPage } from '../../test/drawn-page.js';
import { temporaryFolder } from '../../test/lines.js';
import { encodePng } from '../runtime/index.js';
import { ImageReader } from './image-reader.node.js';

it('pages whose lines are read beside each other are decoded once each', async () => {
  const folder = await temporaryFolder();
  const { light, baselines } = drawPage(3);
  const pages = ['a.png', 'b.png'].map((name) => join(folder, name));
  for (const page of pages) await writeFile(page, await encodePng(light));
  const readers = pages.map((page) => ({ page, reader: new ImageReader().beside() }));
  const [baseline] = baselines;
  const cut = { baseline: baseline ?? [] };
  const cutAll = () => Promise.all(readers.map(({ page, reader }) => reader.read({ kind: 'cut', page, cut })));
  const before = await cutAll();
  // What would be decoded again is no more.
  await rm(folder, { recursive: true });
  expect(await cutAll()).toEqual(before);
});
