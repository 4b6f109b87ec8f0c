import { describe, expect, it } from 'vitest';
import { pageOf, readLine } from '../../test/edited-page.js';
import { DataError } from '../dataset/index.js';
import { linesOf, type Page } from '../page/index.js';
import { findInPages, replaceInPages } from './index.js';

const pages = [
  pageOf([readLine('l1', 'Der alte Mann'), readLine('l2', 'wonder')], [readLine('l3', '𐐷 der der')]),
  pageOf([readLine('l1', 'a.c abc')]),
];
const found = (pattern: string, options = {}) =>
  findInPages(pages, pattern, options).map(({ page, lineId, start, end, text }) => [page, lineId, start, end, text]);
const texts = (list: readonly Page[]) => list.map((page) => linesOf(page).map(({ text }) => text));

describe('finding', () => {
  it('is in reading order over all pages, in code points, whatever the case', () => {
    expect(found('der')).toEqual([
      [0, 'l1', 0, 3, 'Der'],
      [0, 'l2', 3, 6, 'der'],
      [0, 'l3', 2, 5, 'der'],
      [0, 'l3', 6, 9, 'der'],
    ]);
  });

  it('minds the case and whole words where it should', () => {
    expect(found('der', { caseSensitive: true }).map(([, line]) => line)).toEqual(['l2', 'l3', 'l3']);
    expect(found('der', { wholeWords: true }).map(([, line]) => line)).toEqual(['l1', 'l3', 'l3']);
    const accented = [pageOf([readLine('l1', 'née ne')])];
    expect(findInPages(accented, 'n', { wholeWords: true })).toEqual([]);
    expect(findInPages(accented, 'ne', { wholeWords: true }).map(({ start }) => start)).toEqual([4]);
  });

  it('takes signs as they are, but in a regular expression', () => {
    expect(found('a.c')).toEqual([[1, 'l1', 0, 3, 'a.c']]);
    expect(found('a.c', { regularExpression: true }).map(([, , start]) => start)).toEqual([0, 4]);
    for (const sign of '\\^$.*+?()[]{}|/-') expect(found(sign).length).toBe(sign === '.' ? 1 : 0);
    expect(found('a|wonder', { regularExpression: true, wholeWords: true }).map(([, , , , text]) => text)).toEqual([
      'wonder',
      'a',
    ]);
  });

  it('leaves out what has no character, and ends', () => {
    expect(found('')).toEqual([]);
    expect(found('x*', { regularExpression: true })).toEqual([]);
    expect(found('n*', { regularExpression: true }).map(([, , , , text]) => text)).toEqual(['nn', 'n']);
  });
});

describe('an expression that can not be used', () => {
  const failing = (pattern: string, options = {}) => {
    try {
      findInPages(pages, pattern, { regularExpression: true, ...options });
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('is an error that says what is wrong', () => {
    const error = failing('(a');
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ code: 'data/pattern', details: { value: '(a' } });
    expect(String(error)).toMatch(/pattern: must be a regular expression, got \(a \(.*group.*\)/);
    // With parentheses around it, it would be one.
    expect(failing('a)(b', { wholeWords: true })).toBeInstanceOf(DataError);
  });

  it('is no error as a text', () => {
    expect(found('(a')).toEqual([]);
  });

  it('is one on a line that is too long, and a text is found there', () => {
    const long = [pageOf([{ id: 'l1', text: 'a'.repeat(5001) }])];
    expect(() => findInPages(long, 'a+', { regularExpression: true })).toThrow(/line l1: .* 5000 .* 5001/);
    expect(findInPages(long, 'aa').length).toBe(2500);
  });
});

describe('replacing', () => {
  it('changes every place, and keeps pages and lines without one', () => {
    const changed = replaceInPages(pages, 'der', '$&s');
    expect(texts(changed)).toEqual([['$&s alte Mann', 'won$&s', '𐐷 $&s $&s'], ['a.c abc']]);
    expect(changed[1]).toBe(pages[1]);
    expect(changed[0]?.regions[0]?.lines[0]?.words?.[1]).toBe(pages[0]?.regions[0]?.lines[0]?.words?.[1]);
  });

  it('puts in what the groups of an expression found', () => {
    const options = { regularExpression: true, caseSensitive: true };
    expect(texts(replaceInPages(pages, '(?<a>[A-Z])(\\w+)(z)?', '$2$<a>$$$&$3$4$<b>', options))[0]?.[0]).toBe(
      'erD$Der$4$<b> alte annM$Mann$4$<b>',
    );
    expect(texts(replaceInPages(pages, 'n*', '', options))[0]?.slice(0, 2)).toEqual(['Der alte Ma', 'woder']);
  });
});
