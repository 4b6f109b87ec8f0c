/** Samples to learn from and samples to validate on: as they were named, or whole documents kept out of training. */
import { type Sample, splitSamples } from '../dataset/index.js';
import { imageKey } from '../dataset/node.js';
import { aboutOptions } from '../error.js';
import { TrainingError } from '../training/index.js';

/** A tenth of the samples, but never more than this, validates. */
const mostSplitSamples = 1000;
const splitShare = 0.1;

type Divided = Pick<Sample, 'name' | 'document' | 'image'>;

export interface Division<S> {
  readonly training: readonly S[];
  readonly validation: readonly S[];
  readonly validationSource: string;
  readonly warnings: readonly string[];
}

/** What samples are called, and what is said where the names tell of no more than one document. */
export interface SampleWords {
  readonly sample: 'line' | 'page';
  readonly oneDocument: string;
}

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
  const { training, validation, validationSource, warnings } = named
    ? withoutNamed(samples, named, words)
    : split(samples, seed, words);
  const alone = `there is one ${words.sample} only, so it is validated on what it learns`;
  return {
    training,
    validation,
    validationSource,
    warnings: validation.length === 0 ? [...warnings, alone] : warnings,
  };
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

function split<S extends Divided>(
  samples: readonly S[],
  seed: number,
  { sample, oneDocument }: SampleWords,
): Division<S> {
  const share = Math.min(splitShare, mostSplitSamples / samples.length);
  const { training, validation, documents: all, by } = splitSamples(samples, share, seed);
  const documents = new Set(validation.map(({ document }) => document)).size;
  // A page may well be a document of its own; of a line that is not so.
  const isByDocument = by === 'document' || (sample === 'page' && all > 1);
  const validationSource = isByDocument
    ? `${documents} of ${all} documents, kept out of training (seed ${seed})`
    : `${sample}s, ${all === 1 ? 'all of one document' : 'documents unknown'} (seed ${seed})`;
  return { training, validation, validationSource, warnings: isByDocument ? [] : [oneDocument] };
}
