import { expect, it } from 'vitest';
import { readPageZones } from './index.js';

const bytes = (text: string) => new TextEncoder().encode(text);

it('reads zones that say nothing, and which outlines are made up', async () => {
  const zones = await readPageZones(
    bytes(`<PcGts><Page imageWidth="700" imageHeight="300">
<UnknownRegion id="u"><Coords points="0,0 9,0 9,9"/></UnknownRegion>
<UnknownRegion id="broken"><Coords points="0,0 x"/></UnknownRegion>
<UnknownRegion id="known"><Coords points="0,0 5,0 5,5"/><TextLine id="l"><Coords points="0,0 5,5"/></TextLine></UnknownRegion>
<TextRegion id="a" custom="structure {type:none;} box {made:true;}"><Coords points="0,0 5,0 5,5"/></TextRegion>
<TextRegion id="b" custom="structure {type:MainZone;}"><Coords points="0,0 5,0 5,5"/></TextRegion></Page></PcGts>`),
  );
  expect(zones).toEqual({
    unknown: [
      [
        [0, 0],
        [9, 0],
        [9, 9],
      ],
    ],
    made: new Set(['a']),
    width: 700,
    height: 300,
  });
});

it('ALTO has none', async () => {
  expect(await readPageZones(bytes('<alto><Layout/></alto>'))).toMatchObject({ unknown: [], width: 0 });
});
