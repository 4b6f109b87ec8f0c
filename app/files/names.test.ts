import { describe, expect, it } from 'vitest';
import { endingOf, fileNameFor, folderOf, naturalOrder, UniqueNames, withoutEnding } from './names.js';

describe('names', () => {
  it('are in the order that people count in, and in one order whatever their case', () => {
    const names = ['page 10.jpg', 'Page 2.jpg', 'page 1.jpg', 'b/1', 'a/2'];
    expect([...names].sort(naturalOrder)).toEqual(['a/2', 'b/1', 'page 1.jpg', 'Page 2.jpg', 'page 10.jpg']);
    expect(naturalOrder('A', 'a')).toBe(-naturalOrder('a', 'A'));
    expect(naturalOrder('A', 'a')).not.toBe(0);
  });

  it('are cut at their last point and their last folder', () => {
    expect([withoutEnding('a.b/c.d.jpg'), withoutEnding('a.b/c')]).toEqual(['a.b/c.d', 'a.b/c']);
    expect([endingOf('a.JPG'), endingOf('a.b/c')]).toEqual(['jpg', '']);
    expect([folderOf('a/b/c.jpg'), folderOf('c.jpg')]).toEqual(['a/b', '']);
  });

  it('are such as every system takes', () => {
    expect(fileNameFor('a/b\\c:d?.x')).toBe('a_b_c_d_.x');
    expect(fileNameFor('..\u0000 ')).toBe('_');
    expect([fileNameFor('CON'), fileNameFor(''), fileNameFor(' ... ')]).toEqual(['CON_', 'page', 'page']);
    expect(fileNameFor('Brief an Müller, 3. März')).toBe('Brief an Müller, 3. März');
    expect(fileNameFor('x'.repeat(300)).length).toBeLessThanOrEqual(80);
    // Not half of a sign.
    expect(fileNameFor(`${'x'.repeat(79)}𝔸`)).toBe('x'.repeat(79));
  });

  it('are given once, whatever their case', () => {
    const names = new UniqueNames();
    expect(['a', 'A', 'a', 'a-2', 'b'].map((name) => names.take(name))).toEqual(['a', 'A-2', 'a-3', 'a-2-2', 'b']);
  });
});
