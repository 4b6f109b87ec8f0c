/** The graph of one training step: losses, and the gradients of all that is trained, in one run. */
import { gradients } from './gradient.js';
import { writeOnnx } from './onnx.js';
import type { Tensor } from './tensor.js';

export interface TrainingGraphOptions {
  /** What is minimised, the sum over all of them, each with what ∂sum/∂loss is: a tensor of the loss's shape and type. */
  readonly losses: readonly (readonly [loss: Tensor, seed: Tensor])[];
  /** What is trained, by name. */
  readonly trainable: readonly { readonly name: string; readonly tensor: Tensor }[];
  /** What else a run gives, by name. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** The batch's value of running statistics, by the name of the parameter that follows it. Default: none. */
  readonly statistics?: readonly { readonly name: string; readonly batch: Tensor }[];
}

/** An ONNX graph, and which of its outputs is what. */
export interface TrainingGraph {
  readonly model: Uint8Array;
  /** The output that has the gradient, by the parameter's name. */
  readonly gradients: ReadonlyMap<string, string>;
  /** The output that has the batch's statistic, by the parameter's name. */
  readonly statistics: ReadonlyMap<string, string>;
}

/** @throws when a loss does not depend on a parameter, or on the way to one an operator has no gradient */
export function compileTraining(options: TrainingGraphOptions): TrainingGraph {
  const { losses, trainable, outputs, statistics = [] } = options;
  const derived = gradients(
    losses,
    trainable.map(({ tensor }) => tensor),
  );
  const gradientOutputs = trainable.map(({ name }, i) => ({ name, output: `gradient.${name}`, tensor: derived[i] }));
  const statisticOutputs = statistics.map(({ name, batch }) => ({ name, output: `statistic.${name}`, tensor: batch }));
  const named = [...gradientOutputs, ...statisticOutputs].map(({ output, tensor }) => [output, tensor as Tensor]);
  return {
    model: writeOnnx({ outputs: { ...outputs, ...Object.fromEntries(named) } }),
    gradients: new Map(gradientOutputs.map(({ name, output }) => [name, output])),
    statistics: new Map(statisticOutputs.map(({ name, output }) => [name, output])),
  };
}
