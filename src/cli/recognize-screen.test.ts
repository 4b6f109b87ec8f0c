import { expect, it } from 'vitest';
import type { DocumentToRead } from '../recognition/node.js';
import { Pace, shapesNote } from './recognize-screen.js';

const line = (path: string): DocumentToRead => ({ kind: 'line', path, key: path });
const page = (path: string): DocumentToRead => ({
  kind: 'unsegmented',
  path,
  key: path,
  place: { kind: 'image', path },
});

it('says how far it is and how long the rest takes, until nothing is left', () => {
  const pace = new Pace([page('a'), page('b')]);
  pace.step();
  expect(pace.text).toMatch(/^read 1 of 2 pages, \d+ s left$/);
  pace.step();
  expect(pace.text).toBe('read 2 of 2 pages');
});

it('says what shapes decided only where they decided between two', () => {
  expect(shapesNote([page('a'), page('b')])).toEqual([]);
  expect(shapesNote([line('a')])).toEqual([]);
  expect(shapesNote([page('a'), page('b'), line('c')])).toEqual([
    'by their shapes, 2 images are pages (such as a) and 1 is a line (such as c); `lines` or `pages` decides it for all',
  ]);
});
