/** The thread behind `synthesiseLines`, `synthesisePages`, `synthesiseSheets` and `DrawnPages`. */

import { known } from '../known.js';
import { Random } from '../random/index.js';
import { encodeJpeg, encodePng, serve } from '../runtime/index.js';
import { createDrawer } from './draw.js';
import { createPageDrawer } from './draw-page.js';
import { createSheetDrawer, type DrawnSheet } from './draw-sheet.js';
import type { SheetRequest } from './sheets.js';
import type { DrawRequest, DrawResult } from './synthesise.js';

const drawers = Promise.all([createDrawer(), createPageDrawer(), createSheetDrawer()]);

serve<DrawRequest | SheetRequest, DrawResult | DrawnSheet>(async (request) => {
  const [drawLine, drawPage, drawSheet] = await drawers;
  if (request.kind === 'sheet') {
    const sheet = drawSheet(request.scribes, request.look, request.image, ...request.key);
    return { result: sheet, transfer: [sheet.raster.data.buffer as ArrayBuffer] };
  }
  const { font, key } = request;
  if (request.kind === 'line') {
    const raster = drawLine(request.text, font, request.look, ...key);
    return answer({ bytes: await encodePng(raster), width: raster.width, height: raster.height });
  }
  let next = 0;
  const nextText = () => known(request.texts[next++ % request.texts.length], 'a text to draw');
  const { raster, page } = drawPage(nextText, font, request.look, request.image, ...key);
  // As cameras and scanners are set.
  const quality = new Random('quality', ...key).below(30) + 65;
  return answer({ bytes: await encodeJpeg(raster, quality), width: raster.width, height: raster.height, page });
});

function answer(result: DrawResult) {
  return { result, transfer: [] };
}
