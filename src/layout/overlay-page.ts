/** The pages of a run on one HTML page: what was found on each, with what is drawn to be chosen, and larger or smaller. */
import { linesOf, type Page } from '../page/index.js';
import { escapeHtml, htmlPage } from '../report/index.js';
import { overlayStyle } from './overlay.js';

/** What the HTML page says of a page before it is shown. */
export interface ShownPage {
  readonly name: string;
  readonly page: Page;
  /** Whole sentences. */
  readonly warnings: readonly string[];
}

const layers = [
  ['regions', 'region'],
  ['outlines', 'outline'],
  ['baselines', 'baseline'],
  ['order', 'way'],
  ['numbers', 'number'],
] as const;
const zooms = [
  ['narrow', '50%'],
  ['fit', '100%'],
  ['double', '200%'],
  ['fourfold', '400%'],
] as const;

/** Everything without a script: boxes and buttons say by `:has()` what is shown. */
const style = `body{max-width:none}nav ol{columns:16rem;font-size:.9rem;padding-left:2rem}nav li{break-inside:avoid;overflow-wrap:anywhere}section h2{overflow-wrap:anywhere}
.controls{position:sticky;top:0;z-index:1;background:var(--paper);border-bottom:1px solid var(--line);padding:.5rem 0;display:flex;flex-wrap:wrap;gap:.3rem 1.6rem;font-size:.9rem}.controls span{display:flex;gap:.8rem}.controls label{cursor:pointer}
.sheet{overflow:auto;max-height:92vh;border:1px solid var(--line);border-radius:.4rem;background:var(--line)}.sheet svg{margin:0 auto}
section{content-visibility:auto;contain-intrinsic-size:auto 60rem}section h2{scroll-margin-top:3.5rem}.warning{color:var(--bad)}
@media (prefers-color-scheme:dark){.sheet image{filter:brightness(.86)}}
${layers.map(([id, shape]) => `body:has(#show-${id}:not(:checked)) .${shape}{display:none}`).join('')}
body:has(#show-image:not(:checked)) svg.page image{opacity:.12}
${zooms.map(([id, width]) => `body:has(#zoom-${id}:checked) .sheet svg{width:${width}}`).join('')}`;

/**
 * The HTML page, piece by piece, so that the drawings of many pages need not be in memory.
 * @param drawing a page's SVG, as `drawingFile` wrote it
 */
export async function* overlayPage(
  title: string,
  summary: string,
  pages: readonly ShownPage[],
  drawing: (index: number) => Promise<string>,
): AsyncGenerator<string> {
  const marker = '<!--pages-->';
  const head = `<style>${overlayStyle}${style}</style><h1>${escapeHtml(title)}</h1><p class="legend">${escapeHtml(summary)}</p>${contents(pages)}${controls()}`;
  const [before = '', after = ''] = htmlPage(title, `${head}${marker}`).split(marker);
  yield before;
  for (const [index, page] of pages.entries()) yield section(page, index, await drawing(index));
  yield after;
}

function contents(pages: readonly ShownPage[]): string {
  if (pages.length < 2) return '';
  const items = pages.map(
    ({ name, page, warnings }, index) =>
      `<li><a href="#page${index + 1}">${escapeHtml(name)}</a> <small class="name">${countOf(page)}${warnings.length > 0 ? ', <span class="warning">warning</span>' : ''}</small></li>`,
  );
  return `<nav><ol>${items.join('')}</ol></nav>`;
}

function controls(): string {
  const boxes = ['image', ...layers.map(([id]) => id)].map(
    (id) => `<label><input type="checkbox" id="show-${id}" checked> ${id}</label>`,
  );
  const buttons = zooms.map(
    ([id, width]) =>
      `<label><input type="radio" name="zoom" id="zoom-${id}"${id === 'fit' ? ' checked' : ''}> ${width}</label>`,
  );
  return `<form class="controls"><span>${boxes.join('')}</span><span>${buttons.join('')}</span></form>`;
}

function section({ name, page, warnings }: ShownPage, index: number, drawing: string): string {
  const said = warnings.map((warning) => `<p class="warning">${escapeHtml(warning)}</p>`).join('');
  return `<section><h2 id="page${index + 1}">${escapeHtml(name)} <small class="name">${countOf(page)}, ${page.width} × ${page.height} px</small></h2>${said}<div class="sheet">${withoutSize(drawing)}</div></section>\n`;
}

/** A drawing has the size of its page as a file of its own; here that of the sheet, and the style that stands above. */
function withoutSize(drawing: string): string {
  return drawing.replace(/ width="\d+" height="\d+"><style>[^<]*<\/style>/, '>');
}

function countOf(page: Page): string {
  const lines = linesOf(page).length;
  const [line, region] = [lines === 1 ? 'line' : 'lines', page.regions.length === 1 ? 'region' : 'regions'];
  return `${lines} ${line} in ${page.regions.length} ${region}`;
}
