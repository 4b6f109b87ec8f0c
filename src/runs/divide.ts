/** Samples to learn from and samples to validate on: as they were named, or whole documents kept out of training. */
import type { Sample } from '../dataset/index.js';
import { imageKey } from '../dataset/node.js';
import { aboutOptions } from '../error.js';
import { TrainingError } from '../training/index.js';
import { type Division, type SampleWords, splitOff } from './split-off.js';

type Divided = Pick<Sample, 'name' | 'document' | 'image'>;

/**
 * @param samples one or more
 * @param named samples to validate on, and how they were named; default: a tenth of `samples`
 * @throws TrainingError when nothing is left to learn from
 */
export function divide<S extends Divided>(
  samples: readonly S[],
  named: { readonly samples: readonly S[]; readonly as: readonly string[] } | undefined,
  seed: number,
  words: SampleWords,
): Division<S> {
  return named ? withoutNamed(samples, named, words) : splitOff(samples, seed, words);
}

function withoutNamed<S extends Divided>(
  samples: readonly S[],
  named: { readonly samples: readonly S[]; readonly as: readonly string[] },
  { sample }: SampleWords,
): Division<S> {
  const shared = new Set(named.samples.map(({ image }) => imageKey(image)));
  const isShared = ({ image }: S) => shared.has(imageKey(image));
  const both = samples.filter(isShared);
  const training = both.length > 0 ? samples.filter((candidate) => !isShared(candidate)) : samples;
  if (training.length === 0) {
    throw new TrainingError(
      `every training ${sample} is a validation ${sample} too; give other \`val\``,
      aboutOptions('val'),
    );
  }
  const [first] = both;
  return {
    training,
    validation: named.samples,
    validationSource: named.as.join(' '),
    warnings: first
      ? [
          `${both.length} validation ${sample}s are training ${sample}s too (such as ${first.name}); they are not trained on`,
        ]
      : [],
  };
}
