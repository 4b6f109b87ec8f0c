/** What stands behind an error rate: its interval, its kinds of error, and which characters are taken for which. */
import { known } from '../known.js';
import { Random } from '../random/index.js';
import { alignTexts, type EditCounts, errorRate } from '../text/index.js';
import type { EvaluatedLine, Evaluation } from './compare-lines.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Confusion {
  /** Empty for an insertion. */
  readonly reference: string;
  /** Empty for a deletion. */
  readonly prediction: string;
  readonly count: number;
}

/** What became of one character of the references. */
export interface CharacterErrors {
  readonly character: string;
  readonly count: number;
  /** Read as something else, or not at all. */
  readonly wrong: number;
  /** What it is read as instead, the most frequent first; empty where it is missed. */
  readonly instead: readonly { readonly prediction: string; readonly count: number }[];
}

/** Lines whose references have from `from` to `to` characters. */
export interface LengthErrors {
  readonly from: number;
  readonly to: number;
  readonly lines: number;
  readonly errorRate: number;
}

/** What was made of lines on which nothing is written. */
export interface WithoutText {
  readonly lines: number;
  /** Lines that were read as something. */
  readonly read: number;
  /** What was invented. */
  readonly characters: number;
  readonly words: number;
  /** Mean over the lines that were read as something; `undefined` where there are none, or no confidences. */
  readonly confidence: number | undefined;
}

export interface Statistics {
  readonly characterInterval: Interval;
  readonly wordInterval: Interval;
  readonly documents: number;
  readonly characters: EditCounts;
  readonly words: EditCounts;
  readonly confusions: readonly Confusion[];
  /** Those with the most errors first. */
  readonly byCharacter: readonly CharacterErrors[];
  /** Shortest first. */
  readonly byLength: readonly LengthErrors[];
  /** Lines by their number of edits over their length, the worst first. */
  readonly worst: readonly EvaluatedLine[];
  /** Share of lines without any error. */
  readonly perfect: number;
  /** Of lines that are in none of the above. */
  readonly withoutText: WithoutText;
}

/** Resamples of the bootstrap: the 95% interval is then between the 25th from either end. */
const resamples = 1000;

export function statisticsOf({ lines, withoutText }: Evaluation, seed = 1): Statistics {
  const documents = new Map<string, EvaluatedLine[]>();
  for (const line of lines) {
    const document = documents.get(line.document);
    if (document) document.push(line);
    else documents.set(line.document, [line]);
  }
  // With one document there is nothing to resample but its lines.
  const confusions = confusionsOf(lines);
  const groups = documents.size > 1 ? [...documents.values()] : lines.map((line) => [line]);
  return {
    characterInterval: bootstrap(groups, ({ characters }) => characters, seed),
    wordInterval: bootstrap(groups, ({ words }) => words, seed),
    documents: documents.size,
    characters: total(lines.map(({ characters }) => characters)),
    words: total(lines.map(({ words }) => words)),
    confusions,
    byCharacter: byCharacter(lines, confusions),
    byLength: byLength(lines),
    worst: [...lines].sort((a, b) => errorRate([b.characters]) - errorRate([a.characters])),
    perfect: lines.length === 0 ? 0 : lines.filter((l) => errorRate([l.characters]) === 0).length / lines.length,
    withoutText: inventedOn(withoutText),
  };
}

function inventedOn(lines: readonly EvaluatedLine[]): WithoutText {
  const read = lines.filter(({ prediction }) => prediction.trim() !== '');
  const confidences = read.flatMap((line) => (line.read ? [line.read.confidence] : []));
  return {
    lines: lines.length,
    read: read.length,
    characters: read.reduce((sum, { prediction }) => sum + [...prediction].length, 0),
    words: read.reduce((sum, { words }) => sum + words.insertions, 0),
    confidence: confidences.length > 0 ? confidences.reduce((a, b) => a + b, 0) / confidences.length : undefined,
  };
}

function total(counts: readonly EditCounts[]): EditCounts {
  return counts.reduce(
    (a, b) => ({
      substitutions: a.substitutions + b.substitutions,
      insertions: a.insertions + b.insertions,
      deletions: a.deletions + b.deletions,
      length: a.length + b.length,
    }),
    { substitutions: 0, insertions: 0, deletions: 0, length: 0 },
  );
}

/** The 95% percentile interval (Efron 1979), whole documents drawn with replacement. */
function bootstrap(
  groups: readonly (readonly EvaluatedLine[])[],
  countsOf: (line: EvaluatedLine) => EditCounts,
  seed: number,
): Interval {
  if (groups.length === 0) return { low: 0, high: 0 };
  const sums = groups.map((group) => total(group.map(countsOf)));
  const random = new Random(seed, 'bootstrap');
  const rates = Array.from({ length: resamples }, () => errorRate(sums.map(() => random.pick(sums)))).sort(
    (a, b) => a - b,
  );
  const at = (share: number) => known(rates[Math.round(share * (resamples - 1))], 'the rate of a resample');
  return { low: at(0.025), high: at(0.975) };
}

function confusionsOf(lines: readonly EvaluatedLine[]): readonly Confusion[] {
  const counts = new Map<string, Confusion>();
  for (const { reference, prediction } of lines) {
    for (const step of alignTexts(reference, prediction)) {
      if (step.kind === 'equal') continue;
      const key = `${step.reference}\u0000${step.prediction}`;
      const before = counts.get(key)?.count ?? 0;
      counts.set(key, { reference: step.reference, prediction: step.prediction, count: before + 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

function byCharacter(lines: readonly EvaluatedLine[], confusions: readonly Confusion[]): readonly CharacterErrors[] {
  const counts = new Map<string, number>();
  for (const { reference } of lines) {
    for (const character of reference) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return [...counts]
    .map(([character, count]) => {
      const instead = confusions
        .filter(({ reference }) => reference === character)
        .map(({ prediction, count }) => ({ prediction, count }));
      return { character, count, wrong: instead.reduce((sum, { count }) => sum + count, 0), instead };
    })
    .sort((a, b) => b.wrong - a.wrong || b.count - a.count);
}

/** Classes of line lengths: up to so many characters. */
const lengthSteps = [5, 10, 20, 30, 40, 50, 60, 80, 100, Number.POSITIVE_INFINITY];

function byLength(lines: readonly EvaluatedLine[]): readonly LengthErrors[] {
  return lengthSteps.flatMap((to, index) => {
    const from = (lengthSteps[index - 1] ?? -1) + 1;
    const ofLength = lines.filter(({ characters: { length } }) => length >= from && length <= to);
    if (ofLength.length === 0) return [];
    return [{ from, to, lines: ofLength.length, errorRate: errorRate(ofLength.map(({ characters }) => characters)) }];
  });
}
