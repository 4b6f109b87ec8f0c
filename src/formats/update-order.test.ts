import { describe, expect, it } from 'vitest';
import { edited, idsOf, onLine, onLines, onRegion, onRegions, readText } from '../../test/edited-pages.js';
import type { Line, Page, Point, Region } from '../page/index.js';
import { updatePageFile } from './update-page-file.js';

const polygon: readonly Point[] = [
  [1, 1],
  [50, 1],
  [25, 40],
];
const newLine = (id: string): Line => ({ id, text: id, polygon });
const turned = onRegions((regions) => [...regions].reverse());

describe('regions of PAGE XML', () => {
  const line = (id: string, custom = '') =>
    `<TextLine id="${id}"${custom}><Coords points="0,0 1,1"/><TextEquiv><Unicode>${id}</Unicode></TextEquiv></TextLine>`;
  const region = (id: string, lines: string, more = '') =>
    `<TextRegion id="${id}"${more}><Coords points="0,0 1,1"/>${lines}</TextRegion>`;
  const index = (n: number, more = '') => ` custom="readingOrder {index:${n};}${more}"`;
  const file = (inside: string) => `<PcGts><Page imageFilename="a.jpg">${inside}</Page></PcGts>`;
  const reference = (n: number, id: string) => `<RegionRefIndexed index="${n}" regionRef="${id}"/>`;
  const order = (...inside: readonly string[]) =>
    `<ReadingOrder><OrderedGroup id="o" caption="x">${inside.join('')}</OrderedGroup></ReadingOrder>`;
  const [a, b, c] = ['a', 'b', 'c'].map((id) => region(id, line(`${id}1`)));
  const image = '<ImageRegion id="i"><Coords points="0,0 1,1"/></ImageRegion>';

  it('take each other’s places where the file has no other order', async () => {
    expect((await edited(file(`${a} ${image} ${b}<!-- c -->${c}`), turned)).result).toBe(
      file(`${c} ${image} ${b}<!-- c -->${a}`),
    );
  });

  it('take each other’s places in ReadingOrder, and stay where they are', async () => {
    const listed = (...ids: readonly string[]) =>
      file(order(...[ids[0], ids[1], 'i', ids[2]].map((id, n) => reference(n, id ?? ''))) + a + b + image + c);
    expect((await edited(listed('a', 'b', 'c'), turned)).result).toBe(listed('c', 'b', 'a'));
  });

  it('take each other’s indices where Transkribus gave them some, and lines likewise', async () => {
    const text = (r: number, s: number, l: number, m: number) =>
      file(
        region(
          'r',
          line('l', index(l, ' person {offset:1;}')) + line('m', index(m)),
          index(r, ' structure {type:heading;}'),
        ) + region('s', line('n'), index(s)),
      );
    const both = (page: Page) => onLines('r', (lines) => [...lines].reverse())(turned(page));
    const { result, page, after } = await edited(text(0, 1, 3, 5), both);
    expect(result).toBe(text(1, 0, 5, 3));
    expect(page).toEqual(after);
  });

  it('come with a reference and an index, where the others have such', async () => {
    const made: Region = { id: 'new', type: 'MainZone', polygon, lines: [newLine('n1')] };
    const edit = onRegions(([first, ...others]) => [...(first ? [first] : []), made, ...others]);
    const written = region('new', line('n1'), ' custom="structure {type:MainZone;}"').replaceAll(
      '0,0 1,1',
      '1,1 50,1 25,40',
    );
    expect((await edited(file(order(reference(3, 'a'), reference(4, 'b')) + a + b), edit)).result).toBe(
      file(order(reference(3, 'a'), reference(4, 'new'), reference(5, 'b')) + a + written + b),
    );
    const indexed = [region('a', line('a1'), index(0)), region('b', line('b1'), index(1))];
    const { result } = await edited(file(indexed.join('')), edit);
    expect(result).toContain('<TextRegion id="new" custom="readingOrder {index:1;} structure {type:MainZone;}">');
    expect(result).toContain('<TextRegion id="b" custom="readingOrder {index:2;}">');
  });

  it('go with what refers to them', async () => {
    const relation = (x: string, y: string) =>
      `<Relation type="link"><SourceRegionRef regionRef="${x}"/><DestRegionRef regionRef="${y}"/></Relation>`;
    const text = file(
      `${order(reference(0, 'a'), reference(1, 'b'), reference(2, 'c'))}<Relations>${relation('a', 'b')}${relation('b', 'c')}</Relations>${a}${b}${c}`,
    );
    const without = (id: string) => onRegions((regions) => regions.filter((region) => region.id !== id));
    expect((await edited(text, without('a'))).result).toBe(
      file(`${order(reference(1, 'b'), reference(2, 'c'))}<Relations>${relation('b', 'c')}</Relations>${b}${c}`),
    );
    expect((await edited(text, without('b'))).result).toBe(
      file(`${order(reference(0, 'a'), reference(2, 'c'))}${a}${c}`),
    );
    expect(
      (
        await edited(
          text,
          onRegions(() => []),
        )
      ).result,
    ).toBe(file(''));
  });

  it('change their type in the attribute, or in custom where the schema has none', async () => {
    const withType = (type: string | undefined) =>
      onRegion('r', ({ type: _, ...rest }) => ({ ...rest, ...(type ? { type } : {}) }));
    const text = (more: string) => file(region('r', line('l'), more));
    const cases = [
      [' type="paragraph"', 'heading', ' type="heading"'],
      [' type="paragraph"', 'MainZone', ' custom="structure {type:MainZone;}"'],
      [' custom="x {y:1;} structure {type:Old;}"', 'New', ' custom="x {y:1;} structure {type:New;}"'],
      [
        ' type="other" custom="structure {type:other;}"',
        'heading',
        ' type="heading" custom="structure {type:heading;}"',
      ],
      [' type="paragraph" custom="structure {type:paragraph;}"', undefined, ''],
    ] as const;
    for (const [before, type, after] of cases) {
      const { result, page } = await edited(text(before), withType(type));
      expect(result).toBe(text(after));
      expect(page.regions[0]?.type).toBe(type);
    }
  });

  it('lose their lines only, where they hold others or are cells', async () => {
    const cell = (id: string, inside: string) => `<TableCell id="${id}" row="0">${inside}</TableCell>`;
    const table = (inside: string) => `<TableRegion id="t">${cell('c1', inside)}${cell('c2', line('m'))}</TableRegion>`;
    const first = onRegions((regions) => regions.slice(1));
    expect((await edited(file(table(line('l'))), first)).result).toBe(file(table('')));
    const nested = (lines: string) => file(region('r', image + region('s', line('m')) + lines));
    expect((await edited(nested(line('l')), first)).result).toBe(nested(''));
  });

  it('get a ReadingOrder where the file can say their order in no other way', async () => {
    const cells = ['c1', 'c2'].map((id) => `<TableCell id="${id}">${line(`${id}-1`)}</TableCell>`).join('');
    const text = file(`${a}<TableRegion id="t">${cells}</TableRegion>`);
    const { result, page } = await edited(
      text,
      onRegions(([first, second, third]) => (first && second && third ? [third, first, second] : [])),
    );
    expect(idsOf(page)).toEqual(['c2 c2-1', 'a a1', 'c1 c1-1']);
    expect(result).toContain('<RegionRefIndexed index="0" regionRef="c2"/>');
    const listed = await edited(
      text.replace('<TextRegion id="a"', `${order(reference(0, 'a'), reference(1, 't'))}$&`),
      (page) => ({
        ...page,
        regions: [...page.regions].reverse(),
      }),
    );
    expect(idsOf(listed.page)).toEqual(['c2 c2-1', 'c1 c1-1', 'a a1']);
  });

  it('have lines that move between them take up or lose the index that others have there', async () => {
    const text = file(region('r', line('l', index(0)) + line('m', index(1))) + region('s', line('n')));
    const move = onRegions(([r, s]) =>
      r && s
        ? [
            { ...r, lines: r.lines.slice(1) },
            { ...s, lines: [...s.lines, ...r.lines.slice(0, 1)] },
          ]
        : [],
    );
    expect((await edited(text, move)).result).toBe(
      file(region('r', line('m', index(1))) + region('s', line('n') + line('l'))),
    );
    const back = onRegions(([r, s]) =>
      r && s
        ? [
            { ...r, lines: [...s.lines, ...r.lines] },
            { ...s, lines: [newLine('x')] },
          ]
        : [],
    );
    const { page, after, result } = await edited(text, back);
    expect(page).toEqual(after);
    expect(result).toContain('<TextLine id="n" custom="readingOrder {index:0;}">');
  });
});

describe('lines without ids of their own', () => {
  it('are told apart by what they say, and by their order', async () => {
    const line = (text: string) => `<TextLine><TextEquiv><Unicode>${text}</Unicode></TextEquiv></TextLine>`;
    const file = (...texts: readonly string[]) =>
      `<PcGts><Page><TextRegion id="r">${texts.map(line).join('')}</TextRegion></Page></PcGts>`;
    const { result } = await edited(
      file('one', 'two', 'three'),
      onLines('r', ([, ...others]) => others.map((rest) => (rest.text === 'three' ? { ...rest, text: '3' } : rest))),
    );
    expect(result).toBe(file('two', '3'));
    // A program may give them ids, to the page before and the page after.
    const named = (page: Page) => ({
      ...page,
      regions: page.regions.map((region) => ({
        ...region,
        lines: region.lines.map((rest, n) => ({ ...rest, id: `made${n}` })),
      })),
    });
    const before = named(await readText(file('one', 'two')));
    const after = onLine('made1', (rest) => ({ ...rest, text: '2' }))(before);
    expect(await updatePageFile(file('one', 'two'), before, after, { changed: '' })).toBe(file('one', '2'));
  });
});

describe('blocks of ALTO', () => {
  const line = (id: string) => `<TextLine ID="${id}"><String ID="${id}-s" CONTENT="${id}"/></TextLine>`;
  const block = (id: string, ...lines: readonly string[]) =>
    `<TextBlock ID="${id}">${lines.map(line).join('')}</TextBlock>`;
  const group = (...ids: readonly string[]) =>
    `<OrderedGroup ID="g">${ids.map((id) => `<ElementRef ID="ref-${id}" REF="${id}"/>`).join('')}</OrderedGroup>`;
  const file = (order: string, inside: string) =>
    `<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">${order && `<ReadingOrder>${order}</ReadingOrder>`}<Layout><Page ID="p"><PrintSpace>${inside}</PrintSpace></Page></Layout></alto>`;
  const [a, b] = [block('A', 'a1', 'a2'), block('B', 'b1')];

  it('take each other’s places, also across what they lie in, and so do lines', async () => {
    const composed = (inside: string) => `<ComposedBlock ID="X">${inside}</ComposedBlock>`;
    const swap = onRegions(([first, ...others]) => [...others, ...(first ? [first] : [])]);
    expect((await edited(file('', composed(a) + b), swap)).result).toBe(file('', composed(b) + a));
    expect(
      (
        await edited(
          file('', a),
          onLines('A', (lines) => [...lines].reverse()),
        )
      ).result,
    ).toBe(file('', block('A', 'a2', 'a1')));
  });

  it('take each other’s places in ReadingOrder', async () => {
    const { result } = await edited(file(group('A', 'B'), a + b), turned);
    expect(result).toBe(file(group('A', 'B').replace(/REF="A"(.*)REF="B"/, 'REF="B"$1REF="A"'), a + b));
  });

  it('and their lines are listed anew where ReadingOrder can’t say it otherwise', async () => {
    const text = file(group('a2', 'b1'), a + b);
    const { page, after } = await edited(text, (page) => onLines('A', (lines) => [...lines].reverse())(turned(page)));
    expect(page).toEqual(after);
    const added = await edited(
      text,
      onLines('B', (lines) => [newLine('new'), ...lines]),
    );
    expect(idsOf(added.page)).toEqual(['A a2 a1', 'B new b1']);
  });

  it('go with what refers to them, and to their lines and strings', async () => {
    const text = file(group('a1 a2', 'B', 'b1-s'), `${a.replace('ID="A"', 'ID="A" IDNEXT="B"')}${b}`);
    const { result } = await edited(text, (page) => ({
      ...page,
      regions: page.regions.slice(0, 1).map((region) => ({ ...region, lines: region.lines.slice(1) })),
    }));
    expect(result).toBe(
      file('<OrderedGroup ID="g"><ElementRef ID="ref-a1 a2" REF="a2"/></OrderedGroup>', block('A', 'a2')),
    );
  });

  it('come into a space for print', async () => {
    const made: Region = { id: 'N', lines: [newLine('n1')], polygon };
    const { result } = await edited(
      file('', ''),
      onRegions(() => [made]),
    );
    expect(result).toBe(
      file(
        '',
        '<TextBlock ID="N" HPOS="1" VPOS="1" WIDTH="49" HEIGHT="39"><Shape><Polygon POINTS="1 1 50 1 25 40"/></Shape><TextLine ID="n1" HPOS="1" VPOS="1" WIDTH="49" HEIGHT="39"><Shape><Polygon POINTS="1 1 50 1 25 40"/></Shape><String CONTENT="n1" HPOS="1" VPOS="1" WIDTH="49" HEIGHT="39"/></TextLine></TextBlock>',
      ),
    );
  });

  it('have places as their version has them', async () => {
    const placed = (version: number, attributes: string, inside = '') =>
      file(
        '',
        `<TextBlock ID="A"><TextLine ID="l"${attributes}>${inside}<String CONTENT="x"/></TextLine></TextBlock>`,
      ).replace('ns-v4', `ns-v${version}`);
    const box = ' HPOS="0" VPOS="0" WIDTH="9" HEIGHT="9"';
    const edit = onLine('l', (rest) => ({
      ...rest,
      polygon,
      baseline: [
        [1, 20],
        [50, 23],
      ],
    }));
    const now = ' HPOS="1" VPOS="1" WIDTH="49" HEIGHT="39"';
    const shape = '<Shape><Polygon POINTS="1 1 50 1 25 40"/></Shape>';
    expect((await edited(placed(2, `${box} BASELINE="8"`), edit)).result).toBe(placed(2, `${now} BASELINE="22"`));
    expect((await edited(placed(3, `${box} BASELINE="8"`), edit)).result).toBe(
      placed(3, `${now} BASELINE="22"`, shape),
    );
    expect((await edited(placed(4, `${box} BASELINE="8"`), edit)).result).toBe(
      placed(4, `${now} BASELINE="1 20 50 23"`, shape),
    );
    const commas = '<Shape><Polygon POINTS="0,0 9,0 9,9"/></Shape>';
    expect((await edited(placed(4, '', commas), edit)).result).toBe(
      placed(4, ' BASELINE="1,20 50,23"', commas.replace('0,0 9,0 9,9', '1,1 50,1 25,40')),
    );
  });

  it('keep a baseline that is one height where only the box of the line changes', async () => {
    const text = file(
      '',
      '<TextBlock ID="A"><TextLine ID="l" HPOS="0" VPOS="0" WIDTH="9" HEIGHT="9" BASELINE="8"><String CONTENT="x"/></TextLine></TextBlock>',
    );
    const { page, after } = await edited(
      text,
      onLine('l', (rest) => ({ ...rest, polygon })),
    );
    expect(page).toEqual(after);
  });
});
