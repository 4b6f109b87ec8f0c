import { describe, expect, it } from 'vitest';
import { changed, edited, idsOf, onLine, onLines, onRegions, withText } from '../../test/edited-pages.js';
import type { Line, Point } from '../page/index.js';
import { fromPixels, readPageFile, toPixels } from './page-file.js';
import { updatePageBytes, updatePageFile } from './update-page-file.js';
import { decodeXml } from './xml.js';

const triangle: readonly Point[] = [
  [1, 1],
  [50, 1],
  [25, 40],
];

const page2019 = 'http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15';
const pageXml = (inside: string, namespace = page2019) => `<?xml version='1.0' encoding="UTF-8" ?>
<!-- made by hand -->
<PcGts xmlns="${namespace}" xmlns:x='urn:x'>
  <Metadata><Creator>someone</Creator><Created>2020-01-01T00:00:00</Created><LastChange>2020-01-01T00:00:00</LastChange></Metadata>
  <Page imageFilename="a.jpg" imageWidth="200" imageHeight="100">${inside}
  </Page>
</PcGts>
<!-- the end -->
`;
const changedDate = (text: string) =>
  text.replace('<LastChange>2020-01-01T00:00:00<', '<LastChange>2026-05-06T07:08:09Z<');

const twoLines = pageXml(`
    <TextRegion id="r" x:note='&quot;kept&quot;' >
      <Coords points="0,0 90,0 90,90 0,90"/><!-- the outline -->
      <TextLine id="l1"   custom='kept'>
        <Coords conf="0.9" points="1,2 30,2 30,20"/>
        <Baseline points="1,15 30,15" />
        <TextEquiv index="1" conf="0.5" comments="by a machine"><PlainText>a &#x62;</PlainText><Unicode>a &#x62;</Unicode></TextEquiv>
        <TextEquiv index="2"><Unicode>another</Unicode></TextEquiv>
      </TextLine>
      <TextLine id="l2">
        <Coords points="1,32 30,32 30,50"/>
        <TextEquiv><Unicode>caf&#233;</Unicode></TextEquiv>
      </TextLine>
      <TextEquiv><Unicode>a b
café</Unicode></TextEquiv>
      <x:unknown  a = "1"><![CDATA[<kept>]]></x:unknown>
    </TextRegion>`);

describe('a page of PAGE XML that changes', () => {
  it('stays as it is spelled where nothing is different', async () => {
    for (const text of [twoLines, `\uFEFF${twoLines.replaceAll('\n', '\r\n')}`]) {
      expect((await edited(text, (page) => structuredClone(page))).result).toBe(text);
    }
  });

  it('has the text of a line changed, with PlainText and the text of the region, and without its confidence', async () => {
    const { result, page } = await edited(twoLines, onLine('l1', withText('a < b & "c"')));
    expect(result).toBe(
      changedDate(twoLines)
        .replace(' conf="0.5" comments', ' comments')
        .replaceAll('>a &#x62;<', '>a &lt; b &amp; "c"<')
        .replace('<TextEquiv><Unicode>a b\ncafé', '<TextEquiv><Unicode>a &lt; b &amp; "c"\ncafé'),
    );
    expect(page.regions[0]?.lines[0]).toMatchObject({ text: 'a < b & "c"' });
    expect(page.regions[0]?.lines[0]?.confidence).toBeUndefined();
  });

  it('keeps the text of a region that says something else than its lines', async () => {
    const text = twoLines.replace('a b\ncafé', 'quite different');
    expect((await edited(text, onLine('l2', withText('tea')))).result).toBe(
      changedDate(text).replace('caf&#233;', 'tea'),
    );
  });

  it('keeps line breaks, byte order mark and what stands around the root', async () => {
    const text = `\uFEFF${twoLines.replaceAll('\n', '\r\n')}`;
    const { result } = await edited(
      text,
      onLine('l2', (line) => ({
        ...line,
        baseline: [
          [1, 45],
          [30, 46.4],
        ],
      })),
    );
    expect(result).toBe(
      changedDate(text).replace('30,32 30,50"/>\r\n', '30,32 30,50"/>\r\n        <Baseline points="1,45 30,46"/>\r\n'),
    );
  });

  it('ends the lines of a region’s text as the file ends its own', async () => {
    const text = twoLines.replaceAll('\n', '\r\n');
    expect((await edited(text, onLine('l2', withText('tea')))).result).toBe(
      changedDate(text).replace('caf&#233;', 'tea').replace('\r\ncafé', '\r\ntea'),
    );
  });

  it('changes points in place', async () => {
    const { result, page, after } = await edited(
      twoLines,
      onLine('l1', (line) => ({
        ...line,
        polygon: triangle,
        baseline: [
          [1, 16],
          [30, 17],
        ],
      })),
    );
    expect(result).toBe(
      changedDate(twoLines)
        .replace('conf="0.9" points="1,2 30,2 30,20"', 'points="1,1 50,1 25,40"')
        .replace('1,15 30,15', '1,16 30,17'),
    );
    expect(page).toEqual(after);
  });

  it('changes points that are elements', async () => {
    const points = '<Coords><Point x="1" y="2"/><Point x="3" y="4"/><Point y="9" x="0"/></Coords>';
    const text = pageXml(
      `<TextRegion id="r">${points}<TextLine id="l">${points}<TextEquiv><Unicode>x</Unicode></TextEquiv></TextLine></TextRegion>`,
      'http://schema.primaresearch.org/PAGE/gts/pagecontent/2010-03-19',
    );
    const more: readonly Point[] = [
      [1, 2],
      [3, 5],
      [0, 9],
      [7, 7],
    ];
    const { result, page, after } = await edited(
      text,
      onLine('l', (line) => ({ ...line, polygon: more })),
    );
    expect(result).toBe(
      changedDate(text).replace(
        `<TextLine id="l">${points}`,
        `<TextLine id="l">${points.replace('y="4"', 'y="5"').replace('</Coords>', '<Point x="7" y="7"/></Coords>')}`,
      ),
    );
    expect(page).toEqual(after);
    const fewer = await edited(
      text,
      onLine('l', (line) => ({ ...line, polygon: triangle.slice(0, 2) })),
    );
    expect(fewer.page).toEqual(fewer.after);
  });

  it('gives a text to a line without one, and takes one away', async () => {
    const bare = twoLines.replace('\n        <TextEquiv><Unicode>caf&#233;</Unicode></TextEquiv>', '');
    const gains = await edited(
      bare,
      onLine('l2', ({ untranscribed: _, ...line }) => ({ ...line, text: 'tea' })),
    );
    expect(gains.result).toContain(
      '30,50"/>\n        <TextEquiv><Unicode>tea</Unicode></TextEquiv>\n      </TextLine>',
    );
    const loses = await edited(
      twoLines,
      onLine('l2', (line) => ({ ...line, text: '', untranscribed: true })),
    );
    expect(loses.page.regions[0]?.lines[1]?.untranscribed).toBe(true);
    const empty = await edited(twoLines, onLine('l2', withText('')));
    expect(empty.page).toEqual(empty.after);
  });

  it('loses a line with the line that it stands on', async () => {
    const { result, page, after } = await edited(
      twoLines,
      onLines('r', (lines) => lines.slice(1)),
    );
    const begin = twoLines.indexOf('\n      <TextLine id="l1"');
    const end = twoLines.indexOf('\n      <TextLine id="l2"');
    expect(result).toBe(
      changedDate(twoLines.slice(0, begin) + twoLines.slice(end)).replace('<Unicode>a b\ncafé', '<Unicode>café'),
    );
    expect(page).toEqual(after);
  });

  it('gains lines in their places, indented as the others, with ids that stand nowhere', async () => {
    const added: Line = {
      id: 'r',
      text: 'new',
      polygon: triangle,
      baseline: [
        [1, 9],
        [8, 9],
      ],
    };
    const { result, page } = await edited(
      twoLines,
      onLines('r', ([first, ...others]) => [{ ...added, id: '1 2' }, ...(first ? [first] : []), added, ...others]),
    );
    expect(idsOf(page)).toEqual(['r line l1 r_2 l2']);
    expect(result).toContain(`</TextLine>
      <TextLine id="r_2">
        <Coords points="1,1 50,1 25,40"/>
        <Baseline points="1,9 8,9"/>
        <TextEquiv><Unicode>new</Unicode></TextEquiv>
      </TextLine>
      <TextLine id="l2">`);
    expect(result).toContain('the outline -->\n      <TextLine id="line">');
  });

  it('has lines in another order, and in another region', async () => {
    const text = twoLines.replace(
      '\n    </TextRegion>',
      '\n    </TextRegion>\n    <TextRegion id="s">\n      <Coords points="0,0 1,1"/>\n      <TextLine id="l3"><Coords points="0,0 1,1"/></TextLine>\n    </TextRegion>',
    );
    const turned = await edited(
      text,
      onLines('r', (lines) => [...lines].reverse()),
    );
    expect(turned.page).toEqual(turned.after);
    const moved = await edited(
      text,
      onRegions(([r, s]) =>
        r && s
          ? [
              { ...r, lines: r.lines.slice(0, 1) },
              { ...s, lines: [...r.lines.slice(1), ...s.lines] },
            ]
          : [],
      ),
    );
    expect(moved.page).toEqual(moved.after);
    expect(moved.result).toContain(
      '0,0 1,1"/>\n      <TextLine id="l2">\n        <Coords points="1,32 30,32 30,50"/>\n        <TextEquiv><Unicode>caf&#233;<',
    );
  });
});

describe('tags of Transkribus', () => {
  const tagged = (custom: string, text: string) =>
    twoLines.replace(
      '<TextLine id="l2">\n        <Coords points="1,32 30,32 30,50"/>\n        <TextEquiv><Unicode>caf&#233;',
      `<TextLine id="l2" custom="${custom}">\n        <Coords points="1,32 30,32 30,50"/>\n        <TextEquiv><Unicode>${text}`,
    );
  const customAfter = async (custom: string, before: string, after: string) => {
    const { result } = await edited(tagged(custom, before), onLine('l2', withText(after)));
    return /id="l2"(?: custom="([^"]*)")?/.exec(result)?.[1];
  };
  const person = (offset: number, length: number) =>
    `readingOrder {index:1;} person {offset:${offset}; length:${length}; continued:true;}`;

  it('stay on their letters when the text changes', async () => {
    expect(await customAfter(person(3, 4), 'An Anna Berg', 'An die Anna Berg')).toBe(person(7, 4));
    expect(await customAfter(person(3, 4), 'An Anna Berg', 'An Hanna Berg')).toBe(person(4, 4));
    expect(await customAfter(person(3, 4), 'An Anna Berg', 'An Anna')).toBe(person(3, 4));
  });

  it('go where none of their letters is left', async () => {
    expect(await customAfter(person(7, 4), 'An die Anna', 'An die')).toBe('readingOrder {index:1;}');
  });
});

describe('a file that changes', () => {
  const withEncoding = (name: string) => twoLines.replace('encoding="UTF-8"', `encoding="${name}"`);
  const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  const utf16 = (text: string) => new Uint8Array(Uint16Array.from(text, (character) => character.charCodeAt(0)).buffer);
  const tea = onLine('l2', withText('tea – 茶'));

  it.each([
    ['UTF-8 with a byte order mark', new TextEncoder().encode(`\uFEFF${twoLines}`), 'tea – 茶'],
    ['UTF-16', utf16(`\uFEFF${withEncoding('UTF-16')}`), 'tea – 茶'],
    ['an encoding of one byte', latin(withEncoding('ISO-8859-1')), 'tea &#8211; &#33590;'],
    ['ASCII', latin(withEncoding('us-ascii').replaceAll('é', 'e')), 'tea &#8211; &#33590;'],
  ])('stays in %s', async (_, bytes, written) => {
    const { page } = await readPageFile(bytes);
    expect(await updatePageBytes(bytes, page, structuredClone(page), { changed })).toBe(bytes);
    const result = await updatePageBytes(bytes, page, tea(page), { changed });
    const text = decodeXml(bytes, { keepsMark: true });
    const expected = changedDate(text).replace('>caf&#233;', `>${written}`).replace('\ncafé', `\n${written}`);
    expect(decodeXml(result, { keepsMark: true })).toBe(expected);
  });

  it('has no letter above ASCII where it says that it is ASCII', async () => {
    const bytes = latin(withEncoding('ASCII').replaceAll('é', 'e'));
    const { page } = await readPageFile(bytes);
    const result = await updatePageBytes(bytes, page, onLine('l2', withText('café'))(page), { changed });
    expect(result.every((byte) => byte < 0x80)).toBe(true);
    expect(new TextDecoder().decode(result)).toContain('>caf&#233;<');
  });

  it('is refused in an encoding that can only be read', async () => {
    const bytes = latin(withEncoding('shift_jis').replaceAll('é', 'e').replace('&#233;', 'e'));
    const { page } = await readPageFile(bytes);
    await expect(updatePageBytes(bytes, page, tea(page), { changed })).rejects.toThrow(
      "a file in shift_jis can't be written: convert it to UTF-8 before",
    );
  });

  it('takes places that came from an image of another size, and keeps those that nobody moved', async () => {
    const line = (id: string, box: string) => `<TextLine ID="${id}" ${box}><String CONTENT="${id}" ${box}/></TextLine>`;
    const [box, moved] = ['HPOS="1.5" VPOS="7" WIDTH="3" HEIGHT="3"', 'HPOS="3" VPOS="7" WIDTH="3" HEIGHT="4"'];
    const file = (second: string) =>
      `<alto><Description><MeasurementUnit>mm10</MeasurementUnit></Description><Layout><Page WIDTH="70" HEIGHT="90"><PrintSpace><TextBlock ID="b">${line('l', box)}${second}</TextBlock></PrintSpace></Page></Layout></alto>`;
    const text = file(line('m', box));
    const image = { width: 1000, height: 1300 };
    const described = await readPageFile(new TextEncoder().encode(text));
    const page = toPixels(described, image);
    const outline = [3, 6].flatMap((x) => [7, 11].map((y): Point => [(x * 1000) / 70, (y * 1300) / 90]));
    const after = onLine('m', (given) => ({ ...given, polygon: [0, 2, 3, 1].flatMap((i) => outline.slice(i, i + 1)) }))(
      page,
    );
    const [was, is] = [page, after].map((inPixels) => fromPixels(described, inPixels, image));
    if (!was || !is) throw new Error('two pages');
    expect(await updatePageFile(text, was, is, { changed })).toBe(file(line('m', box).replace(box, moved)));
  });

  it('is refused with the page of another one', async () => {
    const { page } = await readPageFile(new TextEncoder().encode(twoLines));
    const other = onLines('r', (lines) => lines.slice(1))(page);
    await expect(updatePageFile(twoLines, other, page, { changed })).rejects.toThrow(
      'with [2] lines in its regions, got [1]',
    );
    await expect(updatePageFile('<html/>', other, page, { changed })).rejects.toThrow('neither PAGE nor ALTO');
  });
});
