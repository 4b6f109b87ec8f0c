/** An evaluation as one HTML file that opens without a server: images and fonts inside, no script from anywhere. */
import { escapeHtml, figure, htmlPage, plot } from '../report/index.js';
import { alignTexts } from '../text/index.js';
import { type EvaluatedLine, type Evaluation, missingLines } from './compare-lines.js';
import {
  characterTable,
  confidenceDiagrams,
  confusionMatrix,
  kindsTable,
  lengthTable,
  percent,
  readingStrip,
} from './report-sections.js';
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

/** @returns the HTML document */
export async function renderReport(options: ReportOptions): Promise<string> {
  const { evaluation, statistics } = options;
  const { withoutText } = statistics;
  const worst = statistics.worst.slice(0, shownLines);
  const rest = statistics.worst.slice(shownLines);
  const step = Math.max(1, Math.floor(rest.length / shownLines));
  const spread = rest.filter((_, index) => index % step === 0).slice(0, shownLines);
  const [worstHtml, spreadHtml] = await Promise.all([lineList(worst, options), lineList(spread, options)]);
  const body = `<header>
<h1>${escapeHtml(options.title)}</h1>
<div class="figures">
${figure('Character error rate', statistics.characters.length > 0 ? percent(evaluation.characterErrorRate) : '–', interval(statistics.characterInterval))}
${figure('Word error rate', statistics.words.length > 0 ? percent(evaluation.wordErrorRate) : '–', interval(statistics.wordInterval))}
${figure('Lines', String(evaluation.lines.length), `${statistics.documents} documents`)}
${figure('Without any error', percent(statistics.perfect), 'of the lines')}
${withoutText.lines > 0 ? figure('Lines without text', String(withoutText.lines), `${withoutText.read} read as something`) : ''}
</div>
<dl>${options.facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>
</header>
${options.curve && options.curve.length > 1 ? curves(options.curve) : ''}
<section>
<h2>Errors by kind</h2>
${kindsTable(statistics)}
</section>
<section>
<h2>Errors by character</h2>
${characterTable(statistics)}
<p class="legend">␣ is a space, ∅ is nothing: the character is missed.</p>
${confusionMatrix(statistics)}
</section>
<section>
<h2>Errors by length of the line</h2>
${lengthTable(statistics)}
</section>
${confidenceDiagrams(evaluation.lines)}
<section>
<h2>The worst lines</h2>
<p class="legend"><del>missing or wrong in the reference</del> <ins>read instead</ins>. Below an image: the columns that gave each character.</p>
${worstHtml}
</section>
${spread.length > 0 ? `<section><h2>Other lines, from worse to the best</h2>${spreadHtml}</section>` : ''}
${await inventedSection(options)}
${missingList(evaluation)}
${skippedList(evaluation)}`;
  return htmlPage(options.title, body);
}

function interval({ low, high }: Statistics['characterInterval']): string {
  return `95% interval ${percent(low)} to ${percent(high)}`;
}

async function lineList(lines: readonly EvaluatedLine[], { image }: ReportOptions): Promise<string> {
  const rows = await Promise.all(
    lines.map(async (line) => {
      const source = await image(line);
      const picture = source ? `<div class="line"><img src="${source}" alt="">${readingStrip(line)}</div>` : '';
      const { reference, prediction } = markDifferences(line);
      const edits = line.characters.substitutions + line.characters.insertions + line.characters.deletions;
      const confidence = line.read === undefined ? '' : `, confidence ${line.read.confidence.toFixed(2)}`;
      const wrong =
        line.characters.length > 0
          ? `${edits} of ${line.characters.length} characters wrong`
          : `${edits} characters invented`;
      return `<article>${picture}<p class="text" dir="auto"><span>is</span>${reference}</p><p class="text" dir="auto"><span>read</span>${prediction}</p><p class="name">${escapeHtml(line.name)}: ${wrong}${confidence}</p></article>`;
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

/** Lines on which nothing is written, those with the most invented first. */
async function inventedSection(options: ReportOptions): Promise<string> {
  const { lines, read, characters, confidence } = options.statistics.withoutText;
  if (lines === 0) return '';
  const most = mostInvented(options.evaluation.withoutText);
  const sure = confidence === undefined ? '' : `, mean confidence ${confidence.toFixed(2)}`;
  const more = most.length > shownLines ? `<p>and ${most.length - shownLines} more</p>` : '';
  return `<section><h2>Lines without text</h2><p class="legend">Nothing is written on ${lines} lines, says the reference; they count in no rate above. ${read} (${percent(read / lines)}) are read as something: ${characters} characters invented${sure}.</p>
${await lineList(most.slice(0, shownLines), options)}${more}</section>`;
}

/** Lines without text, those with the most characters that were read first. */
export function mostInvented(lines: readonly EvaluatedLine[]): readonly EvaluatedLine[] {
  return [...lines].sort((a, b) => b.prediction.length - a.prediction.length);
}

function missingList(evaluation: Evaluation): string {
  const names = missingLines(evaluation).map(({ name }) => name);
  if (names.length === 0) return '';
  const items = names.map((name) => `<li>${escapeHtml(name)}</li>`).join('');
  return `<section><h2>Without a prediction</h2><p class="legend">They count as read empty.</p><ul>${items}</ul></section>`;
}

function skippedList({ skipped }: Evaluation): string {
  if (skipped.length === 0) return '';
  const items = skipped.map(({ name, reason }) => `<li>${escapeHtml(name)}: ${escapeHtml(reason)}</li>`).join('');
  return `<section><h2>Skipped</h2><ul>${items}</ul></section>`;
}

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
