import { readdir, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { scan, serving } from '../../test/documents.js';
import { temporaryFolder } from '../../test/lines.js';
import { encodePng } from '../runtime/index.js';
import { sizesToAsk } from './iiif-image.js';
import { readManifest } from './iiif-manifest.js';
import { openManifest, PageImages } from './node.js';

let folder: string;
let server: Awaited<ReturnType<typeof serving>>;
let asked: string[] = [];
let [atOnce, mostAtOnce] = [0, 0];
/** What the server answers, by path. */
const answers = new Map<string, string | Uint8Array>();

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await serving((request, response) => {
    asked.push(request.url ?? '');
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    // So that requests would overlap.
    setTimeout(() => answer(request.url ?? '', response), 30);
  });
});

beforeEach(() => {
  asked = [];
  mostAtOnce = 0;
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function answer(path: string, response: ServerResponse): void {
  atOnce--;
  const found = answers.get(path);
  if (found === undefined) response.writeHead(404).end();
  else response.end(found);
}

const service = (id: string) => `${server.url}/image/${id}`;

function version2(ids: readonly string[]): string {
  const canvases = ids.map((id) => ({
    '@type': 'sc:Canvas',
    images: id === '' ? [] : [{ resource: { '@id': `${service(id)}/x.jpg`, service: { '@id': service(id) } } }],
  }));
  return JSON.stringify({ '@type': 'sc:Manifest', sequences: [{ canvases }] });
}

function version3(ids: readonly string[]): string {
  const items = ids.map((id) => ({
    type: 'Canvas',
    items: [{ items: [{ body: { id: `${service(id)}/x.jpg`, type: 'Image', service: [{ id: service(id) }] } }] }],
  }));
  return JSON.stringify({ type: 'Manifest', items });
}

async function image(id: string, size = 'max', info: object = { width: 40, height: 50 }): Promise<void> {
  answers.set(`/image/${id}/info.json`, JSON.stringify(info));
  answers.set(`/image/${id}/full/${size}/0/default.jpg`, await encodePng(scan(40, 50, id.length)));
}

describe.each([
  ['2', version2],
  ['3', version3],
] as const)('a manifest of version %s', (version, write) => {
  it('is its pages, whose images are fetched when they are read, two at once, and kept', async () => {
    const ids = ['a', 'bb', 'ccc', 'dddd'];
    for (const id of ids) await image(id);
    answers.set(`/iiif/doc-${version}/manifest.json`, write(ids));
    const address = `${server.url}/iiif/doc-${version}/manifest.json`;
    const cache = join(folder, version);
    const { name, places, empty } = await openManifest(address, cache, undefined);
    expect([name, places.length, empty]).toEqual([`doc-${version}`, 4, 0]);
    expect(asked).toHaveLength(1);
    const images = new PageImages();
    images.ahead(places);
    const rasters = [];
    for (const place of places) rasters.push((await images.open(place)).raster);
    expect(rasters).toEqual(ids.map((id) => scan(40, 50, id.length)));
    expect([asked.length, mostAtOnce]).toEqual([9, 2]);
    await images.dispose();

    const again = await openManifest(address, cache, undefined);
    const later = new PageImages();
    for (const place of again.places) await later.open(place);
    await later.dispose();
    expect(asked).toHaveLength(9);
    const [kept = ''] = await readdir(cache);
    expect((await readdir(join(cache, kept))).sort()).toEqual([
      ...[1, 2, 3, 4].map((n) => `doc-${version}_000${n}.jpg`),
      'manifest.json',
    ]);
  });
});

it('a page whose image is missing, or none, is named, and the others are read', async () => {
  await image('good');
  answers.set('/image/text/info.json', '{"width": 10, "height": 10}');
  answers.set('/image/text/full/max/0/default.jpg', 'not an image');
  answers.set('/mixed/manifest', version2(['lost', 'text', '', 'good']));
  const { places, empty } = await openManifest(`${server.url}/mixed/manifest`, join(folder, 'mixed'), undefined);
  expect([places.length, empty]).toEqual([3, 1]);
  const images = new PageImages();
  const results = await Promise.allSettled(places.map((place) => images.open(place)));
  await images.dispose();
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  const [lost, text] = results.map((result) => (result.status === 'rejected' ? String(result.reason.message) : ''));
  expect(lost).toContain('/image/lost/info.json: the server answers 404');
  expect(text).toContain('/mixed/manifest#2: the server gives no image that can be read');
});

it('an older server that does not know the word "max" is asked for "full"', async () => {
  await image('old', 'full');
  answers.set('/old/manifest', version2(['old']));
  const { places } = await openManifest(`${server.url}/old/manifest`, join(folder, 'old'), undefined);
  const images = new PageImages();
  for (const place of places) expect((await images.open(place)).raster.width).toBe(40);
  await images.dispose();
});

it('images elsewhere inside a private network are not asked for', async () => {
  const elsewhere = version3(['a']).replaceAll('127.0.0.1', '127.0.0.2');
  answers.set('/elsewhere', elsewhere);
  const { places } = await openManifest(`${server.url}/elsewhere`, join(folder, 'elsewhere'), undefined);
  const images = new PageImages();
  for (const place of places) await expect(images.open(place)).rejects.toMatchObject({ code: 'web/refused' });
  await images.dispose();
});

describe('what is no manifest is named', () => {
  it.each([
    ['text', 'no JSON', 'it is no IIIF manifest'],
    ['collection', '{"type": "Collection", "items": []}', 'give the address of one manifest'],
    ['empty', '{"type": "Manifest", "items": []}', 'no canvas of the manifest has an image'],
  ])('%s', async (path, contents, message) => {
    answers.set(`/${path}`, contents);
    await expect(openManifest(`${server.url}/${path}`, folder, undefined)).rejects.toMatchObject({
      code: 'iiif/unreadable',
      message: expect.stringContaining(message),
    });
  });
});

it('of a choice the first image is taken, and an image without a service as it is', () => {
  const body = { type: 'Choice', items: [{ id: 'https://a.org/1.png' }, { id: 'https://a.org/2.png' }] };
  const manifest = { type: 'Manifest', items: [{ items: [{ items: [{ body }] }] }] };
  expect(readManifest(JSON.stringify(manifest))).toEqual({ canvases: [{ image: 'https://a.org/1.png' }] });
});

describe('the size that is asked for', () => {
  it.each<[string, object, readonly string[]]>([
    ['all of it', { width: 4000, height: 6000 }, ['max', 'full']],
    ['less of what is very large', { width: 8000, height: 6000 }, ['!2500,2500', 'max', 'full']],
    ['what the server allows (3)', { width: 8000, height: 6000, maxWidth: 2000 }, ['!2000,1500', 'max', 'full']],
    [
      'what the server allows (2)',
      { width: 8000, height: 6000, profile: ['level2.json', { maxArea: 480_000 }] },
      ['!800,600', 'max', 'full'],
    ],
  ])('%s', (_, info, sizes) => {
    expect(sizesToAsk(info)).toEqual(sizes);
  });

  it('is none where nothing is described', () => expect(sizesToAsk({ width: 'wide' })).toBeUndefined());
});
