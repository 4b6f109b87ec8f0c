/** An evaluation as one HTML file that opens without a server: images and fonts inside, no script from anywhere. */
import { alignTexts } from '../text/index.js';
import type { EvaluatedLine, Evaluation } from './evaluate.js';
import type { Statistics } from './statistics.js';

export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
  readonly trainingErrorRate: number;
  readonly validationErrorRate: number;
}

export interface ReportOptions {
  readonly title: string;
  /** Facts for the head: name and value. */
  readonly facts: readonly (readonly [string, string])[];
  readonly evaluation: Evaluation;
  readonly statistics: Statistics;
  /** A data URI of a line's image; `undefined` where there is none. */
  readonly image: (line: EvaluatedLine) => Promise<string | undefined>;
  /** Learning curves of the run, where it is known. */
  readonly curve?: readonly CurvePoint[];
}

/** Lines shown: the worst ones, and as many others spread evenly over the rest. */
const shownLines = 60;
const shownConfusions = 30;

/** @returns the HTML document */
export async function renderReport(options: ReportOptions): Promise<string> {
  const { evaluation, statistics } = options;
  const worst = statistics.worst.slice(0, shownLines);
  const rest = statistics.worst.slice(shownLines);
  const step = Math.max(1, Math.floor(rest.length / shownLines));
  const spread = rest.filter((_, index) => index % step === 0).slice(0, shownLines);
  const [worstHtml, spreadHtml] = await Promise.all([lineList(worst, options), lineList(spread, options)]);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(options.title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(options.title)}</h1>
<div class="figures">
${figure('Character error rate', statistics.characters.length > 0 ? percent(evaluation.characterErrorRate) : '–', interval(statistics.characterInterval))}
${figure('Word error rate', percent(evaluation.wordErrorRate), interval(statistics.wordInterval))}
${figure('Lines', String(evaluation.lines.length), `${statistics.documents} documents`)}
${figure('Without any error', percent(statistics.perfect), 'of the lines')}
</div>
<dl>${options.facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>
</header>
${options.curve && options.curve.length > 1 ? curves(options.curve) : ''}
<section>
<h2>Errors by kind</h2>
${kinds(statistics)}
</section>
<section>
<h2>What is read instead of what</h2>
${confusions(statistics)}
</section>
<section>
<h2>The worst lines</h2>
<p class="legend"><del>missing or wrong in the reference</del> <ins>read instead</ins></p>
${worstHtml}
</section>
${spread.length > 0 ? `<section><h2>Other lines, from worse to better</h2>${spreadHtml}</section>` : ''}
${skippedList(evaluation)}
</body>
</html>
`;
}

function percent(rate: number): string {
  return `${(100 * rate).toFixed(1)}%`;
}

function interval({ low, high }: Statistics['characterInterval']): string {
  return `95% interval ${percent(low)} to ${percent(high)}`;
}

function figure(name: string, value: string, remark: string): string {
  return `<div class="figure"><span>${escapeHtml(name)}</span><strong>${escapeHtml(value)}</strong><small>${escapeHtml(remark)}</small></div>`;
}

function kinds({ characters, words }: Statistics): string {
  const row = (name: string, counts: typeof characters) =>
    `<tr><th>${name}</th>${[counts.length, counts.substitutions, counts.deletions, counts.insertions].map((n) => `<td>${n}</td>`).join('')}</tr>`;
  return `<table><tr><th></th><th>in the reference</th><th>substituted</th><th>missed</th><th>added</th></tr>${row('characters', characters)}${row('words', words)}</table>`;
}

function confusions(statistics: Statistics): string {
  const items = statistics.confusions.slice(0, shownConfusions);
  if (items.length === 0) return '<p>Nothing: every character is right.</p>';
  const shown = (character: string) => (character === ' ' ? '␣' : character === '' ? '∅' : character);
  return `<ul class="confusions">${items
    .map(
      ({ reference, prediction, count }) =>
        `<li><b>${escapeHtml(shown(reference))}</b> → <b>${escapeHtml(shown(prediction))}</b> <small>${count}×</small></li>`,
    )
    .join('')}</ul><p class="legend">␣ is a space, ∅ is nothing: a → ∅ is a missed a, ∅ → a an added one.</p>`;
}

async function lineList(lines: readonly EvaluatedLine[], { image }: ReportOptions): Promise<string> {
  const rows = await Promise.all(
    lines.map(async (line) => {
      const source = await image(line);
      const picture = source ? `<img src="${source}" alt="">` : '';
      const { reference, prediction } = markDifferences(line);
      const edits = line.characters.substitutions + line.characters.insertions + line.characters.deletions;
      const confidence = line.confidence === undefined ? '' : `, confidence ${line.confidence.toFixed(2)}`;
      return `<article>${picture}<p class="text" dir="auto"><span>is</span>${reference}</p><p class="text" dir="auto"><span>read</span>${prediction}</p><p class="name">${escapeHtml(line.name)}: ${edits} of ${line.characters.length} characters wrong${confidence}</p></article>`;
    }),
  );
  return rows.join('\n');
}

/** Both texts with what differs marked: in the reference as deleted, in the prediction as inserted. */
export function markDifferences(line: Pick<EvaluatedLine, 'reference' | 'prediction'>): {
  reference: string;
  prediction: string;
} {
  let reference = '';
  let prediction = '';
  for (const step of alignTexts(line.reference, line.prediction)) {
    const equal = step.kind === 'equal';
    if (step.reference !== '')
      reference += equal ? escapeHtml(step.reference) : `<del>${visible(step.reference)}</del>`;
    if (step.prediction !== '')
      prediction += equal ? escapeHtml(step.prediction) : `<ins>${visible(step.prediction)}</ins>`;
  }
  return { reference, prediction };
}

function visible(character: string): string {
  return character === ' ' ? '␣' : escapeHtml(character);
}

function skippedList({ skipped }: Evaluation): string {
  if (skipped.length === 0) return '';
  const items = skipped.map(({ name, reason }) => `<li>${escapeHtml(name)}: ${escapeHtml(reason)}</li>`).join('');
  return `<section><h2>Skipped</h2><ul>${items}</ul></section>`;
}

const chart = { width: 460, height: 220, left: 48, right: 12, top: 12, bottom: 32 } as const;

function curves(points: readonly CurvePoint[]): string {
  const loss = plot(points, [['loss for each character', 'a', ({ loss }) => loss]], (value) => value.toFixed(2));
  const rates = plot(
    points,
    [
      ['validation CER', 'a', ({ validationErrorRate }) => validationErrorRate],
      ['training CER', 'b', ({ trainingErrorRate }) => trainingErrorRate],
    ],
    (value) => `${(100 * value).toFixed(0)}%`,
  );
  return `<section><h2>Learning curves</h2><div class="charts">${loss}${rates}</div></section>`;
}

type Series = readonly [name: string, style: string, value: (point: CurvePoint) => number];

function plot(points: readonly CurvePoint[], series: readonly Series[], format: (value: number) => string): string {
  const { width, height, left, right, top, bottom } = chart;
  const lastStep = Math.max(1, ...points.map(({ step }) => step));
  const most = Math.max(1e-9, ...points.flatMap((point) => series.map(([, , value]) => value(point))));
  const x = (step: number) => left + ((width - left - right) * step) / lastStep;
  const y = (value: number) => height - bottom - ((height - top - bottom) * value) / most;
  const grid = [0, 0.25, 0.5, 0.75, 1]
    .map((share) => {
      const at = y(share * most).toFixed(1);
      return `<line x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/><text x="${left - 6}" y="${at}" class="end">${format(share * most)}</text>`;
    })
    .join('');
  const lines = series
    .map(([, kind, value]) => {
      const path = points.map((point) => `${x(point.step).toFixed(1)},${y(value(point)).toFixed(1)}`).join(' ');
      return `<polyline class="${kind}" points="${path}"/>`;
    })
    .join('');
  const names = series
    .map(
      ([name, kind], index) =>
        `<text x="${width - right}" y="${top + 12 + 16 * index}" class="end label ${kind}">${name}</text>`,
    )
    .join('');
  return `<svg viewBox="0 0 ${width} ${height}" role="img">${grid}${lines}${names}<text x="${left}" y="${height - 10}">step 0</text><text x="${width - right}" y="${height - 10}" class="end">${lastStep}</text></svg>`;
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}

const style = `
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fbfaf7;--line:#ddd8cd;--soft:#6b6558;--bad:#b3261e;--good:#1a6b3c;--a:#1f5fa8;--b:#b5651d}
@media (prefers-color-scheme:dark){:root{--ink:#eee9df;--paper:#1c1b19;--line:#3d3a34;--soft:#a8a193;--bad:#ff8a80;--good:#7fd6a0;--a:#7db4f0;--b:#e8a869}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:64rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.5rem;margin:0 0 1rem}h2{font-size:1.1rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}
.figures{display:flex;flex-wrap:wrap;gap:1rem}.figure{flex:1 1 11rem;border:1px solid var(--line);border-radius:.5rem;padding:.7rem 1rem;display:flex;flex-direction:column}
.figure strong{font-size:1.8rem;font-variant-numeric:tabular-nums}.figure span,.figure small,.legend,.name,dt{color:var(--soft)}.figure small,.name,.legend{font-size:.82rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;font-size:.9rem}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.25rem .8rem;text-align:right;border-bottom:1px solid var(--line)}th:first-child{text-align:left}
.confusions{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.4rem .9rem}.confusions li{border:1px solid var(--line);border-radius:.4rem;padding:.1rem .5rem}.confusions b{font-family:ui-monospace,monospace}
article{border:1px solid var(--line);border-radius:.5rem;padding:.7rem;margin:.7rem 0}article img{display:block;max-width:100%;max-height:6rem;background:#fff;border-radius:.25rem}
.text{font:1.02rem/1.5 ui-monospace,monospace;margin:.25rem 0;overflow-wrap:anywhere}.text span{display:inline-block;width:3.2rem;color:var(--soft);font:.8rem system-ui,sans-serif}.name{margin:.2rem 0 0;overflow-wrap:anywhere}
del{color:var(--bad);text-decoration:underline 2px}ins{color:var(--good);text-decoration:underline 2px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem}svg{width:100%;height:auto}svg line{stroke:var(--line)}svg text{font:11px system-ui,sans-serif;fill:var(--soft)}svg .end{text-anchor:end}
polyline{fill:none;stroke-width:2}polyline.a{stroke:var(--a)}polyline.b{stroke:var(--b)}text.label.a{fill:var(--a)}text.label.b{fill:var(--b)}
`;
