import { expect, it } from 'vitest';
import { readPageFile, zonesToPixels } from './page-file.js';

const file = (inside: string) =>
  readPageFile(
    new TextEncoder().encode(
      `<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page imageFilename="a.jpg" imageWidth="200" imageHeight="100">${inside}</Page></PcGts>`,
    ),
  );
const line = '<TextLine id="l"><Baseline points="1,5 9,6"/></TextLine>';
const coords = (x: number) => `<Coords points="${x},0 ${x + 8},0 ${x + 8},9"/>`;
const outline = (x: number) => [
  [x, 0],
  [x + 8, 0],
  [x + 8, 9],
];

it('zones without lines are unknown or empty, wherever they lie; pictures, zones with lines and broken outlines are neither', async () => {
  const { zones } = await file(
    `<UnknownRegion id="u">${coords(0)}</UnknownRegion>
     <TextRegion id="t">${coords(10)}${line}<TextRegion id="inner">${coords(20)}</TextRegion></TextRegion>
     <TableRegion id="table">${coords(30)}<TableCell id="c">${coords(40)}</TableCell></TableRegion>
     <GraphicRegion id="g">${coords(50)}</GraphicRegion>
     <UnknownRegion id="known">${coords(60)}${line}</UnknownRegion>
     <UnknownRegion id="broken"><Coords points="0,0 x"/></UnknownRegion>`,
  );
  expect(zones.unknown).toEqual([outline(0)]);
  expect(zones.empty).toEqual([outline(20), outline(40)]);
  expect(zones.made).toEqual([]);
});

it('an outline that is said to be made up is named by its region', async () => {
  const { zones } = await file(
    `<TextRegion id="a" custom="structure {type:none;} box {made:true;}">${coords(0)}${line}</TextRegion>
     <TextRegion id="b" custom="structure {type:made;} box {made:false;}">${coords(0)}${line}</TextRegion>`,
  );
  expect(zones.made).toEqual(['a']);
});

it('zones are scaled to the image as the page is', async () => {
  const described = await file(`<UnknownRegion id="u">${coords(2)}</UnknownRegion>`);
  expect(zonesToPixels(described, { width: 400, height: 50 }).unknown).toEqual([
    [
      [4, 0],
      [20, 0],
      [20, 4.5],
    ],
  ]);
});

it('ALTO says nothing of them', async () => {
  const alto = '<alto><Description/><Layout><Page/></Layout></alto>';
  expect((await readPageFile(new TextEncoder().encode(alto))).zones).toEqual({ unknown: [], empty: [], made: [] });
});
