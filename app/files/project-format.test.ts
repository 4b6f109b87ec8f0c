import { describe, expect, it } from 'vitest';
import type { PageRecord } from '../store/records.js';
import { NewerError, readManifest, readStoredPage, storedPageOf } from './project-format.js';
import { ShapeError } from './shape.js';

const outline = [
  [1, 2],
  [30.5, 2],
  [30.5, 9],
] as const;
const page: PageRecord['page'] = {
  image: 'a.jpg',
  width: 100,
  height: 50,
  regions: [
    {
      id: 'r1',
      type: 'paragraph',
      polygon: outline,
      lines: [
        {
          id: 'l1',
          text: 'Grüße 𝔸',
          confidence: 0.75,
          baseline: [
            [1, 8],
            [30, 8],
          ],
          words: [{ id: 'w1', text: 'Grüße', polygon: outline, glyphs: [{ text: 'G', confidence: 1 }] }],
        },
        { id: 'l2', text: '', untranscribed: true },
      ],
    },
  ],
};
const record: PageRecord = {
  id: 'p',
  document: 'd',
  name: 'a.jpg',
  state: 'read',
  single: true,
  warnings: ['noise'],
  page,
  checked: ['l1'],
  relaid: { l1: 'Grusse' },
  revision: 3,
  description: { name: 'a.xml', format: 'page', bytes: new TextEncoder().encode('<PcGts/>'), page },
};

const manifest = {
  format: 'ductus-project',
  version: 1,
  document: { name: 'Letters', created: 5 },
  pages: [{ record: 'pages/1.json', image: 'images/1.jpg', type: 'image/jpeg' }],
};

describe('the record of a page in a project', () => {
  it('is the same when it is read again, without what is new in each app', () => {
    const stored = storedPageOf(record);
    expect(readStoredPage(JSON.stringify(stored))).toEqual(stored);
    const { id: _id, document: _document, revision: _revision, description: _description, ...kept } = record;
    expect(stored).toEqual({ ...kept, description: { name: 'a.xml', format: 'page', page } });
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['a state that there is not', JSON.stringify({ ...storedPageOf(record), state: 'lost' })],
    ['a point of three numbers', JSON.stringify({ ...storedPageOf(record) }).replace('[1,2]', '[1,2,3]')],
    ['a text that is a number', JSON.stringify({ ...storedPageOf(record) }).replace('"text":""', '"text":7')],
    ['a page without regions', JSON.stringify({ ...storedPageOf(record), page: { image: '', width: 1, height: 1 } })],
  ])('is refused as %s', (_, json) => {
    expect(() => readStoredPage(json)).toThrow(ShapeError);
  });

  it('says where it is wrong', () => {
    const json = JSON.stringify({ ...storedPageOf(record), checked: ['l1', 2] });
    expect(() => readStoredPage(json)).toThrow('checked[1]: must be a text');
  });

  it('keeps a key that would change what objects are as a key like others', () => {
    const read = readStoredPage(
      JSON.stringify(storedPageOf(record)).replace('"relaid":{', '"relaid":{"__proto__":"y",'),
    );
    expect(Object.getPrototypeOf(read.relaid)).toBe(Object.prototype);
  });
});

describe('the list of a project', () => {
  it('is read, without what a later version may add to it', () => {
    expect(readManifest(JSON.stringify({ ...manifest, more: 1 }))).toEqual(manifest);
  });

  it('of a newer version is refused as that, whatever else it has', () => {
    expect(() => readManifest(JSON.stringify({ format: 'ductus-project', version: 2, pages: 'new' }))).toThrow(
      NewerError,
    );
  });

  it('of something else is refused', () => {
    expect(() => readManifest(JSON.stringify({ ...manifest, format: 'zip' }))).toThrow(ShapeError);
    expect(() => readManifest(JSON.stringify({ ...manifest, version: 0 }))).toThrow(ShapeError);
    expect(() => readManifest(JSON.stringify({ ...manifest, pages: [{}] }))).toThrow('pages[0].record');
  });
});
