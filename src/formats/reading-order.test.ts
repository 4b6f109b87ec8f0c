import { describe, expect, it } from 'vitest';
import { linesOf } from '../page/index.js';
import { readPageFile } from './page-file.js';

const textsOf = async (xml: string) =>
  linesOf((await readPageFile(new TextEncoder().encode(xml))).page).map(({ text }) => text);

describe('PAGE', () => {
  const line = (text: string) =>
    `<TextLine id="l-${text}"><TextEquiv><Unicode>${text}</Unicode></TextEquiv></TextLine>`;
  const region = (id: string, inside: string, custom = '') =>
    `<TextRegion id="${id}" custom="${custom}">${inside}</TextRegion>`;
  const cell = (id: string, text: string) => `<TableCell id="${id}">${line(text)}</TableCell>`;
  const page = (inside: string) => `<PcGts><Page imageFilename="a.jpg">${inside}</Page></PcGts>`;
  const order = (...ids: readonly string[]) =>
    `<ReadingOrder><OrderedGroup id="o">${ids.map((id, index) => `<RegionRefIndexed index="${index}" regionRef="${id}"/>`).join('')}</OrderedGroup></ReadingOrder>`;
  const table = (custom = '') =>
    `<TableRegion id="tab" custom="${custom}">${cell('c1', 'one')}${cell('c2', 'two')}</TableRegion>`;

  it('reads the cells of a table where the order has the table', async () => {
    const inside = `${region('foot', line('foot'))}${region('head', line('head'))}${table()}`;
    expect(await textsOf(page(order('head', 'tab', 'foot') + inside))).toEqual(['head', 'one', 'two', 'foot']);
    // Cells that it lists themselves stand where it says.
    expect(await textsOf(page(order('c2', 'head', 'tab') + inside))).toEqual(['two', 'head', 'one', 'foot']);
  });

  it('reads regions within regions where the outer one is, with the order of Transkribus too', async () => {
    const index = (n: number) => `readingOrder {index:${n};}`;
    const nested = region('out', line('outer') + region('in', line('inner'), index(0)), index(1));
    const inside = `${region('last', line('last'), index(2))}${nested}${region('first', line('first'), index(0))}`;
    expect(await textsOf(page(inside))).toEqual(['first', 'outer', 'inner', 'last']);
    expect(
      await textsOf(page(region('b', line('b'), index(2)) + table(index(1)) + region('a', line('a'), index(0)))),
    ).toEqual(['a', 'one', 'two', 'b']);
  });
});

describe('ALTO', () => {
  const line = (id: string) => `<TextLine ID="${id}"><String ID="${id}-s" CONTENT="${id}"/></TextLine>`;
  const block = (id: string, ...lines: readonly string[]) =>
    `<TextBlock ID="${id}">${lines.map(line).join('')}</TextBlock>`;
  const alto = (order: string, inside: string) =>
    `<alto>${order && `<ReadingOrder>${order}</ReadingOrder>`}<Layout><Page><PrintSpace>${inside}</PrintSpace></Page></Layout></alto>`;
  const group = (kind: string, ...inside: readonly string[]) =>
    `<${kind} ID="g">${inside.map((one) => (one.startsWith('<') ? one : `<ElementRef ID="r" REF="${one}"/>`)).join('')}</${kind}>`;
  const blocks = block('A', 'a1', 'a2') + block('B', 'b1', 'b2') + block('C', 'c1');

  it('has the order of the file without ReadingOrder', async () => {
    expect(await textsOf(alto('', blocks))).toEqual(['a1', 'a2', 'b1', 'b2', 'c1']);
  });

  it('reads blocks as ReadingOrder lists them, in groups within groups, and what it leaves out last', async () => {
    expect(await textsOf(alto(group('OrderedGroup', 'C', 'A'), blocks))).toEqual(['c1', 'a1', 'a2', 'b1', 'b2']);
    const nested = group('UnorderedGroup', group('OrderedGroup', 'B'), group('OrderedGroup', 'C', 'A'));
    expect(await textsOf(alto(nested, blocks))).toEqual(['b1', 'b2', 'c1', 'a1', 'a2']);
    expect(await textsOf(alto(group('OrderedGroup', 'B C A'), blocks))).toEqual(['b1', 'b2', 'c1', 'a1', 'a2']);
  });

  it('orders the lines of a block, and places a block by the lines in it', async () => {
    const byLine = group('OrderedGroup', 'b2', 'b1', 'a1');
    expect(await textsOf(alto(byLine, blocks))).toEqual(['b2', 'b1', 'a1', 'a2', 'c1']);
    expect(await textsOf(alto(group('OrderedGroup', 'c1-s', 'B'), blocks))).toEqual(['c1', 'b1', 'b2', 'a1', 'a2']);
  });

  it('keeps the first of two orders', async () => {
    const two = group('OrderedGroup', 'C', 'B', 'A') + group('OrderedGroup', 'A', 'B', 'C');
    expect(await textsOf(alto(two, blocks))).toEqual(['c1', 'b1', 'b2', 'a1', 'a2']);
  });

  it('has blocks within a composed one where that is listed', async () => {
    const composed = `<ComposedBlock ID="X">${block('B', 'b1')}${block('D', 'd1')}</ComposedBlock>`;
    const inside = block('A', 'a1') + composed + block('C', 'c1');
    expect(await textsOf(alto(group('OrderedGroup', 'C', 'X', 'A'), inside))).toEqual(['c1', 'b1', 'd1', 'a1']);
  });
});
