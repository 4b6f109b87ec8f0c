import { expect, it } from 'vitest';
import type { Page } from '../../src/page/index.js';
import { learnable } from './checked-lines.js';

const page: Page = {
  image: 'page.png',
  width: 100,
  height: 100,
  regions: [
    {
      id: 'r1',
      lines: ['a', 'b', 'c', 'd'].map((id) => ({ id, text: id === 'c' ? ' ' : `text of ${id}` })),
    },
  ],
};

it('learns from lines that are checked, are still there and have a text', () => {
  expect(learnable({ page, checked: ['d', 'a', 'c', 'gone'] })).toEqual(['a', 'd']);
  expect(learnable({ page, checked: [] })).toEqual([]);
});
