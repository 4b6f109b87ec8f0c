/** One model from several that come from one training: the mean of their weights. */
import { known } from '../known.js';
import { Network, withOutput } from '../network/index.js';
import type { Alphabet } from '../text/index.js';
import { accountOf, type Model, type NewModel } from './model.js';
import { ModelError } from './model-error.js';

export interface NamedModel {
  /** For messages, and for the mean's account of itself. */
  readonly path: string;
  readonly model: Model;
}

/**
 * The mean of the weights of models of one network (Izmailov et al. 2018, Wortsman et al. 2022). Where they went on from
 * each other, or from one model, it reads unseen lines better than each of them; models of different beginnings have no
 * mean that reads. It knows the characters of all: what a class has is the mean of the models that know its character.
 *
 * @param models two or more, none in 8 bits; the line height is the first one's
 * @throws ModelError when the networks, or the rules for texts and images, are not the same
 */
export function averageModels(models: readonly NamedModel[]): NewModel {
  const [first, ...others] = models;
  if (!first || others.length === 0)
    throw new ModelError('a mean is of two models or more', { code: 'model/different' });
  for (const another of others) checkSame(first, another);
  const { metadata, network: like } = first.model;
  const alphabet = others.reduce<Alphabet>((all, { model }) => all.union(model.alphabet), first.model.alphabet);
  const network = new Network(withOutput(like.spec, undefined), alphabet.classes);
  const classes = models.map(({ model }) => alphabet.classesIn(model.alphabet));
  const weights = new Map(
    network.readingParameters.map(({ name, size, role }) => {
      const learnt = models.map(({ path, model }) => known(model.weights.get(name), `${path}: the weight ${name}`));
      return [name, role === 'head' ? meanOfClasses(learnt, classes, size) : mean(learnt)];
    }),
  );
  return {
    network,
    alphabet,
    weights,
    text: metadata.text,
    preprocessing: metadata.preprocessing,
    provenance: {
      meanOf: models.map(({ path, model }) => ({ model: path, ...accountOf(model) })),
    },
    metrics: {},
  };
}

/** What has to be the same in both, with the next step. */
function checkSame(first: NamedModel, second: NamedModel): void {
  const sizesOf = ({ model: { network } }: NamedModel) =>
    JSON.stringify(
      network.readingParameters.flatMap(({ name, size, role }) => (role === 'head' ? [name] : [name, size])),
    );
  if (sizesOf(first) !== sizesOf(second)) {
    const specs = `${first.model.network.spec} and ${second.model.network.spec}`;
    throw new ModelError(
      `${first.path} and ${second.path} have other weights (${specs}). A mean is of models of one network`,
      { code: 'model/different' },
    );
  }
  for (const rules of ['text', 'preprocessing'] as const) {
    const [expected, actual] = [first, second].map(({ model }) => JSON.stringify(model.metadata[rules]));
    if (expected !== actual) {
      throw new ModelError(
        `${first.path} and ${second.path} have other rules for ${rules}: ${expected} and ${actual}`,
        {
          code: 'model/different',
        },
      );
    }
  }
}

function mean(learnt: readonly Float32Array[]): Float32Array {
  const sums = new Float64Array(known(learnt[0], 'a model').length);
  for (const values of learnt) values.forEach((value, i) => (sums[i] = value + (sums[i] ?? 0)));
  return Float32Array.from(sums, (sum) => sum / learnt.length);
}

/**
 * Of rows of classes, each class by the models that know it.
 * @param classes for each model, which of its classes is which class of the mean
 */
function meanOfClasses(
  learnt: readonly Float32Array[],
  classes: readonly (readonly (number | undefined)[])[],
  size: number,
): Float32Array {
  const { length: width } = known(classes[0], 'a model');
  const rows = size / width;
  return Float32Array.from({ length: size }, (_, i) => {
    const row = Math.floor(i / width);
    const values = learnt.flatMap((data, n) => {
      const source = classes[n]?.[i % width];
      return source === undefined ? [] : (data[row * (data.length / rows) + source] ?? []);
    });
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}
