/** The loop over time: ONNX's Scan. It has no gradient of its own; recurrent operators bring theirs. */
import { known } from '../../known.js';
import { bodyInput, node, type Tensor, type Tensors } from '../tensor.js';

type Several = readonly Tensor[];

export interface ScanOptions<S extends Several = Several, Q extends Several = Several, O extends Several = Several> {
  /** The carried tensors at the start. */
  readonly states: S;
  /** Tensors whose axis 0 is time: [T, …]. */
  readonly sequences: Q;
  /** From the last step to the first; the outputs are still in the order of time. */
  readonly backwards?: boolean;
  /** One step: the states and one slice of each sequence in, the new states and what to collect out. */
  readonly step: (states: Tensors<S>, slices: Tensors<Q>) => ScanStep<S, O>;
}

export interface ScanStep<S extends Several = Several, O extends Several = Several> {
  readonly states: Tensors<S>;
  readonly outputs: O;
}

/** @returns the outputs of all steps, stacked along a new axis 0: [T, …] each. */
export function scan<const S extends Several, const Q extends Several, const O extends Several>(
  options: ScanOptions<S, Q, O>,
): Tensors<O> {
  const states = options.states.map(({ type, shape }, index) => bodyInput(`state${index}`, type, shape));
  const slices = options.sequences.map(({ type, shape }, index) => bodyInput(`slice${index}`, type, shape.slice(1)));
  const step = options.step(states as Tensors<S>, slices as Tensors<Q>);
  const time = known(options.sequences[0]?.shape[0], 'a sequence to scan');
  const outputs = node({
    operator: 'Scan',
    inputs: [...options.states, ...options.sequences],
    outputs: [
      ...step.states.map(({ type, shape }) => ({ type, shape })),
      ...step.outputs.map(({ type, shape }) => ({ type, shape: [time, ...shape] })),
    ],
    attributes: {
      num_scan_inputs: { int: options.sequences.length },
      body: { body: { inputs: [...states, ...slices], outputs: [...step.states, ...step.outputs] } },
      ...(options.backwards
        ? {
            scan_input_directions: { ints: options.sequences.map(() => 1) },
            scan_output_directions: { ints: step.outputs.map(() => 1) },
          }
        : {}),
    },
  });
  return outputs.slice(options.states.length) as Tensors<O>;
}
