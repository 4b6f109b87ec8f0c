/** Whole documents kept out of training to validate on, where nobody named samples for it. */
import { type Divided, splitSamples } from '../dataset/index.js';

/** A tenth of the samples, but never more than this, validates. */
const mostSplitSamples = 1000;
const splitShare = 0.1;

export interface Division<S> {
  readonly training: readonly S[];
  readonly validation: readonly S[];
  readonly validationSource: string;
  readonly warnings: readonly string[];
}

/** What samples are called, and what is said where no document can be kept out of training. */
export interface SampleWords {
  readonly sample: 'line' | 'page';
  readonly oneDocument: string;
}

/** @param samples one or more; one alone is learnt, and nothing is left to validate on */
export function splitOff<S extends Divided>(
  samples: readonly S[],
  seed: number,
  { sample, oneDocument }: SampleWords,
): Division<S> {
  const share = Math.min(splitShare, mostSplitSamples / samples.length);
  const { training, validation, documents: all, by } = splitSamples(samples, share, seed);
  const documents = new Set(validation.map(({ document }) => document)).size;
  // A page may well be a document of its own; of a line that is not so.
  const isByDocument = by === 'document' || (sample === 'page' && all > 1 && all === samples.length);
  const validationSource = isByDocument
    ? `${documents} of ${all} documents, kept out of training (seed ${seed})`
    : `${sample}s, ${ofDocuments(all, samples.length)} (seed ${seed})`;
  const warnings = isByDocument ? [] : [oneDocument];
  if (samples.length === 1) warnings.push(`there is one ${sample} only, so it is validated on what it learns`);
  return { training, validation, validationSource, warnings };
}

function ofDocuments(documents: number, samples: number): string {
  if (documents === 1) return 'all of one document';
  return documents === samples ? 'documents unknown' : `of all ${documents} documents, each of which has too many`;
}
