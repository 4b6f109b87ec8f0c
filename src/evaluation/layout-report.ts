/** An evaluation of page layout as one HTML file that opens without a server. */
import { drawingOf, lineShape, overlayStyle, zoneShape } from '../layout/index.js';
import { linesOf } from '../page/index.js';
import { escapeHtml, figure, htmlPage } from '../report/index.js';
import { bySet, type LayoutSummary, type PageLayoutScore, summariseLayouts, worstLayouts } from './layout-scores.js';
import { percent } from './report-sections.js';

export interface LayoutReportOptions<P extends PageLayoutScore> {
  readonly title: string;
  /** Facts for the head: name and value. */
  readonly facts: readonly (readonly [string, string])[];
  /** One at least. */
  readonly pages: readonly P[];
  /** Pages that could not be compared: name and reason. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  /** A data URI of a page's image; `undefined` where there is none. */
  readonly image: (page: P) => Promise<string | undefined>;
}

/** The worst pages are shown, with their images. */
const shownPages = 20;
/** Names of lines that are told of a page. */
const shownNames = 12;

const style = `${overlayStyle}
.sheet{overflow:auto;max-height:85vh;border:1px solid var(--line);border-radius:.4rem}article svg.page{max-width:100%}
.key span{display:inline-block;width:1.6rem;height:.25rem;vertical-align:middle;margin:0 .3rem 0 .9rem}
@media (prefers-color-scheme:dark){.sheet image{filter:brightness(.86)}}`;

/** @returns the HTML document */
export async function renderLayoutReport<P extends PageLayoutScore>(options: LayoutReportOptions<P>): Promise<string> {
  const { title, facts, pages, skipped } = options;
  const all = summariseLayouts(pages);
  const shown: string[] = [];
  for (const page of worstLayouts(pages).slice(0, shownPages)) shown.push(article(page, await options.image(page)));
  const body = `<style>${style}</style><header>
<h1>${escapeHtml(title)}</h1>
<div class="figures">
${figure('F of baselines', all.scores.f.toFixed(3), `precision ${all.scores.precision.toFixed(3)}, recall ${all.scores.recall.toFixed(3)}`)}
${figure('Without unknown zones', all.withoutIgnored.f.toFixed(3), `precision ${all.withoutIgnored.precision.toFixed(3)}`)}
${figure('Outlines', all.overlap === undefined ? '–' : percent(all.overlap), 'shared with the true ones')}
${figure('Reading order', percent(all.order.kendall), 'of the pairs of lines the wrong way round')}
${figure('Pages', String(all.pages), `${all.trueLines} lines, ${all.foundLines} found`)}
</div>
<dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>
</header>
<section><h2>By set</h2>${setTable(pages, all)}
<p class="legend">P, R and F of baselines as cBAD has them, means over pages. P' and F' leave out what was found in zones of which the reference says nothing. IoU: what outlines share. Order: pairs of lines that stand the wrong way round.</p></section>
${kindSection(all)}
<section><h2>The worst pages</h2><p class="legend key"><span style="background:#1a6b3c"></span>true line<span style="background:#b5651d"></span>missed<span style="background:#1f5fa8"></span>found<span style="background:#b3261e"></span>found where there is none</p>${shown.join('\n')}</section>
${skippedList(skipped)}`;
  return htmlPage(title, body);
}

function setTable(pages: readonly PageLayoutScore[], all: LayoutSummary): string {
  const sets = bySet(pages).map(({ set, pages: ofSet }) => [set, summariseLayouts(ofSet)] as const);
  const rows = [...sets, ...(sets.length > 1 ? [['all', all] as const] : [])].map(([set, summary]) =>
    setRow(set, summary),
  );
  const head = [
    'set',
    'pages',
    'lines',
    'found',
    'P',
    'R',
    'F',
    'P′',
    'F′',
    'IoU',
    'order',
    'missed',
    'split',
    'merged',
    'none',
  ];
  return `<div class="scroll"><table><tr>${head.map((name) => `<th>${name}</th>`).join('')}</tr>${rows.join('')}</table></div>`;
}

function setRow(set: string, summary: LayoutSummary): string {
  const { scores, withoutIgnored, overlap, order } = summary;
  const cells = [
    ...[summary.pages, summary.trueLines, summary.foundLines].map(String),
    ...[scores.precision, scores.recall, scores.f, withoutIgnored.precision, withoutIgnored.f].map((x) => x.toFixed(3)),
    overlap === undefined ? '–' : percent(overlap),
    percent(order.kendall),
    ...[summary.missed, summary.split, summary.merged, summary.nothing].map(String),
  ];
  return `<tr><th>${escapeHtml(set)}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function kindSection({ kinds }: LayoutSummary): string {
  if (!kinds) return '';
  const head = kinds.columns.map((name) => `<th>${escapeHtml(name)}</th>`).join('');
  const rows = kinds.rows.map(
    ({ kind, counts }) => `<tr><th>${escapeHtml(kind)}</th>${counts.map((count) => `<td>${count}</td>`).join('')}</tr>`,
  );
  return `<section><h2>Kinds of regions</h2><div class="scroll"><table><tr><th>true, found</th>${head}</tr>${rows.join('')}</table></div>
<p class="legend">Lines that were found, by the kind of the region that they stand in: rows as the reference has it, columns as it was found.</p></section>`;
}

function article(page: PageLayoutScore, picture: string | undefined): string {
  const { precision, recall, f } = page.baselines.withoutIgnored;
  const figures = `F′ ${f.toFixed(3)}, P′ ${precision.toFixed(3)}, R ${recall.toFixed(3)}${page.missing ? '; no prediction' : ''}`;
  const drawing =
    picture === undefined ? '' : `<div class="sheet">${drawingOf(page.truth, picture, shapesOf(page))}</div>`;
  const named = [
    namesOf('missed', page.missed),
    namesOf('split', page.split),
    namesOf('merged', page.merged),
    namesOf('where there is none', page.nothing),
  ].filter(Boolean);
  const told = named.length > 0 ? `<p class="name">${named.join('; ')}</p>` : '';
  return `<article>${drawing}<p class="name">${escapeHtml(page.name)}: ${figures}</p>${told}</article>`;
}

function namesOf(what: string, ids: readonly string[]): string {
  if (ids.length === 0) return '';
  const more = ids.length > shownNames ? ` and ${ids.length - shownNames} more` : '';
  return `${ids.length} ${what}: ${escapeHtml(ids.slice(0, shownNames).join(', '))}${more}`;
}

/** Zones that say nothing, true lines, and over them what was found. */
function shapesOf({ truth, found: hypotheses, unknown, missed, nothing }: PageLayoutScore): string {
  const [lost, wrong] = [new Set(missed), new Set(nothing)];
  return [
    ...unknown.map(zoneShape),
    ...linesOf(truth).map((line) => lineShape(line, lost.has(line.id) ? 'truth missed' : 'truth')),
    ...linesOf(hypotheses).map((line) => lineShape(line, wrong.has(line.id) ? 'found nothing' : 'found')),
  ].join('');
}

function skippedList(skipped: readonly { readonly name: string; readonly reason: string }[]): string {
  if (skipped.length === 0) return '';
  const items = skipped.map(({ name, reason }) => `<li>${escapeHtml(name)}: ${escapeHtml(reason)}</li>`).join('');
  return `<section><h2>Skipped</h2><ul>${items}</ul></section>`;
}
