import { describe, expect, it } from 'vitest';
import { moveInto, toPage, toScreen, transformOf } from './view.js';

const view = { scale: 2, left: -100, top: 50 };
const size = { width: 400, height: 300 };

it('goes to the screen and back', () => {
  expect(toScreen(view, [80, 10])).toEqual([60, 70]);
  expect(toPage(view, [60, 70])).toEqual([80, 10]);
  expect(transformOf(view)).toBe('matrix(2 0 0 2 -100 50)');
});

describe('moveInto', () => {
  it('leaves alone what is seen, even at the very edge', () => {
    expect(moveInto(view, { x: 50, y: -25, width: 200, height: 150 }, size, 20)).toEqual([0, 0]);
  });

  it('moves what is outside as little as brings it in with a margin', () => {
    expect(moveInto(view, { x: 40, y: 200, width: 50, height: 10 }, size, 20)).toEqual([40, -190]);
  });

  it('shows the beginning of what is larger than the view', () => {
    expect(moveInto(view, { x: 100, y: 0, width: 500, height: 10 }, size, 20)).toEqual([-80, 0]);
  });

  it('leaves alone what fills the view already', () => {
    expect(moveInto(view, { x: 0, y: 0, width: 500, height: 10 }, size, 20)).toEqual([0, 0]);
  });
});
