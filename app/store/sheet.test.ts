import { editing, type Page, type PageLine } from 'ductus/web';
import { describe, expect, it } from 'vitest';
import type { PageRecord } from './records.js';
import { mergedRecord } from './sheet.js';

const line = (id: string, text: string, y = 100): PageLine => ({ id, text, baseline: [[y, y]] });
const page = (...lines: readonly PageLine[]): Page => ({
  image: 'a.jpg',
  width: 500,
  height: 500,
  regions: lines.length > 0 ? [{ id: 'r1', polygon: [[0, 0]], lines }] : [],
});
const record = (of: Page, more: Partial<PageRecord> = {}): PageRecord => ({
  id: 'p',
  document: 'd',
  name: 'a.jpg',
  state: 'read',
  warnings: [],
  page: of,
  checked: [],
  written: [],
  relaid: {},
  ...more,
});
const shown = ({ page: of, checked, written = [] }: PageRecord) =>
  of.regions
    .flatMap(({ lines }) => lines)
    .map(({ id, text }) => `${id} ${text}${checked.includes(id) ? ' ✓' : ''}${written.includes(id) ? ' ✎' : ''}`);

const was = page(line('l1', 'one'), line('l2', 'two'), line('l3', 'three'));
const base = record(was, { checked: ['l3'], relaid: { l2: 'tow' } });
const typed = (id: string, text: string) => editing.withText(was, id, text);

describe('what two tabs have made of a page', () => {
  it('has what was written and confirmed in each', () => {
    const mine = { ...base, page: typed('l1', 'mine'), written: ['l1'], checked: ['l1'] };
    const theirs = { ...base, page: typed('l2', 'theirs'), written: ['l2'], checked: ['l3', 'l2'], relaid: {} };
    const merged = mergedRecord(mine, base, theirs);
    expect(shown(merged)).toEqual(['l1 mine ✓ ✎', 'l2 theirs ✓ ✎', 'l3 three']);
    expect(merged.relaid).toEqual({});
  });

  it('has what a person wrote or confirmed in either, not what was read meanwhile', () => {
    const read = { ...base, page: page(line('l1', 'read 1'), line('l2', 'read 2'), line('l3', 'three')) };
    const corrected = { ...base, page: typed('l1', 'person'), written: ['l1'], checked: ['l3', 'l2'] };
    const expected = ['l1 person ✎', 'l2 two ✓', 'l3 three ✓'];
    expect(shown(mergedRecord(read, base, corrected))).toEqual(expected);
    expect(shown(mergedRecord(corrected, base, read))).toEqual(expected);
  });

  it('has a line that a person wrote or confirmed in one and that was deleted or joined in the other', () => {
    const corrected = { ...base, page: typed('l2', 'person'), written: ['l2'], checked: ['l3', 'l1'] };
    const again = { ...corrected, page: typed('l2', 'again') };
    const deleted = record(page(line('l3', 'three')), { checked: ['l3'] });
    const joined = record(page(line('l1', 'one two', 150), line('l3', 'three')), { checked: ['l3'] });
    const expected = ['l1 one ✓', 'l2 person ✎', 'l3 three ✓'];
    expect(shown(mergedRecord(deleted, base, corrected))).toEqual(expected);
    expect(shown(mergedRecord(corrected, base, deleted))).toEqual(expected);
    expect(shown(mergedRecord(joined, base, { ...corrected, checked: ['l3'] }))[1]).toBe('l2 person ✎');
    expect(shown(mergedRecord(deleted, corrected, again))).toEqual(['l2 again ✎', 'l3 three ✓']);
    expect(shown(mergedRecord(deleted, base, base))).toEqual(['l3 three ✓']);
  });

  it('confirms no text that nobody has confirmed', () => {
    const mine = { ...base, page: typed('l3', 'mine'), written: ['l3'], checked: [] };
    expect(shown(mergedRecord(mine, base, base))[2]).toBe('l3 mine ✎');
    const ticked = { ...base, checked: ['l1', 'l3'] };
    const changed = { ...base, page: typed('l1', 'mine'), written: ['l1'] };
    expect(shown(mergedRecord(changed, base, ticked))[0]).toBe('l1 mine ✎');
  });

  it('has the new lines of both, each with its marks', () => {
    const add = (text: string, y: number) => page(...was.regions.flatMap(({ lines }) => lines), line('l4', text, y));
    const mine = { ...base, page: add('mine', 300), written: ['l4'] };
    const theirs = { ...base, page: add('theirs', 400), checked: ['l3', 'l4'] };
    expect(shown(mergedRecord(mine, base, theirs)).slice(3)).toEqual(['l4 theirs ✓', 'l5 mine ✎']);
  });

  it('has lines once that both have read', () => {
    const waiting = record(page(), { state: 'waiting' });
    const read = { ...waiting, page: was, state: 'read' as const };
    expect(shown(mergedRecord(read, waiting, read))).toEqual(['l1 one', 'l2 two', 'l3 three']);
    const corrected = { ...read, page: typed('l2', 'person'), written: ['l2'] };
    expect(shown(mergedRecord(read, waiting, corrected))[1]).toBe('l2 person ✎');
    expect(shown(mergedRecord(corrected, waiting, read))[1]).toBe('l2 person ✎');
  });

  it('is read or failed as whoever has read it says', () => {
    const waiting = record(page(), { state: 'waiting' });
    const failed = { ...waiting, state: 'failed' as const, problem: 'no image' };
    expect(mergedRecord(waiting, waiting, failed)).toMatchObject({ state: 'failed', problem: 'no image' });
    expect(mergedRecord(failed, waiting, waiting)).toMatchObject({ state: 'failed', problem: 'no image' });
    expect(mergedRecord(record(was), failed, failed)).toMatchObject({ state: 'read', problem: undefined });
  });
});
