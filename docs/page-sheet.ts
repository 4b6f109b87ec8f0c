/** The picture of drawn pages with what is known of them: regions by type, polygons, baselines, reading order. */
import { readFile } from 'node:fs/promises';
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { writeFileAtomic } from '../src/files/index.js';
import { augmentationOf, type Point, type Raster } from '../src/image/index.js';
import { known } from '../src/known.js';
import {
  createSheetDrawer,
  type DrawnSheet,
  givenTexts,
  handwritingFamilies,
  layoutNames,
  openFonts,
  sheetRequest,
} from '../src/synthesis/node.js';

const colours: Readonly<Record<DrawnSheet['page']['regions'][number]['type'], string>> = {
  paragraph: '#1f77b4',
  heading: '#d62728',
  header: '#9467bd',
  'page-number': '#e6a000',
  marginalia: '#2ca02c',
  footnote: '#8c564b',
  'catch-word': '#e377c2',
};

const [columns, cellWidth, cellHeight, gap, labelHeight] = [4, 440, 570, 12, 22];

/**
 * A page of each kind, and a second one of some.
 * @param family a font for labels that is registered
 */
export async function writePageSheet(path: string, family: string): Promise<void> {
  const kinds = [...layoutNames, 'letter', 'columns', 'register', 'opening', 'table'] as const;
  const rows = Math.ceil(kinds.length / columns);
  const canvas = createCanvas(columns * (cellWidth + gap) + gap, rows * (cellHeight + labelHeight + gap) + gap);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const [n, kind] of kinds.entries()) {
    const left = gap + (n % columns) * (cellWidth + gap);
    const top = gap + Math.floor(n / columns) * (cellHeight + labelHeight + gap);
    context.fillStyle = '#333';
    context.font = `15px "${family}"`;
    context.fillText(kind, left, top + 15);
    putPage(context, await drawnPage(kind, n), left, top + labelHeight, family);
  }
  await writeFileAtomic(path, canvas.toBuffer('image/jpeg', 82));
}

async function drawnPage(kind: (typeof layoutNames)[number], index: number): Promise<DrawnSheet> {
  // Words of frequency lists are not all fit for a document.
  const { texts } = known(givenTexts((await readFile('LICENSE', 'utf8')).split('\n'), { most: 60 }, 1), 'a licence');
  const fonts = await openFonts(handwritingFamilies);
  const look = { width: 1240, layouts: [kind], photograph: 1, degradation: augmentationOf({ columns: 0, rows: 0 }) };
  const request = known(
    sheetRequest(index, { texts, fonts, seed: 1, threads: 1, hands: 3, look }),
    'a font for the page',
  );
  const draw = await createSheetDrawer();
  return draw(request.scribes, request.look, request.image, ...request.key);
}

function putPage(
  context: SKRSContext2D,
  { raster, page }: DrawnSheet,
  left: number,
  top: number,
  family: string,
): void {
  const scale = Math.min(cellWidth / raster.width, cellHeight / raster.height);
  context.save();
  context.translate(left, top);
  context.scale(scale, scale);
  context.imageSmoothingQuality = 'high';
  context.drawImage(canvasOf(raster), 0, 0);
  for (const [order, { type, polygon, lines }] of page.regions.entries()) {
    const colour = colours[type];
    trace(context, polygon, { fill: colour, alpha: 0.14, stroke: colour, width: 4 });
    for (const line of lines) {
      trace(context, line.polygon, { fill: colour, alpha: 0.12, stroke: colour, width: 1 });
      trace(context, line.baseline, { stroke: '#ff0040', width: 1.8, open: true });
    }
    const [x, y] = polygon[0] ?? [0, 0];
    context.fillStyle = colour;
    context.font = `bold 34px "${family}"`;
    context.fillText(String(order + 1), x + 4, y + 6);
  }
  context.restore();
}

interface Stroke {
  readonly stroke: string;
  readonly width: number;
  readonly fill?: string;
  readonly alpha?: number;
  readonly open?: boolean;
}

function trace(
  context: SKRSContext2D,
  points: readonly Point[],
  { stroke, width, fill, alpha = 1, open }: Stroke,
): void {
  context.beginPath();
  for (const [n, [x, y]] of points.entries()) {
    if (n === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  if (!open) context.closePath();
  if (fill !== undefined) {
    context.globalAlpha = alpha;
    context.fillStyle = fill;
    context.fill();
    context.globalAlpha = 1;
  }
  context.strokeStyle = stroke;
  context.lineWidth = width;
  context.stroke();
}

function canvasOf({ width, height, data }: Raster) {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const pixels = context.createImageData(width, height);
  data.forEach((level, i) => pixels.data.set([level, level, level, 255], 4 * i));
  context.putImageData(pixels, 0, 0);
  return canvas;
}
