import { describe, expect, it } from 'vitest';
import { linesOf } from '../page/index.js';
import { readPageFile, toPixels } from './page-file.js';
import { decodeXml, parseXml } from './xml.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const page2019 = 'http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15';

function pageXml(inside: string, namespace = page2019): Uint8Array {
  return bytes(
    `<?xml version="1.0" encoding="UTF-8"?><PcGts xmlns="${namespace}"><Page imageFilename="a.jpg" imageWidth="200" imageHeight="100">${inside}</Page></PcGts>`,
  );
}

const region = (id: string, lines: string, more = '') =>
  `<TextRegion id="${id}" ${more}><Coords points="0,0 9,0 9,9"/>${lines}</TextRegion>`;
const line = (id: string, text: string, more = '') =>
  `<TextLine id="${id}" ${more}><Coords points="1,2 3,4 5,6"/><TextEquiv><Unicode>${text}</Unicode></TextEquiv></TextLine>`;
const textsOf = async (file: Uint8Array) => linesOf((await readPageFile(file)).page).map(({ text }) => text);

describe('PAGE XML', () => {
  it('gives regions, lines, polygons and baselines, in either namespace and with prefixes', async () => {
    const { format, page } = await readPageFile(
      pageXml(
        region(
          'r',
          '<TextLine id="l"><Coords points="1,2 3,4 5,6"/><Baseline points="1,5 9,6"/><TextEquiv conf="0.5"><Unicode> a &amp; b </Unicode></TextEquiv></TextLine>',
        ),
        'http://schema.primaresearch.org/PAGE/gts/pagecontent/2013-07-15',
      ),
    );
    expect(format).toBe('PAGE');
    expect(page).toMatchObject({ image: 'a.jpg', width: 200, height: 100 });
    expect(linesOf(page)).toEqual([
      {
        id: 'l',
        text: ' a & b ',
        confidence: 0.5,
        polygon: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        baseline: [
          [1, 5],
          [9, 6],
        ],
      },
    ]);
    const prefixed = `<p:PcGts xmlns:p="${page2019}"><p:Page imageFilename="a.jpg"><p:TextRegion id="r"><p:TextLine id="l"><p:TextEquiv><p:Unicode>x</p:Unicode></p:TextEquiv></p:TextLine></p:TextRegion></p:Page></p:PcGts>`;
    expect(await textsOf(bytes(prefixed))).toEqual(['x']);
  });

  it('takes the reading with the lowest index, and words where a line has no text', async () => {
    const readings =
      '<TextEquiv index="2"><Unicode>c</Unicode></TextEquiv><TextEquiv index="1"><Unicode>b</Unicode></TextEquiv>';
    const word = (text: string) => `<Word id="w"><TextEquiv><Unicode>${text}</Unicode></TextEquiv></Word>`;
    expect(
      await textsOf(
        pageXml(
          region(
            'r',
            `<TextLine id="a">${readings}</TextLine><TextLine id="b">${word('two')}${word('words')}</TextLine>`,
          ),
        ),
      ),
    ).toEqual(['b', 'two words']);
  });

  it("orders regions by ReadingOrder, else by Transkribus' custom, else as they stand", async () => {
    const order =
      '<ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="1" regionRef="a"/><RegionRefIndexed index="0" regionRef="b"/></OrderedGroup></ReadingOrder>';
    const two = region('a', line('1', 'A')) + region('b', line('2', 'B'));
    expect(await textsOf(pageXml(order + two))).toEqual(['B', 'A']);
    expect(await textsOf(pageXml(two))).toEqual(['A', 'B']);
    const custom = (index: number) => `custom="readingOrder {index:${index};} structure {type:heading;}"`;
    const lines = line('1', 'A', custom(1)) + line('2', 'B', custom(0)) + line('3', 'C');
    const regions = region('x', lines, custom(1)) + region('y', line('4', 'D'), custom(0));
    expect(await textsOf(pageXml(regions))).toEqual(['D', 'B', 'A', 'C']);
    expect((await readPageFile(pageXml(regions))).page.regions[0]?.type).toBe('heading');
  });

  it('finds lines in tables and regions within regions, and points written as elements', async () => {
    const points = '<Coords><Point x="1" y="2"/><Point x="3" y="4"/><Point x="0" y="9"/></Coords>';
    const inner = `<TableCell id="c"><TextLine id="l">${points}<TextEquiv><Unicode>cell</Unicode></TextEquiv></TextLine></TableCell>`;
    const { page } = await readPageFile(pageXml(`<TableRegion id="t">${inner}</TableRegion>`));
    expect(linesOf(page)[0]).toMatchObject({
      text: 'cell',
      polygon: [
        [1, 2],
        [3, 4],
        [0, 9],
      ],
    });
  });
});

describe('ALTO', () => {
  const alto = (lines: string, unit = 'pixel') =>
    bytes(
      `<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Description><MeasurementUnit>${unit}</MeasurementUnit><sourceImageInformation><fileName>a.tif</fileName></sourceImageInformation></Description><Layout><Page WIDTH="1000" HEIGHT="500"><PrintSpace><ComposedBlock ID="c"><TextBlock ID="b">${lines}</TextBlock></ComposedBlock></PrintSpace></Page></Layout></alto>`,
    );
  const string = (content: string, more = '') => `<String CONTENT="${content}" ${more}/>`;

  it('joins strings, spaces and hyphens, also where no space is written', async () => {
    const box = 'HPOS="10" VPOS="20" WIDTH="30" HEIGHT="40" WC="0.9"';
    const { page } = await readPageFile(
      alto(
        `<TextLine ID="1">${string('one', box)}<SP/>${string('tw')}<HYP CONTENT="¬"/></TextLine><TextLine ID="2">${string('no')}${string('spaces')}</TextLine><TextLine ID="3">${string('das')}${string('Bu')}<HYP/></TextLine>`,
      ),
    );
    const [first, second, third] = linesOf(page);
    expect([first?.text, second?.text, third?.text]).toEqual(['one tw¬', 'no spaces', 'das Bu-']);
    expect(first?.words?.[0]).toEqual({
      text: 'one',
      confidence: 0.9,
      polygon: [
        [10, 20],
        [40, 20],
        [40, 60],
        [10, 60],
      ],
    });
    expect(page.image).toBe('a.tif');
  });

  it.each([
    ['spaces', 'BASELINE="1 2 3 4"'],
    ['commas', 'BASELINE="1,2 3,4"'],
    ['one height', 'BASELINE="2" HPOS="1" VPOS="0" WIDTH="2" HEIGHT="3"'],
  ])('reads a baseline written with %s', async (how, attributes) => {
    const [read] = linesOf((await readPageFile(alto(`<TextLine ID="1" ${attributes}>${string('x')}</TextLine>`))).page);
    expect(read?.baseline).toEqual([
      [1, 2],
      [3, how === 'one height' ? 2 : 4],
    ]);
  });

  it('brings millimetres, inches and the sizes of other copies to the pixels of the image', async () => {
    const image = { width: 2000, height: 1000 };
    const placed = `<TextLine ID="1" BASELINE="100 200 300 200">${string('x')}</TextLine>`;
    for (const unit of ['pixel', 'mm10', 'inch1200']) {
      const [read] = linesOf(toPixels(await readPageFile(alto(placed, unit)), image));
      expect(read?.baseline?.[1]).toEqual([600, 400]);
    }
    await expect(readPageFile(alto(placed, 'furlong'))).rejects.toThrow(
      'MeasurementUnit must be pixel, mm10, inch1200, got furlong',
    );
  });
});

describe('XML from anywhere', () => {
  it('is read in the encodings it is in', async () => {
    const text = '<?xml version="1.0" encoding="UTF-16"?><a>é</a>';
    const utf16 = new Uint8Array(new Uint16Array([0xfeff, ...[...text].map((c) => c.charCodeAt(0))]).buffer);
    expect((await parseXml(decodeXml(utf16))).text).toBe('é');
    const latin = Uint8Array.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>', (c) => c.charCodeAt(0));
    expect((await parseXml(decodeXml(latin))).text).toBe('é');
    expect((await parseXml(decodeXml(bytes('\uFEFF<a>\r\né</a>')))).text).toContain('é');
    expect(() => decodeXml(Uint8Array.of(0x3c, 0xff, 0xfe))).toThrow('not valid utf-8');
  });

  it.each([
    ['entities', '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>', 'defines entities'],
    ['an unknown entity', '<a>&x;</a>', 'line 1, column'],
    ['what is cut off', '<a><b>', 'unclosed'],
    ['depth without end', '<a>'.repeat(1000), 'more than 200 deep'],
    ['nothing', '', 'document must contain a root element'],
    ['no description of a page', '<html><body/></html>', 'neither PAGE nor ALTO: the first element is html'],
  ])('refuses %s', async (_, text, message) => {
    await expect(readPageFile(bytes(text))).rejects.toThrow(message);
  });
});
