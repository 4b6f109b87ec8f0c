/** A page's picture with what was found on it drawn over: as one SVG with the image inside, and as many on one HTML page. */
import { type Raster, resample, scaleMap } from '../image/index.js';
import { boxAround, type Line, linesOf, type Page, type Point, type Region } from '../page/index.js';
import { escapeHtml } from '../report/index.js';
import { dataUri, encodeJpeg } from '../runtime/index.js';

/** Pixels of the longer side of a page's picture, and the quality of its JPEG. */
const pictureSide = 1400;
const pictureQuality = 70;

/** A page made smaller, as a URI that an HTML page or a drawing has inside. @param light levels, 0 black to 255 white */
export async function pagePicture(light: Raster): Promise<string> {
  const scale = Math.min(1, pictureSide / Math.max(light.width, light.height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const small = scale < 1 ? resample(light, scaleMap(light, side(light.width), side(light.height))) : light;
  return dataUri(await encodeJpeg(small, pictureQuality), 'jpeg');
}

/** The look of drawings. What is drawn lies on paper whatever the page around looks like, so colours stay. */
export const overlayStyle = `svg.page{display:block;width:100%;height:auto;background:#fff}svg.page *{vector-effect:non-scaling-stroke}
svg.page .region{fill:none;stroke:#6b6558;stroke-width:1.5;stroke-dasharray:6 4}
svg.page .outline{fill:#1f5fa8;fill-opacity:.13;stroke:#1f5fa8;stroke-opacity:.55;stroke-width:1}svg.page .outline.even{fill:#1a6b3c;stroke:#1a6b3c}
svg.page .baseline{fill:none;stroke:#b3261e;stroke-width:1.6;stroke-linejoin:round}svg.page .start{fill:#b3261e}
svg.page .way{fill:none;stroke:#b5651d;stroke-width:1;stroke-opacity:.8;stroke-dasharray:2 3}
svg.page text{font-family:system-ui,sans-serif;font-weight:600;fill:#7a1a14;stroke:#fff;stroke-width:3;paint-order:stroke;text-anchor:end}
svg.page text.kind{fill:#6b6558;stroke:#fff;stroke-width:3;stroke-dasharray:none;text-anchor:start}
svg.page .truth{fill:none;stroke:#1a6b3c;stroke-width:2;stroke-opacity:.85}svg.page .truth.missed{stroke:#b5651d;stroke-width:4}
svg.page .found{fill:none;stroke:#1f5fa8;stroke-width:1.6}svg.page .found.nothing{stroke:#b3261e;stroke-width:2.4}
svg.page .zone{fill:#6b6558;fill-opacity:.15;stroke:none}`;

/** @param picture a URI of the page's image @param shapes what is drawn over it, in pixels of the page */
export function drawingOf({ width, height }: Pick<Page, 'width' | 'height'>, picture: string, shapes: string): string {
  return `<svg class="page" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img"><image href="${picture}" width="${width}" height="${height}" preserveAspectRatio="none"/>${shapes}</svg>`;
}

/** The same as a file of its own. */
export function drawingFile(page: Page, picture: string): string {
  const drawing = drawingOf(page, picture, layoutShapes(page));
  return `${drawing.replace('>', ` width="${page.width}" height="${page.height}"><style>${overlayStyle}</style>`)}\n`;
}

/** Regions, outlines, baselines, and the order in which lines are read. */
export function layoutShapes(page: Page): string {
  const lines = linesOf(page);
  const size = 0.011 * Math.max(page.width, page.height);
  return [
    ...page.regions.map((region) => regionShape(region, size)),
    ...lines.map(outlineShape),
    ...lines.map((line) => lineShape(line, 'baseline')),
    wayShape(lines),
    ...lines.map((line, index) => numberShape(line, index + 1, size)),
  ].join('');
}

function regionShape({ id, type, polygon = [], lines }: Region, size: number): string {
  const title = `${id}${type === undefined ? '' : `, ${type}`}: ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`;
  return `<polygon class="region" points="${pointsOf(polygon)}">${titleOf(title)}</polygon>${kindShape(type, polygon, size)}`;
}

/** Kinds of text that is just text. */
const plain: ReadonlySet<string> = new Set(['none', 'paragraph']);

/** The kind of a region, where it is told apart from other text. */
function kindShape(type: string | undefined, polygon: readonly Point[], size: number): string {
  const box = boxAround(polygon);
  if (type === undefined || plain.has(type) || !box) return '';
  const place = `x="${rounded(box.x)}" y="${rounded(Math.max(size, box.y - size / 3))}"`;
  return `<text class="region kind" ${place} style="font-size:${rounded(size)}px">${escapeHtml(type)}</text>`;
}

function outlineShape({ id, text, polygon = [] }: Line, index: number): string {
  const side = index % 2 === 1 ? 'outline even' : 'outline';
  const title = titleOf(`${index + 1}: ${id}${text === '' ? '' : ` ${text}`}`);
  return `<polygon class="${side}" points="${pointsOf(polygon)}">${title}</polygon>`;
}

/** A line by its baseline. @param kinds classes of the style, parted by spaces */
export function lineShape({ id, baseline = [] }: Line, kinds: string): string {
  return `<polyline class="${kinds}" points="${pointsOf(baseline)}">${titleOf(id)}</polyline>`;
}

/** A zone of the page. */
export function zoneShape(polygon: readonly Point[]): string {
  return `<polygon class="zone" points="${pointsOf(polygon)}"/>`;
}

/** From the beginning of each line to that of the next. */
function wayShape(lines: readonly Line[]): string {
  const starts = lines.flatMap(({ baseline = [] }) => baseline.slice(0, 1));
  return starts.length > 1 ? `<polyline class="way" points="${pointsOf(starts)}"/>` : '';
}

function numberShape({ baseline = [] }: Line, number: number, size: number): string {
  const [x, y] = baseline[0] ?? [0, 0];
  return `<text class="number" x="${rounded(Math.max(size, x - size / 3))}" y="${rounded(y)}" style="font-size:${rounded(size)}px">${number}</text>`;
}

function titleOf(text: string): string {
  return `<title>${escapeHtml(text)}</title>`;
}

function pointsOf(points: readonly Point[]): string {
  return points.map(([x, y]) => `${rounded(x)},${rounded(y)}`).join(' ');
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
