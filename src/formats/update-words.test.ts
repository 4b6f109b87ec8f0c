import { describe, expect, it } from 'vitest';
import { edited, onLine, withText } from '../../test/edited-pages.js';
import type { Line } from '../page/index.js';

describe('the words of a line of PAGE XML', () => {
  const glyph = (id: string, text: string) =>
    `<Glyph id="${id}"><Coords points="0,0 1,0 1,1"/><TextEquiv conf="0.7"><Unicode>${text}</Unicode></TextEquiv></Glyph>`;
  const word = (id: string, text: string, inside = '') =>
    `<Word id="${id}" language="German"><Coords points="0,0 9,0 9,9"/>${inside}<TextEquiv conf="0.8"><Unicode>${text}</Unicode></TextEquiv></Word>`;
  const file = (inside: string) =>
    `<PcGts><Page imageFilename="a.jpg"><TextRegion id="r"><TextLine id="l"><Coords points="0,0 9,0 9,9"/>${inside}</TextLine></TextRegion></Page></PcGts>`;
  const reading = (text: string) => `<TextEquiv><Unicode>${text}</Unicode></TextEquiv>`;
  const text = file(`${word('w1', 'ab', glyph('g1', 'a') + glyph('g2', 'b'))}${word('w2', 'cd')}${reading('ab cd')}`);

  it('go where they say something else than the text of the line', async () => {
    expect((await edited(text, onLine('l', withText('ab ce')))).result).toBe(file(reading('ab ce')));
  });

  it('stay where they still say it', async () => {
    const other = text.replace('ab cd', 'ab  cd');
    expect((await edited(other, onLine('l', withText('ab cd')))).result).toBe(text);
  });

  it('are those of the page after, with all that nobody changed', async () => {
    const edit = (line: Line): Line => ({
      ...line,
      text: 'x ab ce',
      words: [{ id: 'l', text: 'x', polygon: line.polygon ?? [] }, ...(line.words ?? [])].map((inLine) =>
        inLine.id === 'w2' ? { ...inLine, text: 'ce' } : inLine,
      ),
    });
    const { result, page } = await edited(text, onLine('l', edit));
    const made = '<Word id="l_2"><Coords points="0,0 9,0 9,9"/><TextEquiv><Unicode>x</Unicode></TextEquiv></Word>';
    expect(result).toBe(
      text
        .replace('<Word id="w1"', `${made}<Word id="w1"`)
        .replace('<TextEquiv conf="0.8"><Unicode>cd', '<TextEquiv><Unicode>ce')
        .replace('ab cd', 'x ab ce'),
    );
    expect(page.regions[0]?.lines[0]?.words?.map((inLine) => inLine.text)).toEqual(['x', 'ab', 'ce']);
  });

  it('lose the glyphs that say something else', async () => {
    const edit = (line: Line): Line => ({
      ...line,
      text: 'aB cd',
      words: line.words?.map((inLine) => (inLine.id === 'w1' ? { ...inLine, text: 'aB' } : inLine)) ?? [],
    });
    expect((await edited(text, onLine('l', edit))).result).toBe(
      file(`${word('w1', 'aB').replace(' conf="0.8"', '')}${word('w2', 'cd')}${reading('aB cd')}`),
    );
  });

  it('give way to a text of the line where they were all that said it', async () => {
    const bare = file(word('w1', 'ab') + word('w2', 'cd'));
    expect((await edited(bare, onLine('l', withText('new')))).result).toBe(file(reading('new')));
    const { result, page, after } = await edited(
      bare,
      onLine('l', ({ words: _, ...line }) => line),
    );
    expect(result).toBe(file(reading('ab cd')));
    expect(page).toEqual(after);
  });

  it('may have been cut off with a part of the line, under their own ids', async () => {
    const { page, after } = await edited(text, (page) => ({
      ...page,
      regions: page.regions.map((region) => ({
        ...region,
        lines: region.lines.flatMap((line) => {
          const [first, second] = line.words ?? [];
          if (!first || !second) return [];
          const { polygon = [] } = line;
          return [
            { id: 'half', text: 'cd', words: [second], polygon },
            { ...line, text: 'ab', words: [first] },
          ];
        }),
      })),
    }));
    expect(page).toEqual(after);
  });
});

describe('the strings of a line of ALTO', () => {
  const file = (inside: string, version = 4) =>
    `<alto xmlns="http://www.loc.gov/standards/alto/ns-v${version}#"><Layout><Page ID="p"><PrintSpace><TextBlock ID="b"><TextLine ID="l" HPOS="1" VPOS="2" WIDTH="30" HEIGHT="40">${inside}</TextLine></TextBlock></PrintSpace></Page></Layout></alto>`;
  const string = (id: string, text: string, more = '') =>
    `<String ID="${id}" CONTENT="${text}" HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4"${more}/>`;

  it('is one that changes in place where it has all of the line', async () => {
    const text = file(`<!-- one --><String CONTENT='old' WC="0.3" CC='123' STYLEREFS="s"></String>`);
    expect((await edited(text, onLine('l', withText(`'new' & "more"`)))).result).toBe(
      file(`<!-- one --><String CONTENT='&apos;new&apos; &amp; "more"' STYLEREFS="s"></String>`),
    );
  });

  it('give way to one with the box of the line where nobody knows the words', async () => {
    const text = file(`${string('a', 'one')}<SP WIDTH="2"/>${string('b', 'tw')}<HYP CONTENT="¬"/>`);
    expect((await edited(text, onLine('l', withText('one two')))).result).toBe(
      file('<String CONTENT="one two" HPOS="1" VPOS="2" WIDTH="30" HEIGHT="40"/>'),
    );
  });

  it('are those of the words of the page after, with the spaces and the hyphen that are there', async () => {
    const text = file(`${string('a', 'one', ' WC="0.5"')}<SP WIDTH="2"/>${string('b', 'tw')}<HYP CONTENT="¬"/>`);
    const edit = (line: Line): Line => ({
      ...line,
      text: 'One more tw¬',
      words: (line.words ?? []).flatMap((word) =>
        word.id === 'a'
          ? [
              { ...word, text: 'One' },
              { id: 'c', text: 'more' },
            ]
          : [word],
      ),
    });
    const { result, page } = await edited(text, onLine('l', edit));
    expect(result).toBe(
      file(
        `${string('a', 'One')}<SP WIDTH="2"/><String ID="c" CONTENT="more"/><SP/>${string('b', 'tw')}<HYP CONTENT="¬"/>`,
      ),
    );
    expect(page.regions[0]?.lines[0]?.text).toBe('One more tw¬');
  });

  it('keep the hyphen behind them where the line has no spaces', async () => {
    const text = file(`${string('a', 'one')}${string('b', 'tw')}<HYP CONTENT="¬"/>`);
    const edit = (line: Line): Line => ({
      ...line,
      text: 'One tw¬',
      words: (line.words ?? []).map((word) => (word.id === 'a' ? { ...word, text: 'One' } : word)),
    });
    const { result, page } = await edited(text, onLine('l', edit));
    expect(result).toBe(file(`${string('a', 'One')}${string('b', 'tw')}<HYP CONTENT="¬"/>`));
    expect(page.regions[0]?.lines[0]?.text).toBe('One tw¬');
  });

  it('stand without spaces where the line has none between them', async () => {
    const text = file(string('a', 'one') + string('b', 'two'));
    const edit = (line: Line): Line => ({
      ...line,
      text: 'one three',
      words: line.words?.map((word) => (word.id === 'b' ? { ...word, text: 'three' } : word)) ?? [],
    });
    expect((await edited(text, onLine('l', edit))).result).toBe(file(string('a', 'one') + string('b', 'three')));
  });

  it('come to a line that had none', async () => {
    const text = file('<Shape><Polygon POINTS="1,2 31,2 31,42"/></Shape>');
    const { result } = await edited(
      text,
      onLine('l', ({ untranscribed: _, ...line }) => ({ ...line, text: 'new' })),
    );
    expect(result).toBe(
      file(
        '<Shape><Polygon POINTS="1,2 31,2 31,42"/></Shape><String CONTENT="new" HPOS="1" VPOS="2" WIDTH="30" HEIGHT="40"/>',
      ),
    );
  });

  it('don’t come to a line where an empty list of words says that there are none', async () => {
    const text = file('');
    expect(
      (
        await edited(
          text,
          onLine('l', (line) => ({ ...line, words: [] })),
        )
      ).result,
    ).toBe(text);
  });

  it('have glyphs of one character only, and from version 4 on', async () => {
    const edit = (line: Line): Line => ({
      ...line,
      text: 'ab',
      words: [{ text: 'ab', glyphs: [{ text: 'a', confidence: 0.5 }, { text: 'b' }] }],
    });
    const glyphs = '<Glyph CONTENT="a" GC="0.5"/><Glyph CONTENT="b"/>';
    expect((await edited(file(''), onLine('l', edit))).result).toBe(file(`<String CONTENT="ab">${glyphs}</String>`));
    expect((await edited(file('', 3), onLine('l', edit))).result).toBe(file('<String CONTENT="ab"/>', 3));
    const ligature = (line: Line): Line => ({ ...line, text: 'ab', words: [{ text: 'ab', glyphs: [{ text: 'ab' }] }] });
    expect((await edited(file(''), onLine('l', ligature))).result).toBe(file('<String CONTENT="ab"/>'));
  });
});
