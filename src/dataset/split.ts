/** Dividing samples into training and validation without showing the network its examiners' handwriting. */
import { Random } from '../random/index.js';
import type { Sample } from './source.js';

export interface Split {
  readonly training: readonly Sample[];
  readonly validation: readonly Sample[];
  readonly documents: number;
  /** `line` when there was one document only, so that both sides have lines of it. */
  readonly by: 'document' | 'line';
}

/**
 * Takes whole documents for validation, in a seeded order, until they hold the share asked for.
 * @param share of the lines, 0 to 1
 */
export function splitSamples(samples: readonly Sample[], share: number, seed: number): Split {
  const documents = [...new Set(samples.map(({ document }) => document))];
  const by = documents.length > 1 ? 'document' : 'line';
  const groupOf = (sample: Sample) => (by === 'document' ? sample.document : sample.name);
  const sizes = new Map<string, number>();
  for (const sample of samples) sizes.set(groupOf(sample), (sizes.get(groupOf(sample)) ?? 0) + 1);
  const wanted = Math.max(1, Math.round(samples.length * share));
  const chosen = new Set<string>();
  let taken = 0;
  for (const group of new Random(seed, 'split').shuffle([...sizes.keys()].sort())) {
    if (taken >= wanted || chosen.size === sizes.size - 1) break;
    chosen.add(group);
    taken += sizes.get(group) as number;
  }
  return {
    training: samples.filter((sample) => !chosen.has(groupOf(sample))),
    validation: samples.filter((sample) => chosen.has(groupOf(sample))),
    documents: documents.length,
    by,
  };
}
