/** --preprocessing: the steps that are done to line images, with commas. */
import { InvalidArgumentError } from 'commander';
import type { Preprocessing } from '../image/index.js';
import { nearest } from '../text/index.js';

const switches = ['background', 'rules', 'deskew', 'deslant'] as const;
const known = [...switches, 'otsu', 'sauvola', 'padding=X'];

export const preprocessingHelp =
  'steps done to line images, with commas: background (even paper), rules (take ruled lines away), deskew, deslant, otsu or sauvola (black and white), padding=X (paper at the sides, in line heights); none';

/** The value of the flag. */
export function preprocessingValue(text: string): Partial<Preprocessing> {
  if (text === 'none') return {};
  const steps: { -readonly [K in keyof Preprocessing]?: Preprocessing[K] } = {};
  for (const step of text.split(',').map((one) => one.trim())) {
    const padding = /^padding=(.*)$/.exec(step)?.[1];
    if (padding !== undefined) {
      const value = Number(padding);
      if (padding === '' || !(value >= 0 && value <= 4)) {
        throw new InvalidArgumentError(`padding must be a number of 0 to 4 line heights, got "${padding}".`);
      }
      steps.padding = value;
    } else if (step === 'otsu' || step === 'sauvola') steps.binarize = step;
    else {
      const name = switches.find((one) => one === step);
      if (name === undefined) {
        const meant = nearest(step, known);
        throw new InvalidArgumentError(
          `no step "${step}"; there are ${known.join(', ')}${meant ? `; did you mean ${meant}?` : ''}.`,
        );
      }
      steps[name] = true;
    }
  }
  return steps;
}
