import { editing, type Page, type PageLine } from 'ductus/web';
import { describe, expect, it } from 'vitest';
import type { Sheet } from '../store/sheet.js';
import { withLine, withLineRead, withPage, withReading } from './edited-sheet.js';

/** The words along a line of their own height, which can be cut between them. */
const line = (id: string, text: string, y = 100): PageLine => ({
  id,
  text,
  baseline: [
    [0, y],
    [400, y],
  ],
});
const page = (...lines: readonly PageLine[]): Page => ({
  image: 'a.jpg',
  width: 500,
  height: 500,
  regions: [{ id: 'r1', lines }],
});
const sheet = (of: Page, marks: Partial<Sheet> = {}): Sheet => ({
  page: of,
  checked: [],
  written: [],
  relaid: {},
  ...marks,
});
const shown = ({ page: of, checked, written }: Sheet) =>
  of.regions
    .flatMap(({ lines }) => lines)
    .map(
      ({ id, text }) =>
        `${id.replace(/-.*/, '')} ${text}${checked.includes(id) ? ' ✓' : ''}${written.includes(id) ? ' ✎' : ''}`,
    );
const two = page(line('l1', 'one two'), line('l2', 'three', 200));

describe('marks of lines', () => {
  const cut = (of: Sheet) => withPage(of, editing.cutLine(of.page, 'l1', 3), 'cut');
  const joined = (of: Sheet) => withPage(of, editing.joinLines(of.page, ['l1', 'l2']), 'join');

  it('come with a text that a person changes', () => {
    const typed = withPage(sheet(two, { checked: ['l2'] }), editing.withText(two, 'l1', 'on two'), 'text');
    expect(shown(typed)).toEqual(['l1 on two ✎', 'l2 three ✓']);
  });

  it('say of both halves of a line that a person wrote or confirmed it, and confirm neither', () => {
    expect(shown(cut(sheet(two, { written: ['l1'] })))).toEqual(['l1 one ✎', 'l two ✎', 'l2 three']);
    expect(shown(cut(sheet(two, { checked: ['l1', 'l2'] })))).toEqual(['l1 one ✎', 'l two ✎', 'l2 three ✓']);
    expect(shown(cut(sheet(two)))).toEqual(['l1 one', 'l two', 'l2 three']);
  });

  it('say of a joined line that a person wrote or confirmed a part, and confirm it where all parts were', () => {
    expect(shown(joined(sheet(two)))).toEqual(['l1 one two three']);
    expect(shown(joined(sheet(two, { written: ['l2'] })))).toEqual(['l1 one two three ✎']);
    expect(shown(joined(sheet(two, { checked: ['l1'] })))).toEqual(['l1 one two three ✎']);
    expect(shown(joined(sheet(two, { checked: ['l1', 'l2'] })))).toEqual(['l1 one two three ✓ ✎']);
  });

  it('go with lines that are gone, so that no new line has them', () => {
    const marks = { checked: ['l1', 'l2', 'l3'], written: ['l2'], relaid: { l2: 'tree' } };
    const deleted = withPage(sheet(two, marks), editing.deleteLine(two, 'l2'), 'delete');
    expect(deleted).toMatchObject({ checked: ['l1'], written: [], relaid: {} });
    // As older versions kept it: l3 is marked, and nowhere on the page.
    const more = page(line('l1', 'one two'), line('l2', 'three', 200), line('l3', 'new', 300));
    expect(shown(withPage(sheet(two, { checked: ['l3'] }), more, 'draw'))[2]).toBe('l3 new');
  });
});

describe('the reading of a page', () => {
  const again = { isFirst: false, isGuided: false };
  const read = page(line('l1', 'read one'), line('l2', 'read two', 200));

  it('leaves the lines that a person has written or confirmed while it was read', () => {
    const now = sheet(two, { checked: ['l1'], relaid: { l2: 'before' } });
    const after = withReading(now, two, read, again);
    expect(shown(after)).toEqual(['l1 one two ✓', 'l2 read two']);
    expect(after.relaid).toEqual({});
    expect(shown(withReading(sheet(two, { written: ['l2'] }), two, read, again))).toEqual([
      'l1 read one',
      'l2 three ✎',
    ]);
    expect(withReading(now, two, two, again)).toBe(now);
  });

  it('leaves them also where the language reads them again, and says what that changed', () => {
    const after = withReading(sheet(two, { checked: ['l1'] }), two, read, { isFirst: true, isGuided: true });
    expect(shown(after)).toEqual(['l1 one two ✓', 'l2 read two']);
    expect(after.relaid).toEqual({ l2: 'three' });
  });

  it('gives lines without a text theirs the first time, which nobody has confirmed', () => {
    const found = page(line('l1', ''), line('l2', '', 200));
    const now = sheet(found, { checked: ['l1'] });
    expect(shown(withReading(now, found, read, { ...again, isFirst: true }))).toEqual(['l1 read one', 'l2 read two']);
    expect(shown(withReading(now, found, read, again))).toEqual(['l1  ✓', 'l2 read two']);
  });

  it('leaves a line that was drawn meanwhile under its id, for whoever works on it', () => {
    const nothing = { ...page(), regions: [] };
    const drawn = editing.addLine(nothing, line('', '', 300).baseline ?? []);
    const after = withReading(sheet(drawn.page), nothing, read, { ...again, isFirst: true });
    expect(after.page.regions.flatMap(({ lines }) => lines).map(({ id }) => id)).toEqual(['l1', 'l2', drawn.id]);
  });

  it('leaves marks to the line that they are of, where a line was found under its id', () => {
    const nothing = { ...page(), regions: [] };
    const drawn = sheet(page(line('l1', 'drawn', 300)), { written: ['l1'] });
    const after = withReading(drawn, nothing, read, { ...again, isFirst: true });
    expect(shown(after)).toEqual(['l1 read one', 'l2 read two', 'l3 drawn ✎']);
  });
});

describe('a line that is read by itself', () => {
  const sent = sheet(two, { checked: ['l1'], written: ['l1', 'l2'], relaid: { l1: 'before' } });
  const read = line('l1', 'read');

  it('is as it was read, and nobody has confirmed it', () => {
    const after = withLineRead(sent, sent, read);
    expect(shown(after)).toEqual(['l1 read', 'l2 three ✎']);
    expect(after.relaid).toEqual({});
  });

  it('stays where a person has changed or confirmed it meanwhile, or it was read as it is', () => {
    const typed = withPage(sent, editing.withText(two, 'l1', 'typed'), 'text');
    expect(withLineRead(typed, sent, read)).toBe(typed);
    expect(withLineRead(sent, { ...sent, checked: [] }, read)).toBe(sent);
    expect(withLineRead(sent, sent, line('l1', 'one two'))).toBe(sent);
  });

  it('stays where the page that is open by now has another line of its name', () => {
    const another = sheet(page(line('l1', 'of another page')));
    expect(withLineRead(another, sent, read)).toBe(another);
    expect(withLine(two, line('l9', 'nowhere'))).toEqual(two);
  });
});
