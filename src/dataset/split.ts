/** Dividing samples into training and validation without showing the network its examiners' handwriting. */
import { Random } from '../random/index.js';
import type { Sample } from './sample.js';

/** What is divided: lines, or pages. */
export type Divided = Pick<Sample, 'name' | 'document'>;

export interface Split<S extends Divided = Sample> {
  readonly training: readonly S[];
  readonly validation: readonly S[];
  readonly documents: number;
  /** `line` when the names tell of one document only, or of none, so that both sides may have lines of one hand. */
  readonly by: 'document' | 'line';
}

/** A document that would make validation larger than this many times what was asked for is left to training. */
const largestExcess = 1.5;
/** And so is one that holds more than this share of all lines. */
const largestShare = 0.4;

/**
 * Takes whole documents for validation, in a seeded order, until they hold the share asked for. Where each is too large, the
 * smallest is taken: only a sample that is alone has none beside it to be validated on.
 * @param share of the lines, 0 to 1
 */
export function splitSamples<S extends Divided>(samples: readonly S[], share: number, seed: number): Split<S> {
  const documents = new Set(samples.map(({ document }) => document)).size;
  // Where every line is a document of its own, the names say nothing about documents.
  const by = documents > 1 && documents < samples.length ? 'document' : 'line';
  // Samples that are all called the same are each a group of their own.
  const areNamed = new Set(samples.map(({ name }) => name)).size > 1;
  const groupOf = (sample: S, place: number) => {
    if (by === 'document') return sample.document;
    return areNamed ? sample.name : String(place);
  };
  const sizes = new Map<string, number>();
  for (const group of samples.map(groupOf)) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const wanted = Math.max(1, Math.round(samples.length * share));
  const order = new Random(seed, 'split').shuffle([...sizes.keys()].sort());
  const sizeOf = (group: string) => sizes.get(group) ?? 0;
  const chosen = new Set<string>();
  let taken = 0;
  for (const group of order) {
    const size = sizeOf(group);
    if (taken >= wanted || chosen.size === sizes.size - 1) break;
    if (chosen.size > 0 && taken + size > wanted * largestExcess) continue;
    if (size > samples.length * largestShare) continue;
    chosen.add(group);
    taken += size;
  }
  if (chosen.size === 0 && order.length > 1) {
    chosen.add(order.reduce((least, group) => (sizeOf(group) < sizeOf(least) ? group : least)));
  }
  const isChosen = (sample: S, place: number) => chosen.has(groupOf(sample, place));
  return {
    training: samples.filter((sample, place) => !isChosen(sample, place)),
    validation: samples.filter(isChosen),
    documents,
    by,
  };
}
