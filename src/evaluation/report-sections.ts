/** The tables and drawings of the evaluation report. */
import { escapeHtml, reliabilityDiagram } from '../report/index.js';
import { alignTexts } from '../text/index.js';
import { characterOutcomes, lineOutcomes, reliability, wordOutcomes } from './calibration.js';
import type { EvaluatedLine } from './compare-lines.js';
import type { Statistics } from './statistics.js';

export function percent(rate: number): string {
  return `${(100 * rate).toFixed(1)}%`;
}

/** A character as something that can be seen. */
export function shownAs(character: string): string {
  return character === ' ' ? '␣' : character === '' ? '∅' : escapeHtml(character);
}

export function kindsTable({ characters, words }: Statistics): string {
  const row = (name: string, counts: typeof characters) =>
    `<tr><th>${name}</th>${[counts.length, counts.substitutions, counts.deletions, counts.insertions].map((n) => `<td>${n}</td>`).join('')}</tr>`;
  return `<table><tr><th></th><th>in the reference</th><th>substituted</th><th>missed</th><th>added</th></tr>${row('characters', characters)}${row('words', words)}</table>`;
}

const shownCharacters = 25;

export function characterTable({ byCharacter, characters }: Statistics): string {
  const all = characters.substitutions + characters.deletions + characters.insertions;
  const rows = byCharacter
    .slice(0, shownCharacters)
    .filter(({ wrong }) => wrong > 0)
    .map(({ character, count, wrong, instead }) => {
      const read = instead
        .slice(0, 4)
        .map(({ prediction, count }) => `${shownAs(prediction)} ${count}×`)
        .join(', ');
      return `<tr><th>${shownAs(character)}</th><td>${count}</td><td>${wrong}</td><td>${percent(wrong / count)}</td><td>${percent(wrong / Math.max(1, all))}</td><td>${read}</td></tr>`;
    });
  if (rows.length === 0) return '<p>Nothing: every character is right.</p>';
  return `<div class="scroll"><table><tr><th></th><th>in the reference</th><th>wrong</th><th>of its own</th><th>of all errors</th><th>read as</th></tr>${rows.join('')}</table></div>`;
}

const matrixSize = 24;

/** Who is taken for whom: the characters with the most substitutions, a row for each as it is, a column as it is read. */
export function confusionMatrix({ confusions }: Statistics): string {
  const substitutions = confusions.filter(({ reference, prediction }) => reference !== '' && prediction !== '');
  const involved = new Map<string, number>();
  for (const { reference, prediction, count } of substitutions) {
    for (const character of [reference, prediction]) involved.set(character, (involved.get(character) ?? 0) + count);
  }
  const shown = [...involved]
    .sort((a, b) => b[1] - a[1])
    .slice(0, matrixSize)
    .map(([character]) => character)
    .sort((a, b) => a.localeCompare(b, 'en'));
  if (shown.length < 2) return '';
  const most = Math.max(1, ...substitutions.map(({ count }) => count));
  const countOf = new Map(
    substitutions.map(({ reference, prediction, count }) => [`${reference}\u0000${prediction}`, count]),
  );
  const rows = shown.map((reference) => {
    const cells = shown.map((prediction) => {
      const count = countOf.get(`${reference}\u0000${prediction}`) ?? 0;
      if (reference === prediction) return '<td>·</td>';
      return `<td style="--heat:${Math.round((90 * count) / most)}">${count === 0 ? '' : count}</td>`;
    });
    return `<tr><th>${shownAs(reference)}</th>${cells.join('')}</tr>`;
  });
  const head = shown.map((character) => `<th>${shownAs(character)}</th>`).join('');
  return `<h3>One taken for the other</h3><p class="legend">Rows: as it is. Columns: as it is read.</p><div class="scroll"><table class="matrix"><tr><th></th>${head}</tr>${rows.join('')}</table></div>`;
}

export function lengthTable({ byLength }: Statistics): string {
  const most = Math.max(1e-9, ...byLength.map(({ errorRate }) => errorRate));
  const rows = byLength.map(({ from, to, lines, errorRate }) => {
    const name = to === Number.POSITIVE_INFINITY ? `${from} and more` : `${from} to ${to}`;
    return `<tr><th>${name}</th><td>${lines}</td><td>${percent(errorRate)}</td><td style="text-align:left;min-width:8rem"><span class="share" style="width:${((8 * errorRate) / most).toFixed(2)}rem"></span></td></tr>`;
  });
  return `<table><tr><th>characters of the line</th><th>lines</th><th>CER</th><th></th></tr>${rows.join('')}</table>`;
}

/** Whether "0.9" is right nine times of ten. */
export function confidenceDiagrams(lines: readonly EvaluatedLine[]): string {
  const diagrams = (
    [
      ['characters', reliability(characterOutcomes(lines))],
      ['words', reliability(wordOutcomes(lines))],
      ['lines', reliability(lineOutcomes(lines))],
    ] as const
  ).filter(([, { bins }]) => bins.length > 0);
  if (diagrams.length === 0) return '';
  const drawings = diagrams.map(([name, { bins, error }]) =>
    reliabilityDiagram(`${name}: off by ${(100 * error).toFixed(1)}% on average`, bins),
  );
  return `<section><h2>Confidence</h2><p class="legend">Of what was read with a confidence (across), how much is right (up). On the dashed line, 0.9 means nine of ten. Bars: how often. A line's confidence is the share of its characters that should be right.</p><div class="charts small">${drawings.join('')}</div></section>`;
}

/** Which columns of the image gave which character, to be shown below it, as wide as it. */
export function readingStrip({ read, width, height, reference, prediction }: EvaluatedLine): string {
  if (!read || !width || !height || read.characters.length === 0 || read.text !== prediction) return '';
  const right = alignTexts(reference, prediction)
    .filter((step) => step.prediction !== '')
    .map(({ kind }) => kind === 'equal');
  const unit = height / 64;
  const marks = read.characters.map(({ character, start, end, confidence }, index) => {
    const wrong = right[index] ? '' : ' class="bad"';
    const middle = (start + end) / 2;
    return `<rect${wrong} x="${start}" y="0" width="${Math.max(1, end - start)}" height="${4 * unit}"><title>${shownAs(character)} ${confidence.toFixed(2)}, columns ${start} to ${end}</title></rect><text${wrong} x="${middle}" y="${22 * unit}" text-anchor="middle" style="font-size:${18 * unit}px">${shownAs(character)}</text>`;
  });
  return `<svg class="reading" viewBox="0 0 ${width} ${28 * unit}">${marks.join('')}</svg>`;
}
