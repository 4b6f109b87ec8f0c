/** Texts that were read beside what stands there: how many edits lie between them. */
import type { SampleImage } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import type { ReadLine } from '../recognition/index.js';
import {
  applyRules,
  characterEdits,
  type EditCounts,
  errorRate,
  type TextRules,
  usualRules,
  wordEdits,
} from '../text/index.js';

/** A line with what stands there and what was read. */
export interface EvaluatedLine {
  readonly name: string;
  readonly image?: SampleImage;
  readonly document: string;
  readonly reference: string;
  readonly prediction: string;
  /** Pixels of the image. */
  readonly width?: number;
  readonly height?: number;
  /** Of a line that a model read. */
  readonly read?: ReadLine;
  /** Set where no prediction was there: it counts as read empty. */
  readonly missing?: true;
  readonly characters: EditCounts;
  readonly words: EditCounts;
}

export interface Evaluation {
  /** Lines with a text. */
  readonly lines: readonly EvaluatedLine[];
  /** Lines whose reference is empty: what is read there is invented. They are in no error rate, so that rates compare. */
  readonly withoutText: readonly EvaluatedLine[];
  readonly skipped: readonly Skipped[];
  /** Of `lines`; 0 where there are none. */
  readonly characterErrorRate: number;
  readonly wordErrorRate: number;
}

export interface ComparedTexts {
  readonly name: string;
  readonly image?: SampleImage;
  readonly document: string;
  readonly text: string;
  readonly prediction: string;
  readonly width?: number;
  readonly height?: number;
  readonly read?: ReadLine;
  readonly missing?: true;
}

/** Pairs of characters that are compared in some ten seconds: texts of 30,000 characters with each other. */
const mostPairs = 1e9;

/** As `compareLine`; lines that are too long for it are named with their lengths. */
export function compareLines(
  texts: readonly ComparedTexts[],
  rules: TextRules = usualRules,
): { readonly lines: readonly EvaluatedLine[]; readonly skipped: readonly Skipped[] } {
  const isTooLong = ({ text, prediction }: ComparedTexts) => text.length * prediction.length > mostPairs;
  const shown = (n: number) => n.toLocaleString('en-US');
  return {
    lines: texts.filter((line) => !isTooLong(line)).map((line) => compareLine(line, rules)),
    skipped: texts.filter(isTooLong).map(({ name, text, prediction }) => ({
      name,
      reason: `the text and what was read are too long to be compared (at most ${shown(mostPairs)} pairs of characters)`,
      detail: `${shown(text.length)} × ${shown(prediction.length)}`,
    })),
  };
}

/** Counts the edits of a line, both texts by the same rules. */
export function compareLine(line: ComparedTexts, rules: TextRules = usualRules): EvaluatedLine {
  const reference = applyRules(line.text, rules);
  const prediction = applyRules(line.prediction, rules);
  return {
    name: line.name,
    ...(line.image === undefined ? {} : { image: line.image }),
    document: line.document,
    reference,
    prediction,
    ...(line.width === undefined ? {} : { width: line.width }),
    ...(line.height === undefined ? {} : { height: line.height }),
    ...(line.read === undefined ? {} : { read: line.read }),
    ...(line.missing ? { missing: true } : {}),
    characters: characterEdits({ reference, prediction }),
    words: wordEdits({ reference, prediction }),
  };
}

export function summarise(all: readonly EvaluatedLine[], skipped: readonly Skipped[]): Evaluation {
  const hasText = ({ reference }: EvaluatedLine) => reference.trim() !== '';
  const lines = all.filter(hasText);
  return {
    lines,
    withoutText: all.filter((line) => !hasText(line)),
    skipped,
    characterErrorRate: errorRate(lines.map(({ characters }) => characters)),
    wordErrorRate: errorRate(lines.map(({ words }) => words)),
  };
}

/** Lines whose prediction was not there. */
export function missingLines({ lines, withoutText }: Evaluation): readonly EvaluatedLine[] {
  return [...lines, ...withoutText].filter(({ missing }) => missing);
}

/**
 * The lines whose texts are none of these, so that error rates can be said of what was not learnt from.
 * @param rules that the lines were compared by
 */
export function withoutTexts(
  { lines }: Evaluation,
  texts: readonly string[],
  rules: TextRules = usualRules,
): Evaluation {
  const known = new Set(texts.map((text) => applyRules(text, rules)));
  return summarise(
    lines.filter(({ reference }) => !known.has(reference)),
    [],
  );
}
