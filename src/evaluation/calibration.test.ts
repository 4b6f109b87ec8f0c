import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.js';
import {
  doubted,
  fitTemperature,
  lineConfidence,
  type Outcome,
  tempered,
  wordConfidence,
  wordsOf,
} from '../recognition/index.js';
import { usualRules } from '../text/index.js';
import { calibrate, characterOutcomes, compareLine, reliability, wordOutcomes } from './index.js';

/** Outcomes that are right as often as their confidence says. */
function honest(count: number): Outcome[] {
  const random = new Random('honest');
  return Array.from({ length: count }, () => {
    const confidence = random.between(0.3, 0.999);
    return { confidence, right: random.uniform() < confidence ? 1 : 0 };
  });
}

/** A line that was read so, each character with its confidence. */
function line(text: string, prediction: string, confidences: readonly number[], rules = usualRules) {
  const characters = [...prediction].map((character, i) => ({
    character,
    start: i,
    end: i + 1,
    confidence: confidences[i] as number,
  }));
  const words = wordsOf(characters, { character: 1, word: 1 });
  const read = { text: prediction, confidence: lineConfidence(confidences), characters, words };
  return compareLine({ name: 'a_1', document: 'a', text, prediction, read }, rules);
}

describe('temperatures', () => {
  it('1 changes nothing, more is less sure, and the order stays', () => {
    expect(tempered(0.8, 1)).toBeCloseTo(0.8, 12);
    expect(tempered(0.8, 2)).toBeCloseTo(2 / 3, 12);
    expect(tempered(0.5, 7)).toBeCloseTo(0.5, 12);
    expect(tempered(1, 1)).toBeLessThan(1);
    expect(tempered(0, 3)).toBeGreaterThan(0);
  });

  it('what the network gives the whole text with little probability is doubted', () => {
    expect(doubted(0.8, 0, 3)).toBeCloseTo(0.8, 12);
    // Odds of 4 times e^-6 by three characters.
    expect(doubted(0.8, -6, 3)).toBeCloseTo((4 * Math.exp(-2)) / (1 + 4 * Math.exp(-2)), 12);
    expect(doubted(0.9, -9, 1)).toBeLessThan(0.01);
    expect(doubted(1, -20, 1)).toBeLessThan(0.01);
    expect(doubted(0, -9, 1)).toBe(0);
  });

  it('the fit takes back what made honest outcomes too sure', () => {
    const outcomes = honest(20_000);
    expect(fitTemperature(outcomes)).toBeCloseTo(1, 1);
    const tooSure = outcomes.map(({ confidence, right }) => ({ confidence: tempered(confidence, 0.5), right }));
    expect(fitTemperature(tooSure)).toBeCloseTo(2, 1);
    expect(reliability(tooSure).error).toBeGreaterThan(0.08);
    const repaired = tooSure.map(({ confidence, right }) => ({ confidence: tempered(confidence, 2), right }));
    expect(reliability(repaired).error).toBeLessThan(0.02);
    expect(fitTemperature([])).toBeCloseTo(1, 6);
    expect(fitTemperature(Array(30).fill({ confidence: 0.9, right: 1 }))).toBeGreaterThan(0.4);
  });

  it('reliability bins what was said with what was so', () => {
    const outcomes = [0.95, 0.97, 0.99, 1].map((confidence, i) => ({ confidence, right: i === 0 ? 0 : 1 }));
    const { bins, error } = reliability([...outcomes, { confidence: 0.05, right: 0 }]);
    expect(bins).toHaveLength(2);
    expect(bins[1]).toMatchObject({ low: 0.9, count: 4, right: 0.75 });
    expect(error).toBeCloseTo((4 * Math.abs(0.9775 - 0.75) + 0.05) / 5, 12);
  });
});

describe('outcomes', () => {
  it('of characters and words come from the alignment with the reference', () => {
    const lines = [line('ab cd', 'ab xcd', [0.9, 0.8, 0.7, 0.2, 0.6, 0.5])];
    expect(characterOutcomes(lines).map(({ right }) => right)).toEqual([1, 1, 1, 0, 1, 1]);
    expect(wordOutcomes(lines)).toEqual([
      { confidence: expect.closeTo(0.72, 9), right: 1 },
      { confidence: expect.closeTo(0.06, 9), right: 0 },
    ]);
    expect(wordConfidence([0.9, 0.8], { character: 1, word: 1 })).toBeCloseTo(0.72, 9);
  });

  it('words stand between white space of any kind in both texts', () => {
    const kept = line('10\u00a0ab c', '10\u00a0ab c', [1, 1, 1, 1, 1, 1, 1], { ...usualRules, whitespace: 'keep' });
    expect(wordOutcomes([kept]).map(({ right }) => right)).toEqual([1, 1, 1]);
  });

  it('a reader that is always too sure gets temperatures above 1', () => {
    const lines = Array.from({ length: 40 }, (_, i) =>
      i % 4 === 0 ? line('abcd', 'abxd', [0.99, 0.99, 0.97, 0.99]) : line('abcd', 'abcd', [0.99, 0.99, 0.98, 0.99]),
    );
    const calibration = calibrate(lines);
    expect(calibration.character).toBeGreaterThan(1.2);
    const said = tempered(0.98, calibration.character);
    expect(said).toBeLessThan(0.97);
  });
});
