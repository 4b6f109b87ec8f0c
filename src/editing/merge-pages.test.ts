import { describe, expect, it } from 'vitest';
import { type Line, linesOf, type Page } from '../page/index.js';
import { apartFrom, begin, done, mergePages, rebased, undo } from './index.js';

const page = (...lines: readonly Line[]): Page => ({
  image: 'a.jpg',
  width: 100,
  height: 100,
  regions: lines.length > 0 ? [{ id: 'r1', lines }] : [],
});
const line = (id: string, text: string): Line => ({ id, text, baseline: [[0, 50]] });
const textsOf = (of: Page) => linesOf(of).map(({ id, text }) => `${id} ${text}`);
/** As what comes out of a store or a worker. */
const copied = (of: Page): Page => structuredClone(of);

describe('two versions of a page', () => {
  const before = page(line('a', ''), line('b', ''), line('c', ''));
  const after = page(line('a', 'alpha'), line('b', 'beta'), line('c', 'gamma'));

  it('are the read one where nobody did anything meanwhile', () => {
    expect(mergePages(before, before, after)).toEqual(after);
    expect(mergePages(before, before, copied(before))).toBe(before);
    expect(textsOf(mergePages(copied(before), before, after))).toEqual(['a alpha', 'b beta', 'c gamma']);
  });

  it('are the very same page where nothing was read', () => {
    const mine = page(line('a', 'mine'), line('b', ''), line('c', ''));
    expect(mergePages(mine, before, before)).toBe(mine);
    expect(mergePages(mine, before, copied(before))).toBe(mine);
  });

  it('keep what was written, moved, added and deleted', () => {
    const mine = page(line('a', 'mine'), { ...line('c', ''), baseline: [[3, 50]] }, line('d', 'new'));
    expect(textsOf(mergePages(mine, before, after))).toEqual(['a mine', 'c ', 'd new']);
  });

  it('have the lines that were found meanwhile, and a line with an id of theirs under another', () => {
    const found = page(line('l1', 'one'), line('l2', 'two'));
    const drawn = page({ ...line('l1', 'drawn'), baseline: [[7, 90]] });
    const merged = mergePages(drawn, page(), found);
    expect(linesOf(apartFrom(drawn, page(), found))[0]?.id).toBe(linesOf(merged)[2]?.id);
    expect(textsOf(merged).slice(0, 2)).toEqual(['l1 one', 'l2 two']);
    expect(linesOf(merged)[2]?.text).toBe('drawn');
    const ids = merged.regions.flatMap((region) => [region.id, ...region.lines.map(({ id }) => id)]);
    expect(new Set(ids).size).toBe(5);
    // What is read next finds the lines that were found.
    const next = page(line('l1', 'one, read'), line('l2', 'two'));
    expect(linesOf(mergePages(merged, found, next)).map(({ text }) => text)).toEqual(['one, read', 'two', 'drawn']);
  });

  it('have both lines where both are new under the same id in a region that was there', () => {
    const mine = page(...linesOf(before), { ...line('l4', 'mine'), baseline: [[1, 80]] });
    const theirs = page(...linesOf(before), line('l4', 'theirs'));
    expect(textsOf(mergePages(mine, before, theirs)).slice(3)).toEqual(['l4 theirs', 'l1 mine']);
    expect(textsOf(apartFrom(mine, before, theirs))).toEqual(['a ', 'b ', 'c ', 'l1 mine']);
    expect(apartFrom(before, before, theirs)).toBe(before);
  });

  it('have a line once that both have found at the same place', () => {
    const polygon = [[0, 40] as const, [100, 40] as const, [100, 60] as const];
    const foundIn = (of: Page): Page => ({ ...of, regions: of.regions.map((region) => ({ ...region, polygon })) });
    const mine = foundIn(page(line('l1', 'mine'), line('l2', 'two')));
    const theirs = foundIn(page(line('l1', 'theirs'), line('l2', 'two'), line('l3', 'three')));
    expect(textsOf(mergePages(mine, page(), theirs))).toEqual(['l1 mine', 'l2 two', 'l3 three']);
  });

  it('are without a line that was deleted elsewhere, unless it was changed here', () => {
    const mine = page(line('a', ''), line('b', 'mine'), line('c', ''));
    expect(textsOf(mergePages(mine, before, page(line('c', 'gamma'))))).toEqual(['b mine', 'c gamma']);
  });

  it('have each new line behind the one that it follows', () => {
    const cut = page(line('a', 'al'), line('a2', 'pha'), line('b', ''), line('c', ''));
    expect(textsOf(mergePages(before, before, cut))).toEqual(['a al', 'a2 pha', 'b ', 'c ']);
    const first = page(
      line('n', 'new'),
      line('m', 'more'),
      line('a', ''),
      line('o', 'other'),
      line('b', ''),
      line('c', ''),
    );
    const withoutA = page(line('b', ''), line('c', ''));
    expect(textsOf(mergePages(withoutA, before, first))).toEqual(['n new', 'm more', 'o other', 'b ', 'c ']);
  });

  it('are in the order that was changed, with what is new here in its place', () => {
    const turned = page(line('c', ''), line('b', ''), line('a', ''));
    const mine = page(line('a', ''), line('d', 'new'), line('b', ''), line('c', ''));
    expect(textsOf(mergePages(mine, before, turned))).toEqual(['c ', 'd new', 'b ', 'a ']);
    expect(textsOf(mergePages(turned, before, before))).toEqual(['c ', 'b ', 'a ']);
    const moved = page(line('b', ''), line('a', ''), line('c', ''));
    expect(textsOf(mergePages(moved, before, turned))).toEqual(['b ', 'a ', 'c ']);
    expect(textsOf(mergePages(moved, before, copied(before)))).toEqual(['b ', 'a ', 'c ']);
  });

  it('have a new line also where its region was deleted', () => {
    const theirs = page(...linesOf(before), line('d', 'new'));
    expect(textsOf(mergePages(page(), before, theirs))).toEqual(['d new']);
  });

  it('are in the language that was found', () => {
    const mine = page(line('a', 'mine'), line('b', ''), line('c', ''));
    expect(mergePages(mine, before, { ...after, language: 'fr' }).language).toBe('fr');
  });

  it('lose nothing of what was read when what was done meanwhile is undone', () => {
    const typed = done(begin(before), 'text', page(line('a', 'mine'), line('b', ''), line('c', '')));
    const read = rebased(typed, (each) => mergePages(each, before, after));
    expect(textsOf(read.value)).toEqual(['a mine', 'b beta', 'c gamma']);
    expect(textsOf(undo(read).value)).toEqual(['a alpha', 'b beta', 'c gamma']);
    expect(rebased(read, (each) => each)).toBe(read);
  });
});
