/** What is kept of a line that was read until its place in the text is found: less than what the network said of it. */
import type { FrameScores } from '@ductus/ctc';
import type { ReadLine } from '../read-line.js';
import { alongLine } from './compared-characters.js';
import type { Edition } from './edition.js';
import { type LineProbabilities, prefixLikelihoods } from './prefix-likelihood.js';

export interface LineToAlign {
  /** As it was read without a language. */
  readonly read: string;
  /** The classes of what was read, from the line's beginning to its end. */
  readonly labels: Int32Array;
  /** ln P(what was read | line), over all paths. */
  readonly logProbability: number;
  readonly scores: KeptScores;
}

/** Classes that the text has not are left out, and the others kept in 16 bits: a tenth of a megabyte a line at most. */
interface KeptScores {
  /** −ln of probabilities in thousandths, [frames, kept classes]; what is less probable than e^−65 is kept as that. */
  readonly thousandths: Uint16Array;
  /** The classes that are kept, the blank first. */
  readonly kept: Int32Array;
  readonly classes: number;
  readonly frames: number;
}

const mostThousandths = 2 ** 16 - 1;

/**
 * @param read with the network's scores (`keepScores`)
 * @throws Error where there are none
 */
export function lineToAlign({ text, scores }: ReadLine, edition: Edition): LineToAlign {
  if (!scores) throw new Error('lineToAlign: the line must have its scores; read with `keepScores`');
  const line = comparedProbabilities(scores, edition);
  const labels = Int32Array.from(alongLine(text, edition.direction), (character) => edition.compared.label(character));
  const logProbability = prefixLikelihoods(line, labels).plain.at(-1) ?? Number.NEGATIVE_INFINITY;
  return { read: text, labels, logProbability, scores: keptScores(line, edition) };
}

/** Probabilities of what is told apart, frames from the line's beginning to its end. */
function comparedProbabilities(
  { logProbs, classes, frames = logProbs.length / classes }: FrameScores,
  { compared, direction }: Edition,
): LineProbabilities {
  const values = new Float32Array(frames * compared.classes);
  for (let t = 0; t < frames; t++) {
    const from = (direction === 'rtl' ? frames - 1 - t : t) * classes;
    for (let k = 0; k < classes; k++) {
      const at = t * compared.classes + (compared.classOfModel[k] ?? 0);
      values[at] = (values[at] ?? 0) + Math.exp(logProbs[from + k] ?? Number.NEGATIVE_INFINITY);
    }
  }
  return { values, classes: compared.classes, frames };
}

function keptScores({ values, classes, frames }: LineProbabilities, { classes: kept }: Edition): KeptScores {
  const thousandths = new Uint16Array(frames * kept.length);
  for (let t = 0; t < frames; t++) {
    for (let i = 0; i < kept.length; i++) {
      const value = values[t * classes + (kept[i] ?? 0)] ?? 0;
      thousandths[t * kept.length + i] = Math.min(mostThousandths, Math.max(0, Math.round(-1000 * Math.log(value))));
    }
  }
  return { thousandths, kept, classes, frames };
}

/** As they were, to the thousandth of a nat; 0 for classes that the text has not. */
export function probabilitiesOf({ thousandths, kept, classes, frames }: KeptScores): LineProbabilities {
  const values = new Float32Array(frames * classes);
  for (let t = 0; t < frames; t++) {
    for (let i = 0; i < kept.length; i++) {
      values[t * classes + (kept[i] ?? 0)] = Math.exp(-(thousandths[t * kept.length + i] ?? mostThousandths) / 1000);
    }
  }
  return { values, classes, frames };
}
