/** The sample page of the app: a letter that nobody wrote, drawn line by line in a handwriting font. */
import sharp from 'sharp';
import { writeFileAtomic } from '../src/files/index.js';
import { augmentationOf, type Raster } from '../src/image/index.js';
import { Random } from '../src/random/index.js';
import { createDrawer, openFonts } from '../src/synthesis/node.js';

const letter = [
  'Saint-Malo, le 12 octobre 1887',
  '',
  'Chère Madeleine,',
  'Nous sommes arrivés hier au soir, après deux',
  "jours de pluie. La maison est telle que tu l'as",
  'connue : les volets bleus, le grand poirier, et',
  'le vieux puits au fond de la cour.',
  'Ton frère a repris le travail au chantier. Il part',
  'avant le jour et revient à la nuit ; on ne le voit',
  'guère que le dimanche. Les enfants vont bien et',
  'demandent chaque matin quand tu viendras.',
  'La récolte a été bonne. Nous avons rentré douze',
  'sacs de pommes, et le blé est vendu à Dinan.',
  "Je t'envoie par la diligence un pot de miel et",
  'les trois livres que tu avais laissés ici.',
  "Écris-nous bientôt. Ta sœur qui t'embrasse,",
  'Jeanne',
];

/** Pixels. */
const size = { width: 1400, height: 1640 };
const spacing = 84;
const margin = { left: 110, top: 110 };
const lineHeight = 84;
/** Levels by which the pen is darker than the paper. */
const darkness = 165;

/** @param family of the built-in fonts */
export async function writeSamplePage(path: string, family: string): Promise<void> {
  const [font] = await openFonts([family]);
  if (!font) throw new Error(`${family} must be a built-in font`);
  const draw = await createDrawer();
  const page = paper();
  const look = { lineHeight, degradation: augmentationOf(0) };
  const random = new Random('sample', family);
  for (const [index, text] of letter.entries()) {
    if (text === '') continue;
    const line = draw(text, font, look, index);
    const indent = index === 0 || text === 'Jeanne' ? 480 : random.between(-12, 12);
    lay(page, line, Math.round(margin.left + indent), Math.round(margin.top + index * spacing + random.between(-4, 4)));
  }
  const raw = { width: size.width, height: size.height, channels: 3 as const };
  await writeFileAtomic(path, await sharp(tinted(page), { raw }).jpeg({ quality: 82 }).toBuffer());
}

/** Paper, a little darker to one side as by a window. */
function paper(): Uint8Array {
  const random = new Random('sample', 'paper');
  const page = new Uint8Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      page[y * size.width + x] = 238 - (14 * x) / size.width - (6 * y) / size.height + random.between(-2, 2);
    }
  }
  return page;
}

/** Puts the ink of a line on the page: what is darker than the line's own paper. */
function lay(page: Uint8Array, line: Raster, left: number, top: number): void {
  const levels = [...line.data].sort((a, b) => a - b);
  const own = levels[Math.floor(levels.length * 0.8)] ?? 255;
  // One pen for all lines.
  const scale = darkness / Math.max(1, own - (levels[Math.floor(levels.length * 0.01)] ?? 0));
  for (let y = 0; y < line.height; y++) {
    for (let x = 0; x < line.width && left + x < size.width; x++) {
      const at = (top + y) * size.width + left + x;
      const ink = Math.max(0, own - (line.data[y * line.width + x] ?? own));
      page[at] = Math.max(20, (page[at] ?? 0) - ink * scale);
    }
  }
}

/** Brown ink on yellowed paper. */
function tinted(page: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(3 * page.length);
  for (const [at, level] of page.entries()) {
    const ink = (238 - level) / 238;
    pixels.set(
      [level + 4 - 10 * ink, level - 2 + 2 * ink, level - 18 + 30 * ink].map((v) => Math.max(0, Math.min(255, v))),
      3 * at,
    );
  }
  return pixels;
}
