/** Parts of the work, by which profiles are summed: `conv.forward`, `lstm.backward`. */
import type { Node, Tensor } from './tensor.js';

/**
 * Names the nodes between `inputs` and what `build` gives as one part of the work. Nodes that are of a part already, one within,
 * stay of that.
 *
 * @param inputs all tensors from outside that `build` makes something of; what lies before them is no part of it
 * @returns what `build` gives: a tensor, or tensors in a list or an object
 */
export function part<T extends object>(name: string, inputs: readonly (Tensor | undefined)[], build: () => T): T {
  const made = build();
  const [outside, seen] = [new Set(inputs), new Set<Node>()];
  const visit = (tensor: Tensor | undefined) => {
    if (!tensor || outside.has(tensor) || tensor.origin.kind !== 'node') return;
    const { node } = tensor.origin;
    if (seen.has(node)) return;
    seen.add(node);
    if (node.part === '') node.part = name;
    node.inputs.forEach(visit);
    for (const attribute of Object.values(node.attributes))
      if ('body' in attribute) attribute.body.outputs.forEach(visit);
  };
  tensorsIn(made).forEach(visit);
  return made;
}

function tensorsIn(value: unknown): readonly Tensor[] {
  if (typeof value !== 'object' || value === null) return [];
  return isTensor(value) ? [value] : Object.values(value).flatMap(tensorsIn);
}

function isTensor(value: object): value is Tensor {
  return 'origin' in value;
}
