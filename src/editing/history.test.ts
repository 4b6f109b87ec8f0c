import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begin, done, type History, redo, redoLabel, undo, undoLabel } from './index.js';

const times = (count: number, step: (history: History<object>) => History<object>, history: History<object>) =>
  Array.from({ length: count }).reduce<History<object>>((last) => step(last), history);

describe('a history', () => {
  const two = done(done(begin('a'), 'to b', 'b'), 'to c', 'c');

  it('goes back and forth, and says over what', () => {
    expect([undoLabel(two), redoLabel(two)]).toEqual(['to c', undefined]);
    const back = undo(two);
    expect([back.value, undoLabel(back), redoLabel(back)]).toEqual(['b', 'to b', 'to c']);
    expect(redo(back)).toEqual(two);
    expect(undo(undo(two)).value).toBe('a');
  });

  it('stays the very same at its ends', () => {
    const first = begin('a');
    expect(undo(first)).toBe(first);
    expect(redo(two)).toBe(two);
    expect(done(two, 'nothing', 'c')).toBe(two);
  });

  it('can not do again what was undone once something else is done', () => {
    expect(redoLabel(done(undo(two), 'to d', 'd'))).toBeUndefined();
  });

  it('makes one entry of what has the same key', () => {
    const typed = ['ab', 'abc', 'abcd'].reduce((last, text) => done(last, 'typing', text, 'l1'), begin('a'));
    expect(typed.past.length).toBe(1);
    expect(undo(typed).value).toBe('a');
    const elsewhere = done(typed, 'typing', 'x', 'l2');
    expect(elsewhere.past.length).toBe(2);
    expect(done(done(typed, 'cut', 'y'), 'typing', 'z', 'l1').past.length).toBe(3);
  });

  it('begins an entry after something was undone, whatever its key', () => {
    const typed = done(done(begin('a'), 'typing', 'b', 'l1'), 'cut', 'c');
    expect(done(undo(typed), 'typing', 'd', 'l1').past.map(({ value }) => value)).toEqual(['a', 'b']);
  });

  it('forgets what is older than it should keep', () => {
    const short = ['b', 'c', 'd'].reduce((last, value) => done(last, value, value), begin('a', { most: 2 }));
    expect(undo(undo(short)).value).toBe('b');
    expect(undo(undo(undo(short))).value).toBe('b');
    expect(() => begin('a', { most: 0 })).toThrow(RangeError);
  });
});

it('after as many undos as there were changes it has the very object that it began with, and forth the last', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ n: fc.nat() }), { maxLength: 30 }), (values) => {
      const first = { n: -1 };
      const all = values.reduce<History<object>>((last, value) => done(last, 'x', value), begin<object>(first));
      const back = times(values.length, undo, all);
      expect(back.value).toBe(first);
      expect(times(values.length, redo, back).value).toBe(values.at(-1) ?? first);
    }),
  );
});
