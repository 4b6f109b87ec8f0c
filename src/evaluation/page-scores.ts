/**
 * How well whole pages were read, from the texts of their lines: line by line whatever their order, and in reading order. What
 * lies between the two is the fault of the order (Vidal, Toselli, Ríos-Vila and Calvo-Zaragoza 2023, "End-to-End page-Level
 * assessment of handwritten text recognition").
 */
import { bestAssignment } from '../layout/index.js';
import { alignTexts, alignUnits, countEdits, type EditCounts, editDistance, errorRate } from '../text/index.js';

/** Texts of the lines of one page, each list in reading order. */
export interface PageTexts {
  readonly reference: readonly string[];
  readonly prediction: readonly string[];
}

/** Edits over the length of the reference each, 0 and more; 0 where nothing stands there and nothing was read. */
export interface PageScores {
  /**
   * Characters, lines matched one to one so that the edits are fewest; a line without a partner counts whole. Blind to the
   * order.
   */
  readonly bagOfLinesCer: number;
  /** Characters of the page's text, its lines joined by spaces. */
  readonly readingOrderCer: number;
  /** Words of the page's text. */
  readonly wer: number;
  /** Words by how often each stands there. Blind to the order. */
  readonly bagOfWordsWer: number;
}

/** Over all pages together: the sum of the edits over the sum of the lengths. */
export function scorePages(pages: readonly PageTexts[]): PageScores {
  return {
    bagOfLinesCer: errorRate(pages.map(bagOfLinesEdits)),
    readingOrderCer: errorRate(
      pages.map(({ reference, prediction }) => countEdits(alignTexts(reference.join(' '), prediction.join(' ')))),
    ),
    wer: errorRate(
      pages.map(({ reference, prediction }) => countEdits(alignUnits(wordsOf(reference), wordsOf(prediction)))),
    ),
    bagOfWordsWer: errorRate(pages.map(bagOfWordsEdits)),
  };
}

/** What became of each line of the reference: the place of the line that it was matched with, or `undefined`. */
export function matchedLines({ reference, prediction }: PageTexts): readonly (number | undefined)[] {
  const [truth, read] = [reference.map((text) => [...text]), prediction.map((text) => [...text])];
  // What a match saves against leaving both lines without a partner; so a match never costs.
  const savings = truth.map((line) => read.map((text) => line.length + text.length - editDistance(line, text)));
  return bestAssignment(savings).map((to, at) => ((savings[at]?.[to] ?? 0) > 0 ? to : undefined));
}

function bagOfLinesEdits({ reference, prediction }: PageTexts): EditCounts {
  const matches = matchedLines({ reference, prediction });
  const used = new Set(matches);
  const pairs = [
    ...reference.map((text, at) => [text, prediction[matches[at] ?? -1] ?? ''] as const),
    ...prediction.flatMap((text, at) => (used.has(at) ? [] : [['', text] as const])),
  ];
  return pairs
    .map(([text, read]) => countEdits(alignTexts(text, read)))
    .reduce(added, { substitutions: 0, insertions: 0, deletions: 0, length: 0 });
}

function added(a: EditCounts, b: EditCounts): EditCounts {
  return {
    substitutions: a.substitutions + b.substitutions,
    insertions: a.insertions + b.insertions,
    deletions: a.deletions + b.deletions,
    length: a.length + b.length,
  };
}

/** As many substitutions as there are wrong words on both sides, and the rest as insertions or deletions. */
function bagOfWordsEdits({ reference, prediction }: PageTexts): EditCounts {
  const [truth, read] = [wordsOf(reference), wordsOf(prediction)];
  const counts = new Map<string, number>();
  for (const word of truth) counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const word of read) counts.set(word, (counts.get(word) ?? 0) - 1);
  let [missing, extra] = [0, 0];
  for (const count of counts.values()) {
    missing += Math.max(0, count);
    extra += Math.max(0, -count);
  }
  const substitutions = Math.min(missing, extra);
  return {
    substitutions,
    deletions: missing - substitutions,
    insertions: extra - substitutions,
    length: truth.length,
  };
}

function wordsOf(lines: readonly string[]): readonly string[] {
  return lines
    .join(' ')
    .split(' ')
    .filter((word) => word !== '');
}
