/** npm run pictures: the pictures of docs/, all of drawn handwriting. */
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import { packageFile, writeFileAtomic } from '../src/files/index.js';
import {
  type Augmentation,
  augmentationOf,
  drawDistortion,
  inputWidth,
  type Preprocessing,
  plainInput,
  plainPreprocessing,
  prepareLine,
  type Raster,
  resample,
  ruled,
  scaleMap,
  toInk,
  usualAugmentation,
} from '../src/image/index.js';
import { Random } from '../src/random/index.js';
import { createDrawer, handwritingFamilies, openFonts, openLanguage, phrase } from '../src/synthesis/node.js';
import { writePageSheet } from './page-sheet.js';
import { recombinedRows } from './recombined-sheet.js';
import { writeSamplePage } from './sample-page.js';

const labels = 'labels';
GlobalFonts.registerFromPath(
  packageFile('@fontsource/coming-soon', 'files/coming-soon-latin-400-normal.woff2') as string,
  labels,
);

interface Row {
  readonly label: string;
  /** Light levels. */
  readonly raster: Raster;
}

/** Rows with their labels to the left, as a PNG. */
async function sheet(path: string, rows: readonly Row[], columns = 1): Promise<void> {
  const [labelWidth, gap] = [190, 10];
  const cellWidth = labelWidth + Math.max(...rows.map(({ raster }) => raster.width)) + gap;
  const cellHeight = Math.max(...rows.map(({ raster }) => raster.height)) + gap;
  const perColumn = Math.ceil(rows.length / columns);
  const canvas = createCanvas(columns * cellWidth, perColumn * cellHeight);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  rows.forEach(({ label, raster }, n) => {
    const [x, y] = [Math.floor(n / perColumn) * cellWidth, (n % perColumn) * cellHeight];
    context.fillStyle = '#333';
    context.font = `15px ${labels}`;
    context.fillText(label, x + 6, y + cellHeight / 2);
    put(context, raster, x + labelWidth, y + gap / 2);
  });
  await writeFileAtomic(path, canvas.toBuffer('image/png'));
}

function put(context: SKRSContext2D, { width, height, data }: Raster, x: number, y: number): void {
  const pixels = context.createImageData(width, height);
  data.forEach((level, i) => pixels.data.set([level, level, level, 255], 4 * i));
  context.putImageData(pixels, x, y);
}

/** Ink on paper as people are used to see it. */
const asLight = ({ data, ...size }: Raster): Raster => ({ ...size, data: data.map((level) => 255 - level) });

const draw = await createDrawer();
const english = await openLanguage('english');
const [font] = await openFonts(['la-belle-aurore']);
if (!font) throw new Error('no font');
const clean = draw(
  'Received of the parish, 12 March 1742',
  font,
  { lineHeight: 72, degradation: augmentationOf(0) },
  1,
);

/** A line that needs all of it: slanted, sloping, ruled, in a shadow. */
function troubled(): Raster {
  const ink = toInk(clean);
  const { width, height } = ink;
  const map = scaleMap(ink, width, height);
  const sloping = resample(ink, {
    ...map,
    columnY: map.columnY.map((_, x) => 0.02 * (x - width / 2)),
    rowX: map.rowX.map((_, y) => 0.45 * (y - height / 2)),
    rowY: map.rowY.map((y) => (y - height / 2) * 1.35 + height / 2),
  });
  const rule = { axis: 'x', at: 0.72, rise: -0.02 * (width / height), thickness: 0.03, level: 0.5, dash: 0 } as const;
  const lined = ruled(sloping, rule);
  const random = new Random('picture');
  const data = lined.data.map((level, i) => {
    const shadow = 1 - 0.55 * Math.exp(-(((i % width) / width - 0.75) ** 2) / 0.02);
    return Math.max(0, Math.round((230 - 0.75 * level) * shadow) - random.below(12));
  });
  return { width, height, data };
}

const photograph = troubled();
const after = (steps: Partial<Preprocessing>): Raster =>
  asLight(prepareLine(photograph, { lineHeight: 72, preprocessing: { ...plainPreprocessing, ...steps } }));
const inTurn = { background: true, rules: true, deskew: true, deslant: true } as const;
await sheet('docs/pictures/preprocessing.png', [
  { label: 'the image', raster: photograph },
  { label: 'contrast alone', raster: after({}) },
  { label: 'background', raster: after({ background: true }) },
  { label: '+ rules', raster: after({ background: true, rules: true }) },
  { label: '+ deskew', raster: after({ background: true, rules: true, deskew: true }) },
  { label: '+ deslant', raster: after(inTurn) },
  { label: '+ otsu', raster: after({ ...inTurn, binarize: 'otsu' }) },
  { label: 'or sauvola', raster: after({ ...inTurn, binarize: 'sauvola' }) },
  { label: '+ padding=0.5', raster: after({ ...inTurn, padding: 0.5 }) },
]);

const none = Object.fromEntries(Object.keys(usualAugmentation).map((key) => [key, 0])) as unknown as Augmentation;
const input = plainInput(56);
const distorted = (augmentation: Augmentation, ...key: (string | number)[]): Raster => {
  const width = inputWidth(clean.width, clean.height, input);
  return asLight(prepareLine(clean, input, drawDistortion(width, augmentation, ...key)));
};
/** Kinds whose number is the share of lines that get them. */
const shares = ['texture', 'stains', 'rules', 'neighbours', 'blur', 'noise', 'jpeg', 'columns', 'rows'];
const kinds = Object.entries(usualAugmentation).filter(([key]) => key !== 'strength' && key !== 'concatenate');
await sheet(
  'docs/pictures/augmentation.png',
  [
    ...kinds.map(([key, value]) => ({
      label: key,
      raster: distorted({ ...none, strength: 1, [key]: shares.includes(key) ? 1 : value }, key, 3),
    })),
    ...[0.5, 0.7, 1, 1.5].map((strength) => ({
      label: `strength ${strength}`,
      raster: distorted(augmentationOf(strength), 'all', strength),
    })),
  ],
  2,
);

const families = await openFonts(handwritingFamilies);
await sheet(
  'docs/pictures/drawn-handwriting.png',
  families.map((font, n) => {
    const text = phrase(english, { least: 22, most: 26 }, new Random('families', n));
    const look = { lineHeight: 44, degradation: augmentationOf({ strength: 0.7, columns: 0, rows: 0 }) };
    return { label: font.family.slice(0, 22), raster: draw(text, font, look, n) };
  }),
  3,
);

await sheet('docs/pictures/recombined.png', await recombinedRows());

await writePageSheet('docs/pictures/drawn-pages.jpg', labels);
await writeSamplePage('app/public/sample/page.jpg', 'la-belle-aurore');
