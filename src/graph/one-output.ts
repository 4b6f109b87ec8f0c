/** Nodes of a single output, which most are. */
import { known } from '../known.js';
import { type NodeOptions, node, type Tensor } from './tensor.js';

/** Makes a node that has one output, and returns that. */
export function oneOutput(
  options: Omit<NodeOptions, 'outputs'> & { readonly output: Pick<Tensor, 'type' | 'shape'> },
): Tensor {
  const { output, ...others } = options;
  const [tensor] = node({ ...others, outputs: [output] });
  return known(tensor, `the output of ${options.operator}`);
}
