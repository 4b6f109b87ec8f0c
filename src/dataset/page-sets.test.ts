import { expect, it } from 'vitest';
import { setNames } from './page-sets.js';

it('sets are called by what differs in their folders', () => {
  expect(setNames(['/d/one/val/a', '/d/two/val/b', '/d/two/val/c'])).toEqual(['one', 'two', 'two']);
  expect(setNames(['d/one/val/a', 'd/two/b'])).toEqual(['one/val', 'two']);
  expect(setNames(['d/a', 'd/more/b'])).toEqual(['d', 'more']);
});

it('pages of one folder are of the set of its name', () => {
  expect(setNames(['/d/one/val/a', '/d/one/val/b'])).toEqual(['val', 'val']);
  expect(setNames(['a', 'b'])).toEqual(['.', '.']);
  expect(setNames([])).toEqual([]);
});
