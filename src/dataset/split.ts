/** Dividing samples into training and validation without showing the network its examiners' handwriting. */
import { Random } from '../random/index.js';
import type { Sample } from './sample.js';

/** What is divided: lines, or pages. */
export type Divided = Pick<Sample, 'name' | 'document'>;

export interface Split<S extends Divided = Sample> {
  readonly training: readonly S[];
  readonly validation: readonly S[];
  readonly documents: number;
  /** `line` when no document can be left out, or the names tell of none, so that both sides may have lines of one hand. */
  readonly by: 'document' | 'line';
}

/** A document that would make validation larger than this many times what was asked for is left to training. */
const largestExcess = 1.5;
/** And so is one that holds more than this share of all lines. */
const largestShare = 0.4;

/**
 * Takes whole documents for validation, in a seeded order, until they hold the share asked for. Where each is too large to be left
 * out, or there is one, single samples are taken; only a sample that is alone has none beside it to be validated on.
 * @param share of the lines, 0 to 1
 */
export function splitSamples<S extends Divided>(samples: readonly S[], share: number, seed: number): Split<S> {
  const documents = new Set(samples.map(({ document }) => document)).size;
  // Where every line is a document of its own, the names say nothing about documents.
  const areDocuments = documents > 1 && documents < samples.length;
  const whole = areDocuments ? choose(samples, ({ document }) => document, share, seed) : undefined;
  if (whole && whole.validation.length > 0) return { ...whole, documents, by: 'document' };
  // Samples that are all called the same are each a group of their own.
  const areNamed = new Set(samples.map(({ name }) => name)).size > 1;
  const groupOf = ({ name }: S, place: number) => (areNamed ? name : String(place));
  return { ...choose(samples, groupOf, share, seed), documents, by: 'line' };
}

function choose<S>(
  samples: readonly S[],
  groupOf: (sample: S, place: number) => string,
  share: number,
  seed: number,
): { readonly training: readonly S[]; readonly validation: readonly S[] } {
  const sizes = new Map<string, number>();
  for (const group of samples.map(groupOf)) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const wanted = Math.max(1, Math.round(samples.length * share));
  // Of two samples one is half of all, and still the least that can be taken.
  const most = Math.max(1, samples.length * largestShare);
  const chosen = new Set<string>();
  let taken = 0;
  for (const group of new Random(seed, 'split').shuffle([...sizes.keys()].sort())) {
    const size = sizes.get(group) ?? 0;
    if (taken >= wanted || chosen.size === sizes.size - 1) break;
    if (chosen.size > 0 && taken + size > wanted * largestExcess) continue;
    if (size > most) continue;
    chosen.add(group);
    taken += size;
  }
  const isChosen = (sample: S, place: number) => chosen.has(groupOf(sample, place));
  return {
    training: samples.filter((sample, place) => !isChosen(sample, place)),
    validation: samples.filter(isChosen),
  };
}
