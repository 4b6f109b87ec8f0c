/** The weights that a run starts from: fresh ones, or another model's, carried over to the new alphabet. */
import { known } from '../known.js';
import type { Model } from '../model/index.js';
import type { Network, ParameterInfo } from '../network/index.js';
import type { Alphabet } from '../text/index.js';

/**
 * Fresh weights, with those of `from` wherever it has a weight of the same name and shape; of the output layer the
 * classes of the characters that both alphabets have.
 */
export function startingWeights(
  network: Network,
  alphabet: Alphabet,
  seed: number,
  from?: Model,
): Map<string, Float32Array> {
  const weights = network.initialWeights(seed);
  if (!from) return weights;
  for (const { name, size, role } of network.parameters) {
    const learnt = from.weights.get(name);
    if (learnt && learnt.length === size && role !== 'head') weights.set(name, learnt.slice());
  }
  carryHead(weights, network, alphabet, from);
  return weights;
}

/** Steps in which a head with new classes learns alone, so that its first errors don't spoil what is below it. */
export const usualHeadSteps = 100;

/** None without a model to go on from, with other layers below than its, or where it knows all that the head is for. */
export function headStepsFor(
  network: Network,
  alphabet: Alphabet,
  from: Pick<Model, 'weights' | 'alphabet'> | undefined,
): number {
  if (!from) return 0;
  const isNew = ({ name, size }: { readonly name: string; readonly size: number }) =>
    from.weights.get(name)?.length !== size;
  if (network.parameters.some((info) => isOfBody(info) && isNew(info))) return 0;
  const hasNewCharacters = from.alphabet.missing(alphabet.characters.join('')).length > 0;
  const hasNewOutputs = network.parameters.some((info) => info.role !== 'head' && isNew(info));
  return hasNewCharacters || hasNewOutputs ? usualHeadSteps : 0;
}

/** What stays where the head is another one. */
function isOfBody({ role }: ParameterInfo): boolean {
  return role === 'convolutional' || role === 'recurrent';
}

/** Which weights stay as they are in a step, by their names. */
export function frozenAt(
  step: number,
  { headSteps = 0, freezeSteps }: { readonly headSteps?: number | undefined; readonly freezeSteps: number },
  network: Network,
): (name: string) => boolean {
  if (step > headSteps && step > freezeSteps) return () => false;
  const isFrozen = (info: ParameterInfo) => (step <= headSteps ? isOfBody(info) : info.role === 'convolutional');
  const frozen = new Set(network.parameters.filter(isFrozen).map(({ name }) => name));
  return (name) => frozen.has(name);
}

/** All weights of the head have the classes as their last axis. */
function carryHead(weights: Map<string, Float32Array>, network: Network, alphabet: Alphabet, from: Model): void {
  const oldClasses = from.alphabet.classes;
  const sources = alphabet.classesIn(from.alphabet);
  for (const { name, role } of network.parameters) {
    if (role !== 'head') continue;
    const learnt = from.weights.get(name);
    const fresh = weights.get(name);
    if (!learnt || !fresh || learnt.length / oldClasses !== fresh.length / alphabet.classes) continue;
    for (let row = 0; row < fresh.length / alphabet.classes; row++) {
      sources.forEach((source, label) => {
        if (source !== undefined)
          fresh[row * alphabet.classes + label] = known(learnt[row * oldClasses + source], 'a weight of the class');
      });
    }
  }
}

/** A model that is trained on keeps its rules for texts and images, unless others are given. */
export function rulesOfModel({ metadata: { text, preprocessing } }: Model) {
  const { form, ...rules } = text;
  return { normalize: form, ...rules, preprocessing };
}
