/** An evaluation on the screen, and as JSON. */
import {
  type Evaluation,
  type Interval,
  missingLines,
  mostInvented,
  type Statistics,
  statisticsOf,
} from '../evaluation/index.js';
import { printable } from '../text/index.js';
import { count, percent, print } from './screen.js';
import { summariseSkipped } from './training-screen.js';

export function asJson(evaluation: Evaluation, statistics: Statistics, unseen: Evaluation | undefined) {
  return {
    ...ratesOf(evaluation, statistics),
    ...(unseen ? { unseen: unseenAsJson(unseen) } : {}),
    documents: statistics.documents,
    perfectLines: statistics.perfect,
    characters: statistics.characters,
    words: statistics.words,
    confusions: statistics.confusions.slice(0, 100),
    lines: evaluation.lines.map(({ name, reference, prediction, read, characters }) => ({
      name,
      reference,
      prediction,
      confidence: read?.confidence,
      edits: characters.substitutions + characters.insertions + characters.deletions,
    })),
    withoutText: {
      ...statistics.withoutText,
      named: mostInvented(evaluation.withoutText).map(({ name, prediction, read }) => ({
        name,
        prediction,
        confidence: read?.confidence,
      })),
    },
    missing: missingLines(evaluation).map(({ name }) => name),
    skipped: evaluation.skipped,
  };
}

/** Of no lines there are no rates. */
function ratesOf({ lines, characterErrorRate, wordErrorRate }: Evaluation, statistics: Statistics) {
  if (lines.length === 0) return { characterErrorRate: null, wordErrorRate: null };
  const { characterInterval, wordInterval } = statistics;
  return { characterErrorRate, characterInterval, wordErrorRate, wordInterval };
}

function unseenAsJson(unseen: Evaluation) {
  return { lines: unseen.lines.length, ...ratesOf(unseen, statisticsOf(unseen)) };
}

const shownConfusions = 12;
const shownWorst = 5;

/** The figures, what is confused most, and the worst lines. */
export function printEvaluation(evaluation: Evaluation, statistics: Statistics, unseen: Evaluation | undefined): void {
  if (evaluation.lines.length > 0) printRates(evaluation, statistics, unseen);
  printWithoutText(evaluation, statistics);
  if (evaluation.skipped.length > 0) {
    print(`skipped ${count(evaluation.skipped.length, 'file')}:`);
    for (const line of summariseSkipped(evaluation.skipped)) print(`  ${line}`);
  }
}

function printWithoutText({ withoutText }: Evaluation, statistics: Statistics): void {
  const { lines, read, characters, confidence } = statistics.withoutText;
  if (lines === 0) return;
  const sure = confidence === undefined ? '' : `, mean confidence ${confidence.toFixed(2)}`;
  print(
    `${count(lines, 'line')} without text (in no rate above): ${read} (${percent(read / lines)}) read as something${read === 0 ? '' : `, ${count(characters, 'character')} invented${sure}`}`,
  );
  const invented = mostInvented(withoutText).filter(({ prediction }) => prediction.trim() !== '');
  for (const line of invented.slice(0, shownWorst))
    print(`  ${printable(line.name)}\n    read ${printable(line.prediction)}`);
  if (invented.length > shownWorst) print(`  and ${invented.length - shownWorst} more`);
}

function printRates(evaluation: Evaluation, statistics: Statistics, unseen: Evaluation | undefined): void {
  const { characters, words } = statistics;
  const between = ({ low, high }: Interval) => `(95%: ${percent(low)} to ${percent(high)})`;
  print(
    `${count(evaluation.lines.length, 'line')} of ${count(statistics.documents, 'document')}, ${percent(statistics.perfect)} without any error`,
  );
  print(
    `CER ${percent(evaluation.characterErrorRate, 2)} ${between(statistics.characterInterval)}: ${characters.substitutions} substituted, ${characters.deletions} missed, ${characters.insertions} added of ${characters.length} characters`,
  );
  print(
    `WER ${percent(evaluation.wordErrorRate, 2)} ${between(statistics.wordInterval)}: ${words.substitutions} substituted, ${words.deletions} missed, ${words.insertions} added of ${words.length} words`,
  );
  if (unseen?.lines.length === 0) print('the texts of all lines stand in --unseen');
  else if (unseen) {
    const { characterInterval } = statisticsOf(unseen);
    print(
      `of ${count(unseen.lines.length, 'line')} whose texts are not in --unseen: CER ${percent(unseen.characterErrorRate, 2)} ${between(characterInterval)}, WER ${percent(unseen.wordErrorRate, 2)}`,
    );
  }
  const shown = (character: string) =>
    character === '' ? 'nothing' : character === ' ' ? 'space' : printable(character);
  const top = statistics.confusions
    .slice(0, shownConfusions)
    .map((c) => `${shown(c.reference)}→${shown(c.prediction)} ${c.count}×`);
  if (top.length > 0) print(`most confused: ${top.join(', ')}`);
  const wrong = statistics.worst.filter((line) => line.reference !== line.prediction);
  if (wrong.length > 0) print('worst lines:');
  for (const line of wrong.slice(0, shownWorst)) {
    print(`  ${printable(line.name)}\n    is   ${printable(line.reference)}\n    read ${printable(line.prediction)}`);
  }
}
