/** How sure a model may be: what its confidences came to on lines whose texts are known. */
import { known } from '../known.js';
import { type Calibration, fitTemperature, type Outcome, tempered, wordsOf } from '../recognition/index.js';
import { alignTexts, alignUnits, type EditStep } from '../text/index.js';
import type { EvaluatedLine } from './compare-lines.js';

/** A character that was read is right where the alignment with the reference has the same one. */
export function characterOutcomes(lines: readonly EvaluatedLine[]): readonly Outcome[] {
  return lines.flatMap((line) => {
    const confidences = confidencesOf(line);
    const right = rightOnes(alignTexts(line.reference, line.prediction));
    return confidences.map((confidence, index) => ({ confidence, right: known(right[index], 'what became of it') }));
  });
}

/** A word, between white space, that was read is right where the alignment of words has the same one. */
export function wordOutcomes(lines: readonly EvaluatedLine[]): readonly Outcome[] {
  return lines.flatMap((line) => {
    if (confidencesOf(line).length === 0) return [];
    const { words = [] } = line.read ?? {};
    const reference = line.reference.split(/\s+/u).filter((word) => word !== '');
    const right = rightOnes(
      alignUnits(
        reference,
        words.map(({ text }) => text),
      ),
    );
    return words.map(({ confidence }, index) => ({ confidence, right: known(right[index], 'what became of it') }));
  });
}

/** Of a line: which share of the characters that were read is right. */
export function lineOutcomes(lines: readonly EvaluatedLine[]): readonly Outcome[] {
  return lines.flatMap((line) => {
    const confidences = confidencesOf(line);
    if (!line.read || confidences.length === 0) return [];
    const right = rightOnes(alignTexts(line.reference, line.prediction));
    return [{ confidence: line.read.confidence, right: right.reduce((a, b) => a + b, 0) / right.length }];
  });
}

/** 1 for each unit that was read and is right, 0 for one that is not. */
function rightOnes(steps: readonly EditStep[]): readonly number[] {
  return steps.filter(({ prediction }) => prediction !== '').map(({ kind }) => (kind === 'equal' ? 1 : 0));
}

/** None where the rules for texts changed what was read, so that characters and confidences no longer go together. */
function confidencesOf({ read, prediction }: EvaluatedLine): readonly number[] {
  return read && read.text === prediction ? read.characters.map(({ confidence }) => confidence) : [];
}

/** The temperatures that fit what was read without calibration. */
export function calibrate(lines: readonly EvaluatedLine[]): Calibration {
  const character = fitTemperature(characterOutcomes(lines));
  const words = wordOutcomes(lines.map((line) => temperedLine(line, { character, word: 1 })));
  return { character, word: fitTemperature(words) };
}

function temperedLine(line: EvaluatedLine, calibration: Calibration): EvaluatedLine {
  const { read } = line;
  if (!read) return line;
  const characters = read.characters.map((character) => ({
    ...character,
    confidence: tempered(character.confidence, calibration.character),
  }));
  return { ...line, read: { ...read, characters, words: wordsOf(characters, calibration) } };
}

export interface ReliabilityBin {
  /** Confidences from `low` to `high`. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Means over the outcomes: what was said, and what was so. */
  readonly confidence: number;
  readonly right: number;
}

export interface Reliability {
  /** Bins with an outcome, lowest confidence first. */
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error (Naeini et al. 2015): mean distance between the two, bins weighted by count. */
  readonly error: number;
}

const binCount = 10;

/** How often what was said with some confidence was so. */
export function reliability(outcomes: readonly Outcome[]): Reliability {
  const bins = Array.from({ length: binCount }, (_, index): ReliabilityBin => {
    const inside = outcomes.filter(
      ({ confidence }) => Math.min(binCount - 1, Math.floor(confidence * binCount)) === index,
    );
    const mean = (value: (outcome: Outcome) => number) =>
      inside.reduce((sum, outcome) => sum + value(outcome), 0) / Math.max(1, inside.length);
    return {
      low: index / binCount,
      high: (index + 1) / binCount,
      count: inside.length,
      confidence: mean(({ confidence }) => confidence),
      right: mean(({ right }) => right),
    };
  }).filter(({ count }) => count > 0);
  const error = bins.reduce((sum, { count, confidence, right }) => sum + count * Math.abs(confidence - right), 0);
  return { bins, error: error / Math.max(1, outcomes.length) };
}
